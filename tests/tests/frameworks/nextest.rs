//! cargo-nextest.

use oomscope_shared::artifact::Framework;
use oomscope_shared::finding::Kind;
use oomscope_shared::{Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::only_finding;
use serde_json::Value;

use crate::kit::{Outcomes, culprits, example, is_of, outcomes, peak_mib, plain, ran, run};

fn own_outcomes(text: &str) -> Outcomes {
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .filter(|line| line["type"] == "test")
        .filter_map(|line| {
            let outcome = match line["event"].as_str()? {
                "ok" => "passed",
                "failed" => "failed",
                "ignored" => "skipped",
                _ => return None,
            };
            // `ledger::ledger$tests::adds` is of the library, `ledger::year$adds` of `tests/year.rs`.
            let (binary, test) = line["name"].as_str()?.split_once('$')?;
            let binary = if binary == "ledger::ledger" {
                "ledger"
            } else {
                binary
            };
            Some((format!("{binary} {test}"), outcome.to_owned()))
        })
        .collect()
}

#[test]
fn outcomes_are_those_of_nextest_and_each_test_has_its_peak() -> Result<()> {
    let project = example("cargo")?;
    let artifact = ran(
        &project,
        &[],
        &["cargo", "nextest", "run"],
        exit_code::TESTS_FAILED,
    )?;
    is_of(&artifact, Framework::Nextest);
    let own = plain(
        &project,
        "NEXTEST_EXPERIMENTAL_LIBTEST_JSON=1 cargo nextest run --no-fail-fast --message-format libtest-json",
    )?;
    let own = own_outcomes(&own.stdout);
    assert_eq!(own.len(), 9, "{own:#?}");
    assert_eq!(outcomes(&artifact), own);
    // All in one batch, and still each process has a figure of its own.
    assert_eq!(artifact.batches.len(), 1);
    let peak = peak_mib(&artifact, "ledger::year year_of_bookings")?;
    assert!((180..200).contains(&peak), "{peak}");
    project.nothing_is_left()
}

#[test]
fn a_hog_is_found_and_the_others_keep_their_outcomes() -> Result<()> {
    let project = example("cargo")?;
    let options = ["--memory-limit", "150MiB", "--hunt-budget", "5m"];
    let command = ["cargo", "nextest", "run", "-j", "1"];
    let artifact = run(&project, &options, &command, exit_code::MEMORY_DEATH)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Hog);
    assert_eq!(culprits(finding), ["ledger::year year_of_bookings"]);
    let tests = &artifact.tests;
    let died: Vec<&str> = tests
        .rows()
        .filter(|row| row.outcome == Outcome::Died)
        .map(|row| row.id)
        .collect();
    assert_eq!(died, ["ledger::year year_of_bookings"]);
    assert_eq!(tests.count(Outcome::NotRun), 0, "{:?}", outcomes(&artifact));
    Ok(())
}

/// nextest hears of the kill at once and calls the test failed; at one sample a second oomscope looks much later.
#[test]
fn who_the_kernel_killed_is_no_failure_however_late_one_looks() -> Result<()> {
    let project = example("cargo")?;
    let options = ["--memory-limit", "150MiB", "--sample-hz", "1"];
    let command = ["cargo", "nextest", "run", "-j", "1"];
    let artifact = ran(&project, &options, &command, exit_code::MEMORY_DEATH)?;
    let of = |outcome| {
        outcomes(&artifact)
            .into_iter()
            .filter(move |(_, is)| is == outcome)
    };
    let died: Vec<String> = of("died").map(|(id, _)| id).collect();
    assert_eq!(died, ["ledger::year year_of_bookings"]);
    Ok(())
}
