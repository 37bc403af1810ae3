//! Vitest: a batch is one Vitest that runs its test files or some of them, one after the other. A reporter of ours
//! says which there are and tells of them.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;
use serde::Deserialize;

use super::adapter::{Adapted, Adapter, Asking, Runs};
use super::javascript::{Beside, Which, no_list, preload, read_heap, with_room};
use super::words::{has, owned, without, without_plain};
use super::{ListedTest, ReadDumps, Registration, Step, Unlisted, Unopened, own_unit};
use crate::error::Failure;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Vitest,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &["--outputFile", "--coverage"],
    is_named: |words| {
        let mut programs = words.programs();
        programs.any(|(program, _)| matches!(program, "vitest" | "vitest.mjs"))
    },
    open: |plan, scratch| {
        let vitest = Vitest::new(&plan.command, scratch)?;
        Ok(Box::new(Adapted::new(vitest, plan)))
    },
};

/// Options by which a user decides how many files run at the same time.
const WORKERS_ALONE: &[&str] = &[
    "--fileParallelism",
    "--no-file-parallelism",
    "--file-parallelism",
];
/// Those of them that have a value.
const WORKERS_WITH_VALUE: &[&str] = &["--maxWorkers", "--minWorkers"];
/// Options that stand alone. Any other one may have the next word as its value.
const ALONE: &[&str] = &[
    "--coverage",
    "--run",
    "--globals",
    "--silent",
    "--passWithNoTests",
    "--dom",
    "--logHeapUsage",
    "-u",
    "--update",
    "--isolate",
    "--ui",
    "--allowOnly",
    "--dangerouslyIgnoreUnhandledErrors",
    "--hideSkippedTests",
    "--typecheck",
    "--disableConsoleIntercept",
    "--inspect",
    "--inspectBrk",
    "--clearCache",
    "--standalone",
    "--printConsoleTrace",
];

/// Options that choose when the list has been made.
const CHOOSE: &[&str] = &["--shard"];

/// Modules of ours.
const REPORTER: &str = "oomscope_vitest.mjs";
const SETUP: &str = "oomscope_vitest_setup.mjs";
const WORKER: &str = "oomscope_vitest_worker.cjs";
/// The reporter leaves it where each file has a process or a thread of its own, which is Vitest's default.
const ISOLATED: &str = "isolated";
/// Options about that. What is repeated has to stay in one process.
const ISOLATION: &[&str] = &["--isolate", "--no-isolate"];
const SHARED: &str = "--no-isolate";

/// The adapter.
pub struct Vitest {
    /// Everything up to `vitest`.
    call: Vec<String>,
    /// Everything behind it and its subcommand.
    rest: Vec<String>,
    beside: Beside,
}

impl Vitest {
    /// For a command with `vitest` in it, with a folder for what lies beside it.
    pub fn new(command: &[String], scratch: &Path) -> Result<Self, Unopened> {
        let is_vitest =
            |word: &String| matches!(word.rsplit('/').next(), Some("vitest" | "vitest.mjs"));
        let at = command.iter().position(is_vitest).ok_or_else(|| {
            Failure::usage(
                "`--framework vitest` needs `vitest` among the words of the command",
                "for example: oomscope run -- npx vitest run",
            )
        })?;
        let mut rest = command[at + 1..].to_vec();
        let is_subcommand =
            |word: &String| matches!(word.as_str(), "run" | "watch" | "dev" | "list");
        if rest.first().is_some_and(is_subcommand) {
            rest.remove(0);
        }
        rest.retain(|word| !matches!(word.as_str(), "--run" | "--watch" | "-w"));
        let modules = [
            (REPORTER, include_str!("oomscope_vitest.mjs")),
            (SETUP, include_str!("oomscope_vitest_setup.mjs")),
            (WORKER, include_str!("oomscope_vitest_worker.cjs")),
        ];
        Ok(Self {
            call: command[..=at].to_vec(),
            rest,
            beside: Beside::place(scratch, &modules)?,
        })
    }
}

#[derive(Debug, Deserialize)]
struct ListedFile {
    file: String,
}

