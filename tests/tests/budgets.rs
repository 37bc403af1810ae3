//! Budgets: `oomscope.toml`, `--fail-on`, `oomscope check` and `oomscope baseline`, with exit code 6.

use anyhow::{Context, ensure};
use oomscope_shared::exit_code::{BUDGET_BROKEN, MEMORY_DEATH, OK, TESTS_FAILED, USAGE};
use oomscope_tests::Result;
use oomscope_tests::runner::Project;

/// Four tests of which one needs 60 MiB at once; `keeps` MiB stay with each.
fn suite(keeps: u32) -> String {
    format!(
        "KEPT = []
import pytest
@pytest.mark.parametrize('n', range(4))
def test_keeps(n):
    KEPT.append(bytearray({keeps} << 20))
def test_heavy():
    sum(bytearray(60 << 20)[::4096])
"
    )
}

fn project(keeps: u32, budget: &str) -> Result<Project> {
    let project = Project::with_suite(&suite(keeps))?;
    project.write("oomscope.toml", budget)?;
    Ok(project)
}

#[test]
fn a_run_that_breaks_its_budget_ends_with_six_and_says_why() -> Result<()> {
    let project = project(
        3,
        "[budget]\ntest-retained = \"1MiB\"\ntest-needs = \"50MiB\"\n",
    )?;
    let ended = project.run_pytest(&[]).expect(BUDGET_BROKEN)?;
    ensure!(
        ended.stderr.contains("Budget broken: 5 of 10 limits."),
        "{}",
        ended.stderr
    );
    ensure!(
        ended
            .stderr
            .contains("test_suite.py::test_heavy needs at once "),
        "{}",
        ended.stderr
    );
    // The artifact is as good as ever, and says the same to whoever asks again.
    let again = project.oomscope(&["check", "run.oomscope.json", "--format", "json"]);
    let json = again.expect(BUDGET_BROKEN)?.json()?;
    ensure!(json["kept"] == false && json["violations"].as_array().context("none")?.len() == 5);
    ensure!(json["violations"][0]["rule"] == "test_retained", "{json:#}");
    // Another file, more lenient.
    project.write("lenient.toml", "[budget]\ntest-retained = \"9MiB\"\n")?;
    let kept = project.oomscope(&["check", "run.oomscope.json", "--config", "lenient.toml"]);
    let kept = kept.expect(OK)?;
    ensure!(
        kept.stdout == "Budget kept: 5 limits held.\n",
        "{}",
        kept.stdout
    );
    Ok(())
}

#[test]
fn what_is_worse_than_a_budget_goes_first() -> Result<()> {
    let budget = "[budget]\npeak = \"1MiB\"\n";
    let failing = project(1, budget)?;
    failing.write("test_fails.py", "def test_fails():\n    assert False\n")?;
    failing.run_pytest(&[]).expect(TESTS_FAILED)?;
    let dying = project(100, budget)?;
    dying
        .run_pytest(&["--memory-limit", "150MiB", "--soft-limit", "off"])
        .expect(MEMORY_DEATH)?;
    Ok(())
}

