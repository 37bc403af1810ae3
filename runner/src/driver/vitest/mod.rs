//! Vitest: it lists its test files, and a batch is one Vitest that runs some of them, one after the other.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;
use serde::Deserialize;

use super::adapter::{Adapted, Adapter, Asking, Runs};
use super::javascript::{Files, place_measure, preload, read_heap, with_room};
use super::words::{has, owned, without, without_plain};
use super::{ListedTest, ReadDumps, Registration, Step, Unlisted, own_unit, place};
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
    open: |plan, _| Ok(Box::new(Adapted::new(Vitest::new(&plan.command)?, plan))),
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

/// The adapter.
pub struct Vitest {
    /// Everything up to `vitest`.
    call: Vec<String>,
    /// Everything behind it and its subcommand.
    rest: Vec<String>,
    files: Files,
    reporter: PathBuf,
    worker: PathBuf,
}

impl Vitest {
    /// For a command with `vitest` in it.
    pub fn new(command: &[String]) -> Result<Self, Failure> {
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
        Ok(Self {
            call: command[..=at].to_vec(),
            rest,
            files: Files::default(),
            reporter: PathBuf::new(),
            worker: PathBuf::new(),
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
        self.reporter = place(
            asking.scratch(),
            "oomscope_vitest.mjs",
            include_str!("oomscope_vitest.mjs"),
        )?;
        self.worker = place(
            asking.scratch(),
            "oomscope_vitest_worker.cjs",
            include_str!("oomscope_vitest_worker.cjs"),
        )?;
        place(
            asking.scratch(),
            "oomscope_vitest_setup.mjs",
            include_str!("oomscope_vitest_setup.mjs"),
        )?;
        place_measure(asking.scratch())?;
        let text = std::fs::read_to_string(&out).unwrap_or_default();
        let files: Vec<ListedFile> = serde_json::from_str(&text).map_err(|error| {
            Unlisted::Failed(Failure::usage(
                format!("`vitest list --filesOnly --json` wrote no list: {error}"),
                "it takes Vitest 2.1 or later; run it by hand to see what is wrong",
            ))
        })?;
        Ok(self
            .files
            .take(files.into_iter().map(|file| file.file).collect()))
    }

    fn runs_itself(&self) -> bool {
        super::begins_with(&self.call, "vitest")
    }

    fn heap_reader(&self) -> Option<ReadDumps<Held>> {
        Some(read_heap)
    }

    fn repeat(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let rest = without(&self.rest, WORKERS_ALONE, WORKERS_WITH_VALUE);
        self.runs(&rest, tests, folder).map(with_room)
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        self.runs(&self.rest, tests, folder)
    }
}

impl Vitest {
    fn runs(&self, rest: &[String], tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let told = folder.join("told");
        let takes_value = |word: &str| {
            word.starts_with('-') && !word.starts_with("--no-") && !ALONE.contains(&word)
        };
        let mut argv = self.call.clone();
        argv.push("run".to_owned());
        argv.extend(without_plain(rest, &takes_value));
        if !has(&argv, WORKERS_ALONE) && !has(&argv, WORKERS_WITH_VALUE) {
            argv.push("--no-file-parallelism".to_owned());
        }
        if !has(&argv, &["--reporter"]) {
            argv.push("--reporter=default".to_owned());
        }
        argv.push(format!("--reporter={}", self.reporter.display()));
        argv.push("--logHeapUsage".to_owned());
        let paths: BTreeSet<&str> = tests.iter().map(|id| self.files.path(id)).collect();
        argv.extend(paths.into_iter().map(str::to_owned));
        let mut step = Step::new(argv);
        step.env = self.files.environment(tests, folder, &told)?;
        preload(&mut step, &self.worker);
        Ok(self.files.runs(step, told, tests))
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
        let mut vitest = Vitest::new(&words).unwrap();
        assert_eq!(
            vitest.rest,
            ["--dir", "t", "--coverage", "math", "--globals"]
        );
        vitest.files.take(owned(&["/w/t/math.test.ts"]));
        let folder = tempfile::tempdir().unwrap();
        let job = vitest.run(&["/w/t/math.test.ts"], folder.path()).unwrap();
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
                "--reporter=",
                "--logHeapUsage",
                "/w/t/math.test.ts"
            ])
        );
        assert!(Vitest::new(&owned(&["npm", "test"])).is_err());
    }
}
