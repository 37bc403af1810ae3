//! The graph while its lines are read.

use std::collections::{HashMap, HashSet};

use super::line::{Address, Names, Object, Root};
use crate::heap::graph::{EdgeKind, Graph, Interner, Location, Node, NodeKind};

/// The id of the one root above all others.
pub(super) const TOP: u64 = u64::MAX;

/// An edge whose target may come later.
type Edge = (EdgeKind, u32, Address);

pub(super) struct Building {
    graph: Graph,
    texts: Interner,
    edges: Vec<Edge>,
    nodes: HashMap<Address, Node>,
    /// The class of each node that is called by it.
    classes: Vec<Option<Address>>,
    /// The class above each that is one object's own.
    singletons: HashMap<Address, Option<Address>>,
    names: HashMap<Address, Vec<Edge>>,
    places: HashMap<Address, (u32, u32)>,
    top: Vec<Edge>,
    roots: Vec<Node>,
}

impl Default for Building {
    fn default() -> Self {
        let mut building = Self {
            graph: Graph::default(),
            texts: Interner::default(),
            edges: Vec::new(),
            nodes: HashMap::new(),
            classes: Vec::new(),
            singletons: HashMap::new(),
            names: HashMap::new(),
            places: HashMap::new(),
            top: Vec::new(),
            roots: Vec::new(),
        };
        // No name is one, too.
        building.text("");
        building
    }
}

impl Building {
    fn text(&mut self, text: &str) -> u32 {
        self.texts.of(&mut self.graph, text)
    }

    pub(super) fn names(&mut self, names: Names<'_>) {
        let edges: Vec<Edge> = names
            .names
            .iter()
            .map(|(name, target)| {
                // What a block closes over has a name without a sign before it, in lower case.
                let is_local = names.at.is_some() && !name.starts_with('@');
                let kind = match is_local {
                    true => EdgeKind::Context,
                    false => EdgeKind::Property,
                };
                (kind, self.text(name), *target)
            })
            .collect();
        let Some(address) = names.address else {
            self.top.extend(edges);
            return;
        };
        if let Some((file, line)) = names.at {
            let file = self.text(&file);
            self.places.insert(address, (file, line));
        }
        self.names.insert(address, edges);
    }

    fn node(&mut self, kind: NodeKind, name: u32, id: u64, size: u64) -> Node {
        let node = Node(self.graph.kinds.len() as u32);
        self.graph.kinds.push(kind);
        self.graph.names.push(name);
        self.graph.ids.push(id);
        self.graph.sizes.push(size);
        self.graph.ends.push(self.edges.len() as u32);
        node
    }

    pub(super) fn root(&mut self, root: &Root<'_>) {
        let edges = root.references.iter().enumerate();
        self.edges
            .extend(edges.map(|(at, target)| (EdgeKind::Hidden, at as u32, *target)));
        let name = self.text(&root.root);
        let node = self.node(NodeKind::Synthetic, name, root.id(), 0);
        self.classes.push(None);
        self.roots.push(node);
    }

    pub(super) fn object(&mut self, object: &Object<'_>) {
        let kind = kind(object);
        let named = self.names.remove(&object.address).unwrap_or_default();
        let has_name = |target: &Address| named.iter().any(|(_, _, named)| named == target);
        // Few objects have more names than can be looked through for each reference.
        let many: Option<HashSet<Address>> =
            (named.len() > 16).then(|| named.iter().map(|(_, _, target)| *target).collect());
        let edge_kind = match &*object.kind {
            "ARRAY" | "HASH" | "STRUCT" => EdgeKind::Element,
            _ => EdgeKind::Hidden,
        };
        for (at, target) in object.references.iter().enumerate() {
            let is_named = many
                .as_ref()
                .map_or_else(|| has_name(target), |many| many.contains(target));
            if !is_named && Some(*target) != object.class {
                self.edges.push((edge_kind, at as u32, *target));
            }
        }
        self.edges.extend(named);
        if let Some(class) = object.class {
            let label = self.text("class");
            self.edges.push((EdgeKind::Internal, label, class));
        }
        let name = self.name(object, kind);
        let node = self.node(kind, name, object.id(), object.memsize);
        // A class is called by its own name, another object by that of its class, which may come later.
        let is_class = kind == NodeKind::Code || object.kind == "IMEMO";
        self.classes.push(object.class.filter(|_| !is_class));
        if object.singleton {
            self.singletons.insert(object.address, object.superclass);
        }
        let traced = object.file.as_deref().zip(object.line);
        let place = match self.places.remove(&object.address) {
            Some(place) => Some(place),
            None => traced.map(|(file, line)| (self.text(file), line)),
        };
        if let Some((script, line)) = place {
            self.graph.locations.push(Location {
                node,
                script,
                line: line.saturating_sub(1),
                column: 0,
            });
        }
        self.nodes.insert(object.address, node);
    }

