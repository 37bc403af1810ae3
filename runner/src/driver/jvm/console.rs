//! JUnit's console launcher: the `java` of the command gets the agent, and a batch is that command, whose tests are
//! some of the classes.

use std::io;
use std::path::Path;

use oomscope_diagnosis::heap::held::Held;
use oomscope_shared::artifact::Framework;

use super::super::adapter::{Adapted, Adapter, Asking, Runs};
use super::super::{ListedTest, ReadDumps, Registration, Step, Unlisted, begins_with, own_unit};
use super::{Classes, Purpose, heaps, is_below, position_of};

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Junit,
    unit_of: own_unit,
    needs_folder: true,
    help: "JUnit's console launcher: `java -jar junit-platform-console-standalone.jar`",
    is_named: |words| {
        let is_launcher = |name: &&str| {
            name.starts_with("junit-platform-console")
                || *name == "org.junit.platform.console.ConsoleLauncher"
        };
        let mut programs = words.programs();
        programs.any(|(program, rest)| program == JAVA && rest.iter().any(is_launcher))
    },
    open: |plan, _| Ok(Box::new(Adapted::new(Console::new(&plan.command), plan))),
};

const JAVA: &str = "java";

/// The adapter.
struct Console {
    command: Vec<String>,
    classes: Classes,
}

impl Console {
    /// For a command that has `java` in it.
    fn new(command: &[String]) -> Self {
        Self {
            command: command.to_vec(),
            classes: Classes::default(),
        }
    }

    fn step(&self, purpose: Purpose) -> Step {
        let mut argv = self.command.clone();
        let java = position_of(&argv, |name| name == JAVA).unwrap_or(0);
        argv.splice(java + 1..java + 1, self.classes.options(purpose));
        Step::new(argv)
    }
}

impl Adapter for Console {
    fn framework(&self) -> Framework {
        Framework::Junit
    }

    fn list(&mut self, asking: &mut Asking<'_>) -> Result<Vec<ListedTest>, Unlisted> {
        self.classes.place(asking.scratch())?;
        let mut step = self.step(Purpose::Outcomes);
        // There is nothing to run for now.
        step.argv.retain(|word| word != "--fail-if-no-tests");
        self.classes.list(
            step,
            asking,
            "call the launcher itself, for example: oomscope run -- java -jar junit-platform-console-standalone.jar \
             --class-path build/classes --scan-class-path",
        )
    }

    fn run(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let step = self.step(Purpose::Outcomes);
        self.classes.runs(step, tests, folder, Purpose::Outcomes)
    }

    fn repeat(&self, tests: &[&str], folder: &Path) -> io::Result<Runs> {
        let step = self.step(Purpose::Growth);
        self.classes.runs(step, tests, folder, Purpose::Growth)
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

    fn runs_itself(&self) -> bool {
        begins_with(&self.command, JAVA)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::detect;
    use super::super::super::words::owned;
    use super::*;

    #[test]
    fn it_is_known_by_the_launcher_behind_java() {
        for words in [
            &[
                "java",
                "-jar",
                "lib/junit-platform-console-standalone-1.11.4.jar",
                "--scan-class-path",
            ][..],
            &[
                "/opt/jdk/bin/java",
                "-Xmx1g",
                "-cp",
                "x:y",
                "org.junit.platform.console.ConsoleLauncher",
            ],
        ] {
            assert_eq!(detect(&owned(words)), Framework::Junit, "{words:?}");
        }
        assert_eq!(
            detect(&owned(&["java", "-jar", "shop.jar"])),
            Framework::Command
        );
    }

    #[test]
    fn the_agent_is_an_option_of_java() {
        let console = Console::new(&owned(&["env", "A=1", "java", "-jar", "x.jar"]));
        let step = console.step(Purpose::Outcomes);
        assert_eq!(step.argv[..3], ["env", "A=1", "java"]);
        assert!(step.argv[3].starts_with("-javaagent:"));
        assert_eq!(step.argv[4..], ["-jar", "x.jar"]);
    }
}
