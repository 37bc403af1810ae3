//! `oomscope compare` on real runs: a suite that leaks, and the same suite mended.

use std::sync::OnceLock;

use anyhow::{anyhow, ensure};
use oomscope_shared::exit_code;
use oomscope_tests::Result;
use oomscope_tests::runner::{Ended, Project};

const SUITE: &str = r#"
import os

import pytest

KEPT = []


@pytest.fixture(autouse=True)
def mended():
    yield
    if "MENDED" in os.environ:
        KEPT.clear()


@pytest.mark.parametrize("number", range(20))
def test_leaks(number):
    KEPT.append([bytearray(b"x" * 1024) for _ in range(6 << 10)])


def test_always_the_same():
    pass
"#;

/// The runs that all tests here look at: recorded once.
fn runs() -> Result<&'static Project> {
    static RUNS: OnceLock<std::result::Result<Project, String>> = OnceLock::new();
    let runs = RUNS.get_or_init(|| record().map_err(|error| format!("{error:?}")));
    runs.as_ref().map_err(|text| anyhow!(text.clone()))
}

fn record() -> Result<Project> {
    let project = Project::with_suite(SUITE)?;
    let limit = [
        "--memory-limit",
        "100MiB",
        "--soft-limit",
        "off",
        "--limiter",
        "watchdog",
    ];
    for (name, is_mended, options, code) in [
        ("before", false, &[][..], exit_code::OK),
        ("after", true, &[], exit_code::OK),
        ("after-again", true, &[], exit_code::OK),
        ("limited", false, &limit, exit_code::MEMORY_DEATH),
        ("after-limited", true, &limit, exit_code::OK),
    ] {
        let out = format!("{name}.json");
        let mut call = project.run_pytest(&[&["--label", name, "--out", &out], options].concat());
        if is_mended {
            call = call.env("MENDED", "1");
        }
        call.expect(code)?;
    }
    project
        .oomscope(&["record", "-q", "--out", "command.json", "--", "true"])
        .expect(exit_code::OK)?;
    Ok(project)
}

fn compare(before: &str, after: &str, format: &str, code: u8) -> Result<Ended> {
    let (before, after) = (format!("{before}.json"), format!("{after}.json"));
    runs()?
        .oomscope(&["compare", &before, &after, "--format", format])
        .expect(code)
}

fn verdict(before: &str, after: &str, code: u8) -> Result<String> {
    let json = compare(before, after, "json", code)?.json()?;
    Ok(json["verdict"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_fix_is_called_one() -> Result<()> {
    assert_eq!(verdict("before", "after", exit_code::OK)?, "fixed");
    let json = compare("before", "after", "json", exit_code::OK)?.json()?;
    let bytes = |figure: &str, side: &str| json[figure][side].as_u64().unwrap();
    // 20 tests keep 6 MiB and the objects around it.
    assert!(bytes("retained_bytes", "before") > 100 << 20, "{json:#}");
    assert!(bytes("retained_bytes", "after") < 20 << 20, "{json:#}");
    assert!(bytes("peak_bytes", "before") > bytes("peak_bytes", "after") + (80 << 20));
    assert_eq!(json["tests"]["both"], 21);
    assert_eq!(json["tests"]["only_before"], 0);
    Ok(())
}

#[test]
fn repeated_runs_of_a_side_are_judged_together() -> Result<()> {
    let json = runs()?
        .oomscope(&[
            "compare",
            "before.json",
            "after.json",
            "--more-after",
            "after-again.json",
            "--format",
            "json",
        ])
        .expect(exit_code::OK)?
        .json()?;
    assert_eq!(json["verdict"], "fixed");
    assert_eq!(json["repeats"]["after"]["runs"], 2, "{json:#}");
    assert_eq!(json["repeats"]["pairings"], 2, "{json:#}");
    assert_eq!(json["repeats"]["agreeing"], 2, "{json:#}");
    Ok(())
}

#[test]
fn the_other_way_round_is_a_regression_with_a_code_of_its_own() -> Result<()> {
    assert_eq!(
        verdict("after", "before", exit_code::REGRESSED)?,
        "regressed"
    );
    compare("after", "before", "text", exit_code::REGRESSED)?;
    compare("after", "before", "markdown", exit_code::REGRESSED)?;
    Ok(())
}

#[test]
fn a_run_is_no_different_from_itself_or_from_another_of_the_same_suite() -> Result<()> {
    for (before, after) in [
        ("before", "before"),
        ("after", "after"),
        ("after", "after-again"),
    ] {
        assert_eq!(
            verdict(before, after, exit_code::OK)?,
            "unchanged",
            "{before}, {after}"
        );
    }
    Ok(())
}

#[test]
fn a_death_that_went_away_is_a_fix_and_a_new_one_a_regression() -> Result<()> {
    assert_eq!(verdict("limited", "after-limited", exit_code::OK)?, "fixed");
    assert_eq!(
        verdict("after-limited", "limited", exit_code::REGRESSED)?,
        "regressed"
    );
    Ok(())
}

#[test]
fn what_cannot_be_compared_is_inconclusive() -> Result<()> {
    assert_eq!(verdict("before", "command", exit_code::OK)?, "inconclusive");
    Ok(())
}

#[test]
fn the_text_has_the_verdict_first_and_the_worst_tests() -> Result<()> {
    let ended = compare("before", "after", "text", exit_code::OK)?;
    let first = ended.stdout.lines().next().unwrap_or_default();
    assert!(first.starts_with("Fixed"), "{}", ended.stdout);
    for part in ["before", "after", "MiB", "test_suite.py::test_leaks["] {
        assert!(ended.stdout.contains(part), "{part} in {}", ended.stdout);
    }
    assert!(ended.stderr.is_empty(), "{}", ended.stderr);
    assert!(!ended.stdout.contains('\u{1b}'), "colours in a file");
    Ok(())
}

#[test]
fn the_markdown_can_be_put_into_a_pull_request() -> Result<()> {
    let text = compare("before", "after", "markdown", exit_code::OK)?.stdout;
    let first = text.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("**Fixed") || first.contains("Fixed"),
        "{text}"
    );
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 3, "{text}");
    // Within a table every row has as many cells as its head; ids hold brackets but no bars here.
    for table in text.split("\n\n").filter(|block| block.starts_with('|')) {
        let cells: Vec<usize> = table.lines().map(|row| row.matches('|').count()).collect();
        ensure!(cells.windows(2).all(|pair| pair[0] == pair[1]), "{table}");
    }
    Ok(())
}

#[test]
fn packed_artifacts_are_read_as_they_are() -> Result<()> {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;
    let project = runs()?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(project.read("after.json")?.as_bytes())?;
    project.write("after.json.gz", packed.finish()?)?;
    let json = project
        .oomscope(&[
            "compare",
            "before.json",
            "after.json.gz",
            "--format",
            "json",
        ])
        .expect(exit_code::OK)?
        .json()?;
    assert_eq!(json["verdict"], "fixed");
    Ok(())
}
