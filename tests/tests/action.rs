//! The GitHub action: its committed bundle, run by node as a runner would, against a stand-in of GitHub's
//! services. `browser/checkpoint.rs` has what becomes of a runner that is lost.

use std::fs;

use anyhow::ensure;
use oomscope_shared::artifact::Completion;
use oomscope_shared::exit_code;
use oomscope_shared::parse_artifact;
use oomscope_tests::github::action::{self, Step, node, uses};
use oomscope_tests::github::platform::Platform;
use oomscope_tests::runner::{Project, outcome_line};
use oomscope_tests::zipped::stored_zip;
use oomscope_tests::{Result, places};

const COMMAND: &str = "python -m pytest -q -p no:cacheprovider";

/// Keeps 30 MiB a test, and looks whether a token came through.
const LEAKING: &str = r#"
import os
kept = []

def test_one():
    kept.append(bytearray(30 << 20))

def test_two():
    kept.append(bytearray(30 << 20))

def test_no_token():
    names = [name for name in os.environ if name.startswith(("INPUT_", "ACTIONS_RUNTIME", "ACTIONS_RES"))]
    assert names == []
    assert os.environ["GITHUB_ACTIONS"] == "true"
"#;

fn start<'a>(project: &Project, platform: &Platform, with: &[(&'a str, &'a str)]) -> Result<Step> {
    let with = [&[("command", COMMAND)], with].concat();
    uses(project, Some(platform), "action.yml", "step", &with)
}

#[test]
fn the_bundle_is_that_of_the_sources() -> Result<()> {
    let folder = tempfile::tempdir()?;
    action::sources(folder.path())?;
    node(folder.path(), &["build.mjs", "--check", "built"])?;
    for name in ["index.js", "licences.txt"] {
        let built = fs::read(folder.path().join("built").join(name))?;
        let committed = fs::read(places::workspace().join("action/dist").join(name))?;
        ensure!(
            built == committed,
            "action/dist/{name} is not what the sources make: run `cargo xtask action`"
        );
    }
    Ok(())
}

#[test]
fn its_types_hold_and_its_own_tests_pass() -> Result<()> {
    let folder = tempfile::tempdir()?;
    action::sources(folder.path())?;
    node(
        folder.path(),
        &["node_modules/typescript/bin/tsc", "--noEmit"],
    )?;
    let said = node(folder.path(), &["build.mjs", "--test"])?;
    ensure!(
        said.contains("# fail 0") && !said.contains("# pass 0"),
        "{said}"
    );
    Ok(())
}

#[test]
fn its_version_is_that_of_the_program() -> Result<()> {
    let text = fs::read_to_string(places::workspace().join("action/package.json"))?;
    let package: serde_json::Value = serde_json::from_str(&text)?;
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
    Ok(())
}

#[test]
fn a_run_ends_in_summary_annotations_outputs_and_artifact() -> Result<()> {
    let project = Project::with_suite(LEAKING)?;
    let platform = Platform::start("main")?;
    let with = [("batch-size", "3"), ("hunt-budget", "5m")];
    let step = start(&project, &platform, &with)?;
    let ended = step.call.expect(exit_code::OK)?;
    let summary = step.files.read("summary")?;
    ensure!(
        summary.contains("### What now") && summary.contains("test_suite.kept"),
        "{summary}"
    );
    ensure!(
        ended
            .stdout
            .contains("::warning file=test_suite.py,line=6,title=leak%3A module global::"),
        "{}",
        ended.stdout
    );
    let outputs = step.files.outputs()?;
    for (name, value) in [
        ("verdict", "leak"),
        ("finding-count", "1"),
        ("artifact", "run.oomscope.json"),
        ("exit-code", "0"),
        ("artifact-name", "oomscope"),
    ] {
        ensure!(
            outputs.get(name).is_some_and(|is| is == value),
            "{name} of {outputs:#?}"
        );
    }
    let (name, bytes) = platform.artifact("oomscope")?.only_file()?;
    assert_eq!(name, "run.oomscope.json");
    assert_eq!(bytes, fs::read(project.path("run.oomscope.json"))?);
    assert_eq!(
        outcome_line(&parse_artifact(&bytes)?),
        "passed passed passed"
    );
    // Not zipped, so that the browser shows it.
    let page = platform.artifact("oomscope.html")?;
    ensure!(page.bytes.starts_with(b"<!"), "{} bytes", page.bytes.len());
    project.nothing_is_left()
}

