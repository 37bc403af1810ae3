//! GoogleTest: a test binary lists its tests, and a batch is the binary with a filter that names some of them.
//!
//! Nothing of ours is in its process, but where the hunt has the profiler of native code look at one that grows. It
//! rests twice in a run, at files that GoogleTest itself writes, and after each round in the hunt, which has the binary
//! repeat tests (`--gtest_repeat`): see [`super::adapter::Rests`] and docs/design/leases.md.

mod binary;
pub(super) mod listed;
pub(super) mod output;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use oomscope_shared::artifact::Framework;

use self::listed::is_disabled;
pub use self::output::Why;
use self::output::{Doing, GtestOutput};
use super::adapter::{Adapted, Adapter, Again, Asking, Rests, Runs, Source};
use super::words::{has, without};
use super::{HuntWay, ListedTest, Registration, Step, Unlisted};
use crate::error::Failure;
use crate::native;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Gtest,
    // What `SetUpTestSuite` sets up is the suite's.
    unit_of: |id| id.split_once('.').map_or(id, |(suite, _)| suite).to_owned(),
    needs_folder: true,
    overwrites: &["--gtest_output"],
    is_named: |words| {
        let is_flag = |word: &String| word.starts_with("--gtest_");
        words.command.iter().any(is_flag) || words.paths().any(binary::is_of_gtest)
    },
    open: |plan, _| Ok(Box::new(Adapted::new(Gtest::new(&plan.command)?, plan))),
};

/// The report, which is written after each round.
const ROUND: &str = "round.json";
/// Bytes of names in one argument: Linux takes 128 KiB.
const LONGEST_FILTER: usize = 100 << 10;

/// Flags with which the tests of a batch are chosen or a batch would not speak, beside `--gtest_filter`.
const CHOOSING: &[&str] = &[
    "--gtest_filter",
    "--gtest_brief",
    "--gtest_fail_if_no_test_selected",
    "--gtest_fail_if_no_test_linked",
];
/// Flags that would change rounds.
const ROUNDS: &[&str] = &[
    "--gtest_output",
    "--gtest_repeat",
    "--gtest_shuffle",
    "--gtest_fail_fast",
    "--gtest_break_on_failure",
];
/// By these the C library gives back what is free, so that what stays resident is what is in use.
const GIVES_BACK: [(&str, &str); 4] = [
    ("MALLOC_TRIM_THRESHOLD_", "65536"),
    ("MALLOC_MMAP_THRESHOLD_", "65536"),
    ("MALLOC_TOP_PAD_", "0"),
    ("MALLOC_ARENA_MAX", "1"),
];
/// AddressSanitizer keeps up to 256 MiB of what is free so that nobody uses it, which would look like growth.
const SANITIZER: (&str, &str) = (
    "ASAN_OPTIONS",
    "quarantine_size_mb=0:thread_local_quarantine_size_kb=0",
);
/// Set up anew in each round, what a global environment keeps would be charged to whatever test is repeated.
const ENVIRONMENTS: (&str, &str) = ("GTEST_RECREATE_ENVIRONMENTS_WHEN_REPEATING", "0");
const SHARDS: [&str; 2] = ["GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX"];

/// The adapter.
pub struct Gtest {
    command: Vec<String>,
    /// Which share of the tests the user's environment asks for: how many there are, and which it is.
    shard: Option<(usize, usize)>,
    /// Whether tests that are switched off run nevertheless.
    runs_disabled: bool,
    /// All that the command would run, and what of that is switched off.
    tests: Vec<String>,
    disabled: BTreeSet<String>,
}

impl Gtest {
    /// For a command to which flags of GoogleTest can be appended.
    ///
    /// # Errors
    /// It lists tests itself.
    pub fn new(command: &[String]) -> Result<Self, Failure> {
        if has(command, &["--gtest_list_tests"]) {
            return Err(Failure::usage(
                "`--gtest_list_tests` runs no test",
                "leave it out: oomscope lists the tests itself",
            ));
        }
        let number = |name: &str| variable(command, name)?.parse().ok();
        let shard = number(SHARDS[0]).zip(number(SHARDS[1]));
        let is_assigned = |word: &&String| {
            let name = word.split_once('=').map_or("", |(name, _)| name);
            !SHARDS.contains(&name)
        };
        let also = |words: &[String]| {
            let word = words.iter().rev();
            let mut value =
                word.filter_map(|word| word.strip_prefix("--gtest_also_run_disabled_tests"));
            value
                .next()
                .map(|value| !["=0", "=false", "=f"].contains(&value))
        };
        let by_variable =
            || variable(command, "GTEST_ALSO_RUN_DISABLED_TESTS").is_some_and(|one| one != "0");
        Ok(Self {
            runs_disabled: also(command).unwrap_or_else(by_variable),
            shard: shard.filter(|(all, _)| *all > 1),
            command: command.iter().filter(is_assigned).cloned().collect(),
            tests: Vec::new(),
            disabled: BTreeSet::new(),
        })
    }

