//! The variables of blocks, which V8's snapshots show by number only: what a module declares with `const` and `let` is
//! such a one where a bundler has put its text into a block, as Vitest does.
//!
//! A block's context has its variables in the order in which the block's description has their names. The edges
//! to them are counted up, but by those that hold something on the heap: small integers, which a snapshot leaves out,
//! have no number. How many of them are before a variable is known only between bounds; functions and classes, which
//! have the name of their variable, are where the bounds meet.

use crate::heap::graph::{Edge, EdgeKind, Graph, Label, Node, NodeKind};

/// The names that the variable behind an edge of a block's context may have, in their order; none if nothing is known.
pub fn names(graph: &Graph, context: Node, edge: Edge) -> Vec<String> {
    let Some(description) = graph.follow(context, EdgeKind::Internal, "scope_info") else {
        return Vec::new();
    };
    match described(graph, description) {
        Described::Table(names) => names,
        Described::Row(names) => {
            let numbered = numbered(graph, context);
            let Some(at) = numbered.iter().position(|(_, one)| *one == edge) else {
                return Vec::new();
            };
            let (least, most) = between(graph, &names, &numbered, at);
            let from = numbered[at].0 + least;
            names
                .into_iter()
                .skip(from)
                .take(most - least + 1)
                .collect()
        }
    }
}

/// The next context above a block whose variables the snapshot names: that of the function around it, or of the module.
pub fn around(graph: &Graph, block: Node) -> Option<Node> {
    let above = |node: &Node| graph.follow(*node, EdgeKind::Internal, "previous");
    let is_named = |node: &Node| {
        let mut edges = graph.edges(*node);
        edges.any(|edge| graph.edge_kind(edge) == EdgeKind::Context)
    };
    std::iter::successors(above(&block), above).find(is_named)
}

/// The names of a block's variables.
enum Described {
    /// In the order of the variables.
    Row(Vec<String>),
    /// Of many: V8 keeps them in a table by their hashes.
    Table(Vec<String>),
}

fn described(graph: &Graph, description: Node) -> Described {
    let hidden = numbered(graph, description);
    let targets: Vec<Node> = hidden.iter().map(|(_, edge)| graph.target(*edge)).collect();
    let is_text = |node: &Node| graph.kind(*node) == NodeKind::String;
    let text = |node: Node| graph.name(node).to_owned();
    let table = targets
        .iter()
        .find(|node| graph.name(**node) == "(context local names)");
    match table {
        Some(table) => {
            let keys = graph.edges(*table).map(|edge| graph.target(edge));
            Described::Table(keys.filter(is_text).map(text).collect())
        }
        // What follows the names is the description of the block around this one.
        None => Described::Row(targets.into_iter().take_while(is_text).map(text).collect()),
    }
}

/// The edges of a node that have a number, in the order of these.
fn numbered(graph: &Graph, node: Node) -> Vec<(usize, Edge)> {
    let number = |edge: Edge| match (graph.edge_kind(edge), graph.label(edge)) {
        (EdgeKind::Hidden, Label::Index(number)) => Some((number as usize, edge)),
        _ => None,
    };
    let mut numbered: Vec<(usize, Edge)> = graph.edges(node).filter_map(number).collect();
    numbered.sort_unstable();
    numbered
}

