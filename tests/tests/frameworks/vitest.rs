//! Vitest.

use oomscope_shared::artifact::Framework;
use oomscope_shared::exit_code;
use oomscope_shared::finding::Kind;
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, only_finding};
use serde_json::Value;

use crate::kit::{Outcomes, cases, culprits, is_of, javascript, outcomes, plain, ran, run};

/// What Vitest's own JSON reporter says: of the files, and of the tests in them.
fn own_outcomes(project: &Project) -> Result<(Outcomes, Outcomes)> {
    plain(
        project,
        "node_modules/.bin/vitest run --reporter=json --outputFile=own.json",
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
        files.insert(id.clone(), file["status"].as_str().unwrap().to_owned());
        for case in file["assertionResults"].as_array().unwrap() {
            let ancestors = case["ancestorTitles"].as_array().unwrap();
            let mut names: Vec<&str> = ancestors.iter().filter_map(Value::as_str).collect();
            names.extend(case["title"].as_str());
            names.retain(|name| !name.is_empty());
            let outcome = case["status"].as_str().unwrap();
            inside.insert(format!("{id}: {}", names.join(" > ")), outcome.to_owned());
        }
    }
    Ok((files, inside))
}

#[test]
fn outcomes_are_those_of_vitest_down_to_the_tests_in_a_file() -> Result<()> {
    let project = javascript("vitest")?;
    let artifact = ran(
        &project,
        &[],
        &["npx", "vitest", "run"],
        exit_code::TESTS_FAILED,
    )?;
    is_of(&artifact, Framework::Vitest);
    let (files, inside) = own_outcomes(&project)?;
    assert_eq!((files.len(), inside.len()), (4, 6));
    assert_eq!(outcomes(&artifact), files);
    assert_eq!(cases(&artifact), inside);
    let heaps = &artifact.tests.v8_heap_used_kib;
    assert!(
        heaps.len() == 4 && heaps.iter().all(Option::is_some),
        "{heaps:?}"
    );
    project.nothing_is_left()
}

#[test]
fn memory_that_adds_up_over_files_is_charged_to_them() -> Result<()> {
    let project = javascript("vitest")?;
    let options = ["--memory-limit", "370MiB", "--hunt-budget", "5m"];
    let command = ["node_modules/.bin/vitest", "run"];
    let artifact = run(&project, &options, &command, exit_code::MEMORY_DEATH)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Leak);
    assert_eq!(
        culprits(finding),
        ["test/hats.test.js", "test/shoes.test.js"],
        "{finding:#?}"
    );
    Ok(())
}

#[test]
fn the_words_of_the_command_must_name_it() -> Result<()> {
    let project = Project::new(&[])?;
    let ended = run(
        &project,
        &["--framework", "vitest"],
        &["npm", "test"],
        exit_code::USAGE,
    )?;
    assert!(ended.stderr.contains("needs `vitest`"), "{}", ended.stderr);
    Ok(())
}
