//! Goes through the jobs of a workflow as a runner does: the `run:` steps in a shell, `uses:` of this
//! project's actions by their bundles, and the few of GitHub's own actions by what they do to files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde_json::{Map, Value, json};

use super::action::{self, RUNNER_FOLDER, StepFiles};
use super::expression::Scope;
use super::platform::{Platform, REPOSITORY};
use super::read_yaml;
use crate::Result;
use crate::runner::{Call, Project};
use crate::zipped::streamed_zip;

/// How this project's actions begin in `uses:`.
const OWN: &str = "oomscope/oomscope";

/// What became of a workflow.
#[derive(Debug, Default)]
pub struct Finished {
    /// `GITHUB_RUN_ID`.
    pub id: String,
    /// The steps that were gone through, `job/step`, with what became of each.
    pub steps: Vec<(String, &'static str)>,
    /// What was written to the summaries, in order.
    pub summary: String,
    /// What steps printed, in order.
    pub log: String,
    /// The jobs that failed.
    pub failed: Vec<String>,
}

/// A workflow about to be run.
pub struct Workflow<'a> {
    /// The checked-out repository.
    pub project: &'a Project,
    /// GitHub's services.
    pub platform: &'a Platform,
    /// The content of the file.
    pub content: Value,
    /// `github.event_name`.
    pub event: &'a str,
    /// `github.event`.
    pub payload: Value,
    /// What a person chose for `workflow_dispatch`, where it is not the default.
    pub inputs: &'a [(&'a str, &'a str)],
    /// Replaces a command of the template by the project's own, as its reader is asked to.
    pub commands: &'a [(&'a str, &'a str)],
}

impl<'a> Workflow<'a> {
    /// A workflow of this project for an event.
    pub fn read(
        project: &'a Project,
        platform: &'a Platform,
        file: &Path,
        event: &'a str,
    ) -> Result<Self> {
        Ok(Self {
            project,
            platform,
            content: read_yaml(file)?,
            event,
            payload: json!({}),
            inputs: &[],
            commands: &[],
        })
    }

    /// Runs its jobs, each after those that it needs.
    pub fn run(&self) -> Result<Finished> {
        self.run_as(4242)
    }

    /// The same as the run with this id.
    pub fn run_as(&self, id: usize) -> Result<Finished> {
        let mut finished = Finished {
            id: id.to_string(),
            ..Finished::default()
        };
        let before = self.project.path(RUNNER_FOLDER);
        if before.exists() {
            fs::remove_dir_all(before)?;
        }
        let jobs = self.content["jobs"].as_object().context("no jobs")?;
        let mut needs = Map::new();
        while needs.len() < jobs.len() {
            let ready = jobs.iter().find(|(name, job)| {
                !needs.contains_key(*name) && needed(job).iter().all(|one| needs.contains_key(one))
            });
            let (name, job) = ready.context("jobs that need each other")?;
            let result = self.job(name, job, &needs, &mut finished)?;
            needs.insert(name.clone(), json!({ "result": result, "outputs": {} }));
        }
        Ok(finished)
    }

