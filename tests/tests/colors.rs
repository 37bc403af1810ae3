//! Colours: on a terminal, where they are asked for, and nowhere else.

use anyhow::ensure;
use oomscope_shared::exit_code;
use oomscope_tests::runner::{Call, Project};
use oomscope_tests::{Result, places};

const RED: &str = "\u{1b}[1m\u{1b}[31m";
const GREEN: &str = "\u{1b}[1m\u{1b}[32m";
const ESCAPE: char = '\u{1b}';

/// Runs what follows on a terminal of its own, and writes what it showed to standard output.
const ON_A_TERMINAL: &str = "import os, pty, sys\n\
     sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

/// What an error looks like with these options and this environment.
fn error(options: &[&str], variables: &[(&str, &str)]) -> Result<String> {
    let project = Project::new(&[])?;
    let mut call = project
        .oomscope(&["report", "missing.json"])
        .args(options)
        .env("NO_COLOR", "");
    for (name, value) in variables {
        call = call.env(name, value);
    }
    let ended = call.expect(exit_code::USAGE)?;
    ensure!(ended.stderr.contains("missing.json"), "{}", ended.stderr);
    Ok(ended.stderr)
}

#[test]
fn they_are_where_they_are_asked_for() -> Result<()> {
    let (always, never) = (&["--color", "always"][..], &["--color=never"][..]);
    for (options, variables, is_coloured) in [
        (&[][..], &[][..], false),
        (always, &[], true),
        (never, &[], false),
        (&[], &[("CLICOLOR_FORCE", "1")], true),
        (&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (never, &[("CLICOLOR_FORCE", "1")], false),
        (always, &[("NO_COLOR", "1")], true),
    ] {
        let told = error(options, variables)?;
        let expected = format!("{RED}error:");
        ensure!(
            told.contains(&expected) == is_coloured && told.contains(ESCAPE) == is_coloured,
            "{options:?} {variables:?}: {told:?}"
        );
    }
    // A mistake on the command line as well, though the line means nothing as a whole.
    let project = Project::new(&[])?;
    let mistake = project.oomscope(&["rum", "--color", "always"]);
    let told = mistake.expect(exit_code::USAGE)?.stderr;
    ensure!(told.contains(&format!("{RED}error:")), "{told:?}");
    Ok(())
}

#[test]
fn a_terminal_has_them_and_no_color_takes_them_away() -> Result<()> {
    let project = Project::new(&[])?;
    let shown = |no_color: &str| -> Result<String> {
        let call = Call::new(project.folder(), &places::python())
            .args(["-c", ON_A_TERMINAL])
            .args([places::binary()])
            .args(["report", "missing.json"])
            .env("TERM", "xterm")
            .env("NO_COLOR", no_color);
        Ok(call.expect(exit_code::USAGE)?.stdout)
    };
    ensure!(shown("")?.contains(&format!("{RED}error:")));
    let plain = shown("1")?;
    ensure!(plain.contains("oomscope: error: "), "{plain:?}");
    ensure!(!plain.contains(ESCAPE), "{plain:?}");
    Ok(())
}

#[test]
fn a_run_is_green_or_not_and_what_is_for_machines_is_never_painted() -> Result<()> {
    let project = Project::with_suite("def test_a():\n    pass\n")?;
    let ended = project
        .run_pytest(&["--color", "always"])
        .expect(exit_code::OK)?;
    ensure!(
        ended.stderr.contains(&format!("{GREEN}passed")),
        "{}",
        ended.stderr
    );
    ensure!(ended.stdout == "run.oomscope.json\n", "{:?}", ended.stdout);
    let always = |words: &[&str], code: u8| -> Result<String> {
        let call = project.oomscope(words).args(["--color", "always"]);
        Ok(call.expect(code)?.stdout)
    };
    let run = "run.oomscope.json";
    for words in [
        &["report", run][..],
        &["report", run, "--format", "json"],
        &["check", run, "--fail-on", "leak", "--format", "json"],
        &["check", run, "--fail-on", "leak", "--format", "markdown"],
        &["compare", run, run, "--format", "json"],
        &["compare", run, run, "--out", "compared.txt"],
        &["doctor", "--json"],
    ] {
        let told = always(words, exit_code::OK)?;
        ensure!(!told.contains(ESCAPE), "{words:?}: {told:?}");
    }
    ensure!(!project.read("compared.txt")?.contains(ESCAPE));
    project.write("oomscope.toml", "[budget]\npeak = 1\n")?;
    let told = always(&["check", run], exit_code::BUDGET_BROKEN)?;
    ensure!(told.starts_with(&format!("{RED}Budget broken: ")), "{told}");
    let compared = always(&["compare", run, run], exit_code::OK)?;
    ensure!(compared.starts_with("\u{1b}[1m"), "{compared:?}");
    ensure!(always(&["doctor"], exit_code::OK)?.contains(&format!("{GREEN}yes")));
    Ok(())
}

#[test]
fn what_tests_print_keeps_its_own_colours() -> Result<()> {
    let project = Project::new(&[])?;
    let script = "printf '\\033[35mtheirs\\033[0m\\n'; exit 3";
    let ended = project
        .oomscope(&["record", "--color", "never", "--show-output", "failed"])
        .args(["--", "sh", "-c", script])
        .expect(exit_code::TESTS_FAILED)?;
    let told = ended.stderr;
    ensure!(told.contains("\u{1b}[35mtheirs\u{1b}[0m"), "{told:?}");
    ensure!(told.matches(ESCAPE).count() == 2, "{told:?}");
    Ok(())
}
