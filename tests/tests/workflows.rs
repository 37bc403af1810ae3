//! The workflows that are there to be copied: valid, safe, and gone through step by step on real suites.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::{exit_code, parse_artifact};
use oomscope_tests::github::platform::{Platform, REPOSITORY};
use oomscope_tests::github::workflow::Workflow;
use oomscope_tests::github::{action, read_yaml};
use oomscope_tests::runner::{Call, Project, outcomes};
use oomscope_tests::{Result, places};
use serde_json::{Value, json};

const DIAGNOSTIC: &str = ".github/workflows/ci-memory-diagnostic.yml";
const PULL_REQUEST: &str = "ci/github/memory-pull-request.yml";
const SHARDS: &str = "ci/github/memory-shards.yml";
const PAGES: &str = "ci/github/memory-pages.yml";
const GITLAB: &str = "ci/gitlab/oomscope.gitlab-ci.yml";

/// All files of a folder with this ending.
fn files(folder: &str, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(places::workspace().join(folder))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    ensure!(!found.is_empty(), "no {ending} in {folder}");
    Ok(found)
}

fn workflows() -> Result<Vec<PathBuf>> {
    Ok([
        files(".github/workflows", ".yml")?,
        files("ci/github", ".yml")?,
    ]
    .concat())
}

/// What GitHub's own service of newer versions is asked for.
fn dependabot() -> PathBuf {
    places::workspace().join(".github/dependabot.yml")
}

fn actions() -> Vec<PathBuf> {
    [
        "action.yml",
        "action/comment/action.yml",
        "action/history/action.yml",
    ]
    .map(|name| places::workspace().join(name))
    .into()
}