#[test]
fn a_finding_breaks_it_on_request_until_it_is_known() -> Result<()> {
    let project = Project::with_suite(&suite(4))?;
    let options = ["run", "--show-output", "never", "--hunt-budget", "10m"];
    let command = [
        "--",
        "python",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
    ];
    // A leak alone fails nothing: a suite that has one can be watched before it is mended.
    project
        .oomscope(&[&options[..], &command].concat())
        .expect(OK)?;
    let check = |more: &[&str]| project.oomscope(&[&["check", "run.oomscope.json"], more].concat());
    let told = check(&["--fail-on", "leak"]).expect(BUDGET_BROKEN)?.stdout;
    ensure!(told.contains("test_suite.KEPT"), "{told}");
    check(&["--fail-on", "hog,regression"]).expect(OK)?;
    // The budget that is written from the run knows it.
    project
        .oomscope(&["baseline", "run.oomscope.json", "--out", "oomscope.toml"])
        .expect(OK)?;
    let told = check(&["--fail-on", "finding"]).expect(OK)?.stdout;
    ensure!(
        told.contains("ignored") && told.contains("known when this file was written"),
        "{told}"
    );
    // And the run keeps all that was written.
    ensure!(told.starts_with("Budget kept"), "{told}");
    // After its last day it counts again.
    let text = project.read("oomscope.toml")?;
    let line = text
        .lines()
        .find(|line| line.starts_with("expires"))
        .context("no day")?;
    project.write("oomscope.toml", text.replace(line, "expires = 2020-01-31"))?;
    let told = check(&["--fail-on", "finding"])
        .expect(BUDGET_BROKEN)?
        .stdout;
    ensure!(
        told.contains("was ignored until 2020-01-31; it counts again"),
        "{told}"
    );
    Ok(())
}

#[test]
fn growth_is_held_against_a_baseline() -> Result<()> {
    let project = project(1, "[budget.growth]\npeak = \"5%\"\nretained = \"4MiB\"\n")?;
    project.run_pytest(&["--out", "before.json"]).expect(OK)?;
    project.write("test_suite.py", suite(30))?;
    let grown = project
        .run_pytest(&["--baseline", "before.json"])
        .expect(BUDGET_BROKEN)?;
    for part in ["The run's peak grew from", "`growth.retained` allows"] {
        ensure!(grown.stderr.contains(part), "{part}: {}", grown.stderr);
    }
    // Without rules of its own a baseline means: no regression.
    project.write("oomscope.toml", "")?;
    let check = ["check", "run.oomscope.json", "--baseline", "before.json"];
    let told = project.oomscope(&check).expect(BUDGET_BROKEN)?.stdout;
    ensure!(told.contains("Regressed"), "{told}");
    let told = project.oomscope(&["check", "before.json", "--baseline", "before.json"]);
    told.expect(OK)?;
    Ok(())
}

#[test]
fn mistakes_in_it_are_found_before_anything_runs() -> Result<()> {
    let project = project(1, "[budget]\npaek = \"1GiB\"\n")?;
    let ended = project.run_pytest(&[]).expect(USAGE)?;
    ensure!(ended.stderr.contains("`budget.paek`"), "{}", ended.stderr);
    ensure!(
        ended.stderr.contains("did you mean `peak`?"),
        "{}",
        ended.stderr
    );
    ensure!(!project.has("run.oomscope.json"));
    // In a folder below, the file above counts, up to the root of the repository.
    project.write("below/oomscope_is_above", "")?;
    let check = |folder: &str| {
        let call = project.oomscope(&["check", "missing.json"]);
        call.in_folder(project.path(folder)).expect(USAGE)
    };
    ensure!(check("below")?.stderr.contains("missing.json"));
    let below = project
        .run_pytest(&[])
        .in_folder(project.path("below"))
        .expect(USAGE)?;
    ensure!(below.stderr.contains("`budget.paek`"), "{}", below.stderr);
    project.write("below/.git", "")?;
    project.write("below/test_x.py", "def test_x(): pass\n")?;
    project
        .run_pytest(&[])
        .in_folder(project.path("below"))
        .expect(OK)?;
    // Nothing to be held against is no kept budget.
    let none = project
        .oomscope(&["check", "run.oomscope.json"])
        .in_folder(project.path("below"))
        .expect(USAGE)?;
    ensure!(
        none.stderr.contains("no budget to check"),
        "{}",
        none.stderr
    );
    ensure!(none.stdout.is_empty(), "{}", none.stdout);
    // A condition that does not exist.
    let wrong = project
        .oomscope(&["check", "x", "--fail-on", "leek"])
        .expect(USAGE)?;
    ensure!(
        wrong.stderr.contains("did you mean `leak`?"),
        "{}",
        wrong.stderr
    );
    Ok(())
}
