//! What stayed as it is told, whatever the language: the types and the lines that have most of it.

use std::collections::BTreeMap;

use oomscope_shared::finding::{AllocationLine, TypeGrowth};

use super::growth::{Amount, Group, TypeShare};
use super::held::SourceLine;

/// How many types of a holder are told, and how many lines.
const TYPES: usize = 8;
const LINES: usize = 5;
/// A line has to explain one part of this many of what stayed.
const LINE_PART: u64 = 10;

/// What is new below a holder, by the names of its types; the runtime's own have none.
pub(super) fn types(
    group: &Group,
    name_of: impl Fn(&TypeShare) -> Option<String>,
) -> Vec<TypeGrowth> {
    let mut by_name: BTreeMap<String, Amount> = BTreeMap::new();
    for share in &group.types {
        if let Some(name) = name_of(share) {
            let known = by_name.entry(name).or_default();
            known.count += share.own.count;
            known.bytes += share.own.bytes;
        }
    }
    most(by_name)
}

/// The types that have most.
pub(super) fn most(by_name: BTreeMap<String, Amount>) -> Vec<TypeGrowth> {
    let mut types: Vec<TypeGrowth> = (by_name.into_iter())
        .map(|(name, Amount { count, bytes })| TypeGrowth { name, count, bytes })
        .collect();
    types.sort_by_key(|kind| std::cmp::Reverse(kind.bytes));
    types.truncate(TYPES);
    types
}

/// What lines took.
#[derive(Debug, Default)]
pub(super) struct Lines(BTreeMap<SourceLine, (Amount, String)>);

impl Lines {
    /// Adds what one took. `source` is the text of its file, which is read once for each line.
    pub(super) fn add(
        &mut self,
        line: SourceLine,
        took: Amount,
        source: impl FnOnce() -> Option<String>,
    ) {
        let at = line.line.saturating_sub(1) as usize;
        let (known, _) = self.0.entry(line).or_insert_with(|| {
            let source = source().unwrap_or_default();
            let text = source.lines().nth(at).unwrap_or_default();
            (Amount::default(), text.trim().to_owned())
        });
        known.count += took.count;
        known.bytes += took.bytes;
    }

    /// All that was added, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.0.values().map(|(took, _)| took.bytes).sum()
    }

    /// Those that explain enough of so many bytes, the largest first.
    pub(super) fn told(self, of_bytes: u64) -> Vec<AllocationLine> {
        let mut lines = self.all();
        largest(&mut lines, of_bytes);
        lines
    }

    /// All of them.
    pub(super) fn all(self) -> Vec<AllocationLine> {
        let lines = self.0.into_iter();
        let all = lines.map(|(place, (took, text))| AllocationLine {
            file: place.file,
            line: place.line,
            bytes: took.bytes,
            count: took.count,
            text,
            native: None,
        });
        all.collect()
    }
}

/// Leaves those that explain enough of so many bytes, the largest first.
pub(super) fn largest(lines: &mut Vec<AllocationLine>, of_bytes: u64) {
    lines.retain(|line| line.bytes * LINE_PART >= of_bytes);
    lines.sort_by_key(|line| std::cmp::Reverse(line.bytes));
    lines.truncate(LINES);
}
