//! `cargo xtask golden`: artifacts of the current format version, written by the real runner.
//!
//! They are kept for as long as the format is read: a later oomscope must still open them. The files of
//! a released version are never written again; this command serves the version in the making.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use oomscope_shared::{FormatVersion, exit_code, parse_artifact};
use tempfile::TempDir;

use crate::{build, console, paths, process, setup};

/// A small run that shows something a reader must cope with.
struct Scene {
    /// Name of the artifact.
    name: &'static str,
    /// File name and content, as many as the suite has.
    files: &'static [(&'static str, &'static str)],
    /// The arguments of `oomscope`; `--out` is added.
    arguments: &'static [&'static str],
    /// The exit code that is expected.
    code: u8,
}

/// The fault handler would print the paths of this machine's Python.
const PYTEST: &[&str] = &[
    "--",
    "python",
    "-m",
    "pytest",
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:faulthandler",
];

/// Outcomes of every kind, names that are not ASCII, ids with spaces and brackets, several batches.
const OUTCOMES: Scene = Scene {
    name: "outcomes",
    files: &[(
        "test_größe.py",
        r#"
import pytest

@pytest.mark.parametrize("wert", ["ä", "a b", "x[y]", "日本"])
def test_namen(wert):
    assert wert

def test_fails():
    assert 1 == 2, "one is not two"

@pytest.fixture
def broken():
    raise RuntimeError("set-up fails")

def test_error(broken):
    pass

@pytest.mark.skip(reason="not today")
def test_skipped():
    pass

@pytest.mark.xfail
def test_expected_to_fail():
    assert False

@pytest.mark.xfail
def test_passes_all_the_same():
    pass

def test_child():
    import subprocess, sys
    subprocess.run([sys.executable, "-c", "import time; time.sleep(0.2)"], check=True)
"#,
    )],
    arguments: &["run", "--label", "größe", "--batch-size", "4"],
    code: exit_code::TESTS_FAILED,
};

/// A suite that keeps memory until the limit ends it; the tests behind the death run in a new batch.
const OVER_LIMIT: Scene = Scene {
    name: "over-limit",
    files: &[(
        "test_hoard.py",
        r#"
import time
import pytest

HOARD = []

@pytest.mark.parametrize("number", range(6))
def test_hoards(number):
    for _ in range(24):
        HOARD.append(bytearray(b"x" * (1 << 20)))
        time.sleep(0.01)

def test_frugal():
    pass
"#,
    )],
    arguments: &[
        "run",
        "--memory-limit",
        "120MiB",
        "--soft-limit",
        "off",
        "--limiter",
        "watchdog",
    ],
    code: exit_code::MEMORY_DEATH,
};

/// A leak that the hunt diagnoses: a finding with all its parts, and the hunt's own batches.
const LEAK: Scene = Scene {
    name: "leak",
    files: &[(
        "test_orders.py",
        r#"
import pytest

BOOKED = []

@pytest.mark.parametrize("size", [3000, 3200, 3400])
def test_books(size):
    BOOKED.append([bytes(1000) for _ in range(size)])

@pytest.mark.parametrize("size", range(4))
def test_counts(size):
    assert size >= 0
"#,
    )],
    arguments: &["run"],
    code: exit_code::OK,
};

/// The suite over its limit under the kernel's eyes, where this machine lets a batch have a cgroup.
const OUT_OF_MEMORY: Scene = Scene {
    name: "out-of-memory",
    arguments: &["run", "--memory-limit", "120MiB", "--soft-limit", "off"],
    ..OVER_LIMIT
};

/// And with the soft line, at which it goes on in fresh processes.
const SOFT_LINE: Scene = Scene {
    name: "soft-line",
    arguments: &["run", "--memory-limit", "240MiB", "--soft-limit", "40%"],
    code: exit_code::OK,
    ..OVER_LIMIT
};

/// A test that never ends.
const TIMED_OUT: Scene = Scene {
    name: "timed-out",
    files: &[(
        "test_slow.py",
        "import time\n\ndef test_quick():\n    pass\n\ndef test_slow():\n    time.sleep(600)\n",
    )],
    arguments: &["run", "--timeout", "2s"],
    code: exit_code::BATCH_DIED,
};

/// A fault in the interpreter.
const CRASHED: Scene = Scene {
    name: "crashed",
    files: &[(
        "test_crash.py",
        "import os\n\ndef test_first():\n    pass\n\ndef test_crash():\n    os.abort()\n\n\
         def test_last():\n    pass\n",
    )],
    arguments: &["run"],
    code: exit_code::BATCH_DIED,
};

/// A folder without a test.
const NO_TESTS: Scene = Scene {
    name: "no-tests",
    files: &[],
    arguments: &["run"],
    code: exit_code::TESTS_FAILED,
};

/// Any command, with cases from a list.
const COMMAND: Scene = Scene {
    name: "command",
    files: &[("cases.txt", "# three cases\n0.2\n0.1\n0\n")],
    arguments: &[
        "run",
        "--tests",
        "cases.txt",
        "--batch-size",
        "2",
        "--",
        "sleep",
    ],
    code: exit_code::OK,
};

