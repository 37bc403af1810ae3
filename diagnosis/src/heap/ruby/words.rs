//! Holders, causes and types of a Ruby heap, in the words of the language.

use std::path::Path;

use oomscope_shared::finding::{Cause, TypeGrowth};

use crate::heap::graph::{Graph, NodeKind};
use crate::heap::growth::{Group, TypeShare};
use crate::heap::held::Container;
use crate::heap::names::Place;
use crate::heap::names::ruby::{Holder, Named};
use crate::heap::told;
use crate::naming::{is_cache, is_registry};

/// Classes that say nothing of what they are for.
const PLAIN: [&str; 8] = [
    "Object", "Array", "Hash", "String", "Set", "Struct", "Integer", "Proc",
];
/// Classes whose objects `clear` empties.
const EMPTIED: [&str; 4] = ["Array", "Hash", "Set", "String"];
/// How many members behind a holder belong to its name; what lies deeper is in the path.
const MEMBERS: usize = 2;
/// Instance variables of classes that are containers themselves: `Set` has the first one.
const INNER: [&str; 5] = ["@hash", "@array", "@list", "@table", "@map"];

/// The holder's name; `None` where it is Ruby itself.
pub fn holder(named: &Named, folder: &str) -> Option<String> {
    let mut whole = base(&named.holder)?;
    // What an object of a container's class keeps its content in says no more than the object.
    let is_inner = |member: &&String| INNER.contains(&member.as_str());
    let inner = named.members.iter().rev().take_while(is_inner).count();
    let members = &named.members[..named.members.len() - inner];
    for member in members.iter().take(MEMBERS) {
        whole.push('.');
        whole.push_str(member.trim_start_matches('@'));
    }
    Some(match place(&named.holder, folder) {
        Some(place) => format!("{whole} ({place})"),
        None => whole,
    })
}

/// What holders have in common that are mended at one place.
pub fn root(named: &Named, folder: &str) -> Option<String> {
    let base = base(&named.holder)?;
    Some(match place(&named.holder, folder) {
        Some(place) => format!("{base} {place}"),
        None => base,
    })
}

/// The way to the object that grows, and its class.
pub fn path(named: &Named, folder: &str) -> Vec<String> {
    let mut path = Vec::new();
    if let Holder::Local { name, held_by, .. } = &named.holder {
        path.extend(base(held_by));
        let place = place(&named.holder, folder).unwrap_or_default();
        path.push(format!("variable {name} of the block at {place}"));
    } else {
        path.push(named.holder.to_string());
    }
    path.extend(named.members.iter().cloned());
    path.push(named.class.clone());
    path
}

/// The root that threads hang on, but for the first of a process.
const THREAD: &str = "Thread";
/// Roots of Ruby's own on which nothing hangs but blocks that somebody gave it, and how they were given.
const BLOCKS: [(&str, &str); 2] = [
    ("end_proc", "at_exit"),
    ("finalizers", "ObjectSpace.define_finalizer"),
];

fn given_by(root: &str) -> Option<&'static str> {
    let mut blocks = BLOCKS.iter();
    blocks.find(|(name, _)| *name == root).map(|(_, by)| *by)
}

fn base(holder: &Holder) -> Option<String> {
    match holder {
        Holder::Runtime { root } if root == THREAD => Some("Thread.list".to_owned()),
        Holder::Runtime { root } => given_by(root).map(str::to_owned),
        holder => Some(holder.to_string()),
    }
}

fn place(holder: &Holder, folder: &str) -> Option<String> {
    let Holder::Local { block_at, .. } = holder else {
        return None;
    };
    let Place { script, line, .. } = block_at.as_ref()?;
    Some(format!("{}:{line}", relative(script, folder)))
}

/// A file as the project names it.
pub fn relative<'a>(path: &'a str, folder: &str) -> &'a str {
    let below = Path::new(path).strip_prefix(folder).ok();
    let below = below.and_then(Path::to_str).unwrap_or(path);
    below.strip_prefix("./").unwrap_or(below)
}

/// Whether a file is the project's own, and not of its gems.
pub fn is_own(path: &str, folder: &str) -> bool {
    // The file that Ruby was given is called as it was there; `<internal:kernel>` and `(eval at …)` are no files.
    let is_file = !path.starts_with(['<', '(']);
    let below = Path::new(relative(path, folder));
    let is_foreign = below.starts_with("vendor") || below.starts_with(".bundle");
    is_file && below.is_relative() && !is_foreign
}

