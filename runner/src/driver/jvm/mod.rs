//! What the drivers of the JVM have in common: a test of the plan is a class, an agent in the JVM of the tests chooses
//! among those that JUnit's Platform finds, and tells of them. How the agent comes there is each driver's own: its
//! [`Entry`].

mod console;
mod gradle;
mod heaps;
mod jars;
mod maven;
mod pom;

use std::io;
use std::path::{Path, PathBuf};

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;
use serde::Deserialize;

pub use self::console::REGISTRATION as CONSOLE;
pub use self::gradle::REGISTRATION as GRADLE;
use self::jars::Jars;
pub use self::maven::REGISTRATION as MAVEN;
use super::adapter::{Adapted, Adapter, Asking, Runs, Source};
use super::reporter::Reporter;
use super::{ListedTest, Opening, ReadDumps, Step, Unlisted};
use crate::error::Failure;
use crate::plan::RunPlan;

/// Says which classes are to be run: a file with one a line, [`LISTS`] or [`FINDS`].
const ORDER: &str = "OOMSCOPE_ORDER";
/// That none is to be run, and all are to be told of.
const LISTS: &str = "list";
/// That all are to be run, and told of before.
const FINDS: &str = "all";
/// Where it is told.
const TOLD: &str = "OOMSCOPE_TOLD";
/// The folder that modules are told from.
const ROOT: &str = "OOMSCOPE_ROOT";
/// The options that a JVM of tests is to be given, one a line.
const AGENT: &str = "OOMSCOPE_AGENT";
/// What is held softly goes when memory is short, so it is no leak: where tests are repeated, it goes at once.
const SOFTLY: &str = "-XX:SoftRefLRUPolicyMSPerMB=0";

/// A goal or task that takes away what is compiled, which is done once, before the list is made.
const CLEAN: &str = "clean";

/// How the agent comes into the JVM of the tests.
trait Entry {
    /// The framework.
    const FRAMEWORK: Framework;
    /// What to call instead where no JVM of tests said anything.
    const REMEDY: &'static str;

    /// Puts what it needs beside the jars.
    ///
    /// # Errors
    /// A file cannot be written.
    fn place(&mut self, _scratch: &Path) -> io::Result<()> {
        Ok(())
    }

    /// The user's command with the agent in it.
    fn command(&self, command: &[String], jars: &Jars, purpose: Purpose) -> Vec<String>;

    /// Whether all classes of the command are found before the first of them runs, whatever becomes of it, so that
    /// nobody has to list them. `folder` is where it is called.
    fn finds(&self, _command: &[String], _folder: &Path) -> bool {
        false
    }

    /// Whether the process of the command is the JVM of the tests itself.
    fn is_itself(&self, _command: &[String]) -> bool {
        false
    }
}

/// The adapter of a command whose tests run in a JVM.
struct Classes<E> {
    command: Vec<String>,
    jars: Jars,
    entry: E,
}

/// What a command is run for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Which classes there are.
    List,
    /// The same, and what becomes of them.
    All,
    /// What becomes of them.
    Outcomes,
    /// What each leaves behind.
    Growth,
}

/// What the listeners say when they are asked for a list.
#[derive(Debug, Deserialize)]
struct Listed {
    test: String,
}

impl<E: Entry> Classes<E> {
    /// For a command to which the agent can be given, with a folder for what lies beside it.
    fn new(command: &[String], mut entry: E, scratch: &Path) -> io::Result<Self> {
        entry.place(scratch)?;
        Ok(Self {
            command: command.to_vec(),
            jars: Jars::place(scratch)?,
            entry,
        })
    }

    /// The driver of a plan.
    fn open(plan: &RunPlan, entry: E, scratch: &Path) -> Opening
    where
        E: 'static,
    {
        let classes = Self::new(&plan.command, entry, scratch)?;
        Ok(Box::new(Adapted::new(classes, plan)))
    }

    /// One command that chooses by `order` and tells into `told`.
    fn step(&self, order: &str, told: &Path, purpose: Purpose) -> Step {
        let root = here();
        let text = |path: &Path| path.display().to_string();
        let mut step = Step::new(self.entry.command(&self.command, &self.jars, purpose));
        step.env.extend([
            (ORDER.to_owned(), order.to_owned()),
            (TOLD.to_owned(), text(told)),
            (ROOT.to_owned(), text(&root)),
            (AGENT.to_owned(), options(&self.jars, purpose).join("\n")),
        ]);
        step
    }

    /// One command for these classes, in this order.
    fn runs(&self, tests: &[&str], folder: &Path, purpose: Purpose) -> io::Result<Runs> {
        let (order, told) = (folder.join("order"), folder.join("told"));
        let lines: String = tests.iter().map(|id| format!("{id}\n")).collect();
        std::fs::write(&order, lines)?;
        Ok(Runs {
            steps: vec![self.step(&order.display().to_string(), &told, purpose)],
            source: Source::File(told),
            reader: Box::new(Reporter::new(
                tests.iter().map(|id| ((*id).to_owned(), (*id).to_owned())),
            )),
        })
    }
}

