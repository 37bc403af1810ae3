//! What the JavaScript frameworks have in common: a test of the plan is a file, and code of ours tells of what is
//! in it.

mod heaps;
mod node_options;

use std::io;
use std::path::{Path, PathBuf};

pub use self::heaps::read as read_heap;
pub use self::node_options::{preload, with_room};
use super::adapter::{Asking, Runs, Source};
use super::reporter::Reporter;
use super::{ListedTest, Step, Unlisted, place};
use crate::error::Failure;

/// What a JavaScript framework has beside it: code of ours in the folder of the run; and its test files, whose ids
/// are their paths from the current folder.
#[derive(Debug)]
pub struct Beside {
    scratch: PathBuf,
    current: PathBuf,
}

impl Beside {
    /// Puts these modules, names and texts, into the folder of the run, with what all of them load.
    ///
    /// # Errors
    /// One could not be written.
    pub fn place(scratch: &Path, modules: &[(&str, &str)]) -> io::Result<Self> {
        heaps::place_dumper(scratch)?;
        let measure = include_str!("javascript/oomscope_measure.cjs");
        for (name, text) in [&[("oomscope_measure.cjs", measure)], modules].concat() {
            place(scratch, name, text)?;
        }
        let current = std::env::current_dir().and_then(std::fs::canonicalize);
        Ok(Self {
            scratch: scratch.to_owned(),
            current: current.unwrap_or_default(),
        })
    }

    /// Where one of the modules lies.
    pub fn module(&self, name: &str) -> PathBuf {
        self.scratch.join(name)
    }

    /// The tests that these paths of a framework are.
    pub fn tests(&self, mut paths: Vec<String>) -> Vec<ListedTest> {
        paths.sort();
        paths.dedup();
        let ids = paths.iter().map(|path| id_below(&self.current, path));
        // One process can run all files.
        ids.map(|id| ListedTest { id, group: 0 }).collect()
    }

    /// The path of a test, as the framework has it.
    pub fn path(&self, id: &str) -> String {
        self.current.join(id).display().to_string()
    }

    /// One command, of whose files code of ours says in a file of the batch's folder what becomes of them.
    ///
    /// # Errors
    /// The order could not be written.
    pub fn runs(&self, mut step: Step, which: Which<'_>, folder: &Path) -> io::Result<Runs> {
        let (told, order) = (folder.join("told"), folder.join("order.json"));
        let reader = match which {
            Which::All => {
                let current = self.current.clone();
                Reporter::finding(Box::new(move |path| id_below(&current, path)))
            }
            Which::Tests(tests) => {
                let paths: Vec<String> = tests.iter().map(|id| self.path(id)).collect();
                std::fs::write(&order, serde_json::json!(paths).to_string())?;
                Reporter::new(
                    paths
                        .into_iter()
                        .zip(tests.iter().map(|id| (*id).to_owned())),
                )
            }
        };
        for (name, path) in [("OOMSCOPE_TOLD", &told), ("OOMSCOPE_ORDER", &order)] {
            step.env.push((name.to_owned(), path.display().to_string()));
        }
        Ok(Runs {
            steps: vec![step],
            source: Source::File(told),
            reader: Box::new(reader),
        })
    }
}

/// Which files a command is to run. Code of ours reads it from the file of the order, which is not there where the
/// command is to run what it finds; it tells then what that is.
#[derive(Debug, Clone, Copy)]
pub enum Which<'t> {
    /// Those that the framework finds by itself, each once.
    All,
    /// These, in this order and as often as they stand there.
    Tests(&'t [&'t str]),
}

/// The id of a path. One that lies elsewhere is its own.
fn id_below(current: &Path, path: &str) -> String {
    let below = Path::new(path).strip_prefix(current).ok();
    below.map_or_else(|| path.to_owned(), |path| path.display().to_string())
}

/// Has code of ours in a command write the paths of the files into a file, as a JSON array. `no_list` says why there
/// may be none although the command ended well.
///
/// # Errors
/// See [`Unlisted`].
pub fn written_list(
    asking: &mut Asking<'_>,
    mut step: Step,
    no_list: impl FnOnce() -> Failure,
) -> Result<Vec<String>, Unlisted> {
    let list = asking.scratch().join("list.json");
    let path = list.display().to_string();
    step.env.push(("OOMSCOPE_LIST".to_owned(), path));
    asking.ask(&step)?.good()?;
    let text = std::fs::read_to_string(list).unwrap_or_default();
    serde_json::from_str(&text).map_err(|_| Unlisted::Failed(no_list()))
}

/// That the command ended well and told of no list of files: it is not this framework, or one that is too old.
pub fn no_list(framework: &str, remedy: &str) -> Failure {
    Failure::usage(
        format!(
            "the command did not run {framework}, or did not hand its options on: there is no list of test files"
        ),
        remedy,
    )
}
