//! The namer of V8's heaps, under Node and what is built on it.

mod blocks;
mod exports;
mod holder;
mod project;
mod shape;

use std::collections::{HashMap, HashSet};

use self::exports::{Exported, MODULE, exports, file_of, key_before, script_of, script_of_module};
pub use self::holder::{Added, Holder, Named};
use self::project::is_of_packages_function;
pub use self::shape::properties;
use super::{Anchor, Place, anchor};
use crate::heap::graph::{Edge, EdgeKind, Graph, Node, NodeKind};
use crate::heap::growth::Group;
use crate::heap::paths::Paths;

/// The folder of packages, wherever it is.
const PACKAGES: &str = "/node_modules/";
const CONTEXT: &str = "system / Context";
const NATIVE_CONTEXT: &str = "system / NativeContext";
/// How two lists of a mock's calls are called by both Jest and Vitest.
const CALLS: [&str; 2] = ["calls", "results"];
/// What `mock` of `node:test` has its mocks in, and a mock its calls.
const TRACKERS: [&str; 2] = ["MockTracker", "MockFunctionContext"];
/// What `node:diagnostics_channel` has its subscribers in.
const CHANNELS: [&str; 2] = ["ActiveChannel", "Channel"];
/// What receives messages for as long as nobody closes it.
const PORTS: [&str; 2] = ["MessagePort", "BroadcastChannel"];
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

/// What a module of CommonJS exports is known by the first property of that.
fn exported(holder: Holder, members: &mut Vec<String>) -> Holder {
    match holder {
        Holder::Exports { script } if !members.is_empty() => Holder::Export {
            name: members.remove(0),
            script: Some(script),
        },
        other => other,
    }
}

