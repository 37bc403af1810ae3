//! Suites that nobody here wrote, unchanged, and a pytest of old: the outcomes must be those of plain
//! pytest, test by test.
//!
//! The suites come out of the source distributions on PyPI, with pip, into a cache; so do the virtual
//! environments that they run in.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::{Ending, Outcome, exit_code};
use oomscope_tests::runner::{
    Call, Outcomes, Project, cache, differences, ensure_all_accounted_for, ensure_same_outcomes,
    outcomes,
};
use oomscope_tests::{Result, places};

/// How often a test is run again, with and without oomscope, before a difference is held against oomscope.
const TRIES: usize = 40;

const PYTEST: &str = "pytest==9.2.0";
const CLICK: &str = "click==8.5.1";
const PROMETHEUS: &str = "prometheus_client==0.26.0";

// What is fetched

/// A file that is locked for as long as this value lives: tests run in several processes.
fn lock(folder: &Path) -> Result<File> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let file = File::create(folder.join("lock"))?;
    file.lock()?;
    Ok(file)
}

/// Runs Python for the set-up of a test.
fn python(program: &Path, folder: &Path, arguments: &[&str]) -> Result<String> {
    let ended = Call::new(folder, program).args(arguments).run()?;
    ensure!(
        ended.code() == Some(0),
        "`python {}` failed:\n{}{}",
        arguments.join(" "),
        ended.stdout,
        ended.stderr
    );
    Ok(ended.stdout)
}

const NO_INDEX: &str = "pip could not fetch what this test needs; it takes a package index that can \
                        be reached, such as PyPI";

/// The Python of a virtual environment with these packages in it.
fn environment(base: &Path, packages: &[&str]) -> Result<PathBuf> {
    let version = python(
        base,
        Path::new("/"),
        &["-c", "import sys; print(sys.version)"],
    )?;
    // A dash between: the names of the folders stay readable.
    let name = packages.join("-").replace("==", "-");
    let folder = cache()?.join("foreign").join(name);
    let _lock = lock(&folder)?;
    let python_of_it = folder.join("venv/bin/python");
    // Written last: an environment without it, or of another Python, is made anew.
    let mark = folder.join("complete");
    if fs::read_to_string(&mark).is_ok_and(|text| text == version)
        && Call::new(&folder, &python_of_it)
            .args(["-c", "import pytest"])
            .run()?
            .code()
            == Some(0)
    {
        return Ok(python_of_it);
    }
    python(base, &folder, &["-m", "venv", "--clear", "venv"])?;
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ];
    python(&python_of_it, &folder, &[&install, packages].concat()).context(NO_INDEX)?;
    fs::write(mark, version)?;
    Ok(python_of_it)
}

/// The source distribution of a package.
fn source(python_of_it: &Path, package: &str) -> Result<PathBuf> {
    let folder = cache()?.join("sdists").join(package.replace("==", "-"));
    let _lock = lock(&folder)?;
    let find = || -> Result<Option<PathBuf>> {
        let mut paths = fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path()));
        Ok(paths.find(|path| path.to_string_lossy().ends_with(".tar.gz")))
    };
    if let Some(found) = find()? {
        return Ok(found);
    }
    // Into a folder of its own first: what is cut off must not stay.
    let name = package.split("==").next().unwrap_or(package);
    let arguments = [
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-binary",
        name,
        "--dest",
        "new",
        package,
    ];
    python(python_of_it, &folder, &arguments).context(NO_INDEX)?;
    for entry in fs::read_dir(folder.join("new"))? {
        let entry = entry?;
        fs::rename(entry.path(), folder.join(entry.file_name()))?;
    }
    find()?.with_context(|| format!("pip left no source distribution in {}", folder.display()))
}

// The suites

/// A suite of another project, unpacked into a folder of this test.
struct Foreign {
    project: Project,
    /// The folder in it that the source distribution unpacks to.
    folder: String,
    python: PathBuf,
}

