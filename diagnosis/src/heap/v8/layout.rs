//! The names of a snapshot's columns and kinds, and where in a row each is.

use serde::Deserialize;

use crate::heap::graph::{EdgeKind, NodeKind};

/// More columns than any version has.
pub(super) const MAX_COLUMNS: usize = 16;

#[derive(Deserialize)]
pub(super) struct Header {
    pub(super) meta: Meta,
    #[serde(default)]
    pub(super) node_count: usize,
    #[serde(default)]
    pub(super) edge_count: usize,
}

#[derive(Deserialize)]
pub(super) struct Meta {
    node_fields: Vec<String>,
    node_types: Vec<Types>,
    edge_fields: Vec<String>,
    edge_types: Vec<Types>,
    #[serde(default)]
    location_fields: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Types {
    Named(Vec<String>),
    Plain(String),
}

/// Where in a row of nodes and of edges each column is.
#[derive(Default)]
pub(super) struct Layout {
    pub(super) node_width: usize,
    pub(super) kind: usize,
    pub(super) name: usize,
    pub(super) id: usize,
    pub(super) size: usize,
    pub(super) edges: usize,
    pub(super) node_kinds: Vec<NodeKind>,
    pub(super) edge_width: usize,
    pub(super) edge_kind: usize,
    pub(super) label: usize,
    pub(super) target: usize,
    pub(super) edge_kinds: Vec<EdgeKind>,
    pub(super) location_width: usize,
}

impl Layout {
    pub(super) fn of(meta: &Meta) -> Result<Self, String> {
        Ok(Self {
            node_width: width(&meta.node_fields, "node_fields")?,
            kind: column(&meta.node_fields, "type")?,
            name: column(&meta.node_fields, "name")?,
            id: column(&meta.node_fields, "id")?,
            size: column(&meta.node_fields, "self_size")?,
            edges: column(&meta.node_fields, "edge_count")?,
            node_kinds: kinds(&meta.node_types, node_kind)?,
            edge_width: width(&meta.edge_fields, "edge_fields")?,
            edge_kind: column(&meta.edge_fields, "type")?,
            label: column(&meta.edge_fields, "name_or_index")?,
            target: column(&meta.edge_fields, "to_node")?,
            edge_kinds: kinds(&meta.edge_types, edge_kind)?,
            location_width: match meta.location_fields.as_slice() {
                [] => 0,
                [object, script, line, at, ..]
                    if object == "object_index"
                        && script == "script_id"
                        && line == "line"
                        && at == "column" =>
                {
                    width(&meta.location_fields, "location_fields")?
                }
                other => return Err(format!("unknown `location_fields` {other:?}")),
            },
        })
    }
}

fn width(fields: &[String], of: &str) -> Result<usize, String> {
    match fields.len() {
        len @ 1..=MAX_COLUMNS => Ok(len),
        len => Err(format!("`{of}` has {len} entries")),
    }
}

fn column(fields: &[String], name: &str) -> Result<usize, String> {
    fields
        .iter()
        .position(|field| field == name)
        .ok_or_else(|| format!("there is no field `{name}` among {fields:?}"))
}

fn kinds<K>(types: &[Types], of: fn(&str) -> K) -> Result<Vec<K>, String> {
    match types.first() {
        Some(Types::Named(names)) => Ok(names.iter().map(|name| of(name)).collect()),
        Some(Types::Plain(name)) => {
            Err(format!("the kinds are not listed, there is only `{name}`"))
        }
        None => Err("the kinds are not listed".to_owned()),
    }
}

fn node_kind(name: &str) -> NodeKind {
    match name {
        "object" | "regexp" | "wasm object" => NodeKind::Object,
        "closure" => NodeKind::Closure,
        "array" => NodeKind::Array,
        "string" | "concatenated string" | "sliced string" => NodeKind::String,
        "number" | "symbol" | "bigint" => NodeKind::Value,
        "code" => NodeKind::Code,
        "native" => NodeKind::Native,
        "synthetic" => NodeKind::Synthetic,
        _ => NodeKind::Hidden,
    }
}

fn edge_kind(name: &str) -> EdgeKind {
    match name {
        "context" => EdgeKind::Context,
        "element" => EdgeKind::Element,
        "property" => EdgeKind::Property,
        "hidden" => EdgeKind::Hidden,
        "shortcut" => EdgeKind::Shortcut,
        "weak" => EdgeKind::Weak,
        _ => EdgeKind::Internal,
    }
}
