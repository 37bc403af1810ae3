//! The dumps of one process, whatever its language: read and deleted, as they never leave this machine.
//!
//! Beside an earlier dump or two there is always a last one. Either the process dumped after the first round, after
//! the second and at the end, or it dumped once and noted a mark after each test.

use std::fs::{self, File};
use std::path::Path;

use oomscope_diagnosis::rounds::Apart;

/// Texts of sources that are read for a place: a bundle of everything is none.
const MOST_SOURCE_BYTES: u64 = 16 << 20;

/// What there was before the last dump.
pub enum Earlier<E> {
    /// What two earlier dumps say.
    Dumps {
        /// The one after the first round.
        before: E,
        /// The one after the second.
        after_one: E,
    },
    /// Marks after each test, and how many tests a round has.
    Marks {
        /// They grow.
        marks: Vec<u64>,
        /// Tests in a round.
        units: usize,
    },
}

/// The dumps of a folder, which are called by their number and `ending`: what was before, and the last one. `None`:
/// the process did not come so far.
///
/// # Errors
/// One of them cannot be read.
pub fn open<E>(
    folder: &Path,
    ending: &str,
    marks: Vec<u64>,
    read_earlier: impl Fn(File) -> Result<E, String>,
) -> Result<Option<(Earlier<E>, File)>, String> {
    let path = |number: usize| folder.join(format!("{number}.{ending}"));
    let open = |number: usize| File::open(path(number)).map_err(|error| error.to_string());
    if let Some(runs) = marks.len().checked_sub(1) {
        let units = runs / Apart::COUNTED;
        if !path(0).exists() {
            return Ok(None);
        }
        return Ok(Some((Earlier::Marks { marks, units }, open(0)?)));
    }
    if !path(2).exists() {
        return Ok(None);
    }
    let earlier = |number: usize| {
        let earlier = read_earlier(open(number)?);
        // The next one needs the room.
        let _ = fs::remove_file(path(number));
        earlier
    };
    let (before, after_one) = (earlier(0)?, earlier(1)?);
    Ok(Some((Earlier::Dumps { before, after_one }, open(2)?)))
}

/// The folder that files of the project are told from.
pub fn project() -> String {
    let folder = std::env::current_dir().and_then(fs::canonicalize);
    folder.unwrap_or_default().display().to_string()
}

/// The text of a source.
pub fn source(path: &str) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    let is_text = metadata.is_file() && metadata.len() <= MOST_SOURCE_BYTES;
    is_text.then(|| fs::read_to_string(path).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(mut file: File) -> Result<String, String> {
        std::io::read_to_string(&mut file).map_err(|error| error.to_string())
    }

    #[test]
    fn a_process_that_did_not_come_so_far_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let dump = |number: usize| {
            let name = folder.path().join(format!("{number}.heap"));
            fs::write(name, number.to_string()).unwrap();
        };
        let opened = |marks: Vec<u64>| open(folder.path(), "heap", marks, text).unwrap();
        assert!(opened(vec![]).is_none() && opened(vec![1, 2, 3]).is_none());
        dump(0);
        dump(1);
        assert!(opened(vec![]).is_none(), "two of three");
        let (earlier, _) = opened(vec![1, 2, 3]).unwrap();
        assert!(matches!(earlier, Earlier::Marks { units: 1, .. }));
        dump(2);
        let (earlier, last) = opened(vec![]).unwrap();
        let Earlier::Dumps { before, after_one } = earlier else {
            panic!("there are no marks");
        };
        assert_eq!([before, after_one, text(last).unwrap()], ["0", "1", "2"]);
        assert!(!folder.path().join("0.heap").exists());
    }
}