impl Foreign {
    fn new(package: &str, packages: &[&str]) -> Result<Self> {
        let python_of_it = environment(&places::python(), packages)?;
        let archive = source(&python_of_it, package)?;
        let project = Project::new(&[])?;
        // A damaged archive is not worth keeping: the next call fetches it anew.
        python(
            &python_of_it,
            project.folder(),
            &["-m", "tarfile", "-e", &archive.to_string_lossy()],
        )
        .inspect_err(|_| drop(fs::remove_file(&archive)))?;
        Ok(Self {
            project,
            folder: package.replace("==", "-"),
            python: python_of_it,
        })
    }

    fn call(&self, program: &Path) -> Call {
        Call::new(self.project.folder(), program)
            .with_python(&self.python)
            .in_folder(&self.folder)
    }

    /// What plain pytest says, of all tests or of these.
    fn plain(&self, name: &str, tests: &[&str]) -> Result<Outcomes> {
        self.call(&self.python)
            .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
            .args(tests)
            .witnessed_by(name)?
            .run()?;
        self.project.witness(name)
    }

    /// Runs the suite, or these tests of it, with oomscope, whose word must be that of the very pytest it
    /// watches.
    fn watched(&self, name: &str, options: &[&str], tests: &[&str]) -> Result<Artifact> {
        let ended = self
            .call(&places::binary())
            .args(["run", "--show-output", "never", "--hunt", "off"])
            .args(options)
            .args([
                "--",
                "python",
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
            ])
            .args(tests)
            .witnessed_by(name)?
            .run()?;
        let expected = [exit_code::OK, exit_code::TESTS_FAILED].map(|code| Some(i32::from(code)));
        ensure!(expected.contains(&ended.code()), "{ended:?}");
        let artifact = ended.artifact()?;
        ensure_same_outcomes(&self.project.witness(name)?, &outcomes(&artifact))
            .context("pytest and the oomscope that watched it")?;
        ensure_measured(&artifact)?;
        Ok(artifact)
    }

    /// Fails where oomscope changes an outcome. Some tests of the world toss a coin, such as a race for
    /// the first error of a connection, and how the coin falls depends on how busy the machine is. What
    /// oomscope changes, it changes always: a difference counts unless one of the two sides comes to the
    /// other's outcome when the test is run again.
    fn ensure_same(&self, plain: &Outcomes, watched: &Outcomes) -> Result<()> {
        let different = differences(plain, watched);
        ensure!(
            different.len() * 100 <= plain.len(),
            "much differs: {different:#?}"
        );
        for (id, [alone, under]) in different {
            let mut tries = 0..TRIES;
            let is_a_coin = tries.any(|number| {
                let name = format!("try-{number}.json");
                let again = self.plain(&name, &[id]);
                if again.is_ok_and(|again| again.get(id).map(String::as_str) == under) {
                    return true;
                }
                let again = self.watched(&format!("watched-{name}"), &[], &[id]);
                again.is_ok_and(|again| outcomes(&again).get(id).map(String::as_str) == alone)
            });
            ensure!(is_a_coin, "{id}: {alone:?} alone, {under:?} under oomscope");
        }
        Ok(())
    }

    /// Both with and without oomscope, in one process and in batches.
    fn ensure_unchanged(&self, tests: usize, batch_size: usize) -> Result<()> {
        let plain = self.plain("plain.json", &[])?;
        ensure!(plain.len() >= tests, "only {} tests ran", plain.len());
        let whole = self.watched("whole.json", &[], &[])?;
        ensure!(whole.batches.len() == 1, "{} batches", whole.batches.len());
        self.ensure_same(&plain, &outcomes(&whole))
            .context("in one process")?;
        let size = batch_size.to_string();
        let batched = self.watched("batched.json", &["--batch-size", &size], &[])?;
        ensure!(batched.batches.len() == batched.tests.len().div_ceil(batch_size));
        self.ensure_same(&plain, &outcomes(&batched))
            .context("in batches")?;
        self.project.nothing_is_left()
    }
}

