//! Weak maps, whose values a snapshot shows as held twice.

use std::collections::HashMap;

use crate::heap::graph::{EdgeKind, Graph};

/// What is in a weak map lives as long as both the map and its key. The snapshot has an edge from each of
/// them, as if one were enough. The older of the two was there anyway, so the younger is the reason: the
/// other edge is made weak.
pub(super) fn weaken(graph: &mut Graph) {
    let pairs: Vec<Option<(u64, u64)>> = graph.strings.iter().map(key_and_table).collect();
    if pairs.iter().all(Option::is_none) {
        return;
    }
    // Tables are replaced when they grow; the age of a map is that of its object.
    let maps = graph.nodes().filter(|node| graph.name(*node) == "WeakMap");
    let tables: HashMap<u64, u64> = maps
        .filter_map(|map| {
            let table = graph.follow(map, EdgeKind::Internal, "table")?;
            Some((graph.id(table), graph.id(map)))
        })
        .collect();
    for node in graph.nodes() {
        for edge in graph.edges(node) {
            let at = edge.at();
            if graph.edge_kinds[at] != EdgeKind::Internal {
                continue;
            }
            let Some((key, table)) = pairs[graph.labels[at] as usize] else {
                continue;
            };
            let map = tables.get(&table).copied().unwrap_or(table);
            let reason = if key > map { key } else { table };
            if graph.ids[node.at()] != reason {
                graph.edge_kinds[at] = EdgeKind::Weak;
            }
        }
    }
}

/// `1 / part of key (Object @5) -> value (Object @7) pair in WeakMap (table @3)`
fn key_and_table(name: &str) -> Option<(u64, u64)> {
    let (pair, table) = name
        .strip_suffix(')')?
        .rsplit_once(" pair in WeakMap (table @")?;
    let (key, _) = pair.rsplit_once(") -> value (")?;
    let (_, key) = key.rsplit_once(" @")?;
    Some((key.parse().ok()?, table.parse().ok()?))
}
