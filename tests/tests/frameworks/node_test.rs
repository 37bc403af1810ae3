//! Node's own test runner.

use anyhow::Context;
use oomscope_shared::artifact::Framework;
use oomscope_shared::finding::Kind;
use oomscope_shared::{Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::Project;

use crate::kit::{
    Outcomes, cases, culprits, is_of, javascript, outcomes, peak_mib, plain, ran, run,
};

/// What the TAP of `node --test` says of the tests, without the suites, by their own names. The example has none
/// twice.
fn own_outcomes(project: &Project) -> Result<Outcomes> {
    let tap = plain(project, "node --test --test-reporter=tap")?.stdout;
    let mut inside = Outcomes::new();
    let mut last = None;
    for line in tap.lines().map(str::trim) {
        let (is_ok, rest) = match (line.strip_prefix("ok "), line.strip_prefix("not ok ")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ if line == "type: 'suite'" => {
                last.take().map(|name: String| inside.remove(&name));
                continue;
            }
            _ => continue,
        };
        let (_, said) = rest.split_once(" - ").context("no name")?;
        let (name, directive) = said.split_once(" # ").unwrap_or((said, ""));
        let outcome = match directive.split(' ').next().unwrap_or_default() {
            "SKIP" => "skipped",
            "TODO" if is_ok => "skipped",
            "TODO" => "xfailed",
            _ if is_ok => "passed",
            _ => "failed",
        };
        inside.insert(name.to_owned(), outcome.to_owned());
        last = Some(name.to_owned());
    }
    Ok(inside)
}

#[test]
fn outcomes_are_those_of_node_down_to_the_tests_in_a_file() -> Result<()> {
    let project = javascript("node_test")?;
    let artifact = ran(&project, &[], &["node", "--test"], exit_code::TESTS_FAILED)?;
    is_of(&artifact, Framework::NodeTest);
    let files = [
        ("src/names.test.js", "skipped"),
        ("test/prices.js", "passed"),
        ("test/stock.mjs", "failed"),
        ("test/visits.js", "passed"),
    ];
    let files = files.map(|(id, outcome)| (id.to_owned(), outcome.to_owned()));
    assert_eq!(outcomes(&artifact), Outcomes::from(files));
    let last = |(name, outcome): (String, String)| {
        let name = name.split(": ").nth(1).unwrap_or_default();
        let name = name.rsplit(" > ").next().unwrap_or_default();
        (name.to_owned(), outcome)
    };
    let told: Outcomes = cases(&artifact).into_iter().map(last).collect();
    let own = own_outcomes(&project)?;
    assert_eq!(own.len(), 14, "{own:#?}");
    assert_eq!(told, own);
    assert!(cases(&artifact).contains_key("test/prices.js: prices > add up"));
    // Each file has a process of its own, whose peak is the file's.
    let (visits, prices) = (
        peak_mib(&artifact, "test/visits.js")?,
        peak_mib(&artifact, "test/prices.js")?,
    );
    assert!(
        (90..130).contains(&(visits - prices)),
        "{visits} and {prices} MiB"
    );
    project.nothing_is_left()
}

#[test]
fn modules_types_and_patterns_are_the_users() -> Result<()> {
    let project = javascript("node_test")?;
    project.write("package.json", "{ \"type\": \"module\" }\n")?;
    project.write(
        "spec/typed.test.ts",
        "import { test } from 'node:test'\nconst one: number = 1\ntest('is typed', () => { if (one !== 1) throw one })\n",
    )?;
    project.write(
        "spec/other.test.ts",
        "import { test } from 'node:test'\nenum Kind { One = 1 }\ntest('is an enum', () => { if (Kind.One !== 1) throw 1 })\n",
    )?;
    for command in [
        &[
            "node",
            "--import",
            "tsx",
            "--test",
            "spec/other.test.ts",
            "spec/typed.test.ts",
        ][..],
        &[
            "npx",
            "tsx",
            "--test",
            "spec/typed.test.ts",
            "spec/other.test.ts",
        ],
    ] {
        let artifact = ran(&project, &["--batch-size", "1"], command, exit_code::OK)?;
        is_of(&artifact, Framework::NodeTest);
        let found: Vec<String> = outcomes(&artifact).into_keys().collect();
        assert_eq!(found, ["spec/other.test.ts", "spec/typed.test.ts"]);
        assert_eq!(artifact.batches.len(), 2);
        assert_eq!(artifact.tests.cases.len(), 2);
    }
    Ok(())
}

#[test]
fn some_files_are_run_and_one_that_cannot_be_loaded_says_why() -> Result<()> {
    let project = javascript("node_test")?;
    project.write("test/broken.js", "const = 3\n")?;
    project.write("some.txt", "test/broken.js\nsrc/names.test.js\n")?;
    let options = ["--tests", "some.txt"];
    let command = ["node", "--test", "--test-reporter=dot"];
    let artifact = ran(&project, &options, &command, exit_code::TESTS_FAILED)?;
    let found = outcomes(&artifact);
    assert_eq!(found.len(), 2);
    assert_eq!(found["test/broken.js"], "failed");
    let broken = artifact.tests.rows().find(|row| row.id == "test/broken.js");
    let remark = artifact.tests.remark(broken.context("not there")?.index);
    let remark = format!("{remark:?}");
    assert!(remark.contains("SyntaxError"), "{remark}");
    Ok(())
}

#[test]
fn a_file_that_needs_too_much_is_the_hog_whoever_keeps_memory_beside_it() -> Result<()> {
    let project = javascript("node_test")?;
    project.write(
        "test/large.js",
        "require('node:test').test('is large', () => {\n  Buffer.alloc(1024 * 1024 * 1024, 'x')\n})\n",
    )?;
    let options = ["--memory-limit", "600MiB", "--hunt-budget", "5m"];
    let command = ["node", "--test"];
    let artifact = run(&project, &options, &command, exit_code::MEMORY_DEATH)?.artifact()?;
    let of = |kind: Kind| {
        let mut found = artifact.findings.iter();
        found.find(|finding| finding.kind == kind)
    };
    let hog = of(Kind::Hog).context("no hog")?;
    assert_eq!(culprits(hog), ["test/large.js"], "{hog:#?}");
    let leak = of(Kind::Leak).context("no leak")?;
    assert_eq!(culprits(leak), ["test/visits.js"], "{leak:#?}");
    assert_eq!(artifact.findings.len(), 2, "{:#?}", artifact.findings);
    let found = outcomes(&artifact);
    assert_eq!(found["test/large.js"], "died", "{found:#?}");
    assert_eq!(artifact.tests.count(Outcome::NotRun), 0, "{found:#?}");
    Ok(())
}

#[test]
fn the_words_of_the_command_must_name_it() -> Result<()> {
    let project = Project::new(&[])?;
    let options = ["--framework", "node_test"];
    let ended = run(&project, &options, &["npm", "test"], exit_code::USAGE)?;
    assert!(ended.stderr.contains("needs `--test`"), "{}", ended.stderr);
    Ok(())
}
