//! What the dumps of a process of Node come to: snapshots of V8's heap, and the notes beside them.

mod sources;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use oomscope_shared::finding::AllocationLine;
use serde::Deserialize;

pub use self::sources::ReadText;
use self::sources::{Original, Sources};
use super::dominators::Dominators;
use super::growth::{Births, growth};
use super::held::{Held, HeldBy};
use super::names::v8::{Namer, cost};
use super::paths::Paths;
use super::v8::{self, SnapshotError};

/// A line has to explain one part of this many of what stayed.
const LINE_PART: u64 = 10;
/// How many lines are told.
const LINES: usize = 5;
/// How many holders are named.
const HOLDERS: usize = 12;

/// What `oomscope_heaps.cjs` noted beside the heap.
#[derive(Debug, Default, Deserialize)]
pub struct Notes {
    /// Ids above all that were there: after the warm-up, and after each file.
    pub marks: Vec<u64>,
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
    let holders = growth.groups.iter().take(HOLDERS).map(|group| {
        let named = namer.name(group);
        let (object_type, objects) = words::object_type(&graph, group);
        HeldBy {
            holder: words::holder(&named, &sources),
            root: words::root(&named, &sources),
            cause: words::cause(&named, object_type.as_deref()),
            path: namer.path(group),
            objects,
            object_type,
            bytes: group.first.bytes + group.later.bytes,
            types: words::types(&graph, group),
            made_at: (named.made_at.as_ref())
                .map(|place| sources.told(&words::original(place, &sources))),
            keeps_environment: named.keeps_environment,
            units: group.units.clone(),
            container: words::container(&named, graph.name(group.holder), &sources),
        }
    });
    let (lines, lines_of) = lines(&notes.samples, &sources);
    let held = Held {
        bytes: growth.first.bytes + growth.later.bytes,
        holders: holders.collect(),
        lines,
        lines_of,
    };
    Ok(held.joined())
}

/// What lines took: by file and line, with how many stacks that were.
type Taken = BTreeMap<(String, u32), (u64, u64, String)>;

/// The project's own lines that took what stayed, of each stack the innermost one; all of them, and by the outermost
/// file of the project in the stack, which is that of the test.
fn lines(
    samples: &[Sample],
    sources: &Sources<'_>,
) -> (Vec<AllocationLine>, BTreeMap<String, Vec<AllocationLine>>) {
    let mut all = Taken::new();
    let mut by_file: BTreeMap<String, Taken> = BTreeMap::new();
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
        let told = sources.told(inner);
        let text = || {
            let text = sources.text(inner).unwrap_or_default();
            let line = text.lines().nth(inner.line.saturating_sub(1) as usize);
            line.unwrap_or_default().trim().to_owned()
        };
        let own = by_file.entry(sources.told(outer).file).or_default();
        for taken in [&mut all, own] {
            let place = (told.file.clone(), told.line);
            let entry = taken.entry(place).or_insert_with(|| (0, 0, text()));
            entry.0 += sample.bytes;
            entry.1 += 1;
        }
    }
    let sum: u64 = samples.iter().map(|sample| sample.bytes).sum();
    let by_file = by_file.into_iter().map(|(file, taken)| {
        let sum = taken.values().map(|(bytes, ..)| bytes).sum();
        (file, told(taken, sum))
    });
    (told(all, sum), by_file.collect())
}

/// Those lines that explain enough of a sum, the largest first.
fn told(taken: Taken, sum: u64) -> Vec<AllocationLine> {
    let mut lines: Vec<AllocationLine> = (taken.into_iter())
        .map(|((file, line), (bytes, count, text))| AllocationLine {
            file,
            line,
            bytes,
            count,
            text,
            native: None,
        })
        .filter(|line| line.bytes * LINE_PART >= sum)
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.bytes));
    lines.truncate(LINES);
    lines
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
        let (lines, by_file) = lines(&profile.samples, &sources);
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
}
