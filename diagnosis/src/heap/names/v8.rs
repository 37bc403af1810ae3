//! The namer of V8's heaps, under Node and what is built on it.

mod holder;

use std::collections::HashMap;

pub use self::holder::{Holder, Named};
use super::{Anchor, Place, anchor};
use crate::heap::graph::{Edge, EdgeKind, Graph, Label, Node, NodeKind};
use crate::heap::growth::Group;
use crate::heap::paths::Paths;

const CONTEXT: &str = "system / Context";
const NATIVE_CONTEXT: &str = "system / NativeContext";
/// How two lists of a mock's calls are called by both Jest and Vitest.
const CALLS: [&str; 2] = ["calls", "results"];
/// What `mock` of `node:test` has its mocks in, and a mock its calls.
const TRACKERS: [&str; 2] = ["MockTracker", "MockFunctionContext"];
const TIMERS: [&str; 3] = ["Timeout", "Immediate", "TimersList"];

/// How many steps of a way are told.
const PATH_STEPS: usize = 12;

/// Within how many steps into what is new there is what has a handle.
const HANDLE_STEPS: usize = 8;

/// An edge that no person would name.
const OBSCURE: u32 = 30;
/// Handles, caches and stacks of the runtime hold much for a while, and are a reason only where nothing else is.
const LAST: u32 = 10_000;

/// What an edge costs on the way to an object.
pub fn cost(graph: &Graph, source: Node, edge: Edge) -> Option<u32> {
    let kind = graph.edge_kind(edge);
    if kind == EdgeKind::Weak {
        return None;
    }
    Some(match graph.kind(source) {
        NodeKind::Synthetic if graph.roots().contains(&source) => root_cost(graph, edge),
        NodeKind::Synthetic if graph.name(source) == "(GC roots)" => 1,
        NodeKind::Synthetic => LAST,
        NodeKind::Native | NodeKind::Code => OBSCURE,
        _ => match (kind, graph.edge_name(edge)) {
            (EdgeKind::Property, Some("__proto__" | "constructor")) => 12,
            (EdgeKind::Property | EdgeKind::Context, _) => 2,
            (EdgeKind::Internal, Some("context" | "table" | "value")) => 2,
            (EdgeKind::Element, _) => 3,
            (EdgeKind::Internal, Some(name)) if name.starts_with(|c: char| c.is_ascii_digit()) => 3,
            (EdgeKind::Internal, Some("previous")) => 6,
            (EdgeKind::Hidden, _) => 6,
            _ => OBSCURE,
        },
    })
}

/// The global objects are what the root names; all else of it belongs to the collector and the embedder.
fn root_cost(graph: &Graph, edge: Edge) -> u32 {
    match graph.edge_kind(edge) {
        EdgeKind::Shortcut => 1,
        _ if graph.name(graph.target(edge)) == "(GC roots)" => 1,
        _ => LAST,
    }
}

/// The module by which a person reaches what one of Node's inner modules exports.
fn public(module: &str) -> &str {
    let inner = [("_http_", "http"), ("_tls_", "tls"), ("_stream_", "stream")];
    let mut inner = inner.into_iter();
    inner
        .find(|(prefix, _)| module.starts_with(prefix))
        .map_or(module, |(_, public)| public)
}

/// Names holders in one graph.
pub struct Namer<'a> {
    graph: &'a Graph,
    paths: &'a Paths,
    /// What the core modules export.
    core_modules: HashMap<Node, &'a str>,
}

impl<'a> Namer<'a> {
    /// For this graph; the paths are by `cost`.
    pub fn new(graph: &'a Graph, paths: &'a Paths) -> Self {
        let modules = graph.nodes().filter(|node| {
            graph.kind(*node) == NodeKind::Object && graph.name(*node) == "BuiltinModule"
        });
        let core_modules = modules.filter_map(|module| {
            let exports = graph.follow(module, EdgeKind::Property, "exports")?;
            let id = graph.follow(module, EdgeKind::Property, "id")?;
            let is_object = matches!(graph.kind(exports), NodeKind::Object | NodeKind::Closure);
            is_object.then(|| (exports, public(graph.name(id))))
        });
        Self {
            graph,
            paths,
            core_modules: core_modules.collect(),
        }
    }

