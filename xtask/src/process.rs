//! Running other programs, with errors that name the program and how it ended.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, anyhow, bail};

use crate::{console, paths};

/// cargo, the one that runs this very command.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(paths::root());
    command
}

/// Runs a program with our own streams; anything but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("`{}` ended with {}", shown(command), ending(status));
    }
    Ok(())
}

/// Runs a program with our own streams and says how it ended.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    console::note(&format!("$ {}", shown(command)));
    command
        .status()
        .map_err(|error| not_started(command, error))
}

/// Runs a program quietly and returns its standard output; what it said on standard error becomes part
/// of the error where it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| not_started(command, error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` ended with {}:\n{}",
            shown(command),
            ending(output.status),
            said.trim_end()
        );
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` printed bytes", shown(command)))
}

/// The files in the repository whose names are like this, those as well that git could be told of.
pub fn known_to_git(pattern: &str) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let names = output(git.args(["--", pattern]).current_dir(paths::root()))?;
    let names = names.lines().map(str::to_owned);
    // What was deleted a moment ago is still in its list.
    Ok(names
        .filter(|name| paths::root().join(name).is_file())
        .collect())
}

/// The first of these programs that is on the PATH or, where a name is a path, exists.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let in_folders = |name: &&str| {
        folders
            .iter()
            .map(|f| f.join(name))
            .find(|file| file.is_file())
    };
    // Joining an absolute path gives that path, so a name may be one.
    names.iter().find_map(in_folders)
}

/// The PATH with more folders in front.
pub fn path_with(folders: &[&Path]) -> Result<std::ffi::OsString> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let all = folders
        .iter()
        .map(|f| f.to_path_buf())
        .chain(std::env::split_paths(&old));
    std::env::join_paths(all).context("a folder has a colon in its name")
}

/// A command as a person would type it.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    // Where rustup keeps its cargo is of no interest.
    let program = if program.ends_with("cargo") {
        Path::new("cargo")
    } else {
        program
    };
    let words = std::iter::once(program.as_os_str()).chain(command.get_args());
    words.map(shown_word).collect::<Vec<_>>().join(" ")
}

fn shown_word(word: &OsStr) -> String {
    let text = word.to_string_lossy();
    // Paths below the workspace are shown as seen from it.
    let root = format!("{}/", paths::root().display());
    let text = text.strip_prefix(root.as_str()).unwrap_or(&text);
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@+%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("exit code {code}"),
        None => status.to_string(),
    }
}

fn not_started(command: &Command, error: std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        ErrorKind::NotFound => {
            anyhow!("`{program}` is not installed, or its folder does not exist")
        }
        _ => anyhow!(error).context(format!("cannot start `{program}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_shown_as_they_would_be_typed() {
        let mut command = Command::new("a");
        command.args(["-x", "two words", "it's", "", "--k=v"]);
        assert_eq!(shown(&command), r"a -x 'two words' 'it'\''s' '' --k=v");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = output(&mut Command::new("no-such-program-here")).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`no-such-program-here` is not installed"),
            "{error}"
        );
    }

    #[test]
    fn a_failure_carries_what_the_program_said() {
        let error = output(Command::new("sh").args(["-c", "echo why >&2; exit 3"])).unwrap_err();
        assert!(error.to_string().contains("exit code 3") && error.to_string().contains("why"));
    }
}