    /// Whether the user has the binary write what it found into a file.
    fn has_output(&self) -> bool {
        let by_variable = ["GTEST_OUTPUT", "XML_OUTPUT_FILE"];
        has(&self.command, &["--gtest_output"])
            || by_variable
                .iter()
                .any(|name| variable(&self.command, name).is_some())
    }

    /// Whether a program of the command runs with rights of its own (setuid): it may not write into our folders, and
    /// GoogleTest ends by a fault where it cannot write the file that says that it has begun.
    fn has_other_rights(&self) -> bool {
        let mut paths = self.command.iter().filter(|word| word.contains('/'));
        paths.any(|path| native::is_privileged(Path::new(path)).unwrap_or(false))
    }

    /// The commands for some tests. Those whose names do not fit into one word take several.
    fn steps(&self, words: &[String], tests: &[&str]) -> Vec<Step> {
        let chosen: BTreeSet<&str> = tests.iter().copied().collect();
        let step = |more: Option<String>| {
            let mut step = Step::new(words.to_vec());
            step.argv.extend(more);
            step.env = environment();
            step
        };
        if self.shard.is_none() && self.tests.iter().all(|test| chosen.contains(test.as_str())) {
            let mut own = self
                .command
                .iter()
                .filter(|word| word.starts_with("--gtest_filter"));
            return vec![step(own.next_back().cloned())];
        }
        let ordered = self
            .tests
            .iter()
            .filter(|test| chosen.contains(test.as_str()));
        let mut filters = vec![String::new()];
        for name in ordered {
            if filters
                .last()
                .is_some_and(|last| last.len() + name.len() > LONGEST_FILTER)
            {
                filters.push(String::new());
            }
            if let Some(last) = filters.last_mut() {
                let colon = if last.is_empty() { "" } else { ":" };
                last.push_str(colon);
                last.push_str(name);
            }
        }
        let filters = filters
            .into_iter()
            .map(|names| format!("--gtest_filter={names}"));
        filters.map(|filter| step(Some(filter))).collect()
    }
}

