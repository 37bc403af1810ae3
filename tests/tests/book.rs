//! The documents: every command block in them is run, or says why not; every page is in the book.
//!
//! The blocks of a document run one after the other in a folder of their own, with a small suite that leaks,
//! its mended self, their artifacts, a list of tests and a list of cases in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, anyhow, ensure};
use oomscope_tests::runner::{Call, Project};
use oomscope_tests::{Result, places};

/// What stands before a block that is not run, with the reason.
const NOT_RUN: &str = "<!-- not run:";

/// A block of commands in a document.
struct Block {
    line: usize,
    language: String,
    text: String,
    /// The reason why it is not run.
    reason: Option<String>,
}

/// All documents that people read: the two READMEs and the book.
fn documents() -> Result<Vec<PathBuf>> {
    let root = places::workspace();
    let mut all = vec![root.join("README.md"), root.join("README.ru.md")];
    collect(&root.join("docs"), &mut all)?;
    all.sort();
    ensure!(all.len() > 20, "{} documents", all.len());
    Ok(all)
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, into)?;
        } else if path.extension().is_some_and(|end| end == "md") {
            into.push(path);
        }
    }
    Ok(())
}

fn blocks(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let fence = lines[at].trim_start();
        let Some(language) = fence.strip_prefix("```") else {
            at += 1;
            continue;
        };
        let marks = fence.chars().take_while(|c| *c == '`').count();
        let end = (at + 1..lines.len())
            .find(|end| lines[*end].trim() == "`".repeat(marks))
            .unwrap_or(lines.len());
        let before = lines[..at]
            .iter()
            .rev()
            .find(|line| !line.trim().is_empty());
        let reason = before
            .and_then(|line| line.trim().strip_prefix(NOT_RUN)?.strip_suffix("-->"))
            .map(|reason| reason.trim().to_owned());
        blocks.push(Block {
            line: at + 1,
            language: language.trim_start_matches('`').trim().to_owned(),
            text: lines[at + 1..end.min(lines.len())].join("\n"),
            reason,
        });
        at = end + 1;
    }
    blocks
}

const LEAKS: &str = "import pytest

KEPT = []


@pytest.mark.parametrize('n', range(6))
def test_keeps(n):
    KEPT.append(bytearray(3 << 20))


def test_keeps_nothing():
    assert sum(bytearray(1 << 20)) == 0
";

