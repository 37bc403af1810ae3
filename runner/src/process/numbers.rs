//! By which numbers `/proc` knows processes: not by this program's own where it was mounted in an outer pid
//! namespace, as after `unshare --pid` without `--mount-proc`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// How the numbers of a `/proc` belong to those that the system's calls take here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Numbers {
    /// They are the same.
    Same,
    /// They are those of an outer pid namespace.
    Outer {
        /// Where this `/proc` is.
        root: PathBuf,
        /// This process's number there.
        own: u32,
        /// By how many namespaces it is further in.
        depth: usize,
    },
}

impl Numbers {
    /// Those of the live system, which stay what they are.
    pub fn system() -> &'static Self {
        static SYSTEM: OnceLock<Numbers> = OnceLock::new();
        SYSTEM.get_or_init(|| Self::of(Path::new("/proc")))
    }

    /// What a process's own entry in a `/proc` says of it: all its numbers, from the namespace of the mount inwards.
    fn of(root: &Path) -> Self {
        match numbers(&root.join("self")).as_deref() {
            Some([own, inner @ ..]) if !inner.is_empty() => Self::Outer {
                root: root.to_owned(),
                own: *own,
                depth: inner.len(),
            },
            _ => Self::Same,
        }
    }

    /// The number by which the system's calls know a process that is listed in `/proc`; `None` where they know none.
    pub fn ours(&self, theirs: u32) -> Option<u32> {
        match self {
            Self::Same => Some(theirs),
            Self::Outer { root, depth, .. } => numbers(&root.join(theirs.to_string()))?
                .get(*depth)
                .copied(),
        }
    }

    /// The number in `/proc` of a process: this one or a descendant of it, for others are none of its business.
    pub fn theirs(&self, ours: u32) -> Option<u32> {
        let Self::Outer { root, own, .. } = self else {
            return Some(ours);
        };
        let mut queue = vec![*own];
        while let Some(theirs) = queue.pop() {
            if self.ours(theirs) == Some(ours) {
                return Some(theirs);
            }
            queue.extend(children(root, theirs));
        }
        None
    }
}

/// Children of every thread of a process, as they are listed: a child belongs to the thread that forked it.
pub fn children(root: &Path, theirs: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir(root.join(theirs.to_string()).join("task")) else {
        return Vec::new();
    };
    let texts = entries
        .flatten()
        .filter_map(|entry| fs::read(entry.path().join("children")).ok());
    texts.flat_map(|text| parse(&text)).collect()
}

/// Numbers between blanks.
pub fn parse(text: &[u8]) -> Vec<u32> {
    let text = String::from_utf8_lossy(text);
    text.split_ascii_whitespace()
        .filter_map(|pid| pid.parse().ok())
        .collect()
}

/// The numbers of a process in each pid namespace, the outermost that is known to this `/proc` first.
fn numbers(process: &Path) -> Option<Vec<u32>> {
    let status = fs::read_to_string(process.join("status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("NSpid:"))?;
    Some(parse(line.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(root: &Path, name: &str, numbers: &str, children: &str) {
        let task = root.join(name).join("task").join(name);
        fs::create_dir_all(&task).unwrap();
        fs::write(task.join("children"), children).unwrap();
        let status = format!("Name:\tx\nPid:\t{name}\nNSpid:\t{numbers}\n");
        fs::write(root.join(name).join("status"), status).unwrap();
    }

    #[test]
    fn a_proc_of_an_outer_namespace_is_translated_both_ways() {
        let root = tempfile::tempdir().unwrap();
        put(root.path(), "self", "700\t1", "");
        put(root.path(), "700", "700\t1", "701 ");
        put(root.path(), "701", "701\t2", "702 ");
        // It has a namespace of its own besides.
        put(root.path(), "702", "702\t3\t1", "");
        put(root.path(), "3", "3", "");
        let numbers = Numbers::of(root.path());
        assert_eq!(
            [1, 2, 3].map(|pid| numbers.theirs(pid)),
            [700, 701, 702].map(Some)
        );
        assert_eq!(
            [700, 701, 702].map(|pid| numbers.ours(pid)),
            [1, 2, 3].map(Some)
        );
        assert_eq!((numbers.ours(3), numbers.theirs(4)), (None, None));
    }

    #[test]
    fn a_proc_of_the_same_namespace_needs_nothing() {
        let root = tempfile::tempdir().unwrap();
        put(root.path(), "self", "700", "");
        assert_eq!(Numbers::of(root.path()), Numbers::Same);
        assert_eq!(Numbers::of(Path::new("/nowhere")), Numbers::Same);
        assert_eq!(
            (Numbers::Same.ours(5), Numbers::Same.theirs(5)),
            (Some(5), Some(5))
        );
    }
}
