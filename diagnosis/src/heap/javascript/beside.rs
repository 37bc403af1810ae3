//! Memory beside V8's heap, of worker threads and child processes: the heap has an object for each of them, and who
//! holds that holds the memory.

use oomscope_shared::finding::Cause;
use serde::Deserialize;

use super::words;
use crate::heap::graph::{Graph, NodeKind};
use crate::heap::growth::Group;
use crate::heap::held::HeldBy;

/// What came between the first dump and the last, in bytes; less than nothing where more went.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct Beside {
    workers: i64,
    children: i64,
}

/// What part of that hangs on one holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// What it is.
    pub cause: Cause,
    /// The class of the objects that stand for it.
    pub class: &'static str,
    /// How many of them are new.
    pub objects: u64,
    /// Their part of the memory.
    pub bytes: u64,
}

impl Beside {
    /// What hangs on a holder, of all that took on something; the larger of the two.
    pub fn of(self, graph: &Graph, group: &Group, all: &[Group]) -> Option<Share> {
        let kinds = [
            (Cause::Worker, "Worker", self.workers),
            (Cause::ChildProcess, "ChildProcess", self.children),
        ];
        let shares = kinds.into_iter().filter_map(|(cause, class, bytes)| {
            let objects = count(graph, group, class);
            let of_all: u64 = all.iter().map(|one| count(graph, one, class)).sum();
            let bytes = u64::try_from(bytes).ok()? * objects / of_all.max(1);
            (bytes > 0).then_some(Share {
                cause,
                class,
                objects,
                bytes,
            })
        });
        shares.max_by_key(|share| share.bytes)
    }
}

impl HeldBy {
    /// With memory beside the heap. Where that is most of it, it is what the holder keeps; one that is none of the
    /// project's says nothing then, because whatever runs hangs on much of the runtime.
    pub(super) fn with_beside(mut self, share: &Share, is_own: bool) -> Self {
        let whole = self.bytes + share.bytes;
        for bytes in self.units.values_mut() {
            *bytes = (*bytes as f64 * whole as f64 / self.bytes.max(1) as f64) as u64;
        }
        if share.bytes > self.bytes {
            self.cause = share.cause;
            self.object_type = Some(share.class.to_owned());
            self.objects = share.objects;
            self.container = None;
            let name = match share.cause {
                Cause::Worker => words::WORKERS,
                _ => words::CHILD_PROCESSES,
            };
            if !is_own {
                self.holder = Some(name.to_owned());
                self.root = self.holder.clone();
            }
        }
        self.bytes = whole;
        self
    }
}

/// How many new objects of a class hang on a holder.
fn count(graph: &Graph, group: &Group, class: &str) -> u64 {
    let is_of = |kind, name| kind == NodeKind::Object && graph.text(name) == class;
    let mut types = group.types.iter();
    types
        .find(|share| is_of(share.kind, share.name))
        .map_or(0, |share| share.own.count)
}