    /// What the group hangs on.
    pub fn name(&self, group: &Group) -> Named {
        let graph = self.graph;
        let way = self.paths.to(group.largest);
        let entry = way.iter().position(|(_, edge)| *edge == group.edge);
        let entry = entry.unwrap_or(way.len().saturating_sub(1));
        let (holder, mut members) = self.anchor(&way[..way.len().min(entry + 1)], &way);
        let is_member =
            (way.get(entry)).is_some_and(|(_, edge)| graph.edge_kind(*edge) == EdgeKind::Property);
        if group.is_of_many && is_member {
            // The key of one entry says nothing of the others.
            members.pop();
        }
        let entered = way.iter().skip(entry).map(|(_, edge)| graph.target(*edge));
        let mut entered: Vec<Node> = entered.collect();
        if holder == Holder::Timer {
            entered.extend(entered.iter().find_map(|node| self.callback(*node)));
        }
        let is_closure = |node: &&Node| graph.kind(**node) == NodeKind::Closure;
        let holder = match holder {
            Holder::Timer | Holder::Runtime { .. } => match self.handle(&entered) {
                Some(class) => Holder::Handle { class },
                None => holder,
            },
            other => other,
        };
        // Where what is new hangs on what a function closes over, it is that function's.
        entered.extend(way.get(entry).map(|(source, _)| *source));
        let functions = entered.iter().filter(is_closure);
        let mut places = functions
            .chain(&entered)
            .filter_map(|node| self.place(*node));
        // What the runtime itself made on the way is made for somebody.
        let made_at = places.find(|place| !place.script.starts_with("node:"));
        let mut types = group.types.iter();
        Named {
            holder,
            members,
            made_at,
            keeps_environment: types.any(|share| graph.text(share.name) == NATIVE_CONTEXT),
        }
    }

    /// The way to the holder and into what is new, a step a line, as far as steps have names.
    pub fn path(&self, group: &Group) -> Vec<String> {
        let graph = self.graph;
        let step = |(source, edge): &(Node, Edge)| {
            let owner = graph.name(*source);
            let kind = graph.edge_kind(*edge);
            let name = graph.edge_name(*edge)?;
            let is_named =
                matches!(kind, EdgeKind::Property | EdgeKind::Context) && name != "__proto__";
            is_named.then(|| match kind {
                EdgeKind::Context => format!("variable {name}"),
                _ if owner.is_empty() => name.to_owned(),
                _ => format!("{owner}.{name}"),
            })
        };
        let way = self.paths.to(group.largest);
        let mut path: Vec<String> = way.iter().filter_map(step).collect();
        path.dedup();
        // The last steps say most; of a long way the beginning is the runtime's.
        path.split_off(path.len().saturating_sub(PATH_STEPS))
    }

    /// The last step of the way to the holder that has a name, and the properties after it. The whole
    /// way goes on into what is new.
    fn anchor(&self, to_holder: &[(Node, Edge)], way: &[(Node, Edge)]) -> (Holder, Vec<String>) {
        let (anchor, members) = anchor(self.graph, to_holder, |at| self.step(way, at));
        let holder = match anchor {
            Anchor::Named(holder) => holder,
            Anchor::Property { owner, name } => Holder::Property { owner, name },
            Anchor::Nowhere => Holder::Runtime {
                root: self.root(way),
            },
        };
        (holder, members)
    }

    /// The name of the runtime's root that the way begins with.
    fn root(&self, way: &[(Node, Edge)]) -> String {
        let targets = way.iter().map(|(_, edge)| self.graph.target(*edge));
        let named = targets.take_while(|node| self.graph.kind(*node) == NodeKind::Synthetic);
        named
            .last()
            .map(|node| self.graph.name(node).to_owned())
            .unwrap_or_default()
    }

