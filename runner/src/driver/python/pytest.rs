//! pytest: its command, with the files of a list behind it.

use std::ffi::OsStr;
use std::path::Path;

use crate::list_file;
use crate::plan::TestList;

/// Whether a command is pytest, by its words: `pytest`, `py.test` or `-m pytest`, also behind a
/// launcher such as `poetry run`, `uv run`, `coverage run -m` or `env X=1`.
pub fn is_pytest(command: &[String]) -> bool {
    let is_program = |word: &String| {
        let name = Path::new(word)
            .file_name()
            .and_then(OsStr::to_str)
            .unwrap_or(word);
        matches!(name, "pytest" | "py.test" | "pytest3" | "pytest-3")
    };
    let after_module = command
        .windows(2)
        .any(|pair| pair[0] == "-m" && pair[1] == "pytest");
    // Behind a launcher the name of the program can come late, but not behind a word that is a path of
    // tests or a shell script of its own.
    after_module || command.iter().take(6).any(is_program)
}

/// The command with the files of the list behind it, so that nothing else is collected.
pub fn with_files(command: &[String], list: Option<&TestList>) -> Vec<String> {
    let mut argv = command.to_vec();
    let Some(list) = list else {
        return argv;
    };
    let mut files: Vec<&str> = Vec::new();
    for id in &list.ids {
        let file = list_file::file_part(id);
        if !files.contains(&file) {
            files.push(file);
        }
    }
    // Found when the plan was made, unless the command names tests elsewhere; what has gone since then is for
    // pytest to say.
    let is_named = list_file::reaches_elsewhere(command);
    argv.extend(files.into_iter().filter_map(|file| {
        let path = list_file::locate(file);
        let path = path.map(|path| path.display().to_string());
        path.or_else(|| (!is_named).then(|| file.to_owned()))
    }));
    argv
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pytest_is_recognised_behind_launchers() {
        let is = |text: &str| is_pytest(&text.split(' ').map(str::to_owned).collect::<Vec<_>>());
        for command in [
            "pytest",
            "py.test -q",
            "/venv/bin/pytest tests/",
            "python -m pytest -x",
            "python3.12 -X dev -m pytest",
            "poetry run pytest",
            "uv run --with x pytest tests",
            "coverage run -m pytest",
            "env A=1 pytest",
        ] {
            assert!(is(command), "{command}");
        }
        for command in [
            "make test",
            "./run.sh",
            "python -m unittest",
            "cargo test",
            "mypytest",
        ] {
            assert!(!is(command), "{command}");
        }
    }
}
