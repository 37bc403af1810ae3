//! Any command: lists of cases, exit codes, and `oomscope record`.

use anyhow::{Context, ensure};
use oomscope_shared::artifact::{Artifact, Framework, PeakSource};
use oomscope_shared::{Ending, Proof, exit_code};
use oomscope_tests::Result;
use oomscope_tests::runner::{Project, outcome_line};

const MIB: u64 = 1 << 20;

/// Writes its arguments down, one line a call, and ends with the code that one of them asks for.
const COMMAND: &str = r#"#!/bin/sh
for argument in "$@"; do printf '<%s>' "$argument" >> calls; done
echo >> calls
for argument in "$@"; do
    case "$argument" in
        *exit-*) exit "${argument##*exit-}" ;;
        *kill-*) kill -s "${argument##*kill-}" $$ ;;
    esac
done
"#;

const CASES: &str = "# odd things in names\none\n\ntwo words\n* ? $HOME `ls`\n'\"\\\n{}\n";

fn project(cases: &str) -> Result<Project> {
    Project::new(&[("command.sh", COMMAND), ("cases.txt", cases)])
}

fn run(project: &Project, options: &[&str], words: &[&str], code: u8) -> Result<Artifact> {
    project
        .oomscope(&["run", "-q", "--tests", "cases.txt"])
        .args(options)
        .args(["--", "sh", "command.sh"])
        .args(words)
        .expect(code)?
        .artifact()
}

#[test]
fn every_case_gets_a_process_of_its_own() -> Result<()> {
    for (words, expected) in [
        (
            &["{}"][..],
            "<one>\n<two words>\n<* ? $HOME `ls`>\n<'\"\\>\n<{}>\n",
        ),
        // Without the braces the case comes last.
        (
            &["-v"],
            "<-v><one>\n<-v><two words>\n<-v><* ? $HOME `ls`>\n<-v><'\"\\>\n<-v><{}>\n",
        ),
        (
            &["--flag={}", "-v"],
            "<--flag=one><-v>\n<--flag=two words><-v>\n<--flag=* ? $HOME `ls`><-v>\n\
             <--flag='\"\\><-v>\n<--flag={}><-v>\n",
        ),
        (
            &["a{}b"],
            "<aoneb>\n<atwo wordsb>\n<a* ? $HOME `ls`b>\n<a'\"\\b>\n<a{}b>\n",
        ),
    ] {
        let project = project(CASES)?;
        let artifact = run(&project, &[], words, exit_code::OK)?;
        assert_eq!(project.read("calls")?, expected, "{words:?}");
        assert_eq!(
            artifact.tests.id,
            ["one", "two words", "* ? $HOME `ls`", "'\"\\", "{}"]
        );
        assert_eq!(
            outcome_line(&artifact),
            "passed passed passed passed passed"
        );
        assert_eq!(artifact.batches.len(), 5);
        assert_eq!(artifact.run.framework, Framework::Command);
        for row in artifact.tests.rows() {
            ensure!(
                row.peak_bytes.is_some() && row.duration_us.is_some(),
                "{row:?}"
            );
            ensure!(
                row.retained_bytes.is_none(),
                "a command does not tell: {row:?}"
            );
        }
    }
    Ok(())
}

#[test]
fn several_cases_share_a_process_where_asked() -> Result<()> {
    for (words, expected) in [
        (
            &["{}", "-v"][..],
            "<one><two words><-v>\n<* ? $HOME `ls`><'\"\\><-v>\n<{}><-v>\n",
        ),
        (
            &["--flag={}"],
            "<--flag=one><--flag=two words>\n<--flag=* ? $HOME `ls`><--flag='\"\\>\n<--flag={}>\n",
        ),
    ] {
        let project = project(CASES)?;
        let artifact = run(&project, &["--batch-size", "2"], words, exit_code::OK)?;
        assert_eq!(project.read("calls")?, expected);
        let sizes: Vec<u32> = artifact
            .batches
            .iter()
            .map(|batch| batch.test_count)
            .collect();
        assert_eq!(sizes, [2, 2, 1]);
    }
    Ok(())
}

#[test]
fn a_code_of_the_command_is_kept_in_the_artifact() -> Result<()> {
    let project = project("fine\nexit-1\nexit-7\nkill-TERM\nkill-KILL\nkill-SEGV\nfine too\n")?;
    let artifact = run(&project, &[], &[], exit_code::BATCH_DIED)?;
    assert_eq!(
        outcome_line(&artifact),
        "passed failed failed died died died passed"
    );
    let ends: Vec<_> = artifact
        .batches
        .iter()
        .map(|batch| (batch.ending, batch.proof, batch.exit_code(), batch.signal()))
        .collect();
    let (certain, unknown) = (Proof::Certain, Proof::Unknown);
    assert_eq!(
        ends,
        [
            (Ending::Passed, certain, Some(0), None),
            (Ending::TestsFailed, Proof::Likely, Some(1), None),
            (Ending::Exited, certain, Some(7), None),
            (Ending::Terminated, unknown, None, Some(15)),
            (Ending::Killed, unknown, None, Some(9)),
            (Ending::Crashed, certain, None, Some(11)),
            (Ending::Passed, certain, Some(0), None),
        ]
    );
    assert!(
        artifact
            .tests
            .remark(2)
            .context("no remark")?
            .contains("exit code 7")
    );
    Ok(())
}

