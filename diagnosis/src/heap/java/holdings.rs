//! A dump summed up: how much each holder has, in names that are the same in every dump of a process.
//!
//! Every object is counted once, for the holder that has the best way to it. A holder's name goes on through the
//! fields of objects until there is a container of the library or an array; all that is below belongs to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Frame, Heap};
use crate::heap::graph::{Edge, EdgeKind, Graph, Name, Node, NodeKind};
use crate::heap::growth::Amount;
use crate::heap::names::java::{Holder, cost, is_library, without_numbers};
use crate::heap::paths::Paths;

/// How many fields belong to a name.
const MEMBERS: u8 = 3;

/// What keys of Spring's cache of contexts are, and what in them says whose context it is.
const CONTEXT_KEY: &str = "MergedContextConfiguration";
const CONTEXT_OF: &str = "testClass";

/// A dump summed up.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Holdings {
    /// All that lives, in bytes.
    pub bytes: u64,
    /// How many threads there are of each name, with `*` for numbers.
    pub threads: BTreeMap<String, u64>,
    /// What each holder has, with the fields behind it.
    pub held: BTreeMap<(Holder, Vec<String>), Kept>,
}

/// What hangs on a holder.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Kept {
    /// All of it.
    pub all: Amount,
    /// By the names of classes.
    pub types: BTreeMap<String, OfType>,
    /// The class of the object that has the name: a container, or what is in the field.
    pub class: String,
    /// How many threads are among them.
    pub threads: u64,
    /// The classes of those among them that load classes.
    pub loaders: BTreeSet<String>,
    /// The test classes whose contexts Spring keeps.
    pub contexts: BTreeSet<String>,
    /// What a thread was doing.
    pub stack: Vec<Frame>,
}

impl Kept {
    /// Takes in what hangs on another name of the same object.
    pub(super) fn take(&mut self, other: Self) {
        let add = |to: &mut Amount, more: Amount| {
            to.count += more.count;
            to.bytes += more.bytes;
        };
        add(&mut self.all, other.all);
        for (name, of_type) in other.types {
            let own = self.types.entry(name).or_default();
            add(&mut own.own, of_type.own);
            own.with_content += of_type.with_content;
        }
        self.threads += other.threads;
        self.loaders.extend(other.loaders);
        self.contexts.extend(other.contexts);
        if self.stack.is_empty() {
            self.stack = other.stack;
        }
    }
}

/// Objects of one class.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct OfType {
    /// Their own.
    pub own: Amount,
    /// Bytes of what hangs on them, their own included, where they are what is held.
    pub with_content: u64,
}

const NONE: u32 = u32::MAX;

/// A name while the graph is walked: that above it, and the field.
struct Trail {
    above: u32,
    label: u32,
    depth: u8,
    root: u32,
    first: Node,
}

struct Walk<'a> {
    heap: &'a Heap,
    graph: &'a Graph,
    paths: &'a Paths,
    /// The name that each node hangs on, and what it is a part of.
    of: Vec<(u32, u32)>,
    trails: Vec<Trail>,
    by_step: HashMap<(u32, u32), u32>,
    holders: Vec<Holder>,
    by_holder: BTreeMap<Holder, u32>,
    by_static: HashMap<(u32, u32), u32>,
    /// Whether a class is the library's, by its name.
    of_library: HashMap<Name, bool>,
}

impl Holdings {
    /// Of this dump.
    pub fn of(heap: &Heap) -> Self {
        let graph = &heap.graph;
        let paths = Paths::of(graph, |node, edge| cost(graph, node, edge));
        let mut walk = Walk {
            heap,
            graph,
            paths: &paths,
            of: vec![(NONE, NONE); graph.len()],
            trails: Vec::new(),
            by_step: HashMap::new(),
            holders: Vec::new(),
            by_holder: BTreeMap::new(),
            by_static: HashMap::new(),
            of_library: HashMap::new(),
        };
        walk.sum()
    }
}

