//! What holds the memory of a JavaScript suite is named, in the words of the language, and who fills it.

use std::collections::BTreeMap;

use anyhow::Context;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::exit_code;
use oomscope_shared::finding::{Cause, Finding};
use oomscope_tests::runner::Project;
use oomscope_tests::{Result, places};

use crate::kit::{copy, culprits, run};

/// A suite of `tests/examples/heaps`.
fn suite(name: &str) -> Result<Project> {
    suite_of("tests/examples/heaps", name)
}

fn suite_of(folder: &str, name: &str) -> Result<Project> {
    let project = Project::new(&[])?;
    let from = places::workspace().join(folder).join(name);
    copy(&from, project.folder())?;
    std::os::unix::fs::symlink(places::node_modules(), project.path("node_modules"))?;
    Ok(project)
}

/// The findings by their holders. How long the hunt may take is no matter here.
fn hunted(project: &Project, command: &[&str]) -> Result<(Artifact, BTreeMap<String, Finding>)> {
    let options = ["--hunt-budget", "5m", "--memory-limit", "none"];
    let artifact = run(project, &options, command, exit_code::OK)?.artifact()?;
    let mut found = BTreeMap::new();
    for finding in &artifact.findings {
        let holder = finding.holder.clone();
        let holder = holder.with_context(|| format!("no holder: {finding:#?}"))?;
        found.insert(holder, finding.clone());
    }
    Ok((artifact, found))
}

/// Who fills a holder, and why that stays.
fn holds(
    found: &BTreeMap<String, Finding>,
    holder: &str,
    cause: Cause,
    tests: [&str; 2],
) -> Result<Finding> {
    let finding = found
        .get(holder)
        .with_context(|| format!("no {holder}: {:?}", found.keys()))?;
    assert_eq!(finding.cause, cause, "{finding:#?}");
    assert_eq!(culprits(finding), tests, "{finding:#?}");
    Ok(finding.clone())
}

#[test]
fn mocha_names_each_way_of_keeping() -> Result<()> {
    let project = suite("mocha")?;
    let (_, found) = hunted(&project, &["node_modules/.bin/mocha"])?;
    let state = Cause::ModuleState;
    let listener = Cause::EventListener;
    let orders = ["test/orders1.js", "test/orders2.js"];
    let finding = holds(&found, "byId (src/store.js:2)", state, orders)?;
    assert_eq!(finding.object_type.as_deref(), Some("Order"));
    assert_eq!(finding.objects_per_test, Some(30.0));
    let blobs = ["test/blob1.js", "test/blob2.js"];
    let finding = holds(&found, "blobs (src/blobs.js:2)", state, blobs)?;
    // Figures of one repetition differ by some ten KiB, either way.
    let kib = finding.bytes_per_test.context("no size")? >> 10;
    assert!((2_900..=3_300).contains(&kib), "{kib}");
    let seen = ["test/seen1.js", "test/seen2.js"];
    let finding = holds(&found, "globalThis.seen", state, seen)?;
    let code = finding.hint_code.context("no code")?;
    assert!(code.contains("globalThis.seen.length = 0"), "{code}");
    let view = ["test/view1.js", "test/view2.js"];
    holds(&found, "bus.on('change') (src/bus.js:3)", listener, view)?;
    let exit = ["test/exit1.js", "test/exit2.js"];
    holds(&found, "process.on('exit')", listener, exit)?;
    let ticker = ["test/ticker1.js", "test/ticker2.js"];
    holds(&found, "timers of Node", Cause::Timer, ticker)?;
    let job = ["test/job1.js", "test/job2.js"];
    holds(
        &found,
        "makeQueue()/waiting (src/queue.js:3)",
        Cause::Closure,
        job,
    )?;
    assert_eq!(found.len(), 7, "{:?}", found.keys());
    project.nothing_is_left()
}

#[test]
fn jest_names_what_outlives_a_file_and_the_hint_mends_it() -> Result<()> {
    let project = suite("jest")?;
    let command = ["node_modules/.bin/jest"];
    let (_, found) = hunted(&project, &command)?;
    let rules = ["test/rules1.test.js", "test/rules2.test.js"];
    let patched = holds(&found, "fs.closeSync", Cause::CoreModulePatched, rules)?;
    let says = |finding: &Finding, words: &str| {
        let mut evidence = finding.evidence.iter();
        evidence.any(|message| message.english().contains(words))
    };
    assert!(says(&patched, "src/disk.js:"), "{patched:#?}");
    assert!(says(&patched, "the whole environment"), "{patched:#?}");
    let clock = ["test/clock1.test.js", "test/clock2.test.js"];
    let timer = holds(&found, "timers of Node", Cause::Timer, clock)?;
    let line = timer.lines.first().context("no line")?;
    assert!(line.text.contains("Array.from"), "{line:?}");
    assert_eq!(found.len(), 2, "{:?}", found.keys());
    // Both pieces of code, pasted where they say, each in a file of its own.
    let mut files = Vec::new();
    for (name, finding) in [("module", patched), ("timers", timer)] {
        let file = format!("{name}.setup.js");
        project.write(&file, &finding.hint_code.context("no code")?)?;
        files.push(format!("\"<rootDir>/{file}\""));
    }
    let config = format!(
        r#"{{ "name": "shop", "private": true, "jest": {{ "setupFilesAfterEnv": [{}] }} }}"#,
        files.join(", ")
    );
    project.write("package.json", &config)?;
    let options = [
        "--hunt",
        "always",
        "--hunt-budget",
        "5m",
        "--memory-limit",
        "none",
    ];
    let mended = run(&project, &options, &command, exit_code::OK)?.artifact()?;
    assert!(mended.findings.is_empty(), "{:#?}", mended.findings);
    Ok(())
}