#[test]
fn a_batch_that_dies_of_memory_ends_in_its_culprit() -> Result<()> {
    let mut suite =
        "kept = []\n\ndef test_leaks():\n    kept.append(bytearray(120 << 20))\n".to_owned();
    for n in 0..6 {
        suite += &format!("\ndef test_{n}():\n    held = bytearray(60 << 20)\n    assert held\n");
    }
    let project = Project::with_suite(&suite)?;
    let platform = Platform::start("main")?;
    let with = [
        ("memory-limit", "180MiB"),
        ("hunt-budget", "10m"),
        ("options", "--soft-limit off --limiter watchdog"),
    ];
    let step = start(&project, &platform, &with)?;
    let ended = step.call.expect(exit_code::MEMORY_DEATH)?;
    let summary = step.files.read("summary")?;
    ensure!(
        summary.contains("a shell sees exit code 137)")
            && summary.contains("The hunt found what is at fault."),
        "{summary}"
    );
    ensure!(
        ended
            .stdout
            .contains("::error file=test_suite.py,line=4,title=leak%3A module global::"),
        "{}",
        ended.stdout
    );
    assert_eq!(step.files.outputs()?["verdict"], "died");
    Ok(())
}

#[test]
fn a_comment_that_may_not_be_written_fails_nothing() -> Result<()> {
    let project = Project::new(&[("comment.md", "text")])?;
    let platform = Platform::start("main")?;
    for (token, expected) in [
        ("of a fork", 0),
        (oomscope_tests::github::platform::TOKEN, 1),
    ] {
        let with = [
            ("file", "comment.md"),
            ("pull-request", "7"),
            ("github-token", token),
        ];
        let metadata = "action/comment/action.yml";
        let step = uses(&project, Some(&platform), metadata, "step", &with)?;
        let ended = step.call.expect(exit_code::OK)?;
        let is_told = ended.stdout.contains("::warning::The token may not write");
        ensure!(is_told == (expected == 0), "{}", ended.stdout);
        assert_eq!(platform.comments().len(), expected);
    }
    Ok(())
}

#[test]
fn checkpoints_arrive_while_tests_run() -> Result<()> {
    // The suite goes on only when the first checkpoint has arrived.
    let project = Project::with_suite(
        "
import pathlib, time

def test_first():
    pass

def test_waits_for_the_checkpoint():
    while not pathlib.Path('arrived').exists():
        time.sleep(0.01)

def test_last():
    pass
",
    )?;
    let platform = Platform::start("main")?;
    platform.mark("checkpoint-oomscope-", project.path("arrived"));
    let step = start(
        &project,
        &platform,
        &[("checkpoint-seconds", "0.1"), ("page", "false")],
    )?;
    step.call.expect(exit_code::OK)?;
    assert_eq!(project.read("arrived")?, "checkpoint-oomscope-1");
    let log = platform.log();
    let at = |what: &str| log.iter().position(|line| line == what);
    // The next one is there before the last one goes, and the whole before all checkpoints are gone.
    for (first, second) in [
        ("final checkpoint-oomscope-1", "final oomscope"),
        ("final oomscope", log.last().map_or("", String::as_str)),
    ] {
        ensure!(
            at(first).is_some() && at(first) < at(second),
            "{first} / {second}: {log:#?}"
        );
    }
    if let Some(second) = at("final checkpoint-oomscope-2") {
        ensure!(
            at("delete checkpoint-oomscope-1") > Some(second),
            "{log:#?}"
        );
    }
    let left: Vec<_> = platform
        .artifacts()
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(left, ["oomscope"]);
    Ok(())
}

/// Says that it runs, and goes on until it is ended.
const ENDLESS: &str = "
import pathlib, time

def test_first():
    pass

def test_endless():
    pathlib.Path('runs').touch()
    while True:
        time.sleep(0.01)
";

