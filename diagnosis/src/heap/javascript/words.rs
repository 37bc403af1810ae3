//! Holders, causes and types of a JavaScript heap, in the words of the language.

use oomscope_shared::finding::{Cause, TypeGrowth};

use super::declared::{declaration, made_as};
use super::sources::{Original, Sources};
use crate::heap::graph::{Graph, NodeKind};
use crate::heap::growth::{Group, TypeShare};
use crate::heap::held::Container;
use crate::heap::names::Place;
use crate::heap::names::v8::{Added, Holder, Named};
use crate::heap::told;
use crate::hint::javascript::MOCK_CALLS;

/// Classes that say nothing of what they are for.
const PLAIN: [&str; 6] = ["Object", "Array", "Map", "Set", "Function", ""];

/// The holder's name; `None` where nothing on the way has one.
pub fn holder(named: &Named, sources: &Sources<'_>) -> Option<String> {
    let (name, place) = base(&named.holder, sources)?;
    let whole = with_members(name, &named.members);
    Some(match place {
        Some(place) => format!("{whole} ({place})"),
        None => whole,
    })
}

/// What holders have in common that are mended at one place: all that hangs on one variable, all patches of one
/// core module.
pub fn root(named: &Named, sources: &Sources<'_>) -> Option<String> {
    if let Holder::CoreModule { module, .. } = &named.holder {
        return Some(module.clone());
    }
    let (name, place) = base(&named.holder, sources)?;
    Some(format!("{name} {}", place.unwrap_or_default()))
}

/// How many properties behind a variable belong to the name.
const MEMBERS: usize = 2;

/// What lies in the depths of an object is in the path; a person looks for its first parts.
fn with_members(mut name: String, members: &[String]) -> String {
    for member in members.iter().take(MEMBERS) {
        name.push('.');
        name.push_str(member);
    }
    name
}

/// The name without its members, and its place.
fn base(holder: &Holder, sources: &Sources<'_>) -> Option<(String, Option<String>)> {
    Some(match holder {
        Holder::Variable {
            name,
            function,
            used_at,
        } => {
            let place = used_at.as_ref().map(|place| declared(name, place, sources));
            let name = match function {
                Some(function) => format!("{function}()/{name}"),
                None => name.clone(),
            };
            (name, place)
        }
        Holder::Unnamed {
            class,
            names,
            used_at,
        } => {
            let place = original(used_at.as_ref()?, sources);
            let told = sources.told(&place);
            let text = sources.text(&place).unwrap_or_default();
            match made_as(&text, class, names) {
                Some((name, line)) => (name.to_owned(), Some(format!("{}:{line}", told.file))),
                None => (
                    format!("a {class}"),
                    Some(format!("{}:{}", told.file, told.line)),
                ),
            }
        }
        Holder::Export { name, script } => {
            let file = script.as_ref().map(|script| {
                let place = sources.original(script, 0, 0);
                let text = sources.text(&place);
                let line = text.and_then(|text| declaration(&text, name, u32::MAX));
                let file = sources.relative(&place.path);
                line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"))
            });
            // What a package exports is known by the package.
            let package = script.as_deref().and_then(package);
            let name = match package {
                Some(package) if name == "default" => package.to_owned(),
                Some(package) => format!("{package}.{name}"),
                None => name.clone(),
            };
            (name, file)
        }
        Holder::Exports { script } => {
            let file = sources.relative(script).to_owned();
            let name = package(script).unwrap_or("module.exports");
            (name.to_owned(), Some(file))
        }
        Holder::Children { file } => {
            let file = sources.relative(file).to_owned();
            ("module.children".to_owned(), Some(file))
        }
        Holder::Global { name } => (format!("globalThis.{name}"), None),
        Holder::CoreModule { module, property } => (format!("{module}.{property}"), None),
        Holder::Listeners {
            added,
            emitter,
            event,
            held_by,
        } => {
            let above = held_by.as_deref().and_then(|(holder, members)| {
                let (name, place) = base(holder, sources)?;
                Some((with_members(name, members), place))
            });
            let (whose, place) = above.unwrap_or_else(|| (emitter.clone(), None));
            let event = event.as_deref().unwrap_or("…");
            let added = match added {
                Added::On => format!("{whose}.on('{event}')"),
                Added::AddEventListener => format!("{whose}.addEventListener('{event}')"),
                Added::Subscribe => format!("diagnostics_channel.subscribe('{event}')"),
            };
            (added, place)
        }
        Holder::Timer => ("timers of Node".to_owned(), None),
        Holder::Handle { class } => (handles(class).to_owned(), None),
        Holder::MockCalls { held_by } => {
            let above = held_by
                .as_deref()
                .and_then(|(holder, _)| base(holder, sources));
            match above {
                // How the mock has them inside of it is its own.
                Some((name, place)) => (format!("{name}.{MOCK_CALLS}"), place),
                None => (MOCK_CALLS.to_owned(), None),
            }
        }
        Holder::Property { owner, name } => (format!("{owner}.{name}"), None),
        Holder::Runtime { .. } => return None,
    })
}

