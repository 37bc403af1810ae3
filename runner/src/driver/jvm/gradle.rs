//! Gradle: an init script of ours gives the JVMs of its test tasks the agent, and a batch is one Gradle with the
//! user's own tasks, whose tests are some of the classes.

use std::io;
use std::path::{Path, PathBuf};

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;

use super::super::adapter::{Adapted, Adapter, Asking, Runs};
use super::super::words::owned;
use super::super::{ListedTest, ReadDumps, Registration, Step, Unlisted, own_unit, place};
use super::{Classes, Purpose, heaps, is_below, position_of};

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Gradle,
    unit_of: own_unit,
    needs_folder: true,
    help: "Gradle with a task that runs tests: `gradle test`, `./gradlew check`",
    is_named: |words| {
        let mut programs = words.programs();
        programs
            .any(|(program, rest)| is_gradle(program) && rest.iter().any(|word| runs_tests(word)))
    },
    open: |plan, _| Ok(Box::new(Adapted::new(Gradle::new(&plan.command), plan))),
};

/// A task that takes away what is compiled, which is done once, before the list is made.
const CLEAN: &str = "clean";

fn is_gradle(program: &str) -> bool {
    matches!(program, "gradle" | "gradlew")
}

/// Whether a task runs tests, by its name: `test`, `:core:integrationTest`, `testDebugUnitTest`, `check`.
fn runs_tests(word: &str) -> bool {
    let task = word.rsplit(':').next().unwrap_or(word);
    let is_one = task.ends_with("Test") || matches!(task, "test" | "check" | "allTests");
    is_one && !word.starts_with('-')
}

/// The adapter.
struct Gradle {
    command: Vec<String>,
    classes: Classes,
    script: PathBuf,
}

impl Gradle {
    /// For a command to which options of Gradle can be appended.
    fn new(command: &[String]) -> Self {
        Self {
            command: command.to_vec(),
            classes: Classes::default(),
            script: PathBuf::new(),
        }
    }

    /// A command with the script. A daemon would live on behind the batch, have the environment of an earlier one and
    /// be charged to nobody.
    fn step(&self, mut argv: Vec<String>) -> Step {
        argv.extend(owned(&["--no-daemon", "--no-build-cache", "--init-script"]));
        argv.push(self.script.display().to_string());
        // Of a cached configuration the script is no part. Versions that do not know this ignore it.
        argv.push("-Dorg.gradle.configuration-cache=false".to_owned());
        Step::new(argv)
    }

    fn run_for(&self, tests: &[&str], folder: &Path, purpose: Purpose) -> io::Result<Runs> {
        let program = position_of(&self.command, is_gradle).unwrap_or(0);
        let words = self.command.iter().enumerate();
        let kept = words.filter(|(at, word)| *at <= program || *word != CLEAN);
        let step = self.step(kept.map(|(_, word)| word.clone()).collect());
        self.classes.runs(step, tests, folder, purpose)
    }
}

impl Adapter for Gradle {
    fn framework(&self) -> Framework {
        Framework::Gradle
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        let scratch = asking.scratch();
        self.classes.place(scratch)?;
        let text = include_str!("oomscope.init.gradle");
        self.script = place(scratch, "oomscope.init.gradle", text)?;
        let step = self.step(self.command.clone());
        self.classes.list(
            step,
            asking,
            "call Gradle itself with a task that runs tests, for example: oomscope run -- ./gradlew test",
        )
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        self.run_for(tests, folder, Purpose::Outcomes)
    }

    fn repeat(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        self.run_for(tests, folder, Purpose::Growth)
    }

    fn is_below(&self, id: &str, entry: &str) -> bool {
        is_below(id, entry)
    }

    fn measures_tests(&self) -> bool {
        true
    }

    fn heap_reader(&self) -> Option<ReadDumps<Held>> {
        Some(heaps::read)
    }

    fn marks_by_dumps(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::detect;
    use super::*;

    #[test]
    fn it_is_known_by_a_task_that_runs_tests() {
        for words in [
            &["gradle", "test"][..],
            &["./gradlew", "--offline", ":core:test", "--tests", "shop.*"],
            &["./gradlew", "testDebugUnitTest"],
            &["gradle", "check"],
        ] {
            assert_eq!(detect(&owned(words)), Framework::Gradle, "{words:?}");
        }
        for words in [&["gradle", "build"][..], &["gradle", "--tests"]] {
            assert_eq!(detect(&owned(words)), Framework::Command, "{words:?}");
        }
    }

    #[test]
    fn what_is_compiled_is_thrown_away_once() {
        let mut gradle = Gradle::new(&owned(&["gradle", "clean", "test"]));
        gradle.script = "/s/i.gradle".into();
        let folder = tempfile::tempdir().unwrap();
        let runs = gradle.run(&["shop.A"], folder.path()).unwrap();
        let argv = &runs.steps[0].argv;
        assert_eq!(argv[..3], ["gradle", "test", "--no-daemon"]);
    }
}
