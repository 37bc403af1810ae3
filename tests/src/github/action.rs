//! The action, started as the runner starts it: the committed bundle, inputs with their defaults in the
//! environment, and the files that a step writes to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use serde_json::Value;

use super::platform::{Platform, REPOSITORY, TOKEN};
use super::read_yaml;
use crate::runner::{Call, Project};
use crate::{Result, places};

/// Where the files of a step lie in its project; nothing of it belongs to the checked-out repository.
pub const RUNNER_FOLDER: &str = ".runner";

/// The files that a step writes to, and what there is of a runner around it.
#[derive(Debug)]
pub struct StepFiles {
    folder: PathBuf,
}

impl StepFiles {
    /// Fresh ones for a step.
    pub fn new(project: &Project, step: &str) -> Result<Self> {
        let folder = project.path(RUNNER_FOLDER).join(step);
        for inside in ["", "temp", "bin"] {
            fs::create_dir_all(folder.join(inside))?;
        }
        for name in ["summary", "output", "env", "path", "state"] {
            // What the step wrote already stays.
            fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(folder.join(name))?;
        }
        let program = folder.join("bin/oomscope");
        if !program.exists() {
            std::os::unix::fs::symlink(places::binary(), program)?;
        }
        Ok(Self { folder })
    }

    /// One of them.
    pub fn read(&self, name: &str) -> Result<String> {
        Ok(fs::read_to_string(self.folder.join(name))?)
    }

    /// Writes to one of them, as an action without a bundle here would.
    pub fn write(&self, name: &str, text: &str) -> Result<()> {
        Ok(fs::write(self.folder.join(name), text)?)
    }

    /// The outputs that the step set.
    pub fn outputs(&self) -> Result<BTreeMap<String, String>> {
        parsed(&self.read("output")?)
    }

    /// The environment variables that it set for later steps.
    pub fn variables(&self) -> Result<BTreeMap<String, String>> {
        parsed(&self.read("env")?)
    }

    /// A folder in which `oomscope` is the one under test.
    pub fn tools(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// What the runner tells every step.
    pub fn environment(&self, project: &Project) -> Vec<(String, String)> {
        let path = |name: &str| self.folder.join(name).display().to_string();
        [
            ("CI", "true".to_owned()),
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_STEP_SUMMARY", path("summary")),
            ("GITHUB_OUTPUT", path("output")),
            ("GITHUB_ENV", path("env")),
            ("GITHUB_PATH", path("path")),
            ("GITHUB_STATE", path("state")),
            ("RUNNER_TEMP", path("temp")),
            ("GITHUB_WORKSPACE", project.folder().display().to_string()),
            ("GITHUB_REPOSITORY", REPOSITORY.to_owned()),
            ("GITHUB_SERVER_URL", "https://github.com".to_owned()),
            ("GITHUB_RUN_ID", "4242".to_owned()),
            ("GITHUB_RUN_ATTEMPT", "1".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }
}

/// The two forms of a line in such a file: `name=value`, and a value of several lines between delimiters.
fn parsed(text: &str) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let equals = line.find('=').unwrap_or(usize::MAX);
        let heredoc = line.find("<<").unwrap_or(usize::MAX);
        let (name, value) = if heredoc < equals {
            let (name, end) = line.split_at(heredoc);
            let inside: Vec<_> = lines
                .by_ref()
                .take_while(|line| *line != &end[2..])
                .collect();
            (name, inside.join("\n"))
        } else {
            ensure!(equals < usize::MAX, "`{line}` is no output");
            (&line[..equals], line[equals + 1..].to_owned())
        };
        found.insert(name.to_owned(), value);
    }
    Ok(found)
}

/// A use of the action.
#[derive(Debug)]
pub struct Step {
    /// The call of its bundle.
    pub call: Call,
    /// What it writes.
    pub files: StepFiles,
}

/// `uses:` of an action of this project, by the place of its `action.yml`.
pub fn uses(
    project: &Project,
    platform: Option<&Platform>,
    metadata: &str,
    step: &str,
    with: &[(&str, &str)],
) -> Result<Step> {
    let file = places::workspace().join(metadata);
    let about = read_yaml(&file)?;
    let mut inputs: BTreeMap<String, String> = BTreeMap::new();
    for (name, input) in about["inputs"].as_object().context("no inputs")? {
        let default = match &input["default"] {
            Value::String(text) if text == "${{ github.token }}" => TOKEN.to_owned(),
            Value::String(text) => text.clone(),
            _ => String::new(),
        };
        inputs.insert(name.clone(), default);
    }
    for (name, value) in with {
        let input = inputs.get_mut(*name);
        *input.with_context(|| format!("{metadata} has no input `{name}`"))? = (*value).to_owned();
    }
    let main = about["runs"]["main"].as_str().context("no main")?;
    let bundle = file.parent().context("no folder")?.join(main);
    let files = StepFiles::new(project, step)?;
    let mut call = Call::new(project.folder(), Path::new("node")).args([bundle]);
    for (name, value) in &inputs {
        // As the runner does it: spaces become underscores, dashes stay.
        call = call.env(
            &format!("INPUT_{}", name.to_uppercase().replace(' ', "_")),
            value,
        );
    }
    for (name, value) in files.environment(project) {
        call = call.env(&name, value);
    }
    for (name, value) in platform.map(Platform::environment).unwrap_or_default() {
        call = call.env(name, value);
    }
    call = call.on_path(&files.tools());
    Ok(Step { call, files })
}

/// The sources of the action in a folder of their own, with what they need installed beside them.
pub fn sources(into: &Path) -> Result<()> {
    let from = places::workspace().join("action");
    for name in ["package.json", "tsconfig.json", "build.mjs", "src", "test"] {
        let status = Command::new("cp")
            .arg("-r")
            .args([from.join(name), into.join(name)])
            .status()?;
        ensure!(status.success(), "cannot copy {name}");
    }
    let modules = places::action_modules().join("node_modules");
    std::os::unix::fs::symlink(modules, into.join("node_modules"))?;
    Ok(())
}

/// Runs node in a folder and returns what it printed.
pub fn node(folder: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("node")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .context("cannot start node")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(
        output.status.success(),
        "node {arguments:?} ended with {}: {said}{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_have_two_forms() {
        let found = parsed("a=1\nb<<END\nx=1\ny\nEND\nc=d<<e\n").unwrap();
        let expected = [("a", "1"), ("b", "x=1\ny"), ("c", "d<<e")];
        assert_eq!(
            found,
            expected
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into()
        );
    }
}