/// The package that a file belongs to.
fn package(path: &str) -> Option<&str> {
    let (_, below) = path.rsplit_once("/node_modules/")?;
    let parts = 1 + usize::from(below.starts_with('@'));
    let mut ends = below.match_indices('/').map(|(at, _)| at);
    below.get(..ends.nth(parts - 1)?)
}

/// What threads and processes that go on are called, whether they are found in the heap or beside it.
pub(super) const WORKERS: &str = "workers of Node";
pub(super) const CHILD_PROCESSES: &str = "child processes of Node";

/// What open handles are called by their class.
fn handles(class: &str) -> &'static str {
    match class {
        "Server" => "open servers of Node",
        "Socket" | "TLSSocket" => "open sockets of Node",
        "FSWatcher" | "StatWatcher" => "open watchers of Node",
        "MessagePort" | "BroadcastChannel" => "open channels of Node",
        "ChildProcess" => CHILD_PROCESSES,
        "Worker" => WORKERS,
        _ => "open handles of Node",
    }
}

/// Whether a holder is the project's own.
pub fn is_own(holder: &Holder, sources: &Sources<'_>) -> bool {
    let is_place = |place: &Place| sources.is_own(&original(place, sources).path);
    match holder {
        Holder::Variable { used_at, .. } | Holder::Unnamed { used_at, .. } => {
            used_at.as_ref().is_some_and(is_place)
        }
        Holder::Export { script, .. } => (script.as_ref())
            .is_some_and(|script| sources.is_own(&sources.original(script, 0, 0).path)),
        Holder::Listeners { held_by, .. } => held_by
            .as_deref()
            .is_some_and(|(holder, _)| is_own(holder, sources)),
        Holder::Exports { script: file } | Holder::Children { file } => sources.is_own(file),
        Holder::Global { .. } => true,
        _ => false,
    }
}

/// Where a variable is declared, or used first.
fn declared(name: &str, used_at: &Place, sources: &Sources<'_>) -> String {
    let mut place = original(used_at, sources);
    let text = sources.text(&place);
    if let Some(line) = text.and_then(|text| declaration(&text, name, place.line)) {
        place.line = line;
    }
    let told = sources.told(&place);
    format!("{}:{}", told.file, told.line)
}

/// A place of a script in its source.
pub fn original(place: &Place, sources: &Sources<'_>) -> Original {
    sources.original(
        &place.script,
        place.line.saturating_sub(1),
        place.column.saturating_sub(1),
    )
}

/// Why what hangs on a holder stays.
pub fn cause(named: &Named, object_type: Option<&str>) -> Cause {
    match &named.holder {
        holder if is_mock_registry(holder) => Cause::MockCalls,
        holder if is_nodes_own(holder) => of_kept(named, object_type),
        Holder::Variable { function: None, .. }
        | Holder::Unnamed { .. }
        | Holder::Export { .. }
        | Holder::Exports { .. }
        | Holder::Children { .. }
        | Holder::Global { .. } => Cause::ModuleState,
        Holder::Variable { .. } => Cause::Closure,
        Holder::CoreModule { .. } => Cause::CoreModulePatched,
        Holder::Listeners { .. } => Cause::EventListener,
        Holder::Timer => Cause::Timer,
        Holder::Handle { class } => match class.as_str() {
            "ChildProcess" => Cause::ChildProcess,
            "Worker" => Cause::Worker,
            _ => Cause::OpenHandle,
        },
        Holder::MockCalls { .. } => Cause::MockCalls,
        Holder::Property { .. } | Holder::Runtime { .. } => of_kept(named, object_type),
    }
}

