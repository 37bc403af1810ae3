//! Mocha: a module of ours, loaded by `--require`, writes the files that Mocha found instead of loading them, and
//! a batch is one Mocha that runs some of them. The module tells of them, also in Mocha's own workers.

use std::io;
use std::path::{Path, PathBuf};

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;

use super::adapter::{Adapted, Adapter, Asking, Runs};
use super::javascript::{Files, listed_paths, place_measure, read_heap, with_room};
use super::words::without;
use super::{ListedTest, ReadDumps, Registration, Step, Unlisted, begins_with, own_unit, place};

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
    open: |plan, _| Ok(Box::new(Adapted::new(Mocha::new(&plan.command), plan))),
};

/// Options that would keep Mocha from ending.
const ALONE: &[&str] = &["-w", "--watch"];
/// Options that start workers: those that stand alone, and those with a value.
const PARALLEL: &[&str] = &["-p", "--parallel"];
const JOBS: &[&str] = &["-j", "--jobs"];

/// The adapter.
pub struct Mocha {
    command: Vec<String>,
    files: Files,
    hook: PathBuf,
}

impl Mocha {
    /// For a command to which options of Mocha can be appended.
    pub fn new(command: &[String]) -> Self {
        Self {
            command: without(command, ALONE, &[]),
            files: Files::default(),
            hook: PathBuf::new(),
        }
    }

    /// The command with the module of ours. Its files stay: the module chooses among what Mocha makes of them and
    /// of its configuration.
    fn step(&self) -> Step {
        let mut argv = self.command.clone();
        argv.push(format!("--require={}", self.hook.display()));
        Step::new(argv)
    }
}

impl Adapter for Mocha {
    fn framework(&self) -> Framework {
        Framework::Mocha
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let scratch = asking.scratch().to_owned();
        place_measure(&scratch)?;
        self.hook = place(
            &scratch,
            "oomscope_mocha.cjs",
            include_str!("oomscope_mocha.cjs"),
        )?;
        let list = scratch.join("list.json");
        let mut step = self.step();
        step.env = vec![("OOMSCOPE_LIST".to_owned(), list.display().to_string())];
        asking.ask(&step)?.good()?;
        let paths = listed_paths(
            &list,
            "Mocha",
            "call Mocha itself, for example: oomscope run -- npx mocha; or, with npm: npm test --",
        )?;
        Ok(self.files.take(paths))
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
        self.runs(step, tests, folder).map(with_room)
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        self.runs(self.step(), tests, folder)
    }
}

impl Mocha {
    fn runs(&self, mut step: Step, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let told = folder.join("told");
        step.env = self.files.environment(tests, folder, &told)?;
        Ok(self.files.runs(step, told, tests))
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
        let mut mocha = Mocha::new(&owned(&["npx", "mocha", "-w", "--ui", "tdd", "spec"]));
        mocha.hook = "/s/hook.cjs".into();
        mocha.files.take(owned(&["/w/a.js", "/w/b.js"]));
        let folder = tempfile::tempdir().unwrap();
        let runs = mocha.run(&["/w/b.js"], folder.path()).unwrap();
        let step = &runs.steps[0];
        let words = [
            "npx",
            "mocha",
            "--ui",
            "tdd",
            "spec",
            "--require=/s/hook.cjs",
        ];
        assert_eq!(step.argv, words);
        let order = std::fs::read_to_string(folder.path().join("order.json")).unwrap();
        assert_eq!(order, r#"["/w/b.js"]"#);
    }
}