/// Why what hangs on a holder stays.
pub fn cause(named: &Named) -> Cause {
    let by_place = match &named.holder {
        Holder::Constant { .. } | Holder::Global { .. } => Cause::ModuleGlobal,
        Holder::ClassVariable { .. }
        | Holder::ClassInstanceVariable { .. }
        | Holder::Singleton { .. } => Cause::ClassAttribute,
        Holder::ThreadLocal { .. } => return Cause::Thread,
        Holder::Local { .. } => return Cause::Closure,
        Holder::InstanceVariable { .. } => Cause::Unknown,
        Holder::Runtime { root } if root == THREAD => return Cause::Thread,
        Holder::Runtime { root } if given_by(root).is_some() => return Cause::Closure,
        Holder::Runtime { .. } => return Cause::Unknown,
    };
    let own = match &named.holder {
        // A module that is called so makes nothing of what is in it.
        Holder::Constant { path } | Holder::Singleton { class: path } => {
            path.rsplit("::").next().unwrap_or(path)
        }
        Holder::ClassVariable { name, .. }
        | Holder::ClassInstanceVariable { name, .. }
        | Holder::InstanceVariable { name, .. }
        | Holder::Global { name } => name,
        Holder::ThreadLocal { .. } | Holder::Local { .. } | Holder::Runtime { .. } => "",
    };
    let says = |is_such: fn(&str) -> bool| {
        let mut names = named.members.iter().map(String::as_str).chain([own]);
        names.any(is_such)
    };
    if says(is_cache) {
        Cause::Cache
    } else if says(is_registry) {
        Cause::Registry
    } else {
        by_place
    }
}

/// The holder as code can reach it, where something can be done with it there.
pub fn container(named: &Named) -> Option<Container> {
    if !EMPTIED.contains(&named.class.as_str()) {
        return None;
    }
    let mut name = match &named.holder {
        // What hangs on a class by a method or a private constant cannot be reached by the name of the class.
        Holder::Constant { path } if is_class(path) => return None,
        Holder::Constant { path } => path.clone(),
        Holder::Global { name } => name.clone(),
        Holder::ClassVariable { class, name } => format!("{class}.class_variable_get(:{name})"),
        Holder::ClassInstanceVariable { class, name } => {
            format!("{class}.instance_variable_get(:{name})")
        }
        Holder::Singleton { class } => format!("{class}.instance"),
        Holder::ThreadLocal { name } => format!("Thread.current{name}"),
        Holder::Local { .. } | Holder::InstanceVariable { .. } | Holder::Runtime { .. } => {
            return None;
        }
    };
    for member in &named.members {
        name.push_str(&match member.starts_with('@') {
            true => format!(".instance_variable_get(:{member})"),
            false => format!(".{member}"),
        });
    }
    // A class without a name.
    (!name.contains('#')).then(|| Container {
        name,
        file: None,
        class: named.class.clone(),
    })
}

/// Constants that are no classes are written in capitals.
fn is_class(path: &str) -> bool {
    let last = path.rsplit("::").next().unwrap_or(path);
    last.chars().any(char::is_lowercase)
}

/// The type of what piles up: the class that says most, and how many of it there are.
pub fn object_type(graph: &Graph, group: &Group) -> (Option<String>, u64) {
    let size = |share: &&TypeShare| (share.own.bytes.max(share.retained), share.name);
    let shown = || {
        let shares = group.types.iter();
        shares.filter(|share| name_of(graph, share).is_some())
    };
    // An array of many is no more telling than what is in it; a class with next to nothing is.
    let least = shown().map(|share| size(&share).0).max().unwrap_or(0) / 10;
    let telling = shown().filter(|share| {
        share.kind == NodeKind::Object
            && !PLAIN.contains(&graph.text(share.name))
            && size(share).0 >= least
    });
    let share = telling
        .max_by_key(size)
        .or_else(|| shown().max_by_key(size));
    match share {
        Some(share) => (name_of(graph, share), share.own.count),
        None => (None, 0),
    }
}

/// What is new below a holder, by type.
pub fn types(graph: &Graph, group: &Group) -> Vec<TypeGrowth> {
    told::types(group, |share| name_of(graph, share))
}

