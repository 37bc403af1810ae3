//! Artifacts out of a zip: which of its files are artifacts, and how much may be unpacked.

use super::archive::{Entry, ZipFault, entries, read};
use super::{GET_AGAIN, LARGEST, Opening, Refused, WRONG_FILE, open_one, too_large};

/// More files than any job uploads as one; a list of millions would only keep the page busy.
const ENTRIES_AT_MOST: usize = 10_000;
/// More runs than one can look at.
const ARTIFACTS_AT_MOST: usize = 64;
/// What all entries together may unpack to.
const ALL_AT_MOST: u64 = 2 * LARGEST;
/// The names of this many other entries are told where no artifact is found.
const NAMES_TOLD: usize = 3;
/// What to do about a zip that this page does not read.
const UNPACK_IT: &str = "Unpack it with another program and open the artifact alone.";

pub(super) fn open(name: &str, zip: &[u8]) -> Vec<Opening> {
    match open_all(name, zip) {
        Ok(openings) => openings,
        Err(refused) => vec![Err(refused)],
    }
}

fn open_all(name: &str, zip: &[u8]) -> Result<Vec<Opening>, Refused> {
    let entries = entries(zip).map_err(|fault| {
        Refused::new(
            name,
            format!("the zip is damaged or cut off: {fault}"),
            GET_AGAIN,
        )
    })?;
    if entries.len() > ENTRIES_AT_MOST {
        let reason = format!(
            "the zip holds {} files, more than {ENTRIES_AT_MOST}",
            entries.len()
        );
        return Err(Refused::new(name, reason, UNPACK_IT));
    }
    let chosen = candidates(&entries);
    if chosen.is_empty() {
        return Err(nothing_inside(name, &entries));
    }
    if chosen.len() > ARTIFACTS_AT_MOST {
        let reason = format!(
            "the zip holds {} artifacts, more than {ARTIFACTS_AT_MOST}",
            chosen.len()
        );
        return Err(Refused::new(name, reason, UNPACK_IT));
    }
    let mut left = ALL_AT_MOST;
    let mut openings: Vec<Opening> = chosen
        .into_iter()
        .map(|entry| open_entry(zip, entry, &mut left))
        .collect();
    // A zip of many files may hold other JSON beside the artifacts; that is no error of the reader's.
    if openings.iter().any(Result::is_ok) {
        openings.retain(|opening| match opening {
            Ok(_) => true,
            Err(refused) => is_artifact_name(&refused.name),
        });
    }
    Ok(openings)
}

fn open_entry(zip: &[u8], entry: &Entry, left: &mut u64) -> Opening {
    let name = &entry.name;
    let bytes = read(zip, entry, LARGEST.min(*left)).map_err(|fault| match fault {
        ZipFault::TooLarge => too_large(name),
        ZipFault::Encrypted | ZipFault::Method(_) => Refused::new(
            name,
            format!("this page cannot unpack it: {fault}"),
            UNPACK_IT,
        ),
        _ => Refused::new(
            name,
            format!("the zip around it is damaged: {fault}"),
            GET_AGAIN,
        ),
    })?;
    *left -= bytes.len() as u64;
    open_one(name, &bytes)
}

/// The entries to try: those named like an artifact, or else everything that may be JSON.
fn candidates(entries: &[Entry]) -> Vec<&Entry> {
    let pick = |wanted: fn(&str) -> bool| -> Vec<&Entry> {
        // Finder puts its own files beside each real one.
        let real = entries.iter().filter(|e| !e.name.starts_with("__MACOSX/"));
        real.filter(|entry| wanted(&entry.name)).collect()
    };
    let mut chosen = pick(is_artifact_name);
    if chosen.is_empty() {
        chosen = pick(|name| {
            let name = name.to_ascii_lowercase();
            name.ends_with(".json") || name.ends_with(".json.gz")
        });
    }
    chosen.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    chosen
}

fn is_artifact_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".oomscope.json") || name.ends_with(".oomscope.json.gz")
}

fn nothing_inside(name: &str, entries: &[Entry]) -> Refused {
    let mut told: Vec<_> = entries
        .iter()
        .take(NAMES_TOLD)
        .map(|e| format!("`{}`", e.name))
        .collect();
    if entries.len() > NAMES_TOLD {
        told.push(format!("{} more", entries.len() - NAMES_TOLD));
    }
    let reason = if told.is_empty() {
        "the zip is empty".to_owned()
    } else {
        format!("the zip holds no artifact, only {}", told.join(", "))
    };
    Refused::new(name, reason, WRONG_FILE)
}
