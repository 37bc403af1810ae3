//! What modules export, and the names by which a heap of V8 knows them.

use std::collections::HashMap;

use super::PACKAGES;
use crate::heap::graph::{Edge, EdgeKind, Graph, Label, Node, NodeKind};

/// An ECMAScript module.
pub(super) const MODULE: &str = "system / SourceTextModule";

/// What a module exports: its file, and the name of one of several things.
pub(super) type Exported<'a> = (&'a str, Option<&'a str>);

/// What modules of CommonJS export, and packages as ECMAScript modules; where one hands on what another exports, the one
/// that is nearer to the outside.
pub(super) fn exports<'g>(graph: &'g Graph) -> HashMap<Node, Exported<'g>> {
    let mut exports: HashMap<Node, Exported<'g>> = HashMap::new();
    let mut add = |node: Node, file: &'g str, name: Option<&'g str>| {
        if matches!(graph.kind(node), NodeKind::Object | NodeKind::Closure) {
            let known = exports.entry(node).or_insert((file, name));
            if file.len() < known.0.len() {
                *known = (file, name);
            }
        }
    };
    for node in graph.nodes() {
        let is_module = graph.kind(node) == NodeKind::Object && graph.name(node) == "Module";
        if is_module {
            let exported = graph.follow(node, EdgeKind::Property, "exports");
            if let (Some(exported), Some(file)) = (exported, file_of(graph, node)) {
                add(exported, file, None);
            }
        }
        // Who loads it is known by what it has of it, unless that is a package.
        let script = (graph.name(node) == MODULE).then(|| script_of_module(graph, node));
        if let Some(file) = script.flatten().filter(|file| file.contains(PACKAGES)) {
            for (name, exported) in exported_by(graph, node) {
                add(exported, file, (name != "default").then_some(name));
            }
        }
    }
    exports
}

/// The names that an ECMAScript module exports, and what they stand for: a cell each, in a table that has the name
/// before it.
fn exported_by(graph: &Graph, module: Node) -> impl Iterator<Item = (&str, Node)> {
    let tables = graph.edges(module).map(move |edge| graph.target(edge));
    let cells = tables.flat_map(move |table| graph.edges(table).map(move |edge| (table, edge)));
    let cells = cells.filter(move |(_, edge)| graph.name(graph.target(*edge)) == "system / Cell");
    cells.filter_map(move |(table, edge)| {
        let name = key_before(graph, table, edge)?;
        let value = graph.follow(graph.target(edge), EdgeKind::Internal, "value")?;
        Some((name, value))
    })
}

/// The script of an ECMAScript module.
pub(super) fn script_of_module(graph: &Graph, module: Node) -> Option<&str> {
    let mut targets = graph.edges(module).map(|edge| graph.target(edge));
    targets.find_map(|node| script_of(graph, node))
}

/// The script of a function, of one that is under way, or of what functions share.
pub(super) fn script_of(graph: &Graph, node: Node) -> Option<&str> {
    let internal = |node: Node, name: &str| graph.follow(node, EdgeKind::Internal, name);
    let function = internal(node, "function").unwrap_or(node);
    let shared = internal(function, "shared").unwrap_or(function);
    let script = ["script_or_debug_info", "script"]
        .iter()
        .find_map(|name| internal(shared, name))?;
    let name = graph.name(script);
    (!name.is_empty()).then(|| name.strip_prefix("file://").unwrap_or(name))
}

/// The text that a table has before a place of its: there the key is, or the name.
pub(super) fn key_before(graph: &Graph, table: Node, edge: Edge) -> Option<&str> {
    let number: u32 = match graph.label(edge) {
        Label::Named(name) => graph.text(name).parse().ok()?,
        Label::Index(index) => index,
    };
    let before = number.checked_sub(1)?.to_string();
    let key = graph.follow(table, EdgeKind::Internal, &before)?;
    (graph.kind(key) == NodeKind::String).then(|| graph.name(key))
}

/// The file of a module of CommonJS, Node's or one that stands for it, as Jest's.
pub(super) fn file_of(graph: &Graph, module: Node) -> Option<&str> {
    let file = graph.follow(module, EdgeKind::Property, "filename")?;
    (graph.kind(file) == NodeKind::String).then(|| graph.name(file))
}
