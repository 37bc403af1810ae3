//! What the memory of a Go process hangs on: how much each variable, goroutine and the runtime hold.

use std::collections::BTreeMap;
use std::fmt;

use crate::heap::graph::{Edge, EdgeKind, Graph, Node, NodeKind};
use crate::heap::growth::Amount;
use crate::heap::paths::Paths;

/// What goroutines hold is a reason only where no variable holds it, however long the way.
const GOROUTINE: u32 = 100_000_000;
/// The runtime knows every goroutine, and `testing` every test.
const RUNTIME: u32 = 200_000_000;
/// What the compiler made for a variable is that one's, where it can be reached from it.
const MADE: u32 = 1_000;

/// What the memory hangs on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// `example.org/shop.pages`
    Variable {
        /// With its package.
        name: String,
    },
    /// Goroutines.
    Goroutines {
        /// The function that they began with.
        function: String,
    },
    /// Neither: what waits for a finalizer, what C points to.
    Runtime,
}

impl fmt::Display for Holder {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable { name } => to.write_str(name),
            Self::Goroutines { function } => to.write_str(function),
            Self::Runtime => to.write_str("runtime"),
        }
    }
}

fn cost(graph: &Graph, edge: Edge) -> Option<u32> {
    if graph.edge_kind(edge) != EdgeKind::Shortcut {
        return Some(1);
    }
    let root = graph.target(edge);
    let name = graph.name(root);
    let is_runtimes = ["runtime.", "runtime/", "testing.", "internal/"]
        .iter()
        .any(|package| name.starts_with(package));
    Some(match graph.kind(root) {
        NodeKind::Native if is_runtimes => RUNTIME,
        NodeKind::Native if name.contains("..") => MADE,
        NodeKind::Native => 1,
        NodeKind::Closure if !is_runtimes => GOROUTINE,
        _ => RUNTIME,
    })
}

/// How much each holds. What several hold is counted once: for the variable that has the shortest way to it,
/// else for a goroutine.
pub fn held(graph: &Graph) -> BTreeMap<Holder, Amount> {
    let paths = Paths::of(graph, |_, edge| cost(graph, edge));
    let mut roots: Vec<Option<Node>> = vec![None; graph.len()];
    let mut held: BTreeMap<Holder, Amount> = BTreeMap::new();
    for node in paths.nodes() {
        let Some((from, edge)) = paths.step(node) else {
            continue;
        };
        let is_root = graph.edge_kind(edge) == EdgeKind::Shortcut;
        let root = if is_root {
            Some(node)
        } else {
            roots[from.at()]
        };
        roots[node.at()] = root;
        let Some(root) = root.filter(|_| !is_root && graph.kind(node) == NodeKind::Object) else {
            continue;
        };
        let name = || graph.name(root).to_owned();
        let holder = match graph.kind(root) {
            NodeKind::Native => Holder::Variable { name: name() },
            NodeKind::Closure => Holder::Goroutines { function: name() },
            _ => Holder::Runtime,
        };
        let amount = held.entry(holder).or_default();
        amount.count += 1;
        amount.bytes += graph.self_size(node);
    }
    held
}
