//! Virtual environments: of the black-box tests, of the corpus, of the tools it is compared with, of the
//! programs that read what oomscope writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{console, paths, process};

/// What the requirements pin needs at least this.
const OLDEST: (u32, u32) = (3, 10);

/// Makes the environment of a requirements file unless it is there, and returns its Python. `base` is the
/// interpreter to make it from; without it, the first on the PATH that is new enough.
pub fn ensure(requirements: &Path, base: Option<&Path>) -> Result<PathBuf> {
    let base = match base {
        Some(program) => Base::of(program)?.0,
        None => base_python()?,
    };
    // A name within the workspace is shown as seen from it, and any other as it is.
    let file = paths::root().join(requirements);
    let name = requirements.display();
    let wanted = fs::read(&file).with_context(|| format!("cannot read {name}"))?;
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
    make(&base.program, &folder, &file).with_context(|| format!("cannot install {name}"))?;
    fs::write(mark, "")?;
    Ok(python)
}

/// The folder of the prebuilt programs of `xtask/requirements.txt`, and of nothing else: on the PATH, the folder that
/// they are installed into would bring a Python of its own along.
pub fn programs() -> Result<PathBuf> {
    let python = ensure(Path::new("xtask/requirements.txt"), None)?;
    let installed = python.parent().context("no folder")?;
    let folder = installed.with_file_name("programs");
    fs::create_dir_all(&folder)?;
    for entry in fs::read_dir(installed)? {
        let program = entry?.path();
        let name = program.file_name().unwrap_or_default();
        let link = folder.join(name);
        if name.as_encoded_bytes().starts_with(b"cargo-") && !link.exists() {
            std::os::unix::fs::symlink(&program, link)?;
        }
    }
    Ok(folder)
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
    console::note(&format!("$ {}", process::shown(&pip)));
    // What pip says belongs to the error: its last line is the reason.
    let installed = process::output(&mut pip);
    if installed.is_err() {
        fs::remove_dir_all(folder).context("cannot remove an unfinished environment")?;
    }
    installed
        .map(drop)
        .context("pip failed; is PyPI reachable?")
}

/// A Python to start from.
struct Base {
    program: PathBuf,
    /// Its version and its real place, which the environment is tied to.
    identity: String,
}

impl Base {
    /// Asks an interpreter what it is; the version comes with it.
    fn of(program: &Path) -> Result<(Self, Option<(u32, u32)>)> {
        let ask = "import sys; print(*sys.version_info[:2]); print(sys.version, sys.executable)";
        let said = process::output(Command::new(program).args(["-c", ask]))?;
        let (version, identity) = said
            .split_once('\n')
            .context("Python did not tell its version")?;
        let base = Self {
            program: program.to_path_buf(),
            identity: identity.to_owned(),
        };
        Ok((base, parse_version(version)))
    }
}

/// The interpreter of Python 3.`minor`: on the PATH, or where pyenv keeps its own.
pub fn interpreter(minor: u32) -> Option<PathBuf> {
    let name = format!("python3.{minor}");
    let home = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".pyenv")));
    let kept = home.and_then(|home| fs::read_dir(home.join("versions")).ok());
    let kept = kept.into_iter().flatten().flatten();
    let mut kept: Vec<PathBuf> = kept
        .map(|entry| entry.path().join("bin").join(&name))
        .collect();
    kept.sort();
    let on_path = process::find(&[&name]);
    // What pyenv puts on the PATH is a script, which fails where that version is not chosen.
    let is_it =
        |program: &PathBuf| Base::of(program).is_ok_and(|(_, version)| version == Some((3, minor)));
    on_path.into_iter().chain(kept).find(is_it)
}

fn base_python() -> Result<Base> {
    for name in ["python3", "python"] {
        let Some(program) = process::find(&[name]) else {
            continue;
        };
        let Ok((base, version)) = Base::of(&program) else {
            continue;
        };
        if version.is_some_and(|version| version >= OLDEST) {
            return Ok(base);
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
        assert!(parse_version("3 11\n").unwrap() >= OLDEST);
        assert!(parse_version("3 9").unwrap() < OLDEST);
        assert_eq!(parse_version("three"), None);
    }
}
