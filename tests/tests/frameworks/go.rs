//! `go test`.

use anyhow::Context;
use oomscope_shared::artifact::Framework;
use oomscope_shared::finding::Kind;
use oomscope_shared::{Ending, Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::only_finding;
use serde_json::Value;

use crate::kit::{Outcomes, culprits, example, is_of, outcomes, peak_mib, plain, ran, run, tools};

const COMMAND: &[&str] = &["go", "test", "./..."];

/// The words of `go test -json`, without subtests.
fn own_outcomes(text: &str) -> Outcomes {
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .filter_map(|line| {
            let outcome = match line["Action"].as_str()? {
                "pass" => "passed",
                "fail" => "failed",
                "skip" => "skipped",
                _ => return None,
            };
            let test = line["Test"].as_str().filter(|test| !test.contains('/'))?;
            Some((
                format!("{}.{test}", line["Package"].as_str()?),
                outcome.to_owned(),
            ))
        })
        .collect()
}

#[test]
fn outcomes_are_those_of_go_test() -> Result<()> {
    let project = example("go")?;
    let artifact = ran(&project, &[], COMMAND, exit_code::TESTS_FAILED)?;
    is_of(&artifact, Framework::Go);
    let own = own_outcomes(&plain(&project, "go test -json ./...")?.stdout);
    assert_eq!(own.len(), 7, "{own:#?}");
    assert_eq!(outcomes(&artifact), own);
    assert_eq!(artifact.batches.len(), 2);
    let wrong = artifact
        .tests
        .id
        .iter()
        .position(|id| id.ends_with("TestWrongOnPurpose"));
    let remark = artifact.tests.remark(wrong.context("no such test")? as u32);
    assert!(remark.is_some_and(|remark| *remark == "got 3, want 4"));
    project.nothing_is_left()
}

#[test]
fn a_global_map_that_grows_is_charged_to_the_tests_that_fill_it() -> Result<()> {
    let project = example("go")?;
    let options = [
        "--memory-limit",
        "120MiB",
        "--hunt-budget",
        "5m",
        "--hunt",
        "always",
    ];
    let artifact = run(
        &project,
        &options,
        &["go", "test", "./cache"],
        exit_code::OK,
    )?
    .artifact()?;
    let guilty: Vec<String> = artifact
        .findings
        .iter()
        .flat_map(|finding| finding.culprits.clone())
        .collect();
    assert!(
        artifact
            .findings
            .iter()
            .all(|finding| finding.kind == Kind::Leak),
        "{:#?}",
        artifact.findings
    );
    assert!(!guilty.is_empty());
    for id in &guilty {
        let name = id
            .strip_prefix("example.com/shop/cache.")
            .context("no package")?;
        assert!(
            matches!(name, "TestHomePage" | "TestSearchPage"),
            "{:#?}",
            artifact.findings
        );
    }
    let hint = artifact.findings[0].hint.clone().context("no hint")?;
    assert!(hint.english().contains("go tool pprof"), "{hint:?}");
    Ok(())
}

#[test]
fn a_death_names_its_victim_and_the_rest_is_run() -> Result<()> {
    let project = example("go")?;
    let options = ["--memory-limit", "40MiB", "--hunt-budget", "5m"];
    let artifact = run(&project, &options, COMMAND, exit_code::MEMORY_DEATH)?.artifact()?;
    let victim = artifact.batches[0].victim.context("no victim")?;
    assert_eq!(
        artifact.test_id(victim),
        "example.com/shop/cache.TestSearchPage"
    );
    let mut expected = own_outcomes(&plain(&project, "go test -json ./...")?.stdout);
    expected.insert(
        artifact.test_id(victim).to_owned(),
        Outcome::Died.name().to_owned(),
    );
    assert_eq!(outcomes(&artifact), expected);
    let culprit = culprits(only_finding(&artifact)?)[0];
    assert!(
        culprit.starts_with("example.com/shop/cache.Test"),
        "{culprit}"
    );
    Ok(())
}

#[test]
fn each_test_alone_tells_its_peak() -> Result<()> {
    let project = example("go")?;
    let artifact = ran(
        &project,
        &["--batch-size", "1"],
        COMMAND,
        exit_code::TESTS_FAILED,
    )?;
    let large = peak_mib(&artifact, "example.com/shop/cache.TestSearchPage")?;
    let small = peak_mib(&artifact, "example.com/shop/price.TestTotal")?;
    assert!(large > small + 25, "{large} and {small} MiB");
    Ok(())
}

#[test]
fn a_panic_is_a_failure_and_the_tests_behind_it_are_run() -> Result<()> {
    let project = example("go")?;
    project.write(
        "price/panic_test.go",
        "package price\n\nimport \"testing\"\n\nfunc TestAPanics(t *testing.T) { panic(\"boom\") }\n\
         func TestBehind(t *testing.T) {}\n",
    )?;
    let artifact = ran(
        &project,
        &[],
        &["go", "test", "./price"],
        exit_code::BATCH_DIED,
    )?;
    let found = outcomes(&artifact);
    assert_eq!(found["example.com/shop/price.TestAPanics"], "failed");
    assert_eq!(found["example.com/shop/price.TestBehind"], "passed");
    assert_eq!(artifact.batches[0].exit_code(), Some(2));
    Ok(())
}

#[test]
fn an_error_of_the_compiler_is_shown() -> Result<()> {
    let project = example("go")?;
    project.write(
        "price/price.go",
        "package price\n\nfunc broken() int { return \"text\" }\n",
    )?;
    let call = project
        .oomscope(&["run", "--show-output", "failed", "--"])
        .args(COMMAND);
    let ended = tools(call).expect(exit_code::TESTS_FAILED)?;
    assert!(ended.stderr.contains("price.go:3"), "{}", ended.stderr);
    let artifact = ended.artifact()?;
    assert_eq!(artifact.batches[0].ending, Ending::CollectionFailed);
    Ok(())
}