/// The name of a type; `None` for what is Ruby's own.
fn name_of(graph: &Graph, share: &TypeShare) -> Option<String> {
    let name = graph.text(share.name);
    match share.kind {
        NodeKind::Hidden | NodeKind::Synthetic | NodeKind::Code => None,
        _ => (!name.is_empty()).then(|| name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(holder: Holder, members: &[&str]) -> Named {
        Named {
            holder,
            members: members.iter().map(|one| (*one).to_owned()).collect(),
            class: "Hash".to_owned(),
            lines: Vec::new(),
        }
    }

    fn constant(path: &str) -> Holder {
        Holder::Constant { path: path.into() }
    }

    fn local() -> Holder {
        Holder::Local {
            name: "seen".into(),
            block_at: Some(Place {
                script: "/w/lib/store.rb".into(),
                line: 12,
                column: 1,
            }),
            held_by: Box::new(constant("REMEMBER")),
        }
    }

    #[test]
    fn a_file_is_the_projects_own_wherever_it_was_named() {
        for (path, told) in [
            ("/w/lib/a.rb", Some("lib/a.rb")),
            ("./test/a_test.rb", Some("test/a_test.rb")),
            ("test/a_test.rb", Some("test/a_test.rb")),
            ("/w/vendor/bundle/dep.rb", None),
            ("vendor/dep.rb", None),
            ("/usr/lib/ruby/net.rb", None),
            ("<internal:kernel>", None),
            ("(eval at /w/lib/a.rb:3)", None),
        ] {
            let own = is_own(path, "/w").then(|| relative(path, "/w"));
            assert_eq!(own, told, "{path}");
        }
    }

    #[test]
    fn a_holder_is_called_as_somebody_would_write_it() {
        let singleton = Holder::Singleton {
            class: "WebMock::RequestRegistry".into(),
        };
        let deep = named(singleton, &["@requested_signatures", "@hash"]);
        let name = "WebMock::RequestRegistry.instance.requested_signatures";
        assert_eq!(holder(&deep, "/w").as_deref(), Some(name));
        let root_name = "WebMock::RequestRegistry.instance";
        assert_eq!(root(&deep, "/w").as_deref(), Some(root_name));
        let deep = named(constant("A"), &["@b", "@c", "@d", "@hash"]);
        assert_eq!(holder(&deep, "/w").as_deref(), Some("A.b.c"));
        let local = named(local(), &[]);
        assert_eq!(
            holder(&local, "/w").as_deref(),
            Some("seen (lib/store.rb:12)")
        );
        assert_eq!(
            path(&local, "/w"),
            [
                "REMEMBER",
                "variable seen of the block at lib/store.rb:12",
                "Hash"
            ]
        );
        let runtime = |root: &str| named(Holder::Runtime { root: root.into() }, &[]);
        assert_eq!(holder(&runtime("vm"), "/w"), None);
        assert_eq!(holder(&runtime("Thread.main"), "/w"), None);
        let threads = holder(&runtime("Thread"), "/w");
        assert_eq!(threads.as_deref(), Some("Thread.list"));
        let blocks = holder(&runtime("end_proc"), "/w");
        assert_eq!(blocks.as_deref(), Some("at_exit"));
    }

    #[test]
    fn causes_are_by_the_place_unless_the_name_says_more() {
        let class = |name: &str| Holder::ClassVariable {
            class: "Shop".into(),
            name: name.into(),
        };
        let singleton = |class: &str| Holder::Singleton {
            class: class.into(),
        };
        let thread = Holder::ThreadLocal {
            name: "[:cache]".into(),
        };
        let runtime = |root: &str| Holder::Runtime { root: root.into() };
        for (holder, members, expected) in [
            (constant("Shop::PAGES"), &[][..], Cause::ModuleGlobal),
            (constant("Cache::PAGES"), &[], Cause::ModuleGlobal),
            (constant("Shop::PAGE_CACHE"), &[], Cause::Cache),
            (constant("Shop::BUS"), &["@subscribers"], Cause::Registry),
            (class("@@shelf"), &[], Cause::ClassAttribute),
            (class("@@memo"), &[], Cause::Cache),
            (singleton("A::RequestRegistry"), &["@all"], Cause::Registry),
            (singleton("A::Requests"), &["@all"], Cause::ClassAttribute),
            (thread, &[], Cause::Thread),
            (runtime("Thread"), &[], Cause::Thread),
            (runtime("vm"), &[], Cause::Unknown),
            (runtime("finalizers"), &[], Cause::Closure),
            (local(), &[], Cause::Closure),
        ] {
            let named = named(holder, members);
            assert_eq!(cause(&named), expected, "{named:?}");
        }
    }

    #[test]
    fn a_container_is_reached_from_a_name_and_through_its_variables() {
        let reached = |named: &Named| container(named).map(|one| one.name);
        let part = named(constant("Shop::ROOT"), &["@parts", "all"]);
        let name = "Shop::ROOT.instance_variable_get(:@parts).all";
        assert_eq!(reached(&part).as_deref(), Some(name));
        let lane = Holder::ClassInstanceVariable {
            class: "Shop".into(),
            name: "@lane".into(),
        };
        let name = "Shop.instance_variable_get(:@lane)";
        assert_eq!(reached(&named(lane, &[])).as_deref(), Some(name));
        assert_eq!(reached(&named(local(), &[])), None);
        assert_eq!(reached(&named(constant("Shop::Catalog"), &[])), None);
        let other = Named {
            class: "Shop::List".to_owned(),
            ..named(constant("LIST"), &[])
        };
        assert_eq!(reached(&other), None);
    }
}