/// Everything that ran has its figures, and the recording itself went well.
fn ensure_measured(artifact: &Artifact) -> Result<()> {
    ensure_all_accounted_for(artifact)?;
    for row in artifact.tests.rows() {
        ensure!(
            row.peak_bytes.is_some() && row.retained_bytes.is_some() && row.duration_us.is_some(),
            "{row:?}"
        );
    }
    ensure!(artifact.warnings.is_empty(), "{:?}", artifact.warnings);
    let endings = [Ending::Passed, Ending::TestsFailed];
    ensure!(
        artifact
            .batches
            .iter()
            .all(|batch| endings.contains(&batch.ending))
    );
    Ok(())
}

#[test]
fn the_suite_of_prometheus_client() -> Result<()> {
    let suite = Foreign::new(PROMETHEUS, &[PYTEST, PROMETHEUS, "asgiref"])?;
    suite.ensure_unchanged(250, 100)
}

#[test]
fn the_suite_of_click() -> Result<()> {
    // It makes an error of every warning, so it would also tell one that the plugin caused.
    let suite = Foreign::new(CLICK, &[PYTEST, CLICK])?;
    suite.ensure_unchanged(2_000, 500)
}

// An old pytest

/// A Python that pytest 7.0 can still run on; it came out when 3.10 was new.
fn old_enough_python() -> Result<PathBuf> {
    let ask = "import sys; print(sys.version_info < (3, 14), sys.executable)";
    let fallbacks = [
        "python3.13",
        "python3.12",
        "python3.11",
        "python3.10",
        "python3.9",
        "python3.8",
    ];
    let candidates = std::iter::once(places::python()).chain(fallbacks.map(PathBuf::from));
    for candidate in candidates {
        let Ok(ended) = Call::new(Path::new("/"), &candidate)
            .args(["-c", ask])
            .run()
        else {
            continue;
        };
        if let Some(program) = ended.stdout.trim().strip_prefix("True ") {
            return Ok(PathBuf::from(program));
        }
    }
    anyhow::bail!("pytest 7.0 needs a Python before 3.14, and none was found")
}

#[test]
fn the_oldest_pytest_that_is_promised() -> Result<()> {
    let python_of_it = environment(&old_enough_python()?, &["pytest==7.0.0"])?;
    let project = Project::with_suite(
        r#"
import pytest

KEPT = []


@pytest.fixture
def broken():
    raise RuntimeError("no set-up")


@pytest.mark.parametrize("value", ["a b", "x[y]", "p::q", "ü"])
def test_shapes(value):
    pass


def test_fails():
    assert 1 == 2, "one is not two"


def test_setup_error(broken):
    pass


def test_skips():
    pytest.skip("not here")


@pytest.mark.xfail
def test_xfail():
    assert False


def test_keeps():
    KEPT.append(b"x" * (30 << 20))
"#,
    )?;
    let call = |program: &Path| Call::new(project.folder(), program).with_python(&python_of_it);
    let pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider"];
    call(&python_of_it)
        .args(pytest)
        .witnessed_by("plain.json")?
        .expect(exit_code::TESTS_FAILED)?;
    let plain = project.witness("plain.json")?;
    project.write("list.txt", "test_suite.py::test_fails\ntest_suite.py\n")?;
    for options in [
        &[][..],
        &["--batch-size", "4"],
        &["--tests", "list.txt", "--batch-size", "4"],
    ] {
        let artifact = call(&places::binary())
            .args(["run", "--show-output", "never", "--hunt", "off"])
            .args(options)
            .args(["--", "python"])
            .args(pytest)
            .expect(exit_code::TESTS_FAILED)?
            .artifact()?;
        ensure_same_outcomes(&plain, &outcomes(&artifact))
            .with_context(|| format!("{options:?}"))?;
        assert_eq!(artifact.host.pytest.as_deref(), Some("7.0.0"));
        let kept: Vec<u64> = artifact
            .tests
            .rows()
            .filter_map(|row| row.retained_bytes)
            .filter(|bytes| *bytes > 20 << 20)
            .collect();
        assert_eq!(kept.len(), 1, "{kept:?}");
        assert_eq!(artifact.tests.count(Outcome::Passed), 5);
        ensure_measured(&artifact)?;
    }
    Ok(())
}