/// Why it stays where only what is kept tells.
fn of_kept(named: &Named, object_type: Option<&str>) -> Cause {
    match object_type {
        _ if named.keeps_environment => Cause::EnvironmentKept,
        Some("Promise") => Cause::Promise,
        Some("Worker" | "MessagePort") => Cause::Worker,
        Some("ChildProcess") => Cause::ChildProcess,
        Some("ArrayBuffer" | "Buffer" | "Uint8Array" | "WebAssembly.Memory") => Cause::Buffer,
        _ => Cause::Unknown,
    }
}

/// Whether a holder is a variable inside of Node, which is nobody's state: what fills it is called elsewhere. What it has
/// loaded is the state of modules.
fn is_nodes_own(holder: &Holder) -> bool {
    let is_variable = matches!(holder, Holder::Variable { .. } | Holder::Unnamed { .. });
    is_variable
        && script(holder)
            .is_some_and(|script| script.starts_with("node:") && !script.starts_with(NODES_LOADERS))
}

/// Where Node loads modules and remembers them.
const NODES_LOADERS: &str = "node:internal/modules/";

/// Packages that know each mock which was made, with all that it remembers.
const MOCKS: [&str; 3] = [
    "/node_modules/@vitest/spy/",
    "/node_modules/sinon/",
    "/node_modules/jest-mock/",
];

/// Whether a holder is a variable of such a package, or what it exports.
fn is_mock_registry(holder: &Holder) -> bool {
    script(holder).is_some_and(|script| MOCKS.iter().any(|package| script.contains(package)))
}

/// Packages that load the files of a suite, and remember of each what they made of it.
const LOADERS: [&str; 14] = [
    "/node_modules/@jest/core/",
    "/node_modules/@jest/reporters/",
    "/node_modules/@jest/test-result/",
    "/node_modules/@jest/transform/",
    "/node_modules/jest-circus/",
    "/node_modules/jest-haste-map/",
    "/node_modules/jest-resolve/",
    "/node_modules/jest-runner/",
    "/node_modules/jest-runtime/",
    "/node_modules/@vitest/runner/",
    "/node_modules/mocha/",
    "/node_modules/vite-node/",
    "/node_modules/vite/",
    "/node_modules/vitest/",
];

/// Whether a holder belongs to what loads the files of a suite.
pub fn is_loader(holder: &Holder) -> bool {
    script(holder).is_some_and(|script| {
        let is_package = LOADERS.iter().any(|package| script.contains(package));
        is_package || script.starts_with(NODES_LOADERS)
    })
}

/// The file in which a holder is a variable, or whose exports it is.
fn script(holder: &Holder) -> Option<&str> {
    match holder {
        Holder::Variable { used_at, .. } | Holder::Unnamed { used_at, .. } => {
            used_at.as_ref().map(|place| place.script.as_str())
        }
        Holder::Export { script, .. } => script.as_deref(),
        Holder::Exports { script } => Some(script),
        _ => None,
    }
}

/// The holder as code can reach it: what a file of the project exports, or the global object has.
pub fn container(named: &Named, class: &str, sources: &Sources<'_>) -> Option<Container> {
    if !named.members.is_empty() {
        return None;
    }
    let (name, file) = match &named.holder {
        Holder::Global { name } => (format!("globalThis.{name}"), None),
        Holder::Export {
            name,
            script: Some(script),
        } => {
            let place = sources.original(script, 0, 0);
            let file = sources
                .is_own(&place.path)
                .then(|| sources.relative(&place.path));
            (name.clone(), Some(file?.to_owned()))
        }
        _ => return None,
    };
    Some(Container {
        name,
        file,
        class: class.to_owned(),
    })
}

