//! The way from a root to each object that says most: by the edges that cost least.
//!
//! What an edge costs is the runtime's to say: a named property less than a number, roots that are no reason
//! (handles, stacks, the embedder) so much that they are taken only where nothing else holds the object.

use std::collections::BTreeMap;

use super::graph::{Edge, Graph, Node};

const NONE: u32 = u32::MAX;

/// The cheapest way to every node: a tree.
#[derive(Debug)]
pub struct Paths {
    /// The edge by which each node is reached.
    by: Vec<u32>,
    /// From whom that edge comes.
    from: Vec<u32>,
    costs: Vec<u32>,
    /// The nodes from near to far.
    order: Vec<u32>,
}

impl Paths {
    /// Of this graph; `cost` is at least 1, none for an edge that is not to be taken.
    pub fn of(graph: &Graph, cost: impl Fn(Node, Edge) -> Option<u32>) -> Self {
        let mut paths = Self {
            by: vec![NONE; graph.len()],
            from: vec![NONE; graph.len()],
            costs: vec![NONE; graph.len()],
            order: Vec::new(),
        };
        let roots: Vec<u32> = graph.roots().iter().map(|root| root.0).collect();
        for root in &roots {
            paths.costs[*root as usize] = 0;
        }
        // Costs are few and small, so nodes wait in a bucket for each (Dial, CACM 12, 1969).
        let mut waiting = BTreeMap::from([(0, roots)]);
        let mut done = vec![false; graph.len()];
        while let Some((so_far, nodes)) = waiting.pop_first() {
            for node in nodes {
                if std::mem::replace(&mut done[node as usize], true) {
                    continue;
                }
                paths.order.push(node);
                for edge in graph.edges(Node(node)) {
                    let target = graph.target(edge).at();
                    if done[target] {
                        continue;
                    }
                    let Some(cost) = cost(Node(node), edge) else {
                        continue;
                    };
                    let cost = cost.max(1).saturating_add(so_far);
                    if cost < paths.costs[target] {
                        paths.costs[target] = cost;
                        paths.by[target] = edge.0;
                        paths.from[target] = node;
                        waiting.entry(cost).or_default().push(target as u32);
                    }
                }
            }
        }
        paths
    }

    /// What the way to the node costs; none if there is no way.
    pub fn cost(&self, node: Node) -> Option<u32> {
        let cost = self.costs[node.at()];
        (cost != NONE).then_some(cost)
    }

    /// From whom the node is reached, and by which edge; none for roots and where there is no way.
    pub fn step(&self, node: Node) -> Option<(Node, Edge)> {
        let by = self.by[node.at()];
        (by != NONE).then(|| (Node(self.from[node.at()]), Edge(by)))
    }

    /// All nodes to which there is a way, from near to far.
    pub fn nodes(&self) -> impl Iterator<Item = Node> {
        self.order.iter().copied().map(Node)
    }

    /// The way from a root to the node.
    pub fn to(&self, node: Node) -> Vec<(Node, Edge)> {
        let mut steps = Vec::new();
        let mut at = node;
        while let Some((from, edge)) = self.step(at) {
            steps.push((from, edge));
            at = from;
        }
        steps.reverse();
        steps
    }
}
