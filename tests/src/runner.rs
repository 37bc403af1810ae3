//! Running the real `oomscope` on real suites: a folder for each test, a clean environment, a bounded
//! wait, and what became of it.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use oomscope_journal::{Event, decode};
use oomscope_shared::artifact::{Batch, TestRow};
use oomscope_shared::finding::Finding;
use oomscope_shared::message::Message;
use oomscope_shared::{Artifact, parse_artifact};
use tempfile::TempDir;

use crate::{Result, places};

/// How long anything may take. Generous: it only bounds a hang.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often a wait looks again.
const POLL: Duration = Duration::from_millis(5);
/// Marks every process that belongs to a project: the variable is inherited, whatever a process does to
/// its group, its session or its parent.
const MARK: &str = "TEST_PROJECT";
/// Where the artifact goes unless a test says otherwise: the default of `--out`.
pub const ARTIFACT: &str = "run.oomscope.json";
/// The journal beside it.
pub const JOURNAL: &str = "run.oomscope.journal";

/// A pytest plugin that writes down what pytest itself says of every test. It runs beside oomscope's and
/// without it, so that both can be compared.
const WITNESS: &str = r#"
import json
import os

# Where pytest puts one test into several classes, the first of these counts.
RANKS = ["failed", "error", "xpassed", "xfailed", "skipped", "passed"]


def pytest_terminal_summary(terminalreporter):
    outcomes = {}
    path = os.environ["WITNESS_FILE"]
    if os.path.exists(path):
        # The processes of a run write into one file, one after the other.
        with open(path, encoding="utf-8") as file:
            outcomes = json.load(file)
    for rank in reversed(RANKS):
        for report in terminalreporter.stats.get(rank, []):
            # A part of a test (`subtests`) that was skipped leaves the test itself passed.
            is_part = hasattr(report, "context") and rank != "failed"
            if hasattr(report, "when") and not is_part:
                outcomes[report.nodeid] = rank
    with open(path, "w", encoding="utf-8") as file:
        json.dump(outcomes, file)
"#;

/// Test ids with their outcomes.
pub type Outcomes = BTreeMap<String, String>;

/// A folder with the files of one test in it.
#[derive(Debug)]
pub struct Project {
    folder: TempDir,
}