    fn job(
        &self,
        name: &str,
        job: &Value,
        needs: &Map<String, Value>,
        finished: &mut Finished,
    ) -> Result<&'static str> {
        let known: Map<_, _> = needed(job)
            .into_iter()
            .filter_map(|one| needs.get(&one).map(|value| (one.clone(), value.clone())))
            .collect();
        let is_success = known.values().all(|one| one["result"] == "success");
        let mut scope = Scope {
            contexts: self.contexts(),
            is_success,
        };
        scope.contexts["needs"] = Value::Object(known);
        let condition = job["if"].as_str().unwrap_or("success()");
        if !scope.condition(condition)? {
            finished.steps.push((name.to_owned(), "skipped"));
            return Ok("skipped");
        }
        let mut result = "success";
        for (at, matrix) in matrices(job)?.into_iter().enumerate() {
            let mut scope = scope.clone();
            scope.contexts["matrix"] = matrix;
            scope.is_success = true;
            let label = format!("{name}-{at}");
            if !self.steps(&label, job, scope, finished)? {
                finished.failed.push(label);
                result = "failure";
            }
        }
        Ok(result)
    }

    fn contexts(&self) -> Value {
        let mut inputs = Map::new();
        let declared = &self.content["on"]["workflow_dispatch"]["inputs"];
        for (name, about) in declared.as_object().into_iter().flatten() {
            inputs.insert(name.clone(), about["default"].clone());
        }
        for (name, value) in self.inputs {
            inputs.insert((*name).to_owned(), json!(value));
        }
        let pull = &self.payload["pull_request"];
        json!({
            "github": {
                "event_name": self.event,
                "event": self.payload,
                "repository": REPOSITORY,
                "ref": "refs/heads/main",
                "ref_name": "main",
                "base_ref": pull["base"]["ref"].as_str().unwrap_or_default(),
                "head_ref": pull["head"]["ref"].as_str().unwrap_or_default(),
                "workflow": self.content["name"],
                "token": super::platform::TOKEN,
            },
            "inputs": inputs,
            "matrix": {}, "steps": {}, "needs": {}, "env": {},
        })
    }

    /// One job on one machine: a fresh copy of the repository, as each has its own.
    fn steps(
        &self,
        label: &str,
        job: &Value,
        mut scope: Scope,
        finished: &mut Finished,
    ) -> Result<bool> {
        let machine = Machine {
            workspace: self
                .project
                .path(&format!("{RUNNER_FOLDER}/{label}/workspace")),
            variables: BTreeMap::new(),
        };
        let mut machine = machine.fresh(self.project)?;
        for (at, step) in job["steps"]
            .as_array()
            .context("no steps")?
            .iter()
            .enumerate()
        {
            let what = step["name"]
                .as_str()
                .or(step["uses"].as_str())
                .unwrap_or("run");
            let name = format!("{label}/{what}");
            if !scope.condition(step["if"].as_str().unwrap_or("success()"))? {
                finished.steps.push((name, "skipped"));
                continue;
            }
            let mut environment = BTreeMap::new();
            for source in [&job["env"], &step["env"]] {
                for (key, value) in source.as_object().into_iter().flatten() {
                    environment.insert(key.clone(), scope.text(&text_of(value))?);
                }
            }
            let files = StepFiles::new(self.project, &format!("{label}/{at}"))?;
            let id = format!("{label}/{at}");
            let is_fine = if let Some(script) = step["run"].as_str() {
                ensure!(
                    !script.contains("${{"),
                    "an expression in the script of {name}"
                );
                self.shell(&machine, script, &environment, &files, finished)?
            } else {
                let uses = step["uses"].as_str().context("neither `run` nor `uses`")?;
                let mut with = BTreeMap::new();
                for (key, value) in step["with"].as_object().into_iter().flatten() {
                    with.insert(key.clone(), scope.text(&text_of(value))?);
                }
                self.uses(&mut machine, uses, with, &id, finished)?
            };
            finished.summary += &files.read("summary")?;
            machine.variables.extend(files.variables()?);
            if let Some(key) = step["id"].as_str() {
                scope.contexts["steps"][key] = json!({ "outputs": files.outputs()?,
                    "outcome": if is_fine { "success" } else { "failure" } });
            }
            finished
                .steps
                .push((name, if is_fine { "success" } else { "failure" }));
            let goes_on = step["continue-on-error"] == json!(true);
            scope.is_success &= is_fine || goes_on;
        }
        Ok(scope.is_success)
    }

    fn shell(
        &self,
        machine: &Machine,
        script: &str,
        environment: &BTreeMap<String, String>,
        files: &StepFiles,
        finished: &mut Finished,
    ) -> Result<bool> {
        let mut call = Call::new(self.project.folder(), Path::new("bash"))
            // What the runner calls where a workflow names no shell.
            .args([
                "--noprofile",
                "--norc",
                "-e",
                "-o",
                "pipefail",
                "-c",
                script,
            ])
            .in_folder(&machine.workspace);
        let own = files.environment(self.project);
        for (name, value) in own.iter().map(|(n, v)| (n, v)) {
            call = call.env(name, value);
        }
        for (name, value) in machine.variables.iter().chain(environment) {
            call = call.env(name, value);
        }
        call = call
            .env("GITHUB_WORKSPACE", &machine.workspace)
            .env("GITHUB_RUN_ID", &finished.id)
            .on_path(&files.tools());
        let ended = call.run()?;
        finished.log += &ended.stdout;
        finished.log += &ended.stderr;
        Ok(ended.code() == Some(0))
    }

    fn uses(
        &self,
        machine: &mut Machine,
        uses: &str,
        mut with: BTreeMap<String, String>,
        id: &str,
        finished: &mut Finished,
    ) -> Result<bool> {
        let (action, _) = uses
            .split_once('@')
            .context("an action without a version")?;
        let path = |name: &str| machine.workspace.join(name);
        if let Some(inside) = action.strip_prefix(OWN) {
            let metadata = format!("{}/action.yml", inside.trim_start_matches('/'));
            let metadata = metadata.trim_start_matches('/').to_owned();
            if let Some(command) = with.get_mut("command") {
                for (from, to) in self.commands {
                    *command = command.replace(from, to);
                }
            }
            let with: Vec<_> = with.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            let step = action::uses(self.project, Some(self.platform), &metadata, id, &with)?;
            let event = self.project.path(&format!("{RUNNER_FOLDER}/event.json"));
            fs::write(&event, self.payload.to_string())?;
            let mut call = step
                .call
                .env("GITHUB_WORKSPACE", &machine.workspace)
                .env("GITHUB_EVENT_PATH", event)
                .env("GITHUB_RUN_ID", &finished.id)
                .in_folder(&machine.workspace);
            for (name, value) in &machine.variables {
                call = call.env(name, value);
            }
            let ended = call.run()?;
            finished.log += &ended.stdout;
            finished.log += &ended.stderr;
            return Ok(ended.code() == Some(0));
        }
        let given = |name: &str| with.get(name).map(String::as_str);
        match action {
            // The repository is there, and so is Python.
            "actions/checkout" | "actions/setup-python" => {}
            "actions/configure-pages" => {
                let files = StepFiles::new(self.project, id)?;
                let url = self.platform.url("/files/site");
                files.write("output", &format!("base_url={url}\n"))?;
            }
            "actions/upload-artifact" => {
                let name = given("name").context("no name")?;
                let file = path(given("path").context("no path")?);
                if !file.exists() && given("if-no-files-found") == Some("ignore") {
                    return Ok(true);
                }
                let bytes = fs::read(&file).with_context(|| file.display().to_string())?;
                let inside = file.file_name().unwrap_or_default().to_string_lossy();
                self.platform
                    .store(name, streamed_zip(&[(&inside, &bytes)])?);
            }
            "actions/download-artifact" => {
                let target = path(given("path").unwrap_or("."));
                for stored in self.platform.artifacts_of_run() {
                    let (is_meant, into) = match (given("name"), given("pattern")) {
                        (Some(name), _) => (stored.name == name, target.clone()),
                        (None, Some(pattern)) => {
                            let start = pattern.strip_suffix('*').context("another pattern")?;
                            (stored.name.starts_with(start), target.join(&stored.name))
                        }
                        (None, None) => (true, target.join(&stored.name)),
                    };
                    if is_meant {
                        unpack(&stored.files().unwrap_or_default(), &into)?;
                    }
                }
            }
            "actions/upload-pages-artifact" => {
                let folder = path(given("path").context("no path")?);
                let mut files = Vec::new();
                collect(&folder, &folder, &mut files)?;
                let parts: Vec<_> = files.iter().map(|(n, b)| (n.as_str(), &b[..])).collect();
                self.platform.store("github-pages", streamed_zip(&parts)?);
            }
            "actions/deploy-pages" => {
                self.platform.clear_files();
                for (name, bytes) in self.platform.artifact("github-pages")?.files()? {
                    self.platform.put_file(&format!("site/{name}"), bytes);
                }
            }
            _ => bail!("`{action}` has no stand-in"),
        }
        Ok(true)
    }
}

