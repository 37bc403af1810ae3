//! `oomscope export`: many artifacts as tables of Parquet, for databases that read files.
//!
//! One artifact is in memory at a time, and so many rows of each table as a row group has. What the columns
//! mean is in `docs/fleet.md`; a test holds that page to the files.

mod layout;
mod table;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use oomscope_shared::{Artifact, messages};

use crate::cli::ExportArgs;
use crate::display::note;
use crate::error::Failure;
use crate::{input, site};
use layout::Tables;

/// Where an artifact is, and what it is called in the tables.
struct ArtifactFile {
    path: PathBuf,
    name: String,
    /// Whether it was given by itself; then it must be an artifact.
    is_named: bool,
}

/// Writes the tables.
pub fn export(args: &ExportArgs) -> Result<(), Failure> {
    let places = places(args)?;
    let mut tables = Tables::create(&args.out)?;
    let mut seen = HashSet::new();
    let mut left_out = 0_usize;
    for place in &places {
        let (bytes, artifact) = match read(&place.path) {
            Ok(read) => read,
            // A folder of CI holds other JSON, too, and one broken file must not cost all the others.
            Err(failure) if !place.is_named => {
                left_out += 1;
                note(messages::TerminalLeftOut {
                    path: place.path.display().to_string(),
                    why: failure.why(),
                });
                continue;
            }
            Err(failure) => return Err(failure),
        };
        let run_id = input::run_id(&bytes);
        if seen.insert(run_id.clone()) {
            tables.add(&run_id, &place.name, &artifact)?;
        } else {
            note(messages::TerminalCopyLeftOut {
                path: place.path.display().to_string(),
            });
        }
    }
    if seen.is_empty() {
        return Err(Failure::usage(
            "no artifact was found",
            "name artifacts, or the folder that holds the *.oomscope.json files",
        ));
    }
    tables.finish()?;
    let (runs, path) = (seen.len(), args.out.display().to_string());
    match left_out {
        0 => note(messages::TerminalTables { runs, path }),
        left_out => note(messages::TerminalTablesNotAll {
            runs,
            path,
            left_out,
        }),
    }
    Ok(())
}

/// The JSON of a file, and the artifact in it.
fn read(path: &Path) -> Result<(Vec<u8>, Artifact), Failure> {
    let json = input::read_bytes(path)?;
    let artifact = input::parse(path, &json)?;
    Ok((json, artifact))
}

/// All files, in an order that does not depend on the file system.
fn places(args: &ExportArgs) -> Result<Vec<ArtifactFile>, Failure> {
    let mut places = Vec::new();
    for path in &args.paths {
        if !fs::metadata(path).map_err(Failure::read(path))?.is_dir() {
            let name = path.file_name().unwrap_or(path.as_os_str());
            places.push(ArtifactFile {
                path: path.clone(),
                name: name.to_string_lossy().into_owned(),
                is_named: true,
            });
            continue;
        }
        let mut found = Vec::new();
        site::collect(path, &args.out, &mut found)?;
        found.sort();
        places.extend(found.into_iter().map(|file| ArtifactFile {
            name: inside(&file, path),
            path: file,
            is_named: false,
        }));
    }
    Ok(places)
}

fn inside(file: &Path, folder: &Path) -> String {
    let inside = file.strip_prefix(folder).unwrap_or(file);
    inside.to_string_lossy().into_owned()
}
