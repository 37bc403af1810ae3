//! `node --test`: a preload of ours lets Node look for its test files without running them, and a batch is one
//! such Node that is given some of them. Each file has a process of its own. A reporter of ours tells of them.

use std::io;
use std::path::{Path, PathBuf};

use oomscope_shared::artifact::Framework;

use super::adapter::{Adapted, Adapter, Asking, Runs};
use super::detect::Words;
use super::javascript::{Files, listed_paths, place_measure, preload};
use super::words::{has, without};
use super::{ListedTest, Registration, Step, Unlisted, begins_with, own_unit, place};
use crate::error::Failure;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::NodeTest,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &["--test-reporter-destination"],
    is_named,
    open: |plan, _| Ok(Box::new(Adapted::new(NodeTest::new(&plan.command)?, plan))),
};

/// Options of Node that take the next word as their value, and can stand before `--test`.
const WITH_VALUE: &[&str] = &[
    "-r",
    "--require",
    "--import",
    "--loader",
    "--experimental-loader",
    "-C",
    "--conditions",
    "--tsconfig",
];
/// Options that choose by what an earlier run left, or would keep Node from ending.
const DROPPED_ALONE: &[&str] = &["--watch", "--watch-preserve-output"];
/// Those of them that have a value.
const DROPPED_WITH_VALUE: &[&str] = &["--watch-path", "--test-rerun-failures"];
/// What has chosen among the files has done so when they were listed.
const CHOOSES: &[&str] = &["--test-shard"];
/// Options that say where the results go, and how.
const REPORTERS: &[&str] = &["--test-reporter", "--test-reporter-destination"];
/// Options that put all files into one process. For a list none is loaded.
const ISOLATION: &[&str] = &["--test-isolation", "--experimental-test-isolation"];
/// The option by which a user decides how many files run at the same time.
const CONCURRENCY: &[&str] = &["--test-concurrency"];

/// Whether one of the programs is Node, or a loader in front of it, with `--test` before any script.
fn is_named(words: &Words<'_>) -> bool {
    let mut programs = words.programs();
    programs.any(|(program, rest)| {
        let mut rest = rest.iter();
        if !matches!(program, "node" | "tsx") {
            return false;
        }
        while let Some(word) = rest.next() {
            if *word == "--test" {
                return true;
            }
            if !word.starts_with('-') {
                return false;
            }
            if WITH_VALUE.contains(word) {
                rest.next();
            }
        }
        false
    })
}

/// The adapter.
pub struct NodeTest {
    /// Everything up to `--test`.
    call: Vec<String>,
    /// Everything behind it.
    rest: Vec<String>,
    files: Files,
    preload: PathBuf,
    reporter: PathBuf,
}

impl NodeTest {
    /// For a command with `--test` in it.
    pub fn new(command: &[String]) -> Result<Self, Failure> {
        let at = command.iter().position(|word| word == "--test");
        let at = at.ok_or_else(|| {
            Failure::usage(
                "`--framework node_test` needs `--test` among the words of the command",
                "for example: oomscope run -- node --test",
            )
        })?;
        let keeps = |words| without(words, DROPPED_ALONE, DROPPED_WITH_VALUE);
        Ok(Self {
            call: keeps(&command[..=at]),
            rest: keeps(&command[at + 1..]),
            files: Files::default(),
            preload: PathBuf::new(),
            reporter: PathBuf::new(),
        })
    }

    /// Node with these options of ours between `--test` and the user's, and the preload of ours in each process.
    fn step(&self, ours: &[String], rest: &[String], env: Vec<(String, String)>) -> Step {
        let mut step = Step::new([&self.call[..], ours, rest].concat());
        step.env = env;
        preload(&mut step, &self.preload);
        step
    }

    /// The reporter of ours beside the user's.
    fn reporters(&self) -> Vec<String> {
        let count = |option: &str| {
            let words = [&self.call[..], &self.rest].concat();
            let given = words
                .iter()
                .filter(|word| has(&[(*word).clone()], &[option]));
            given.count()
        };
        let mut ours = Vec::new();
        if count(REPORTERS[0]) == 0 {
            ours.push("--test-reporter=spec".to_owned());
        }
        ours.push(format!("--test-reporter={}", self.reporter.display()));
        // Of several reporters each needs to be told where to write. Ours writes nothing there.
        for _ in count(REPORTERS[1])..count(REPORTERS[0]).max(1) + 1 {
            ours.push("--test-reporter-destination=stdout".to_owned());
        }
        ours
    }
}

