//! Wrong command lines and files: exit code 2, one line that names input and reason, one with the
//! remedy, and no test has run. The snapshots are what a person sees.

use std::io::Write;

use anyhow::ensure;
use flate2::Compression;
use flate2::write::GzEncoder;
use oomscope_shared::exit_code;
use oomscope_tests::runner::Project;
use oomscope_tests::{Result, runs};

/// The one test writes that it ran.
const SUITE: &str = "def test_a():\n    open('ran', 'w').close()\n";

fn project() -> Result<Project> {
    Project::new(&[
        ("test_a.py", SUITE),
        ("empty", ""),
        (
            "comments.txt",
            "\u{feff}# tests/test_a.py::test_a\n\n   \n# nothing else\n",
        ),
        (
            "list.txt",
            "test_a.py::test_a\ntest_a.py::test_b\ntest_a.py::test_c[1 2]\n",
        ),
        (
            "files.txt",
            "test_a.py::test_a\ntest_a.py::test_aa\n\nno_such_file.py::test_b\n",
        ),
        ("gone.txt", "# all of them\nno_such_file.py::test_b\n"),
        ("page.html", "<!doctype html>\n<title>404</title>\n"),
        ("other.json", "{\"a\": [1, 2]}\n"),
        (
            "newer.json",
            "{\"format_version\": 99, \"whatever\": true}\n",
        ),
        ("no-version.json", "{\"format_version\": \"one\"}\n"),
    ])
}

/// What a person sees, with what differs from machine to machine taken out.
fn seen(project: &Project, arguments: &[&str]) -> Result<String> {
    let ended = project.oomscope(arguments).expect(exit_code::USAGE)?;
    ensure!(!project.has("ran"), "a test ran: {arguments:?}");
    ensure!(
        !project.has("run.oomscope.json"),
        "an artifact: {arguments:?}"
    );
    ensure!(
        !project.has("run.oomscope.journal"),
        "a journal: {arguments:?}"
    );
    let lines: Vec<&str> = ended.stderr.lines().collect();
    ensure!(
        matches!(lines[..], [error, hint]
            if error.starts_with("oomscope: error: ") && hint.starts_with("  hint: ")),
        "{arguments:?}: {lines:#?}"
    );
    let folder = project.folder().display().to_string();
    let text = format!(
        "$ oomscope {}\n{}{}[exit code {}]\n",
        arguments.join(" "),
        ended.stdout,
        ended.stderr,
        exit_code::USAGE
    );
    Ok(text.replace(&folder, "[folder]"))
}

fn all(project: &Project, calls: &[&[&str]]) -> Result<String> {
    let texts: Result<Vec<String>> = calls.iter().map(|call| seen(project, call)).collect();
    Ok(texts?.join("\n"))
}

#[test]
fn lists() -> Result<()> {
    let project = project()?;
    project.write("latin-1.txt", b"test_a.py::test_\xfc\n")?;
    // What pytest says while it collects would be shown otherwise.
    let list = |name| ["run", "-q", "--tests", name, "--", "python", "-m", "pytest"];
    let calls = [
        list("no-such-list.txt"),
        list("empty"),
        list("comments.txt"),
        list("list.txt"),
        list("files.txt"),
        list("gone.txt"),
        list("latin-1.txt"),
        list("."),
    ];
    insta::assert_snapshot!(all(&project, &calls.each_ref().map(|call| &call[..]))?);
    Ok(())
}

#[test]
fn lists_in_batches() -> Result<()> {
    let project = project()?;
    let call = [
        "run",
        "--tests",
        "list.txt",
        "--batch-size",
        "1",
        "--",
        "python",
        "-m",
        "pytest",
    ];
    insta::assert_snapshot!(seen(&project, &call)?);
    Ok(())
}

