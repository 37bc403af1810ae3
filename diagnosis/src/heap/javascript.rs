//! What the dumps of a process of Node come to: snapshots of V8's heap, and the notes beside them.

mod beside;
mod declared;
mod sources;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use oomscope_shared::finding::AllocationLine;
use serde::Deserialize;

use self::beside::Beside;
pub use self::declared::declaration;
pub use self::sources::ReadText;
use self::sources::{Original, Sources};
use super::dominators::Dominators;
use super::growth::{Amount, Births, Group, growth};
use super::held::{Held, HeldBy};
use super::names::v8::{Namer, cost};
use super::paths::Paths;
use super::told::Lines;
use super::v8::{self, SnapshotError};

/// How many holders are named.
const HOLDERS: usize = 12;

/// Where so many times what was sampled stayed, most of it lies outside of the heap.
const OUTSIDE_TIMES: u64 = 4;

/// What `oomscope_heaps.cjs` noted beside the heap.
#[derive(Debug, Default, Deserialize)]
pub struct Notes {
    /// Ids above all that were there: after the warm-up, and after each file.
    pub marks: Vec<u64>,
    #[serde(default)]
    beside: Beside,
    samples: Vec<Sample>,
    /// What each script says of its source map.
    maps: HashMap<String, String>,
}

impl Notes {
    /// Reads them. Without them there is less to say, which is no reason to say nothing.
    pub fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}

/// What one stack took and is still there, by V8's estimate.
#[derive(Debug, Deserialize)]
struct Sample {
    bytes: u64,
    /// The innermost function first.
    stack: Vec<Frame>,
}

/// Script, line and column, which count from 0 and are below that where there are none.
#[derive(Debug, Deserialize)]
struct Frame(String, i64, i64);

/// What stayed and who holds it, by the last snapshot of a process. `folder` is the project's, and `read` reads texts
/// of sources.
///
/// # Errors
/// The snapshot is none.
pub fn held(
    last: impl Read,
    births: &Births,
    notes: Notes,
    folder: &str,
    read: ReadText<'_>,
) -> Result<Held, SnapshotError> {
    let graph = v8::read(last)?;
    let sources = Sources::new(folder, notes.maps, read);
    let paths = Paths::of(&graph, |node, edge| cost(&graph, node, edge));
    let dominators = Dominators::of(&graph);
    let growth = growth(&graph, births, &paths, &dominators);
    let namer = Namer::new(&graph, &paths);
    let beside: Vec<Option<beside::Share>> = (growth.groups.iter())
        .map(|group| notes.beside.of(&graph, group, &growth.groups))
        .collect();
    let bytes_beside: u64 = beside.iter().flatten().map(|share| share.bytes).sum();
    let mut groups: Vec<(&Group, &Option<beside::Share>)> =
        growth.groups.iter().zip(&beside).collect();
    let bytes = |group: &Group| group.first.bytes + group.later.bytes;
    let with = |(group, share): &(&Group, &Option<beside::Share>)| {
        bytes(group) + share.map_or(0, |share| share.bytes)
    };
    groups.sort_by_key(|one| std::cmp::Reverse(with(one)));
    let holders = groups.iter().take(HOLDERS).map(|(group, share)| {
        let named = namer.name(group);
        let (object_type, objects) = words::object_type(&graph, group);
        let held = HeldBy {
            holder: words::holder(&named, &sources),
            root: words::root(&named, &sources),
            cause: words::cause(&named, object_type.as_deref()),
            path: namer.path(group),
            objects,
            object_type,
            bytes: bytes(group),
            types: words::types(&graph, group),
            made_at: (named.made_at.as_ref())
                .map(|place| sources.told(&words::original(place, &sources))),
            keeps_environment: named.keeps_environment,
            units: group.units.clone(),
            // Where something was made is sampled apart from the heap.
            lines: Vec::new(),
            container: words::container(&named, graph.name(group.holder), &sources),
        };
        match share {
            Some(share) => held.with_beside(share, words::is_own(&named.holder, &sources)),
            None => held,
        }
    });
    let bytes = growth.first.bytes + growth.later.bytes + bytes_beside;
    let (lines, lines_of) = lines(&notes.samples, bytes, &sources);
    let held = Held {
        bytes,
        holders: holders.collect(),
        lines,
        lines_of,
    };
    Ok(held.joined())
}

