//! Minitest: a plugin of ours, which Minitest finds on Ruby's load path, lists the tests, and lets a batch run some of
//! them, in their order. It tells of each while it runs.

use std::io;
use std::path::{Path, PathBuf};

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;

use super::adapter::{Adapted, Adapter, Asking, Runs, Source};
use super::detect::{Words, first_plain};
use super::reporter::Reporter;
use super::{ListedTest, ReadDumps, Registration, Step, Unlisted, place, ruby};
use crate::error::Failure;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Minitest,
    // `BasketTest#test_adds`.
    unit_of: |id| id.split_once('#').map_or(id, |(class, _)| class).to_owned(),
    needs_folder: true,
    overwrites: &[],
    is_named,
    open: |plan, _| Ok(Box::new(Adapted::new(Minitest::new(&plan.command), plan))),
};

fn is_named(words: &Words<'_>) -> bool {
    let is_file = |name: &&str| {
        name.ends_with("_test.rb") || (name.starts_with("test_") && name.ends_with(".rb"))
    };
    words.programs().any(|(program, rest)| match program {
        "rake" => (rest.iter()).any(|word| *word == "test" || word.starts_with("test:")),
        "rails" => first_plain(rest) == Some("test"),
        "minitest" => true,
        _ => program.starts_with("ruby") && rest.iter().any(is_file),
    })
}

/// One test at a time: whatever memory there is, is then that of the test that runs.
const WORKERS: [&str; 3] = ["N", "MT_CPU", "PARALLEL_WORKERS"];

/// The adapter.
pub struct Minitest {
    command: Vec<String>,
    /// The folder on the load path.
    beside: PathBuf,
}

impl Minitest {
    /// For a command that runs tests.
    pub fn new(command: &[String]) -> Self {
        Self {
            command: command.to_vec(),
            beside: PathBuf::new(),
        }
    }

    /// The command, with our plugin where Minitest finds it.
    fn step(&self, name: &str, file: &Path) -> Step {
        let mut step = Step::new(self.command.clone());
        let own = std::env::var("RUBYLIB").unwrap_or_default();
        let path = [self.beside.display().to_string(), own].join(":");
        let workers = WORKERS
            .into_iter()
            .filter(|name| std::env::var_os(name).is_none());
        step.env = workers
            .map(|name| (name.to_owned(), "1".to_owned()))
            .collect();
        step.env
            .push(("RUBYLIB".to_owned(), path.trim_end_matches(':').to_owned()));
        step.env.push((name.to_owned(), file.display().to_string()));
        step
    }
}

impl Adapter for Minitest {
    fn framework(&self) -> Framework {
        Framework::Minitest
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let scratch = asking.scratch().to_owned();
        ruby::put_beside(&scratch)?;
        std::fs::create_dir_all(scratch.join("minitest"))?;
        let plugin = include_str!("oomscope_plugin.rb");
        place(&scratch, "minitest/oomscope_plugin.rb", plugin)?;
        self.beside.clone_from(&scratch);
        let list = scratch.join("list");
        asking.ask(&self.step("OOMSCOPE_LIST", &list))?.good()?;
        let known = std::fs::read_to_string(&list).map_err(|_| {
            Unlisted::Failed(Failure::usage(
                "the command ran no Minitest that takes plugins",
                "`MT_NO_PLUGINS` and `--no-plugins` keep oomscope's out; test-unit is another framework, for which \
                 there is `--framework command`",
            ))
        })?;
        let listed = known.lines().map(|id| ListedTest {
            id: id.to_owned(),
            group: 0,
        });
        Ok(listed.collect())
    }

    fn measures_tests(&self) -> bool {
        true
    }

    fn heap_reader(&self) -> Option<ReadDumps<Held>> {
        Some(ruby::heaps::read)
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let (told, order) = (folder.join("told"), folder.join("order"));
        std::fs::write(&order, tests.join("\n") + "\n")?;
        let mut step = self.step("OOMSCOPE_ORDER", &order);
        step.env
            .push(("OOMSCOPE_TOLD".to_owned(), told.display().to_string()));
        let names = tests.iter().map(|id| ((*id).to_owned(), (*id).to_owned()));
        Ok(Runs {
            steps: vec![step],
            source: Source::File(told),
            reader: Box::new(Reporter::new(names)),
        })
    }

    fn is_below(&self, id: &str, entry: &str) -> bool {
        id.strip_prefix(entry)
            .is_some_and(|rest| rest.starts_with('#'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::words::owned;

    #[test]
    fn a_batch_is_the_command_with_the_names_of_its_tests_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let command = owned(&["bundle", "exec", "rake", "test"]);
        let minitest = Minitest::new(&command);
        let tests = ["ATest#test_b", "ATest#test_a", "ATest#test_b"];
        let step = minitest.run(&tests, folder.path()).unwrap().steps.remove(0);
        assert_eq!(step.argv, command);
        let order = std::fs::read_to_string(folder.path().join("order")).unwrap();
        assert_eq!(order, "ATest#test_b\nATest#test_a\nATest#test_b\n");
        assert!(
            minitest.is_below("ATest#test_a", "ATest") && !minitest.is_below("ATests#t", "ATest")
        );
    }
}
