//! `oomscope import`: another tool's file becomes an artifact.

use std::ffi::OsString;
use std::path::PathBuf;

use oomscope_report::import::{ImportError, Source, detect, import};

use crate::cli::ImportArgs;
use crate::display::note;
use crate::error::Failure;
use crate::{input, whole};

/// Writes the artifact and returns where it is.
pub fn run(args: &ImportArgs) -> Result<PathBuf, Failure> {
    let bytes = input::read_bytes(&args.file)?;
    let source = args.from.or_else(|| detect(&bytes));
    let artifact = source
        .ok_or(ImportError::Unrecognised)
        .and_then(|source| import(&bytes, source, args.label.clone()))
        .map_err(|error| {
            Failure::usage(
                format!("cannot import `{}`: {error}", args.file.display()),
                remedy(&error),
            )
        })?;
    let out = args.out.clone().unwrap_or_else(|| {
        let mut name = OsString::from(&args.file);
        name.push(".oomscope.json");
        PathBuf::from(name)
    });
    whole::write(&out, &artifact, false)?;
    for warning in &artifact.warnings {
        note(warning.clone());
    }
    Ok(out)
}

fn remedy(error: &ImportError) -> String {
    let tools: Vec<&str> = Source::ALL.iter().map(|source| source.name()).collect();
    match error {
        ImportError::Unrecognised => format!(
            "give a file of {}, or say with --from which one it is",
            tools.join(", ")
        ),
        ImportError::Malformed { .. } => "have the tool write it again, or check --from".to_owned(),
    }
}
