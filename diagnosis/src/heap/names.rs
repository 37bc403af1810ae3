//! What holds the memory, in the words of a language: the way from the root to the holder, read backwards
//! to the first thing that somebody has named.

pub mod golang;
pub mod java;
pub mod ruby;
pub mod v8;

use super::graph::{Edge, EdgeKind, Graph, Node};

/// A place in a source. Lines and columns count from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The script, as the runtime names it.
    pub script: String,
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// Where a way is known to somebody.
enum Anchor<H> {
    /// At a step that has a name.
    Named(H),
    /// Nowhere: this is the first property on it.
    Property {
        /// The constructor of the object that has it.
        owner: String,
        /// The property.
        name: String,
    },
    /// Nowhere, and there is no property either.
    Nowhere,
}

/// The last step of the way to a holder that has a name, and the properties behind it. `step` names the step at a
/// place of the way.
fn anchor<H>(
    graph: &Graph,
    to_holder: &[(Node, Edge)],
    step: impl Fn(usize) -> Option<H>,
) -> (Anchor<H>, Vec<String>) {
    let mut members = Vec::new();
    let mut owner = None;
    for (at, (source, edge)) in to_holder.iter().enumerate().rev() {
        if let Some(holder) = step(at) {
            members.reverse();
            return (Anchor::Named(holder), members);
        }
        if graph.edge_kind(*edge) == EdgeKind::Property {
            owner = Some(graph.name(*source));
            members.extend(graph.edge_name(*edge).map(str::to_owned));
        }
    }
    let anchor = match (owner, members.pop()) {
        (Some(owner), Some(name)) => Anchor::Property {
            owner: owner.to_owned(),
            name,
        },
        _ => Anchor::Nowhere,
    };
    members.reverse();
    (anchor, members)
}