/// `oomscope view` serves until it is stopped; here it has served once it has printed its address.
const VIEW: &str = "#!/usr/bin/env bash
if [ \"$1\" = view ]; then
    shift
    exec 3< <(exec \"$OOMSCOPE_BIN\" view --no-open \"$@\" 2>/dev/null)
    server=$!
    read -r -u 3 address || exit 2
    echo \"$address\"
    kill \"$server\"
    exit 0
fi
exec \"$OOMSCOPE_BIN\" \"$@\"
";

/// The folder in which a document's blocks run, made once and copied for each.
fn template() -> Result<&'static Project> {
    static TEMPLATE: OnceLock<std::result::Result<Project, String>> = OnceLock::new();
    let made = TEMPLATE.get_or_init(|| make_template().map_err(|error| format!("{error:?}")));
    made.as_ref().map_err(|text| anyhow!(text.clone()))
}

fn make_template() -> Result<Project> {
    let mended = LEAKS.replace("KEPT.append(bytearray(3 << 20))", "bytearray(3 << 20)");
    let project = Project::new(&[
        ("tests/test_app.py", &mended),
        (
            "list.txt",
            "tests/test_app.py::test_keeps_nothing\ntests/test_app.py::test_keeps\n",
        ),
        ("test_selection_unit.txt", "tests/test_app.py\n"),
        ("cases.txt", "one\ntwo\nthree\n"),
        ("my-runner", "#!/bin/sh\necho \"$@\"\n"),
        ("Makefile", "test:\n\ttrue\n"),
        ("bin/oomscope", VIEW),
    ])?;
    for program in ["my-runner", "bin/oomscope"] {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(project.path(program), mode)?;
    }
    let record = |out: &str| -> Result<()> {
        let options = ["run", "--show-output", "never", "--label", out, "--out"];
        let file = format!("{out}.oomscope.json");
        let command = [
            "--",
            "python",
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "tests/",
        ];
        let arguments = [&options[..], &[&file], &command].concat();
        project.oomscope(&arguments).expect(0)?;
        Ok(())
    };
    // Files of other tools, as the repository has them.
    for entry in fs::read_dir(places::workspace().join("tests/foreign-files"))? {
        let path = entry?.path();
        if path.is_file() {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            project.write(&format!("tests/foreign-files/{name}"), fs::read(&path)?)?;
        }
    }
    record("after")?;
    fs::copy(
        project.path("after.oomscope.json"),
        project.path("branch.oomscope.json"),
    )?;
    project.write("tests/test_app.py", LEAKS)?;
    record("before")?;
    for copy in ["run", "main", "artifacts/monday", "artifacts/tuesday"] {
        let to = project.path(&format!("{copy}.oomscope.json"));
        fs::create_dir_all(to.parent().context("no folder")?)?;
        fs::copy(project.path("before.oomscope.json"), to)?;
    }
    Ok(project)
}

fn copied() -> Result<Project> {
    let project = Project::new(&[])?;
    let from = format!("{}/.", template()?.folder().display());
    let copy = std::process::Command::new("cp")
        .args(["-a", &from])
        .arg(project.folder())
        .status()?;
    ensure!(copy.success(), "cannot copy the folder");
    Ok(project)
}

/// Runs the blocks of a document, and says which failed.
fn run(path: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(path)?;
    let name = path
        .strip_prefix(places::workspace())?
        .display()
        .to_string();
    let mut project = None;
    let mut failed = Vec::new();
    for block in blocks(&text) {
        if !matches!(block.language.as_str(), "sh" | "bash" | "shell" | "console") {
            continue;
        }
        let place = format!("{name}:{}", block.line);
        if let Some(reason) = block.reason {
            if reason.len() < 10 {
                failed.push(format!("{place}: `{reason}` is no reason"));
            }
            continue;
        }
        let project = match &project {
            Some(project) => project,
            None => project.insert(copied()?),
        };
        project.write("block.sh", format!("set -euo pipefail\n{}\n", block.text))?;
        let ended = Call::new(project.folder(), Path::new("bash"))
            .args(["block.sh"])
            .env("OOMSCOPE_BIN", places::binary())
            .on_path(&project.path("bin"))
            .env("HOME", project.folder())
            .run()?;
        if ended.code() != Some(0) {
            failed.push(format!(
                "{place}: {:?}\n{}\n{}",
                ended.code(),
                ended.stdout,
                ended.stderr
            ));
        }
    }
    Ok(failed)
}

#[test]
fn every_command_block_is_run_or_says_why_not() -> Result<()> {
    let mut failed = Vec::new();
    for path in documents()? {
        failed.extend(run(&path)?);
    }
    ensure!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}

#[test]
fn every_budget_in_the_documents_is_one() -> Result<()> {
    let project = copied()?;
    let mut found = 0;
    for path in documents()? {
        for block in blocks(&fs::read_to_string(&path)?) {
            if block.language != "toml" || !block.text.contains("[budget") {
                continue;
            }
            found += 1;
            project.write("shown.toml", &block.text)?;
            let call = project.oomscope(&["check", "run.oomscope.json", "--config", "shown.toml"]);
            let ended = call.run()?;
            let code = ended.code();
            ensure!(
                matches!(code, Some(0 | 6)),
                "{}: {}",
                path.display(),
                ended.stderr
            );
        }
    }
    ensure!(found > 0, "no document shows a budget");
    Ok(())
}

#[test]
fn every_page_is_in_the_book() -> Result<()> {
    let folder = places::workspace().join("docs");
    let summary = fs::read_to_string(folder.join("SUMMARY.md"))?;
    let listed: BTreeSet<&str> = summary
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target)
        .collect();
    let mut pages = Vec::new();
    collect(&folder, &mut pages)?;
    let there: BTreeSet<String> = pages
        .iter()
        .filter_map(|page| Some(page.strip_prefix(&folder).ok()?.display().to_string()))
        .filter(|name| name != "SUMMARY.md")
        .collect();
    let there: BTreeSet<&str> = there.iter().map(String::as_str).collect();
    let apart: Vec<_> = listed.symmetric_difference(&there).collect();
    ensure!(
        apart.is_empty(),
        "in the book or in the folder alone: {apart:?}"
    );
    Ok(())
}

#[test]
fn blocks_are_read_as_markdown_has_them() {
    let text = "a\n\n```sh\none\n```\n<!-- not run: for a reason -->\n```sh\ntwo\n```\n````md\n```sh\nno\n```\n````\n";
    let found = blocks(text);
    let read: Vec<_> = found
        .iter()
        .map(|b| {
            (
                b.line,
                b.language.as_str(),
                b.text.as_str(),
                b.reason.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            (3, "sh", "one", None),
            (7, "sh", "two", Some("for a reason")),
            (10, "md", "```sh\nno\n```", None),
        ]
    );
}
