//! `node --test`: a preload of ours lets Node look for its test files without running them, and a batch is one
//! such Node that is given some of them. Each file has a process of its own. A reporter of ours tells of them.

use std::io;
use std::path::Path;

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;

use super::adapter::{Adapted, Adapter, Asking, Runs};
use super::detect::Words;
use super::javascript::{Beside, Which, no_list, preload, read_heap, with_room, written_list};
use super::words::{has, without};
use super::{ListedTest, ReadDumps, Registration, Step, Unlisted, Unopened, begins_with, own_unit};
use crate::error::Failure;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::NodeTest,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &["--test-reporter-destination"],
    is_named,
    open: |plan, scratch| {
        let node = NodeTest::new(&plan.command, scratch)?;
        Ok(Box::new(Adapted::new(node, plan)))
    },
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

/// Modules of ours.
const PRELOAD: &str = "oomscope_node_preload.cjs";
const REPORTER: &str = "oomscope_node_reporter.mjs";
const ROUNDS: &str = "oomscope_node_rounds.mjs";
const HOOKS: &str = "oomscope_node_hooks.mjs";

/// The adapter.
pub struct NodeTest {
    /// Everything up to `--test`.
    call: Vec<String>,
    /// Everything behind it.
    rest: Vec<String>,
    beside: Beside,
}

impl NodeTest {
    /// For a command with `--test` in it, with a folder for what lies beside it.
    pub fn new(command: &[String], scratch: &Path) -> Result<Self, Unopened> {
        let at = command.iter().position(|word| word == "--test");
        let at = at.ok_or_else(|| {
            Failure::usage(
                "`--framework node_test` needs `--test` among the words of the command",
                "for example: oomscope run -- node --test",
            )
        })?;
        let keeps = |words| without(words, DROPPED_ALONE, DROPPED_WITH_VALUE);
        let modules = [
            (PRELOAD, include_str!("oomscope_node_preload.cjs")),
            (REPORTER, include_str!("oomscope_node_reporter.mjs")),
            (ROUNDS, include_str!("oomscope_node_rounds.mjs")),
            (HOOKS, include_str!("oomscope_node_hooks.mjs")),
        ];
        Ok(Self {
            call: keeps(&command[..=at]),
            rest: keeps(&command[at + 1..]),
            beside: Beside::place(scratch, &modules)?,
        })
    }

    /// Node with these options of ours between `--test` and the user's, and the preload of ours in each process.
    fn step(&self, ours: &[String], rest: &[String]) -> Step {
        let mut step = Step::new([&self.call[..], ours, rest].concat());
        preload(&mut step, &self.beside.module(PRELOAD));
        step
    }

    /// Node with the files that the order has, one after the other.
    fn step_of_batch(&self) -> Step {
        let mut ours = self.reporters();
        if !has(&[&self.call[..], &self.rest].concat(), CONCURRENCY) {
            ours.push("--test-concurrency=1".to_owned());
        }
        self.step(&ours, &without(&self.rest, &[], CHOOSES))
    }

    fn reporter(&self) -> String {
        format!("--test-reporter={}", self.beside.module(REPORTER).display())
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
        ours.push(self.reporter());
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
        let dropped = [REPORTERS, ISOLATION].concat();
        let stdout = "--test-reporter-destination=stdout".to_owned();
        let step = self.step(
            &[self.reporter(), stdout],
            &without(&self.rest, &[], &dropped),
        );
        let paths = written_list(asking, step, || self.no_list())?;
        Ok(self.beside.tests(paths))
    }

    fn no_list(&self) -> Failure {
        no_list(
            "node --test",
            "it takes Node 20.15 or later; run it by hand to see what is wrong",
        )
    }

    fn measures_tests(&self) -> bool {
        true
    }

    fn runs_itself(&self) -> bool {
        begins_with(&self.call, "node")
    }

    fn has_own_processes(&self) -> bool {
        let words = [&self.call[..], &self.rest].concat();
        let kept = without(&words, &[], ISOLATION);
        // What is left out of the words is the option and its value.
        let mut option = words.iter().filter(|word| !kept.contains(word));
        !option.any(|word| word.ends_with("none"))
    }

    fn heap_reader(&self) -> Option<ReadDumps<Held>> {
        Some(read_heap)
    }

    /// All files in one process, which is that of a file of ours.
    fn repeat(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let mut step = self.step_of_batch();
        let rounds = self.beside.module(ROUNDS).display().to_string();
        step.env.push(("OOMSCOPE_ROUNDS".to_owned(), rounds));
        let runs = self.beside.runs(step, Which::Tests(tests), folder)?;
        Ok(with_room(runs))
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let step = self.step_of_batch();
        self.beside.runs(step, Which::Tests(tests), folder)
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
        let folder = tempfile::tempdir().unwrap();
        let node = NodeTest::new(&owned(command), folder.path()).unwrap();
        let mut runs = node.run(&["/w/a.js"], folder.path()).unwrap();
        let argv = runs.steps.remove(0).argv;
        let place = format!("{}/", folder.path().display());
        argv.iter()
            .map(|word| word.replace(&place, "/s/"))
            .collect()
    }

    #[test]
    fn each_reporter_has_a_destination() {
        let ours = [
            "--test-reporter=/s/oomscope_node_reporter.mjs",
            "--test-concurrency=1",
        ];
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
        let folder = tempfile::tempdir().unwrap();
        assert!(NodeTest::new(&owned(&["npm", "test"]), folder.path()).is_err());
    }
}
