//! The plan file on disk: `oomscope plan` writes it, `oomscope run --plan` reads it.

use std::path::Path;

use oomscope_schedule::{Known, planfile};

use crate::cli::PlanArgs;
use crate::error::Failure;
use crate::input::{self, Kind};
use crate::{driver, temporary};

/// Reads a plan.
///
/// # Errors
/// The file cannot be read, or is none.
pub fn read(path: &Path) -> Result<Known, Failure> {
    let text = input::read_text(path, Kind::Config)?;
    planfile::parse(&text).map_err(|fault| {
        Failure::usage(
            format!("`{}` is no plan: {fault}", path.display()),
            fault.remedy(),
        )
    })
}

/// The plan of a run. One that is there keeps the figures that hardly moved, so that its history says something.
///
/// # Errors
/// The artifact cannot be read, or the plan that is there is none.
pub fn plan(args: &PlanArgs) -> Result<String, Failure> {
    let run = input::read_artifact(&args.run)?;
    let unit_of = driver::registration(run.run.framework).unit_of;
    let before = match &args.out {
        Some(path) if path.exists() => Some(read(path)?),
        _ => None,
    };
    let known = Known::of(&run, &unit_of).settled(before.as_ref());
    let text = planfile::write(&known);
    if let Some(path) = &args.out {
        let written = temporary::write(path, |file| file.write_all(text.as_bytes()));
        written.map_err(|source| Failure::Write {
            path: path.clone(),
            source,
            after_start: false,
        })?;
    }
    Ok(text)
}