#[test]
fn a_cancelled_job_has_its_summary_and_its_artifact() -> Result<()> {
    let project = Project::with_suite(ENDLESS)?;
    let platform = Platform::start("main")?;
    let step = start(&project, &platform, &[])?;
    let running = step.call.start()?;
    project.wait_for("runs")?;
    // The runner signals the entry process alone.
    running.signal("INT")?;
    running.wait()?.expect(exit_code::INTERRUPTED)?;
    let summary = step.files.read("summary")?;
    ensure!(summary.starts_with("**The run was stopped"), "{summary}");
    assert_eq!(step.files.outputs()?["verdict"], "incomplete");
    let (_, bytes) = platform.artifact("oomscope")?.only_file()?;
    let artifact = parse_artifact(&bytes)?;
    assert_eq!(artifact.run.completion, Completion::Interrupted);
    ensure!(
        outcome_line(&artifact).starts_with("passed "),
        "{artifact:#?}"
    );
    project.wait_until_nothing_is_left()
}

#[test]
fn a_cancelled_job_waits_for_no_service_that_hangs() -> Result<()> {
    let project = Project::with_suite(ENDLESS)?;
    let platform = Platform::start("main")?;
    let step = start(&project, &platform, &[("checkpoint-seconds", "0.05")])?;
    platform.hang_uploads();
    let running = step.call.start()?;
    project.wait_for("runs")?;
    running.signal("TERM")?;
    let ended = running.wait()?.expect(exit_code::TERMINATED)?;
    ensure!(
        ended.stdout.contains("before the artifact was uploaded"),
        "{}",
        ended.stdout
    );
    ensure!(
        step.files
            .read("summary")?
            .starts_with("**The run was stopped")
    );
    Ok(())
}

#[test]
fn a_recorder_that_was_killed_leaves_an_artifact_of_its_journal() -> Result<()> {
    let project = Project::with_suite(ENDLESS)?;
    let platform = Platform::start("main")?;
    let step = start(&project, &platform, &[])?;
    let running = step.call.start()?;
    project.wait_for("runs")?;
    project.wait_for_event("the first test", |event| {
        matches!(event, oomscope_journal::Event::TestEnded { .. })
    })?;
    let recorder = project
        .processes()?
        .into_iter()
        .find(|(_, words)| words.contains("oomscope run --out"));
    let (pid, _) = anyhow::Context::context(recorder, "no recorder")?;
    oomscope_tests::runner::signal(pid, "KILL")?;
    running.wait()?.expect(137)?;
    let summary = step.files.read("summary")?;
    ensure!(
        summary.starts_with("**The recorder was killed"),
        "{summary}"
    );
    let (_, bytes) = platform.artifact("oomscope")?.only_file()?;
    let artifact = parse_artifact(&bytes)?;
    assert_eq!(artifact.run.completion, Completion::Cut);
    ensure!(
        outcome_line(&artifact).starts_with("passed "),
        "{artifact:#?}"
    );
    project.wait_until_nothing_is_left()
}

#[test]
fn a_service_that_refuses_costs_the_upload_and_nothing_else() -> Result<()> {
    let project = Project::with_suite("def test_fails():\n    assert 0\n")?;
    let platform = Platform::start("main")?;
    platform.refuse_uploads();
    let step = start(&project, &platform, &[])?;
    let ended = step.call.expect(exit_code::TESTS_FAILED)?;
    ensure!(
        ended
            .stdout
            .contains("::warning::The artifact could not be uploaded: "),
        "{}",
        ended.stdout
    );
    ensure!(
        step.files
            .read("summary")?
            .contains("memory was not the reason")
    );
    Ok(())
}

#[test]
fn a_second_use_with_the_same_name_is_told_what_to_do() -> Result<()> {
    let project = Project::with_suite("def test_fine():\n    pass\n")?;
    let platform = Platform::start("main")?;
    start(&project, &platform, &[])?
        .call
        .expect(exit_code::OK)?;
    let ended = start(&project, &platform, &[])?
        .call
        .expect(exit_code::OK)?;
    ensure!(
        ended.stdout.contains("its own `artifact-name`"),
        "{}",
        ended.stdout
    );
    Ok(())
}

#[test]
fn an_artifact_can_be_uploaded_as_it_is() -> Result<()> {
    let project = Project::with_suite("def test_fine():\n    pass\n")?;
    let platform = Platform::start("main")?;
    let step = start(&project, &platform, &[("archive", "false")])?;
    step.call.expect(exit_code::OK)?;
    let stored = platform.artifact("oomscope.oomscope.json.gz")?;
    project.write("uploaded.oomscope.json.gz", &stored.bytes)?;
    let report = ["report", "uploaded.oomscope.json.gz", "--format", "json"];
    let report = project.oomscope(&report).expect(exit_code::OK)?.json()?;
    assert_eq!(report["tests"][0]["outcome"], "passed");
    assert_eq!(
        step.files.outputs()?["artifact-name"],
        "oomscope.oomscope.json.gz"
    );
    Ok(())
}