#[test]
fn artifacts() -> Result<()> {
    let project = project()?;
    project
        .run_pytest(&["--out", "whole.json"])
        .expect(exit_code::OK)?;
    std::fs::remove_file(project.path("ran"))?;
    let whole = project.read("whole.json")?;
    project.write("truncated.json", &whole[..whole.len() / 2])?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(whole.as_bytes())?;
    let packed = packed.finish()?;
    project.write("truncated.json.gz", &packed[..packed.len() / 2])?;
    project.write("header-only.json.gz", &packed[..10])?;
    project.write("broken.json", whole.replacen("\"passed\"", "\"paßed\"", 1))?;
    // The place of a cut depends on how long the run took.
    let text = all(
        &project,
        &[
            &["report", "no-such-file.json"],
            &["report", "."],
            &["report", "empty"],
            &["report", "page.html"],
            &["report", "other.json"],
            &["report", "newer.json"],
            &["report", "no-version.json"],
            &["report", "truncated.json"],
            &["report", "truncated.json.gz"],
            &["report", "header-only.json.gz"],
            &["compare", "whole.json", "newer.json"],
            &["compare", "no-such-file.json", "whole.json"],
            &["view", "--no-open", "whole.json", "other.json"],
        ],
    )?;
    insta::assert_snapshot!(without_columns(&text));
    let broken = seen(&project, &["report", "broken.json"])?;
    ensure!(
        broken.contains("breaks its format") && broken.contains("paßed"),
        "{broken}"
    );
    Ok(())
}

#[test]
fn an_ending_that_was_edited_is_put_right() -> Result<()> {
    let project = project()?;
    let whole = String::from_utf8(runs::over_limit().bytes()?)?;
    let edited = whole.replace("\"ending\":\"over_limit\"", "\"ending\":\"passed\"");
    let edited = edited.replace("\"proof\":\"certain\"", "\"proof\":\"unknown\"");
    ensure!(edited != whole, "nothing was edited");
    project.write("whole.json", &whole)?;
    project.write("edited.json", &edited)?;
    project.write("after.json", runs::after().bytes()?)?;
    let report = |file| {
        let call = project.oomscope(&["report", file, "--format", "json"]);
        call.expect(exit_code::OK)
    };
    let told = report("edited.json")?;
    ensure!(told.stdout == report("whole.json")?.stdout, "{told:?}");
    let batch = &told.json()?["batches"][0];
    ensure!(
        batch["ending"] == "over_limit" && batch["proof"] == "certain" && batch["signal"] == 9,
        "{batch}"
    );
    let compare = |file| {
        let call = project.oomscope(&["compare", file, "after.json", "--format", "json"]);
        call.expect(exit_code::OK)
    };
    let told = compare("edited.json")?;
    ensure!(told.stdout == compare("whole.json")?.stdout, "{told:?}");
    ensure!(told.json()?["before"]["memory_deaths"] == 1, "{told:?}");
    Ok(())
}

/// The page of a CI job takes `::error::` at the beginning of a line for a command, and a terminal takes ESC.
#[test]
fn what_errors_quote_is_harmless() -> Result<()> {
    let project = project()?;
    let evil = "\n::stop-commands::x\r\n  ::error::y\u{1b}[2J\u{9b}31m\u{202e}##[error]z";
    let name = format!("{}.json", evil.replace('/', "_"));
    let json = |value: serde_json::Value| value.to_string();
    let artifact = json(serde_json::json!({ "format_version": 1, "run": { "completion": evil } }));
    project.write("completion.json", &artifact)?;
    project.write(&name, artifact)?;
    project.write(
        "list-of-evil.txt",
        format!("test_a.py::test_a[{}]\n", evil.replace(['\r', '\n'], "")),
    )?;
    project.write(
        "evil.toml",
        format!("[budget]\n{} = 1\n", json(evil.into())),
    )?;
    project.write(
        "value.toml",
        format!("[budget]\nfail-on = {}\n", json(evil.into())),
    )?;
    let out = format!("no/{evil}");
    let pytest = ["--", "python", "-m", "pytest"];
    let calls = [
        vec!["report", "completion.json"],
        vec!["report", &name],
        vec!["report", evil],
        vec!["recover", evil],
        vec!["import", "completion.json", "--from", "memray"],
        vec!["check", "completion.json", "--config", "evil.toml"],
        vec!["report", "completion.json", "--format", evil],
        [&["run", "-q", "--tests", "list-of-evil.txt"][..], &pytest].concat(),
        [&["run", "-q", "--config", "evil.toml"][..], &pytest].concat(),
        [&["run", "-q", "--config", "value.toml"][..], &pytest].concat(),
        [&["run", "-q", "--out", &out][..], &pytest].concat(),
        vec!["run", "-q", "--", evil],
        vec![evil],
    ];
    for call in calls {
        let ended = project.oomscope(&call).expect(exit_code::USAGE)?;
        assert_harmless(&ended.stderr);
        ensure!(ended.stderr.lines().count() == 2, "{call:?}: {ended:?}");
        let is_told = ended.stderr.contains("error::y") || ended.stderr.contains("memray");
        ensure!(is_told, "{call:?}: {ended:?}");
    }
    Ok(())
}

