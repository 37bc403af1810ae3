//! What a test file keeps in V8, told by each framework of Node without a hunt.

use anyhow::Context;
use oomscope_shared::artifact::Artifact;
use oomscope_shared::exit_code;
use oomscope_tests::Result;
use oomscope_tests::runner::Project;

use crate::kit::{javascript, kept_mib, ran, run};

/// Module state that outlives its file: 8 MiB more with each.
const STORE: &str = "process.store ??= []\nprocess.store.push(Buffer.alloc(8 << 20, 1))\n";
/// As much that is let go, and as long.
const NO_STORE: &str = "Buffer.alloc(8 << 20, 1)\n";
/// So that a collection is a small part of the time of a file.
const WORKS: &str = "const start = Date.now()\nwhile (Date.now() - start < 1000);\n";

/// Test files of one test each, in the order of their names: innocent ones first and last.
fn write(project: &Project, ending: &str, import: &str) -> Result<()> {
    let files = [
        ("a_first", NO_STORE),
        ("b_good", NO_STORE),
        ("c_keeps", STORE),
        ("d_keeps", STORE),
        ("e_good", NO_STORE),
    ];
    for (name, body) in files {
        let text = format!("{import}it('works', () => {{\n{body}{WORKS}}})\n");
        project.write(&format!("kept/{name}.test.{ending}"), &text)?;
    }
    Ok(())
}

/// What each of them kept, in MiB; `None` where nobody measured it.
fn kept(artifact: &Artifact) -> Vec<Option<u64>> {
    let rows = artifact.tests.rows();
    rows.map(|row| row.retained_bytes.map(|bytes| bytes >> 20))
        .collect()
}

/// Holds what must be true however little time collections had: what grew is charged, and to nobody before it.
fn is_charged(artifact: &Artifact) {
    let figures = kept(artifact);
    assert!((15..30).contains(&kept_mib(artifact)), "{figures:?}");
    for innocent in &figures[..2] {
        assert!(innocent.is_none_or(|kept| kept == 0), "{figures:?}");
    }
    assert!(figures.contains(&None), "{figures:?}");
}

#[test]
fn mocha_tells_what_each_file_kept_and_budgets_see_it() -> Result<()> {
    let project = javascript("mocha")?;
    write(&project, "js", "")?;
    project.write(".mocharc.json", "{ \"spec\": [\"kept/*.test.js\"] }")?;
    let mocha = ["node_modules/.bin/mocha"];
    is_charged(&ran(&project, &[], &mocha, exit_code::OK)?);
    // As the hunt measures, with all the time it needs.
    let at_ease = ["env", "OOMSCOPE_COLLECT=always", mocha[0]];
    let artifact = ran(&project, &[], &at_ease, exit_code::OK)?;
    let kib = &artifact.tests.retained_kib;
    assert_eq!(kib[0], None);
    for (at, expected) in [(1, 0), (2, 8192), (3, 8192), (4, 0)] {
        let figure = kib[at].context("not measured")?;
        assert!(figure.abs_diff(expected) < 512, "{kib:?}");
    }
    project.write("oomscope.toml", "[budget]\ntest-retained = \"1MiB\"\n")?;
    run(
        &project,
        &["--hunt", "off"],
        &mocha,
        exit_code::BUDGET_BROKEN,
    )?;
    let told = project.oomscope(&["check", "run.oomscope.json"]);
    let told = told.expect(exit_code::BUDGET_BROKEN)?.stdout;
    assert!(told.contains("keeps") && !told.contains("b_good"), "{told}");
    Ok(())
}