/// Where a job works.
struct Machine {
    workspace: PathBuf,
    variables: BTreeMap<String, String>,
}

impl Machine {
    /// With the files of the project in it.
    fn fresh(self, project: &Project) -> Result<Self> {
        if self.workspace.exists() {
            fs::remove_dir_all(&self.workspace)?;
        }
        fs::create_dir_all(&self.workspace)?;
        for entry in fs::read_dir(project.folder())? {
            let entry = entry?;
            if entry.file_name() != RUNNER_FOLDER {
                copy(&entry.path(), &self.workspace.join(entry.file_name()))?;
            }
        }
        Ok(self)
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        fs::copy(from, to)?;
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn collect(root: &Path, folder: &Path, into: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, into)?;
        } else {
            let name = path.strip_prefix(root)?.display().to_string();
            into.push((name, fs::read(&path)?));
        }
    }
    Ok(())
}

fn unpack(files: &[(String, Vec<u8>)], into: &Path) -> Result<()> {
    fs::create_dir_all(into)?;
    for (name, bytes) in files {
        fs::write(into.join(name), bytes)?;
    }
    Ok(())
}

fn needed(job: &Value) -> Vec<String> {
    match &job["needs"] {
        Value::String(one) => vec![one.clone()],
        Value::Array(many) => many.iter().map(text_of).collect(),
        _ => Vec::new(),
    }
}

/// The combinations of a matrix of one dimension; without one the job runs once.
fn matrices(job: &Value) -> Result<Vec<Value>> {
    let Some(matrix) = job["strategy"]["matrix"].as_object() else {
        return Ok(vec![json!({})]);
    };
    ensure!(matrix.len() == 1, "a matrix of more than one dimension");
    let mut found = Vec::new();
    for (name, values) in matrix {
        for value in values.as_array().context("no list")? {
            found.push(json!({ name: value }));
        }
    }
    Ok(found)
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
