//! Reads what HotSpot writes as a heap dump: the binary format of hprof, 1.0.1 and 1.0.2.
//!
//! A dump is read twice: for the objects and classes there are, then for what refers to what; and a little once more
//! for the names of threads. An object has no identity in it beside its address, and every collection moves objects.
//! So dumps of one process are not compared object by object: each is summed up by what holds its objects, in names
//! that stay the same (`com.shop.PageCache.PAGES`), and the sums are compared.

mod building;
mod declared;
mod folded;
mod held;
mod holdings;
mod input;
#[cfg(test)]
mod laws;
mod records;
mod survey;
mod threads;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, SeekFrom};

pub use self::declared::{SourceFile, classes};
pub use self::held::{Sums, held, held_by_unit};
pub use self::holdings::{Holdings, Kept, OfType};
use super::graph::{Graph, Name, Node};

/// Why a dump cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// The file itself.
    #[error("the heap dump cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// It ends too early.
    #[error("the heap dump is cut: the process that wrote it died, or the disk is full")]
    Cut,
    /// It is something else.
    #[error("this is not a heap dump of a JVM (hprof): {0}")]
    Foreign(String),
}

fn foreign(reason: impl Into<String>) -> DumpError {
    DumpError::Foreign(reason.into())
}

/// A dump as a graph, with what the graph does not say.
#[derive(Debug, Default)]
pub struct Heap {
    /// Objects, arrays and classes; above all a root.
    pub graph: Graph,
    /// The threads that lived.
    pub threads: BTreeMap<Node, Thread>,
    /// Names of the classes whose objects load classes.
    pub loaders: BTreeSet<Name>,
}

/// A thread that lived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    /// Its name.
    pub name: String,
    /// What it was doing, the innermost call first.
    pub stack: Vec<Frame>,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The class, with its package.
    pub class: String,
    /// The method.
    pub method: String,
    /// The line in the class's file, from 1.
    pub line: Option<u32>,
}

/// Reads a dump.
///
/// # Errors
/// See [`DumpError`].
pub fn read(mut reader: impl Read + Seek) -> Result<Heap, DumpError> {
    let survey = survey::Survey::of(&mut reader)?;
    reader.seek(SeekFrom::Start(0))?;
    let mut heap = building::heap(&mut reader, survey)?;
    reader.seek(SeekFrom::Start(0))?;
    threads::name(&mut reader, &mut heap)?;
    Ok(heap)
}
