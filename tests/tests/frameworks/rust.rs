//! `cargo test`.

use anyhow::Context;
use oomscope_shared::artifact::Framework;
use oomscope_shared::finding::{Cause, Kind};
use oomscope_shared::{Ending, Outcome, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, only_finding};
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

/// Nothing dies; what is kept shows only because the tests are run again in one process.
const SHOP: &str = r#"
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, OnceLock};

static PAGES: Mutex<Option<HashMap<usize, Vec<u8>>>> = Mutex::new(None);

pub fn remember(page: u8) -> usize {
    let mut pages = PAGES.lock().unwrap();
    let pages = pages.get_or_insert_with(HashMap::new);
    pages.insert(pages.len(), vec![page; 2 << 20]); // the cache
    pages.len()
}

unsafe extern "C" {
    fn malloc(bytes: usize) -> *mut u8;
}

pub struct Handle(*mut u8);

impl Handle {
    pub fn open() -> Self {
        let at = unsafe { malloc(3 << 20) }; // the handle
        unsafe { at.write_bytes(1, 3 << 20) };
        Self(at)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        unsafe extern "C" {
            fn free(at: *mut u8);
        }
        unsafe { free(self.0) };
    }
}

pub fn table() -> &'static [u64] {
    static TABLE: OnceLock<Vec<u64>> = OnceLock::new();
    TABLE.get_or_init(|| (0..1_000_000).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_of_apples() {
        assert!(remember(1) > 0);
    }

    #[test]
    fn page_of_pears() {
        assert!(remember(2) > 0);
    }

    #[test]
    fn handle_given_to_c() {
        std::mem::forget(Handle::open());
    }

    #[test]
    fn handle_closed() {
        drop(Handle::open());
    }

    #[test]
    fn table_is_built_once() {
        assert_eq!(table().len(), 1_000_000);
    }

    #[test]
    fn workers_end() {
        let workers: Vec<_> = (0..4).map(|at| std::thread::spawn(move || vec![at; 1 << 20].len())).collect();
        for worker in workers {
            assert_eq!(worker.join().unwrap(), 1 << 20);
        }
    }

    #[test]
    fn ring_has_a_bound() {
        static RING: Mutex<VecDeque<Vec<u8>>> = Mutex::new(VecDeque::new());
        let mut ring = RING.lock().unwrap();
        for _ in 0..6 {
            ring.push_back(vec![1; 1 << 20]);
            if ring.len() > 6 {
                ring.pop_front();
            }
        }
    }

    #[test]
    fn name_is_set_once() {
        static NAME: OnceLock<&str> = OnceLock::new();
        NAME.set("fails when it is run again").unwrap();
    }
}
"#;

/// The example is built without, for its time.
fn with_debug_information() -> Result<Project> {
    let project = example("cargo")?;
    let manifest =
        "[package]\nname = \"ledger\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[workspace]\n";
    project.write("Cargo.toml", manifest)?;
    Ok(project)
}

#[test]
fn what_is_kept_without_a_death_is_told_by_line_and_nobody_else_is_accused() -> Result<()> {
    let project = with_debug_information()?;
    project.write("src/lib.rs", SHOP)?;
    let command = ["cargo", "test", "--lib"];
    let artifact = run(&project, &[], &command, exit_code::OK)?.artifact()?;
    let [cache, handle] = artifact.findings.as_slice() else {
        anyhow::bail!("{:#?}", artifact.findings);
    };
    let both = [
        "ledger tests::page_of_apples",
        "ledger tests::page_of_pears",
    ];
    assert_eq!(culprits(cache), both);
    assert_eq!(culprits(handle), ["ledger tests::handle_given_to_c"]);
    for (finding, line) in [(cache, "// the cache"), (handle, "// the handle")] {
        assert_eq!(
            (finding.kind, finding.cause),
            (Kind::Leak, Cause::NativeHeap)
        );
        let first = finding.lines.first().context("no lines")?;
        assert!(first.text.ends_with(line), "{:?}", finding.lines);
        assert_eq!(first.file, "src/lib.rs");
    }
    Ok(())
}

#[test]
fn a_hog_is_told_by_what_it_had_at_its_peak() -> Result<()> {
    let project = with_debug_information()?;
    let large = "pub fn cells(n: u64) -> Vec<u64> {\n    (0..n).collect()\n}\n\n\
                 #[test]\nfn grid() {\n    assert_eq!(cells(20_000_000).len(), 20_000_000);\n}\n";
    project.write("src/lib.rs", large)?;
    let options = ["--memory-limit", "100MiB"];
    let command = ["cargo", "test", "--lib"];
    let artifact = run(&project, &options, &command, exit_code::MEMORY_DEATH)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Hog);
    let line = finding.lines.first().context("no lines")?;
    assert_eq!((line.line, line.text.as_str()), (2, "(0..n).collect()"));
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
