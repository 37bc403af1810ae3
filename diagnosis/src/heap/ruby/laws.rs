//! What must hold of every dump: small random ones, and broken ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::{DumpError, Earlier, read, read_earlier};
use crate::heap::graph::{EdgeKind, Graph, Node, NodeKind};

const TYPES: [(&str, NodeKind); 6] = [
    ("OBJECT", NodeKind::Object),
    ("ARRAY", NodeKind::Object),
    ("STRING", NodeKind::String),
    ("CLASS", NodeKind::Code),
    ("IMEMO", NodeKind::Hidden),
    ("FLOAT", NodeKind::Value),
];

/// An object: type, generation, line, size, and whom it refers to.
#[derive(Debug, Clone)]
struct Drawn {
    kind: usize,
    generation: Option<u64>,
    line: Option<u32>,
    size: u64,
    references: Vec<usize>,
}

fn any_object() -> impl Strategy<Value = Drawn> {
    (
        0..TYPES.len(),
        prop::option::of(0..1_u64 << 18),
        prop::option::of(1..9_000_u32),
        0..1_u64 << 40,
        prop::collection::vec(0..14_usize, 0..4),
    )
        .prop_map(|(kind, generation, line, size, references)| Drawn {
            kind,
            generation,
            line,
            size,
            references,
        })
}

fn address(at: usize) -> u64 {
    0x7f00_0000_1000 + at as u64 * 40
}

fn quoted(addresses: &[usize]) -> String {
    let quoted = addresses
        .iter()
        .map(|at| format!("\"{:#x}\"", address(*at)));
    quoted.collect::<Vec<_>>().join(", ")
}

/// As Ruby writes it. The first object, which stands last, is a class that all others are of.
fn as_ruby(objects: &[Drawn]) -> String {
    let mut text = "{\"type\":\"ROOT\", \"root\":\"vm\", \"references\":[".to_owned();
    let _ = writeln!(text, "{}]}}", quoted(&[0, 1]));
    for (at, object) in objects.iter().enumerate().rev() {
        let kind = TYPES[object.kind].0;
        let _ = write!(
            text,
            "{{\"address\":\"{:#x}\", \"type\":\"{kind}\"",
            address(at)
        );
        let _ = write!(text, ", \"class\":\"{:#x}\"", address(0));
        if at == 0 {
            text.push_str(", \"name\":\"Shop::Cart\"");
        }
        if !object.references.is_empty() {
            let _ = write!(text, ", \"references\":[{}]", quoted(&object.references));
        }
        if let Some(line) = object.line {
            let _ = write!(text, ", \"file\":\"a \\\"b\\\".rb\", \"line\":{line}");
        }
        if let Some(generation) = object.generation {
            let _ = write!(text, ", \"generation\":{generation}");
        }
        let _ = writeln!(
            text,
            ", \"memsize\":{}, \"flags\":{{\"old\":true}}}}",
            object.size
        );
    }
    text
}

fn whole(text: &str) -> Graph {
    read(text.as_bytes(), &Earlier::default()).unwrap()
}

fn objects_of(mut objects: Vec<Drawn>) -> Vec<Drawn> {
    objects[0].kind = 3;
    objects
}

proptest! {
    #[test]
    fn what_ruby_writes_is_read_as_it_was(objects in prop::collection::vec(any_object(), 1..12).prop_map(objects_of)) {
        let graph = whole(&as_ruby(&objects));
        // The root of Ruby's and the one above it.
        prop_assert_eq!(graph.len(), objects.len() + 2);
        let nodes: BTreeMap<u64, Node> = graph.nodes().map(|node| (graph.id(node), node)).collect();
        prop_assert_eq!(nodes.len(), graph.len());
        for (at, object) in objects.iter().enumerate() {
            let node = Node((objects.len() - at) as u32);
            prop_assert_eq!(graph.kind(node), TYPES[object.kind].1);
            prop_assert_eq!(graph.self_size(node), object.size);
            let line = graph.location(node).map(|place| place.line + 1);
            prop_assert_eq!(line, object.line);
            if matches!(TYPES[object.kind].0, "OBJECT" | "ARRAY" | "STRING") {
                prop_assert_eq!(graph.name(node), "Shop::Cart");
            }
            // Every reference to what is there, and the class once.
            let there = |to: &&usize| **to < objects.len() && **to != 0;
            let mut expected: Vec<u32> = object.references.iter().filter(there).map(|to| (objects.len() - to) as u32).collect();
            expected.push(objects.len() as u32);
            let found: Vec<u32> = graph.edges(node).map(|edge| graph.target(edge).0).collect();
            prop_assert_eq!(found, expected);
        }
        let top = graph.roots()[0];
        let under: Vec<Node> = graph.edges(top).map(|edge| graph.target(edge)).collect();
        prop_assert_eq!(under, [Node(0)]);
    }

    #[test]
    fn an_object_is_known_again_and_its_successor_is_not(objects in prop::collection::vec(any_object(), 1..12).prop_map(objects_of)) {
        let text = as_ruby(&objects);
        let graph = whole(&text);
        let earlier = read_earlier(text.as_bytes()).unwrap();
        prop_assert!(graph.nodes().all(|node| earlier.ids.contains(graph.id(node))));
        // All die, and others take their places.
        let mut later = objects;
        for object in &mut later {
            object.generation = Some(object.generation.map_or(0, |generation| generation + 1));
        }
        let graph = whole(&as_ruby(&later));
        let known = graph.nodes().filter(|node| earlier.ids.contains(graph.id(*node)));
        prop_assert_eq!(known.count(), 2);
    }

    #[test]
    fn a_cut_line_is_told_as_cut(objects in prop::collection::vec(any_object(), 1..6).prop_map(objects_of), at in any::<prop::sample::Index>()) {
        let text = as_ruby(&objects);
        let bytes = &text.as_bytes()[..at.index(text.len())];
        if bytes.is_empty() || bytes.last() != Some(&b'\n') {
            let is_cut = |error: DumpError| matches!(error, DumpError::Cut { .. });
            prop_assert!(read(bytes, &Earlier::default()).is_err_and(is_cut));
            prop_assert!(read_earlier(bytes).is_err_and(is_cut));
        }
    }
}