#[test]
fn jest_tells_it_in_band_and_from_workers() -> Result<()> {
    let project = javascript("jest")?;
    write(&project, "js", "")?;
    project.write(
        "package.json",
        "{ \"jest\": { \"testMatch\": [\"<rootDir>/kept/*.test.js\"] } }",
    )?;
    // Each file has a `process` of its own; what Node's own modules hold outlives it.
    let keeps = "const channel = require('node:diagnostics_channel')\n\
         channel.store ??= []\nchannel.store.push(Buffer.alloc(8 << 20, 1))\n";
    for name in ["c_keeps", "d_keeps"] {
        let text = format!("it('works', () => {{\n{keeps}{WORKS}}})\n");
        project.write(&format!("kept/{name}.test.js"), &text)?;
    }
    let jest = ["node_modules/.bin/jest"];
    let figures = kept(&ran(&project, &[], &jest, exit_code::OK)?);
    // How many collections there is time for depends on the machine. What is charged before a file keeps something
    // would be charged to an innocent one in any case.
    assert_eq!(figures.first(), Some(&None), "{figures:?}");
    assert!(figures[1].is_none_or(|kept| kept == 0), "{figures:?}");
    // As the hunt measures, each file is charged with what it kept itself; Jest keeps some of its own at first.
    let at_ease = ["env", "OOMSCOPE_COLLECT=always", jest[0]];
    let figures = kept(&ran(&project, &[], &at_ease, exit_code::OK)?);
    for (at, expected) in [(1, 0..1), (2, 7..14), (3, 7..14), (4, 0..1)] {
        let figure = figures[at].context("not measured")?;
        assert!(expected.contains(&figure), "{figures:?}");
    }
    let workers = [jest[0], "--maxWorkers=2"];
    let artifact = ran(&project, &[], &workers, exit_code::OK)?;
    // Of two processes the first file may be one that keeps: it pays for all.
    assert!(
        (7..24).contains(&kept_mib(&artifact)),
        "{:?}",
        kept(&artifact)
    );
    assert!(artifact.tests.peak_kib.iter().all(Option::is_some));
    Ok(())
}

#[test]
fn vitest_tells_it_where_files_share_a_process() -> Result<()> {
    let project = javascript("vitest")?;
    write(&project, "js", "import { it } from 'vitest'\n")?;
    let config = |isolate: bool| {
        format!(
            "export default {{ test: {{ include: ['kept/*.test.js'], isolate: {isolate}, pool: 'forks' }} }}\n"
        )
    };
    project.write("vitest.config.js", config(false))?;
    let vitest = ["node_modules/.bin/vitest", "run"];
    let artifact = ran(&project, &[], &vitest, exit_code::OK)?;
    // Vitest has an order of its own, whose first file has no figure.
    let figures = kept(&artifact);
    assert!(figures.contains(&None), "{figures:?}");
    assert!((7..24).contains(&kept_mib(&artifact)), "{figures:?}");
    // With isolation each file has a process of its own, and nothing outlives it there.
    project.write("vitest.config.js", config(true))?;
    assert_eq!(
        kept(&ran(&project, &[], &vitest, exit_code::OK)?),
        [None; 5]
    );
    Ok(())
}

#[test]
fn a_run_whose_files_keep_much_is_hunted_and_an_innocent_one_is_not() -> Result<()> {
    let project = javascript("mocha")?;
    std::fs::remove_file(project.path("test/stock.test.js"))?;
    let options = ["--hunt-budget", "5m"];
    let mocha = ["node_modules/.bin/mocha"];
    let artifact = run(&project, &options, &mocha, exit_code::OK)?.artifact()?;
    assert!(
        (15..20).contains(&kept_mib(&artifact)),
        "{:?}",
        kept(&artifact)
    );
    let found: Vec<&String> = (artifact.findings.iter())
        .flat_map(|finding| &finding.culprits)
        .collect();
    assert_eq!(found, ["test/login.test.js", "test/logout.test.js"]);
    for name in ["login", "logout"] {
        std::fs::remove_file(project.path(&format!("test/{name}.test.js")))?;
    }
    let artifact = run(&project, &options, &mocha, exit_code::OK)?.artifact()?;
    assert!(artifact.hunt.is_none(), "{:?}", kept(&artifact));
    Ok(())
}
