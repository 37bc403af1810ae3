//! What the dumps of a process of Node come to: snapshots of V8's heap, and the notes beside them.

mod allocated;
mod beside;
mod code;
mod declared;
mod sources;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use oomscope_shared::finding::AllocationLine;
use serde::Deserialize;

use self::allocated::{Made, made_at};
use self::beside::Beside;
pub use self::declared::declaration;
pub use self::sources::ReadText;
use self::sources::{Original, Sources};
use super::dominators::Dominators;
use super::graph::{Graph, NodeKind};
use super::growth::{Amount, Births, Group, growth};
use super::held::{Held, HeldBy};
use super::names::v8::{Namer, cost, properties};
use super::paths::Paths;
use super::told::Lines;
use super::v8::{self, SnapshotError};

/// How many holders are named.
const HOLDERS: usize = 12;

/// How many types are looked for in functions.
const MADE: usize = 24;

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
            is_loader: words::is_loader(&named.holder),
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
    let holders: Vec<HeldBy> = holders.collect();
    // What a framework puts into each environment is more than most files do.
    let environments = holders.iter().filter(|held| held.keeps_environment);
    let bytes_of_environments: u64 = environments.map(|held| held.bytes).sum();
    let made = made(&graph, &growth.groups);
    let (lines, lines_of) = lines(
        &notes.samples,
        bytes,
        bytes_of_environments,
        &made,
        &sources,
    );
    let held = Held {
        bytes,
        holders,
        lines,
        lines_of,
    };
    Ok(held.joined())
}

/// What piles up of each holder, the most first.
fn made(graph: &Graph, groups: &[Group]) -> Vec<Made> {
    let shares = groups.iter().take(HOLDERS).flat_map(|group| {
        let shares = group.types.iter();
        shares.filter(|share| share.kind == NodeKind::Object)
    });
    let made = shares.map(|share| Made {
        class: graph.text(share.name).to_owned(),
        properties: properties(graph, share.example).collect(),
    });
    made.take(MADE).collect()
}

/// The project's own lines that took what stayed, of each stack the innermost one; all of them, and by the outermost
/// file of the project in the stack, which is that of the test. `stayed` is all that did, in bytes, and
/// `in_environments` what of that came with whole environments of files.
fn lines(
    samples: &[Sample],
    stayed: u64,
    in_environments: u64,
    made: &[Made],
    sources: &Sources<'_>,
) -> (Vec<AllocationLine>, BTreeMap<String, Vec<AllocationLine>>) {
    let mut all = Lines::default();
    let mut by_file: BTreeMap<String, Lines> = BTreeMap::new();
    // V8 knows where a function begins.
    let mut known: HashMap<(String, u32), u32> = HashMap::new();
    for sample in samples {
        let places = sample.stack.iter().filter_map(|frame| {
            let (line, column) = (u32::try_from(frame.1).ok()?, u32::try_from(frame.2).ok()?);
            let place = sources.original(&frame.0, line, column);
            sources.is_own(&place.path).then_some(place)
        });
        let mut places: Vec<Original> = places.collect();
        if let Some(inner) = places.first_mut() {
            let place = (inner.path.clone(), inner.line);
            let line = known.entry(place).or_insert_with(|| {
                let source = sources.text(inner);
                let line = source.and_then(|source| made_at(&source, inner.line, made));
                line.unwrap_or(inner.line)
            });
            inner.line = *line;
        }
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
    // Of memory outside of the heap V8 samples only the owners, which are small beside what frameworks keep. And where
    // environments of files stay, most is what frameworks put into them.
    let bytes = match sampled * OUTSIDE_TIMES < stayed || in_environments * 2 > stayed {
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
        let (lines, by_file) = lines(&profile.samples, 1390, 0, &[], &sources);
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
        let told = |stayed| lines(&profile.samples, stayed, 0, &[], &sources).0.len();
        assert_eq!(told(100_000), 0);
        assert_eq!(told(8 << 20), 1);
    }

    #[test]
    fn of_a_function_the_line_is_told_that_makes_what_piles_up() {
        let profile = r#"{"marks": [], "samples": [
            {"bytes": 900, "stack": [["/w/src/a.js", 0, 8]]},
            {"bytes": 900, "stack": [["/w/src/a.js", 4, 8]]}], "maps": {}}"#;
        let profile: Notes = serde_json::from_str(profile).unwrap();
        let text = "function put(at) {\n  return keep({ at })\n}\n\nfunction other() {}\n";
        let read = |_: &str| Some(text.to_owned());
        let sources = Sources::new("/w", profile.maps, &read);
        let made = [Made {
            class: "Object".into(),
            properties: vec!["at".into()],
        }];
        let (lines, _) = lines(&profile.samples, 1800, 0, &made, &sources);
        let told: Vec<(u32, &str)> = lines.iter().map(|one| (one.line, &*one.text)).collect();
        assert_eq!(
            told,
            [(2, "return keep({ at })"), (5, "function other() {}")]
        );
    }

    #[test]
    fn the_projects_own_lines_are_told_beside_what_a_framework_puts_into_an_environment() {
        let profile = r#"{"marks": [], "samples": [
            {"bytes": 90000, "stack": [["/w/node_modules/jsdom/i.js", 4, 0]]},
            {"bytes": 900, "stack": [["/w/src/a.js", 3, 9]]},
            {"bytes": 8000, "stack": [["/w/src/a.js", 1, 9]]}], "maps": {}}"#;
        let profile: Notes = serde_json::from_str(profile).unwrap();
        let sources = Sources::new("/w", profile.maps, &|_| None);
        let told = |kept| lines(&profile.samples, 100_000, kept, &[], &sources).0;
        assert!(told(50_000).is_empty());
        let of_environment = told(60_000);
        assert_eq!(of_environment.len(), 2);
        assert_eq!((of_environment[0].line, of_environment[0].bytes), (2, 8000));
    }
}