#[test]
fn what_warnings_and_notes_quote_is_harmless() -> Result<()> {
    let project = Project::new(&[])?;
    let evil = "\n::error::y\u{1b}[2J";
    project.write("runs/good.oomscope.json", runs::before().bytes()?)?;
    project.write(&format!("runs/{evil}.json"), "{}")?;
    let site = project
        .oomscope(&["site", "runs", "--out", "site"])
        .expect(exit_code::OK)?;
    assert_harmless(&site.stderr);
    ensure!(
        site.stderr
            .contains("left out: `runs/␊::error::y␛[2J.json`"),
        "{site:?}"
    );
    let out = format!("{evil}-site");
    let other = project
        .oomscope(&["site", "runs", "--out", &out])
        .expect(exit_code::OK)?;
    assert_harmless(&other.stderr);
    Ok(())
}

/// Fails if a line begins with a command of a CI job, or anything would move a cursor.
fn assert_harmless(stderr: &str) {
    for line in stderr.lines() {
        assert!(!line.trim_start().starts_with("::"), "{stderr:?}");
        assert!(!line.contains("##["), "{stderr:?}");
        assert!(
            !line.contains(|c: char| c.is_control() || c == '\u{202e}'),
            "{stderr:?}"
        );
    }
}

fn without_columns(text: &str) -> String {
    let mut parts = text.split("column ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out += "column [n]";
        out += part.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out
}

#[test]
fn journals() -> Result<()> {
    let project = project()?;
    project.write(
        "cut.oomscope.journal",
        "0badc0de {\"event\":\"run_started\"}\n",
    )?;
    let text = all(
        &project,
        &[
            &["recover", "no-such.oomscope.journal"],
            &["recover", "empty"],
            &["recover", "page.html"],
            &["recover", "cut.oomscope.journal"],
            &["recover", "other.json"],
        ],
    )?;
    insta::assert_snapshot!(text);
    Ok(())
}

#[test]
fn places_for_the_artifact() -> Result<()> {
    let project = project()?;
    project.write("results/keep", "")?;
    let out = |path| ["run", "--out", path, "--", "python", "-m", "pytest"];
    let calls = [
        out("no/such/folder/run.json"),
        // A file where a folder should be: not even root can write there.
        out("empty/run.json"),
        out("results"),
        out("."),
        out("/proc/run.json"),
    ];
    insta::assert_snapshot!(all(&project, &calls.each_ref().map(|call| &call[..]))?);
    Ok(())
}

#[test]
fn options() -> Result<()> {
    let project = project()?;
    let option = |name, value| ["run", name, value, "--", "python", "-m", "pytest"];
    let calls = [
        option("--batch-size", "0"),
        option("--batch-size", "-1"),
        option("--batch-size", "three"),
        option("--memory-limit", "lots"),
        option("--memory-limit", "0"),
        option("--memory-limit", "10 apples"),
        option("--timeout", "soon"),
        option("--timeout", "0s"),
        option("--sample-hz", "0"),
        option("--framework", "nose"),
        option("--show-output", "sometimes"),
        option("--memory-limits", "1G"),
    ];
    insta::assert_snapshot!(all(&project, &calls.each_ref().map(|call| &call[..]))?);
    Ok(())
}

#[test]
fn commands() -> Result<()> {
    let project = project()?;
    let text = all(
        &project,
        &[
            &["run"],
            &["run", "--"],
            &["run", "--tests", "list.txt"],
            &["run", "pytest"],
            &["record"],
            &["run", "--", "no-such-program", "tests"],
            &["run", "--", "./no-such-program", "tests"],
            &["run", "--", "./test_a.py"],
            &["run", "--", "."],
            &["record", "--", "no-such-program"],
            &["run", "--batch-size", "2", "--", "make", "test"],
            &["compare", "whole.json"],
            &["frobnicate"],
        ],
    )?;
    insta::assert_snapshot!(text);
    Ok(())
}

#[test]
fn nothing_at_all_gets_the_help() -> Result<()> {
    let ended = project()?.oomscope(&[]).expect(exit_code::USAGE)?;
    assert!(ended.stderr.contains("Usage: oomscope"), "{}", ended.stderr);
    for arguments in [
        &["--help"][..],
        &["run", "--help"],
        &["--version"],
        &["help", "compare"],
    ] {
        let ended = project()?.oomscope(arguments).expect(exit_code::OK)?;
        assert!(
            ended.stdout.contains("oomscope") && ended.stderr.is_empty(),
            "{ended:?}"
        );
    }
    Ok(())
}