#[test]
fn a_case_that_fails_is_a_failed_test_whatever_its_code() -> Result<()> {
    for code in [1, 7, 125] {
        let project = project(&format!("fine\nexit-{code}\n"))?;
        let artifact = run(&project, &[], &[], exit_code::TESTS_FAILED)?;
        assert_eq!(outcome_line(&artifact), "passed failed");
    }
    Ok(())
}

#[test]
fn the_code_of_a_recorded_command_is_passed_on_where_asked() -> Result<()> {
    let project = Project::new(&[])?;
    for (script, own, passed_on) in [
        ("exit 0", exit_code::OK, 0),
        ("exit 3", exit_code::TESTS_FAILED, 3),
        ("kill -SEGV $$", exit_code::BATCH_DIED, 139),
    ] {
        for (options, code) in [(&[][..], own), (&["--pass-exit-code"], passed_on)] {
            project
                .oomscope(&["record", "-q"])
                .args(options)
                .args(["--", "sh", "-c", script])
                .expect(code)?;
        }
    }
    Ok(())
}

#[test]
fn a_command_whose_tests_are_not_known_gets_a_hint() -> Result<()> {
    let project = Project::new(&[("cases.txt", "0\n"), ("Makefile", "test:\n\ttrue\n")])?;
    let told = |words: &[&str]| -> Result<String> {
        let run = project.oomscope(&["run", "--hunt", "off"]).args(words);
        Ok(run.expect(exit_code::OK)?.stderr)
    };
    let plugin = told(&["--", "sh", "-c", "true || pytest -q"])?;
    let hint = "seems to run pytest inside: with --framework pytest oomscope measures each";
    ensure!(plugin.contains(hint), "{plugin}");
    let adapter = told(&["--", "sh", "-c", "true || npx jest --ci"])?;
    ensure!(
        adapter.contains("give the command of Jest itself"),
        "{adapter}"
    );
    let unknown = told(&["--", "sh", "-c", "true"])?;
    ensure!(unknown.contains("say so with --framework"), "{unknown}");
    // A list tells the tests, and who wants no words gets none.
    let listed = told(&["--tests", "cases.txt", "--", "sleep"])?;
    ensure!(!listed.contains("--framework"), "{listed}");
    let quiet = told(&["-q", "--", "sh", "-c", "true"])?;
    ensure!(quiet.is_empty(), "{quiet}");
    Ok(())
}

#[test]
fn short_options_are_the_same_everywhere() -> Result<()> {
    let project = Project::new(&[])?;
    project
        .oomscope(&["record", "-q", "-o", "a.json", "--", "true"])
        .expect(exit_code::OK)?;
    for (words, out) in [
        (&["report", "a.json"][..], "a.md"),
        (&["compare", "a.json", "a.json"], "c.txt"),
        (&["baseline", "a.json"], "b.toml"),
        (&["plan", "a.json"], "p.json"),
        (&["export", "--parquet", "a.json"], "tables"),
    ] {
        let call = project.oomscope(words).args(["-q", "-o", out]);
        let ended = call.expect(exit_code::OK)?;
        ensure!(ended.stderr.is_empty(), "{words:?}: {}", ended.stderr);
        ensure!(project.has(out), "{words:?}");
    }
    Ok(())
}

#[test]
fn a_failure_in_company_is_nobodys() -> Result<()> {
    let project = project("fine\nexit-1\nfine too\n")?;
    let artifact = run(
        &project,
        &["--batch-size", "2"],
        &[],
        exit_code::TESTS_FAILED,
    )?;
    assert_eq!(outcome_line(&artifact), "ran ran passed");
    for test in 0..2 {
        let remark = artifact.tests.remark(test).context("no remark")?;
        assert!(remark.contains("tests failed"), "{remark}");
    }
    Ok(())
}

#[test]
fn codes_of_a_shell_in_between_are_understood() -> Result<()> {
    for (code, ending) in [
        (137, Ending::Killed),
        (143, Ending::Terminated),
        (139, Ending::Crashed),
    ] {
        let project = Project::new(&[])?;
        let artifact = project
            .oomscope(&["record", "-q", "--", "sh", "-c", &format!("exit {code}")])
            .expect(exit_code::BATCH_DIED)?
            .artifact()?;
        let batch = &artifact.batches[0];
        assert_eq!(batch.ending, ending, "{code}: {:?}", batch.evidence);
        assert!(batch.proof <= Proof::Likely && batch.exit_code() == Some(code));
    }
    Ok(())
}