#[test]
fn the_baseline_is_the_newest_of_the_branch_and_never_a_forks() -> Result<()> {
    let project = Project::with_suite(LEAKING)?;
    let platform = Platform::start("main")?;
    start(
        &project,
        &platform,
        &[("options", "--hunt off --label honest")],
    )?
    .call
    .expect(exit_code::OK)?;
    let honest = platform.artifact("oomscope")?;
    // A fork whose branch is called `main` as well, and a later run of another branch.
    platform.switch_to("main", true);
    platform.store("oomscope", stored_zip(&[("run.oomscope.json", b"{}")])?);
    platform.switch_to("other", false);
    platform.store("oomscope", stored_zip(&[("run.oomscope.json", b"{}")])?);
    platform.switch_to("feature", false);
    project.write("test_suite.py", LEAKING.replace("30 << 20", "1 << 20"))?;
    let with = [
        ("baseline-branch", "main"),
        ("comment-file", "comment.md"),
        ("hunt", "off"),
    ];
    let step = start(&project, &platform, &with)?;
    step.call.expect(exit_code::OK)?;
    let outputs = step.files.outputs()?;
    assert_eq!(outputs["comparison"], "fixed", "{outputs:#?}");
    let summary = step.files.read("summary")?;
    ensure!(
        summary.contains("### Before and after") && summary.contains("honest"),
        "{summary}"
    );
    ensure!(
        project
            .read("comment.md")?
            .starts_with("### Memory of the tests\n")
    );
    ensure!(platform.artifacts().iter().any(|one| one.id == honest.id));
    Ok(())
}

#[test]
fn annotations_name_files_from_the_root_of_the_repository() -> Result<()> {
    // pytest's root is the repository's, although it is started further down.
    let project = Project::new(&[
        ("pytest.ini", "[pytest]\n"),
        ("app/tests/test_a.py", "def test_fails():\n    assert 0\n"),
    ])?;
    let platform = Platform::start("main")?;
    let step = start(&project, &platform, &[("working-directory", "app")])?;
    let ended = step.call.expect(exit_code::TESTS_FAILED)?;
    ensure!(
        ended.stdout.contains("::error file=app/tests/test_a.py,"),
        "{}",
        ended.stdout
    );
    Ok(())
}

#[test]
fn a_branch_without_an_artifact_costs_only_the_comparison() -> Result<()> {
    let project = Project::with_suite("def test_fine():\n    pass\n")?;
    let platform = Platform::start("main")?;
    let step = start(&project, &platform, &[("baseline-branch", "main")])?;
    let ended = step.call.expect(exit_code::OK)?;
    ensure!(
        ended
            .stdout
            .contains("::notice::There is no artifact `oomscope`"),
        "{}",
        ended.stdout
    );
    let step = start(
        &project,
        &platform,
        &[("baseline-branch", "main"), ("github-token", "x")],
    )?;
    let ended = step.call.expect(exit_code::OK)?;
    ensure!(
        ended
            .stdout
            .contains("::warning::The artifact of the branch"),
        "{}",
        ended.stdout
    );
    Ok(())
}

#[test]
fn a_budget_is_judged_against_the_baseline() -> Result<()> {
    let project = Project::with_suite(&LEAKING.replace("30 << 20", "0"))?;
    let platform = Platform::start("main")?;
    start(&project, &platform, &[("hunt", "off")])?
        .call
        .expect(exit_code::OK)?;
    platform.switch_to("feature", false);
    project.write("test_suite.py", LEAKING)?;
    let with = [("baseline-branch", "main"), ("hunt", "off")];
    // Compared only: a regression is told and nothing fails.
    let step = start(&project, &platform, &with)?;
    step.call.expect(exit_code::OK)?;
    assert_eq!(step.files.outputs()?["comparison"], "regressed");
    // With a budget it is broken, and told in all places.
    project.write("oomscope.toml", "[budget.growth]\nretained = \"5MiB\"\n")?;
    let step = uses(
        &project,
        Some(&platform),
        "action.yml",
        "budget",
        &[
            &[("command", COMMAND), ("fail-on", "regression")],
            &with[..],
        ]
        .concat(),
    )?;
    let ended = step.call.expect(exit_code::BUDGET_BROKEN)?;
    ensure!(
        ended
            .stdout
            .contains("::error title=Budget%3A growth.retained::"),
        "{}",
        ended.stdout
    );
    let summary = step.files.read("summary")?;
    ensure!(
        summary.contains("### Budget\n\n**Budget broken: "),
        "{summary}"
    );
    assert_eq!(step.files.outputs()?["violation-count"], "2");
    Ok(())
}