/// A program of the readers' environment, which must find nothing to complain about.
fn clean(program: &str, arguments: &[&str], files: &[PathBuf]) -> Result<()> {
    let path = places::readers().with_file_name(program);
    let output = Command::new(&path)
        .args(arguments)
        .args(files)
        .env("NO_COLOR", "1")
        .output()
        .with_context(|| format!("cannot start {}", path.display()))?;
    ensure!(
        output.status.success(),
        "{program}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

#[test]
fn every_file_is_valid_by_the_published_schema() -> Result<()> {
    let schema = |name: &str, files: &[PathBuf]| {
        clean("check-jsonschema", &["--builtin-schema", name], files)
    };
    schema("vendor.github-workflows", &workflows()?)?;
    schema("vendor.github-actions", &actions())?;
    schema("vendor.dependabot", &[dependabot()])?;
    schema("vendor.gitlab-ci", &files("ci/gitlab", ".yml")?)
}

#[test]
fn no_file_is_unsafe_in_the_eyes_of_zizmor() -> Result<()> {
    let config = places::workspace().join(".github/zizmor.yml");
    let config = config.to_string_lossy();
    let all = [workflows()?, actions(), vec![dependabot()]].concat();
    let arguments = ["--offline", "--persona", "pedantic", "--config", &config];
    clean("zizmor", &arguments, &all)
}

#[test]
fn every_input_and_output_that_a_workflow_names_is_there() -> Result<()> {
    for file in workflows()? {
        let content = read_yaml(&file)?;
        let jobs = content["jobs"].as_object().context("no jobs")?;
        let steps = jobs
            .values()
            .filter_map(|job| job["steps"].as_array())
            .flatten();
        for step in steps {
            let Some(inside) = own_action(step) else {
                continue;
            };
            let about = read_yaml(&places::workspace().join(inside).join("action.yml"))?;
            for name in step["with"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name)
            {
                ensure!(
                    !about["inputs"][name].is_null(),
                    "{}: `{name}`",
                    file.display()
                );
            }
        }
        let text = fs::read_to_string(&file)?;
        let about = read_yaml(&places::workspace().join("action.yml"))?;
        for part in text.split("steps.oomscope.outputs.").skip(1) {
            let name: String = part
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect();
            ensure!(
                !about["outputs"][&name].is_null(),
                "{}: `{name}`",
                file.display()
            );
        }
    }
    Ok(())
}

fn own_action(step: &Value) -> Option<&str> {
    let (action, _) = step["uses"].as_str()?.split_once('@')?;
    Some(
        action
            .strip_prefix("oomscope/oomscope")?
            .trim_start_matches('/'),
    )
}

/// The files of a folder of the examples, apart from what runs leave there.
fn copy_of(project: &Project, from: &str, to: &str) -> Result<()> {
    let status = Command::new("cp")
        .arg("-r")
        .arg(places::workspace().join("tests/examples").join(from))
        .arg(project.path(to))
        .status()?;
    ensure!(status.success(), "cannot copy {from}");
    Ok(())
}

/// The story as a repository: one side of it, and the list that the team made.
fn story(side: &str) -> Result<Project> {
    let project = Project::new(&[])?;
    for part in [side, "suite", "tradingbot", "requirements.txt"] {
        copy_of(&project, &format!("story/{part}"), part)?;
    }
    let list = places::workspace().join("tests/examples/story/test_selection_unit.txt");
    project.write(&format!("{side}/test_selection_unit.txt"), fs::read(list)?)?;
    Ok(project)
}

#[test]
fn the_diagnostic_names_the_culprit_of_the_story() -> Result<()> {
    let project = story("before")?;
    let platform = Platform::start("main")?;
    let file = places::workspace().join(DIAGNOSTIC);
    let workflow = Workflow {
        inputs: &[("working_directory", "before")],
        ..Workflow::read(&project, &platform, &file, "workflow_dispatch")?
    };
    let finished = workflow.run()?;
    assert_eq!(finished.failed, Vec::<String>::new(), "{}", finished.log);
    insta::assert_snapshot!(skeleton(&finished.summary));
    ensure!(
        finished
            .log
            .contains("Every batch is green, but tests keep memory: 1 finding(s)"),
        "{}",
        finished.log
    );
    let artifact = only_artifact(&platform, "ci-memory-diagnostic")?;
    assert_eq!(artifact.tests.len(), 24);
    assert_eq!(artifact.batches.len(), 8);
    Ok(())
}

#[test]
fn the_diagnostic_of_the_mended_story_is_green() -> Result<()> {
    let project = story("after")?;
    let platform = Platform::start("main")?;
    let file = places::workspace().join(DIAGNOSTIC);
    let workflow = Workflow {
        inputs: &[("working_directory", "after"), ("batch_size", "12")],
        ..Workflow::read(&project, &platform, &file, "workflow_dispatch")?
    };
    let finished = workflow.run()?;
    assert_eq!(finished.failed, Vec::<String>::new(), "{}", finished.log);
    ensure!(
        finished
            .summary
            .contains("All 2 batches are green: no further leak shows."),
        "{}",
        finished.summary
    );
    ensure!(
        finished
            .log
            .contains("No further leak: every batch is green.")
    );
    Ok(())
}

#[test]
fn the_diagnostic_says_what_is_wrong_with_its_inputs() -> Result<()> {
    let project = Project::with_suite("def test_fine():\n    pass\n")?;
    let platform = Platform::start("main")?;
    let file = places::workspace().join(DIAGNOSTIC);
    let workflow = Workflow::read(&project, &platform, &file, "workflow_dispatch")?;
    let finished = workflow.run()?;
    assert_eq!(finished.failed, ["diagnose-0"]);
    ensure!(
        finished
            .log
            .contains("::error::There is no test_selection_unit.txt in ."),
        "{}",
        finished.log
    );
    assert!(platform.artifacts().is_empty());
    Ok(())
}

fn only_artifact(platform: &Platform, name: &str) -> Result<Artifact> {
    let (_, bytes) = platform.artifact(name)?.only_file()?;
    Ok(parse_artifact(&bytes)?)
}

/// What of a summary is the same in every run: its words. Figures become `#`; evidence and tables, whose
/// lines depend on them, are left out.
fn skeleton(summary: &str) -> String {
    let mut out = String::new();
    let mut is_code = false;
    let mut is_evidence = false;
    let mut is_tables = false;
    for line in summary.lines() {
        is_tables |= line == "### Memory over time";
        is_code ^= line.starts_with("```");
        if line.starts_with("**Mend it") {
            is_evidence = false;
        }
        let is_title = line.starts_with('#') && !is_code;
        if is_evidence || (is_tables && !is_title) {
            continue;
        }
        out += &if is_code {
            line.to_owned()
        } else {
            without_figures(line)
        };
        out.push('\n');
        is_evidence |= line.starts_with("Confidence:");
    }
    out
}

/// Numbers outside of code become `#`, and so do their units.
fn without_figures(line: &str) -> String {
    let mut out = String::new();
    for (at, part) in line.split("<code>").enumerate() {
        let (code, text) = match part.split_once("</code>") {
            Some((code, text)) if at > 0 => (format!("<code>{code}</code>"), text),
            _ => (String::new(), part),
        };
        out += &code;
        let mut last = ' ';
        for c in text.chars() {
            let is_figure = c.is_ascii_digit() || (last == '#' && c == '.');
            if !is_figure {
                out.push(c);
                last = c;
            } else if last != '#' {
                out.push('#');
                last = '#';
            }
        }
    }
    for unit in [" KiB", " MiB", " GiB", " ms", " s"] {
        out = out.replace(&format!("#{unit}"), "#");
    }
    out
}

/// A suite in which every test keeps so much.
fn keeping(mib: u32) -> String {
    format!(
        "import pytest\n\nkept = []\n\n@pytest.mark.parametrize('n', range(6))\ndef test_one(n):\n    \
         kept.append(bytearray({mib} << 20))\n"
    )
}

/// A repository with two commits: the base, and a change that brings a leak.
fn repository() -> Result<Project> {
    let project = Project::new(&[("tests/test_kept.py", &keeping(0))])?;
    project.write(".gitignore", ".runner/\n")?;
    let script = "git init -q -b main && git config user.email t@example.org && git config user.name T \
         && git add -A && git commit -qm base && git checkout -qb feature";
    project.shell(script).expect(0)?;
    project.write("tests/test_kept.py", keeping(20))?;
    project
        .shell("git commit -qam leak && git checkout -q main")
        .expect(0)?;
    Ok(project)
}

fn pull_request(head: &str) -> Value {
    json!({ "pull_request": { "number": 7, "base": { "ref": "main" },
        "head": { "ref": "feature", "repo": { "full_name": head } } } })
}

#[test]
fn a_pull_request_is_compared_and_has_one_comment() -> Result<()> {
    let project = repository()?;
    let platform = Platform::start("main")?;
    let file = places::workspace().join(PULL_REQUEST);
    let commands = [("python -m pytest", "python -m pytest -p no:cacheprovider")];
    let read = |event| -> Result<Workflow<'_>> {
        Ok(Workflow {
            commands: &commands,
            ..Workflow::read(&project, &platform, &file, event)?
        })
    };
    let pushed = read("push")?.run()?;
    assert_eq!(pushed.failed, Vec::<String>::new(), "{}", pushed.log);
    assert!(platform.comments().is_empty());

    project.shell("git checkout -q feature").expect(0)?;
    platform.switch_to("feature", false);
    // Somebody else quotes the marker; that comment stays as it is.
    platform.comment("User", "<!-- oomscope: oomscope -->\nmine");
    let pull = Workflow {
        payload: pull_request(REPOSITORY),
        ..read("pull_request")?
    };
    let finished = pull.run()?;
    assert_eq!(finished.failed, Vec::<String>::new(), "{}", finished.log);
    let [_, comment] = &platform.comments()[..] else {
        anyhow::bail!("{:#?}", platform.comments())
    };
    ensure!(
        comment
            .body
            .starts_with("<!-- oomscope: oomscope -->\n### Memory")
    );
    ensure!(comment.body.contains("**Regressed: "), "{}", comment.body);
    ensure!(comment.body.contains("held by"), "{}", comment.body);
    insta::assert_snapshot!(comment_skeleton(&comment.body));
    ensure!(
        finished.summary.contains("### Before and after"),
        "{}",
        finished.summary
    );
    let head = only_artifact(&platform, "oomscope")?;
    let commit = project.shell("git rev-parse feature").expect(0)?.stdout;
    assert_eq!(head.run.git.context("no commit")?.commit, commit.trim());

    // The next push mends it: the same comment, written anew. Artifacts of the run before are gone with it.
    let first = comment.id;
    project.shell("git checkout -q main").expect(0)?;
    platform.switch_to("feature-again", false);
    let finished = pull.run()?;
    assert_eq!(finished.failed, Vec::<String>::new(), "{}", finished.log);
    let comments = platform.comments();
    assert_eq!(comments.len(), 2, "{comments:#?}");
    assert_eq!(comments[0].body, "<!-- oomscope: oomscope -->\nmine");
    assert_eq!(comments[1].id, first);
    ensure!(
        comments[1].body.contains("**Unchanged: "),
        "{}",
        comments[1].body
    );

    // A budget in the change itself: the leak breaks it, the job fails, and the comment says what.
    let script = "git checkout -q feature && printf '[budget]\\ntest-retained = \"5MiB\"\\n' > oomscope.toml";
    project.shell(script).expect(0)?;
    platform.switch_to("feature-budget", false);
    let finished = pull.run()?;
    assert_eq!(finished.failed, ["measure-0"], "{}", finished.log);
    let body = &platform.comments()[1].body;
    ensure!(body.contains("**Budget broken: "), "{body}");
    ensure!(
        finished
            .log
            .contains("::error file=tests/test_kept.py,title=Budget%3A test-retained::")
    );
    project.shell("rm oomscope.toml").expect(0)?;
    let comments = platform.comments();

    // A fork's pull request may not write: it has its summary alone.
    platform.switch_to("fork", true);
    let fork = Workflow {
        payload: pull_request("stranger/bot"),
        ..read("pull_request")?
    };
    let finished = fork.run()?;
    ensure!(finished.steps.contains(&("comment".to_owned(), "skipped")));
    ensure!(finished.summary.contains("### Before and after"));
    assert_eq!(platform.comments(), comments);
    Ok(())
}

/// The words of a comment, without what depends on figures.
fn comment_skeleton(body: &str) -> String {
    let is_row = |line: &str| line.starts_with("| <code>tests/") || line.starts_with("| commit");
    let lines = body.lines().filter(|line| !is_row(line));
    let kept: Vec<_> = lines
        .take_while(|line| !line.contains("How this verdict was reached"))
        .map(without_figures)
        .collect();
    kept.join("\n")
}

#[test]
fn shards_are_joined_also_where_one_of_them_fails() -> Result<()> {
    let project = Project::new(&[("tests/test_kept.py", &keeping(1))])?;
    project.write("tests/test_other.py", "def test_fails():\n    assert 0\n")?;
    let platform = Platform::start("main")?;
    let file = places::workspace().join(SHARDS);
    let commands = [("python -m pytest", "python -m pytest -p no:cacheprovider")];
    let workflow = Workflow {
        commands: &commands,
        ..Workflow::read(&project, &platform, &file, "push")?
    };
    let finished = workflow.run()?;
    assert_eq!(finished.failed.len(), 1, "{}", finished.log);
    let joined = only_artifact(&platform, "oomscope")?;
    let whole = project
        .run_pytest(&[])
        .expect(exit_code::TESTS_FAILED)?
        .artifact()?;
    assert_eq!(outcomes(&joined), outcomes(&whole));

    // The next run is balanced by this one.
    platform.switch_to("main-again", false);
    let again = workflow.run()?;
    ensure!(
        !again.log.contains("There is no artifact `oomscope`"),
        "{}",
        again.log
    );
    assert_eq!(
        outcomes(&only_artifact(&platform, "oomscope")?),
        outcomes(&whole)
    );
    Ok(())
}

#[test]
fn the_site_keeps_the_runs_that_it_has_published() -> Result<()> {
    let project = Project::with_suite("def test_fine():\n    pass\n")?;
    let platform = Platform::start("main")?;
    let file = places::workspace().join(PAGES);
    let commands = [("python -m pytest", "python -m pytest -p no:cacheprovider")];
    let workflow = Workflow {
        commands: &commands,
        ..Workflow::read(&project, &platform, &file, "push")?
    };
    for (run, expected) in [1, 2].into_iter().enumerate() {
        platform.switch_to(&format!("main-{run}"), false);
        // Each run has an id of its own, which names its file.
        let finished = with_run_id(&workflow, 4242 + run)?;
        assert_eq!(finished, Vec::<String>::new());
        let index = published(&platform, "runs.json")?;
        let index: Value = serde_json::from_slice(&index)?;
        assert_eq!(
            index["runs"].as_array().map(Vec::len),
            Some(expected),
            "{index:#}"
        );
        for run in index["runs"].as_array().into_iter().flatten() {
            let bytes = published(&platform, run["file"].as_str().unwrap_or_default())?;
            assert_eq!(parse_artifact(&bytes)?.tests.len(), 1);
        }
        ensure!(!published(&platform, "index.html")?.is_empty());
    }
    Ok(())
}

fn with_run_id(workflow: &Workflow<'_>, id: usize) -> Result<Vec<String>> {
    let finished = workflow.run_as(id)?;
    ensure!(finished.failed.is_empty(), "{}", finished.log);
    Ok(finished.failed)
}

fn published(platform: &Platform, path: &str) -> Result<Vec<u8>> {
    let files = platform.artifact("github-pages")?.files()?;
    let found = files.into_iter().find(|(name, _)| name == path);
    Ok(found.with_context(|| format!("no {path}"))?.1)
}

#[test]
fn a_site_that_answers_with_an_error_is_not_overwritten() -> Result<()> {
    let project = Project::new(&[])?;
    let platform = Platform::start("main")?;
    platform.put_file(
        "site/runs.json",
        "{\"runs\":[{\"file\":\"artifacts/gone.json\",\"started_at\":\"x\"}]}",
    );
    let site = platform.url("/files/site");
    let with = [("site", site.as_str()), ("folder", "runs")];
    let step = action::uses(
        &project,
        Some(&platform),
        "action/history/action.yml",
        "s",
        &with,
    )?;
    let ended = step.call.expect(1)?;
    ensure!(ended.stdout.contains("answered 404"), "{}", ended.stdout);
    Ok(())
}

#[test]
fn the_gitlab_template_leaves_what_it_promises() -> Result<()> {
    let project = Project::new(&[("tests/test_kept.py", &keeping(20))])?;
    let template = read_yaml(&places::workspace().join(GITLAB))?;
    let job = &template[".oomscope"];
    let tools = action::StepFiles::new(&project, "gitlab")?.tools();
    let script = |part: &str| -> Result<Call> {
        let lines = job[part].as_array().context("no script")?;
        let lines: Option<Vec<_>> = lines.iter().map(Value::as_str).collect();
        let text = lines.context("a line that is no text")?.join("\n");
        let mut call = Call::new(project.folder(), Path::new("/bin/sh")).args(["-e", "-c", &text]);
        for (name, value) in job["variables"].as_object().into_iter().flatten() {
            call = call.env(name, value.as_str().unwrap_or_default());
        }
        let command = "python -m pytest -q -p no:cacheprovider tests";
        let call = call.env("OOMSCOPE_COMMAND", command).on_path(&tools);
        Ok(call.env("OOMSCOPE_OPTIONS", "--batch-size 3 --hunt-budget 5m"))
    };
    script("before_script")?.expect(0)?;
    script("script")?.expect(exit_code::OK)?;
    let report = script("after_script")?.expect(0)?;
    ensure!(report.stdout.contains("### Findings"), "{}", report.stdout);
    for path in job["artifacts"]["paths"].as_array().into_iter().flatten() {
        let path = path.as_str().unwrap_or_default();
        // The journal is left only where the recorder was killed.
        ensure!(project.has(path) || path.ends_with(".journal"), "no {path}");
    }
    let read = "import sys, junitparser, prometheus_client.openmetrics.parser as metrics\n\
         suites = junitparser.JUnitXml.fromfile(sys.argv[1])\n\
         assert sum(suite.tests for suite in suites) == 6, suites\n\
         families = list(metrics.text_string_to_metric_families(open(sys.argv[2]).read()))\n\
         assert families, families";
    let reports = &job["artifacts"]["reports"];
    let files = ["junit", "metrics"].map(|kind| reports[kind].as_str().unwrap_or_default());
    Call::new(project.folder(), &places::readers())
        .args(["-c", read])
        .args(files)
        .expect(0)?;
    Ok(())
}

/// The recipe for any CI, in front of the tests.
fn recipe(project: &Project, suite: &str) -> Result<Call> {
    project.write("test_suite.py", suite)?;
    let tools = action::StepFiles::new(project, "recipe")?.tools();
    let script = places::workspace().join("ci/shell/memory.sh");
    Ok(Call::new(project.folder(), Path::new("/bin/sh"))
        .args([script.as_os_str()])
        .args(["python", "-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .env("OOMSCOPE_OPTIONS", "--hunt off --label shell")
        .on_path(&tools))
}

const LEFT: [&str; 4] = [
    "run.oomscope.json",
    "oomscope.md",
    "oomscope-junit.xml",
    "oomscope.html",
];

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
fn the_shell_recipe_ends_as_the_tests_do_and_leaves_its_files() -> Result<()> {
    let project = Project::new(&[])?;
    let suite = "def test_fails():\n    assert 0\n";
    recipe(&project, suite)?.expect(exit_code::TESTS_FAILED)?;
    for name in LEFT {
        ensure!(project.has(name), "no {name}");
    }
    ensure!(
        project
            .read("oomscope.md")?
            .contains("memory was not the reason")
    );
    assert_eq!(project.artifact()?.run.label.as_deref(), Some("shell"));
    Ok(())
}

#[test]
fn the_shell_recipe_finishes_its_files_when_the_job_is_cancelled() -> Result<()> {
    let project = Project::new(&[])?;
    let running = recipe(&project, ENDLESS)?.start()?;
    project.wait_for("runs")?;
    running.signal("TERM")?;
    running.wait()?.expect(exit_code::TERMINATED)?;
    for name in LEFT {
        ensure!(project.has(name), "no {name}");
    }
    ensure!(
        project
            .read("oomscope.md")?
            .starts_with("**The run was stopped")
    );
    project.wait_until_nothing_is_left()
}

#[test]
fn the_shell_recipe_recovers_what_a_killed_recorder_left() -> Result<()> {
    let project = Project::new(&[])?;
    let running = recipe(&project, ENDLESS)?.start()?;
    project.wait_for("runs")?;
    let all = project.processes()?;
    let recorder = all
        .iter()
        .find(|(_, words)| words.contains("oomscope run --out"));
    let (pid, _) = recorder.context("no recorder")?;
    oomscope_tests::runner::signal(*pid, "KILL")?;
    running.wait()?.expect(137)?;
    for name in LEFT {
        ensure!(project.has(name), "no {name}");
    }
    ensure!(
        project
            .read("oomscope.md")?
            .starts_with("**The recorder was killed")
    );
    Ok(())
}

#[test]
fn the_document_names_every_verdict_and_every_workflow() -> Result<()> {
    use oomscope_report::conclusion::ConclusionKind;
    let text = fs::read_to_string(places::workspace().join("docs/ci/github.md"))?;
    let about = fs::read_to_string(places::workspace().join("action.yml"))?;
    let all = [
        ConclusionKind::Green,
        ConclusionKind::Leak,
        ConclusionKind::Died,
        ConclusionKind::Failed,
        ConclusionKind::Incomplete,
    ];
    let names = all.map(ConclusionKind::name);
    let listed = names.map(|name| format!("`{name}`")).join(", ");
    ensure!(text.contains(&listed), "the verdicts are {listed}");
    let (last, others) = names.split_last().context("no verdict")?;
    let listed = format!("{} or {last}", others.join(", "));
    ensure!(about.contains(&listed), "the verdicts are {listed}");
    for file in files("ci/github", ".yml")? {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        ensure!(
            text.contains(&format!("](../../ci/github/{name})")),
            "{name} is not named"
        );
    }
    Ok(())
}
