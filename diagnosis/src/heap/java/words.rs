//! Holders, causes and types of a JVM's heap, in the words of its languages.

use std::collections::BTreeMap;

use oomscope_shared::finding::{Cause, TypeGrowth};

use super::Frame;
use super::declared::{self, SourceFile, source_names};
use super::held::Grown;
use super::holdings::OfType;
use crate::heap::growth::Amount;
use crate::heap::held::Container;
use crate::heap::names::java::{Holder, in_source, is_library, is_runners};
use crate::heap::told;
use crate::naming::{is_cache, is_registry};

type Find<'a> = &'a dyn Fn(&str) -> Option<SourceFile>;

/// How many fields behind a holder belong to its name; what lies deeper is in the path.
const MEMBERS: usize = 2;

/// Interfaces and classes of the library whose objects `clear` empties.
const EMPTIED: [&str; 7] = [
    "Map",
    "List",
    "Set",
    "Deque",
    "Queue",
    "Vector",
    "Hashtable",
];

/// The holder's name; `None` where it is the JVM itself.
pub(super) fn holder(grown: &Grown<'_>, source: Find<'_>) -> Option<String> {
    let mut whole = root(grown)?;
    let place = match grown.threads {
        Some(_) => waits_at(grown, source),
        None => {
            for member in grown.members.iter().take(MEMBERS) {
                whole.push('.');
                whole.push_str(member);
            }
            declaration(grown.holder, source).map(|(file, declared)| (file.path, declared.line))
        }
    };
    Some(match place {
        Some((file, line)) => format!("{whole} ({file}:{line})"),
        None => whole,
    })
}

/// What holders have in common that are mended at one place.
pub(super) fn root(grown: &Grown<'_>) -> Option<String> {
    if let Some(name) = grown.threads {
        return Some(format!("Thread \"{name}\""));
    }
    match grown.holder {
        // What runs when the heap is dumped is the code of ours, or of the test runner.
        Holder::Runtime | Holder::Stack { .. } => None,
        holder => Some(holder.to_string()),
    }
}

/// The class and the field that the holder is declared as.
fn variable(holder: &Holder) -> Option<(&str, &str)> {
    match holder {
        Holder::Static { class, field } => Some((class, field)),
        Holder::ThreadLocal { variable, .. } => {
            let (class, field) = variable.as_ref()?;
            Some((class, field))
        }
        _ => None,
    }
}

fn declaration(holder: &Holder, source: Find<'_>) -> Option<(SourceFile, declared::Declared)> {
    let (class, field) = variable(holder)?;
    let mut files = source_names(class)
        .into_iter()
        .filter_map(|name| source(&name));
    files.find_map(|file| {
        let declared = declared::field(&file.text, class, field)?;
        Some((file, declared))
    })
}

/// The way to what grows, and its class.
pub(super) fn path(grown: &Grown<'_>) -> Vec<String> {
    let mut path = vec![grown.holder.to_string()];
    if let Holder::ThreadLocal { thread, .. } = grown.holder {
        path.insert(0, format!("Thread \"{thread}\""));
    }
    if let Holder::Thread { class, runs, .. } = grown.holder {
        path.extend(
            [Some(class), runs.as_ref()]
                .into_iter()
                .flatten()
                .map(|name| in_source(name)),
        );
    }
    path.extend(grown.members.iter().cloned());
    let class = in_source(&grown.kept.class);
    if !path.contains(&class) {
        path.push(class);
    }
    path.extend(grown.kept.contexts.iter().map(|name| in_source(name)));
    path
}

/// Why what hangs on a holder stays.
pub(super) fn cause(grown: &Grown<'_>) -> Cause {
    let (kept, before) = (grown.kept, grown.before);
    let types = more(grown);
    let part = |is_meant: &dyn Fn(&str) -> bool| {
        let meant = types.iter().filter(|(name, _)| is_meant(name));
        let bytes: u64 = meant.map(|(_, of)| of.with_content.max(of.own.bytes)).sum();
        bytes * 2 >= grown.bytes().max(1)
    };
    let (class, field) = variable(grown.holder).unwrap_or_default();
    if class.starts_with("org.springframework.test.context.") || !kept.contexts.is_empty() {
        return Cause::ApplicationContext;
    }
    if class.starts_with("org.mockito.") || part(&is_mock) || is_mock(&kept.class) {
        return Cause::MockCalls;
    }
    if matches!(grown.holder, Holder::Stack { .. } | Holder::Runtime) {
        return Cause::Unknown;
    }
    if loader(grown, &types).is_some() {
        return Cause::ClassLoader;
    }
    if part(&|name| name.starts_with("java.nio.Direct")) {
        return Cause::Buffer;
    }
    if is_runners(class) {
        return Cause::RunnerReports;
    }
    match grown.holder {
        Holder::Thread { class, .. } if class == "java.util.TimerThread" => return Cause::Timer,
        _ if grown.threads.is_some() => return Cause::Thread,
        Holder::ThreadLocal { .. } => return Cause::ThreadLocal,
        Holder::Thread { .. } => return Cause::Thread,
        _ => {}
    }
    if kept.threads > before.threads {
        return Cause::Thread;
    }
    let says = |is_such: fn(&str) -> bool| {
        let mut names = grown.members.iter().map(String::as_str).chain([field]);
        names.any(is_such)
    };
    if says(is_cache) {
        Cause::Cache
    } else if says(is_registry) {
        Cause::Registry
    } else {
        Cause::StaticField
    }
}

