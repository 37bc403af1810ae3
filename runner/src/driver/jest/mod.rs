//! Jest: a batch is one Jest that runs its test files or some of them, one after the other in its own process. A
//! reporter of ours tells of them; a sequencer of ours says which there are, chooses, keeps the order and can repeat.

use std::io;
use std::path::Path;

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;

use super::adapter::{Adapted, Adapter, Asking, Runs};
use super::javascript::{Beside, Which, no_list, preload, read_heap, with_room};
use super::words::{has, owned, without};
use super::{ListedTest, ReadDumps, Registration, Step, Unlisted, own_unit};
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
    open: |plan, scratch| {
        let jest = Jest::new(&plan.command, scratch)?;
        Ok(Box::new(Adapted::new(jest, plan)))
    },
};

/// Options by which a user decides about processes: those that stand alone, and those with a value.
const ALONE: &[&str] = &["-i", "--runInBand", "--workerThreads"];
const WITH_VALUE: &[&str] = &["-w", "--maxWorkers"];

/// Options that choose by means of the sequencer, which is ours when files are run.
const CHOOSE: &[&str] = &["--shard", "--onlyFailures", "-f"];

/// Modules of ours.
const REPORTER: &str = "oomscope_jest.cjs";
const SEQUENCER: &str = "oomscope_jest_order.cjs";
const WORKER: &str = "oomscope_jest_worker.cjs";

/// The adapter.
pub struct Jest {
    command: Vec<String>,
    beside: Beside,
}

impl Jest {
    /// For a command to which options of Jest can be appended, with a folder for what lies beside it.
    pub fn new(command: &[String], scratch: &Path) -> io::Result<Self> {
        let modules = [
            (REPORTER, include_str!("oomscope_jest.cjs")),
            (SEQUENCER, include_str!("oomscope_jest_order.cjs")),
            (WORKER, include_str!("oomscope_jest_worker.cjs")),
        ];
        Ok(Self {
            command: command.to_vec(),
            beside: Beside::place(scratch, &modules)?,
        })
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
        let paths = parse_list(&answer.stdout).ok_or_else(|| Unlisted::Failed(self.no_list()))?;
        Ok(self.beside.tests(paths))
    }

    fn finds_its_tests(&self) -> bool {
        !has(&self.command, CHOOSE)
    }

    fn no_list(&self) -> Failure {
        no_list(
            "Jest",
            "call Jest itself, for example: oomscope run -- npx jest; or, with npm: npm test --",
        )
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
        let runs = self.runs(command, Which::Tests(tests), folder)?;
        Ok(with_room(runs))
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        self.runs(self.command.clone(), Which::Tests(tests), folder)
    }

    fn run_all(&self, folder: &Path) -> io::Result<Runs> {
        self.runs(self.command.clone(), Which::All, folder)
    }
}

impl Jest {
    /// The command as it is, with a reporter and a sequencer of ours: this one chooses among the files that Jest finds.
    fn runs(&self, mut argv: Vec<String>, which: Which<'_>, folder: &Path) -> io::Result<Runs> {
        if !has(&argv, ALONE) && !has(&argv, WITH_VALUE) {
            // In one process each file's memory can be told from that of the others.
            argv.push("--runInBand".to_owned());
        }
        if !has(&argv, &["--reporters"]) {
            argv.push("--reporters=default".to_owned());
        }
        let module = |name| self.beside.module(name).display().to_string();
        argv.push(format!("--reporters={}", module(REPORTER)));
        argv.push(format!("--testSequencer={}", module(SEQUENCER)));
        let mut step = Step::new(argv);
        preload(&mut step, &self.beside.module(WORKER));
        self.beside.runs(step, which, folder)
    }
}

/// The list is a JSON array on a line of its own; scripts around Jest may print before it.
fn parse_list(text: &str) -> Option<Vec<String>> {
    let line = text.lines().rev().find(|line| line.starts_with('['))?;
    serde_json::from_str(line).ok()
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
        assert!(parse_list("hello").is_none());
    }

    #[test]
    fn the_command_stays_and_the_order_chooses() {
        let folder = tempfile::tempdir().unwrap();
        let words = owned(&["npx", "jest", "--ci", "math"]);
        let jest = Jest::new(&words, folder.path()).unwrap();
        assert!(jest.finds_its_tests());
        let all = jest.run_all(folder.path()).unwrap();
        assert_eq!(
            all.steps[0].argv[..5],
            owned(&["npx", "jest", "--ci", "math", "--runInBand"])
        );
        let order = folder.path().join("order.json");
        assert!(!order.exists());
        let some = jest.run(&["/w/b.test.js"], folder.path()).unwrap();
        assert_eq!(some.steps[0].argv, all.steps[0].argv);
        let order = std::fs::read_to_string(order).unwrap();
        assert_eq!(order, r#"["/w/b.test.js"]"#);
        // The list has to be made by the sequencer of the user.
        let words = owned(&["npx", "jest", "--shard=1/2"]);
        assert!(!Jest::new(&words, folder.path()).unwrap().finds_its_tests());
    }
}
