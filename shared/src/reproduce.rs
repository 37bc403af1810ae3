//! The command that shows a finding again.

use crate::artifact::Artifact;
use crate::units::MIB;

/// The command that repeats some tests, as often as the hunt has to where nobody can ask for a number. A few of many are
/// enough to show it.
pub fn repeated(artifact: &Artifact, tests: &[String]) -> String {
    let how = match artifact.run.framework.repeats() {
        true => ["--repeat", "5"],
        false => ["--hunt", "always"],
    };
    command(artifact, &tests[..tests.len().min(3)], &how)
}

/// The command that runs one test under the limit of the run.
pub fn once(artifact: &Artifact, test: &str) -> String {
    let limit = artifact
        .limits
        .memory
        .as_ref()
        .map(|limit| typed(limit.bytes));
    match &limit {
        Some(limit) => command(artifact, &[test.to_owned()], &["--memory-limit", limit]),
        None => command(artifact, &[test.to_owned()], &[]),
    }
}

/// The command that runs every test in a process of its own, and looks for the cause in any case.
pub fn isolating_command(artifact: &Artifact) -> String {
    let mut options = vec!["--batch-size", "1", "--hunt", "always"];
    if let Some(file) = &artifact.run.plan.tests_file {
        options.extend(["--tests", file]);
    }
    command(artifact, &[], &options)
}

/// A limit as one would type it.
pub fn typed(bytes: u64) -> String {
    match bytes % MIB {
        0 => format!("{}MiB", bytes / MIB),
        _ => bytes.to_string(),
    }
}

/// The command that runs some tests, with further options.
pub fn command(artifact: &Artifact, tests: &[String], options: &[&str]) -> String {
    let mut words: Vec<String> = vec!["oomscope".into(), "run".into()];
    words.extend(options.iter().map(|word| (*word).to_owned()));
    for test in tests {
        words.push("--test".into());
        words.push(test.clone());
    }
    words.push("--".into());
    words.extend(artifact.run.command.iter().cloned());
    shell(words.iter().map(String::as_str))
}

/// Words as one line that a POSIX shell reads back unchanged.
pub fn shell<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    // Nothing but a NUL could be refused. No process has one among its words, only a made-up file can.
    let quoter = shlex::Quoter::new().allow_nul(true);
    quoter.join(words).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::Framework;
    use crate::testing;

    #[test]
    fn a_limit_stands_there_as_it_was_typed() {
        assert_eq!(typed(300 * MIB), "300MiB");
        assert_eq!(typed(19_605_184_185), "19605184185");
    }

    #[test]
    fn only_a_framework_that_can_is_told_to_repeat() {
        let tests = ["a".to_owned(), "b".to_owned()];
        let of = |framework| {
            let told = testing::pytest().with(|artifact| artifact.run.framework = framework);
            repeated(&told.done(), &tests)
        };
        let pytest = of(Framework::Pytest);
        assert!(
            pytest.starts_with("oomscope run --repeat 5 --test a --test b -- "),
            "{pytest}"
        );
        for framework in Framework::ALL {
            assert_eq!(
                of(framework).contains(" --repeat 5 "),
                framework.repeats(),
                "{framework:?}"
            );
            assert_ne!(
                of(framework).contains(" --hunt always "),
                framework.repeats(),
                "{framework:?}"
            );
        }
    }

    #[test]
    fn words_are_quoted_for_the_shell() {
        let words = [
            "tests/a.py::test_x",
            "test_x[a b]",
            "it's",
            "it's $HOME",
            "{a,b}",
            "!x",
            "",
            "-k",
            "nul\0",
        ];
        assert_eq!(
            shell(words),
            "tests/a.py::test_x 'test_x[a b]' \"it's\" \"it's \"'$HOME' '{a,b}' '!x' '' -k 'nul\0'"
        );
    }
}
