//! The profiler of native code: a library that is preloaded into a process of the hunt, and the names of what it saw.
//!
//! `runner/native/` is its source, which the build script compiles; `docs/design/native.md` says why it is so.

mod names;
mod program;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use oomscope_diagnosis::native::recording::Recording;

pub use self::names::{is_of_folder, named};
pub use self::program::{Program, look_at};

/// The library; empty where the build had no compiler for it.
const LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/liboomscope_native.so"));
/// Its name in the folder.
const NAME: &str = "liboomscope_native.so";
/// A file with more than this is cut: it would take longer to read than the hunt has.
const LARGEST: u64 = 128 << 20;

/// How a process is watched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watch {
    /// Where the library lies, and where each process leaves its file.
    folder: PathBuf,
    /// One allocation in so many bytes is looked at.
    pub rate: u64,
    /// Whether it begins only when the process marks a moment.
    pub begins_at_mark: bool,
    /// The only program that is watched, and how often it runs; `None`: whoever is started.
    pub rounds: Option<(Program, u32)>,
}

impl Watch {
    /// Puts the library into a folder. `None`: there is none, or the loader could not find it there.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn prepare(folder: &Path) -> io::Result<Option<Self>> {
        // The loader takes blanks and colons for ends of a path, and no other way of writing them.
        let text = folder.to_str().unwrap_or(" ");
        if LIBRARY.is_empty() || text.contains([' ', ':', '\t', '\n']) {
            return Ok(None);
        }
        fs::write(folder.join(NAME), LIBRARY)?;
        Ok(Some(Self {
            folder: folder.to_owned(),
            rate: 64 << 10,
            ..Self::default()
        }))
    }

    /// Looks at every allocation, once the process has marked a first moment.
    pub fn exactly_from_a_mark_on(self) -> Self {
        Self {
            rate: 1,
            begins_at_mark: true,
            ..self
        }
    }

    /// What the process needs in its environment. `own` is what it would have there by itself.
    pub fn environment(&self, own: &dyn Fn(&str) -> Option<String>) -> Vec<(String, String)> {
        let pair = |name: &str, value: String| (name.to_owned(), value);
        let library = self.folder.join(NAME).display().to_string();
        // In front of the user's own: an allocator of theirs is then who is called next.
        let preload = match own("LD_PRELOAD") {
            Some(theirs) if !theirs.is_empty() => format!("{library}:{theirs}"),
            _ => library,
        };
        // AddressSanitizer ends a program in which it is not the first library. Ours leaves such programs alone.
        let order = "verify_asan_link_order=0";
        let sanitizer = match own("ASAN_OPTIONS") {
            Some(theirs) if !theirs.is_empty() => format!("{theirs}:{order}"),
            _ => order.to_owned(),
        };
        let mut pairs = vec![
            pair("LD_PRELOAD", preload),
            pair("ASAN_OPTIONS", sanitizer),
            pair("OOMSCOPE_NATIVE", self.folder.display().to_string()),
            pair("OOMSCOPE_NATIVE_RATE", self.rate.to_string()),
        ];
        if self.begins_at_mark {
            pairs.push(pair("OOMSCOPE_NATIVE_START", "mark".to_owned()));
        }
        if let Some((program, rounds)) = &self.rounds {
            let path = program.path.display().to_string();
            pairs.push(pair("OOMSCOPE_NATIVE_PROGRAM", path));
            pairs.push(pair("OOMSCOPE_NATIVE_ROUNDS", rounds.to_string()));
            if let Some(main) = program.inner_main {
                pairs.push(pair("OOMSCOPE_NATIVE_MAIN", main.to_string()));
            }
        }
        pairs
    }

    /// What the processes left, the one that took most first.
    pub fn recordings(&self) -> Vec<Recording> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let files = entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "native"));
        let small = files.filter(|path| fs::metadata(path).is_ok_and(|file| file.len() <= LARGEST));
        let mut recordings: Vec<Recording> = small
            .filter_map(|path| fs::read(path).ok())
            .filter_map(|bytes| Recording::parse(&String::from_utf8_lossy(&bytes)))
            .collect();
        let size = |recording: &Recording| {
            let peak = recording.peak.as_ref();
            (recording.marks.len(), peak.map_or(0, |peak| peak.number))
        };
        recordings.sort_by_key(|recording| std::cmp::Reverse(size(recording)));
        recordings
    }
}

/// What a variable is in our own environment, which processes of the hunt inherit.
pub fn inherited(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_preloads_stays() {
        let folder = tempfile::tempdir().unwrap();
        let Some(watch) = Watch::prepare(folder.path()).unwrap() else {
            panic!("the build had no C compiler");
        };
        let with = |own: &dyn Fn(&str) -> Option<String>| {
            let pairs = watch.environment(own);
            let value = |name: &str| {
                let pair = pairs.iter().find(|(known, _)| known == name);
                pair.map(|(_, value)| value.clone()).unwrap_or_default()
            };
            (value("LD_PRELOAD"), value("ASAN_OPTIONS"))
        };
        let library = folder.path().join(NAME).display().to_string();
        let (preload, _) = with(&|_| None);
        assert_eq!(preload, library);
        let (preload, sanitizer) = with(&|_| Some("theirs".into()));
        assert_eq!(preload, format!("{library}:theirs"));
        assert_eq!(sanitizer, "theirs:verify_asan_link_order=0");
        let blank = folder.path().join("a b");
        fs::create_dir(&blank).unwrap();
        assert!(Watch::prepare(&blank).unwrap().is_none());
    }
}
