//! `cargo test`.

use anyhow::Context;
use oomscope_shared::artifact::Framework;
use oomscope_shared::finding::Kind;
use oomscope_shared::{Ending, Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::only_finding;
use serde_json::Value;

use crate::kit::{Outcomes, culprits, example, is_of, outcomes, plain, ran, run, tools};

/// What the binaries say in the JSON of libtest, which only a compiler that plays nightly gives.
fn own_outcomes(text: &str) -> Outcomes {
    let mut found = Outcomes::new();
    for line in text.lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let outcome = match line["event"].as_str() {
            Some("ok") => "passed",
            Some("failed") => "failed",
            Some("ignored") => "skipped",
            _ => continue,
        };
        // The suites have no name, but only those of `tests/year.rs` begin so.
        if let (Some("test"), Some(name)) = (line["type"].as_str(), line["name"].as_str()) {
            let binary = if name.starts_with("year") {
                "ledger::year"
            } else {
                "ledger"
            };
            found.insert(format!("{binary} {name}"), outcome.to_owned());
        }
    }
    found
}

#[test]
fn outcomes_are_those_of_the_test_binaries() -> Result<()> {
    let project = example("cargo")?;
    let artifact = ran(&project, &[], &["cargo", "test"], exit_code::TESTS_FAILED)?;
    is_of(&artifact, Framework::Cargo);
    let own = plain(
        &project,
        "RUSTC_BOOTSTRAP=1 cargo test --tests --no-fail-fast -- -Z unstable-options --format json",
    )?;
    let own = own_outcomes(&own.stdout);
    assert_eq!(own.len(), 9, "{own:#?}");
    assert_eq!(outcomes(&artifact), own);
    // A batch is a binary, and doc tests have none.
    assert_eq!(artifact.batches.len(), 2);
    assert_eq!(artifact.batches[1].ending, Ending::TestsFailed);
    assert!(
        artifact.warnings[0].contains("Doc tests"),
        "{:?}",
        artifact.warnings
    );
    let wrong = artifact
        .tests
        .id
        .iter()
        .position(|id| id.contains("wrong_on_purpose"));
    let remark = artifact.tests.remark(wrong.context("no such test")? as u32);
    assert!(remark.unwrap().contains("interest of a year"), "{remark:?}");
    project.nothing_is_left()
}

#[test]
fn each_test_alone_tells_its_peak() -> Result<()> {
    let project = example("cargo")?;
    let command = ["cargo", "test", "--test", "year"];
    let artifact = ran(
        &project,
        &["--batch-size", "1"],
        &command,
        exit_code::TESTS_FAILED,
    )?;
    let peak = crate::kit::peak_mib(&artifact, "ledger::year year_of_bookings")?;
    assert!((180..200).contains(&peak), "{peak}");
    let peak = crate::kit::peak_mib(&artifact, "ledger::year year_without_bookings")?;
    assert!(peak < 20, "{peak}");
    Ok(())
}

#[test]
fn a_static_that_grows_is_charged_to_the_tests_that_fill_it() -> Result<()> {
    let project = example("cargo")?;
    let options = ["--memory-limit", "60MiB", "--hunt-budget", "5m"];
    let command = ["cargo", "test", "--lib"];
    let artifact = run(&project, &options, &command, exit_code::MEMORY_DEATH)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Leak);
    let guilty = culprits(finding);
    assert!(
        guilty.len() >= 2
            && guilty
                .iter()
                .all(|id| id.starts_with("ledger tests::transfer_of")),
        "{finding:#?}"
    );
    // The test that ran at the death is named, and no other lost its outcome.
    let victim = artifact.batches[0].victim.context("no victim")?;
    assert_eq!(artifact.tests.outcome[victim as usize], Outcome::Died);
    assert!(
        artifact
            .test_id(victim)
            .starts_with("ledger tests::transfer_of")
    );
    let left = artifact.tests.count(Outcome::NotRun);
    assert_eq!((artifact.tests.count(Outcome::Died), left), (1, 0));
    Ok(())
}

#[test]
fn a_code_of_the_test_binary_is_its_own() -> Result<()> {
    let project = example("cargo")?;
    project.write(
        "tests/leaves.rs",
        "#[test]\nfn leaves() {\n    std::process::exit(137);\n}\n",
    )?;
    let artifact = ran(
        &project,
        &[],
        &["cargo", "test", "--test", "leaves"],
        exit_code::BATCH_DIED,
    )?;
    let batch = &artifact.batches[0];
    assert_eq!(
        (batch.ending, batch.exit_code()),
        (Ending::Exited, Some(137)),
        "{:?}",
        batch.evidence
    );
    Ok(())
}

#[test]
fn an_error_of_the_compiler_is_shown() -> Result<()> {
    let project = example("cargo")?;
    project.write("src/lib.rs", "pub fn broken() -> u32 { \"text\" }\n")?;
    let call = project.oomscope(&["run", "--show-output", "failed", "--", "cargo", "test"]);
    let ended = tools(call).expect(exit_code::TESTS_FAILED)?;
    assert!(
        ended.stderr.contains("mismatched types"),
        "{}",
        ended.stderr
    );
    let artifact = ended.artifact()?;
    assert_eq!(artifact.batches[0].ending, Ending::CollectionFailed);
    assert!(artifact.batches[0].output.text.contains("mismatched types"));
    Ok(())
}

#[test]
fn a_list_names_tests_or_binaries() -> Result<()> {
    let project = example("cargo")?;
    let options = [
        "--test",
        "ledger::year",
        "--test",
        "ledger tests::interest_of_nothing",
    ];
    let artifact = ran(
        &project,
        &options,
        &["cargo", "test"],
        exit_code::TESTS_FAILED,
    )?;
    assert_eq!(artifact.tests.len(), 4);
    let ended = run(
        &project,
        &["--test", "ledger tests::no_such"],
        &["cargo", "test"],
        exit_code::USAGE,
    )?;
    assert!(
        ended
            .stderr
            .contains("unknown test id in `--test`: `ledger tests::no_such`"),
        "{}",
        ended.stderr
    );
    Ok(())
}
