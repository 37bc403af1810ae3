//! What repetitions left, and who holds it: what the dumps of every runtime come to, whatever its language.

use std::collections::BTreeMap;

use oomscope_shared::finding::{AllocationLine, Cause, TypeGrowth};

use super::told;

/// What stayed of the repetitions of one process.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    /// All of it, in bytes, whoever holds it.
    pub bytes: u64,
    /// Who holds it, the largest first.
    pub holders: Vec<HeldBy>,
    /// The project's own lines that took it, the largest first.
    pub lines: Vec<AllocationLine>,
    /// The same by the file of tests that was at work, where that is known.
    pub lines_of: BTreeMap<String, Vec<AllocationLine>>,
}

/// What one holder took on.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldBy {
    /// Its name; `None` where the runtime itself holds it and nothing on the way has a name.
    pub holder: Option<String>,
    /// What holders have in common that are one to whoever mends them: a core module, a variable.
    pub root: Option<String>,
    /// Why it stays.
    pub cause: Cause,
    /// The way to the holder, a step a line.
    pub path: Vec<String>,
    /// Type of the objects that pile up.
    pub object_type: Option<String>,
    /// How many of them.
    pub objects: u64,
    /// How much in all, in bytes.
    pub bytes: u64,
    /// What is new below the holder, by type.
    pub types: Vec<TypeGrowth>,
    /// Where the first thing below the holder was made, if that has a place in a source.
    pub made_at: Option<SourceLine>,
    /// Whether a whole environment of a test file hangs on it.
    pub keeps_environment: bool,
    /// Whether it belongs to what loads the files of a suite, which remembers something of each.
    pub is_loader: bool,
    /// The holder as code can reach it.
    pub container: Option<Container>,
    /// Bytes of it by the unit of a repetition that left them, from 0, where that is known.
    pub units: BTreeMap<usize, u64>,
    /// The project's own lines that took it, where each object knows its own, the largest first.
    pub lines: Vec<AllocationLine>,
}

/// A container that code outside of its module can reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// What it is called.
    pub name: String,
    /// The file of the project that exports it; `None` for what can be reached from everywhere.
    pub file: Option<String>,
    /// Its class.
    pub class: String,
}

/// A line of a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceLine {
    /// The file, relative to the project where it is part of it.
    pub file: String,
    /// From 1.
    pub line: u32,
}

impl Held {
    /// Those as one that are one to whoever mends them, called as the largest of them.
    #[must_use]
    pub fn joined(mut self) -> Self {
        let mut joined: Vec<HeldBy> = Vec::new();
        for one in self.holders {
            let same = joined.iter_mut().find(|other| other.is_same(&one));
            match same {
                Some(other) => other.add(one),
                None => joined.push(one),
            }
        }
        for one in &mut joined {
            told::largest(&mut one.lines, one.bytes);
        }
        joined.sort_by_key(|one| std::cmp::Reverse(one.bytes));
        self.holders = joined;
        self
    }
}

impl HeldBy {
    /// A holder of which nothing but its name is known.
    #[cfg(test)]
    pub fn named(holder: &str) -> Self {
        Self {
            holder: Some(holder.to_owned()),
            root: Some(holder.to_owned()),
            cause: Cause::Unknown,
            path: Vec::new(),
            object_type: None,
            objects: 0,
            bytes: 0,
            types: Vec::new(),
            made_at: None,
            keeps_environment: false,
            is_loader: false,
            container: None,
            units: BTreeMap::new(),
            lines: Vec::new(),
        }
    }

    /// Whether two are one to whoever mends them.
    fn is_same(&self, other: &Self) -> bool {
        self.cause == other.cause && self.root == other.root
    }

    fn add(&mut self, other: Self) {
        self.bytes += other.bytes;
        if self.object_type == other.object_type {
            self.objects += other.objects;
        }
        for kind in other.types {
            match self.types.iter_mut().find(|known| known.name == kind.name) {
                Some(known) => {
                    known.count += kind.count;
                    known.bytes += kind.bytes;
                }
                None => self.types.push(kind),
            }
        }
        for (unit, bytes) in other.units {
            *self.units.entry(unit).or_default() += bytes;
        }
        for line in other.lines {
            let same =
                |known: &&mut AllocationLine| (&known.file, known.line) == (&line.file, line.line);
            match self.lines.iter_mut().find(same) {
                Some(known) => {
                    known.count += line.count;
                    known.bytes += line.bytes;
                }
                None => self.lines.push(line),
            }
        }
        self.keeps_environment |= other.keeps_environment;
    }
}