#[test]
fn a_recorded_script_has_a_timeline_and_its_processes() -> Result<()> {
    let project = Project::new(&[])?;
    // Long enough for samples: the script goes on when the test has seen its first one.
    let script = "echo out; echo err >&2; while [ ! -e go ]; do sleep 0.01; done; exit 0";
    let running = project
        .oomscope(&[
            "record", "-q", "--label", "a script", "--", "sh", "-c", script,
        ])
        .start()?;
    project.wait_for_event("samples", |event| {
        use oomscope_journal::Event;
        matches!(event, Event::Samples { samples, .. } if !samples.is_empty())
    })?;
    project.write("go", "")?;
    let artifact = running.wait()?.expect(exit_code::OK)?.artifact()?;
    let batch = &artifact.batches[0];
    assert_eq!(
        (batch.ending, batch.proof),
        (Ending::Passed, Proof::Certain)
    );
    assert!(batch.timeline.samples().any(|sample| sample.rss_kib > 0));
    assert!(
        batch.processes.iter().any(|process| process.name == "sh"),
        "{:?}",
        batch.processes
    );
    assert_eq!(
        (batch.output.text.as_str(), batch.output.total_bytes),
        ("out\nerr\n", 8)
    );
    assert_eq!(artifact.run.label.as_deref(), Some("a script"));
    assert_eq!(artifact.run.command, ["sh", "-c", script]);
    assert_eq!(
        (artifact.tests.len(), artifact.sampling.asked_hz),
        (0, 100.0)
    );
    assert!(artifact.sampling.samples > 0);
    Ok(())
}

#[test]
fn the_peak_of_a_grandchild_counts() -> Result<()> {
    // The grandchild lives only for as long as it needs to fill its memory: samples may miss its peak,
    // the kernel's high-water mark does not.
    let project = Project::new(&[(
        "tree.py",
        r#"
import subprocess
import sys

depth = int(sys.argv[1])
if depth:
    subprocess.run([sys.executable, __file__, str(depth - 1)], check=True)
else:
    block = b"x" * (200 << 20)
"#,
    )])?;
    let artifact = project
        .oomscope(&["record", "-q", "--", "python", "tree.py", "2"])
        .expect(exit_code::OK)?
        .artifact()?;
    let batch = &artifact.batches[0];
    let peak = batch.peak_bytes.context("no peak")?;
    assert!(
        (200 * MIB..300 * MIB).contains(&peak),
        "{peak}, {:?}",
        batch.peak_source
    );
    assert!(batch.peak_source.is_some());
    Ok(())
}

#[test]
fn a_command_that_is_over_at_once_still_has_a_peak() -> Result<()> {
    let project = Project::new(&[])?;
    let artifact = project
        .oomscope(&["record", "-q", "--", "true"])
        .expect(exit_code::OK)?
        .artifact()?;
    let batch = &artifact.batches[0];
    assert_eq!(batch.ending, Ending::Passed);
    assert_eq!(batch.peak_source, Some(PeakSource::KernelHighWater));
    assert!(batch.peak_bytes.context("no peak")? > 0);
    let report = project
        .oomscope(&["report", "run.oomscope.json"])
        .expect(exit_code::OK)?;
    assert!(report.stdout.contains("passed"), "{}", report.stdout);
    Ok(())
}

#[test]
fn the_command_finds_what_it_would_find_without_oomscope() -> Result<()> {
    let project = Project::new(&[])?;
    let script = "cat; test -z \"$(env | grep OOMSCOPE)\" && echo \"$A_VARIABLE\" && pwd";
    let artifact = project
        .oomscope(&["record", "-q", "--", "sh", "-c", script])
        .env("A_VARIABLE", "kept")
        .expect(exit_code::OK)?
        .artifact()?;
    let folder = project.folder().display();
    assert_eq!(artifact.batches[0].output.text, format!("kept\n{folder}\n"));
    Ok(())
}

#[test]
fn secrets_and_paths_stay_out_of_the_artifact() -> Result<()> {
    let project = Project::new(&[("tool.sh", "exit 0\n")])?;
    let tool = project.path("tool.sh").display().to_string();
    project
        .oomscope(&["record", "-q", "--", "/bin/sh", &tool])
        .env("A_TOKEN", "hunter2-hunter2")
        .expect(exit_code::OK)?;
    let text = project.read("run.oomscope.json")?;
    assert!(
        !text.contains("hunter2"),
        "the environment is in the artifact"
    );
    let folder = project.folder().display().to_string();
    assert!(
        !text.contains(&folder),
        "a path of the machine is in the artifact"
    );
    assert_eq!(project.artifact()?.run.command, ["sh", "tool.sh"]);
    Ok(())
}
