//! The namer of Ruby's heaps.

use std::fmt;

use super::{Anchor, Place, anchor};
use crate::heap::graph::{Edge, EdgeKind, Graph, Name, Node, NodeKind};
use crate::heap::growth::{Amount, Group};
use crate::heap::paths::Paths;

/// What `Singleton` of the standard library keeps its one object in.
const SINGLETON: &str = "@singleton__instance__";

/// An edge that no person would name.
const OBSCURE: u32 = 30;
/// Stacks and the machine's own lists hold much for a while, and are a reason only where nothing else is.
const LAST: u32 = 10_000;

/// What an edge costs on the way to an object.
pub fn cost(graph: &Graph, source: Node, edge: Edge) -> Option<u32> {
    Some(match (graph.kind(source), graph.edge_kind(edge)) {
        (_, EdgeKind::Weak) => return None,
        (NodeKind::Synthetic, EdgeKind::Hidden) => LAST,
        (NodeKind::Synthetic, EdgeKind::Property) => 1,
        (_, EdgeKind::Property | EdgeKind::Context) => 2,
        (_, EdgeKind::Element) => 3,
        (_, EdgeKind::Internal) => 12,
        (NodeKind::Code | NodeKind::Hidden, _) => OBSCURE,
        _ => 6,
    })
}

/// What the memory hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// `Shop::CACHE`; of a class or module, its name.
    Constant {
        /// With all modules around it.
        path: String,
    },
    /// `@@shelf` of a class.
    ClassVariable {
        /// The class.
        class: String,
        /// With its signs.
        name: String,
    },
    /// `@lane` of a class itself.
    ClassInstanceVariable {
        /// The class.
        class: String,
        /// With its sign.
        name: String,
    },
    /// The one object of a class with `Singleton`.
    Singleton {
        /// The class.
        class: String,
    },
    /// `$registry`
    Global {
        /// With its sign.
        name: String,
    },
    /// `Thread.current[:key]`
    ThreadLocal {
        /// `[:key]` or `.thread_variable_get(:key)`.
        name: String,
    },
    /// A variable that a block closes over.
    Local {
        /// Its name.
        name: String,
        /// Where the block is.
        block_at: Option<Place>,
        /// What holds the block.
        held_by: Box<Self>,
    },
    /// An instance variable, where nothing nearer to the root has a name.
    InstanceVariable {
        /// The object's class.
        owner: String,
        /// With its sign.
        name: String,
    },
    /// Ruby itself.
    Runtime {
        /// The name of its root, or `Thread`, or `Thread.main`.
        root: String,
    },
}

impl fmt::Display for Holder {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant { path } => to.write_str(path),
            Self::ClassVariable { class, name } | Self::ClassInstanceVariable { class, name } => {
                write!(to, "{class}.{name}")
            }
            Self::Singleton { class } => write!(to, "{class}.instance"),
            Self::Global { name } | Self::Local { name, .. } => to.write_str(name),
            Self::ThreadLocal { name } => write!(to, "Thread.current{name}"),
            Self::InstanceVariable { owner, name } => write!(to, "{owner}#{name}"),
            Self::Runtime { root } => to.write_str(root),
        }
    }
}

/// A holder with what is known around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What the memory hangs on.
    pub holder: Holder,
    /// What leads from there to the object that grows, instance variables and members of structs.
    pub members: Vec<String>,
    /// The class of the object that grows.
    pub class: String,
    /// The lines that made what is new, the most bytes first. Lines count from one.
    pub lines: Vec<(Place, Amount)>,
}

impl Named {
    /// As somebody would write it: `WebMock::RequestRegistry.instance.requested_signatures`.
    pub fn path(&self) -> String {
        let mut path = self.holder.to_string();
        for member in &self.members {
            path.push('.');
            path.push_str(member.trim_start_matches('@'));
        }
        path
    }
}

/// Names holders in one graph.
pub struct Namer<'a> {
    graph: &'a Graph,
    paths: &'a Paths,
}

impl<'a> Namer<'a> {
    /// For this graph; the paths are by `cost`.
    pub fn new(graph: &'a Graph, paths: &'a Paths) -> Self {
        Self { graph, paths }
    }

