//! The end of a process at the limit of V8's own heap.

use anyhow::Context;
use oomscope_shared::finding::Kind;
use oomscope_shared::{Ending, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::only_finding;

use crate::kit::{culprits, javascript, outcomes, run};

/// A file that fills V8's heap.
const FILLS: &str = "test('fills', () => {\n  const kept = []\n  for (;;) kept.push(Array.from({ length: 10000 }, \
                     (_, i) => ({ i })))\n})\n";

#[test]
fn the_limit_of_the_heap_of_v8_is_an_end_with_its_own_advice() -> Result<()> {
    let project = javascript("jest")?;
    project.write("test/zheap.test.js", FILLS)?;
    // In the process of Jest itself.
    let node = ["node", "--max-old-space-size=128", "node_modules/.bin/jest"];
    let options = ["--hunt", "off", "--memory-limit", "2GiB"];
    let says = "in MiB, raises it; there was room for 2.0 GiB.";
    let call = project
        .oomscope(&["run", "--show-output", "never"])
        .args(options)
        .args(["--"])
        .args(node);
    let ended = call.expect(exit_code::MEMORY_DEATH)?;
    assert!(ended.stderr.contains(says), "{}", ended.stderr);
    let artifact = ended.artifact()?;
    let death = &artifact.batches[0];
    assert_eq!(death.ending, Ending::OutOfMemory, "{:?}", death.evidence);
    assert_eq!(outcomes(&artifact)["test/zheap.test.js"], "died");
    let report = project
        .oomscope(&["report", "run.oomscope.json"])
        .run()?
        .stdout;
    assert!(report.contains(says), "{report}");
    // A worker dies and Jest lives: the file has failed, by Jest's own word. What V8 wrote last reaches Jest's output
    // or is lost with the worker, so the advice is not promised here.
    let workers = [
        "env",
        "NODE_OPTIONS=--max-old-space-size=128",
        "node_modules/.bin/jest",
        "--maxWorkers=2",
    ];
    let artifact = run(&project, &options, &workers, exit_code::TESTS_FAILED)?.artifact()?;
    assert_eq!(artifact.batches[0].ending, Ending::TestsFailed);
    let found = outcomes(&artifact);
    assert_eq!(found["test/zheap.test.js"], "failed", "{found:#?}");
    let row = artifact
        .tests
        .rows()
        .find(|row| row.id == "test/zheap.test.js");
    let remark = artifact.tests.remark(row.context("not there")?.index);
    assert!(
        format!("{remark:?}").contains("out of memory"),
        "{remark:?}"
    );
    Ok(())
}

#[test]
fn a_suite_that_dies_at_the_limit_of_v8_is_hunted_with_more_room() -> Result<()> {
    let project = javascript("jest")?;
    std::fs::remove_dir_all(project.path("test"))?;
    // The agent belongs to Node, so what hangs on it outlives each file.
    project.write(
        "src/pages.js",
        "const http = require('node:http')\nhttp.globalAgent.pages ??= []\n\
         exports.keep = () => http.globalAgent.pages.push(new Array(1500000).fill(1.5))\n",
    )?;
    let mut leaking = Vec::new();
    for number in 1..=10 {
        let file = format!("test/load{number:02}.test.js");
        let text = "test('loads', () => {\n  require('../src/pages').keep()\n})\n";
        project.write(&file, text)?;
        leaking.push(file);
    }
    for number in 1..=3 {
        let text = "test('is short', () => {\n  expect('a'.length).toBe(1)\n})\n";
        project.write(&format!("test/words{number}.test.js"), text)?;
    }
    let jest = "node --max-old-space-size=128 node_modules/.bin/jest";
    let jest: Vec<&str> = jest.split(' ').collect();
    let options = ["--hunt-budget", "5m", "--memory-limit", "3GiB"];
    let artifact = run(&project, &options, &jest, exit_code::MEMORY_DEATH)?.artifact()?;
    let death = &artifact.batches[0];
    assert_eq!(death.ending, Ending::OutOfMemory, "{:?}", death.evidence);
    let died = outcomes(&artifact);
    let died: Vec<&String> = (died.iter())
        .filter(|(_, outcome)| *outcome == "died")
        .map(|(id, _)| id)
        .collect();
    assert!(died.iter().any(|id| leaking.contains(id)), "{died:?}");
    // Nobody is taken for a hog, and who died last is not the only one.
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Leak, "{finding:#?}");
    assert_eq!(culprits(finding), leaking, "{finding:#?}");
    let holder = finding.holder.as_deref().context("no holder")?;
    assert!(holder.starts_with("http.globalAgent"), "{holder}");
    let line = finding.lines.first().context("no line")?;
    assert_eq!(line.file, "src/pages.js", "{finding:#?}");
    project.nothing_is_left()
}