#[test]
fn a_release_is_used_only_where_somebody_else_vouches_for_it() -> Result<()> {
    let project = Project::with_suite("def test_fine():\n    pass\n")?;
    let platform = Platform::start("main")?;
    let script = "mkdir -p pack/oomscope-9.9.9 && cp \"$OOMSCOPE\" pack/oomscope-9.9.9/oomscope \
         && tar -czf release.tar.gz -C pack . && sha256sum release.tar.gz";
    let said = project
        .shell(script)
        .env("OOMSCOPE", places::binary())
        .expect(0)?
        .stdout;
    let sum = said.split(' ').next().unwrap_or_default();
    let name = format!(
        "oomscope-9.9.9-{}-unknown-linux-musl.tar.gz",
        std::env::consts::ARCH
    );
    platform.put_file(
        &format!("releases/download/v9.9.9/{name}"),
        fs::read(project.path("release.tar.gz"))?,
    );
    let releases = platform.url("/files/releases");
    let with = |sum| {
        [
            ("version", "v9.9.9"),
            ("releases", &*releases),
            ("sha256", sum),
        ]
    };

    let step = start(&project, &platform, &with(sum))?;
    step.call.expect(exit_code::OK)?;
    ensure!(step.files.read("path")?.contains("oomscope-9.9.9"));
    let other = "0".repeat(64);
    let step = start(&project, &platform, &with(&other))?;
    let ended = step.call.expect(1)?;
    ensure!(ended.stdout.contains("it is not used"), "{}", ended.stdout);
    ensure!(
        step.files
            .read("summary")?
            .contains("**oomscope could not do its work:**")
    );

    // Without a sum it is GitHub's own program that has to know the file; which one answers here is written by us.
    for (answer, code) in [(0, exit_code::OK), (1, 1)] {
        let step = start(&project, &platform, &with(""))?;
        let gh = step.files.tools().join("gh");
        let asked = project.path("asked");
        fs::write(
            &gh,
            format!(
                "#!/bin/sh\necho \"$@\" > {}\nexit {answer}\n",
                asked.display()
            ),
        )?;
        fs::set_permissions(&gh, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        step.call.expect(code)?;
        let asked = fs::read_to_string(asked)?;
        ensure!(asked.starts_with("attestation verify /"), "{asked}");
        ensure!(
            asked.contains(&name) && asked.contains("--repo oomscope/oomscope"),
            "{asked}"
        );
    }
    Ok(())
}

#[test]
fn without_a_command_it_is_only_put_on_the_path() -> Result<()> {
    let project = Project::new(&[])?;
    let binary = places::binary().display().to_string();
    let step = uses(&project, None, "action.yml", "step", &[("binary", &binary)])?;
    step.call.expect(exit_code::OK)?;
    let folder = places::binary();
    let folder = folder.parent().map(|folder| folder.display().to_string());
    assert_eq!(Some(step.files.read("path")?.trim().to_owned()), folder);
    Ok(())
}

#[test]
fn what_cannot_be_used_is_one_clear_error() -> Result<()> {
    let project = Project::with_suite("")?;
    let platform = Platform::start("main")?;
    for (name, value, said) in [
        (
            "batch-size",
            "none",
            "`batch-size` is `none`; give a whole number",
        ),
        ("command", "pytest 'x", "is never closed"),
        ("working-directory", "nowhere", "which does not exist"),
        ("binary", "nothing", "which is no program"),
        ("baseline", "old.json", "which does not exist"),
    ] {
        let step = start(&project, &platform, &[(name, value)]);
        let step = if name == "command" {
            uses(
                &project,
                Some(&platform),
                "action.yml",
                "step",
                &[(name, value)],
            )
        } else {
            step
        }?;
        let ended = step.call.expect(1)?;
        ensure!(ended.stdout.starts_with("::error::"), "{}", ended.stdout);
        ensure!(ended.stdout.contains(said), "{}", ended.stdout);
    }
    Ok(())
}
