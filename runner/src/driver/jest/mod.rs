//! Jest: it lists its test files, and a batch is one Jest that runs some of them, one after the other in its
//! own process. A reporter of ours tells of them; a sequencer of ours keeps the order and can repeat.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;

use super::adapter::{Adapted, Adapter, Asking, Runs};
use super::javascript::{Files, place_measure, preload, read_heap, with_room};
use super::words::{has, owned, without};
use super::{ListedTest, ReadDumps, Registration, Step, Unlisted, own_unit, place};
use crate::error::Failure;

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Jest,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &["--outputFile", "--coverage"],
    is_named: |words| {
        let mut programs = words.programs();
        programs.any(|(program, _)| matches!(program, "jest" | "jest.js"))
    },
    open: |plan, _| Ok(Box::new(Adapted::new(Jest::new(&plan.command), plan))),
};

/// Options by which a user decides about processes: those that stand alone, and those with a value.
const ALONE: &[&str] = &["-i", "--runInBand", "--workerThreads"];
const WITH_VALUE: &[&str] = &["-w", "--maxWorkers"];

/// The adapter.
pub struct Jest {
    command: Vec<String>,
    files: Files,
    reporter: PathBuf,
    sequencer: PathBuf,
    worker: PathBuf,
}

impl Jest {
    /// For a command to which options of Jest can be appended.
    pub fn new(command: &[String]) -> Self {
        Self {
            command: command.to_vec(),
            files: Files::default(),
            reporter: PathBuf::new(),
            sequencer: PathBuf::new(),
            worker: PathBuf::new(),
        }
    }
}

impl Adapter for Jest {
    fn framework(&self) -> Framework {
        Framework::Jest
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let mut argv = self.command.clone();
        argv.extend(owned(&["--listTests", "--json"]));
        let answer = asking.ask(&Step::new(argv))?.good()?;
        let scratch = asking.scratch();
        self.reporter = place(
            scratch,
            "oomscope_jest.cjs",
            include_str!("oomscope_jest.cjs"),
        )?;
        self.sequencer = place(
            scratch,
            "oomscope_jest_order.cjs",
            include_str!("oomscope_jest_order.cjs"),
        )?;
        self.worker = place(
            scratch,
            "oomscope_jest_worker.cjs",
            include_str!("oomscope_jest_worker.cjs"),
        )?;
        place_measure(scratch)?;
        let paths = parse_list(&answer.stdout)?;
        Ok(self.files.take(paths))
    }

    fn measures_tests(&self) -> bool {
        true
    }

    fn runs_itself(&self) -> bool {
        super::begins_with(&self.command, "jest")
    }

    fn heap_reader(&self) -> Option<ReadDumps<Held>> {
        Some(read_heap)
    }

    fn repeat(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let command = without(&self.command, ALONE, WITH_VALUE);
        self.runs(&command, tests, folder).map(with_room)
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        self.runs(&self.command, tests, folder)
    }
}

impl Jest {
    fn runs(&self, command: &[String], tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let told = folder.join("told");
        let own = command.iter().filter(|word| !self.files.has(word));
        let mut argv: Vec<String> = own.cloned().collect();
        if !has(&argv, ALONE) && !has(&argv, WITH_VALUE) {
            // In one process each file's memory can be told from that of the others.
            argv.push("--runInBand".to_owned());
        }
        if !has(&argv, &["--reporters"]) {
            argv.push("--reporters=default".to_owned());
        }
        argv.push(format!("--reporters={}", self.reporter.display()));
        argv.push(format!("--testSequencer={}", self.sequencer.display()));
        argv.push("--runTestsByPath".to_owned());
        let paths: BTreeSet<&str> = tests.iter().map(|id| self.files.path(id)).collect();
        argv.extend(paths.into_iter().map(str::to_owned));
        let mut step = Step::new(argv);
        // Without the order Jest would run each file once, in one of its own.
        step.env = self.files.environment(tests, folder, &told)?;
        preload(&mut step, &self.worker);
        Ok(self.files.runs(step, told, tests))
    }
}

/// The list is a JSON array on a line of its own; scripts around Jest may print before it.
fn parse_list(text: &str) -> Result<Vec<String>, Unlisted> {
    let line = text
        .lines()
        .rev()
        .find(|line| line.starts_with('['))
        .unwrap_or("");
    serde_json::from_str(line).map_err(|_| {
        Unlisted::Failed(Failure::usage(
            "`--listTests --json` behind the command printed no list of files, so it is not Jest, or does not \
             hand its options on",
            "call Jest itself, for example: oomscope run -- npx jest; or, with npm: npm test --",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_stands_behind_what_scripts_print() {
        let text = "\n> js@0.0.0 test\n> jest\n\n[\"/w/t/a.test.js\",\"/w/t/b.test.js\"]\n";
        assert_eq!(
            parse_list(text).unwrap(),
            ["/w/t/a.test.js", "/w/t/b.test.js"]
        );
        assert!(parse_list("hello").is_err());
    }

    #[test]
    fn a_file_of_the_command_is_not_run_in_every_batch() {
        let mut jest = Jest::new(&owned(&["npx", "jest", "--ci", "/w/a.test.js"]));
        jest.files.take(owned(&["/w/a.test.js", "/w/b.test.js"]));
        let folder = tempfile::tempdir().unwrap();
        let job = jest.run(&["/w/b.test.js"], folder.path()).unwrap();
        let argv = &job.steps[0].argv;
        assert_eq!(argv[..4], ["npx", "jest", "--ci", "--runInBand"]);
        assert!(!argv.contains(&"/w/a.test.js".to_owned()));
        assert_eq!(argv.last().map(String::as_str), Some("/w/b.test.js"));
    }
}
