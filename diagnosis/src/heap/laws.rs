//! What must hold on every graph: small random ones, and slow oracles beside the fast algorithms.

use proptest::prelude::*;

use super::dominators::Dominators;
use super::graph::{EdgeKind, Graph, Ids, Label, Location, Name, Node, NodeKind};
use super::growth::{Amount, Births, Group, Growth, growth};
use super::paths::Paths;
use super::v8::{self, SnapshotError};

const NODE_KINDS: [(NodeKind, &str); 9] = [
    (NodeKind::Object, "object"),
    (NodeKind::Closure, "closure"),
    (NodeKind::Array, "array"),
    (NodeKind::String, "string"),
    (NodeKind::Value, "number"),
    (NodeKind::Code, "code"),
    (NodeKind::Native, "native"),
    (NodeKind::Synthetic, "synthetic"),
    (NodeKind::Hidden, "hidden"),
];
const EDGE_KINDS: [(EdgeKind, &str); 7] = [
    (EdgeKind::Context, "context"),
    (EdgeKind::Element, "element"),
    (EdgeKind::Property, "property"),
    (EdgeKind::Internal, "internal"),
    (EdgeKind::Hidden, "hidden"),
    (EdgeKind::Shortcut, "shortcut"),
    (EdgeKind::Weak, "weak"),
];
const STRINGS: [&str; 5] = ["", "(GC roots)", "cache", "a \"quoted\" \\ name", "имя\n"];

/// A node: kind, name, size, edges, each with kind, label and target.
type Drawn = (usize, u32, u64, Vec<(usize, u32, usize)>);

/// Up to a dozen nodes; the first is the root.
fn any_graph() -> impl Strategy<Value = Graph> {
    let edge = (
        0..EDGE_KINDS.len(),
        0..STRINGS.len() as u32,
        any::<prop::sample::Index>(),
    );
    let node = (
        0..NODE_KINDS.len(),
        0..STRINGS.len() as u32,
        0..1_u64 << 40,
        prop::collection::vec(edge, 0..4),
    );
    prop::collection::vec(node, 1..12).prop_map(|nodes| {
        let count = nodes.len();
        graph(
            &nodes
                .into_iter()
                .map(|(kind, name, size, edges)| {
                    let edges = edges
                        .into_iter()
                        .map(|(kind, label, to)| (kind, label, to.index(count)));
                    (kind, name, size, edges.collect())
                })
                .collect::<Vec<_>>(),
        )
    })
}

fn graph(nodes: &[Drawn]) -> Graph {
    let mut graph = Graph {
        roots: vec![Node(0)],
        ..Graph::default()
    };
    for text in STRINGS {
        graph.strings.push(text);
    }
    for (at, (kind, name, size, edges)) in nodes.iter().enumerate() {
        graph.kinds.push(NODE_KINDS[*kind].0);
        graph.names.push(*name);
        graph.sizes.push(*size);
        graph.ids.push(at as u64 * 2 + 1);
        for (kind, label, target) in edges {
            graph.edge_kinds.push(EDGE_KINDS[*kind].0);
            graph.labels.push(*label);
            graph.targets.push(*target as u32);
        }
        graph.ends.push(graph.targets.len() as u32);
        if at % 3 == 0 {
            graph.locations.push(Location {
                node: Node(at as u32),
                script: 7,
                line: at as u32,
                column: 1,
            });
        }
    }
    graph
}