/// The project's own lines that took what stayed, of each stack the innermost one; all of them, and by the outermost
/// file of the project in the stack, which is that of the test. `stayed` is all that did, in bytes.
fn lines(
    samples: &[Sample],
    stayed: u64,
    sources: &Sources<'_>,
) -> (Vec<AllocationLine>, BTreeMap<String, Vec<AllocationLine>>) {
    let mut all = Lines::default();
    let mut by_file: BTreeMap<String, Lines> = BTreeMap::new();
    for sample in samples {
        let places = sample.stack.iter().filter_map(|frame| {
            let (line, column) = (u32::try_from(frame.1).ok()?, u32::try_from(frame.2).ok()?);
            let place = sources.original(&frame.0, line, column);
            sources.is_own(&place.path).then_some(place)
        });
        let places: Vec<Original> = places.collect();
        let (Some(inner), Some(outer)) = (places.first(), places.last()) else {
            continue;
        };
        let took = Amount {
            count: 1,
            bytes: sample.bytes,
        };
        let of_test = by_file.entry(sources.told(outer).file).or_default();
        for lines in [&mut all, of_test] {
            lines.add(sources.told(inner), took, || sources.text(inner));
        }
    }
    let by_file = by_file.into_iter().map(|(file, lines)| {
        let bytes = lines.bytes();
        (file, lines.told(bytes))
    });
    let sampled: u64 = samples.iter().map(|sample| sample.bytes).sum();
    // Of memory outside of the heap V8 samples only the owners, which are small beside what frameworks keep.
    let bytes = match sampled * OUTSIDE_TIMES < stayed {
        true => all.bytes(),
        false => sampled,
    };
    (all.told(bytes), by_file.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_line_of_the_project_took_it() {
        let profile = r#"{"marks": [], "samples": [
            {"bytes": 900, "stack": [["node:vm", 1, 1], ["/w/node_modules/dep/i.js", 4, 0],
                                     ["file:///w/src/a.js", 2, 3], ["/w/test/a.test.js", 9, 0]]},
            {"bytes": 300, "stack": [["/w/src/a.js", 2, 9]]},
            {"bytes": 100, "stack": [["/w/src/b.js", -1, -1]]},
            {"bytes": 90, "stack": [["/w/src/b.js", 7, 0]]}], "maps": {}}"#;
        let profile: Notes = serde_json::from_str(profile).unwrap();
        let read = |path: &str| (path == "/w/src/a.js").then(|| "1\n2\n  load(3)\n".to_owned());
        let sources = Sources::new("/w", profile.maps, &read);
        let (lines, by_file) = lines(&profile.samples, 1390, &sources);
        assert_eq!(by_file["test/a.test.js"][0].bytes, 900);
        let line = AllocationLine {
            file: "src/a.js".into(),
            line: 3,
            bytes: 1200,
            count: 2,
            text: "load(3)".into(),
            native: None,
        };
        assert_eq!(lines, [line]);
    }
    #[test]
    fn owners_of_buffers_are_told_beside_what_a_framework_keeps() {
        let profile = r#"{"marks": [], "samples": [
            {"bytes": 90000, "stack": [["/w/node_modules/runner/i.js", 4, 0]]},
            {"bytes": 400, "stack": [["/w/src/a.js", 1, 9]]}], "maps": {}}"#;
        let profile: Notes = serde_json::from_str(profile).unwrap();
        let sources = Sources::new("/w", profile.maps, &|_| None);
        let told = |stayed| lines(&profile.samples, stayed, &sources).0.len();
        assert_eq!(told(100_000), 0);
        assert_eq!(told(8 << 20), 1);
    }
}
