//! What the project itself calls a holder that lies inside of a package.

use super::{CONTEXT, Holder, Namer, PACKAGES};
use crate::heap::graph::{Edge, EdgeKind, Node, NodeKind};

/// Whether a script is of the project: no package's, and not the runtime's.
fn is_projects_script(script: &str) -> bool {
    script.starts_with('/') && !script.contains(PACKAGES)
}

/// Whether a holder is what a module of the project has or exports.
fn is_projects(holder: &Holder) -> bool {
    match holder {
        Holder::Variable {
            function: None,
            used_at,
            ..
        }
        | Holder::Unnamed { used_at, .. } => {
            (used_at.as_ref()).is_some_and(|place| is_projects_script(&place.script))
        }
        Holder::Export { script, .. } => script.as_deref().is_some_and(is_projects_script),
        Holder::Exports { script } => is_projects_script(script),
        _ => false,
    }
}

/// Whether a holder is a variable of one function of a package: it is as many as the function was called, of which the
/// project knows its own.
pub(super) fn is_of_packages_function(holder: &Holder) -> bool {
    let Holder::Variable {
        function: Some(_),
        used_at: Some(place),
        ..
    } = holder
    else {
        return false;
    };
    place.script.contains(PACKAGES)
}

impl Namer<'_> {
    /// The last step of the way to a holder at which the project has a name for what comes then, and what that is called
    /// on the way: properties, those that are asked of a function, and variables of functions behind them.
    pub(super) fn projects(
        &self,
        to_holder: &[(Node, Edge)],
        way: &[(Node, Edge)],
    ) -> Option<(Holder, Vec<String>)> {
        let named = (0..to_holder.len()).rev().find_map(|at| {
            let (source, edge) = to_holder[at];
            // Only these steps are a module's names; others take long to look at.
            let is_name = match self.graph.edge_kind(edge) {
                EdgeKind::Context => true,
                EdgeKind::Hidden => self.graph.name(source) == CONTEXT,
                _ => self.graph.edge_name(edge) == Some("value"),
            };
            let holder = is_name.then(|| self.step(way, at)).flatten()?;
            is_projects(&holder).then_some((at, holder))
        });
        let (at, holder) = named?;
        let behind = to_holder[at + 1..].iter().map(|(_, edge)| *edge);
        let is_member = |edge: &Edge| {
            matches!(
                self.graph.edge_kind(*edge),
                EdgeKind::Property | EdgeKind::Context
            )
        };
        let names = behind.filter(is_member).filter_map(|edge| {
            let name = self.graph.edge_name(edge)?;
            Some(name.strip_prefix("get ").unwrap_or(name).to_owned())
        });
        let mut members: Vec<String> = names.collect();
        members.dedup();
        Some((holder, members))
    }

    /// What the project has a mock in, where the way to its calls leads through what a package knows of all mocks.
    pub(super) fn mock(&self, way: &[(Node, Edge)]) -> Option<(Holder, Vec<String>)> {
        let graph = self.graph;
        let mut sources = way.iter().rev().map(|(source, _)| *source);
        let mock = sources.find(|node| graph.kind(*node) == NodeKind::Closure)?;
        let named = graph.nodes().find_map(|source| {
            let mut edges = graph
                .edges(source)
                .filter(|edge| graph.target(*edge) == mock);
            edges.find_map(|edge| self.step(&[(source, edge)], 0).filter(is_projects))
        });
        named.map(|holder| (holder, Vec::new()))
    }
}