/// What is set beside the tests: `brief` says nothing of tests that pass, and which tests are the user's share is known.
fn environment() -> Vec<(String, String)> {
    let of = [("GTEST_BRIEF", "0"), (SHARDS[0], "1"), (SHARDS[1], "0")];
    of.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

/// An environment variable of the command, which a word before the program can set.
fn variable(command: &[String], name: &str) -> Option<String> {
    let assigned = command
        .iter()
        .find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
    assigned
        .map(str::to_owned)
        .or_else(|| std::env::var(name).ok())
}

impl Adapter for Gtest {
    fn framework(&self) -> Framework {
        Framework::Gtest
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let mut argv = without(&self.command, &["--gtest_output"], &[]);
        argv.push("--gtest_list_tests".to_owned());
        let said = asking.ask(&Step::new(argv))?.good()?.stdout;
        self.tests = listed::names(&said);
        let is_known = || self.command.iter().any(|word| binary::is_of_gtest(word));
        if self.tests.is_empty() && !is_known() {
            return Err(Unlisted::Failed(Failure::usage(
                "the command lists no tests when `--gtest_list_tests` stands behind it",
                "call the test binary itself, for example: oomscope run -- ./build/my_tests",
            )));
        }
        if !self.runs_disabled {
            let disabled = self.tests.iter().filter(|name| is_disabled(name));
            self.disabled = disabled.cloned().collect();
        }
        // As it counts itself: by turns, and only those that run.
        let mut runnable = 0;
        let shard = self.shard;
        let is_off = |name: &String| self.disabled.contains(name);
        let mut is_ours = |name: &String| {
            runnable += usize::from(!is_off(name));
            shard.is_none_or(|(all, index)| !is_off(name) && (runnable - 1) % all == index)
        };
        let ours = self.tests.iter().filter(|name| is_ours(name));
        let listed = ours.map(|name| ListedTest {
            id: name.clone(),
            group: 0,
        });
        Ok(listed.collect())
    }

    fn runs_itself(&self) -> bool {
        self.command
            .first()
            .is_some_and(|word| binary::is_of_gtest(word))
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let words = without(&self.command, CHOOSING, &[]);
        let mut steps = self.steps(&words, tests);
        let mut rests = Rests::default();
        let is_free = variable(&self.command, "TEST_PREMATURE_EXIT_FILE").is_none();
        if is_free && !self.has_output() && !self.has_other_rights() {
            rests = resting(folder, &mut steps);
        }
        let disabled = tests.iter().map(|id| (*id).to_owned());
        let disabled = disabled.filter(|id| self.disabled.contains(id));
        Ok(Runs {
            steps,
            source: Source::Rests(rests),
            reader: Box::new(GtestOutput::new(Doing::Run, disabled.collect())),
        })
    }

    fn repeat(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let first = tests.first().copied().unwrap_or_default().to_owned();
        let rounds = tests.iter().filter(|id| **id == first).count();
        let mut words = without(&self.command, &[CHOOSING, ROUNDS].concat(), &[]);
        words.push(format!("--gtest_repeat={rounds}"));
        words.push("--gtest_shuffle=0".to_owned());
        let mut steps = self.steps(&words, tests);
        let rests = resting(folder, &mut steps);
        let sanitizer = match variable(&self.command, SANITIZER.0) {
            Some(own) => format!("{own}:{}", SANITIZER.1),
            None => SANITIZER.1.to_owned(),
        };
        for step in &mut steps {
            // A word of the command comes after what is set here.
            for word in &mut step.argv {
                if word
                    .strip_prefix(SANITIZER.0)
                    .is_some_and(|rest| rest.starts_with('='))
                {
                    *word = format!("{}={sanitizer}", SANITIZER.0);
                }
            }
            step.env.push((SANITIZER.0.to_owned(), sanitizer.clone()));
            step.env
                .push((ENVIRONMENTS.0.to_owned(), ENVIRONMENTS.1.to_owned()));
            let gives_back = GIVES_BACK.map(|(name, value)| (name.to_owned(), value.to_owned()));
            step.env.extend(gives_back);
        }
        Ok(Runs {
            steps,
            source: Source::Rests(rests),
            reader: Box::new(GtestOutput::new(Doing::Rounds { first }, BTreeSet::new())),
        })
    }

    fn hunt_way(&self) -> HuntWay {
        HuntWay::Halves(native::watched)
    }

    fn watched(&self, tests: &[&str], rounds: u32, folder: &Path) -> io::Result<(Runs, Again)> {
        let runs = self.repeat(&tests.repeat(rounds as usize), folder)?;
        let mut words = self.command.iter();
        let program = words.find(|word| binary::is_of_gtest(word));
        let round = folder.join(ROUND);
        Ok((runs, Again::Program(program.map(PathBuf::from), round)))
    }

    fn is_below(&self, id: &str, entry: &str) -> bool {
        id.strip_prefix(entry)
            .is_some_and(|rest| rest.starts_with('.'))
    }
}

/// Has the binary write files in a folder: one when it begins, which it deletes at the end, and its report after each
/// round.
fn resting(folder: &Path, steps: &mut [Step]) -> Rests {
    let (begun, round) = (folder.join("begun"), folder.join(ROUND));
    for step in steps {
        let begun = begun.display().to_string();
        step.env
            .push(("TEST_PREMATURE_EXIT_FILE".to_owned(), begun));
        step.argv
            .push(format!("--gtest_output=json:{}", round.display()));
    }
    Rests {
        begun: Some(begun),
        round: Some(round),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::adapter::testing;
    use crate::driver::words::owned;

    const LIST: &str = "Running main()\nA.\n  a\n  b\n  DISABLED_c\nB.\n  d\n  e\n";

    fn listed(command: &[&str]) -> (Gtest, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let mut gtest = Gtest::new(&owned(command)).unwrap();
        let listed = testing::listed(&mut gtest, folder.path(), |_| LIST.to_owned());
        (gtest, listed.into_iter().map(|one| one.id).collect())
    }

    #[test]
    fn a_batch_is_the_binary_with_the_names_of_its_tests() {
        let (gtest, ids) = listed(&[
            "env",
            "A=1",
            "./t",
            "--gtest_filter=-X.*",
            "--gtest_brief=1",
            "--own",
        ]);
        assert_eq!(ids, ["A.a", "A.b", "A.DISABLED_c", "B.d", "B.e"]);
        let runs = gtest.run(&["B.d", "A.a"], Path::new("/s")).unwrap();
        let argv = &runs.steps[0].argv;
        assert_eq!(
            argv[..5],
            owned(&["env", "A=1", "./t", "--own", "--gtest_filter=A.a:B.d"])
        );
        assert_eq!(argv[5], "--gtest_output=json:/s/round.json");
        // What the user chose stays what it is where all of that is run.
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let all = gtest.run(&ids, Path::new("/s")).unwrap();
        assert_eq!(all.steps[0].argv[4], "--gtest_filter=-X.*");
        assert!(gtest.is_below("A.a", "A") && !gtest.is_below("Ab.a", "A"));
    }

    #[test]
    fn what_the_user_has_it_write_is_left_alone() {
        let (gtest, _) = listed(&["./t", "--gtest_output=xml:own.xml"]);
        let runs = gtest.run(&["A.a"], Path::new("/s")).unwrap();
        let words = owned(&["./t", "--gtest_output=xml:own.xml", "--gtest_filter=A.a"]);
        assert_eq!(runs.steps[0].argv, words);
        assert_eq!(runs.source, Source::Rests(Rests::default()));
        // The report after each round is a mark for the profiler of native code.
        let (runs, again) = gtest.watched(&["A.a"], 6, Path::new("/s")).unwrap();
        assert_eq!(runs.steps[0].argv[1], "--gtest_repeat=6");
        let round = PathBuf::from("/s/round.json");
        assert_eq!(again, Again::Program(None, round));
        // The hunt has its own folder.
        let runs = gtest
            .repeat(&["A.a", "A.b", "A.a", "A.b"], Path::new("/s"))
            .unwrap();
        let words = owned(&[
            "./t",
            "--gtest_repeat=2",
            "--gtest_shuffle=0",
            "--gtest_filter=A.a:A.b",
            "--gtest_output=json:/s/round.json",
        ]);
        assert_eq!(runs.steps[0].argv, words);
    }

    #[test]
    fn what_a_sanitizer_keeps_of_what_is_free_is_no_growth() {
        let (gtest, _) = listed(&["env", "ASAN_OPTIONS=detect_leaks=0", "./t"]);
        let runs = gtest.repeat(&["A.a", "A.a"], Path::new("/s")).unwrap();
        let expected = "ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=0";
        assert!(runs.steps[0].argv[1].starts_with(expected));
        let (gtest, _) = listed(&["./t"]);
        let runs = gtest.repeat(&["A.a", "A.a"], Path::new("/s")).unwrap();
        let is_set = |(name, value): &(String, String)| {
            name == "ASAN_OPTIONS" && value.starts_with("quarantine_size_mb=0")
        };
        assert!(runs.steps[0].env.iter().any(is_set));
        // The run itself is the user's.
        let runs = gtest.run(&["A.a"], Path::new("/s")).unwrap();
        assert!(!runs.steps[0].env.iter().any(is_set));
    }

    #[test]
    fn the_share_of_the_user_is_the_one_that_gtest_would_run() {
        let (gtest, ids) = listed(&["env", "GTEST_TOTAL_SHARDS=2", "GTEST_SHARD_INDEX=1", "./t"]);
        assert_eq!(ids, ["A.b", "B.e"]);
        let runs = gtest.run(&["A.b", "B.e"], Path::new("/s")).unwrap();
        assert_eq!(
            runs.steps[0].argv[..3],
            owned(&["env", "./t", "--gtest_filter=A.b:B.e"])
        );
        assert!(
            runs.steps[0]
                .env
                .contains(&("GTEST_TOTAL_SHARDS".to_owned(), "1".to_owned()))
        );
    }

    #[test]
    fn names_that_do_not_fit_into_one_word_take_several_processes() {
        let mut gtest = Gtest::new(&owned(&["./t"])).unwrap();
        gtest.tests = (0..30_000).map(|at| format!("Suite.Test{at:05}")).collect();
        let ids: Vec<&str> = gtest.tests[1..].iter().map(String::as_str).collect();
        let steps = gtest.run(&ids, Path::new("/s")).unwrap().steps;
        assert_eq!(steps.len(), 5);
        let longest = steps
            .iter()
            .flat_map(|step| &step.argv)
            .map(String::len)
            .max()
            .unwrap();
        assert!(longest < 128 << 10);
    }
}