impl Project {
    /// A folder with these files: name and content.
    pub fn new(files: &[(&str, &str)]) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("oomscope-test-")
            .tempdir()?;
        let project = Self { folder };
        for (name, text) in files {
            project.write(name, text)?;
        }
        Ok(project)
    }

    /// A folder with one test file.
    pub fn with_suite(source: &str) -> Result<Self> {
        Self::new(&[("test_suite.py", source)])
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The place of a file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Writes a file, and the folders it needs.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> Result<()> {
        let path = self.path(name);
        fs::create_dir_all(path.parent().context("no folder")?)?;
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> Result<String> {
        let path = self.path(name);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// Whether there is such a file.
    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The artifact at the default place.
    pub fn artifact(&self) -> Result<Artifact> {
        self.artifact_at(ARTIFACT)
    }

    /// An artifact in the folder.
    pub fn artifact_at(&self, name: &str) -> Result<Artifact> {
        read_artifact(&self.path(name))
    }

    /// `oomscope` with these arguments.
    pub fn oomscope(&self, arguments: &[&str]) -> Call {
        Call::new(self.folder(), &places::binary()).args(arguments)
    }

    /// `oomscope run OPTIONS -- python -m pytest -q`, with more arguments to follow. Without the hunt, which
    /// has tests of its own; a later `--hunt` would be refused.
    pub fn run_pytest(&self, options: &[&str]) -> Call {
        self.oomscope(&["run", "--show-output", "never", "--hunt", "off"])
            .args(options)
            .args(PYTEST)
    }

    /// Plain pytest, without oomscope.
    pub fn plain_pytest(&self) -> Call {
        Call::new(self.folder(), &places::python()).args(&PYTEST[2..])
    }

    /// A script of the shell.
    pub fn shell(&self, script: &str) -> Call {
        Call::new(self.folder(), Path::new("/bin/sh")).args(["-c", script])
    }

    /// Everything alive that was started in this project: process id and command line.
    pub fn processes(&self) -> Result<Vec<(u32, String)>> {
        let mark = format!("{MARK}={}", self.folder().display());
        let mut found = Vec::new();
        for entry in fs::read_dir("/proc")? {
            let path = entry?.path();
            let pid = path.file_name().and_then(OsStr::to_str).map(str::parse);
            let Some(Ok(pid)) = pid else { continue };
            // A process that is gone, or is another user's, is none of ours.
            let Ok(environment) = fs::read(path.join("environ")) else {
                continue;
            };
            if environment
                .split(|byte| *byte == 0)
                .any(|line| line == mark.as_bytes())
            {
                let words = fs::read(path.join("cmdline")).unwrap_or_default();
                let words = String::from_utf8_lossy(&words).replace('\0', " ");
                found.push((pid, words));
            }
        }
        Ok(found)
    }

    /// Fails if a process of this project is left.
    pub fn nothing_is_left(&self) -> Result<()> {
        let left = self.processes()?;
        ensure!(left.is_empty(), "processes are left: {left:#?}");
        Ok(())
    }

    /// Waits until no process of this project is left.
    pub fn wait_until_nothing_is_left(&self) -> Result<()> {
        wait_until("all processes to be gone", || {
            Ok(self.processes()?.is_empty())
        })
        .with_context(|| format!("left: {:#?}", self.processes()))
    }

    /// Waits until a file is there, and returns its content.
    pub fn wait_for(&self, name: &str) -> Result<String> {
        wait_until(name, || Ok(self.has(name)))?;
        self.read(name)
    }

    /// The events that have reached the journal by now.
    pub fn journal(&self) -> Result<Vec<Event>> {
        match fs::read(self.path(JOURNAL)) {
            Ok(bytes) => Ok(decode(&bytes).events),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// Waits until an event is in the journal.
    pub fn wait_for_event(&self, what: &str, wanted: impl Fn(&Event) -> bool) -> Result<()> {
        wait_until(what, || Ok(self.journal()?.iter().any(&wanted)))
            .with_context(|| format!("the journal has {:#?}", self.journal()))
    }

    /// Waits until the journal has a slow reading that began after this call: what is there now was seen by then.
    pub fn wait_for_a_reading_from_now_on(&self) -> Result<()> {
        // Samples that change nothing are left out of the journal; a slow reading comes every other second.
        let latest = || -> Result<Option<u64>> {
            let readings = self.journal()?.into_iter().filter_map(|event| match event {
                Event::Detail { detail, .. } => Some(detail.time_ms),
                _ => None,
            });
            Ok(readings.max())
        };
        // The first new one may have begun before this call. The one after it has not.
        for _ in 0..2 {
            let before = latest()?;
            wait_until("another slow reading", || Ok(latest()? > before))?;
        }
        Ok(())
    }

    /// What pytest itself said of every test in a call with [`Call::witnessed_by`].
    pub fn witness(&self, name: &str) -> Result<Outcomes> {
        let outcomes: Outcomes = serde_json::from_str(&self.read(name)?)?;
        ensure!(!outcomes.is_empty(), "pytest spoke of no test");
        Ok(outcomes)
    }
}

/// The words behind the options of `oomscope run`: plain pytest. The first two belong to oomscope.
pub const PYTEST: &[&str] = &[
    "--",
    "python",
    "-m",
    "pytest",
    "-q",
    "-p",
    "no:cacheprovider",
];

/// A program about to be started.
#[derive(Debug)]
pub struct Call {
    command: Command,
    project: PathBuf,
}

impl Call {
    /// A program in a project's folder, with an environment in which nothing of the caller's pytest,
    /// Python, terminal or CI is left.
    pub fn new(project: &Path, program: &Path) -> Self {
        let mut command = Command::new(program);
        let foreign = ["PYTEST", "PYTHON", "OOMSCOPE", "GITHUB_", "CI", "COLUMNS"];
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if foreign.iter().any(|start| text.starts_with(start)) {
                command.env_remove(&name);
            }
        }
        command
            .current_dir(project)
            .stdin(Stdio::null())
            .env(MARK, project)
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C.UTF-8")
            // Compiled files would lie in the folders of example suites.
            .env("PYTHONDONTWRITEBYTECODE", "1");
        Self {
            command,
            project: project.to_owned(),
        }
        .with_python(&places::python())
    }

    /// Makes this the `python` of the call.
    #[must_use]
    pub fn with_python(self, python: &Path) -> Self {
        self.on_path(python.parent().unwrap_or(python))
    }

    /// Puts a folder in front of the PATH.
    #[must_use]
    pub fn on_path(mut self, folder: &Path) -> Self {
        let folder = folder.to_owned();
        let set = self.command.get_envs().find(|(name, _)| *name == "PATH");
        let set = set.and_then(|(_, value)| value.map(OsStr::to_owned));
        let rest = set.or_else(|| std::env::var_os("PATH")).unwrap_or_default();
        let folders = std::iter::once(folder).chain(std::env::split_paths(&rest));
        // Folders out of a PATH can always be joined to one again.
        self.command.env(
            "PATH",
            std::env::join_paths(folders).unwrap_or(rest.clone()),
        );
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs in another folder, counted from that of the project.
    #[must_use]
    pub fn in_folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(self.project.join(folder));
        self
    }

    /// Starts it in a process group of its own, as a shell does at a terminal.
    #[must_use]
    pub fn in_own_group(mut self) -> Self {
        self.command.process_group(0);
        self
    }

    /// Lets pytest write down by itself what became of every test, into a file of the project. It goes
    /// the way of a user's own settings, which oomscope must hand on.
    pub fn witnessed_by(self, name: &str) -> Result<Self> {
        let folder = self.project.join(".witness");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("witness.py"), WITNESS)?;
        let file = self.project.join(name);
        Ok(self
            .env("PYTHONPATH", &folder)
            .env("PYTEST_ADDOPTS", "-p witness")
            .env("WITNESS_FILE", file))
    }

    /// Starts it. Its outputs go to files, so that it never waits for a reader.
    pub fn start(mut self) -> Result<Running> {
        let outputs = TempDir::new()?;
        let [stdout, stderr] = ["stdout", "stderr"].map(|name| outputs.path().join(name));
        self.command
            .stdout(File::create(&stdout)?)
            .stderr(File::create(&stderr)?);
        let program = self.command.get_program().to_owned();
        let child = self
            .command
            .spawn()
            .with_context(|| format!("cannot start {}", Path::new(&program).display()))?;
        Ok(Running {
            shown: shown(&self.command),
            child,
            stdout,
            stderr,
            folder: self.command.get_current_dir().map(Path::to_owned),
            _outputs: outputs,
        })
    }

    /// Runs it to its end.
    pub fn run(self) -> Result<Ended> {
        self.start()?.wait()
    }

    /// Runs it to its end, which must be this exit code.
    pub fn expect(self, code: u8) -> Result<Ended> {
        self.run()?.expect(code)
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .collect::<Vec<_>>()
        .join(OsStr::new(" "))
        .to_string_lossy()
        .into_owned()
}

/// A program that runs. It is killed when this value is dropped.
#[derive(Debug)]
pub struct Running {
    shown: String,
    child: Child,
    stdout: PathBuf,
    stderr: PathBuf,
    folder: Option<PathBuf>,
    // Dropped last: the outputs are in it.
    _outputs: TempDir,
}

impl Running {
    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, by name: `TERM`, `KILL`.
    pub fn signal(&self, name: &str) -> Result<()> {
        signal(self.pid(), name)
    }

    /// Sends a signal to all of its process group, as a key at the terminal does.
    pub fn signal_group(&self, name: &str) -> Result<()> {
        kill(&[format!("-{}", self.pid())], name)
    }

    /// What it has written to standard error by now.
    pub fn stderr(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(&self.stderr)?).into_owned())
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Result<Ended> {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait()? {
                break status;
            }
            if Instant::now() > end {
                bail!(
                    "`{}` has not ended; it says: {}",
                    self.shown,
                    self.stderr()?
                );
            }
            std::thread::sleep(POLL);
        };
        Ok(Ended {
            shown: self.shown.clone(),
            status,
            stdout: String::from_utf8_lossy(&fs::read(&self.stdout)?).into_owned(),
            stderr: self.stderr()?,
            folder: self.folder.clone().unwrap_or_default(),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only where it has ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A program that has ended.
#[derive(Debug)]
pub struct Ended {
    shown: String,
    status: ExitStatus,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
    folder: PathBuf,
}

impl Ended {
    /// Its exit code, unless a signal ended it.
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// The signal that ended it.
    pub fn signal(&self) -> Option<i32> {
        self.status.signal()
    }

    /// Fails unless it ended with this code, as a shell reports it: 128 and its number for a signal.
    pub fn expect(self, code: u8) -> Result<Self> {
        let reported = self.code().or_else(|| Some(128 + self.signal()?));
        ensure!(
            reported == Some(i32::from(code)),
            "`{}` ended with {} instead of {code}\nstdout: {}\nstderr: {}",
            self.shown,
            self.status,
            self.stdout,
            self.stderr
        );
        Ok(self)
    }

    /// The artifact whose path it printed, which is all that it prints.
    pub fn artifact(&self) -> Result<Artifact> {
        let path = self.stdout.strip_suffix('\n').unwrap_or_default();
        ensure!(
            !path.is_empty() && !path.contains('\n'),
            "`{}` printed {:?} instead of a path\nstderr: {}",
            self.shown,
            self.stdout,
            self.stderr
        );
        read_artifact(&self.folder.join(path))
    }

    /// Its standard output as JSON.
    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_str(&self.stdout)
            .with_context(|| format!("`{}` printed no JSON: {:?}", self.shown, self.stdout))
    }
}

/// The artifact in a file. Artifacts that break the rules of the format are refused here.
pub fn read_artifact(path: &Path) -> Result<Artifact> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse_artifact(&bytes).with_context(|| format!("cannot open {}", path.display()))
}

/// Sends a signal, by name, to a process.
pub fn signal(pid: u32, name: &str) -> Result<()> {
    kill(&[pid.to_string()], name)
}

/// Sends a signal to several processes, as nearly at once as it can be done: a service manager that stops a
/// unit does no less.
pub fn signal_all(pids: &[u32], name: &str) -> Result<()> {
    let targets: Vec<String> = pids.iter().map(u32::to_string).collect();
    kill(&targets, name)
}

fn kill(targets: &[String], name: &str) -> Result<()> {
    // The shell's own `kill` is there on every system.
    let status = Command::new("sh")
        .args([
            "-c",
            "name=$1; shift; kill -s \"$name\" -- \"$@\"",
            "kill",
            name,
        ])
        .args(targets)
        .status()?;
    ensure!(
        status.success(),
        "cannot send SIG{name} to {}",
        targets.join(", ")
    );
    Ok(())
}

/// Whether there is a process with this id that is not a zombie.
pub fn is_alive(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in it may hold anything, so the state is looked for behind the last parenthesis.
    stat.rsplit_once(") ")
        .is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

/// Waits until a condition holds.
pub fn wait_until(what: &str, mut condition: impl FnMut() -> Result<bool>) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    while !condition()? {
        ensure!(Instant::now() < end, "waited {PATIENCE:?} for {what}");
        std::thread::sleep(POLL);
    }
    Ok(())
}

/// The test with this id.
pub fn row<'a>(artifact: &'a Artifact, id: &str) -> Result<TestRow<'a>> {
    let row = artifact.tests.rows().find(|row| row.id == id);
    row.with_context(|| format!("no test `{id}` among {:#?}", artifact.tests.id))
}

/// What became of every test, as oomscope says.
pub fn outcomes(artifact: &Artifact) -> Outcomes {
    let rows = artifact.tests.rows();
    rows.map(|row| (row.id.to_owned(), row.outcome.name().to_owned()))
        .collect()
}

/// The one finding of a run; an error with all there is where it is not exactly one.
pub fn only_finding(artifact: &Artifact) -> Result<&Finding> {
    ensure!(
        artifact.findings.len() == 1,
        "{:#?}\n{:#?}",
        artifact.findings,
        artifact.hunt
    );
    Ok(&artifact.findings[0])
}

/// The outcomes in the order of the plan, on one line: `passed died not_run`.
pub fn outcome_line(artifact: &Artifact) -> String {
    let names = artifact.tests.outcome.iter().map(|outcome| outcome.name());
    names.collect::<Vec<_>>().join(" ")
}

/// The tests that two sets of outcomes do not agree on, with what each says.
pub fn differences<'a>(
    left: &'a Outcomes,
    right: &'a Outcomes,
) -> BTreeMap<&'a str, [Option<&'a str>; 2]> {
    let ids = left.keys().chain(right.keys());
    ids.filter(|id| left.get(*id) != right.get(*id))
        .map(|id| {
            let said = [left, right].map(|side| side.get(id).map(String::as_str));
            (id.as_str(), said)
        })
        .collect()
}

