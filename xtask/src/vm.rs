//! `cargo xtask vm-test`: a guest with systemd and cgroup v2 in which a CI runner's service runs out of
//! memory, without oomscope and with it.
//!
//! What happens to a service that runs out of memory is systemd's decision, and the machine at hand may
//! have neither systemd nor cgroup v2. So a whole small Debian is booted in QEMU, by software emulation:
//! slow, but the same everywhere. Nothing is mounted and nothing needs root. The guest's image is made
//! by `mmdebstrap` and kept in the cache; what changes is on a second disk, and the results are read
//! from that disk after the guest is off.

mod image;
mod judge;
mod machine;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::{build, console, paths, process, setup};

/// What has to be installed, and in which Debian package it is.
const PROGRAMS: [(&str, &str); 5] = [
    ("qemu-system-x86_64", "qemu-system-x86"),
    ("mmdebstrap", "mmdebstrap"),
    ("genext2fs", "genext2fs"),
    ("mke2fs", "e2fsprogs"),
    ("debugfs", "e2fsprogs"),
];

/// What was asked for.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Keep the results and the guest's console in this folder
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Use the release binary as it is, without building it
    #[arg(long)]
    no_build: bool,
    /// End the guest after so many seconds
    #[arg(long, default_value_t = 900)]
    timeout_seconds: u64,
}

/// Boots the guest and judges what it left.
pub fn run(options: &Options) -> Result<()> {
    let missing = missing();
    if !missing.is_empty() {
        console::note(&format!(
            "skipped: {} not installed; on Debian and Ubuntu: apt-get install {}",
            missing
                .iter()
                .map(|(program, _)| *program)
                .collect::<Vec<_>>()
                .join(", "),
            PROGRAMS.map(|(_, package)| package).join(" ")
        ));
        console::line("0 passed, 0 failed, 1 skipped");
        return Ok(());
    }
    let python = setup::tests_python()?;
    let binary = if options.no_build {
        paths::binary()
    } else {
        build::binary()?
    };
    let image = console::timed("The guest's image", image::ensure)?;
    let folder = tempfile::Builder::new().prefix("oomscope-vm").tempdir()?;
    let disk = folder.path().join("payload.ext4");
    let console = folder.path().join("console.log");
    let results = folder.path().join("results");

    let payload = folder.path().join("payload");
    fill(&payload, &binary, &python)?;
    machine::make_disk(&payload, &disk)?;
    let start = Instant::now();
    let limit = Duration::from_secs(options.timeout_seconds);
    let ended = console::timed("The guest, by software emulation", || {
        machine::boot(&image, &disk, &console, limit)
    });
    let read = machine::read_results(&disk, &results);
    if let Some(keep) = &options.keep {
        fs::create_dir_all(keep)?;
        let left = files(&results).unwrap_or_default();
        for file in left.iter().chain([&console]) {
            fs::copy(file, keep.join(file.file_name().context("no name")?))?;
        }
    }
    if ended.is_err() || read.is_err() {
        console::note(&format!("the end of its console:\n{}", tail(&console)));
    }
    ended?;
    read?;
    console::note(&format!(
        "the guest ran for {}",
        console::seconds(start.elapsed())
    ));
    report(&judge::judge(&judge::Results::read(&results)))
}

fn report(checks: &[judge::Check]) -> Result<()> {
    for check in checks {
        let word = if check.holds { "ok  " } else { "FAIL" };
        console::line(&format!("{word} {}", check.what));
        if !check.holds {
            console::line(&format!("     {}", check.seen));
        }
    }
    let failed = checks.iter().filter(|check| !check.holds).count();
    console::line(&format!(
        "{} passed, {failed} failed",
        checks.len() - failed
    ));
    ensure!(failed == 0, "the guest's story went another way");
    Ok(())
}

fn missing() -> Vec<(&'static str, &'static str)> {
    PROGRAMS
        .into_iter()
        .filter(|(program, _)| tool(program).is_none())
        .collect()
}

/// A program, also from where only root has it on the PATH.
fn tool(name: &str) -> Option<PathBuf> {
    process::find(&[name, &format!("/usr/sbin/{name}"), &format!("/sbin/{name}")])
}

/// What the second disk holds.
fn fill(payload: &Path, binary: &Path, python: &Path) -> Result<()> {
    let put = |name: &str, text: &str| -> Result<()> {
        let file = payload.join(name);
        fs::create_dir_all(file.parent().context("no folder")?)?;
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
    };
    put("run.sh", include_str!("vm/guest/run.sh"))?;
    put("runner.sh", include_str!("vm/guest/runner.sh"))?;
    put("job.service", include_str!("vm/guest/job.service"))?;
    put(
        "suite/test_ledger.py",
        include_str!("vm/guest/test_ledger.py"),
    )?;
    put("suite/pytest.ini", "[pytest]\n")?;
    fs::create_dir_all(payload.join("results"))?;
    fs::create_dir_all(payload.join("bin"))?;
    fs::copy(binary, payload.join("bin/oomscope")).context("cannot copy the binary")?;
    // The tests' environment holds nothing but Python source, so the guest's Python can use it.
    let ask = "import sysconfig; print(sysconfig.get_path('purelib'))";
    let site = process::output(std::process::Command::new(python).args(["-c", ask]))?;
    copy_site(Path::new(site.trim()), &payload.join("site-packages"))
}

/// Copies installed packages, without what no test needs.
fn copy_site(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        let unneeded = [
            "pip",
            "setuptools",
            "pkg_resources",
            "__pycache__",
            "distutils",
            "_distutils",
        ];
        if unneeded.iter().any(|prefix| text.starts_with(prefix)) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy_site(&entry.path(), &to.join(&name))?;
        } else {
            fs::copy(entry.path(), to.join(&name))?;
        }
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn tail(file: &Path) -> String {
    const LINES: usize = 30;
    let text = String::from_utf8_lossy(&fs::read(file).unwrap_or_default()).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}
