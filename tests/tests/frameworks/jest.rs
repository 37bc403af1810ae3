//! Jest.

use oomscope_shared::artifact::Framework;
use oomscope_shared::finding::Kind;
use oomscope_shared::{Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, only_finding};
use serde_json::Value;

use crate::kit::{Outcomes, cases, culprits, is_of, javascript, outcomes, plain, ran, run};

/// What `jest --json` says: of the files, and of the tests in them.
fn own_outcomes(project: &Project) -> Result<(Outcomes, Outcomes)> {
    plain(
        project,
        "node_modules/.bin/jest --json --outputFile=own.json",
    )?;
    let own: Value = serde_json::from_str(&project.read("own.json")?)?;
    let (mut files, mut inside) = (Outcomes::new(), Outcomes::new());
    let folder = std::fs::canonicalize(project.folder())?;
    for file in own["testResults"].as_array().unwrap() {
        let path = file["name"].as_str().unwrap();
        let id = std::path::Path::new(path)
            .strip_prefix(&folder)?
            .display()
            .to_string();
        // So Jest calls a file in which a test was left out and none failed.
        let status = match file["status"].as_str().unwrap() {
            "focused" => "passed",
            status => status,
        };
        files.insert(id.clone(), status.to_owned());
        for case in file["assertionResults"].as_array().unwrap() {
            let mut names: Vec<&str> = case["ancestorTitles"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            names.extend(case["title"].as_str());
            let outcome = match case["status"].as_str().unwrap() {
                "pending" | "todo" => "skipped",
                status => status,
            };
            inside.insert(format!("{id}: {}", names.join(" > ")), outcome.to_owned());
        }
    }
    Ok((files, inside))
}

#[test]
fn outcomes_are_those_of_jest_down_to_the_tests_in_a_file() -> Result<()> {
    let project = javascript("jest")?;
    let artifact = ran(&project, &[], &["npx", "jest"], exit_code::TESTS_FAILED)?;
    is_of(&artifact, Framework::Jest);
    let (files, inside) = own_outcomes(&project)?;
    assert_eq!((files.len(), inside.len()), (5, 6));
    assert_eq!(outcomes(&artifact), files);
    assert_eq!(cases(&artifact), inside);
    // Memory of each file: of the process, and of the isolate's heap.
    let tests = &artifact.tests;
    assert!(
        tests.peak_kib.iter().all(Option::is_some),
        "{:?}",
        tests.peak_kib
    );
    assert_eq!(tests.v8_heap_used_kib.len(), 5);
    assert!(
        tests
            .v8_heap_used_kib
            .iter()
            .all(|heap| heap.is_some_and(|kib| kib > 4096))
    );
    project.nothing_is_left()
}

#[test]
fn what_outlives_a_file_is_charged_to_it() -> Result<()> {
    let project = javascript("jest")?;
    let files = [
        "test/cart.test.js",
        "test/checkout.test.js",
        "test/names.test.js",
        "test/prices.test.js",
    ];
    let mut options = vec![
        "--hunt",
        "always",
        "--hunt-budget",
        "5m",
        "--memory-limit",
        "none",
    ];
    for file in files {
        options.extend(["--test", file]);
    }
    let command = ["node_modules/.bin/jest"];
    let artifact = run(&project, &options, &command, exit_code::OK)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Leak);
    assert_eq!(
        culprits(finding),
        ["test/cart.test.js", "test/checkout.test.js"],
        "{finding:#?}"
    );
    let each = finding.bytes_per_test.unwrap() >> 20;
    assert!((22..40).contains(&each), "{finding:#?}");
    Ok(())
}

#[test]
fn a_death_names_the_file_that_ran_and_the_rest_is_run() -> Result<()> {
    let project = javascript("jest")?;
    // It needs much more than any other, so that it dies in any process.
    project.write(
        "test/large.test.js",
        "test('is large', () => {\n  expect(Buffer.alloc(1024 * 1024 * 1024, 'x').length).toBe(1)\n})\n",
    )?;
    let options = ["--memory-limit", "600MiB"];
    let command = ["node_modules/.bin/jest"];
    let artifact = ran(&project, &options, &command, exit_code::MEMORY_DEATH)?;
    let found = outcomes(&artifact);
    assert_eq!(found["test/large.test.js"], "died", "{found:#?}");
    assert_eq!(artifact.tests.count(Outcome::NotRun), 0, "{found:#?}");
    assert_eq!(found["test/prices.test.js"], "passed");
    Ok(())
}

#[test]
fn a_file_that_cannot_be_loaded_fails_with_its_reason() -> Result<()> {
    let project = javascript("jest")?;
    project.write("test/broken.test.js", "const = 3\n")?;
    let options = ["--test", "test/broken.test.js"];
    let artifact = ran(
        &project,
        &options,
        &["node_modules/.bin/jest"],
        exit_code::TESTS_FAILED,
    )?;
    assert_eq!(outcomes(&artifact)["test/broken.test.js"], "failed");
    assert!(
        artifact.tests.remark(0).is_some(),
        "{:?}",
        artifact.tests.remarks
    );
    Ok(())
}

#[test]
fn what_is_not_jest_is_told_so() -> Result<()> {
    let project = Project::new(&[("say.sh", "echo hello\n")])?;
    let ended = run(
        &project,
        &["--framework", "jest"],
        &["sh", "say.sh"],
        exit_code::USAGE,
    )?;
    assert!(
        ended.stderr.contains("there is no list of test files"),
        "{}",
        ended.stderr
    );
    Ok(())
}