/// The class of the loaders that there are more of.
fn loader<'a>(grown: &Grown<'a>, more: &BTreeMap<&'a str, OfType>) -> Option<(&'a str, u64)> {
    let loaders = grown.kept.loaders.iter();
    loaders
        .map(|name| {
            (
                name.as_str(),
                more.get(name.as_str()).map_or(0, |of| of.own.count),
            )
        })
        .find(|(_, count)| *count > 0)
}

fn is_mock(class: &str) -> bool {
    class.starts_with("org.mockito.") || class.contains("$MockitoMock$")
}

/// What there is more of than before, by class.
fn more<'a>(grown: &Grown<'a>) -> BTreeMap<&'a str, OfType> {
    let types = grown.kept.types.iter().map(|(name, now)| {
        let then = grown.before.types.get(name).copied().unwrap_or_default();
        let more = OfType {
            own: Amount {
                count: now.own.count.saturating_sub(then.own.count),
                bytes: now.own.bytes.saturating_sub(then.own.bytes),
            },
            with_content: now.with_content.saturating_sub(then.with_content),
        };
        (name.as_str(), more)
    });
    types.filter(|(_, more)| more.own.count > 0).collect()
}

/// The type of what piles up, and how many of it there are: the class of its own with most below it, else what has
/// most itself.
pub(super) fn object_type(grown: &Grown<'_>) -> (Option<String>, u64) {
    let more = more(grown);
    if let Some((name, count)) = loader(grown, &more) {
        return (Some(in_source(name)), count);
    }
    let least = grown.bytes() / 10;
    let telling = (more.iter())
        .filter(|(name, of)| of.with_content >= least.max(1) && !is_library(name))
        .max_by_key(|(name, of)| (of.with_content, std::cmp::Reverse(**name)));
    let found = telling.or_else(|| {
        more.iter()
            .max_by_key(|(name, of)| (of.own.bytes, std::cmp::Reverse(**name)))
    });
    found.map_or((None, 0), |(name, of)| {
        (Some(in_source(name)), of.own.count)
    })
}

/// What is new below a holder, by type.
pub(super) fn types(grown: &Grown<'_>) -> Vec<TypeGrowth> {
    let types = more(grown)
        .into_iter()
        .map(|(name, of)| (in_source(name), of.own));
    told::most(types.filter(|(name, _)| !name.is_empty()).collect())
}

/// Where a thread that does not end is in the project's own code.
fn waits_at(grown: &Grown<'_>, source: Find<'_>) -> Option<(String, u32)> {
    let own = |frame: &Frame| {
        let line = frame.line?;
        let mut files = source_names(&frame.class).into_iter();
        let file = files.find_map(|name| source(&name))?;
        Some((file.path, line))
    };
    grown.kept.stack.iter().find_map(own)
}

/// The holder as code can reach it, where something can be done with it there: a container that is empty after `clear`,
/// a `ThreadLocal`.
pub(super) fn container(grown: &Grown<'_>, source: Find<'_>) -> Option<Container> {
    let (class, field) = variable(grown.holder).filter(|_| grown.threads.is_none())?;
    let (file, declared) = declaration(grown.holder, source)?;
    let is_local = matches!(grown.holder, Holder::ThreadLocal { .. });
    let is_emptied = |class: &str| {
        let name = class.rsplit('.').next().unwrap_or(class);
        class.starts_with("java.util.") && EMPTIED.iter().any(|end| name.ends_with(end))
    };
    let is_meant = is_local || grown.members.is_empty() && is_emptied(&grown.kept.class);
    let outer = class.rsplit('.').next().unwrap_or(class).replace('$', ".");
    is_meant.then(|| Container {
        name: format!("{outer}.{field}"),
        // What is private can be emptied in its own file only.
        file: declared.is_private.then_some(file.path),
        class: grown.kept.class.clone(),
    })
}
