//! CTest: it lists its tests as JSON, and a batch is CTest with a test file of ours that has some of them, with all
//! their properties. Every test has a process of its own, which `watch` starts: it tells when each begins and ends, and
//! what memory it took.

pub(super) mod output;
pub(super) mod project;

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use oomscope_shared::artifact::Framework;

use self::output::Lines;
use self::project::Test;
use super::adapter::{Adapted, Adapter, Asking, Runs, Source};
use super::watch;
use super::words::{has, owned, without};
use super::{HuntWay, ListedTest, Registration, Step, Unlisted, begins_with, own_unit};
use crate::error::Failure;
use crate::native;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Ctest,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &["--output-junit", "--output-log", "-O"],
    is_named: |words| words.programs().any(|(program, _)| program == "ctest"),
    open: |plan, _| Ok(Box::new(Adapted::new(Ctest::new(&plan.command)?, plan))),
};

/// Options that choose tests, or the place where they are: the list has been made with them.
const CHOOSING: &[&str] = &["--rerun-failed"];
const CHOOSING_VALUE: &[&str] = &[
    "-R",
    "--tests-regex",
    "-E",
    "--exclude-regex",
    "-L",
    "--label-regex",
    "-LE",
    "--label-exclude",
    "-I",
    "--tests-information",
    "--tests-from-file",
    "--exclude-from-file",
    "--test-dir",
];
/// Options with which it would not tell of its tests.
const SPEECH: &[&str] = &["-Q", "--quiet", "--progress"];
/// Options with which it does something else.
const OTHERS: &[&str] = &[
    "-S",
    "--script",
    "-SP",
    "--script-new-process",
    "-D",
    "--dashboard",
    "-M",
    "--test-model",
    "-T",
    "--test-action",
    "--build-and-test",
    "-N",
    "--show-only",
    "--print-labels",
];

/// The adapter.
pub struct Ctest {
    command: Vec<String>,
    tests: Vec<Test>,
}

impl Ctest {
    /// For a command to which options of CTest can be appended.
    ///
    /// # Errors
    /// It does something else than to run tests.
    pub fn new(command: &[String]) -> Result<Self, Failure> {
        let other = OTHERS.iter().find(|option| has(command, &[option]));
        if let Some(option) = other {
            return Err(Failure::usage(
                format!("with `{option}` CTest does more than to run tests, or runs none"),
                "call it for its tests alone, for example: oomscope run -- ctest --test-dir build",
            ));
        }
        Ok(Self {
            command: command.to_vec(),
            tests: Vec::new(),
        })
    }
}

impl Adapter for Ctest {
    fn framework(&self) -> Framework {
        Framework::Ctest
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let mut argv = without(&self.command, SPEECH, &[]);
        argv.push("--show-only=json-v1".to_owned());
        let said = asking.ask(&Step::new(argv))?.good()?.stdout;
        self.tests = project::tests(&said).ok_or_else(|| {
            Unlisted::Failed(Failure::usage(
                "`--show-only=json-v1` behind the command listed no tests",
                "CTest 3.20 or newer is needed, and a folder with tests: oomscope run -- ctest --test-dir build",
            ))
        })?;
        // Every test has a process of its own, so all of them can be in one batch.
        let listed = self.tests.iter().map(|test| ListedTest {
            id: test.name.clone(),
            group: 0,
        });
        Ok(listed.collect())
    }

    fn measures_tests(&self) -> bool {
        true
    }

    fn runs_itself(&self) -> bool {
        begins_with(&self.command, "ctest")
    }

    fn hunt_way(&self) -> HuntWay {
        HuntWay::BisectAndWatch(native::watched)
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let chosen: BTreeSet<&str> = tests.iter().copied().collect();
        let chosen = project::with_fixtures(&self.tests, &chosen);
        let own = std::env::current_exe()?;
        let place = folder.join("ctest");
        std::fs::create_dir(&place)?;
        std::fs::write(
            place.join("CTestTestfile.cmake"),
            project::file(&chosen, &own),
        )?;
        let told = folder.join("told");
        let mut argv = without(&self.command, &[CHOOSING, SPEECH].concat(), CHOOSING_VALUE);
        let place = place.display().to_string();
        argv.extend(owned(&["--test-dir", &place, "--output-on-failure"]));
        let mut step = Step::new(argv);
        step.env = vec![(watch::TOLD.to_owned(), told.display().to_string())];
        let names = chosen.iter().map(|test| test.name.clone());
        Ok(Runs {
            steps: vec![step],
            source: Source::Both(told),
            reader: Box::new(Lines::new(names.collect())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::adapter::testing;

    #[test]
    fn a_batch_is_ctest_with_a_file_of_its_tests() {
        let folder = tempfile::tempdir().unwrap();
        let command = owned(&[
            "env",
            "A=1",
            "ctest",
            "--test-dir",
            "build",
            "-R",
            "x",
            "-j",
            "4",
            "-Q",
        ]);
        let mut ctest = Ctest::new(&command).unwrap();
        let listed = testing::listed(&mut ctest, folder.path(), |step| {
            assert!(
                step.argv
                    .ends_with(&owned(&["-R", "x", "-j", "4", "--show-only=json-v1"]))
            );
            r#"{"tests":[{"name":"a","command":["/bin/true"]},{"name":"b","command":["/bin/true"]}]}"#.to_owned()
        });
        assert_eq!(listed.len(), 2);
        let runs = ctest.run(&["b"], folder.path()).unwrap();
        let place = folder.path().join("ctest");
        let words = [
            "env",
            "A=1",
            "ctest",
            "-j",
            "4",
            "--test-dir",
            &place.display().to_string(),
            "--output-on-failure",
        ];
        assert_eq!(runs.steps[0].argv, words);
        let file = std::fs::read_to_string(place.join("CTestTestfile.cmake")).unwrap();
        assert!(file.starts_with("add_test([=[b]=] ") && !file.contains("[=[a]=]"));
        assert!(Ctest::new(&owned(&["ctest", "-D", "Nightly"])).is_err());
    }
}
