//! What the agent in a JVM of tests has dumped.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use oomscope_diagnosis::heap::held::Held;
use oomscope_diagnosis::heap::java::{self, Holdings, SourceFile, Sums};
use oomscope_diagnosis::rounds::Apart;

use crate::driver::adapter::PLACES;
use crate::driver::dumps;

/// Dumps of a process that dumped after the first round, after the second and at the end.
const OF_ROUNDS: usize = 3;
/// Folders of a project in which no source of its own lies, and how many entries of others are looked at.
const NO_SOURCES: [&str; 5] = ["target", "build", "out", "bin", "node_modules"];
const MOST_ENTRIES: usize = 200_000;

/// What the dumps in a folder say; `None`: the process did not come so far.
///
/// # Errors
/// A file cannot be read, or is no dump.
pub fn read(folder: &Path) -> Result<Option<Held>, String> {
    let path = |number: usize| folder.join(format!("{number}.hprof"));
    let places = fs::read_to_string(folder.join(PLACES)).unwrap_or_default();
    let planned = places.split(',').count();
    let count = (0..planned)
        .take_while(|number| path(*number).exists())
        .count();
    // Nothing in a dump says when an object was made: marks are dumps, one after each test of the rounds. Those of a
    // round that was not ended say nothing.
    let units = match planned > OF_ROUNDS {
        true => (planned - 1) / Apart::COUNTED,
        false => OF_ROUNDS - 1,
    };
    let Some(rounds) = count
        .checked_sub(1)
        .map(|steps| steps / units)
        .filter(|rounds| *rounds > 0)
    else {
        return Ok(None);
    };
    let mut sums: Vec<Holdings> = Vec::new();
    for number in 0..=rounds * units {
        let file = File::open(path(number)).map_err(|error| error.to_string())?;
        let heap = java::read(file).map_err(|error| error.to_string())?;
        // The next one needs the room.
        let _ = fs::remove_file(path(number));
        sums.push(Holdings::of(&heap));
    }
    let sources = Sources::of(Path::new(&dumps::project()));
    let source = |name: &str| sources.find(name);
    if planned > OF_ROUNDS {
        return Ok(Some(java::held_by_unit(&sums, units, &source)));
    }
    let Ok([before, after_one, last]) = <[Holdings; OF_ROUNDS]>::try_from(sums) else {
        return Ok(None);
    };
    let sums = Sums {
        before,
        after_one,
        last,
    };
    Ok(Some(java::held(&sums, &source)))
}

/// Endings of sources that may be called otherwise than the classes in them.
const FREELY_NAMED: [&str; 2] = ["kt", "groovy"];

/// The sources of a project, by their names without folders.
#[derive(Debug, Default)]
struct Sources {
    root: PathBuf,
    by_name: HashMap<String, Vec<PathBuf>>,
    /// Those that are named freely, by the classes in them and their ending. They are read only where one is wanted.
    by_class: OnceCell<HashMap<String, Vec<PathBuf>>>,
}

impl Sources {
    fn of(root: &Path) -> Self {
        let mut sources = Self {
            root: root.to_owned(),
            by_name: HashMap::new(),
            by_class: OnceCell::new(),
        };
        let mut waiting = vec![root.to_owned()];
        let mut left = MOST_ENTRIES;
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                left = left.saturating_sub(1);
                let name = entry.file_name().to_string_lossy().into_owned();
                let kind = entry.file_type();
                if left == 0 || name.starts_with('.') {
                    continue;
                }
                // What is linked is found where it is.
                if kind.as_ref().is_ok_and(fs::FileType::is_dir) {
                    if !NO_SOURCES.contains(&name.as_str()) {
                        waiting.push(entry.path());
                    }
                } else if [".java", ".kt", ".groovy"]
                    .iter()
                    .any(|end| name.ends_with(end))
                {
                    sources.by_name.entry(name).or_default().push(entry.path());
                }
            }
        }
        sources
    }

    /// The source whose path ends so. Where several do, nobody knows which one is meant.
    fn find(&self, name: &str) -> Option<SourceFile> {
        let own = Path::new(name).file_name()?.to_str()?;
        let paths = self.by_name.get(own).map_or(&[][..], Vec::as_slice);
        let paths: Vec<&PathBuf> = match paths.iter().any(|path| path.ends_with(name)) {
            true => paths.iter().filter(|path| path.ends_with(name)).collect(),
            false => self.declaring(name),
        };
        let [path] = paths[..] else {
            return None;
        };
        let text = dumps::source(path.to_str()?)?;
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        Some(SourceFile {
            path: path.to_str()?.to_owned(),
            text,
        })
    }
}

