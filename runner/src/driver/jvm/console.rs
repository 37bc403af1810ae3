//! JUnit's console launcher: the `java` of the command gets the agent, and a batch is that command, whose tests are
//! some of the classes.

use std::path::Path;

use oomscope_shared::artifact::Framework;

use super::super::{Registration, begins_with, own_unit};
use super::{Classes, Entry, Jars, Purpose, options, position_of};

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Junit,
    unit_of: own_unit,
    needs_folder: true,
    overwrites: &[],
    is_named: |words| {
        let is_launcher = |name: &&str| {
            name.starts_with("junit-platform-console")
                || *name == "org.junit.platform.console.ConsoleLauncher"
        };
        let mut programs = words.programs();
        programs.any(|(program, rest)| program == JAVA && rest.iter().any(is_launcher))
    },
    open: |plan, scratch| Classes::open(plan, Console, scratch),
};

const JAVA: &str = "java";

/// By an option behind `java`.
struct Console;

impl Entry for Console {
    const FRAMEWORK: Framework = Framework::Junit;
    const REMEDY: &'static str = "call the launcher itself, for example: oomscope run -- java -jar \
                                  junit-platform-console-standalone.jar --class-path build/classes \
                                  --scan-class-path";

    fn command(&self, command: &[String], jars: &Jars, purpose: Purpose) -> Vec<String> {
        let mut argv = command.to_vec();
        let java = position_of(&argv, |name| name == JAVA).unwrap_or(0);
        argv.splice(java + 1..java + 1, options(jars, purpose));
        if purpose == Purpose::List {
            // There is nothing to run for now.
            argv.retain(|word| word != "--fail-if-no-tests");
        }
        argv
    }

    /// They are one plan.
    fn finds(&self, _command: &[String], _folder: &Path) -> bool {
        true
    }

    fn is_itself(&self, command: &[String]) -> bool {
        begins_with(command, JAVA)
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
        let command = owned(&["env", "A=1", "java", "-jar", "x.jar"]);
        let argv = Console.command(&command, &Jars::default(), Purpose::Outcomes);
        assert_eq!(argv[..3], ["env", "A=1", "java"]);
        assert!(argv[3].starts_with("-javaagent:"));
        assert_eq!(argv[4..], ["-jar", "x.jar"]);
    }
}