/// A child process that takes memory and gives it back: each process has a curve of its own.
const PROCESSES: Scene = Scene {
    name: "processes",
    files: &[(
        "test_child.py",
        r#"
import subprocess
import sys

CHILD = '''
import mmap, time
flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE
blocks = []
for _ in range(6):
    blocks.append(mmap.mmap(-1, 8 << 20, flags=flags))
    time.sleep(0.1)
for block in blocks:
    block.close()
time.sleep(0.2)
'''

def test_child():
    subprocess.run([sys.executable, "-c", CHILD], check=True)
"#,
    )],
    arguments: &["run"],
    code: exit_code::OK,
};

const SCENES: &[&Scene] = &[
    &OUTCOMES,
    &OVER_LIMIT,
    &LEAK,
    &OUT_OF_MEMORY,
    &SOFT_LINE,
    &TIMED_OUT,
    &CRASHED,
    &NO_TESTS,
    &COMMAND,
    &PROCESSES,
];

/// Writes all of them.
pub fn run() -> Result<()> {
    let python = setup::tests_python()?;
    let oomscope = build::binary()?;
    console::heading("Golden artifacts");
    let folder = paths::root().join(format!("tests/golden/v{}", FormatVersion::CURRENT));
    fs::create_dir_all(&folder)?;
    let stage = Stage {
        oomscope,
        path: python_first(&python)?,
        folder,
    };
    for scene in SCENES {
        stage.play(scene)?;
    }
    stage.play_cut()
}

fn python_first(python: &Path) -> Result<std::ffi::OsString> {
    process::path_with(&[python.parent().context("Python is in no folder")?])
}

struct Stage {
    oomscope: PathBuf,
    /// The PATH, on which `python` is the one of the tests: no path of this machine gets into the files.
    path: std::ffi::OsString,
    folder: PathBuf,
}

impl Stage {
    fn out(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.oomscope.json"))
    }

    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.oomscope);
        command
            .current_dir(folder)
            .env("PATH", &self.path)
            .stdin(Stdio::null());
        // Whoever makes these files in a CI job should not leave its address in them.
        for name in [
            "CI",
            "GITHUB_ACTIONS",
            "GITLAB_CI",
            "BUILDKITE",
            "CIRCLECI",
            "JENKINS_URL",
        ] {
            command.env_remove(name);
        }
        command
    }

    fn play(&self, scene: &Scene) -> Result<()> {
        let suite = Suite::write(scene.files)?;
        let out = self.out(scene.name);
        let mut command = self.command(&suite.folder);
        let (first, rest) = scene
            .arguments
            .split_first()
            .context("a scene without a command")?;
        command
            .args([first, "--quiet"])
            .arg("--out")
            .arg(&out)
            .args(rest);
        if !scene.arguments.contains(&"--") {
            command.args(PYTEST);
        }
        let code = command.stdout(Stdio::null()).status()?.code();
        ensure!(
            code == Some(i32::from(scene.code)),
            "{} ended with {code:?}",
            scene.name
        );
        self.finish(&out)
    }

    /// A recorder that was killed, and what could be recovered.
    fn play_cut(&self) -> Result<()> {
        let suite = Suite::write(TIMED_OUT.files)?;
        let out = suite.folder.join("cut.oomscope.json");
        let mut command = self.command(&suite.folder);
        command
            .args(["run", "--quiet", "--out"])
            .arg(&out)
            .args(PYTEST);
        // A group of its own, so that the tests go with the recorder and nothing is left behind.
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        let mut recorder = command.spawn()?;
        let end = Instant::now() + Duration::from_secs(30);
        // The slow test has begun once the quick one stands in the journal.
        while !journal_holds(&suite.folder, "\"event\":\"test_ended\"")? {
            if Instant::now() > end {
                recorder.kill()?;
                bail!("the recorder wrote no journal with a test in it");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        std::thread::sleep(Duration::from_millis(500));
        recorder.kill()?;
        recorder.wait()?;
        let recovered = self.out("cut");
        let mut command = self.command(&suite.folder);
        command
            .arg("recover")
            .arg(&out)
            .arg("--out")
            .arg(&recovered);
        let code = command.stdout(Stdio::null()).status()?.code();
        ensure!(code.is_some(), "`oomscope recover` was killed");
        self.finish(&recovered)
    }

    fn finish(&self, out: &Path) -> Result<()> {
        let bytes = fs::read(out).with_context(|| format!("{} was not written", out.display()))?;
        let artifact = parse_artifact(&bytes)?;
        console::note(&format!(
            "{}: {} bytes, {} batches, {} tests",
            out.file_name().unwrap_or_default().to_string_lossy(),
            bytes.len(),
            artifact.batches.len(),
            artifact.tests.len()
        ));
        Ok(())
    }
}

/// A suite in a folder whose name is always the same, because the name stands in the artifact.
struct Suite {
    folder: PathBuf,
    _outer: TempDir,
}

impl Suite {
    fn write(files: &[(&str, &str)]) -> Result<Self> {
        let outer = tempfile::tempdir()?;
        let folder = outer.path().join("suite");
        fs::create_dir(&folder)?;
        // A root of its own: pytest must not look for a configuration above the temporary folder.
        fs::write(folder.join("pytest.ini"), "[pytest]\n")?;
        for (name, text) in files {
            fs::write(folder.join(name), text)?;
        }
        Ok(Self {
            folder,
            _outer: outer,
        })
    }
}

fn journal_holds(folder: &Path, text: &str) -> Result<bool> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().contains("journal") {
            let bytes = fs::read(&path)?;
            if bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