/// Names holders in one graph.
pub struct Namer<'a> {
    graph: &'a Graph,
    paths: &'a Paths,
    /// What the core modules export.
    core_modules: HashMap<Node, &'a str>,
    /// What other modules export.
    exports: HashMap<Node, Exported<'a>>,
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
            exports: exports(graph),
        }
    }

    /// What the group hangs on.
    pub fn name(&self, group: &Group) -> Named {
        let graph = self.graph;
        let way = self.paths.to(group.largest);
        let entry = way.iter().position(|(_, edge)| *edge == group.edge);
        let entry = entry.unwrap_or(way.len().saturating_sub(1));
        let to_holder = &way[..way.len().min(entry + 1)];
        let (holder, members) = self.anchor(to_holder, &way);
        let (holder, mut members) = match is_of_packages_function(&holder) {
            true => (self.projects(to_holder, &way)).unwrap_or((holder, members)),
            false => (holder, members),
        };
        let is_member =
            (way.get(entry)).is_some_and(|(_, edge)| graph.edge_kind(*edge) == EdgeKind::Property);
        if group.is_of_many && is_member {
            // The key of one entry says nothing of the others.
            members.pop();
        }
        if matches!(holder, Holder::Listeners { .. }) {
            // How the list of them is built is the runtime's.
            members.clear();
        }
        let holder = exported(holder, &mut members);
        let entered = way.iter().skip(entry).map(|(_, edge)| graph.target(*edge));
        let mut entered: Vec<Node> = entered.collect();
        match holder {
            Holder::Timer => entered.extend(entered.iter().find_map(|node| self.callback(*node))),
            Holder::Listeners { .. } => {
                entered.extend(entered.iter().find_map(|node| self.listener(*node)));
            }
            _ => {}
        }
        let is_closure = |node: &&Node| graph.kind(**node) == NodeKind::Closure;
        let holder = match holder {
            Holder::Timer | Holder::Runtime { .. } => match self.handle(&entered, group) {
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
        match name {
            Some("children") if graph.name(source) == "Module" => {
                let file = file_of(graph, source)?.to_owned();
                return Some(Holder::Children { file });
            }
            Some("exports") => {
                if let Some(file) = file_of(graph, source) {
                    let script = file.to_owned();
                    return Some(Holder::Exports { script });
                }
            }
            _ => {}
        }
        let is_calls = name.is_some_and(|name| CALLS.contains(&name)) && self.is_mock(source);
        if is_calls || TRACKERS.contains(&graph.name(source)) {
            let held_by = (self.projects(&way[..at], way)).or_else(|| self.mock(&way[..at]));
            return Some(Holder::MockCalls {
                held_by: held_by.map(Box::new),
            });
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
            (EdgeKind::Context, Some(name)) => Some(match self.exports.get(&target) {
                // Who loads a module has a name of its own for it.
                Some((file, None)) => Holder::Exports {
                    script: (*file).to_owned(),
                },
                Some((file, Some(name))) => Holder::Export {
                    name: (*name).to_owned(),
                    script: Some((*file).to_owned()),
                },
                None => Holder::Variable {
                    name: name.to_owned(),
                    function: self.function_of(source),
                    used_at: self.first_use(source),
                },
            }),
            (EdgeKind::Internal, Some("value")) => self.export(way, at),
            (EdgeKind::Hidden, _) if graph.name(source) == CONTEXT => {
                let used_at = self.first_use(source);
                let is_own = used_at
                    .as_ref()
                    .is_some_and(|place| !place.script.starts_with("node:"));
                is_own.then(|| self.of_block(source, edge, used_at))
            }
            _ => None,
        }
    }

    /// What a variable of a block holds, as far as it can be told which one it is.
    fn of_block(&self, context: Node, edge: Edge, used_at: Option<Place>) -> Holder {
        let graph = self.graph;
        let mut names = blocks::names(graph, context, edge);
        match names.len() {
            1 => Holder::Variable {
                name: names.remove(0),
                function: blocks::around(graph, context).and_then(|above| self.function_of(above)),
                used_at,
            },
            _ => Holder::Unnamed {
                class: graph.name(graph.target(edge)).to_owned(),
                names,
                used_at,
            },
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
        let is_declared = || {
            let mut users = self.users(|of| of == context);
            users.any(|user| graph.name(user) == last)
        };
        let is_function = !last.is_empty() && !variables.contains(&last) && !is_declared();
        is_function.then(|| last.to_owned())
    }

    /// What a timer calls; of a list of timers, the one added last.
    fn callback(&self, node: Node) -> Option<Node> {
        let of = |node: Node, name: &str| self.graph.follow(node, EdgeKind::Property, name);
        let called = |node: Node| of(node, "_onTimeout").or_else(|| of(node, "_onImmediate"));
        called(node).or_else(|| of(node, "_idlePrev").and_then(called))
    }

    /// What an entry of a list of listeners calls; of an array of them, the one added last.
    fn listener(&self, node: Node) -> Option<Node> {
        let graph = self.graph;
        let is_function = |node: &Node| graph.kind(*node) == NodeKind::Closure;
        let of_entry = graph.follow(node, EdgeKind::Property, "listener");
        let elements = graph
            .edges(node)
            .filter(|edge| graph.edge_kind(*edge) == EdgeKind::Element);
        let mut functions = elements.map(|edge| graph.target(edge)).filter(is_function);
        of_entry
            .filter(is_function)
            .or_else(|| functions.next_back())
    }

    /// The class of what has a handle of the runtime, if that comes first on the way into what is new. Node looks after
    /// some of its own by timers; a function of somebody else on the way is the one that was timed.
    fn handle(&self, entered: &[Node], group: &Group) -> Option<String> {
        let graph = self.graph;
        let is_foreign = |node: Node| {
            graph.kind(node) == NodeKind::Closure
                && (self.place(node)).is_some_and(|place| !place.script.starts_with("node:"))
        };
        let near = entered.iter().take(HANDLE_STEPS).copied();
        let near = near.take_while(|node| !is_foreign(*node));
        let has = |class: &str| (group.types.iter()).any(|share| graph.text(share.name) == class);
        // Those of a worker are told as the worker.
        let is_port = |node: &Node| {
            graph.kind(*node) == NodeKind::Object
                && PORTS.contains(&graph.name(*node))
                && !has("Worker")
        };
        let open = (near.clone().find_map(|node| self.open(node)))
            .or_else(|| near.clone().find(is_port))?;
        Some(graph.name(open).to_owned())
    }

    /// What has a handle of the runtime, by itself or by the handle, which refers back.
    fn open(&self, node: Node) -> Option<Node> {
        let of = |name: &str| self.graph.follow(node, EdgeKind::Property, name);
        let is_object = |node: &Node| self.graph.kind(*node) == NodeKind::Object;
        let has_handle = is_object(&node) && of("_handle").as_ref().is_some_and(is_object);
        match has_handle {
            true => Some(node),
            false => of("<symbol owner_symbol>").filter(is_object),
        }
    }

    /// Listeners hang on what has them in a way of its own: an emitter in `_events`, by the event, a function or an
    /// array of them; a target of events in a map of lists, by the event; a channel in an array, for all it has.
    fn listeners(&self, way: &[(Node, Edge)], at: usize) -> Option<Holder> {
        let graph = self.graph;
        let name = |at: usize| graph.edge_name(way[at].1);
        let added = |at: usize| match name(at)? {
            "_events" => Some(Added::On),
            "<symbol kEvents>" => Some(Added::AddEventListener),
            "_subscribers" if CHANNELS.contains(&graph.name(way[at].0)) => Some(Added::Subscribe),
            _ => None,
        };
        let mut near = (0..=at).rev().take(3);
        let (from, added) = near.find_map(|at| Some((at, added(at)?)))?;
        let owner = way[from].0;
        let behind = &way[from + 1..];
        let event = match added {
            Added::On => {
                let mut later = behind.iter().take(2).map(|(_, edge)| *edge);
                let event = later.find(|edge| graph.edge_kind(*edge) == EdgeKind::Property);
                event.and_then(|edge| graph.edge_name(edge))
            }
            Added::AddEventListener => {
                let entry = behind.get(1);
                entry.and_then(|(table, edge)| key_before(graph, *table, *edge))
            }
            Added::Subscribe => {
                let name = graph.follow(owner, EdgeKind::Property, "name");
                name.map(|name| graph.name(name))
            }
        };
        let emitter = graph.name(owner);
        let is_held = emitter != "process" && added != Added::Subscribe;
        let holder = || {
            let (holder, mut members) = self.anchor(&way[..from], way);
            let holder = exported(holder, &mut members);
            // What a class keeps to itself is reached by a property without the mark.
            let members = members
                .into_iter()
                .map(|name| match name.strip_prefix('#') {
                    Some(open) => open.to_owned(),
                    None => name,
                });
            Box::new((holder, members.collect()))
        };
        Some(Holder::Listeners {
            added,
            emitter: emitter.to_owned(),
            event: event.map(str::to_owned),
            held_by: is_held.then(holder),
        })
    }

    /// A module's exports are cells in a table that has each name before its cell.
    fn export(&self, way: &[(Node, Edge)], at: usize) -> Option<Holder> {
        let graph = self.graph;
        let (table, to_cell) = way[at.checked_sub(1)?];
        let name = key_before(graph, table, to_cell)?;
        let module = way[..at]
            .iter()
            .rev()
            .map(|(node, _)| *node)
            .find(|node| graph.name(*node) == MODULE);
        let script = module.and_then(|module| script_of_module(graph, module));
        Some(Holder::Export {
            name: name.to_owned(),
            script: script.map(str::to_owned),
        })
    }

    /// The functions that close over variables of such a context.
    fn users(&self, is_meant: impl Fn(Node) -> bool) -> impl Iterator<Item = Node> {
        let closes_over = move |node: &Node| {
            self.graph.kind(*node) == NodeKind::Closure
                && (self.graph.follow(*node, EdgeKind::Internal, "context")).is_some_and(&is_meant)
        };
        self.graph.nodes().filter(closes_over)
    }

    /// The first function in the source that closes over these variables; where none does by itself, one in a block
    /// or a class inside, which has a context of its own.
    fn first_use(&self, context: Node) -> Option<Place> {
        let direct = self.first_of(self.users(|of| of == context));
        direct.or_else(|| {
            let graph = self.graph;
            let is_inside = |node: &Node| {
                graph.name(*node) == CONTEXT
                    && graph.follow(*node, EdgeKind::Internal, "previous") == Some(context)
            };
            let inside: HashSet<Node> = graph.nodes().filter(is_inside).collect();
            self.first_of(self.users(|of| inside.contains(&of)))
        })
    }

    /// The first of these functions in the source; a module as a whole is none.
    fn first_of(&self, functions: impl Iterator<Item = Node>) -> Option<Place> {
        functions
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
        let script = script_of(self.graph, function)?;
        Some(Place {
            script: script.to_owned(),
            line: location.line + 1,
            column: location.column + 1,
        })
    }
}
