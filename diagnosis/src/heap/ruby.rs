//! Reads what `ObjectSpace.dump_all` of Ruby writes: an object a line, in JSON.
//!
//! The dump says which objects an object refers to, not by what. So the code of ours that writes it puts lines
//! of its own before it: which names (instance variables, constants, class variables, locals of a block) lead
//! from an object to another. Without them a dump is read as well, but nothing in it has a name.
//!
//! An object is known by its address, which the next object gets when it is gone, and by the collection before
//! which it was made (`generation`, where its allocation was traced): an address is free again only after a
//! collection, so both together are one object's alone. What has no generation was there before the first dump.
//! All this holds while nothing is moved: a dump after a compaction (`GC.compact`) is refused.

mod building;
mod held;
#[cfg(test)]
mod laws;
mod line;
mod words;

use std::io::{BufRead, BufReader, Read};

use self::building::Building;
pub use self::held::{Dump, held};
use self::line::Line;
use super::graph::{Graph, Ids};

/// A line that is longer than this is of no Ruby: a Hash of fifty million entries.
const LONGEST_LINE: u64 = 1 << 30;

/// Why a dump cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// The file itself.
    #[error("the heap dump cannot be read: {0}")]
    Read(std::io::Error),
    /// It ends too early.
    #[error(
        "the heap dump is cut in line {line}: the process that wrote it died, or the disk is full"
    )]
    Cut {
        /// The line.
        line: usize,
    },
    /// It is something else.
    #[error("line {line} is not of a heap dump of Ruby: {reason}")]
    Foreign {
        /// The line.
        line: usize,
        /// What was found.
        reason: String,
    },
    /// Addresses mean other objects than before.
    #[error(
        "objects were moved between two heap dumps, so that nobody can tell which are new: leave out \
         `GC.compact` and `GC.auto_compact = true` in the tested code"
    )]
    Moved,
}

/// What is needed of an earlier dump.
#[derive(Debug, Default)]
pub struct Earlier {
    /// Its objects.
    pub ids: Ids,
    /// How often the process had moved its objects by then.
    compactions: u64,
}

/// The objects of a dump that was taken before.
///
/// # Errors
/// See [`DumpError`].
pub fn read_earlier(reader: impl Read) -> Result<Earlier, DumpError> {
    let mut ids = Vec::new();
    let mut compactions = 0;
    each_line(reader, |line| match line {
        Line::Object(object) => ids.push(object.id()),
        Line::Root(root) => ids.push(root.id()),
        Line::Process(process) => compactions = process.compactions,
        Line::Names(_) | Line::Other => (),
    })?;
    ids.push(building::TOP);
    let ids = Ids::new(ids);
    Ok(Earlier { ids, compactions })
}

/// The whole graph of a dump of the same process, taken later.
///
/// # Errors
/// See [`DumpError`].
pub fn read(reader: impl Read, earlier: &Earlier) -> Result<Graph, DumpError> {
    let mut building = Building::default();
    let mut compactions = 0;
    let lines = each_line(reader, |line| match line {
        Line::Object(object) => building.object(&object),
        Line::Root(root) => building.root(&root),
        Line::Process(process) => compactions = process.compactions,
        Line::Names(names) => building.names(names),
        Line::Other => (),
    })?;
    if compactions != earlier.compactions {
        return Err(DumpError::Moved);
    }
    building.done().map_err(|reason| DumpError::Foreign {
        line: lines,
        reason: reason.to_owned(),
    })
}

/// The whole graph of a dump beside which no other was taken. The ids are the collections before which objects were
/// made, from 1, as `GC.count` counts them; 0 for what was there before allocations were traced.
///
/// # Errors
/// See [`DumpError`].
pub fn read_by_births(reader: impl Read) -> Result<Graph, DumpError> {
    let mut building = Building::default();
    let lines = each_line(reader, |line| match line {
        Line::Object(object) => building.object(&object),
        Line::Root(root) => building.root(&root),
        Line::Names(names) => building.names(names),
        Line::Process(_) | Line::Other => (),
    })?;
    let mut graph = building.done().map_err(|reason| DumpError::Foreign {
        line: lines,
        reason: reason.to_owned(),
    })?;
    for id in &mut graph.ids {
        *id = line::birth(*id);
    }
    Ok(graph)
}

/// Returns how many lines there are.
fn each_line(reader: impl Read, mut each: impl FnMut(Line<'_>)) -> Result<usize, DumpError> {
    let mut reader = BufReader::with_capacity(1 << 18, reader);
    let mut text = Vec::new();
    let mut line = 0;
    loop {
        text.clear();
        let read = reader.by_ref().take(LONGEST_LINE);
        let length = { read }
            .read_until(b'\n', &mut text)
            .map_err(DumpError::Read)?;
        if length == 0 {
            break;
        }
        line += 1;
        match Line::parse(&text) {
            Ok(parsed) => each(parsed),
            // Every line that was written whole has its end.
            Err(error) if error.is_eof() || text.last() != Some(&b'\n') => {
                return Err(DumpError::Cut { line });
            }
            Err(error) => {
                // Each line is a document of its own.
                let reason = error.to_string().replace(" at line 1 column ", ", column ");
                return Err(DumpError::Foreign { line, reason });
            }
        }
        if text.last() != Some(&b'\n') {
            return Err(DumpError::Cut { line });
        }
    }
    if line == 0 {
        return Err(DumpError::Cut { line: 1 });
    }
    Ok(line)
}
