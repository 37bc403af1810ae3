//! Virtual environments: of the black-box tests, of the corpus, of the tools it is compared with, of the
//! programs that read what oomscope writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{console, paths, process};

/// What the requirements pin needs at least this.
const OLDEST: (u32, u32) = (3, 10);

/// Makes the environment of a requirements file unless it is there, and returns its Python.
pub fn ensure(requirements: &str) -> Result<PathBuf> {
    let base = base_python()?;
    let file = paths::root().join(requirements);
    let wanted = fs::read(&file).with_context(|| format!("cannot read {requirements}"))?;
    let folder = paths::cache()?.join(format!("venv-{}", key(&wanted, &base)));
    let python = folder.join("bin/python");
    // The mark is written last: an environment without it was left unfinished.
    let mark = folder.join("complete");
    // It also has to start still: the Python that it was made from may be gone.
    if mark.is_file() && process::output(Command::new(&python).args(["-c", ""])).is_ok() {
        console::note("is there");
        return Ok(python);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot remove an unfinished environment")?;
    }
    make(&base.program, &folder, &file)
        .with_context(|| format!("cannot install {requirements}"))?;
    fs::write(mark, "")?;
    Ok(python)
}

fn make(base: &Path, folder: &Path, requirements: &Path) -> Result<()> {
    process::run(Command::new(base).args(["-m", "venv"]).arg(folder)).context(
        "cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv",
    )?;
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ])
    // Wheels only: nothing of what is installed runs code at that moment.
    .args(["--only-binary", ":all:", "--requirement"])
    .arg(requirements);
    process::run(&mut pip).context("pip failed; is PyPI reachable?")
}

/// A Python to start from.
struct Base {
    program: PathBuf,
    /// Its version and its real place, which the environment is tied to.
    identity: String,
}

fn base_python() -> Result<Base> {
    let ask = "import sys; print(*sys.version_info[:2]); print(sys.version, sys.executable)";
    for name in ["python3", "python"] {
        let Some(program) = process::find(&[name]) else {
            continue;
        };
        let Ok(said) = process::output(Command::new(&program).args(["-c", ask])) else {
            continue;
        };
        let (version, identity) = said
            .split_once('\n')
            .context("Python did not tell its version")?;
        if parse_version(version).is_some_and(|version| version >= OLDEST) {
            return Ok(Base {
                program,
                identity: identity.to_owned(),
            });
        }
    }
    let (major, minor) = OLDEST;
    bail!(
        "no Python {major}.{minor} or newer was found as `python3`; install one, on Debian and Ubuntu: \
         apt-get install python3 python3-venv"
    )
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn key(requirements: &[u8], base: &Base) -> String {
    super::key(&[requirements, base.identity.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(parse_version("3 11\n") >= Some(OLDEST));
        assert!(parse_version("3 9") < Some(OLDEST));
        assert_eq!(parse_version("three"), None);
    }
}
