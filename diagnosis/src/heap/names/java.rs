//! The namer of a JVM's heap: what an object hangs on, in names that are the same in every dump.

use std::fmt;

use crate::heap::graph::{Edge, EdgeKind, Graph, Node, NodeKind};

/// What costs are counted in: what is left below it tells equal ones apart, the same way in every dump.
const STEP: u32 = 16;
/// An edge that no person would name.
const OBSCURE: u32 = STEP << 16;
/// What threads hold is a reason only where no static field holds it, however long the way.
const THREAD: u32 = 1 << 29;
/// The library's own fields know much of what others made: hooks, cleaners, loggers.
const LIBRARY: u32 = 2 << 29;
/// What a test runner knows, and then locals of what runs, and then native code.
const RUNNER: u32 = 3 << 29;
const STACK: u32 = 5 << 29;
const NATIVE: u32 = 6 << 29;

/// What the memory hangs on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// `com.shop.PageCache.PAGES`
    Static {
        /// The class, with its package.
        class: String,
        /// The field.
        field: String,
    },
    /// A value that a thread has for a `ThreadLocal`.
    ThreadLocal {
        /// The static field with the `ThreadLocal`, where there is one.
        variable: Option<(String, String)>,
        /// Whose value it is, as [`Holder::Thread`] has it.
        thread: String,
        /// The class of the value.
        value: String,
    },
    /// A thread that lives.
    Thread {
        /// Its name, with `*` for numbers: `pool-*-thread-*`.
        name: String,
        /// Its class.
        class: String,
        /// The class of what it runs, where that is another object.
        runs: Option<String>,
    },
    /// A local variable of what runs in a thread.
    Stack {
        /// As [`Holder::Thread`] has it.
        thread: String,
    },
    /// The JVM itself, or native code.
    Runtime,
}

impl fmt::Display for Holder {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Static { class, field } => write!(to, "{}.{field}", in_source(class)),
            Self::ThreadLocal {
                variable: Some((class, field)),
                ..
            } => write!(to, "{}.{field}", in_source(class)),
            Self::ThreadLocal { value, .. } => write!(to, "ThreadLocal<{}>", in_source(value)),
            Self::Thread { name, .. } => write!(to, "Thread \"{name}\""),
            Self::Stack { thread } => write!(to, "Thread \"{thread}\""),
            Self::Runtime => to.write_str("jvm"),
        }
    }
}

/// A class as its source calls it: `Shop.Page` for `Shop$Page`. Those without a name have a number, and keep it.
pub fn in_source(class: &str) -> String {
    let mut told = String::new();
    let mut signs = class.chars().peekable();
    while let Some(sign) = signs.next() {
        let is_inner = sign == '$'
            && signs.peek().is_some_and(|next| next.is_alphabetic())
            && !told.ends_with(['$', '.'])
            && !told.is_empty();
        told.push(if is_inner { '.' } else { sign });
    }
    told
}

/// Whether a class is the library's own.
pub fn is_library(class: &str) -> bool {
    let begins = [
        "java.",
        "javax.",
        "jdk.",
        "sun.",
        "com.sun.",
        "kotlin.",
        "groovy.lang.",
    ];
    begins.iter().any(|begin| class.starts_with(begin))
}

/// Whether a class belongs to what runs the tests, ours included.
pub fn is_runners(class: &str) -> bool {
    let begins = [
        "org.junit.",
        "junit.",
        "org.testng.",
        "org.apache.maven.surefire.",
        "org.gradle.",
        "worker.org.gradle.",
        "org.spockframework.",
        "org.opentest4j.",
        "org.apiguardian.",
        "oomscope.",
    ];
    begins.iter().any(|begin| class.starts_with(begin))
}

/// A name with `*` for each number in it.
pub fn without_numbers(name: &str) -> String {
    let mut told = String::new();
    for sign in name.chars() {
        match sign.is_ascii_digit() {
            false => told.push(sign),
            true if told.ends_with('*') => {}
            true => told.push('*'),
        }
    }
    told
}

/// What an edge costs on the way to an object.
pub fn cost(graph: &Graph, source: Node, edge: Edge) -> Option<u32> {
    Some(match (graph.kind(source), graph.edge_kind(edge)) {
        (_, EdgeKind::Weak) => return None,
        (NodeKind::Synthetic, EdgeKind::Shortcut) => match graph.kind(graph.target(edge)) {
            NodeKind::Code => STEP,
            _ => THREAD,
        },
        (NodeKind::Synthetic, _) => NATIVE,
        (_, EdgeKind::Context) => STACK,
        (NodeKind::Code, EdgeKind::Property) => {
            let class = graph.name(source);
            let base = if is_library(class) {
                LIBRARY
            } else if is_runners(class) {
                RUNNER
            } else {
                STEP
            };
            base + scattered(class, graph.edge_name(edge).unwrap_or_default())
        }
        // From one that has a file to the others, which have a better way.
        (_, EdgeKind::Hidden) => THREAD,
        (_, EdgeKind::Property) => 2 * STEP,
        (_, EdgeKind::Element) => 3 * STEP,
        _ => OBSCURE,
    })
}

/// A number below [`STEP`] that is always the same for a field.
fn scattered(class: &str, field: &str) -> u32 {
    let bytes = class.bytes().chain(field.bytes());
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash >> 28
}

#[cfg(test)]
mod tests {
    use super::{in_source, without_numbers};

    #[test]
    fn classes_inside_of_others_are_called_as_in_their_source() {
        for (class, expected) in [
            ("com.shop.Shop$Page$Line", "com.shop.Shop.Page.Line"),
            ("com.shop.Shop$1", "com.shop.Shop$1"),
            ("com.shop.Shop$$Lambda", "com.shop.Shop$$Lambda"),
            ("jdk.proxy2.$Proxy3", "jdk.proxy2.$Proxy3"),
            ("com.shop.Page[]", "com.shop.Page[]"),
        ] {
            assert_eq!(in_source(class), expected);
        }
    }

    #[test]
    fn threads_of_a_pool_are_called_alike() {
        assert_eq!(without_numbers("pool-12-thread-3"), "pool-*-thread-*");
        assert_eq!(without_numbers("main"), "main");
    }
}