/// The type of what piles up: the class that says most, and how many of it there are.
pub fn object_type(graph: &Graph, group: &Group) -> (Option<String>, u64) {
    let is_shown =
        |share: &&TypeShare| share.kind == NodeKind::Object && name_of(graph, share).is_some();
    let objects = || group.types.iter().filter(is_shown);
    let is_telling = |share: &&TypeShare| {
        let name = graph.text(share.name);
        !PLAIN.contains(&name)
    };
    let most = |share: &&TypeShare| (share.own.bytes.max(share.retained), share.name);
    let largest = objects()
        .map(|share| share.own.bytes.max(share.retained))
        .max();
    // An array of many is no more telling than what is in it; a class with next to nothing is.
    let least = largest.unwrap_or(0) / 10;
    let telling = objects()
        .filter(is_telling)
        .filter(|share| most(share).0 >= least);
    let share = telling
        .max_by_key(most)
        .or_else(|| objects().max_by_key(most));
    let any = || {
        group
            .types
            .iter()
            .find(|share| name_of(graph, share).is_some())
    };
    let share = share.or_else(any);
    match share {
        Some(share) => (name_of(graph, share), share.own.count),
        None => (None, 0),
    }
}

/// What is new below a holder, by type.
pub fn types(graph: &Graph, group: &Group) -> Vec<TypeGrowth> {
    told::types(group, |share| name_of(graph, share))
}

fn is_internal(name: &str) -> bool {
    name.starts_with("system / ") || name.starts_with('(')
}

/// The name of a type; `None` for what is the engine's own.
fn name_of(graph: &Graph, share: &TypeShare) -> Option<String> {
    let name = graph.text(share.name);
    match share.kind {
        NodeKind::String => Some("string".to_owned()),
        NodeKind::Closure => Some("function".to_owned()),
        NodeKind::Object | NodeKind::Native if name == "system / JSArrayBufferData" => {
            Some("ArrayBuffer".to_owned())
        }
        NodeKind::Object | NodeKind::Native if !is_internal(name) && !name.is_empty() => {
            Some(name.to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_inside_of_node_is_nobodys_state() {
        let of = |script: &str, keeps_environment| {
            let used_at = Some(Place {
                script: script.into(),
                line: 114,
                column: 29,
            });
            let name = "active_hooks".to_owned();
            let named = Named {
                holder: Holder::Variable {
                    name,
                    function: None,
                    used_at,
                },
                members: Vec::new(),
                made_at: None,
                keeps_environment,
            };
            cause(&named, Some("Window"))
        };
        let inside = "node:internal/async_hooks";
        assert_eq!(of(inside, true), Cause::EnvironmentKept);
        assert_eq!(of(inside, false), Cause::Unknown);
        assert_eq!(of("/w/src/hooks.js", true), Cause::ModuleState);
        let loader = "node:internal/modules/esm/loader";
        assert_eq!(of(loader, false), Cause::ModuleState);
    }

    #[test]
    fn what_loads_the_files_is_told_from_the_project_and_its_packages() {
        let is_loader = |script: &str| {
            super::is_loader(&Holder::Variable {
                name: "projectCaches".to_owned(),
                function: Some("createScriptTransformer".to_owned()),
                used_at: Some(Place {
                    script: script.into(),
                    line: 129,
                    column: 1,
                }),
            })
        };
        assert!(is_loader("/w/node_modules/@jest/transform/build/index.js"));
        assert!(is_loader("node:internal/modules/cjs/loader"));
        assert!(!is_loader("/w/node_modules/jest-mock/build/index.js"));
        assert!(!is_loader("/w/node_modules/mongoose/lib/index.js"));
        assert!(!is_loader("/w/src/cache.js"));
        assert!(!is_loader("node:events"));
    }

    #[test]
    fn what_a_package_exports_is_known_by_the_package() {
        let sources = Sources::new("/w", std::collections::HashMap::new(), &|_| None);
        let told = |script: &str| {
            let script = Some(script.to_owned());
            let name = "connections".to_owned();
            base(&Holder::Export { name, script }, &sources).unwrap()
        };
        let file = "node_modules/mongoose/lib/index.js".to_owned();
        let whole = told("/w/node_modules/x/node_modules/mongoose/lib/index.js");
        assert_eq!(whole, ("mongoose.connections".to_owned(), Some(file)));
        let (name, _) = told("/w/node_modules/@scope/bus/index.js");
        assert_eq!(name, "@scope/bus.connections");
        assert_eq!(told("/w/src/db.js").0, "connections");
    }
}