    fn step(&self, way: &[(Node, Edge)], at: usize) -> Option<Holder> {
        let graph = self.graph;
        let (source, edge) = way[at];
        let target = graph.target(edge);
        if [source, target].iter().any(|node| self.is_timer(*node)) {
            return Some(Holder::Timer);
        }
        let name = graph.edge_name(edge);
        if let Some(file) = self.parent_module(source, name) {
            return Some(Holder::Children { file });
        }
        let is_calls = name.is_some_and(|name| CALLS.contains(&name)) && self.is_mock(source);
        if is_calls || TRACKERS.contains(&graph.name(source)) {
            return Some(Holder::MockCalls);
        }
        if let Some(holder) = self.listeners(way, at) {
            return Some(holder);
        }
        match (graph.edge_kind(edge), name) {
            (EdgeKind::Property, Some(property)) => {
                let property = property.to_owned();
                if let Some(module) = self.core_module(source) {
                    return Some(Holder::CoreModule {
                        module: module.to_owned(),
                        property,
                    });
                }
                self.is_global(source)
                    .then_some(Holder::Global { name: property })
            }
            (EdgeKind::Context, Some(name)) => Some(Holder::Variable {
                name: name.to_owned(),
                function: self.function_of(source),
                used_at: self.first_use(source),
            }),
            (EdgeKind::Internal, Some("value")) => self.export(way, at),
            (EdgeKind::Hidden, _) if graph.name(source) == CONTEXT => {
                let used_at = self.first_use(source);
                let is_own = used_at
                    .as_ref()
                    .is_some_and(|place| !place.script.starts_with("node:"));
                is_own.then(|| Holder::Unnamed {
                    class: graph.name(target).to_owned(),
                    used_at,
                })
            }
            _ => None,
        }
    }

