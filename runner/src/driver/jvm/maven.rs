//! Maven: an extension of ours gives the JVMs of Surefire and Failsafe the agent, and a batch is one Maven with the
//! user's own goals, whose tests are some of the classes.

use std::path::{Path, PathBuf};

use oomscope_shared::artifact::Framework;

use super::super::{Registration, own_unit};
use super::{Classes, Entry, Jars, Purpose, of_build, pom};

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Maven,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &[],
    is_named: |words| {
        let mut programs = words.programs();
        programs.any(|(program, rest)| {
            is_maven(program) && rest.iter().any(|word| RUNS_TESTS.contains(word))
        })
    },
    open: |plan, scratch| Classes::open(plan, Maven, scratch),
};

/// Goals that run tests and change nothing outside of the build's own folders.
const RUNS_TESTS: &[&str] = &[
    "test",
    "integration-test",
    "verify",
    "surefire:test",
    "failsafe:integration-test",
];
/// Those of them behind which no other goal runs tests.
const RUNS_ONCE: &[&str] = &["test", "surefire:test"];
/// Options that say which project is built, or what is in it.
const ELSEWHERE: [&str; 6] = [
    "-f",
    "--file",
    "-s",
    "--settings",
    "-gs",
    "--global-settings",
];
/// The jars that Maven itself loads.
const EXTENSIONS: &str = "-Dmaven.ext.class.path=";

fn is_maven(program: &str) -> bool {
    matches!(program, "mvn" | "mvnw")
}

/// Where Maven keeps what it has downloaded, if nothing says otherwise.
fn repository() -> PathBuf {
    let home = std::env::var_os("HOME").unwrap_or_default();
    Path::new(&home).join(".m2/repository")
}

/// By an extension, beside those of the user.
pub(super) struct Maven;

impl Entry for Maven {
    const FRAMEWORK: Framework = Framework::Maven;
    const REMEDY: &'static str =
        "call Maven itself with a goal that runs tests, for example: oomscope run -- mvn test";

    fn finds(&self, command: &[String], folder: &Path) -> bool {
        let mut goals = command
            .iter()
            .filter(|word| RUNS_TESTS.contains(&word.as_str()));
        let is_once = goals.all(|goal| RUNS_ONCE.contains(&goal.as_str()));
        let is_here = !command.iter().any(|word| {
            let option = word.split('=').next().unwrap_or(word);
            ELSEWHERE.contains(&option) || pom::has_forks(word)
        });
        is_once && is_here && pom::is_one_process(&folder.join("pom.xml"), &repository())
    }

    fn command(&self, command: &[String], jars: &Jars, purpose: Purpose) -> Vec<String> {
        let mut argv = of_build(command, is_maven, purpose);
        let ours = jars.maven.display().to_string();
        match argv.iter_mut().find(|word| word.starts_with(EXTENSIONS)) {
            Some(theirs) => theirs.push_str(&format!(":{ours}")),
            None => argv.push(format!("{EXTENSIONS}{ours}")),
        }
        argv
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::adapter::Adapter;
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
    fn classes_are_listed_where_a_process_may_not_find_them_all() {
        let folder = tempfile::tempdir().unwrap();
        let finds = |words: &[&str]| Maven.finds(&owned(words), folder.path());
        assert!(!finds(&["mvn", "test"]), "there is no pom.xml");
        std::fs::write(folder.path().join("pom.xml"), "<project></project>").unwrap();
        assert!(finds(&["mvn", "-B", "clean", "test", "-Dtest=Cart*"]));
        for words in [
            &["mvn", "verify"][..],
            &["mvn", "-f", "other/pom.xml", "test"],
            &["mvn", "--file=other/pom.xml", "test"],
            &["mvn", "-DforkCount=2", "test"],
        ] {
            assert!(!finds(words), "{words:?}");
        }
    }

    #[test]
    fn what_is_compiled_is_thrown_away_once_and_extensions_of_the_user_stay() {
        let command = owned(&[
            "mvn",
            "clean",
            "test",
            "-Dmaven.ext.class.path=/x.jar",
            "-Dtest=A*",
        ]);
        let folder = tempfile::tempdir().unwrap();
        let mut maven = Classes::new(&command, Maven, folder.path()).unwrap();
        maven.jars.maven = "/s/m.jar".into();
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
