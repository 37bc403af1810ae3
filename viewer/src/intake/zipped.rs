//! Artifacts out of a zip: stored or deflated entries, data descriptors and Zip64 are read by the `zip`
//! crate; which entries are artifacts, and how much may be unpacked, is decided here.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{GET_AGAIN, LARGEST, Opening, Refused, WRONG_FILE, open_one, too_large};

/// More files than any job uploads as one; a list of millions would only keep the page busy.
const ENTRIES_AT_MOST: usize = 10_000;
/// More runs than one can look at.
const ARTIFACTS_AT_MOST: usize = 64;
/// What all entries together may unpack to.
const ALL_AT_MOST: u64 = 2 * LARGEST;
/// The names of this many other entries are told where no artifact is found.
const NAMES_TOLD: usize = 3;

pub(super) fn open(name: &str, bytes: &[u8]) -> Vec<Opening> {
    match entries(name, bytes) {
        Ok(openings) => openings,
        Err(refused) => vec![Err(refused)],
    }
}

fn entries(name: &str, bytes: &[u8]) -> Result<Vec<Opening>, Refused> {
    let damaged = |error: ZipError| {
        Refused::new(
            name,
            format!("the zip is damaged or cut off ({error})"),
            GET_AGAIN,
        )
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > ENTRIES_AT_MOST {
        let reason = format!(
            "the zip holds {} files, more than {ENTRIES_AT_MOST}",
            archive.len()
        );
        return Err(Refused::new(
            name,
            reason,
            "Unpack it and open the artifact alone.",
        ));
    }
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let chosen = candidates(&names);
    if chosen.is_empty() {
        return Err(nothing_inside(name, &names));
    }
    if chosen.len() > ARTIFACTS_AT_MOST {
        let reason = format!(
            "the zip holds {} artifacts, more than {ARTIFACTS_AT_MOST}",
            chosen.len()
        );
        return Err(Refused::new(
            name,
            reason,
            "Unpack it and open those you want to see.",
        ));
    }
    let mut left = ALL_AT_MOST;
    let mut openings = Vec::new();
    for entry in chosen {
        openings.push(read(&mut archive, entry, &mut left).and_then(|b| open_one(entry, &b)));
    }
    // A zip of many files may hold other JSON beside the artifacts; that is no error of the reader's.
    let is_ours = |opening: &Opening| match opening {
        Ok(_) => true,
        Err(refused) => is_artifact_name(&refused.name),
    };
    if openings.iter().any(Result::is_ok) {
        openings.retain(is_ours);
    }
    Ok(openings)
}

fn read(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    entry: &str,
    left: &mut u64,
) -> Result<Vec<u8>, Refused> {
    let damaged = |reason: String| {
        Refused::new(
            entry,
            format!("the zip around it is damaged ({reason})"),
            GET_AGAIN,
        )
    };
    let bound = LARGEST.min(*left);
    let mut file = match archive.by_name(entry) {
        Ok(file) => file,
        Err(ZipError::UnsupportedArchive(what)) => {
            let advice = "Unpack the zip with another program and open the artifact alone.";
            return Err(Refused::new(
                entry,
                format!("its zip is of a kind not read here: {what}"),
                advice,
            ));
        }
        Err(error) => return Err(damaged(error.to_string())),
    };
    // The stated size is only a hint: it may lie, and what is really read is bounded below.
    let mut out =
        Vec::with_capacity(file.size().min(file.compressed_size() * 40).min(bound) as usize);
    match file.by_ref().take(bound + 1).read_to_end(&mut out) {
        Ok(count) if count as u64 > bound => Err(too_large(entry)),
        Ok(count) => {
            *left -= count as u64;
            Ok(out)
        }
        Err(error) => Err(damaged(error.to_string())),
    }
}

/// The entries to try: those named like an artifact, or else everything that may be JSON.
fn candidates(names: &[String]) -> Vec<&str> {
    // Finder puts its own files beside each real one.
    let real = |name: &&String| !name.ends_with('/') && !name.starts_with("__MACOSX/");
    let pick = |wanted: fn(&str) -> bool| -> Vec<&str> {
        let names = names.iter().filter(real).map(String::as_str);
        names.filter(|name| wanted(name)).collect()
    };
    let mut chosen = pick(is_artifact_name);
    if chosen.is_empty() {
        chosen = pick(|name| {
            let name = name.to_ascii_lowercase();
            name.ends_with(".json") || name.ends_with(".json.gz")
        });
    }
    chosen.sort_unstable();
    chosen
}

fn is_artifact_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".oomscope.json") || name.ends_with(".oomscope.json.gz")
}

fn nothing_inside(name: &str, names: &[String]) -> Refused {
    let mut told: Vec<_> = names
        .iter()
        .take(NAMES_TOLD)
        .map(|n| format!("`{n}`"))
        .collect();
    if names.len() > NAMES_TOLD {
        told.push(format!("{} more", names.len() - NAMES_TOLD));
    }
    let reason = if told.is_empty() {
        "the zip is empty".to_owned()
    } else {
        format!("the zip holds no artifact, only {}", told.join(", "))
    };
    Refused::new(name, reason, WRONG_FILE)
}
