//! What an object of V8 has, by its shape: properties that hold numbers are no edges of a snapshot.

use crate::heap::graph::{EdgeKind, Graph, Node, NodeKind};

/// How many entries of the list there are for each property.
const ENTRIES: u32 = 3;

/// The names of an object's properties. Objects that begin alike can share a list, which has those of the largest.
pub fn properties(graph: &Graph, object: Node) -> impl Iterator<Item = String> {
    let shape = graph.follow(object, EdgeKind::Internal, "map");
    let list = shape.and_then(|shape| graph.follow(shape, EdgeKind::Internal, "descriptors"));
    let entries = list.into_iter().flat_map(move |list| graph.edges(list));
    entries.filter_map(move |edge| {
        let at: u32 = graph.edge_name(edge)?.parse().ok()?;
        let name = graph.target(edge);
        let is_name = at.is_multiple_of(ENTRIES) && graph.kind(name) == NodeKind::String;
        is_name.then(|| graph.name(name).to_owned())
    })
}
