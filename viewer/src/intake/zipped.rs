//! Artifacts out of a zip: which of its files are artifacts, and how much may be unpacked.

use oomscope_quick::order::arrange;
use oomscope_shared::inflate::LARGEST;
use oomscope_shared::message::{Key, Parameter, Value, messages};

use super::archive::{Entry, ZipFault, entries, read};
use super::{OnStage, Opening, Parcel, Refused, Stage, is_zip, open_one, too_large};

/// More files than any job uploads as one; a list of millions would only keep the page busy.
const ENTRIES_AT_MOST: usize = 10_000;
/// More runs than one can look at.
const ARTIFACTS_AT_MOST: usize = 64;
/// What all entries together may unpack to.
const ALL_AT_MOST: u64 = 2 * LARGEST;
/// A download of several jobs is a zip of zips; deeper than that is a riddle.
const DEPTH_AT_MOST: u32 = 3;
/// The names of this many other entries are told where no artifact is found.
const NAMES_TOLD: usize = 3;

pub(super) fn open(name: &str, zip: &[u8], on_stage: OnStage<'_>) -> Vec<Opening> {
    let mut room = Room {
        bytes: ALL_AT_MOST,
        artifacts: ARTIFACTS_AT_MOST,
        entries: ENTRIES_AT_MOST,
    };
    open_all(name, zip, 1, &mut room, on_stage)
}

/// What may still be unpacked, over all zips inside of each other.
struct Room {
    bytes: u64,
    artifacts: usize,
    entries: usize,
}

fn open_all(
    name: &str,
    zip: &[u8],
    depth: u32,
    room: &mut Room,
    on_stage: OnStage<'_>,
) -> Vec<Opening> {
    let chosen = match entries(zip) {
        Ok(entries) => choose(name, entries, room),
        Err(fault) => {
            let fault = fault.message();
            let reason = messages::RefusedZip { fault };
            Err(Refused::new(name, reason, Key::AdviceGetAgain))
        }
    };
    let chosen = match chosen {
        Ok(chosen) => chosen,
        Err(refused) => return vec![Err(refused)],
    };
    let mut openings = Vec::new();
    for entry in chosen {
        openings.extend(open_entry(zip, &entry, depth, room, on_stage));
    }
    // A zip of many files may hold other JSON beside the artifacts; that is no error of the reader's.
    if openings.iter().any(Result::is_ok) {
        openings.retain(|opening| match opening {
            Ok(_) => true,
            Err(refused) => is_artifact_name(&refused.name),
        });
    }
    openings
}

/// The entries to open, in the order of their names.
fn choose(name: &str, entries: Vec<Entry>, room: &mut Room) -> Result<Vec<Entry>, Refused> {
    let total = entries.len();
    let Some(left) = room.entries.checked_sub(total) else {
        let reason = messages::RefusedManyFiles {
            files: ENTRIES_AT_MOST,
        };
        return Err(Refused::new(name, reason, Key::AdviceUnpackIt));
    };
    room.entries = left;
    let wanted = candidates(&entries);
    if wanted.is_empty() {
        return Err(nothing_inside(name, &entries));
    }
    if wanted.len() > room.artifacts {
        let reason = messages::RefusedManyArtifacts {
            artifacts: ARTIFACTS_AT_MOST,
        };
        return Err(Refused::new(name, reason, Key::AdviceUnpackIt));
    }
    room.artifacts -= wanted.len();
    Ok(wanted.into_iter().cloned().collect())
}

fn open_entry(
    zip: &[u8],
    entry: &Entry,
    depth: u32,
    room: &mut Room,
    on_stage: OnStage<'_>,
) -> Vec<Opening> {
    let name = &entry.name;
    let unpacked = read(zip, entry, LARGEST.min(room.bytes), &mut |bytes| {
        on_stage(Stage::Unpacking(bytes));
    });
    let bytes = match unpacked {
        Ok(bytes) => bytes,
        Err(fault) => return vec![Err(refused(name, fault))],
    };
    room.bytes -= bytes.len() as u64;
    if !is_zip(&bytes) {
        let opened = open_one(name, &bytes, on_stage);
        return vec![opened.map(|parcel| Parcel {
            entry: bytes,
            ..parcel
        })];
    }
    if depth == DEPTH_AT_MOST {
        let reason = messages::RefusedDeep {
            zips: DEPTH_AT_MOST,
        };
        return vec![Err(Refused::new(name, reason, Key::AdviceUnpackIt))];
    }
    // Artifacts of several jobs often have the same name; the zip around each tells them apart.
    let mut inner = open_all(name, &bytes, depth + 1, room, on_stage);
    for parcel in inner.iter_mut().flatten() {
        parcel.name = format!("{name} › {}", parcel.name);
    }
    inner
}

fn refused(name: &str, fault: ZipFault) -> Refused {
    match fault {
        ZipFault::TooLarge => too_large(name),
        ZipFault::Ratio => Refused::new(name, Key::RefusedBurst, Key::AdviceWrongFile),
        ZipFault::Encrypted | ZipFault::Method(_) => {
            let fault = fault.message();
            let reason = messages::RefusedPacking { fault };
            Refused::new(name, reason, Key::AdviceUnpackIt)
        }
        _ => {
            let fault = fault.message();
            let reason = messages::RefusedZipAround { fault };
            Refused::new(name, reason, Key::AdviceGetAgain)
        }
    }
}

/// The entries to try: those named like an artifact and zips, or else everything that may be JSON.
fn candidates(entries: &[Entry]) -> Vec<&Entry> {
    let pick = |wanted: fn(&str) -> bool| -> Vec<&Entry> {
        // Finder puts its own files beside each real one.
        let real = entries.iter().filter(|e| !e.name.starts_with("__MACOSX/"));
        real.filter(|entry| wanted(&entry.name)).collect()
    };
    let mut chosen = pick(|name| is_artifact_name(name) || is_zip_name(name));
    if chosen.is_empty() {
        chosen = pick(|name| {
            let name = name.to_ascii_lowercase();
            name.ends_with(".json") || name.ends_with(".json.gz")
        });
    }
    arrange(&mut chosen, &|a, b| a.name.cmp(&b.name));
    chosen
}

fn is_artifact_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".oomscope.json") || name.ends_with(".oomscope.json.gz")
}

fn is_zip_name(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".zip")
}

fn nothing_inside(name: &str, entries: &[Entry]) -> Refused {
    if entries.is_empty() {
        return Refused::new(name, Key::RefusedZipEmpty, Key::AdviceWrongFile);
    }
    let told = entries.iter().take(NAMES_TOLD);
    let mut names: Vec<Value> = told.map(|e| format!("`{}`", e.name).value()).collect();
    if entries.len() > NAMES_TOLD {
        let files = entries.len() - NAMES_TOLD;
        names.push(messages::RefusedMoreFiles { files }.value());
    }
    let reason = messages::RefusedNoArtifact { names };
    Refused::new(name, reason, Key::AdviceWrongFile)
}
