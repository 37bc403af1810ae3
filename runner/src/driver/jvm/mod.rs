//! What the drivers of the JVM have in common: a test of the plan is a class, an agent in the JVM of the tests chooses
//! among those that JUnit's Platform finds, and tells of them. How the agent comes there is each driver's own.

mod console;
mod gradle;
mod heaps;
mod jars;
mod maven;

use std::io;
use std::path::Path;

use serde::Deserialize;

pub use self::console::REGISTRATION as CONSOLE;
pub use self::gradle::REGISTRATION as GRADLE;
use self::jars::Jars;
pub use self::maven::REGISTRATION as MAVEN;
use super::adapter::{Asking, Runs, Source};
use super::reporter::Reporter;
use super::{ListedTest, Step, Unlisted};
use crate::error::Failure;

/// Says which classes are to be run: a file with one a line, or [`LISTS`].
const ORDER: &str = "OOMSCOPE_ORDER";
/// That none is to be run, and all are to be told of.
const LISTS: &str = "list";
/// Where it is told.
const TOLD: &str = "OOMSCOPE_TOLD";
/// The folder that modules are told from.
const ROOT: &str = "OOMSCOPE_ROOT";
/// The options that a JVM of tests is to be given, one a line.
const AGENT: &str = "OOMSCOPE_AGENT";
/// What is held softly goes when memory is short, so it is no leak: where tests are repeated, it goes at once.
const SOFTLY: &str = "-XX:SoftRefLRUPolicyMSPerMB=0";

/// The classes of a plan, and what chooses among them.
#[derive(Debug, Default)]
struct Classes {
    jars: Jars,
}

/// What classes are run for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
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

impl Classes {
    /// Puts the jars beside the others, for a listing.
    fn place(&mut self, scratch: &Path) -> io::Result<()> {
        self.jars = Jars::place(scratch)?;
        Ok(())
    }

    /// The classes that a command finds; `remedy` is what to call instead where it is not what it seems.
    fn list(
        &self,
        mut step: Step,
        asking: &mut Asking<'_>,
        remedy: &str,
    ) -> Result<Vec<ListedTest>, Unlisted> {
        let told = asking.scratch().join("list");
        step.env
            .extend(self.environment(LISTS, &told, Purpose::Outcomes));
        asking.ask(&step)?.good()?;
        let Ok(text) = std::fs::read_to_string(&told) else {
            let why = "no JVM of tests said which there are: there are none, or they do not run on the JUnit Platform, \
                       version 1.7 or newer (JUnit 5 and 6 do, and JUnit 4 through its Vintage engine)";
            let remedy = format!("{remedy}; `--framework command` runs it as it is, in one batch");
            return Err(Unlisted::Failed(Failure::usage(why, remedy)));
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

    /// One command for these classes, in this order.
    fn runs(
        &self,
        mut step: Step,
        tests: &[&str],
        folder: &Path,
        purpose: Purpose,
    ) -> io::Result<Runs> {
        let (order, told) = (folder.join("order"), folder.join("told"));
        let lines: String = tests.iter().map(|id| format!("{id}\n")).collect();
        std::fs::write(&order, lines)?;
        step.env
            .extend(self.environment(&order.display().to_string(), &told, purpose));
        Ok(Runs {
            steps: vec![step],
            source: Source::File(told),
            reader: Box::new(Reporter::new(
                tests.iter().map(|id| ((*id).to_owned(), (*id).to_owned())),
            )),
        })
    }

    /// The options of a JVM of tests.
    fn options(&self, purpose: Purpose) -> Vec<String> {
        let softly = (purpose == Purpose::Growth).then(|| SOFTLY.to_owned());
        std::iter::once(self.jars.option()).chain(softly).collect()
    }

    fn environment(&self, order: &str, told: &Path, purpose: Purpose) -> Vec<(String, String)> {
        let root = std::env::current_dir().unwrap_or_default();
        let text = |path: &Path| path.display().to_string();
        vec![
            (ORDER.to_owned(), order.to_owned()),
            (TOLD.to_owned(), text(told)),
            (ROOT.to_owned(), text(&root)),
            (AGENT.to_owned(), self.options(purpose).join("\n")),
        ]
    }
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
        let mut adapter = maven::Maven::new(&owned(&["mvn", "test"]));
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
    fn an_entry_can_be_a_package_or_a_module() {
        assert!(is_below("shop.cart.CartTest", "shop.cart"));
        assert!(is_below("core/shop.CartTest", "core"));
        assert!(!is_below("shop.CartTest", "shop.Cart"));
    }
}