impl<E: Entry> Adapter for Classes<E> {
    fn framework(&self) -> Framework {
        E::FRAMEWORK
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let told = asking.scratch().join("list");
        let step = self.step(LISTS, &told, Purpose::List);
        asking.ask(&step)?.good()?;
        let Ok(text) = std::fs::read_to_string(&told) else {
            return Err(Unlisted::Failed(self.no_list()));
        };
        let listed = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Listed>(line).ok());
        let mut tests: Vec<ListedTest> = Vec::new();
        for Listed { test: id } in listed {
            // One process can run all classes, and so can one build with a process for each module.
            let test = ListedTest { id, group: 0 };
            if !tests.contains(&test) {
                tests.push(test);
            }
        }
        Ok(tests)
    }

    fn finds_its_tests(&self) -> bool {
        self.entry.finds(&self.command, &here())
    }

    fn no_list(&self) -> Failure {
        let why = "no JVM of tests said which there are: there are none, or they do not run on the JUnit Platform, \
                   version 1.7 or newer: JUnit 5 and 6 do; JUnit 4 alone does with \
                   `org.junit.vintage:junit-vintage-engine` among the dependencies, and TestNG with \
                   `org.junit.support:testng-engine`";
        let remedy = format!(
            "{}; `--framework command` runs it as it is, in one batch",
            E::REMEDY
        );
        Failure::usage(why, remedy)
    }

    fn run_all(&self, folder: &Path) -> io::Result<Runs> {
        let told = folder.join("told");
        Ok(Runs {
            steps: vec![self.step(FINDS, &told, Purpose::All)],
            source: Source::File(told),
            reader: Box::new(Reporter::finding(Box::new(str::to_owned))),
        })
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        self.runs(tests, folder, Purpose::Outcomes)
    }

    fn repeat(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        self.runs(tests, folder, Purpose::Growth)
    }

    fn is_below(&self, id: &str, entry: &str) -> bool {
        is_below(id, entry)
    }

    fn measures_tests(&self) -> bool {
        true
    }

    fn heap_reader(&self) -> Option<ReadDumps<Held>> {
        Some(heaps::read)
    }

    fn marks_by_dumps(&self) -> bool {
        true
    }

    fn runs_itself(&self) -> bool {
        self.entry.is_itself(&self.command)
    }
}

/// The options of a JVM of tests.
fn options(jars: &Jars, purpose: Purpose) -> Vec<String> {
    let softly = (purpose == Purpose::Growth).then(|| SOFTLY.to_owned());
    std::iter::once(jars.option()).chain(softly).collect()
}

/// The words of a build's command, for what it is run for.
fn of_build(command: &[String], is_tool: fn(&str) -> bool, purpose: Purpose) -> Vec<String> {
    let tool = position_of(command, is_tool).unwrap_or(0);
    let words = command.iter().enumerate();
    let cleans = matches!(purpose, Purpose::List | Purpose::All);
    let kept = words.filter(|(at, word)| cleans || *at <= tool || *word != CLEAN);
    kept.map(|(_, word)| word.clone()).collect()
}

/// Where the command is called.
fn here() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

/// Whether an entry of a list means this class: a package, or a module with all that is below it.
fn is_below(id: &str, entry: &str) -> bool {
    id.strip_prefix(entry)
        .is_some_and(|rest| rest.starts_with(['.', '/', '$']))
}

/// Where a word of a command stands that is a program of this name.
fn position_of(command: &[String], is_program: impl Fn(&str) -> bool) -> Option<usize> {
    command.iter().position(|word| {
        let name = Path::new(word).file_name().and_then(|name| name.to_str());
        name.is_some_and(&is_program)
    })
}

#[cfg(test)]
mod tests {
    use super::super::adapter::testing::listed;
    use super::super::words::owned;
    use super::*;

    #[test]
    fn classes_are_listed_once_in_the_order_in_which_they_were_told() {
        let folder = tempfile::tempdir().unwrap();
        let command = owned(&["mvn", "test"]);
        let mut adapter = Classes::new(&command, maven::Maven, folder.path()).unwrap();
        let tests = listed(&mut adapter, folder.path(), |step| {
            let told = step.env.iter().find(|(name, _)| name == TOLD).unwrap();
            let line = |id: &str| format!("{{\"event\":\"listed\",\"test\":\"{id}\"}}\n");
            let text = [line("shop.B"), line("core/shop.A"), line("shop.B")].concat();
            std::fs::write(&told.1, text).unwrap();
            String::new()
        });
        let ids: Vec<&str> = tests.iter().map(|test| test.id.as_str()).collect();
        assert_eq!(ids, ["shop.B", "core/shop.A"]);
    }

    #[test]
    fn what_is_compiled_is_thrown_away_by_the_first_process_alone() {
        let folder = tempfile::tempdir().unwrap();
        let command = owned(&["mvn", "clean", "test"]);
        let maven = Classes::new(&command, maven::Maven, folder.path()).unwrap();
        let all = maven.run_all(folder.path()).unwrap();
        assert_eq!(all.steps[0].argv[..3], ["mvn", "clean", "test"]);
        let order = all.steps[0].env.iter().find(|(name, _)| name == ORDER);
        assert_eq!(order.unwrap().1, FINDS);
        let some = maven.run(&["shop.A"], folder.path()).unwrap();
        assert_eq!(some.steps[0].argv[..2], ["mvn", "test"]);
    }

    #[test]
    fn an_entry_can_be_a_package_or_a_module() {
        assert!(is_below("shop.cart.CartTest", "shop.cart"));
        assert!(is_below("core/shop.CartTest", "core"));
        assert!(!is_below("shop.CartTest", "shop.Cart"));
    }
}
