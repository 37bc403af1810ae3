//! `oomscope site`: the page, a folder of artifacts and their index, ready for any static host.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use oomscope_shared::site::{INDEX, MARK, SiteIndex, SiteRun};
use oomscope_shared::{Artifact, messages};

use crate::display::note;
use crate::error::Failure;
use crate::input::{self, Kind};
use crate::page::{FILES, START, marked, missing_page};
use crate::temporary;

/// Where the artifacts lie, from the page.
const FOLDER: &str = "artifacts";

/// Writes the site and returns its start page.
pub fn write(folder: &Path, out: &Path) -> Result<PathBuf, Failure> {
    if FILES.is_empty() {
        return Err(missing_page());
    }
    let mut found = Vec::new();
    collect(folder, out, &mut found)?;
    found.sort();
    let (mut runs, mut seen) = (Vec::new(), HashSet::new());
    for path in &found {
        match read(path) {
            // A copy, packed or not, would stand twice in the history.
            Ok(one) if !seen.insert(one.run_id.clone()) => note(messages::TerminalCopyLeftOut {
                path: path.display().to_string(),
            }),
            Ok(one) => {
                let inside = path.strip_prefix(folder).unwrap_or(path);
                put(&out.join(FOLDER).join(inside), &one.bytes)?;
                runs.push(SiteRun::of(
                    format!("{FOLDER}/{}", url_of(inside)),
                    &one.artifact,
                ));
            }
            // A folder of CI holds other JSON, too, and one broken file must not cost the whole site.
            Err(failure) => note(messages::TerminalLeftOut {
                path: path.display().to_string(),
                why: failure.why(),
            }),
        }
    }
    if runs.is_empty() {
        return Err(Failure::usage(
            format!("no artifact was found in `{}`", folder.display()),
            "name the folder that holds the *.oomscope.json files",
        ));
    }
    let number = runs.len();
    temporary::remove_left(out);
    for (name, bytes) in FILES {
        let content = if *name == START {
            // Its program has to know that there is an index.
            marked(&String::from_utf8_lossy(bytes), MARK, INDEX).into_bytes()
        } else {
            bytes.to_vec()
        };
        put(&out.join(name), &content)?;
    }
    let index = serde_json::to_vec(&SiteIndex::new(runs)).map_err(Failure::recorder)?;
    put(&out.join(INDEX), &index)?;
    note(messages::TerminalSite {
        runs: number,
        path: out.display().to_string(),
    });
    Ok(out.join(START))
}

/// All files below a folder that may be artifacts, apart from those of the site itself.
pub(crate) fn collect(folder: &Path, out: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::read(folder))? {
        let path = entry.map_err(Failure::read(folder))?.path();
        if path == out {
            continue;
        }
        // Links are not followed: they could lead round in a circle.
        let kind = fs::symlink_metadata(&path).map_err(Failure::read(&path))?;
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        if kind.is_dir() && !name.starts_with('.') {
            collect(&path, out, found)?;
        } else if kind.is_file() && (name.ends_with(".json") || name.ends_with(".json.gz")) {
            found.push(path);
        }
    }
    Ok(())
}

/// A path as part of an address.
fn url_of(path: &Path) -> String {
    let parts = path
        .iter()
        .map(|part| crate::page::encode(&part.to_string_lossy()));
    parts.collect::<Vec<_>>().join("/")
}

/// A file that was read.
struct Found {
    /// As it is.
    bytes: Vec<u8>,
    /// The artifact in it.
    artifact: Artifact,
    run_id: String,
}

fn read(path: &Path) -> Result<Found, Failure> {
    let bytes = input::read(path, Kind::Artifact)?;
    let json = input::unpacked(path, &bytes)?;
    let (artifact, run_id) = (input::parse(path, &json)?, input::run_id(&json));
    Ok(Found {
        artifact,
        run_id,
        bytes,
    })
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        temporary::write(path, |file| file.write_all(bytes))
    };
    write().map_err(|error| {
        Failure::usage(
            format!("cannot write `{}`: {error}", path.display()),
            "choose another folder with --out",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(url_of(Path::new("a b/ü.json")), "a%20b/%C3%BC.json");
    }
}