impl Adapter for NodeTest {
    fn framework(&self) -> Framework {
        Framework::NodeTest
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let scratch = asking.scratch().to_owned();
        place_measure(&scratch)?;
        self.preload = place(
            &scratch,
            "oomscope_node_preload.cjs",
            include_str!("oomscope_node_preload.cjs"),
        )?;
        self.reporter = place(
            &scratch,
            "oomscope_node_reporter.mjs",
            include_str!("oomscope_node_reporter.mjs"),
        )?;
        let list = scratch.join("list.json");
        let dropped = [REPORTERS, ISOLATION].concat();
        let ours = [
            format!("--test-reporter={}", self.reporter.display()),
            "--test-reporter-destination=stdout".to_owned(),
        ];
        let env = vec![("OOMSCOPE_LIST".to_owned(), list.display().to_string())];
        let step = self.step(&ours, &without(&self.rest, &[], &dropped), env);
        asking.ask(&step)?.good()?;
        let paths = listed_paths(
            &list,
            "node --test",
            "it takes Node 20.15 or later; run it by hand to see what is wrong",
        )?;
        Ok(self.files.take(paths))
    }

    fn measures_tests(&self) -> bool {
        true
    }

    fn runs_itself(&self) -> bool {
        begins_with(&self.call, "node")
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let told = folder.join("told");
        let mut ours = self.reporters();
        if !has(&[&self.call[..], &self.rest].concat(), CONCURRENCY) {
            ours.push("--test-concurrency=1".to_owned());
        }
        let env = self.files.environment(tests, folder, &told)?;
        let step = self.step(&ours, &without(&self.rest, &[], CHOOSES), env);
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
            &["node", "--test"][..],
            &["node", "--import", "tsx", "--test", "spec/*.ts"],
            &["npx", "tsx", "--test"],
            &[
                "env",
                "TZ=UTC",
                "node",
                "-r",
                "./setup.js",
                "--test",
                "a.js",
            ],
        ] {
            assert_eq!(detect(&owned(words)), Framework::NodeTest, "{words:?}");
        }
        for words in [
            &["node", "script.js", "--test"][..],
            &["node", "--import", "--test", "x.js"],
            &["make", "--test"],
        ] {
            assert_eq!(detect(&owned(words)), Framework::Command, "{words:?}");
        }
    }

    fn words_of(command: &[&str]) -> Vec<String> {
        let mut node = NodeTest::new(&owned(command)).unwrap();
        node.reporter = "/s/r.mjs".into();
        node.files.take(owned(&["/w/a.js"]));
        let folder = tempfile::tempdir().unwrap();
        let mut runs = node.run(&["/w/a.js"], folder.path()).unwrap();
        runs.steps.remove(0).argv
    }

    #[test]
    fn each_reporter_has_a_destination() {
        let ours = ["--test-reporter=/s/r.mjs", "--test-concurrency=1"];
        let stdout = "--test-reporter-destination=stdout";
        let spec = "--test-reporter=spec";
        let (a, b) = (ours[0], ours[1]);
        assert_eq!(
            words_of(&["node", "--test", "spec"]),
            ["node", "--test", spec, a, stdout, stdout, b, "spec"]
        );
    }

    #[test]
    fn what_was_for_the_list_is_in_no_batch() {
        let words = words_of(&[
            "node",
            "--watch",
            "--test",
            "--test-shard=1/2",
            "--test-concurrency",
            "4",
            "--test-only",
        ]);
        assert!(!has(&words, &["--watch", "--test-shard"]), "{words:?}");
        assert!(
            !words.contains(&"--test-concurrency=1".to_owned()),
            "{words:?}"
        );
        assert!(words.contains(&"--test-only".to_owned()), "{words:?}");
        assert!(NodeTest::new(&owned(&["npm", "test"])).is_err());
    }
}