/// How many variables without a number are before one of these, at least and at most.
fn between(graph: &Graph, names: &[String], hidden: &[(usize, Edge)], at: usize) -> (usize, usize) {
    let last = hidden.last().map_or(0, |(number, _)| *number);
    let all = names.len().saturating_sub(last + 1);
    let before = |(number, edge): &(usize, Edge)| {
        let target = graph.target(*edge);
        let is_function = graph.kind(target) == NodeKind::Closure;
        let name = graph.name(target);
        // A name of its own can be another variable's only where two are called alike.
        let place = is_function.then(|| names.iter().position(|one| one == name))??;
        place.checked_sub(*number).filter(|before| *before <= all)
    };
    let least = hidden[..=at].iter().filter_map(before).max().unwrap_or(0);
    let most = hidden[at..].iter().filter_map(before).min().unwrap_or(all);
    (least, most.max(least))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::graph::Interner;

    /// A graph in the making.
    #[derive(Default)]
    struct Made {
        nodes: Vec<(NodeKind, String)>,
        edges: Vec<Vec<(EdgeKind, u32, usize)>>,
    }

    impl Made {
        fn node(&mut self, kind: NodeKind, name: &str) -> usize {
            self.nodes.push((kind, name.to_owned()));
            self.edges.push(Vec::new());
            self.nodes.len() - 1
        }

        /// A node, and an edge with a number that leads to it.
        fn below(&mut self, from: usize, number: u32, kind: NodeKind, name: &str) -> usize {
            let to = self.node(kind, name);
            self.edges[from].push((EdgeKind::Hidden, number, to));
            to
        }

        fn graph(self) -> Graph {
            let mut graph = Graph::default();
            let mut known = Interner::default();
            for ((kind, name), edges) in self.nodes.into_iter().zip(self.edges) {
                let name = known.of(&mut graph, &name);
                graph.kinds.push(kind);
                graph.names.push(name);
                graph.sizes.push(8);
                graph.ids.push(graph.kinds.len() as u64);
                for (kind, number, to) in edges {
                    let scope = known.of(&mut graph, "scope_info");
                    let is_number = kind == EdgeKind::Hidden;
                    graph.edge_kinds.push(kind);
                    graph.labels.push(if is_number { number } else { scope });
                    graph.targets.push(to as u32);
                }
                graph.ends.push(graph.targets.len() as u32);
            }
            graph
        }
    }

    /// A block's context, which is the first node, and its edges to what it holds.
    fn block(names: &[&str], held: &[(u32, NodeKind, &str)], is_table: bool) -> (Graph, Vec<Edge>) {
        let mut made = Made::default();
        let context = made.node(NodeKind::Object, "system / Context");
        let description = made.node(NodeKind::Code, "system / ScopeInfo");
        made.edges[context].push((EdgeKind::Internal, 0, description));
        let named = match is_table {
            true => made.below(description, 0, NodeKind::Code, "(context local names)"),
            false => description,
        };
        for (number, name) in names.iter().enumerate() {
            made.below(named, number as u32, NodeKind::String, name);
        }
        // That of the block around it.
        let number = made.edges[description].len() as u32;
        made.below(description, number, NodeKind::Code, "system / ScopeInfo");
        for (number, kind, name) in held {
            made.below(context, *number, *kind, name);
        }
        let graph = made.graph();
        let numbered = numbered(&graph, Node(0));
        let edges = numbered.into_iter().map(|(_, edge)| edge).collect();
        (graph, edges)
    }

    #[test]
    fn a_variable_of_a_block_is_the_one_with_its_number() {
        let held = [
            (0, NodeKind::Object, "Map"),
            (1, NodeKind::Object, "Map"),
            (3, NodeKind::Closure, "search"),
        ];
        let (graph, edges) = block(&["known", "results", "stop", "search"], &held, false);
        let told = |at: usize| names(&graph, Node(0), edges[at]);
        assert_eq!(told(0), ["known"]);
        assert_eq!(told(1), ["results"]);
        assert_eq!(told(2), ["search"]);
    }

    #[test]
    fn integers_have_no_number_and_functions_bound_how_many_there_are() {
        // `count` and `total` are integers.
        let variables = ["first", "count", "put", "results", "total", "last"];
        let held = [
            (0, NodeKind::Object, "Map"),
            (1, NodeKind::Closure, "put"),
            (2, NodeKind::Object, "Map"),
            (3, NodeKind::Object, "Set"),
        ];
        let (graph, edges) = block(&variables, &held, false);
        let told = |at: usize| names(&graph, Node(0), edges[at]);
        assert_eq!(told(0), ["first", "count"]);
        assert_eq!(told(1), ["put"]);
        assert_eq!(told(2), ["results", "total"]);
        assert_eq!(told(3), ["total", "last"]);
    }

    #[test]
    fn of_many_variables_all_are_told() {
        let held = [(0, NodeKind::Object, "Map"), (1, NodeKind::Object, "Set")];
        let (graph, edges) = block(&["a", "b", "c"], &held, true);
        assert_eq!(names(&graph, Node(0), edges[1]), ["a", "b", "c"]);
    }
}