    fn core_module(&self, node: Node) -> Option<&'a str> {
        let is_process =
            self.graph.kind(node) == NodeKind::Object && self.graph.name(node) == "process";
        self.core_modules
            .get(&node)
            .copied()
            .or(is_process.then_some("process"))
    }

    /// The file of a module of CommonJS whose `children` an edge leads to.
    fn parent_module(&self, source: Node, name: Option<&str>) -> Option<String> {
        let graph = self.graph;
        if name != Some("children") || graph.name(source) != "Module" {
            return None;
        }
        let file = graph.follow(source, EdgeKind::Property, "filename")?;
        Some(graph.name(file).to_owned())
    }

    fn is_timer(&self, node: Node) -> bool {
        self.graph.kind(node) == NodeKind::Object && TIMERS.contains(&self.graph.name(node))
    }

    fn is_mock(&self, node: Node) -> bool {
        CALLS
            .iter()
            .all(|name| self.graph.follow(node, EdgeKind::Property, name).is_some())
    }

    fn is_global(&self, node: Node) -> bool {
        self.graph.kind(node) == NodeKind::Object
            && self
                .graph
                .follow(node, EdgeKind::Internal, "native_context")
                .is_some()
    }

    /// The name of the function whose variables these are. What the engine knows of a scope lists the names of
    /// the variables and then that of the function.
    fn function_of(&self, context: Node) -> Option<String> {
        let graph = self.graph;
        let scope = graph.follow(context, EdgeKind::Internal, "scope_info")?;
        let variables: Vec<&str> = graph
            .edges(context)
            .filter(|edge| graph.edge_kind(*edge) == EdgeKind::Context)
            .filter_map(|edge| graph.edge_name(edge))
            .collect();
        let strings = graph.edges(scope).map(|edge| graph.target(edge));
        let names = strings.filter(|node| graph.kind(*node) == NodeKind::String);
        let last = names.map(|node| graph.name(node)).next_back()?;
        // Jest and others wrap a module into a method without a name.
        let last = if last == "Object.<anonymous>" {
            ""
        } else {
            last
        };
        // In a module the last name is that of a function which is declared there.
        let is_declared = || self.users(context).any(|user| graph.name(user) == last);
        let is_function = !last.is_empty() && !variables.contains(&last) && !is_declared();
        is_function.then(|| last.to_owned())
    }

    /// What a timer calls; of a list of timers, the one added last.
    fn callback(&self, node: Node) -> Option<Node> {
        let of = |node: Node, name: &str| self.graph.follow(node, EdgeKind::Property, name);
        let called = |node: Node| of(node, "_onTimeout").or_else(|| of(node, "_onImmediate"));
        called(node).or_else(|| of(node, "_idlePrev").and_then(called))
    }

    /// The class of what has a handle of the runtime, if that comes first on the way into what is new. Node looks after
    /// some of its own by timers; a function of somebody else on the way is the one that was timed.
    fn handle(&self, entered: &[Node]) -> Option<String> {
        let graph = self.graph;
        let is_open = |node: Node| {
            let handle = graph.follow(node, EdgeKind::Property, "_handle");
            graph.kind(node) == NodeKind::Object
                && handle.is_some_and(|handle| graph.kind(handle) == NodeKind::Object)
        };
        let is_foreign = |node: Node| {
            graph.kind(node) == NodeKind::Closure
                && (self.place(node)).is_some_and(|place| !place.script.starts_with("node:"))
        };
        let near = entered.iter().take(HANDLE_STEPS).copied();
        let mut known = near.take_while(|node| !is_foreign(*node));
        let open = known.find(|node| is_open(*node))?;
        Some(graph.name(open).to_owned())
    }

    /// An emitter holds listeners in `_events`, by the event: a function, or an array of them.
    fn listeners(&self, way: &[(Node, Edge)], at: usize) -> Option<Holder> {
        let graph = self.graph;
        let events = (0..=at).rev().take(3).find(|at| {
            matches!(
                graph.edge_name(way[*at].1),
                Some("_events" | "<symbol kEvents>")
            )
        })?;
        let mut later = way[events + 1..].iter().take(2).map(|(_, edge)| *edge);
        let event = later.find(|edge| graph.edge_kind(*edge) == EdgeKind::Property);
        let emitter = graph.name(way[events].0);
        let holder = || Box::new(self.anchor(&way[..events], way).0);
        Some(Holder::Listeners {
            emitter: emitter.to_owned(),
            event: event
                .and_then(|edge| graph.edge_name(edge))
                .map(str::to_owned),
            held_by: (emitter != "process").then(holder),
        })
    }

    /// A module's exports are cells in a table that has each name before its cell.
    fn export(&self, way: &[(Node, Edge)], at: usize) -> Option<Holder> {
        let graph = self.graph;
        let (table, to_cell) = way[at.checked_sub(1)?];
        let number: u32 = match graph.label(to_cell) {
            Label::Named(name) => graph.text(name).parse().ok()?,
            Label::Index(index) => index,
        };
        let before = number.checked_sub(1)?.to_string();
        let name = graph.follow(table, EdgeKind::Internal, &before)?;
        if graph.kind(name) != NodeKind::String {
            return None;
        }
        let module = way[..at]
            .iter()
            .rev()
            .map(|(node, _)| *node)
            .find(|node| graph.name(*node) == "system / SourceTextModule");
        let script = module.and_then(|module| {
            let targets = graph.edges(module).map(|edge| graph.target(edge));
            targets.into_iter().find_map(|node| self.script(node))
        });
        Some(Holder::Export {
            name: graph.name(name).to_owned(),
            script,
        })
    }

    /// The functions that close over these variables.
    fn users(&self, context: Node) -> impl Iterator<Item = Node> {
        let closes_over = move |node: &Node| {
            self.graph.kind(*node) == NodeKind::Closure
                && self.graph.follow(*node, EdgeKind::Internal, "context") == Some(context)
        };
        self.graph.nodes().filter(closes_over)
    }

    /// The first function in the source that closes over these variables; a module as a whole is none.
    fn first_use(&self, context: Node) -> Option<Place> {
        self.users(context)
            .filter_map(|user| self.place(user))
            .filter(|place| (place.line, place.column) != (1, 1))
            .min_by_key(|place| (place.line, place.column))
    }

    fn place(&self, node: Node) -> Option<Place> {
        let location = self.graph.location(node)?;
        let function = match self.graph.kind(node) {
            NodeKind::Closure => node,
            // An object's location is that of its constructor.
            _ => {
                let prototype = self.graph.follow(node, EdgeKind::Property, "__proto__")?;
                self.graph
                    .follow(prototype, EdgeKind::Property, "constructor")?
            }
        };
        let script = self.script(function)?;
        Some(Place {
            script,
            line: location.line + 1,
            column: location.column + 1,
        })
    }

    /// The script of a function, of one that is under way, or of what functions share.
    fn script(&self, node: Node) -> Option<String> {
        let internal = |node: Node, name: &str| self.graph.follow(node, EdgeKind::Internal, name);
        let function = internal(node, "function").unwrap_or(node);
        let shared = internal(function, "shared").unwrap_or(function);
        let script = ["script_or_debug_info", "script"]
            .iter()
            .find_map(|name| internal(shared, name))?;
        let name = self.graph.name(script);
        (!name.is_empty()).then(|| name.strip_prefix("file://").unwrap_or(name).to_owned())
    }
}
