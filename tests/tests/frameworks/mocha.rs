//! Mocha.

use std::collections::BTreeMap;

use anyhow::Context;
use oomscope_shared::artifact::Framework;
use oomscope_shared::finding::Kind;
use oomscope_shared::{Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, only_finding};
use serde_json::Value;

use crate::kit::{
    Outcomes, cases, culprits, is_of, javascript, kept_mib, outcomes, plain, ran, run,
};

/// What Mocha's own JSON reporter says: of the files, and of the tests and failed hooks in them.
fn own_outcomes(project: &Project) -> Result<(Outcomes, Outcomes)> {
    plain(
        project,
        "node_modules/.bin/mocha --reporter json --reporter-option output=own.json",
    )?;
    let own: Value = serde_json::from_str(&project.read("own.json")?)?;
    let folder = std::fs::canonicalize(project.folder())?;
    let (mut files, mut inside) = (Outcomes::new(), Outcomes::new());
    // Of a file the worst counts, and skipped tests only where there are no others.
    for (list, outcome) in [
        ("pending", "skipped"),
        ("passes", "passed"),
        ("failures", "failed"),
    ] {
        for case in own[list].as_array().context("no list")? {
            let path = case["file"].as_str().context("no file")?;
            let id = std::path::Path::new(path).strip_prefix(&folder)?;
            let id = id.display().to_string();
            let name = case["fullTitle"].as_str().context("no title")?;
            inside.insert(format!("{id}: {name}"), outcome.to_owned());
            files.insert(id, outcome.to_owned());
        }
    }
    Ok((files, inside))
}

#[test]
fn outcomes_are_those_of_mocha_down_to_the_tests_in_a_file() -> Result<()> {
    let project = javascript("mocha")?;
    let artifact = ran(&project, &[], &["npx", "mocha"], exit_code::TESTS_FAILED)?;
    is_of(&artifact, Framework::Mocha);
    let (files, inside) = own_outcomes(&project)?;
    assert_eq!((files.len(), inside.len()), (6, 10));
    assert_eq!(outcomes(&artifact), files);
    let told: BTreeMap<String, String> = cases(&artifact)
        .into_iter()
        .map(|(name, outcome)| (name.replace(" > ", " "), outcome))
        .collect();
    assert_eq!(told, inside);
    let peaks = &artifact.tests.peak_kib;
    assert!(peaks.iter().all(Option::is_some), "{peaks:?}");
    project.nothing_is_left()
}

#[test]
fn some_files_and_shares_of_them_run_beside_a_configuration_that_names_all() -> Result<()> {
    let project = javascript("mocha")?;
    let mocha = ["node_modules/.bin/mocha"];
    project.write("some.txt", "test/names.test.mjs\ntest/prices.test.js\n")?;
    let some = ran(&project, &["--tests", "some.txt"], &mocha, exit_code::OK)?;
    let found: Vec<String> = outcomes(&some).into_keys().collect();
    assert_eq!(found, ["test/names.test.mjs", "test/prices.test.js"]);
    // Cases of others would be told had they been run.
    assert_eq!(some.tests.cases.len(), 5, "{:?}", some.tests.cases);
    // Whatever else is in them, both shares pass.
    std::fs::remove_file(project.path("test/stock.test.js"))?;
    let mut all = Vec::new();
    for share in ["1/2", "2/2"] {
        let options = ["--shard", share, "--batch-size", "1"];
        let artifact = ran(&project, &options, &mocha, exit_code::OK)?;
        all.extend(outcomes(&artifact).into_keys());
    }
    all.sort();
    let whole: Vec<String> = own_outcomes(&project)?.0.into_keys().collect();
    assert_eq!(all, whole);
    Ok(())
}

#[test]
fn a_file_that_cannot_be_loaded_fails_with_its_reason_and_the_others_run() -> Result<()> {
    let project = javascript("mocha")?;
    project.write(
        "test/broken.test.js",
        "it('half', () => {})\nrequire('./nowhere.js')\n",
    )?;
    let mocha = ["node_modules/.bin/mocha", "--parallel", "--jobs", "2"];
    for command in [&mocha[..1], &mocha[..]] {
        let artifact = ran(&project, &[], command, exit_code::TESTS_FAILED)?;
        let found = outcomes(&artifact);
        assert_eq!(found["test/broken.test.js"], "failed", "{found:#?}");
        assert_eq!(found["test/names.test.mjs"], "passed", "{found:#?}");
        assert_eq!(artifact.tests.count(Outcome::NotRun), 0, "{found:#?}");
        let broken = artifact
            .tests
            .rows()
            .find(|row| row.id == "test/broken.test.js");
        let remark = artifact.tests.remark(broken.context("not there")?.index);
        let remark = format!("{remark:?}");
        assert!(remark.contains("nowhere.js"), "{remark}");
    }
    Ok(())
}

#[test]
fn a_file_that_needs_too_much_is_the_hog() -> Result<()> {
    let project = javascript("mocha")?;
    for name in ["login", "logout"] {
        std::fs::remove_file(project.path(&format!("test/{name}.test.js")))?;
    }
    project.write(
        "test/large.test.js",
        "it('is large', () => {\n  expect.equal(Buffer.alloc(1024 * 1024 * 1024, 'x').length, 1)\n})\n",
    )?;
    let options = ["--memory-limit", "600MiB", "--hunt-budget", "5m"];
    let command = ["node_modules/.bin/mocha"];
    let artifact = run(&project, &options, &command, exit_code::MEMORY_DEATH)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Hog, "{finding:#?}");
    assert_eq!(culprits(finding), ["test/large.test.js"], "{finding:#?}");
    let found = outcomes(&artifact);
    assert_eq!(found["test/large.test.js"], "died", "{found:#?}");
    assert_eq!(artifact.tests.count(Outcome::NotRun), 0, "{found:#?}");
    Ok(())
}

#[test]
fn what_outlives_a_file_is_charged_to_it() -> Result<()> {
    let project = javascript("mocha")?;
    let options = [
        "--hunt",
        "always",
        "--hunt-budget",
        "5m",
        "--memory-limit",
        "none",
    ];
    let command = ["node_modules/.bin/mocha"];
    let artifact = run(&project, &options, &command, exit_code::TESTS_FAILED)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Leak);
    let leaking = ["test/login.test.js", "test/logout.test.js"];
    assert_eq!(culprits(finding), leaking, "{finding:#?}");
    // All of it was seen without the hunt: what the last file is charged with includes what was not collected
    // before.
    let kept = kept_mib(&artifact);
    assert!(
        (15..20).contains(&kept),
        "{:?}",
        artifact.tests.retained_kib
    );
    Ok(())
}