impl Sources {
    /// Those that declare what a file of this name would have.
    fn declaring(&self, name: &str) -> Vec<&PathBuf> {
        let is_free = FREELY_NAMED.iter().any(|end| name.ends_with(end));
        let by_class = is_free.then(|| self.by_class.get_or_init(|| self.classes()));
        let paths = by_class.and_then(|classes| classes.get(name));
        paths.into_iter().flatten().collect()
    }

    fn classes(&self) -> HashMap<String, Vec<PathBuf>> {
        let mut classes: HashMap<String, Vec<PathBuf>> = HashMap::new();
        for path in self.by_name.values().flatten() {
            let ending = path.extension().and_then(|ending| ending.to_str());
            let Some(ending) = ending.filter(|ending| FREELY_NAMED.contains(ending)) else {
                continue;
            };
            let text = path.to_str().and_then(dumps::source).unwrap_or_default();
            for class in java::classes(&text) {
                let paths = classes.entry(format!("{class}.{ending}")).or_default();
                if paths.last() != Some(path) {
                    paths.push(path.clone());
                }
            }
        }
        classes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_found_by_the_end_of_its_path() {
        let folder = tempfile::tempdir().unwrap();
        for path in [
            "core/src/main/java/shop/Cart.java",
            "core/target/shop/Cart.java",
            "one/shop/Twice.java",
            "two/shop/Twice.java",
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "class Cart {}").unwrap();
        }
        let sources = Sources::of(folder.path());
        let found = sources.find("shop/Cart.java").unwrap();
        assert_eq!(found.path, "core/src/main/java/shop/Cart.java");
        assert_eq!(found.text, "class Cart {}");
        assert_eq!(sources.find("shop/Twice.java"), None);
        assert_eq!(sources.find("Cart/Cart.java"), None);
    }

    #[test]
    fn a_class_of_kotlin_is_found_in_a_file_of_another_name() {
        let folder = tempfile::tempdir().unwrap();
        let source = "package shop\n\nobject Cart\nobject Till\n";
        fs::write(folder.path().join("Shop.kt"), source).unwrap();
        fs::write(
            folder.path().join("Other.kt"),
            "package other\nobject Till\n",
        )
        .unwrap();
        let sources = Sources::of(folder.path());
        assert_eq!(sources.find("shop/Till.kt").unwrap().path, "Shop.kt");
        assert_eq!(sources.find("shop/Stock.kt"), None);
        assert_eq!(sources.find("shop/Till.java"), None);
    }

    #[test]
    fn a_process_that_did_not_come_so_far_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let said = || read(folder.path());
        assert!(said().unwrap().is_none());
        write(PLACES, "3,6,12");
        write("0.hprof", "JAVA PROFILE");
        write("1.hprof", "JAVA PROFILE");
        assert!(said().unwrap().is_none(), "two of three");
        // Two tests, after each of which there is a dump.
        write(PLACES, "2,3,4,5,6");
        assert!(
            said().unwrap().is_none(),
            "a round and no more is over after three"
        );
        write("2.hprof", "JAVA PROFILE");
        let error = said().unwrap_err();
        assert!(error.contains("cut"), "{error}");
    }
}
