//! Mocha: a batch is one Mocha that runs its files or some of them. A module of ours, loaded by `--require`, says which
//! there are, chooses, and tells of them, also in Mocha's own workers; or it writes the list instead of loading them.

use std::io;
use std::path::Path;

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;

use super::adapter::{Adapted, Adapter, Asking, Runs};
use super::javascript::{Beside, Which, no_list, read_heap, with_room, written_list};
use super::words::without;
use super::{ListedTest, ReadDumps, Registration, Step, Unlisted, begins_with, own_unit};
use crate::error::Failure;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Mocha,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &["--reporter-option", "--reporter-options", "-O"],
    is_named: |words| {
        let mut programs = words.programs();
        programs.any(|(program, _)| matches!(program, "mocha" | "_mocha" | "mocha.js"))
    },
    open: |plan, scratch| {
        let mocha = Mocha::new(&plan.command, scratch)?;
        Ok(Box::new(Adapted::new(mocha, plan)))
    },
};

/// Options that would keep Mocha from ending.
const ALONE: &[&str] = &["-w", "--watch"];
/// Options that start workers: those that stand alone, and those with a value.
const PARALLEL: &[&str] = &["-p", "--parallel"];
const JOBS: &[&str] = &["-j", "--jobs"];

/// The module of ours.
const HOOK: &str = "oomscope_mocha.cjs";

/// The adapter.
pub struct Mocha {
    command: Vec<String>,
    beside: Beside,
}

impl Mocha {
    /// For a command to which options of Mocha can be appended, with a folder for what lies beside it.
    pub fn new(command: &[String], scratch: &Path) -> io::Result<Self> {
        let modules = [(HOOK, include_str!("oomscope_mocha.cjs"))];
        Ok(Self {
            command: without(command, ALONE, &[]),
            beside: Beside::place(scratch, &modules)?,
        })
    }

    /// The command with the module of ours. Its files stay: the module chooses among what Mocha makes of them and
    /// of its configuration.
    fn step(&self) -> Step {
        let mut argv = self.command.clone();
        argv.push(format!("--require={}", self.beside.module(HOOK).display()));
        Step::new(argv)
    }
}

impl Adapter for Mocha {
    fn framework(&self) -> Framework {
        Framework::Mocha
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let paths = written_list(asking, self.step(), || self.no_list())?;
        Ok(self.beside.tests(paths))
    }

    fn finds_its_tests(&self) -> bool {
        true
    }

    fn no_list(&self) -> Failure {
        no_list(
            "Mocha",
            "call Mocha itself, for example: oomscope run -- npx mocha; or, with npm: npm test --",
        )
    }

    fn measures_tests(&self) -> bool {
        true
    }

    fn runs_itself(&self) -> bool {
        begins_with(&self.command, "mocha")
    }

    fn heap_reader(&self) -> Option<ReadDumps<Held>> {
        Some(read_heap)
    }

    fn repeat(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let mut step = self.step();
        step.argv = without(&step.argv, PARALLEL, JOBS);
        step.argv.push("--no-parallel".to_owned());
        let runs = self.beside.runs(step, Which::Tests(tests), folder)?;
        Ok(with_room(runs))
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        self.beside.runs(self.step(), Which::Tests(tests), folder)
    }

    fn run_all(&self, folder: &Path) -> io::Result<Runs> {
        self.beside.runs(self.step(), Which::All, folder)
    }
}

#[cfg(test)]
mod tests {
    use super::super::detect;
    use super::super::words::owned;
    use super::*;

    #[test]
    fn it_is_known_by_its_words() {
        for words in [
            &["mocha"][..],
            &["npx", "mocha", "--recursive"],
            &["node_modules/.bin/mocha", "spec"],
            &["node", "--expose-gc", "node_modules/mocha/bin/mocha.js"],
        ] {
            assert_eq!(detect(&owned(words)), Framework::Mocha, "{words:?}");
        }
        assert_eq!(detect(&owned(&["cat", "mocha"])), Framework::Command);
    }

    #[test]
    fn options_of_the_user_stay_and_none_waits_for_changes() {
        let folder = tempfile::tempdir().unwrap();
        let words = owned(&["npx", "mocha", "-w", "--ui", "tdd", "spec"]);
        let mocha = Mocha::new(&words, folder.path()).unwrap();
        let runs = mocha.run(&["/w/b.js"], folder.path()).unwrap();
        let require = format!("--require={}", folder.path().join(HOOK).display());
        let step = &runs.steps[0];
        let words = ["npx", "mocha", "--ui", "tdd", "spec", &require];
        assert_eq!(step.argv, words);
        let order = std::fs::read_to_string(folder.path().join("order.json")).unwrap();
        assert_eq!(order, r#"["/w/b.js"]"#);
    }
}
