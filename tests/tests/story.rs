//! The story that oomscope was made for, at full scale: 87 tests that leave their collectors in a global
//! registry, before and after one fixture was added. See `tests/examples/story/README.md`.

use std::sync::OnceLock;

use anyhow::{Context, anyhow, bail, ensure};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::finding::Cause;
use oomscope_shared::{Ending, Outcome, exit_code};
use oomscope_tests::runner::{Call, Ended, PYTEST, Project, ensure_all_accounted_for};
use oomscope_tests::{Result, places};

const MIB: u64 = 1 << 20;
const TESTS: usize = 87;

/// The artifacts of all runs of the story lie here; the suites stay where they are.
fn results() -> Result<&'static Project> {
    static RESULTS: OnceLock<std::result::Result<Project, String>> = OnceLock::new();
    let results = RESULTS.get_or_init(|| Project::new(&[]).map_err(|error| error.to_string()));
    results.as_ref().map_err(|text| anyhow!(text.clone()))
}

/// Runs one side of the story, without the hunt unless the options speak of it.
fn run_side(side: &str, out: &str, options: &[&str], code: u8) -> Result<Artifact> {
    let folder = places::workspace().join("tests/examples/story").join(side);
    let out = results()?.path(out);
    let hunt: &[&str] = match options.contains(&"--hunt") {
        true => &[],
        false => &["--hunt", "off"],
    };
    let call = Call::new(results()?.folder(), &places::binary())
        .args(["run", "--show-output", "never", "--label", side, "--out"])
        .args([out.as_os_str()])
        .args(options)
        .args(hunt)
        .args(PYTEST)
        .in_folder(folder);
    call.expect(code)?.artifact()
}

/// A run that several tests look at is made once, by the first of them.
type Shared = OnceLock<std::result::Result<Artifact, String>>;

fn shared(cell: &'static Shared, side: &str, hunt: &str) -> Result<&'static Artifact> {
    let out = format!("{side}.json");
    let run = || {
        run_side(
            side,
            &out,
            &["--hunt", hunt, "--hunt-budget", "10m"],
            exit_code::OK,
        )
        .map_err(|error| format!("{error:?}"))
    };
    cell.get_or_init(run)
        .as_ref()
        .map_err(|text| anyhow!(text.clone()))
}

fn before() -> Result<&'static Artifact> {
    static BEFORE: Shared = OnceLock::new();
    shared(&BEFORE, "before", "auto")
}

fn after() -> Result<&'static Artifact> {
    static AFTER: Shared = OnceLock::new();
    shared(&AFTER, "after", "off")
}

fn compare(first: &str, second: &str, code: u8) -> Result<Ended> {
    results()?
        .oomscope(&["compare", first, second])
        .expect(code)
}

/// Every test ran in one process, passed, and was measured.
fn ensure_whole(artifact: &Artifact) -> Result<()> {
    ensure!(
        artifact.tests.count(Outcome::Passed) == TESTS,
        "{:?}",
        artifact.tests.outcome
    );
    ensure!(artifact.tests.len() == TESTS && artifact.batches.len() == 1);
    for row in artifact.tests.rows() {
        ensure!(
            row.peak_bytes.is_some() && row.retained_bytes.is_some() && row.duration_us.is_some(),
            "{row:?}"
        );
    }
    let batch = &artifact.batches[0];
    ensure!(batch.ending == Ending::Passed, "{batch:#?}");
    ensure!(artifact.warnings.is_empty(), "{:?}", artifact.warnings);
    Ok(())
}

fn peak_mib(artifact: &Artifact) -> Result<u64> {
    Ok(artifact.peak_bytes().context("no peak")? / MIB)
}

#[test]
fn before_the_fix_it_takes_about_900_megabytes() -> Result<()> {
    let before = before()?;
    ensure_whole(before)?;
    let peak = peak_mib(before)?;
    assert!((750..=1050).contains(&peak), "{peak} MiB");
    // Every test leaves some 7.4 MiB behind, and none of them much more: nothing is charged to the
    // three that load a whole day and give it back.
    let kept: Vec<u64> = before
        .tests
        .rows()
        .filter_map(|row| Some(row.retained_bytes? / MIB))
        .collect();
    let leaking = kept.iter().filter(|mib| (5..=12).contains(*mib)).count();
    assert!(leaking >= 80, "{kept:?}");
    let total = before.retained_bytes().context("not measured")? / MIB;
    assert!((500..=900).contains(&total), "{total} MiB kept");
    Ok(())
}

#[test]
fn after_the_fix_it_takes_at_most_300() -> Result<()> {
    let after = after()?;
    ensure_whole(after)?;
    let peak = peak_mib(after)?;
    assert!(peak <= 300, "{peak} MiB");
    let total = after.retained_bytes().context("not measured")? / MIB;
    assert!(total < 100, "{total} MiB kept");
    assert_eq!(
        after.tests.id,
        before()?.tests.id,
        "both sides have the same tests"
    );
    Ok(())
}

#[test]
fn the_fix_is_recognised_and_so_is_its_loss() -> Result<()> {
    before()?;
    after()?;
    let text = compare("before.json", "after.json", exit_code::OK)?.stdout;
    let first = text.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("Fixed") || first.starts_with("Improved"),
        "{text}"
    );
    let text = compare("after.json", "before.json", exit_code::REGRESSED)?.stdout;
    assert!(text.starts_with("Regressed"), "{text}");
    let text = compare("after.json", "after.json", exit_code::OK)?.stdout;
    assert!(text.starts_with("Unchanged"), "{text}");
    Ok(())
}

