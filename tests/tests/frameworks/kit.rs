//! Example suites in folders of their own, and what the frameworks themselves say of their tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use oomscope_shared::artifact::{Artifact, Framework};
use oomscope_shared::finding::Finding;
use oomscope_tests::runner::{Call, Ended, Project};
use oomscope_tests::{Result, places};

/// Test ids, or names of cases, with their outcomes.
pub type Outcomes = BTreeMap<String, String>;

/// A project with an example suite of `tests/examples/frameworks`.
pub fn example(name: &str) -> Result<Project> {
    copied(&format!("frameworks/{name}"))
}

/// A project with a folder of `tests/examples`.
pub fn copied(name: &str) -> Result<Project> {
    let project = Project::new(&[])?;
    let from = places::workspace().join("tests/examples").join(name);
    copy(&from, project.folder())?;
    Ok(project)
}

/// The same with the JavaScript frameworks beside it.
pub fn javascript(name: &str) -> Result<Project> {
    let project = example(name)?;
    std::os::unix::fs::symlink(places::node_modules(), project.path("node_modules"))?;
    Ok(project)
}

/// A folder with everything in it.
///
/// # Errors
/// Something could not be read or written.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_name() == "target" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// What the examples' tools are called with: bounded builds, and nothing of cargo's own tests.
pub fn tools(call: Call) -> Call {
    call.env("CARGO_BUILD_JOBS", "2")
        .env("CARGO_TERM_COLOR", "never")
        .env("GOFLAGS", "-mod=mod")
        .env("GOTOOLCHAIN", "local")
}

/// `oomscope run OPTIONS -- COMMAND`, quietly.
pub fn run(project: &Project, options: &[&str], command: &[&str], code: u8) -> Result<Ended> {
    let call = project
        .oomscope(&["run", "-q", "--show-output", "never"])
        .args(options)
        .args(["--"])
        .args(command);
    tools(call).expect(code)
}

/// What Node and Jest complain of where something of ours is in their way.
const COMPLAINTS: [&str; 2] = ["ExperimentalWarning", "failed to exit gracefully"];

/// The artifact of such a run, without the hunt.
pub fn ran(project: &Project, options: &[&str], command: &[&str], code: u8) -> Result<Artifact> {
    let options = [&["--hunt", "off"], options].concat();
    let artifact = run(project, &options, command, code)?.artifact()?;
    for batch in &artifact.batches {
        let text = &batch.output.text;
        assert!(
            !COMPLAINTS.iter().any(|complaint| text.contains(complaint)),
            "{text}"
        );
    }
    Ok(artifact)
}

/// A program of the project, without oomscope.
pub fn plain(project: &Project, script: &str) -> Result<Ended> {
    tools(project.shell(script)).run()
}

/// What the artifact says of the tests.
pub fn outcomes(artifact: &Artifact) -> Outcomes {
    let rows = artifact.tests.rows();
    rows.map(|row| (row.id.to_owned(), row.outcome.name().to_owned()))
        .collect()
}

/// What the artifact says of the cases in the tests.
pub fn cases(artifact: &Artifact) -> Outcomes {
    let cases = artifact.tests.cases.iter();
    cases
        .map(|case| {
            let name = format!("{}: {}", artifact.test_id(case.test), case.name);
            (name, case.outcome.name().to_owned())
        })
        .collect()
}

/// Holds that a framework was recognised.
pub fn is_of(artifact: &Artifact, framework: Framework) {
    assert_eq!(artifact.run.framework, framework);
    assert_eq!(artifact.check(), Ok(()));
}

/// The culprits of a finding, in order.
pub fn culprits(finding: &Finding) -> Vec<&str> {
    let mut culprits: Vec<&str> = finding.culprits.iter().map(String::as_str).collect();
    culprits.sort_unstable();
    culprits
}

/// The peak of a test in MiB.
pub fn peak_mib(artifact: &Artifact, id: &str) -> Result<u64> {
    let row = artifact.tests.rows().find(|row| row.id == id);
    let bytes = row.with_context(|| format!("no {id}"))?.peak_bytes;
    Ok(bytes.with_context(|| format!("no peak of {id}"))? >> 20)
}

/// What all tests of a run together kept, in MiB.
pub fn kept_mib(artifact: &Artifact) -> u64 {
    artifact.retained_bytes().unwrap_or(0) >> 20
}