    fn name(&mut self, object: &Object<'_>, kind: NodeKind) -> u32 {
        let own = match kind {
            NodeKind::Code => object.name.as_deref().unwrap_or("#<Class>"),
            _ => (object.imemo_type.as_deref())
                .or(object.made_by_c.as_deref())
                .unwrap_or(&object.kind),
        };
        self.text(own)
    }

    /// The class that a person would name.
    fn class_name(&self, class: Address) -> Option<u32> {
        let mut class = class;
        // An object of its own class has the one above as its class; there may be modules between.
        for _ in 0..64 {
            let Some(above) = self.singletons.get(&class) else {
                break;
            };
            class = (*above)?;
        }
        let node = self.nodes.get(&class)?;
        let is_class = self.graph.kinds[node.at()] == NodeKind::Code;
        is_class.then(|| self.graph.names[node.at()])
    }

    pub(super) fn done(mut self) -> Result<Graph, &'static str> {
        if self.roots.is_empty() {
            return Err(
                "there is no root, so it is not a dump of everything (`ObjectSpace.dump_all`)",
            );
        }
        if self.nodes.is_empty() {
            return Err("there are no objects");
        }
        self.graph.check_sizes()?;
        for node in 0..self.classes.len() {
            if let Some(name) = self.classes[node].and_then(|class| self.class_name(class)) {
                self.graph.names[node] = name;
            }
        }
        let name = self.text("");
        let roots = std::mem::take(&mut self.roots);
        let top = std::mem::take(&mut self.top);
        let root_edges = roots.len() as u32;
        self.edges.extend(top);
        let top = self.node(NodeKind::Synthetic, name, TOP, 0);
        self.connect();
        for root in roots {
            let name = self.graph.names[root.at()];
            self.graph.edge_kinds.push(EdgeKind::Internal);
            self.graph.labels.push(name);
            self.graph.targets.push(root.0);
        }
        if let Some(end) = self.graph.ends.last_mut() {
            *end += root_edges;
        }
        self.graph.roots = vec![top];
        self.graph.locations.sort_unstable();
        Ok(self.graph)
    }

    /// Finds the targets. What the dump does not know, it has let go of: there is no such edge.
    fn connect(&mut self) {
        let mut edges = std::mem::take(&mut self.edges).into_iter();
        let mut start = 0;
        for end in &mut self.graph.ends {
            for (kind, label, target) in edges.by_ref().take((*end - start) as usize) {
                if let Some(node) = self.nodes.get(&target) {
                    self.graph.edge_kinds.push(kind);
                    self.graph.labels.push(label);
                    self.graph.targets.push(node.0);
                }
            }
            start = *end;
            *end = self.graph.targets.len() as u32;
        }
    }
}

fn kind(object: &Object<'_>) -> NodeKind {
    match &*object.kind {
        "STRING" => NodeKind::String,
        "FLOAT" | "BIGNUM" | "RATIONAL" | "COMPLEX" | "SYMBOL" => NodeKind::Value,
        "CLASS" | "MODULE" => NodeKind::Code,
        "IMEMO" | "ICLASS" | "NODE" | "ZOMBIE" | "MOVED" => NodeKind::Hidden,
        "DATA" if object.made_by_c.as_deref() == Some("proc") => NodeKind::Closure,
        _ => NodeKind::Object,
    }
}