/// A limit without the soft line, which would let the leaking suite go on in fresh processes in time.
const LIMIT: [&str; 6] = [
    "--memory-limit",
    "400MiB",
    "--soft-limit",
    "off",
    "--limiter",
    "watchdog",
];

#[test]
fn with_the_soft_line_the_leaking_suite_passes_in_several_processes() -> Result<()> {
    let limit = ["--memory-limit", "400MiB", "--soft-limit", "70%"];
    let artifact = run_side("before", "before-soft.json", &limit, exit_code::OK)?;
    assert_eq!(artifact.tests.count(Outcome::Passed), TESTS);
    let (last, stopped) = artifact.batches.split_last().context("no batch")?;
    assert!(stopped.len() >= 2, "{:#?}", artifact.batches);
    assert!(
        stopped
            .iter()
            .all(|batch| batch.soft_stop_bytes().is_some())
    );
    assert_eq!(last.soft_stop_bytes(), None);
    Ok(())
}

#[test]
fn under_a_limit_the_leaking_suite_dies_and_every_test_is_accounted_for() -> Result<()> {
    let limit = LIMIT;
    let limited = run_side("before", "before-400.json", &limit, exit_code::MEMORY_DEATH)?;
    assert_eq!(limited.tests.len(), TESTS);
    ensure_all_accounted_for(&limited)?;
    let died = limited.tests.count(Outcome::Died);
    assert_eq!(limited.tests.count(Outcome::Passed) + died, TESTS);
    let over: Vec<_> = limited
        .batches
        .iter()
        .filter(|batch| batch.ending == Ending::OverLimit)
        .collect();
    assert!(
        !over.is_empty() && over.len() == died,
        "{:#?}",
        limited.batches
    );
    assert!(over.iter().all(|batch| batch.victim.is_some()));
    let passed = |ending: Ending| ending == Ending::Passed;
    let others = limited
        .batches
        .iter()
        .filter(|batch| passed(batch.ending))
        .count();
    assert_eq!(over.len() + others, limited.batches.len());
    Ok(())
}

#[test]
fn under_the_same_limit_the_mended_suite_passes() -> Result<()> {
    let limit = LIMIT;
    let limited = run_side("after", "after-400.json", &limit, exit_code::OK)?;
    ensure_whole(&limited)
}

#[test]
fn the_list_of_unit_tests_runs_three_at_a_time() -> Result<()> {
    let list = ["--tests", "../test_selection_unit.txt", "--batch-size", "3"];
    let artifact = run_side("after", "unit.json", &list, exit_code::OK)?;
    assert_eq!(artifact.tests.len(), 24);
    assert_eq!(artifact.tests.count(Outcome::Passed), 24);
    let sizes: Vec<u32> = artifact
        .batches
        .iter()
        .map(|batch| batch.test_count)
        .collect();
    assert_eq!(sizes, [3; 8]);
    assert!(
        artifact
            .batches
            .iter()
            .all(|batch| batch.ending == Ending::Passed)
    );
    Ok(())
}

#[test]
fn the_hunt_names_the_registry_and_its_hint_mends_the_suite() -> Result<()> {
    let holder = "prometheus_client.registry.REGISTRY._collector_to_names";
    let found = &before()?.findings;
    let [finding] = &found[..] else {
        bail!("not one finding: {found:#?}");
    };
    ensure!(finding.cause == Cause::Registry, "{finding:?}");
    ensure!(finding.holder.as_deref() == Some(holder), "{finding:?}");
    ensure!(
        finding
            .objects_per_test
            .is_some_and(|n| (100.0..110.0).contains(&n)),
        "{finding:?}"
    );
    ensure!(
        finding.culprits.len() == TESTS,
        "{} culprits: {finding:#?}",
        finding.culprits.len()
    );
    let line = finding.lines.first().context("no line")?;
    ensure!(line.file.ends_with("tradingbot/metrics.py"), "{line:?}");

    // Paste the hint into the suite as it was, and nothing else.
    let story = places::workspace().join("tests/examples/story");
    let mended = Project::new(&[])?;
    mended
        .shell(&format!("cp -R '{}/.' .", story.display()))
        .expect(0)?;
    let conftest = mended.read("before/conftest.py")?;
    let code = finding.hint_code.as_ref().context("no code")?;
    mended.write("before/conftest.py", format!("{conftest}\n\n{code}"))?;
    mended
        .oomscope(&[
            "run",
            "-q",
            "--out",
            "../mended.json",
            "--",
            "python",
            "-m",
            "pytest",
            "-q",
        ])
        .in_folder("before")
        .expect(exit_code::OK)?;
    let first = results()?.path("before.json");
    let told = mended
        .oomscope(&["compare"])
        .args([first.as_os_str(), mended.path("mended.json").as_os_str()])
        .expect(exit_code::OK)?;
    ensure!(told.stdout.starts_with("Fixed"), "{}", told.stdout);
    let mended = mended.artifact_at("mended.json")?;
    ensure!(mended.findings.is_empty(), "{:#?}", mended.findings);
    Ok(())
}