impl Adapter for Vitest {
    fn framework(&self) -> Framework {
        Framework::Vitest
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        // Into a file: plugins and set-up may print to standard output.
        let out = asking.scratch().join("list.json");
        let mut argv = self.call.clone();
        argv.push("list".to_owned());
        argv.extend(self.rest.iter().cloned());
        argv.extend(owned(&[
            "--filesOnly",
            &format!("--json={}", out.display()),
        ]));
        asking.ask(&Step::new(argv))?.good()?;
        let text = std::fs::read_to_string(&out).unwrap_or_default();
        let files: Vec<ListedFile> =
            serde_json::from_str(&text).map_err(|_| Unlisted::Failed(self.no_list()))?;
        let paths = files.into_iter().map(|file| file.file).collect();
        Ok(self.beside.tests(paths))
    }

    fn finds_its_tests(&self) -> bool {
        !has(&self.rest, CHOOSE)
    }

    fn no_list(&self) -> Failure {
        no_list(
            "Vitest",
            "it takes Vitest 2.1 or later; run it by hand to see what is wrong",
        )
    }

    fn runs_itself(&self) -> bool {
        super::begins_with(&self.call, "vitest")
    }

    fn has_own_processes(&self) -> bool {
        self.beside.module(ISOLATED).exists()
    }

    fn heap_reader(&self) -> Option<ReadDumps<Held>> {
        Some(read_heap)
    }

    fn repeat(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let alone = [WORKERS_ALONE, ISOLATION].concat();
        let mut rest = without(&self.rest, &alone, WORKERS_WITH_VALUE);
        rest.push(SHARED.to_owned());
        let runs = self.runs(&rest, Which::Tests(tests), folder)?;
        Ok(with_room(runs))
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        self.runs(&self.rest, Which::Tests(tests), folder)
    }

    fn run_all(&self, folder: &Path) -> io::Result<Runs> {
        self.runs(&self.rest, Which::All, folder)
    }
}

impl Vitest {
    fn runs(&self, rest: &[String], which: Which<'_>, folder: &Path) -> io::Result<Runs> {
        let takes_value = |word: &str| {
            word.starts_with('-') && !word.starts_with("--no-") && !ALONE.contains(&word)
        };
        let mut argv = self.call.clone();
        argv.push("run".to_owned());
        match which {
            Which::All => argv.extend(rest.iter().cloned()),
            // Filters of the user have chosen already.
            Which::Tests(_) => argv.extend(without_plain(rest, &takes_value)),
        }
        if !has(&argv, WORKERS_ALONE) && !has(&argv, WORKERS_WITH_VALUE) {
            argv.push("--no-file-parallelism".to_owned());
        }
        if !has(&argv, &["--reporter"]) {
            argv.push("--reporter=default".to_owned());
        }
        let reporter = self.beside.module(REPORTER);
        argv.push(format!("--reporter={}", reporter.display()));
        argv.push("--logHeapUsage".to_owned());
        if let Which::Tests(tests) = which {
            let paths: BTreeSet<String> = tests.iter().map(|id| self.beside.path(id)).collect();
            argv.extend(paths);
        }
        let mut step = Step::new(argv);
        preload(&mut step, &self.beside.module(WORKER));
        self.beside.runs(step, which, folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_choose_the_list_and_no_batch() {
        let words = owned(&[
            "npx",
            "vitest",
            "run",
            "--dir",
            "t",
            "--coverage",
            "math",
            "--globals",
        ]);
        let folder = tempfile::tempdir().unwrap();
        let vitest = Vitest::new(&words, folder.path()).unwrap();
        assert_eq!(
            vitest.rest,
            ["--dir", "t", "--coverage", "math", "--globals"]
        );
        let job = vitest.run(&["/w/t/math.test.ts"], folder.path()).unwrap();
        let reporter = format!("--reporter={}", folder.path().join(REPORTER).display());
        assert_eq!(
            job.steps[0].argv,
            owned(&[
                "npx",
                "vitest",
                "run",
                "--dir",
                "t",
                "--coverage",
                "--globals",
                "--no-file-parallelism",
                "--reporter=default",
                &reporter,
                "--logHeapUsage",
                "/w/t/math.test.ts"
            ])
        );
        let all = vitest.run_all(folder.path()).unwrap();
        assert!(all.steps[0].argv.contains(&"math".to_owned()));
        assert!(Vitest::new(&owned(&["npm", "test"]), folder.path()).is_err());
    }
}