/// The graph as V8 writes it.
fn as_v8(graph: &Graph) -> String {
    let kind_of = |kind: NodeKind| NODE_KINDS.iter().position(|known| known.0 == kind).unwrap();
    let edge_kind_of =
        |kind: EdgeKind| EDGE_KINDS.iter().position(|known| known.0 == kind).unwrap();
    let (mut nodes, mut edges, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for node in graph.nodes() {
        let count = graph.edges(node).count() as u64;
        let Name(name) = graph.name_of(node);
        nodes.extend([
            kind_of(graph.kind(node)) as u64,
            u64::from(name),
            graph.id(node),
            graph.self_size(node),
            count,
            0,
            0,
        ]);
        for edge in graph.edges(node) {
            let label = match graph.label(edge) {
                Label::Named(Name(name)) => name,
                Label::Index(index) => index,
            };
            edges.extend([
                edge_kind_of(graph.edge_kind(edge)) as u32,
                label,
                graph.target(edge).0 * 7,
            ]);
        }
        if let Some(Location {
            node,
            script,
            line,
            column,
        }) = graph.location(node)
        {
            places.extend([node.0 * 7, script, line, column]);
        }
    }
    let strings: Vec<&str> = graph.strings.iter().collect();
    format!(
        "{{\"snapshot\":{{\"meta\":{},\"node_count\":{},\"edge_count\":{}}},\n\"nodes\":{},\n\"edges\":{},\n\"trace_tree\":[],\n\"locations\":{},\n\"strings\":{}}}",
        meta(),
        graph.len(),
        graph.edge_count(),
        serde_json::json!(nodes),
        serde_json::json!(edges),
        serde_json::json!(places),
        serde_json::json!(strings),
    )
}

fn meta() -> serde_json::Value {
    serde_json::json!({
        "node_fields": ["type", "name", "id", "self_size", "edge_count", "trace_node_id", "detachedness"],
        "node_types": [NODE_KINDS.map(|known| known.1), "string", "number", "number", "number", "number", "number"],
        "edge_fields": ["type", "name_or_index", "to_node"],
        "edge_types": [EDGE_KINDS.map(|known| known.1), "string_or_number", "node"],
        "location_fields": ["object_index", "script_id", "line", "column"],
    })
}

/// What is reached from the roots by what holds, without going through one node.
fn alive_without(graph: &Graph, gone: Option<Node>) -> Vec<bool> {
    let mut alive = vec![false; graph.len()];
    let mut todo: Vec<Node> = graph.roots().to_vec();
    while let Some(node) = todo.pop() {
        if Some(node) == gone || std::mem::replace(&mut alive[node.at()], true) {
            continue;
        }
        let holding = graph
            .edges(node)
            .filter(|edge| graph.edge_kind(*edge) != EdgeKind::Weak);
        todo.extend(holding.map(|edge| graph.target(edge)));
    }
    alive
}

/// Some cost that differs between edges; none for a few of them.
fn some_cost(graph: &Graph, edge: super::graph::Edge) -> Option<u32> {
    match graph.edge_kind(edge) {
        EdgeKind::Weak => None,
        EdgeKind::Property => Some(1),
        EdgeKind::Hidden => Some(1000),
        _ => Some(3),
    }
}

/// Bellman and Ford: every edge again until nothing gets cheaper.
fn cheapest(graph: &Graph) -> Vec<Option<u32>> {
    let mut costs = vec![None; graph.len()];
    for root in graph.roots() {
        costs[root.at()] = Some(0);
    }
    for _ in 0..graph.len() {
        for node in graph.nodes() {
            for edge in graph.edges(node) {
                let (Some(so_far), Some(cost)) = (costs[node.at()], some_cost(graph, edge)) else {
                    continue;
                };
                let target = &mut costs[graph.target(edge).at()];
                *target = Some(target.map_or(so_far + cost, |known: u32| known.min(so_far + cost)));
            }
        }
    }
    costs
}

proptest! {
    #[test]
    fn what_dies_with_a_node_is_what_it_retains(graph in any_graph(), more_roots in prop::collection::vec(0..12_u32, 0..3)) {
        let mut graph = graph;
        let count = graph.len() as u32;
        graph.roots.extend(more_roots.into_iter().filter(|root| *root < count).map(Node));
        let tree = Dominators::of(&graph);
        let alive = alive_without(&graph, None);
        let order: Vec<Node> = tree.top_down().collect();
        for (at, node) in order.iter().enumerate() {
            prop_assert!(tree.above(*node).is_none_or(|above| order[..at].contains(&above)));
        }
        for gone in graph.nodes() {
            prop_assert_eq!(tree.is_alive(gone), alive[gone.at()]);
            let without = alive_without(&graph, Some(gone));
            let dies = |node: &Node| alive[node.at()] && !without[node.at()];
            let freed: u64 = graph.nodes().filter(dies).map(|node| graph.self_size(node)).sum();
            prop_assert_eq!(tree.retained(gone), freed);
            for node in graph.nodes().filter(dies).filter(|node| *node != gone) {
                let mut above = std::iter::successors(tree.above(node), |node| tree.above(*node));
                prop_assert!(above.any(|node| node == gone), "{:?} is above {:?}", gone, node);
            }
        }
    }

    #[test]
    fn no_way_is_cheaper(graph in any_graph()) {
        let paths = Paths::of(&graph, |_, edge| some_cost(&graph, edge));
        let costs = cheapest(&graph);
        for node in graph.nodes() {
            prop_assert_eq!(paths.cost(node), costs[node.at()]);
            let mut at = None;
            let mut sum = 0;
            for (from, edge) in paths.to(node) {
                prop_assert_eq!(from, at.unwrap_or(Node(0)));
                prop_assert_eq!(from, graph.source(edge));
                sum += some_cost(&graph, edge).unwrap();
                at = Some(graph.target(edge));
            }
            prop_assert_eq!(costs[node.at()].unwrap_or(0), sum);
        }
        prop_assert_eq!(paths.nodes().count(), costs.iter().flatten().count());
    }

    #[test]
    fn what_v8_writes_is_read_as_it_was(graph in any_graph()) {
        let text = as_v8(&graph);
        let read = v8::read(text.as_bytes()).unwrap();
        prop_assert_eq!(format!("{graph:?}"), format!("{read:?}"));
        let ids = v8::read_ids(text.as_bytes()).unwrap();
        prop_assert!(graph.nodes().all(|node| ids.contains(graph.id(node)) && !ids.contains(graph.id(node) + 1)));
        prop_assert_eq!(format!("{ids:?}"), format!("{:?}", Ids::new(graph.ids)));
    }
}

#[test]
fn a_cut_snapshot_is_told_as_cut_wherever_it_is() {
    let chain: Vec<Drawn> = (0..9)
        .map(|at| (0, 2, 8, vec![(2, 3, (at + 1) % 9)]))
        .collect();
    let text = as_v8(&graph(&chain));
    for at in 0..text.len() {
        let bytes = &text.as_bytes()[..at];
        let is_cut = |error: SnapshotError| matches!(error, SnapshotError::Cut { .. });
        assert!(v8::read(bytes).is_err_and(is_cut), "cut at {at}");
        assert!(v8::read_ids(bytes).is_err_and(is_cut), "cut at {at}");
    }
}

fn refused(text: &str) -> String {
    v8::read(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn what_is_no_snapshot_is_refused_with_the_reason() {
    let good = as_v8(&graph(&[(7, 0, 1, vec![(2, 2, 1)]), (0, 2, 8, vec![])]));
    v8::read(good.as_bytes()).unwrap();
    let said: Vec<String> = [
        "no JSON at all".to_owned(),
        "[1, 2]".to_owned(),
        "{}".to_owned(),
        good.replace("self_size", "weight"),
        good.replace(
            "\"node_fields\":[",
            "\"node_fields\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",",
        ),
        good.replace("\"script_id\"", "\"script\""),
        good.replace("\"nodes\":[7,", "\"nodes\":[99,"),
        good.replace("\"nodes\":[7,", "\"nodes\":[-7,"),
        good.replace("\"nodes\":[7,", "\"nodes\":[7,7,"),
        good.replace("\"edges\":[2,2,7]", "\"edges\":[2,2,8]"),
        good.replace("\"edges\":[2,2,7]", "\"edges\":[2,2,70]"),
        good.replace("\"edges\":[2,2,7]", "\"edges\":[2,99,7]"),
        good.replace("\"edges\":[2,2,7]", "\"edges\":[]"),
        good.replace("\"edges\":", "\"hedges\":"),
        good.replace("\"snapshot\":", "\"shot\":"),
        format!("{good} and more"),
        // Two nodes whose sizes fit into no number together.
        as_v8(&graph(&[
            (7, 0, u64::MAX, vec![(2, 2, 1)]),
            (0, 2, u64::MAX, vec![]),
        ])),
    ]
    .iter()
    .map(|text| refused(text))
    .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn half_a_character_is_read() {
    let text = as_v8(&graph(&[(7, 2, 1, vec![])])).replace("cache", "\\ud834");
    let graph = v8::read(text.as_bytes()).unwrap();
    assert!(graph.name(Node(0)).starts_with('\u{fffd}'));
}

/// What becomes of the edges to a value: from its key (id 5) and from the table of the map (ids 3 and `map`).
fn ephemeron(map: u64) -> [EdgeKind; 2] {
    let text = as_v8(&graph(&[
        (7, 0, 0, vec![(2, 1, 2), (2, 1, 4)]),
        (2, 0, 8, vec![(3, 2, 3)]),
        (0, 0, 8, vec![(3, 2, 3)]),
        (0, 0, 8, vec![]),
        (0, 3, 8, vec![(3, 4, 1)]),
    ]));
    let name = "1 / part of key (Object @5) -> value (Object @7) pair in WeakMap (table @3)";
    let text = text
        .replace("cache", name)
        .replace("a \\\"quoted\\\" \\\\ name", "WeakMap")
        .replace("имя\\n", "table")
        .replace(",0,3,9,8,", &format!(",0,3,{map},8,"));
    let graph = v8::read(text.as_bytes()).unwrap();
    [2, 1].map(|node| graph.edge_kind(graph.edges(Node(node)).next().unwrap()))
}

#[test]
fn the_younger_of_key_and_weak_map_holds_the_value() {
    assert_eq!(ephemeron(9), [EdgeKind::Weak, EdgeKind::Internal]);
    assert_eq!(ephemeron(4), [EdgeKind::Internal, EdgeKind::Weak]);
}

/// Nodes by their edges: each is an object of 8 bytes without a name, all edges are properties called `cache`.
fn objects(edges: &[&[usize]]) -> Graph {
    let node = |targets: &&[usize]| {
        let edges = targets.iter().map(|target| (2, 2, *target)).collect();
        (0, 0, 8, edges)
    };
    graph(&edges.iter().map(node).collect::<Vec<_>>())
}

/// The nodes up to `before` are old, those up to `after_one` are of the first repetition.
fn grown(graph: &Graph, before: usize, after_one: usize) -> Growth {
    let ids = |count: usize| {
        Ids::new(
            graph
                .nodes()
                .take(count)
                .map(|node| graph.id(node))
                .collect(),
        )
    };
    let paths = Paths::of(graph, |_, edge| some_cost(graph, edge));
    let births = Births::Snapshots {
        before: ids(before),
        after_one: ids(after_one),
    };
    growth(graph, &births, &paths, &Dominators::of(graph))
}

fn holders(growth: &Growth) -> Vec<(u32, u64, u64, u64)> {
    let told = |group: &Group| {
        (
            group.holder.0,
            group.first.count,
            group.later.count,
            group.retained,
        )
    };
    growth.groups.iter().map(told).collect()
}

#[test]
fn an_old_object_that_takes_on_something_each_time_is_the_holder() {
    // 0 holds 1, an old cache; 2 and 4 were put into it, 3 and 5 hang on them.
    let graph = objects(&[&[1], &[2, 4], &[3], &[], &[5], &[]]);
    let growth = grown(&graph, 2, 4);
    assert_eq!(holders(&growth), [(1, 2, 2, 32)]);
    assert_eq!((growth.first.count, growth.later.count), (2, 2));
    assert_eq!(
        growth.groups[0].types[0].own,
        Amount {
            count: 4,
            bytes: 32
        }
    );
}

#[test]
fn a_chain_that_grows_at_its_end_hangs_on_what_was_there_before() {
    let graph = objects(&[&[1], &[2], &[3], &[]]);
    assert_eq!(holders(&grown(&graph, 2, 3)), [(1, 1, 1, 16)]);
}

#[test]
fn a_chain_that_grows_at_its_head_hangs_on_the_head() {
    // The newest, 3, was put before 2.
    let graph = objects(&[&[1], &[3], &[], &[2]]);
    assert_eq!(holders(&grown(&graph, 2, 3)), [(1, 1, 1, 16)]);
}

#[test]
fn a_cache_that_the_first_repetition_made_is_the_holder() {
    // 2 is the cache, new; 3 was put into it at once, 4 later.
    let graph = objects(&[&[1], &[2], &[3, 4], &[], &[]]);
    assert_eq!(holders(&grown(&graph, 2, 4)), [(2, 1, 1, 16)]);
}

#[test]
fn what_came_once_has_no_holder_that_grows() {
    // 2 and 3 came with the first repetition, 4 later and elsewhere.
    let graph = objects(&[&[1, 4], &[2, 3], &[], &[], &[]]);
    let growth = grown(&graph, 2, 4);
    assert_eq!(holders(&growth), []);
    assert_eq!((growth.first.count, growth.later.count), (2, 1));
}

proptest! {
    #[test]
    fn nothing_new_is_counted_twice_and_holders_are_there_before(graph in any_graph(), before in 1..6_usize, more in 0..6_usize) {
        let growth = grown(&graph, before, before + more);
        let of = |amount: fn(&Group) -> Amount| growth.groups.iter().map(amount).fold((0, 0), |sum, part| (sum.0 + part.count, sum.1 + part.bytes));
        let (first, later) = (of(|group| group.first), of(|group| group.later));
        prop_assert!(first.0 <= growth.first.count && first.1 <= growth.first.bytes);
        prop_assert!(later.0 <= growth.later.count && later.1 <= growth.later.bytes);
        // Memory outside of the heap is as old as the object whose it is, whatever its own number is.
        let has_own_age = |node: Node| graph.kind(node) != NodeKind::Native;
        for group in &growth.groups {
            prop_assert!((group.holder.0 as usize) < before + more || !has_own_age(group.holder));
            prop_assert!(group.retained >= group.first.bytes + group.later.bytes);
            prop_assert!(group.largest.0 as usize >= before || !has_own_age(group.largest));
        }
    }
}

#[test]
fn what_the_first_repetition_left_may_get_a_little_later_and_is_still_not_the_holder() {
    // 1 holds the newest, 4 with 5 and 6, and behind them 2 of the first repetition, which got 7 later.
    let graph = objects(&[&[1], &[4], &[3, 7], &[], &[2, 5, 6], &[], &[], &[]]);
    assert_eq!(holders(&grown(&graph, 2, 4)), [(1, 2, 4, 48)]);
}

#[test]
fn a_list_that_is_linked_both_ways_is_held_by_what_has_its_ends() {
    // 1 is the list. Its first item, 2, is old and leads to 3; its last, 5, leads back to 3 by 4.
    let item = |targets: &[usize]| (0, 2, 8, targets.iter().map(|to| (2, 2, *to)).collect());
    let list = |targets: &[usize]| (0, 1, 8, targets.iter().map(|to| (2, 2, *to)).collect());
    let graph = graph(&[
        list(&[1]),
        list(&[2, 5]),
        item(&[3]),
        item(&[]),
        item(&[3]),
        item(&[4]),
    ]);
    assert_eq!(holders(&grown(&graph, 3, 4)), [(1, 1, 2, 24)]);
}
