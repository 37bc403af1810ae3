//! What pytest's own options write has all of the suite, in however many processes that runs.

use anyhow::Context;
use oomscope_shared::exit_code;
use oomscope_tests::Result;
use oomscope_tests::runner::{Call, Ended, Project};

const SUITE: &str = "
import pytest

KEPT = []

@pytest.mark.parametrize('number', range(8))
def test_it(number):
    KEPT.append(bytearray(b'x' * (4 << 20)))
";

/// The names of the test cases in a report, and how many suites it has.
fn report(project: &Project) -> Result<(Vec<String>, usize)> {
    let text = project.read("out/j.xml")?;
    assert_eq!(text.matches("<testsuites").count(), 1, "{text}");
    assert!(text.trim_end().ends_with("</testsuites>"), "{text}");
    let names = text.split("<testcase ").skip(1).map(|case| {
        let name = case.split(" name=\"").nth(1)?.split('"').next()?;
        Some(name.to_owned())
    });
    let names: Option<Vec<String>> = names.collect();
    let mut names = names.context("a case without a name")?;
    names.sort();
    Ok((names, text.matches("<testsuite ").count()))
}

fn all(of: usize) -> Vec<String> {
    (0..of).map(|n| format!("test_it[{n}]")).collect()
}

/// `oomscope run OPTIONS -- python -m pytest`, with or without the hunt.
fn pytest(project: &Project, options: &[&str]) -> Call {
    let pytest = ["--", "python", "-m", "pytest", "-p", "no:cacheprovider"];
    let run = project.oomscope(&["run", "--hunt-budget", "10m"]);
    run.args(options).args(pytest)
}

fn run(project: &Project, options: &[&str], code: u8) -> Result<Ended> {
    let quiet = ["--show-output", "never"];
    let run = pytest(project, &[&quiet, options].concat());
    run.args(["-q", "--junitxml=out/j.xml"]).expect(code)
}

#[test]
fn a_report_has_the_tests_of_all_batches() -> Result<()> {
    let project = Project::with_suite(SUITE)?;
    // Once in batches, of which the report of an earlier run is no part; once side by side; once as the soft line cuts
    // it. The hunt, which finds something here, writes nothing.
    let ways: [(&[&str], usize); 3] = [
        (&["--batch-size", "3", "--hunt", "always"], 3),
        (&["--batch-size", "2", "--jobs", "2", "--hunt", "off"], 4),
        (
            &[
                "--memory-limit",
                "200MiB",
                "--soft-limit",
                "20%",
                "--hunt",
                "off",
            ],
            0,
        ),
    ];
    for (options, batches) in ways {
        let ended = run(&project, options, exit_code::OK)?;
        let artifact = ended.artifact()?;
        let (names, suites) = report(&project)?;
        assert_eq!(names, all(8), "{options:?}");
        assert_eq!(suites, artifact.batches.len());
        assert!(batches == 0 || suites == batches);
        assert!(suites > 1);
        assert!(artifact.warnings.is_empty(), "{:?}", artifact.warnings);
    }
    Ok(())
}

#[test]
fn pytest_says_where_it_wrote_to() -> Result<()> {
    let project = Project::with_suite(SUITE)?;
    let options = [
        "--batch-size",
        "4",
        "--hunt",
        "off",
        "--show-output",
        "live",
    ];
    let run = pytest(&project, &options).args(["--junitxml=out/j.xml"]);
    let run = run.expect(exit_code::OK)?;
    let shown = run.stderr.matches("/out/j.xml").count();
    assert_eq!(shown, 2, "{}", run.stderr);
    Ok(())
}

#[test]
fn a_report_that_lacks_the_tests_of_a_death_is_told() -> Result<()> {
    let source = SUITE.replace(
        "    KEPT",
        "    if number == 2:\n        import os\n        os.abort()\n    KEPT",
    );
    let project = Project::with_suite(&source)?;
    let options = ["--batch-size", "4", "--hunt", "off"];
    let ended = run(&project, &options, exit_code::BATCH_DIED)?;
    let artifact = ended.artifact()?;
    let told = "`out/j.xml` lacks the tests of batches that died";
    let is_told = |text: &oomscope_shared::Message| text.contains(told);
    assert_eq!(
        artifact
            .warnings
            .iter()
            .filter(|text| is_told(text))
            .count(),
        1
    );
    assert!(ended.stderr.contains(told), "{}", ended.stderr);
    // Those that ran in other processes are there.
    let (names, _) = report(&project)?;
    assert_eq!(names, all(8)[3..]);
    Ok(())
}

/// What matters here of pytest-cov: it decides long before it is configured whether it adds to what is there, and
/// judges what it has at the end.
const COVERAGE: &str = r#"
import pytest


def pytest_addoption(parser):
    parser.addoption("--fake-cov", dest="cov_source", action="append", default=[])
    parser.addoption("--fake-append", dest="cov_append", action="store_true", default=False)
    parser.addoption("--fake-under", dest="cov_fail_under", type=int, default=None)


class Coverage:
    def __init__(self, options):
        self.options = options
        self.note("adds" if options.cov_append else "begins")

    def note(self, text):
        with open("told", "a") as file:
            file.write(text + " ")

    def pytest_sessionfinish(self):
        self.note("judged" if self.options.cov_fail_under else "unjudged")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    options = early_config.known_args_namespace
    if options.cov_source:
        early_config.pluginmanager.register(Coverage(options), "_cov")
"#;

#[test]
fn coverage_adds_up_and_is_judged_at_the_end() -> Result<()> {
    let project = Project::with_suite(SUITE)?;
    project.write("fake_cov.py", COVERAGE)?;
    let fake = ["-p", "fake_cov", "--fake-cov", "lib", "--fake-under", "90"];
    let run = |options: &[&str]| -> Result<String> {
        project.write("told", "")?;
        let run = pytest(&project, options).args(fake).env("PYTHONPATH", ".");
        run.expect(exit_code::OK)?;
        project.read("told")
    };
    // The listing and the hunt measure nothing, or they would throw away what the suite has measured.
    assert_eq!(
        run(&["--batch-size", "3", "--hunt", "always"])?,
        "begins unjudged adds unjudged adds judged "
    );
    assert_eq!(run(&["--hunt", "off"])?, "begins judged ");
    let soft = run(&[
        "--memory-limit",
        "200MiB",
        "--soft-limit",
        "20%",
        "--hunt",
        "off",
    ])?;
    assert!(soft.starts_with("begins unjudged adds "), "{soft}");
    assert!(soft.ends_with(" judged "), "{soft}");
    Ok(())
}
