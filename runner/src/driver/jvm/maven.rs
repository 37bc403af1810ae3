//! Maven: an extension of ours gives the JVMs of Surefire and Failsafe the agent, and a batch is one Maven with the
//! user's own goals, whose tests are some of the classes.

use std::io;
use std::path::Path;

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;

use super::super::adapter::{Adapted, Adapter, Asking, Runs};
use super::super::{ListedTest, ReadDumps, Registration, Step, Unlisted, own_unit};
use super::{Classes, Purpose, heaps, is_below, position_of};

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Maven,
    unit_of: own_unit,
    needs_folder: true,
    help: "Maven with a goal that runs tests: `mvn test`, `mvn verify`",
    is_named: |words| {
        let mut programs = words.programs();
        programs.any(|(program, rest)| {
            is_maven(program) && rest.iter().any(|word| RUNS_TESTS.contains(word))
        })
    },
    open: |plan, _| Ok(Box::new(Adapted::new(Maven::new(&plan.command), plan))),
};

/// Goals that run tests and change nothing outside of the build's own folders.
const RUNS_TESTS: &[&str] = &[
    "test",
    "integration-test",
    "verify",
    "surefire:test",
    "failsafe:integration-test",
];
/// A goal that takes away what is compiled, which is done once, before the list is made.
const CLEAN: &str = "clean";
/// The jars that Maven itself loads.
const EXTENSIONS: &str = "-Dmaven.ext.class.path=";

fn is_maven(program: &str) -> bool {
    matches!(program, "mvn" | "mvnw")
}

/// The adapter.
pub(super) struct Maven {
    command: Vec<String>,
    classes: Classes,
}

impl Maven {
    /// For a command to which options of Maven can be appended.
    pub(super) fn new(command: &[String]) -> Self {
        Self {
            command: command.to_vec(),
            classes: Classes::default(),
        }
    }

    /// A command with the extension, beside those of the user.
    fn step(&self, mut argv: Vec<String>) -> Step {
        let ours = self.classes.jars.maven.display().to_string();
        match argv.iter_mut().find(|word| word.starts_with(EXTENSIONS)) {
            Some(theirs) => theirs.push_str(&format!(":{ours}")),
            None => argv.push(format!("{EXTENSIONS}{ours}")),
        }
        Step::new(argv)
    }

    fn run_for(&self, tests: &[&str], folder: &Path, purpose: Purpose) -> io::Result<Runs> {
        let program = position_of(&self.command, is_maven).unwrap_or(0);
        let words = self.command.iter().enumerate();
        let kept = words.filter(|(at, word)| *at <= program || *word != CLEAN);
        let step = self.step(kept.map(|(_, word)| word.clone()).collect());
        self.classes.runs(step, tests, folder, purpose)
    }
}

impl Adapter for Maven {
    fn framework(&self) -> Framework {
        Framework::Maven
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        self.classes.place(asking.scratch())?;
        let step = self.step(self.command.clone());
        self.classes.list(
            step,
            asking,
            "call Maven itself with a goal that runs tests, for example: oomscope run -- mvn test",
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
    use super::super::super::words::owned;
    use super::*;

    #[test]
    fn it_is_known_by_a_goal_that_runs_tests() {
        for words in [
            &["mvn", "test"][..],
            &["./mvnw", "-B", "-ntp", "-pl", "core", "verify"],
            &["env", "MAVEN_OPTS=-Xmx1g", "mvn", "-o", "surefire:test"],
        ] {
            assert_eq!(detect(&owned(words)), Framework::Maven, "{words:?}");
        }
        for words in [&["mvn", "deploy"][..], &["cat", "mvn", "test"]] {
            assert_eq!(detect(&owned(words)), Framework::Command, "{words:?}");
        }
    }

    #[test]
    fn what_is_compiled_is_thrown_away_once_and_extensions_of_the_user_stay() {
        let mut maven = Maven::new(&owned(&[
            "mvn",
            "clean",
            "test",
            "-Dmaven.ext.class.path=/x.jar",
            "-Dtest=A*",
        ]));
        maven.classes.jars.maven = "/s/m.jar".into();
        let folder = tempfile::tempdir().unwrap();
        let runs = maven.run(&["shop.A"], folder.path()).unwrap();
        let words = [
            "mvn",
            "test",
            "-Dmaven.ext.class.path=/x.jar:/s/m.jar",
            "-Dtest=A*",
        ];
        assert_eq!(runs.steps[0].argv, words);
        let order = std::fs::read_to_string(folder.path().join("order")).unwrap();
        assert_eq!(order, "shop.A\n");
    }
}