    /// What the group hangs on.
    pub fn name(&self, group: &Group) -> Named {
        let way = self.paths.to(group.largest);
        let entry = way.iter().position(|(_, edge)| *edge == group.edge);
        let entry = entry.unwrap_or(way.len().saturating_sub(1));
        let to_holder = &way[..way.len().min(entry + 1)];
        let (holder, members) = self.anchor(to_holder);
        let lines = group.lines.iter().map(|((script, line), amount)| {
            let place = Place {
                script: self.graph.text(Name(*script)).to_owned(),
                line: line + 1,
                column: 1,
            };
            (place, *amount)
        });
        let grows = to_holder.last().map_or(group.holder, |(source, _)| *source);
        Named {
            holder,
            members,
            class: self.graph.name(grows).to_owned(),
            lines: lines.collect(),
        }
    }

    /// The last step of the way to the holder that has a name, and what is between it and the holder.
    fn anchor(&self, to_holder: &[(Node, Edge)]) -> (Holder, Vec<String>) {
        let step = |at: usize| {
            let (source, edge) = to_holder[at];
            self.step(source, edge, &to_holder[..at])
        };
        let (anchor, members) = anchor(self.graph, to_holder, step);
        let holder = match anchor {
            Anchor::Named(holder) => holder,
            Anchor::Property { owner, name } => Holder::InstanceVariable { owner, name },
            Anchor::Nowhere => Holder::Runtime {
                root: self.root(to_holder),
            },
        };
        (holder, members)
    }

    /// The name of Ruby's root that the way begins with.
    fn root(&self, way: &[(Node, Edge)]) -> String {
        let targets = way.iter().map(|(_, edge)| self.graph.target(*edge));
        let mut roots = targets.filter(|node| self.graph.kind(*node) == NodeKind::Synthetic);
        let root = roots.next().map(|node| self.graph.name(node));
        root.unwrap_or_default().to_owned()
    }

    fn step(&self, source: Node, edge: Edge, before: &[(Node, Edge)]) -> Option<Holder> {
        let graph = self.graph;
        let name = graph.edge_name(edge).map(str::to_owned);
        match (graph.kind(source), graph.edge_kind(edge)) {
            (NodeKind::Synthetic, EdgeKind::Property) => name.map(|name| {
                if name.starts_with('$') {
                    Holder::Global { name }
                } else {
                    Holder::Runtime { root: name }
                }
            }),
            (NodeKind::Code, EdgeKind::Property) => self.of_class(source, edge, name?),
            // A method, a hook, an attribute: the class is the nearest that has a name.
            (NodeKind::Code, _) => Some(Holder::Constant {
                path: graph.name(source).to_owned(),
            }),
            (NodeKind::Closure, EdgeKind::Context) => Some(Holder::Local {
                name: name?,
                block_at: graph.location(source).map(|place| Place {
                    script: graph.text(Name(place.script)).to_owned(),
                    line: place.line + 1,
                    column: 1,
                }),
                held_by: Box::new(self.anchor(before).0),
            }),
            (_, EdgeKind::Property) => name
                .filter(|name| name.starts_with(['[', '.']))
                .map(|name| Holder::ThreadLocal { name }),
            _ => None,
        }
    }

    fn of_class(&self, class: Node, edge: Edge, name: String) -> Option<Holder> {
        let graph = self.graph;
        let of = graph.name(class).to_owned();
        let target = graph.target(edge);
        Some(match name.as_str() {
            SINGLETON => Holder::Singleton { class: of },
            name_of if name_of.starts_with("@@") => Holder::ClassVariable { class: of, name },
            name_of if name_of.starts_with('@') => {
                Holder::ClassInstanceVariable { class: of, name }
            }
            _ if graph.kind(target) == NodeKind::Code => Holder::Constant {
                path: graph.name(target).to_owned(),
            },
            _ if of == "Object" => Holder::Constant { path: name },
            _ => Holder::Constant {
                path: format!("{of}::{name}"),
            },
        })
    }
}
