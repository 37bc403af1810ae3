//! Reads V8's `.heapsnapshot`: Node, Deno, Chromium.
//!
//! An own reader above serde_json and not the crate `v8-heap-parser`, which was tried first: it drops the
//! `locations` of functions, without which there is no script and no line, cuts ids to 32 bits, takes a lone
//! surrogate, which V8 writes, for an error, and holds nodes and edges as structs with a reference count each,
//! four times the size of the file where this needs less than once.
//!
//! The format is that of V8's `heap-snapshot-generator.cc`: one JSON object, first the names of the columns,
//! then nodes and edges as flat rows of numbers, the edges in the order of the nodes they belong to, strings
//! last. It is read as it comes, a row at a time.

mod ephemerons;
mod layout;

use std::fmt;
use std::io::Read;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use self::layout::{Header, Layout, MAX_COLUMNS};
use super::graph::{EdgeKind, Graph, Ids, Location, Node};

/// Why a snapshot cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The file itself.
    #[error("the heap snapshot cannot be read: {0}")]
    Read(std::io::Error),
    /// It ends too early.
    #[error(
        "the heap snapshot is cut after line {line}: the process that wrote it died, or the disk is full"
    )]
    Cut {
        /// The last line there is.
        line: usize,
    },
    /// It is something else.
    #[error("this is no heap snapshot of V8: {reason}")]
    Foreign {
        /// What was found.
        reason: String,
    },
}

impl From<serde_json::Error> for SnapshotError {
    fn from(error: serde_json::Error) -> Self {
        use serde_json::error::Category;
        match error.classify() {
            Category::Io => Self::Read(error.into()),
            Category::Eof => Self::Cut { line: error.line() },
            Category::Syntax | Category::Data => Self::Foreign {
                reason: error.to_string(),
            },
        }
    }
}

/// The whole graph.
pub fn read(reader: impl Read) -> Result<Graph, SnapshotError> {
    let mut reading = Reading::default();
    reading.run(reader)?;
    Ok(reading.graph)
}

/// The ids of its nodes alone: all that is needed of a snapshot taken before.
pub fn read_ids(reader: impl Read) -> Result<Ids, SnapshotError> {
    let mut reading = Reading {
        ids_only: true,
        ..Reading::default()
    };
    reading.run(reader)?;
    Ok(Ids::new(reading.graph.ids))
}

/// As much is made ready for as the header promises, up to this; more is believed when it is there.
const MAX_READY: usize = 1 << 27;

/// What has been read so far.
#[derive(Default)]
struct Reading {
    graph: Graph,
    layout: Layout,
    ids_only: bool,
    has_nodes: bool,
    has_edges: bool,
    has_strings: bool,
}

impl Reading {
    fn run(&mut self, reader: impl Read) -> Result<(), SnapshotError> {
        let buffered = std::io::BufReader::with_capacity(1 << 18, reader);
        let mut json = serde_json::Deserializer::from_reader(buffered);
        json.deserialize_map(&mut *self)?;
        json.end()?;
        self.finish()
            .map_err(|reason| SnapshotError::Foreign { reason })
    }

    fn header(&mut self, header: &Header) -> Result<(), String> {
        self.layout = Layout::of(&header.meta)?;
        let (nodes, edges) = (
            header.node_count.min(MAX_READY),
            header.edge_count.min(MAX_READY),
        );
        self.graph.ids.reserve_exact(nodes);
        if !self.ids_only {
            self.graph.kinds.reserve_exact(nodes);
            self.graph.names.reserve_exact(nodes);
            self.graph.sizes.reserve_exact(nodes);
            self.graph.ends.reserve_exact(nodes);
            self.graph.edge_kinds.reserve_exact(edges);
            self.graph.labels.reserve_exact(edges);
            self.graph.targets.reserve_exact(edges);
        }
        Ok(())
    }

    fn node(&mut self, row: &[u64]) -> Result<(), String> {
        self.graph.ids.push(row[self.layout.id]);
        if self.ids_only {
            return Ok(());
        }
        let kind = at(
            &self.layout.node_kinds,
            row[self.layout.kind],
            "kind of a node",
        )?;
        self.graph.kinds.push(kind);
        self.graph.names.push(small(row[self.layout.name])?);
        self.graph.sizes.push(row[self.layout.size]);
        let before = self.graph.ends.last().copied().unwrap_or(0);
        let end = before.checked_add(small(row[self.layout.edges])?);
        self.graph
            .ends
            .push(end.ok_or("more edges than there can be")?);
        Ok(())
    }

    fn edge(&mut self, row: &[u64]) -> Result<(), String> {
        let kind = at(
            &self.layout.edge_kinds,
            row[self.layout.edge_kind],
            "kind of an edge",
        )?;
        self.graph.edge_kinds.push(kind);
        self.graph.labels.push(small(row[self.layout.label])?);
        let target = self.node_at(row[self.layout.target])?;
        self.graph.targets.push(target.0);
        Ok(())
    }

    fn location(&mut self, row: &[u64]) -> Result<(), String> {
        let node = self.node_at(row[0])?;
        self.graph.locations.push(Location {
            node,
            script: small(row[1])?,
            line: small(row[2])?,
            column: small(row[3])?,
        });
        Ok(())
    }

