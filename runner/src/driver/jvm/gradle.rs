//! Gradle: an init script of ours gives the JVMs of its test tasks the agent, and a batch is one Gradle with the
//! user's own tasks, whose tests are some of the classes.

use std::io;
use std::path::{Path, PathBuf};

use oomscope_shared::artifact::Framework;

use super::super::words::owned;
use super::super::{Registration, own_unit, place};
use super::{Classes, Entry, Jars, Purpose, of_build};

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Gradle,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &[],
    is_named: |words| {
        let mut programs = words.programs();
        programs
            .any(|(program, rest)| is_gradle(program) && rest.iter().any(|word| runs_tests(word)))
    },
    open: |plan, scratch| Classes::open(plan, Gradle::default(), scratch),
};

fn is_gradle(program: &str) -> bool {
    matches!(program, "gradle" | "gradlew")
}

/// Whether a task runs tests, by its name: `test`, `:core:integrationTest`, `testDebugUnitTest`, `check`.
fn runs_tests(word: &str) -> bool {
    let task = word.rsplit(':').next().unwrap_or(word);
    let is_one = task.ends_with("Test") || matches!(task, "test" | "check" | "allTests");
    is_one && !word.starts_with('-')
}

/// By an init script.
#[derive(Default)]
struct Gradle {
    script: PathBuf,
}

impl Entry for Gradle {
    const FRAMEWORK: Framework = Framework::Gradle;
    const REMEDY: &'static str = "call Gradle itself with a task that runs tests, for example: \
                                  oomscope run -- ./gradlew test";

    fn place(&mut self, scratch: &Path) -> io::Result<()> {
        let text = include_str!("oomscope.init.gradle");
        self.script = place(scratch, "oomscope.init.gradle", text)?;
        Ok(())
    }

    /// A daemon would live on behind the batch, have the environment of an earlier one and be charged to nobody.
    fn command(&self, command: &[String], _jars: &Jars, purpose: Purpose) -> Vec<String> {
        let mut argv = of_build(command, is_gradle, purpose);
        argv.extend(owned(&["--no-daemon", "--no-build-cache", "--init-script"]));
        argv.push(self.script.display().to_string());
        // Of a cached configuration the script is no part. Versions that do not know this ignore it.
        argv.push("-Dorg.gradle.configuration-cache=false".to_owned());
        argv
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::adapter::Adapter;
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
        let folder = tempfile::tempdir().unwrap();
        let command = owned(&["gradle", "clean", "test"]);
        let gradle = Classes::new(&command, Gradle::default(), folder.path()).unwrap();
        let runs = gradle.run(&["shop.A"], folder.path()).unwrap();
        let argv = &runs.steps[0].argv;
        assert_eq!(argv[..3], ["gradle", "test", "--no-daemon"]);
    }
}
