//! unittest and Django: their command with a module or a test runner of ours in it. What that says and measures
//! is in `plugin/`, and the engine treats both as it treats pytest.

use oomscope_shared::artifact::Framework;

use crate::error::Failure;

/// The environment variable that hands on whose test runner Django was told to use.
const THEIR_RUNNER: &str = "OOMSCOPE_TESTRUNNER";

/// A command of a framework with a plugin, with what puts the plugin in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plugged {
    /// The command.
    pub argv: Vec<String>,
    /// Environment variables beside those of the plugin.
    pub env: Vec<(String, String)>,
}

/// The command with the plugin in it.
///
/// # Errors
/// It has no word in whose place the plugin could come.
pub fn plugged(framework: Framework, command: &[String]) -> Result<Plugged, Failure> {
    let mut plugged = Plugged {
        argv: command.to_vec(),
        env: Vec::new(),
    };
    match framework {
        Framework::Unittest => {
            let at = command
                .windows(2)
                .position(|pair| pair[0] == "-m" && pair[1] == "unittest")
                .ok_or_else(|| {
                    Failure::usage(
                        "`--framework unittest` needs `-m unittest` among the words of the command",
                        "for example: oomscope run -- python -m unittest discover -s tests",
                    )
                })?;
            plugged.argv[at + 1] = "oomscope_unittest".to_owned();
        }
        Framework::Django => {
            if !command.iter().any(|word| word == "test") {
                return Err(Failure::usage(
                    "`--framework django` needs `test` among the words of the command",
                    "for example: oomscope run -- python manage.py test",
                ));
            }
            plugged.env = their_runner(command)
                .map(|name| (THEIR_RUNNER.to_owned(), name))
                .into_iter()
                .collect();
            plugged
                .argv
                .push("--testrunner=oomscope_django.Runner".to_owned());
        }
        _ => {}
    }
    Ok(plugged)
}

/// The test runner that the command names. Ours comes behind it and is made of it.
fn their_runner(command: &[String]) -> Option<String> {
    let at = command
        .iter()
        .rposition(|word| word.starts_with("--testrunner"))?;
    match command[at].strip_prefix("--testrunner=") {
        Some(name) => Some(name.to_owned()),
        None => command.get(at + 1).cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::command_line::owned;

    #[test]
    fn our_module_takes_the_place_of_unittest() {
        let words = owned(&["coverage", "run", "-m", "unittest", "-v", "unittest"]);
        let found = plugged(Framework::Unittest, &words).unwrap();
        assert_eq!(
            found.argv,
            [
                "coverage",
                "run",
                "-m",
                "oomscope_unittest",
                "-v",
                "unittest"
            ]
        );
        assert!(plugged(Framework::Unittest, &owned(&["make", "test"])).is_err());
    }

    #[test]
    fn the_runner_of_the_project_is_handed_on() {
        let words = owned(&[
            "python",
            "manage.py",
            "test",
            "--testrunner",
            "shop.Runner",
            "shop",
        ]);
        let found = plugged(Framework::Django, &words).unwrap();
        assert_eq!(
            found.env,
            [(THEIR_RUNNER.to_owned(), "shop.Runner".to_owned())]
        );
        assert_eq!(
            found.argv.last().map(String::as_str),
            Some("--testrunner=oomscope_django.Runner")
        );
    }
}