const CART: &str = "{\"address\":\"0x1000\", \"type\":\"CLASS\", \"name\":\"Cart\", \"references\":[\"0x1028\", \"0x1050\"], \"memsize\":500}\n";

#[test]
fn names_of_our_own_lines_lead_where_ruby_only_refers_to() {
    let text = format!(
        "{{\"type\":\"OOMSCOPE\",\"compactions\":0}}\n\
         {{\"type\":\"NAMES\",\"names\":[[\"Object\",\"0x1000\"],[\"$gone\",\"0x9000\"]]}}\n\
         {{\"type\":\"NAMES\",\"address\":\"0x1000\",\"names\":[[\"@@shelf\",\"0x1028\"]]}}\n\
         {{\"type\":\"NAMES\",\"address\":\"0x1050\",\"names\":[[\"seen\",\"0x1028\"]],\"at\":[\"a.rb\",7]}}\n\
         {{\"type\":\"ROOT\", \"root\":\"vm\", \"references\":[\"0x1000\"]}}\n{CART}\
         {{\"address\":\"0x1028\", \"type\":\"ARRAY\", \"memsize\":40}}\n\
         {{\"address\":\"0x1050\", \"type\":\"DATA\", \"struct\":\"proc\", \"memsize\":80}}\n\
         {{\"address\":\"0x2\", \"type\":\"SHAPE\", \"id\":2}}\n"
    );
    let graph = whole(&text);
    let edges = |node: Node| -> Vec<(EdgeKind, String, u32)> {
        let told = |edge| {
            let name = graph.edge_name(edge).unwrap_or("-").to_owned();
            (graph.edge_kind(edge), name, graph.target(edge).0)
        };
        graph.edges(node).map(told).collect()
    };
    assert_eq!(
        edges(Node(1)),
        [
            (EdgeKind::Hidden, "-".to_owned(), 3),
            (EdgeKind::Property, "@@shelf".to_owned(), 2),
        ]
    );
    assert_eq!(edges(Node(3)), [(EdgeKind::Context, "seen".to_owned(), 2)]);
    assert_eq!(graph.location(Node(3)).map(|place| place.line), Some(6));
    assert_eq!(
        edges(graph.roots()[0]),
        [
            (EdgeKind::Property, "Object".to_owned(), 1),
            (EdgeKind::Internal, "vm".to_owned(), 0),
        ]
    );
}

#[test]
fn what_is_no_dump_is_refused_with_the_reason() {
    let root = "{\"type\":\"ROOT\", \"root\":\"vm\", \"references\":[]}\n";
    let said: Vec<String> = [
        "",
        "no JSON at all\n",
        "[1, 2]\n",
        "{}\n",
        root,
        CART,
        &format!("{root}{}", CART.replace("0x1028", "everywhere")),
        &format!("{root}{}", CART.replace("\"address\":\"0x1000\", ", "")),
        &format!("{root}{{\"type\":\"OOMSCOPE\",\"compactions\":1}}\n{CART}"),
        &format!("{root}{}", CART.replace("500", &u64::MAX.to_string())),
    ]
    .iter()
    .map(|text| {
        let read = read(text.as_bytes(), &Earlier::default());
        read.unwrap_err().to_string()
    })
    .collect();
    insta::assert_snapshot!(said.join("\n"));
}
