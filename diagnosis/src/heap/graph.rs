//! A heap as a compact graph: columns of nodes and edges, strings kept once.
//!
//! A snapshot of 500 MB has about six million nodes and twenty million edges, so each has a few bytes and
//! no allocation of its own: 25 a node, 9 an edge. The edges of a node lie side by side.

use std::collections::HashMap;
use std::ops::Range;

/// A node, by its place in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(pub u32);

/// An edge, by its place in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge(pub u32);

/// A string of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub u32);

impl Node {
    pub(super) fn at(self) -> usize {
        self.0 as usize
    }
}

impl Edge {
    pub(super) fn at(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// An object of the language.
    Object,
    /// A function with what it closes over.
    Closure,
    /// Elements or properties of an object, kept beside it.
    Array,
    /// Text.
    String,
    /// A number, a symbol.
    Value,
    /// Code and what belongs to it.
    Code,
    /// Something outside of the managed heap.
    Native,
    /// Made by the snapshot: the root, groups of roots.
    Synthetic,
    /// The runtime's own.
    Hidden,
}

/// How an edge holds its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// A variable that a function closes over.
    Context,
    /// An element, by its number.
    Element,
    /// A property, by its name.
    Property,
    /// The runtime's own, by its name.
    Internal,
    /// The runtime's own, by its number.
    Hidden,
    /// What can be reached by other edges, too.
    Shortcut,
    /// Keeps nothing alive.
    Weak,
}

/// What an edge is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// By a name.
    Named(Name),
    /// By a number.
    Index(u32),
}

/// Where in a source a node comes from. Lines and columns count from zero, as the snapshot has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Whose.
    pub node: Node,
    /// The runtime's number of the script.
    pub script: u32,
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// The graph.
#[derive(Debug, Default)]
pub struct Graph {
    pub(super) kinds: Vec<NodeKind>,
    pub(super) names: Vec<u32>,
    pub(super) sizes: Vec<u64>,
    pub(super) ids: Vec<u64>,
    /// Where each node's edges end.
    pub(super) ends: Vec<u32>,
    pub(super) edge_kinds: Vec<EdgeKind>,
    pub(super) labels: Vec<u32>,
    pub(super) targets: Vec<u32>,
    pub(super) strings: Strings,
    pub(super) roots: Vec<Node>,
    /// Sorted by node.
    pub(super) locations: Vec<Location>,
}

/// The largest address space that Linux gives a process: sizes that add up to more are none.
const MOST_BYTES: u64 = 1 << 56;

impl Graph {
    /// Refuses sizes that no process can have, so that whoever adds some of them up need not think of it.
    pub(super) fn check_sizes(&self) -> Result<(), &'static str> {
        let all = self
            .sizes
            .iter()
            .fold(0, |all: u64, size| all.saturating_add(*size));
        match all <= MOST_BYTES {
            true => Ok(()),
            false => Err("its objects have more bytes than a process can"),
        }
    }

    /// How many nodes.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// How many edges.
    pub fn edge_count(&self) -> usize {
        self.targets.len()
    }

    /// All nodes.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        (0..self.kinds.len() as u32).map(Node)
    }

    /// What is alive by itself.
    pub fn roots(&self) -> &[Node] {
        &self.roots
    }

    /// What the node is.
    pub fn kind(&self, node: Node) -> NodeKind {
        self.kinds[node.at()]
    }

    /// What the node is called: its constructor, the text of a string, the name of a function.
    pub fn name(&self, node: Node) -> &str {
        self.text(Name(self.names[node.at()]))
    }

    /// The same as a string of the graph.
    pub fn name_of(&self, node: Node) -> Name {
        Name(self.names[node.at()])
    }

    /// Its own size in bytes.
    pub fn self_size(&self, node: Node) -> u64 {
        self.sizes[node.at()]
    }

    /// What it is known by in every snapshot of the same process.
    pub fn id(&self, node: Node) -> u64 {
        self.ids[node.at()]
    }

    /// Where its source is, if that is known.
    pub fn location(&self, node: Node) -> Option<Location> {
        let at = self
            .locations
            .binary_search_by_key(&node, |location| location.node)
            .ok()?;
        Some(self.locations[at])
    }

    /// Its edges.
    pub fn edges(&self, node: Node) -> impl DoubleEndedIterator<Item = Edge> + use<> {
        self.edge_range(node).map(Edge)
    }

    pub(super) fn edge_range(&self, node: Node) -> Range<u32> {
        let start = node
            .at()
            .checked_sub(1)
            .map_or(0, |before| self.ends[before]);
        start..self.ends[node.at()]
    }

    /// Where the edge leads.
    pub fn target(&self, edge: Edge) -> Node {
        Node(self.targets[edge.at()])
    }

    /// Where it comes from.
    pub fn source(&self, edge: Edge) -> Node {
        Node(self.ends.partition_point(|end| *end <= edge.0) as u32)
    }

    /// How it holds.
    pub fn edge_kind(&self, edge: Edge) -> EdgeKind {
        self.edge_kinds[edge.at()]
    }

    /// What it is called.
    pub fn label(&self, edge: Edge) -> Label {
        let label = self.labels[edge.at()];
        match self.edge_kind(edge) {
            EdgeKind::Element | EdgeKind::Hidden => Label::Index(label),
            _ => Label::Named(Name(label)),
        }
    }

    /// Its name; none for a number.
    pub fn edge_name(&self, edge: Edge) -> Option<&str> {
        match self.label(edge) {
            Label::Named(name) => Some(self.text(name)),
            Label::Index(_) => None,
        }
    }

    /// The target of the node's first edge of a kind with a name.
    pub fn follow(&self, node: Node, kind: EdgeKind, name: &str) -> Option<Node> {
        self.edges(node)
            .find(|edge| self.edge_kind(*edge) == kind && self.edge_name(*edge) == Some(name))
            .map(|edge| self.target(edge))
    }

    /// A string.
    pub fn text(&self, name: Name) -> &str {
        self.strings.get(name)
    }
}

/// Strings, one after the other.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, name: Name) -> &str {
        let at = name.0 as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[at]]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|at| self.get(Name(at)))
    }
}

/// Texts of a graph, each once.
#[derive(Debug, Default)]
pub(super) struct Interner {
    known: HashMap<String, u32>,
}

impl Interner {
    pub(super) fn of(&mut self, graph: &mut Graph, text: &str) -> u32 {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let number = graph.strings.len() as u32;
        graph.strings.push(text);
        self.known.insert(text.to_owned(), number);
        number
    }
}

/// The ids of a graph's nodes: all that is needed of an earlier snapshot.
#[derive(Debug, Default)]
pub struct Ids(Vec<u64>);

impl Ids {
    /// Of these.
    pub fn new(mut ids: Vec<u64>) -> Self {
        ids.sort_unstable();
        ids.dedup();
        Self(ids)
    }

    /// Whether this one is among them.
    pub fn contains(&self, id: u64) -> bool {
        self.0.binary_search(&id).is_ok()
    }
}