/// Fails unless two sets of outcomes are the same, and lists what differs.
pub fn ensure_same_outcomes(left: &Outcomes, right: &Outcomes) -> Result<()> {
    let different = differences(left, right);
    ensure!(
        different.is_empty(),
        "{} outcomes differ: {different:#?}",
        different.len()
    );
    Ok(())
}

/// Every test has an outcome, or a remark that says why not.
pub fn ensure_all_accounted_for(artifact: &Artifact) -> Result<()> {
    for row in artifact.tests.rows() {
        let is_told = row.outcome.name() != "not_run" || artifact.tests.remark(row.index).is_some();
        ensure!(is_told, "nothing is said of `{}`", row.id);
    }
    Ok(())
}

/// The name of the test that ran when a batch died; batches count from 1.
pub fn victim(artifact: &Artifact, batch: usize) -> Option<&str> {
    let victim = artifact.batches.get(batch - 1)?.victim?;
    artifact.tests.id.get(victim as usize).map(String::as_str)
}

/// What the ending of a batch rests on, in English.
pub fn evidence(batch: &Batch) -> String {
    let sentences: Vec<String> = batch.evidence.iter().map(Message::english).collect();
    sentences.join(" ")
}

/// The value of an environment variable of a call that names a folder for caches.
pub fn cache() -> Result<PathBuf> {
    let set = |name: &str| -> Option<OsString> {
        std::env::var_os(name).filter(|value| Path::new(value).is_absolute())
    };
    let root = match set("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(set("HOME").context("HOME is not set")?).join(".cache"),
    };
    Ok(root.join("oomscope"))
}
