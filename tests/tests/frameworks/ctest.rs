//! CTest, with small programs as tests, and with those of the GoogleTest example as CMake writes them down.

use anyhow::Context;
use oomscope_shared::artifact::Framework;
use oomscope_shared::exit_code;
use oomscope_shared::finding::Kind;
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, only_finding};

use crate::googletest::compiled;
use crate::kit::{Outcomes, culprits, is_of, outcomes, peak_mib, plain, ran, run};

const COMMAND: &[&str] = &["ctest", "--test-dir", "build"];

/// A built project: what CMake would write for tests of shell and Python, and for `gtest_discover_tests`.
fn project() -> Result<Project> {
    let project = Project::new(&[])?;
    let program = compiled()?.display().to_string();
    let mut file = String::new();
    let mut add = |name: &str, words: &[&str], properties: &str| {
        let words: Vec<String> = words.iter().map(|word| format!("[=[{word}]=]")).collect();
        file += &format!("add_test([=[{name}]=] {})\n", words.join(" "));
        if !properties.is_empty() {
            file += &format!("set_tests_properties([=[{name}]=] PROPERTIES {properties})\n");
        }
    };
    for name in [
        "Pages.Home",
        "Outcome.IsWrongOnPurpose",
        "Outcome.IsSkipped",
    ] {
        let skip = "SKIP_REGULAR_EXPRESSION [=[\\[  SKIPPED \\]]=]";
        add(name, &[&program, &format!("--gtest_filter={name}")], skip);
    }
    let sh = |script: &'static str| ["/bin/sh", "-c", script];
    add("db up", &sh("touch up"), "FIXTURES_SETUP db");
    add(
        "query",
        &sh("test -e up && test \"$MODE\" = 'a;b'"),
        "FIXTURES_REQUIRED db ENVIRONMENT [=[MODE=a\\;b]=]",
    );
    add("db down", &sh("rm up"), "FIXTURES_CLEANUP db");
    add(
        "fails as it should",
        &sh("exit 3"),
        "WILL_FAIL ON LABELS quick",
    );
    add("fails", &sh("echo no good; exit 3"), "");
    add("aborts", &sh("kill -ABRT $$"), "");
    add("hangs", &sh("sleep 60"), "TIMEOUT 0.5");
    add("is off", &sh("exit 1"), "DISABLED ON");
    let hog = "x = b'x' * (120 << 20)";
    add("needs much", &["python3", "-c", hog], "LABELS large");
    project.write("build/CTestTestfile.cmake", file)?;
    Ok(project)
}

/// CTest's own words: `1/9 Test #1: name ....   Passed    0.02 sec`.
fn own(text: &str) -> Outcomes {
    let lines = text.lines().filter_map(|line| {
        let (_, rest) = line.split_once(" Test ")?.1.split_once(": ")?;
        let (name, _) = rest.split_once(" .")?;
        let outcome = match () {
            () if rest.contains(" Passed ") => "passed",
            () if rest.contains("***Skipped") || rest.contains("(Disabled)") => "skipped",
            () => "failed",
        };
        Some((name.to_owned(), outcome.to_owned()))
    });
    lines.collect()
}

#[test]
fn outcomes_are_those_of_ctest_and_each_test_has_its_peak() -> Result<()> {
    let project = project()?;
    let artifact = ran(&project, &[], COMMAND, exit_code::TESTS_FAILED)?;
    is_of(&artifact, Framework::Ctest);
    let own = own(&plain(&project, "ctest --test-dir build")?.stdout);
    assert_eq!(own.len(), 12, "{own:#?}");
    assert_eq!(outcomes(&artifact), own);
    let remark = |id: &str| -> Result<String> {
        let row = artifact
            .tests
            .rows()
            .find(|row| row.id == id)
            .context("no such test")?;
        Ok(artifact
            .tests
            .remark(row.index)
            .context("no remark")?
            .english())
    };
    assert_eq!(remark("fails")?, "no good");
    assert_eq!(remark("hangs")?, "Timeout");
    assert!(remark("Outcome.IsWrongOnPurpose")?.starts_with("shop_test.cc:"));
    assert!(
        remark("aborts")?.contains("aborted"),
        "{}",
        remark("aborts")?
    );
    let peak = peak_mib(&artifact, "needs much")?;
    assert!((120..180).contains(&peak), "{peak} MiB");
    project.nothing_is_left()
}

#[test]
fn what_the_user_chose_is_run_with_its_fixtures_also_in_parts_and_side_by_side() -> Result<()> {
    let project = project()?;
    let command = [COMMAND, &["-j", "2", "-R", "query|fails as|Pages"]].concat();
    let options = ["--batch-size", "2"];
    let artifact = ran(&project, &options, &command, exit_code::OK)?;
    let expected = [
        "Pages.Home",
        "db down",
        "db up",
        "fails as it should",
        "query",
    ];
    let expected: Outcomes = (expected.iter())
        .map(|name| ((*name).to_owned(), "passed".to_owned()))
        .collect();
    assert_eq!(outcomes(&artifact), expected);
    Ok(())
}

#[test]
fn the_test_whose_process_died_of_memory_is_named() -> Result<()> {
    let project = project()?;
    let command = [COMMAND, &["-L", "quick|large"]].concat();
    let options = ["--memory-limit", "80MiB", "--hunt-budget", "5m"];
    let artifact = run(&project, &options, &command, exit_code::MEMORY_DEATH)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Hog, "{finding:#?}");
    assert_eq!(culprits(finding), ["needs much"]);
    assert_eq!(outcomes(&artifact)["needs much"], "died");
    assert_eq!(outcomes(&artifact)["fails as it should"], "passed");
    Ok(())
}

#[test]
fn what_a_test_had_at_its_peak_is_told_by_line() -> Result<()> {
    let project = Project::new(&[])?;
    let program = compiled()?.display().to_string();
    let mut file = String::new();
    for name in ["Report.OfTheYear", "Till.Closes"] {
        file += &format!("add_test([=[{name}]=] [=[{program}]=] [=[--gtest_filter={name}]=])\n");
    }
    project.write("build/CTestTestfile.cmake", file)?;
    let options = ["--memory-limit", "100MiB", "--hunt-budget", "5m"];
    let artifact = run(&project, &options, COMMAND, exit_code::MEMORY_DEATH)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Hog, "{finding:#?}");
    assert_eq!(culprits(finding), ["Report.OfTheYear"]);
    let line = finding.lines.first().context("no lines")?;
    assert_eq!(line.file, "shop_test.cc");
    let peak = finding
        .evidence
        .iter()
        .find(|one| one.contains("When most was in use"));
    let peak = peak.context("nobody looked")?.english();
    assert!(
        peak.contains("Report_OfTheYear_Test::TestBody()` of shop_test"),
        "{peak}"
    );
    Ok(())
}
