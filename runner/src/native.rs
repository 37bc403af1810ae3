//! The profiler of native code: a library that is preloaded into a process of the hunt, and the names of what it saw.
//!
//! `runner/native/` is its source, which the build script compiles; `docs/design/native.md` says why it is so.

mod names;
mod program;
#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use oomscope_diagnosis::native::hunt::{Blind, Watched};
use oomscope_diagnosis::native::recording::{Moment, Recording};
use oomscope_diagnosis::native::taken;

pub use self::names::named;
pub use self::program::{Program, is_privileged, look_at};

/// The library; empty where the build had no compiler for it.
const LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/liboomscope_native.so"));
/// Its name in the folder.
const NAME: &str = "liboomscope_native.so";
/// The library's word that it is in a process.
const HERE: &str = "here";
/// What says beside it why a program is not looked at: our word, or that of the library. The first that is there counts.
const BLIND: [(Blind, &str); 4] = [
    (Blind::Sanitizer, "sanitizer"),
    (Blind::Static, "static"),
    (Blind::Privileged, "privileged"),
    (Blind::Stripped, "stripped"),
];
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
    /// Whether each object of Python is a block of its own, and not a part of the interpreter's arenas.
    pub sees_objects: bool,
    /// The only program that is watched, and how often it runs; `None`: whoever is started.
    pub rounds: Option<(Program, u32)>,
    /// What a process that repeats its tests by itself opens after each round.
    pub round_file: Option<PathBuf>,
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

    /// Looks at objects of Python one by one, of which there are so many that a part has to stand for all.
    pub fn at_objects(self) -> Self {
        Self {
            rate: 512,
            sees_objects: true,
            ..self
        }
    }

    /// Watches one program only, which runs so often.
    ///
    /// # Errors
    /// It cannot be noted that nothing will be seen of it.
    pub fn with_rounds(self, rounds: Option<(Program, u32)>) -> io::Result<Self> {
        if let Some((program, times)) = &rounds {
            // Symbols are needed only to run it again.
            let why = program.blind;
            let why = why.filter(|why| *why != Blind::Stripped || *times > 1);
            if let Some((_, word)) = BLIND.iter().find(|(blind, _)| Some(*blind) == why) {
                fs::write(self.folder.join(word), [])?;
            }
        }
        Ok(Self { rounds, ..self })
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
        if self.sees_objects {
            pairs.push(pair("PYTHONMALLOC", "malloc".to_owned()));
        }
        if let Some(file) = &self.round_file {
            let path = file.display().to_string();
            pairs.push(pair("OOMSCOPE_NATIVE_ROUND_FILE", path));
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

/// Reads what a watched process left in a folder, and names it: what came again, and what there was at the peak.
///
/// # Errors
/// None: whoever did not come so far has nothing to say.
pub fn watched(folder: &Path) -> Result<Option<Watched>, String> {
    let watch = Watch {
        folder: folder.to_owned(),
        ..Watch::default()
    };
    let blind = blind(folder);
    let Some(recording) = watch.recordings().into_iter().next() else {
        return Ok(blind.map(|_| Watched {
            blind,
            ..Watched::default()
        }));
    };
    let marks: Vec<&Moment> = recording.marks.iter().collect();
    let mut stacks = taken::to_be_named(&marks);
    if let Some(peak) = &recording.peak {
        stacks.extend(taken::to_be_named(&[peak]));
    }
    let names = named(&recording, &taken::addresses(&recording, &stacks));
    let folder = std::env::current_dir().unwrap_or_default();
    Ok(Some(Watched {
        recording,
        names,
        project: project(&folder).to_owned(),
        folder,
        blind,
    }))
}

/// Why nothing was seen of a program, as far as that stands in the folder.
fn blind(folder: &Path) -> Option<Blind> {
    let is_there = |word: &str| folder.join(word).exists();
    let told = BLIND.iter().find(|(_, word)| is_there(word));
    match told {
        Some((blind, _)) => Some(*blind),
        None if LIBRARY.is_empty() => Some(Blind::Absent),
        None => (!is_there(HERE)).then_some(Blind::Unseen),
    }
}

/// The folder of the whole project, whose tests may be called in a folder for what is built.
fn project(folder: &Path) -> &Path {
    let mut above = folder.ancestors();
    let repository = above.find(|folder| folder.join(".git").exists());
    repository.unwrap_or(folder)
}

/// What a variable is in our own environment, which processes of the hunt inherit.
pub fn inherited(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