impl Walk<'_> {
    fn sum(&mut self) -> Holdings {
        let graph = self.graph;
        let mut holdings = Holdings::default();
        for thread in self.heap.threads.values() {
            let name = without_numbers(&thread.name);
            *holdings.threads.entry(name).or_default() += 1;
        }
        let mut types: HashMap<(u32, u32), OfType> = HashMap::new();
        let mut kept: Vec<Kept> = Vec::new();
        for node in self.paths.nodes() {
            let Some((from, edge)) = self.paths.step(node) else {
                continue;
            };
            let (trail, part) = self.step(from, edge, node);
            self.of[node.at()] = (trail, part);
            kept.resize_with(self.trails.len(), Kept::default);
            let size = graph.self_size(node);
            holdings.bytes += size;
            if trail == NONE {
                continue;
            }
            let name = graph.name_of(node);
            let own = types.entry((trail, name.0)).or_default();
            own.own.count += 1;
            own.own.bytes += size;
            if part != NONE {
                types.entry((trail, part)).or_default().with_content += size;
            }
            let kept = &mut kept[trail as usize];
            kept.all.count += 1;
            kept.all.bytes += size;
            if graph.kind(node) == NodeKind::Object {
                self.mark(node, name, kept);
            }
        }
        let mut types: Vec<((u32, u32), OfType)> = types.into_iter().collect();
        types.sort_unstable_by_key(|(key, _)| *key);
        for ((trail, name), of_type) in types {
            let types = &mut kept[trail as usize].types;
            types.insert(graph.text(Name(name)).to_owned(), of_type);
        }
        for (trail, mut one) in kept.into_iter().enumerate() {
            if one.all.count == 0 {
                continue;
            }
            one.class = graph.name(self.trails[trail].first).to_owned();
            holdings.held.insert(self.key(trail as u32), one);
        }
        holdings
    }

    /// Notes what an object says of the holder.
    fn mark(&self, node: Node, name: Name, kept: &mut Kept) {
        let graph = self.graph;
        if let Some(thread) = self.heap.threads.get(&node) {
            kept.threads += 1;
            kept.stack.clone_from(&thread.stack);
        }
        if self.heap.loaders.contains(&name) {
            kept.loaders.insert(graph.text(name).to_owned());
        }
        if graph.text(name).ends_with(CONTEXT_KEY)
            && let Some(class) = graph.follow(node, EdgeKind::Property, CONTEXT_OF)
        {
            kept.contexts.insert(graph.name(class).to_owned());
        }
    }

    fn key(&self, trail: u32) -> (Holder, Vec<String>) {
        let mut members = Vec::new();
        let mut at = trail;
        while let Some(one) = self.trails.get(at as usize).filter(|one| one.above != NONE) {
            members.push(self.graph.text(Name(one.label)).to_owned());
            at = one.above;
        }
        members.reverse();
        let root = self.trails[trail as usize].root;
        (self.holders[root as usize].clone(), members)
    }

    /// Whose a node is that is reached by this edge, and what it is a part of.
    fn step(&mut self, from: Node, edge: Edge, node: Node) -> (u32, u32) {
        let graph = self.graph;
        let (above, part) = self.of[from.at()];
        match (graph.kind(from), graph.edge_kind(edge)) {
            (NodeKind::Synthetic, EdgeKind::Shortcut) => match graph.kind(node) {
                NodeKind::Code => (NONE, NONE),
                _ => (self.thread(node), NONE),
            },
            (NodeKind::Synthetic, _) if graph.kind(node) == NodeKind::Synthetic => (NONE, NONE),
            (NodeKind::Synthetic, _) => (self.rooted(Holder::Runtime, node), NONE),
            (NodeKind::Code, EdgeKind::Property) if above == NONE => {
                let label = graph.labels[edge.at()];
                let key = (graph.name_of(from).0, label);
                if let Some(known) = self.by_static.get(&key) {
                    return (*known, NONE);
                }
                let holder = Holder::Static {
                    class: graph.name(from).to_owned(),
                    field: graph.text(Name(label)).to_owned(),
                };
                let trail = self.rooted(holder, node);
                self.by_static.insert(key, trail);
                (trail, NONE)
            }
            // A class that hangs on another, and a loader on its classes.
            (NodeKind::Code, _) if above == NONE => match graph.kind(node) {
                NodeKind::Code => (NONE, NONE),
                _ => (self.rooted(Holder::Runtime, node), NONE),
            },
            (_, EdgeKind::Context) => {
                let thread = self.thread_name(from);
                (self.rooted(Holder::Stack { thread }, node), NONE)
            }
            (_, EdgeKind::Property) if graph.name(from).ends_with("ThreadLocalMap$Entry") => {
                let holder = self.thread_local(from, above, node);
                // What nobody has a name for is known by its class alone.
                let part = match &holder {
                    Holder::ThreadLocal { variable: None, .. } => self.part(NONE, node),
                    _ => NONE,
                };
                (self.rooted(holder, node), part)
            }
            (NodeKind::Object, EdgeKind::Property) if self.goes_on(above, from, node) => {
                let label = graph.labels[edge.at()];
                let known = self.by_step.get(&(above, label)).copied();
                let trail = known.unwrap_or_else(|| {
                    let Trail { depth, root, .. } = self.trails[above as usize];
                    let trail = self.trail(Trail {
                        above,
                        label,
                        depth: depth + 1,
                        root,
                        first: node,
                    });
                    self.by_step.insert((above, label), trail);
                    trail
                });
                (trail, NONE)
            }
            _ => (above, self.part(part, node)),
        }
    }

    /// What an object below the holder is a part of: the first that is of a class of its own.
    fn part(&mut self, part: u32, node: Node) -> u32 {
        let graph = self.graph;
        let is_told = part != NONE;
        if is_told || graph.kind(node) != NodeKind::Object || self.is_library(node) {
            return part;
        }
        graph.name_of(node).0
    }

    /// Whether the name goes on by a field: not inside of containers, not from item to item, and not for ever.
    fn goes_on(&mut self, above: u32, from: Node, node: Node) -> bool {
        let graph = self.graph;
        let is_open = self
            .trails
            .get(above as usize)
            .is_some_and(|trail| trail.depth < MEMBERS);
        // Below what has no name of its own, no field has one either.
        let is_inside = self.of[from.at()].1 != NONE;
        is_open
            && !is_inside
            && graph.name_of(from) != graph.name_of(node)
            && !self.is_library(from)
    }

    fn is_library(&mut self, node: Node) -> bool {
        let graph = self.graph;
        let name = graph.name_of(node);
        *(self.of_library.entry(name)).or_insert_with(|| is_library(graph.text(name)))
    }

    fn trail(&mut self, trail: Trail) -> u32 {
        self.trails.push(trail);
        self.trails.len() as u32 - 1
    }

    fn rooted(&mut self, holder: Holder, first: Node) -> u32 {
        if let Some(known) = self.by_holder.get(&holder) {
            return *known;
        }
        let root = self.holders.len() as u32;
        self.holders.push(holder.clone());
        let trail = self.trail(Trail {
            above: NONE,
            label: 0,
            depth: 0,
            root,
            first,
        });
        self.by_holder.insert(holder, trail);
        trail
    }

    fn thread_name(&self, thread: Node) -> String {
        let thread = self.heap.threads.get(&thread);
        thread.map_or_else(String::new, |thread| without_numbers(&thread.name))
    }

    fn thread(&mut self, thread: Node) -> u32 {
        let graph = self.graph;
        let follow = |node: Node, name| graph.follow(node, EdgeKind::Property, name);
        let runs = follow(thread, "target")
            .or_else(|| follow(follow(thread, "holder")?, "task"))
            .filter(|runs| *runs != thread);
        let holder = Holder::Thread {
            name: self.thread_name(thread),
            class: graph.name(thread).to_owned(),
            runs: runs.map(|runs| graph.name(runs).to_owned()),
        };
        self.rooted(holder, thread)
    }

    fn thread_local(&self, entry: Node, above: u32, value: Node) -> Holder {
        let graph = self.graph;
        let trail = self.trails.get(above as usize);
        let thread = trail.map(|trail| &self.holders[trail.root as usize]);
        let thread = match thread {
            Some(Holder::Thread { name, .. } | Holder::ThreadLocal { thread: name, .. }) => {
                name.clone()
            }
            _ => String::new(),
        };
        // By whom the `ThreadLocal` itself is named.
        let named = graph
            .follow(entry, EdgeKind::Weak, "referent")
            .and_then(|local| {
                let (class, edge) = self.paths.step(local)?;
                let is_static = graph.kind(class) == NodeKind::Code;
                let field = graph.edge_name(edge).filter(|_| is_static)?;
                Some((graph.name(class).to_owned(), field.to_owned()))
            });
        Holder::ThreadLocal {
            variable: named,
            thread,
            value: graph.name(value).to_owned(),
        }
    }
}