#[test]
fn vitest_names_mocks_and_lines_of_typescript() -> Result<()> {
    let project = suite("vitest")?;
    let (_, found) = hunted(&project, &["node_modules/.bin/vitest", "run"])?;
    let prices = ["test/prices1.test.ts", "test/prices2.test.ts"];
    holds(
        &found,
        "known (src/prices.ts:9)",
        Cause::ModuleState,
        prices,
    )?;
    let mail = ["test/mail1.test.ts", "test/mail2.test.ts"];
    let mut of_mocks = found
        .iter()
        .filter(|(holder, _)| holder.contains("@vitest/spy"));
    let (_, mocks) = of_mocks.next().context("no mocks")?;
    assert_eq!(culprits(mocks), mail, "{mocks:#?}");
    assert_eq!(found.len(), 2, "{:?}", found.keys());
    Ok(())
}

#[test]
fn vitest_runs_files_in_a_page_that_they_share() -> Result<()> {
    let project = suite_of("tests/corpus_javascript", "theme_switch")?;
    let command = ["node_modules/.bin/vitest", "run"];
    let options = ["--hunt", "off", "--memory-limit", "none"];
    let artifact = run(&project, &options, &command, exit_code::OK)?.artifact()?;
    let kept: u64 = artifact
        .tests
        .rows()
        .filter_map(|row| row.retained_bytes)
        .sum();
    // Each file leaves a listener with a list of rules, and what was left is measured before the page is closed.
    assert!(kept > 4 << 20, "{kept}");
    Ok(())
}

#[test]
fn processes_that_go_on_are_what_a_file_of_mocha_keeps() -> Result<()> {
    let project = suite_of("tests/corpus_javascript", "tool_runner")?;
    let (_, found) = hunted(&project, &["node_modules/.bin/mocha"])?;
    let (_, tools) = found.first_key_value().context("nothing")?;
    assert_eq!(tools.cause, Cause::ChildProcess, "{tools:#?}");
    let files = [
        "test/tool1.spec.js",
        "test/tool2.spec.js",
        "test/tool3.spec.js",
    ];
    assert_eq!(culprits(tools), files, "{tools:#?}");
    project.nothing_is_left()
}

#[test]
fn what_tests_keep_inside_their_file_is_named_under_node_test() -> Result<()> {
    let project = Project::new(&[])?;
    // Each file has a process of its own, so that is all that one can keep.
    project.write(
        "test/rooms.test.js",
        "const { describe, it } = require('node:test')\n\
         const rooms = []\n\
         describe('rooms', () => {\n  \
         for (let n = 0; n < 8; n++) it(`opens ${n}`, () => { rooms.push(room()) })\n\
         })\n\
         function room() {\n  \
         return Array.from({ length: 20000 }, (_, at) => ({ at }))\n\
         }\n",
    )?;
    project.write(
        "test/orders.test.mjs",
        "import test, { after } from 'node:test'\n\
         import { add } from '../src/store.mjs'\n\
         after(() => {})\n\
         for (let n = 0; n < 8; n++) test(`adds ${n}`, () => { add(n) })\n",
    )?;
    project.write(
        "src/store.mjs",
        "const known = new Map()\n\
         export function add(n) {\n  \
         known.set(`${n} ${known.size}`, new Array(60000).fill(0.5))\n\
         }\n",
    )?;
    // What is loaded late, and a cache with a bound, stay as large as they are.
    project.write(
        "test/calm.test.js",
        "const test = require('node:test')\n\
         const recent = []\n\
         for (let n = 0; n < 8; n++) test(`answers ${n}`, () => {\n  \
         recent.push(new Array(120000).fill(0.5))\n  if (recent.length > 4) recent.shift()\n})\n",
    )?;
    // Its first test passes once; what Node prepares to say of that, each time it is repeated, is no leak.
    project.write(
        "test/words.test.js",
        "const assert = require('node:assert/strict')\n\
         const { test } = require('node:test')\n\
         let words\n\
         test('is empty before', () => { assert.equal(words, undefined) })\n\
         for (let n = 0; n < 4; n++) test(`knows word ${n}`, () => {\n  \
         words ??= Array.from({ length: 60000 }, (_, at) => ({ word: `word ${at}` }))\n  \
         assert.equal(words[n].word, `word ${n}`)\n})\n",
    )?;
    let (_, found) = hunted(&project, &["node", "--test"])?;
    let holds_of = |holder: &str, file: &str| -> Result<Finding> {
        let finding = found
            .get(holder)
            .with_context(|| format!("no {holder}: {:?}", found.keys()))?;
        assert_eq!(culprits(finding), [file], "{finding:#?}");
        Ok(finding.clone())
    };
    let rooms = holds_of("rooms (test/rooms.test.js:2)", "test/rooms.test.js")?;
    let line = rooms.lines.first().context("no line")?;
    assert_eq!((line.file.as_str(), line.line), ("test/rooms.test.js", 7));
    let orders = holds_of("known (src/store.mjs:1)", "test/orders.test.mjs")?;
    let line = orders.lines.first().context("no line")?;
    // V8 says in which function it was taken, and the source which line of that makes such a thing.
    assert_eq!((line.file.as_str(), line.line), ("src/store.mjs", 3));
    assert_eq!(found.len(), 2, "{:?}", found.keys());
    project.nothing_is_left()
}
