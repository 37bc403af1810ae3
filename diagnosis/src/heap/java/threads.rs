//! The names of threads: texts, which the graph does not have.

use std::collections::{BTreeMap, HashSet};
use std::io::{Read, Seek};

use super::records::{Id, Type, Visitor, each};
use super::{DumpError, Heap};
use crate::heap::graph::{EdgeKind, Node};

/// Gives the threads of a heap their names.
pub(super) fn name(reader: impl Read + Seek, heap: &mut Heap) -> Result<(), DumpError> {
    let graph = &heap.graph;
    let text = |thread: &Node| {
        let name = graph.follow(*thread, EdgeKind::Property, "name")?;
        graph.follow(name, EdgeKind::Property, "value")
    };
    let texts = heap
        .threads
        .keys()
        .filter_map(|thread| Some((*thread, text(thread)?)));
    let texts: BTreeMap<Node, Id> = texts.map(|(node, text)| (node, graph.id(text))).collect();
    let mut reading = Reading {
        wanted: texts.values().copied().collect(),
        of: Type::Byte,
        found: BTreeMap::new(),
    };
    if reading.wanted.is_empty() {
        return Ok(());
    }
    each(reader, &mut reading)?;
    for (node, thread) in &mut heap.threads {
        let name = texts.get(node).and_then(|text| reading.found.get(text));
        thread.name = name.cloned().unwrap_or_default();
    }
    Ok(())
}

struct Reading {
    wanted: HashSet<Id>,
    of: Type,
    found: BTreeMap<Id, String>,
}

impl Visitor for Reading {
    fn numbers(&mut self, id: Id, of: Type, _length: u32) -> bool {
        self.of = of;
        self.wanted.contains(&id)
    }

    fn bytes(&mut self, id: Id, bytes: &[u8]) {
        self.found.insert(id, text(bytes, self.of));
    }
}

/// `char[]` before Java 9; `byte[]` since, of Latin-1 or of UTF-16 as the processor has it.
fn text(bytes: &[u8], of: Type) -> String {
    let units = |unit: fn([u8; 2]) -> u16| {
        let pairs = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        String::from_utf16_lossy(&pairs.collect::<Vec<u16>>())
    };
    match of {
        Type::Char => units(u16::from_be_bytes),
        // Which it is stands in the text, which nobody has read. Names have blanks, signs or digits.
        _ if bytes.len().is_multiple_of(2) && bytes.contains(&0) => units(u16::from_le_bytes),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Type, text};

    #[test]
    fn names_are_read_in_all_encodings() {
        assert_eq!(text(b"pool-1", Type::Byte), "pool-1");
        assert_eq!(text(&[0, b'a', 0, b'b'], Type::Char), "ab");
        let bytes: Vec<u8> = "б 1".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&bytes, Type::Byte), "б 1");
    }
}
