//! `go test`.

use anyhow::Context;
use oomscope_shared::artifact::Framework;
use oomscope_shared::finding::{Cause, Kind};
use oomscope_shared::{Artifact, Ending, Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::only_finding;
use serde_json::Value;

use crate::kit::{
    Outcomes, copied, culprits, example, is_of, outcomes, peak_mib, plain, ran, run, tools,
};

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
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.cause, Cause::ModuleGlobal);
    assert_eq!(
        finding.holder.as_deref(),
        Some("example.com/shop/cache.pages")
    );
    let hint = finding.hint.clone().context("no hint")?;
    assert!(hint.english().contains("passed in"), "{hint:?}");
    Ok(())
}

/// The example whose package leaks in several ways, with the tests of which the names are given.
fn growing(tests: &[&str]) -> Result<Artifact> {
    let project = copied("go_growth")?;
    let pattern = format!("^({})$", tests.join("|"));
    let command = ["go", "test", "-run", &pattern, "./..."];
    run(&project, &[], &command, exit_code::OK)?.artifact()
}

#[test]
fn goroutines_of_a_ticker_are_found_by_default_and_charged_to_their_tests() -> Result<()> {
    let artifact = growing(&["TestTicker", "TestParallel", "TestTable"])?;
    let left = artifact.batches[0].facts.as_ref();
    let left = left.and_then(|facts| facts.left_behind);
    let left = left.context("nothing is said of what is left")?;
    // Those of the parallel test as well, which ends behind all others.
    assert_eq!(left.goroutines, 32);
    // What the tests keep, and the runtime's own, which differs by when it last cleaned up.
    assert!((2..8).contains(&(left.heap_bytes >> 20)), "{left:?}");
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.cause, Cause::Goroutine);
    assert_eq!(
        culprits(finding),
        [
            "example.org/shop.TestParallel",
            "example.org/shop.TestTicker"
        ]
    );
    assert_eq!(
        finding.holder.as_deref(),
        Some("goroutines of example.org/shop.Watch.func1")
    );
    assert_eq!(finding.objects_per_test, Some(16.0));
    let each = finding.bytes_per_test.context("no bytes")?;
    assert!(each.abs_diff(1 << 20) < 100_000, "{each}");
    assert!(finding.lines[0].text.contains("window := make"));
    let code = finding.hint_code.clone().unwrap_or_default();
    assert!(code.contains("t.Cleanup(func() { close(quit) })"), "{code}");
    let output = &artifact.batches[0].output.text;
    assert!(output.contains("TestTicker"), "{output}");
    assert!(!output.contains("omscope"), "{output}");
    Ok(())
}

#[test]
fn of_several_holders_each_test_is_charged_with_its_own() -> Result<()> {
    let project = copied("go_growth")?;
    project.write(
        "more_test.go",
        "package shop_test\n\nimport \"testing\"\n\nvar rows [][]byte\n\n\
         func TestRows(t *testing.T) { rows = append(rows, make([]byte, 2<<20)) }\n",
    )?;
    let pattern = "^(TestPages|TestRows|TestPool)$";
    let command = ["go", "test", "-run", pattern, "./..."];
    let options = ["--hunt", "always"];
    let artifact = run(&project, &options, &command, exit_code::OK)?.artifact()?;
    let found: Vec<(&str, Vec<&str>)> = (artifact.findings.iter())
        .map(|finding| {
            (
                finding.holder.as_deref().unwrap_or_default(),
                culprits(finding),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "example.org/shop_test.rows",
                vec!["example.org/shop.TestRows"]
            ),
            ("example.org/shop.pages", vec!["example.org/shop.TestPages"]),
        ]
    );
    Ok(())
}

#[test]
fn a_suite_that_keeps_nothing_is_not_accused() -> Result<()> {
    let project = copied("go_growth")?;
    project.write(
        "once_test.go",
        "package shop\n\nimport \"testing\"\n\nvar work = make(chan int)\n\n\
         func init() {\n\tfor i := 0; i < 20; i++ {\n\t\tgo func() {\n\t\t\tkept := make([]byte, 1<<20)\n\
         \t\t\tfor range work {\n\t\t\t\tkept[0]++\n\t\t\t}\n\t\t}()\n\t}\n}\n\n\
         func TestWork(t *testing.T) {\n\tt.Parallel()\n\twork <- 1\n}\n",
    )?;
    let pattern = "^(TestWork|TestPool|TestTable|TestRecent)$";
    let command = ["go", "test", "-run", pattern, "./..."];
    let options = ["--hunt", "always"];
    let artifact = run(&project, &options, &command, exit_code::OK)?.artifact()?;
    assert_eq!(artifact.findings, []);
    assert!(artifact.hunt.is_some());
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
