//! Django: its `manage.py test` with a test runner of ours, which is made of the project's own.

use crate::driver::Step;
use crate::error::Failure;

/// The environment variable that hands on whose test runner Django was told to use.
const THEIR_RUNNER: &str = "OOMSCOPE_TESTRUNNER";

/// The command with our runner in it.
///
/// # Errors
/// It is not Django's.
pub fn plugged(command: &[String]) -> Result<Step, Failure> {
    if !command.iter().any(|word| word == "test") {
        return Err(Failure::usage(
            "`--framework django` needs `test` among the words of the command",
            "for example: oomscope run -- python manage.py test",
        ));
    }
    let mut step = Step::new(command.to_vec());
    step.env = their_runner(command)
        .map(|name| (THEIR_RUNNER.to_owned(), name))
        .into_iter()
        .collect();
    step.argv
        .push("--testrunner=oomscope_django.Runner".to_owned());
    Ok(step)
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
    use crate::driver::words::owned;

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
        let found = plugged(&words).unwrap();
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