    /// Nodes are named by where their row begins.
    fn node_at(&self, row_start: u64) -> Result<Node, String> {
        let width = self.layout.node_width as u64;
        let index = row_start / width;
        if row_start.is_multiple_of(width) && index < self.graph.kinds.len() as u64 {
            Ok(Node(small(index)?))
        } else {
            Err(format!("there is no node at {row_start}"))
        }
    }

    fn finish(&mut self) -> Result<(), String> {
        for (there, name) in [
            (self.has_nodes, "nodes"),
            (self.has_edges, "edges"),
            (self.has_strings, "strings"),
        ] {
            if !there {
                return Err(format!("there are no `{name}`"));
            }
        }
        if self.ids_only {
            return Ok(());
        }
        let graph = &mut self.graph;
        let promised = graph.ends.last().copied().unwrap_or(0) as usize;
        if promised != graph.edge_count() {
            let found = graph.edge_count();
            return Err(format!(
                "the nodes have {promised} edges, but there are {found}"
            ));
        }
        let strings = graph.strings.len();
        let named = |kind: &EdgeKind| !matches!(kind, EdgeKind::Element | EdgeKind::Hidden);
        let labels = graph.edge_kinds.iter().zip(&graph.labels);
        let mut names = labels
            .filter(|(kind, _)| named(kind))
            .map(|(_, label)| label);
        if let Some(name) = names
            .by_ref()
            .chain(&graph.names)
            .find(|name| **name as usize >= strings)
        {
            return Err(format!("there is no string {name}"));
        }
        graph.check_sizes()?;
        graph.locations.sort_unstable();
        graph.roots = graph.nodes().take(1).collect();
        ephemerons::weaken(graph);
        Ok(())
    }
}

fn at<K: Copy>(kinds: &[K], number: u64, of: &str) -> Result<K, String> {
    let kind = usize::try_from(number)
        .ok()
        .and_then(|number| kinds.get(number));
    kind.copied().ok_or_else(|| format!("{number} is no {of}"))
}

fn small(number: u64) -> Result<u32, String> {
    u32::try_from(number).map_err(|_| format!("{number} is too large"))
}

impl<'de> Visitor<'de> for &mut Reading {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("an object with `snapshot`, `nodes`, `edges` and `strings`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "snapshot" => {
                    let header: Header = map.next_value()?;
                    self.header(&header).map_err(A::Error::custom)?;
                }
                "nodes" => {
                    let width = self.layout.node_width;
                    if width == 0 {
                        return Err(A::Error::custom(
                            "there is no `snapshot` before the `nodes`",
                        ));
                    }
                    map.next_value_seed(Rows {
                        width,
                        each: |row: &[u64]| self.node(row),
                    })?;
                    self.has_nodes = true;
                }
                "edges" if !self.ids_only => {
                    if !self.has_nodes {
                        return Err(A::Error::custom("there are no `nodes` before the `edges`"));
                    }
                    let width = self.layout.edge_width;
                    map.next_value_seed(Rows {
                        width,
                        each: |row: &[u64]| self.edge(row),
                    })?;
                    self.has_edges = true;
                }
                "locations" if !self.ids_only && self.layout.location_width > 0 => {
                    let width = self.layout.location_width;
                    map.next_value_seed(Rows {
                        width,
                        each: |row: &[u64]| self.location(row),
                    })?;
                }
                "strings" if !self.ids_only => {
                    map.next_value_seed(Texts(&mut self.graph))?;
                    self.has_strings = true;
                }
                other => {
                    self.has_edges |= other == "edges";
                    self.has_strings |= other == "strings";
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// A flat array of numbers, taken in rows.
struct Rows<F> {
    width: usize,
    each: F,
}

impl<'de, F: FnMut(&[u64]) -> Result<(), String>> DeserializeSeed<'de> for Rows<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(&[u64]) -> Result<(), String>> Visitor<'de> for Rows<F> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "numbers in rows of {}", self.width)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        let mut row = [0; MAX_COLUMNS];
        let mut filled = 0;
        // A row is taken when the next begins: the last number of a cut file may be cut itself.
        while let Some(number) = seq.next_element()? {
            if filled == self.width {
                (self.each)(&row[..filled]).map_err(A::Error::custom)?;
                filled = 0;
            }
            row[filled] = number;
            filled += 1;
        }
        if filled == self.width {
            return (self.each)(&row[..filled]).map_err(A::Error::custom);
        }
        match filled {
            0 => Ok(()),
            _ => Err(A::Error::custom(format!(
                "the last row has {filled} of {} numbers",
                self.width
            ))),
        }
    }
}

/// The strings.
struct Texts<'a>(&'a mut Graph);

impl<'de> DeserializeSeed<'de> for Texts<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Texts<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("strings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Text(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

/// One string, as bytes: V8 cuts characters beyond U+FFFF to halves of themselves.
struct Text<'a>(&'a mut Graph);

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_bytes(self)
    }
}

impl Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("a string")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<(), E> {
        self.0.strings.push(&String::from_utf8_lossy(bytes));
        Ok(())
    }
}
