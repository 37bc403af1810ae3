//! What is to be run, resolved and checked before the first process starts.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use oomscope_journal::Redaction;
use oomscope_schedule::Known;
use oomscope_shared::Artifact;
use oomscope_shared::artifact::{Framework, Limiter};
use oomscope_shared::limit::WantedLimit;
use oomscope_shared::shard::{Shard, ShardChoice};
use oomscope_shared::shares::{Weights, assign};

use crate::cli::{HuntArg, RecordArgs, RecordOptions, RunArgs};
use crate::display::{self, ShowOutput};
use crate::error::Failure;
use crate::list_file::{Selection, Unknown};
use crate::{driver, input, list_file, planned};

/// Everything the engine needs to know.
#[derive(Debug, Clone)]
pub struct RunPlan {
    /// The command.
    pub command: Vec<String>,
    /// What it is.
    pub framework: Framework,
    /// Which of its tests are wanted.
    pub choice: Choice,
    /// Tests per batch.
    pub batch_size: Option<u32>,
    /// How many batches run side by side.
    pub jobs: u32,
    /// What its tests are expected to need.
    pub expected: Option<Expected>,
    /// The memory limit that was asked for.
    pub memory_limit: WantedLimit,
    /// The soft line, in percent of the limit.
    pub soft_percent: Option<f64>,
    /// The limiter that was asked for.
    pub limiter: Option<Limiter>,
    /// What sampling may cost, in percent of one processor.
    pub budget_percent: f64,
    /// Time-out of a batch in milliseconds.
    pub batch_timeout_ms: Option<u64>,
    /// Time-out of a test in milliseconds. For a command a batch is then one test.
    pub test_timeout_ms: Option<u64>,
    /// Stop after the first failure or death.
    pub fail_fast: bool,
    /// How often tests that failed or died are run again.
    pub retries: u32,
    /// Samples per second.
    pub sample_hz: u32,
    /// Where the artifact goes.
    pub out: PathBuf,
    /// Name of the run.
    pub label: Option<String>,
    /// When the output of batches is shown; `None`: as the terminal suggests.
    pub show_output: Option<ShowOutput>,
    /// Say nothing.
    pub quiet: bool,
    /// When the hunt begins.
    pub hunt: HuntArg,
    /// How long it may take, in milliseconds.
    pub hunt_budget_ms: Option<u64>,
    /// How often it repeats the tests, where the user asked for that.
    pub repeat: Option<u32>,
    /// What gets into no file.
    pub redaction: Redaction,
}

/// What tests are expected to need.
#[derive(Debug, Clone)]
pub enum Expected {
    /// What they needed in an earlier run.
    Earlier(Rc<Artifact>),
    /// What a plan file says.
    Plan(Known),
}

/// Which tests of a suite are wanted.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The list of tests, if one was given.
    pub list: Option<TestList>,
    /// The share of the tests that is to be run.
    pub share: Option<Share>,
}

impl Choice {
    /// Whether all of them are.
    pub fn is_all(&self) -> bool {
        self.list.is_none() && self.share.is_none()
    }

    /// The positions of the listed ones among those that were found, in the order of the list. `select` finds its
    /// entries; one that means nothing is an error, but where something else explains that.
    ///
    /// # Errors
    /// The list has tests that there are not.
    pub fn positions(
        &self,
        found: usize,
        select: impl Fn(&[String]) -> Selection,
        is_explained: bool,
    ) -> Result<Vec<usize>, Failure> {
        let Some(list) = &self.list else {
            return Ok((0..found).collect());
        };
        let Selection {
            positions,
            mut unknown,
        } = select(&list.ids);
        if is_explained {
            unknown.clear();
        }
        unknown.extend(select(&list.missing).unknown);
        match unknown.is_empty() {
            true => Ok(positions),
            false => Err(list.does_not_know(unknown)),
        }
    }

    /// Leaves those of this share, which are positions in `ids`.
    pub fn share(&self, positions: Vec<usize>, ids: &[String]) -> (Vec<usize>, Option<Shard>) {
        let Some(share) = &self.share else {
            return (positions, None);
        };
        let ids: Vec<&str> = positions.iter().map(|at| ids[*at].as_str()).collect();
        let (own, shard) = share.take(positions, &ids);
        (own, Some(shard))
    }
}

/// A list file.
#[derive(Debug, Clone)]
pub struct TestList {
    /// Name of the file, for messages and the artifact.
    pub name: String,
    /// The ids.
    pub ids: Vec<String>,
    /// Those whose file is nowhere to be seen, which are left out of `ids`.
    missing: Vec<String>,
    /// The number of the line of each id, where it is of a file.
    lines: HashMap<String, usize>,
}

impl TestList {
    /// The error about entries that mean nothing, in the order of the list.
    fn does_not_know(&self, unknown: Vec<Unknown>) -> Failure {
        let line = |unknown: Unknown| (self.lines.get(&unknown.id).copied(), unknown);
        let mut unknown: Vec<_> = unknown.into_iter().map(line).collect();
        unknown.sort_by_key(|(line, _)| *line);
        Failure::UnknownTests {
            unknown,
            list: self.name.clone(),
        }
    }
}

/// One share of the tests.
#[derive(Debug, Clone)]
pub struct Share {
    /// Which one, of how many.
    pub choice: ShardChoice,
    /// What the tests weighed in an earlier run.
    pub weights: Option<Weights>,
    /// The file or module of a test, by its id.
    pub unit_of: fn(&str) -> String,
}

impl Share {
    /// Leaves of the listed tests, whose ids are `ids`, those of this share.
    fn take<T>(&self, listed: Vec<T>, ids: &[&str]) -> (Vec<T>, Shard) {
        let ShardChoice { index, count } = self.choice;
        let shares = assign(ids, count, self.weights.as_ref(), &self.unit_of);
        let planned = listed.len() as u32;
        let own = (0..planned).zip(listed).zip(shares);
        let (positions, tests) = own
            .filter(|(_, share)| *share == index)
            .map(|(test, _)| test)
            .unzip();
        let shard = Shard {
            index,
            count,
            planned,
            positions,
        };
        (tests, shard)
    }
}

impl RunPlan {
    /// A plan for `oomscope run`.
    pub fn for_run(args: RunArgs) -> Result<Self, Failure> {
        let command = utf8(args.command)?;
        let framework = (args.framework.named()).unwrap_or_else(|| driver::detect(&command));
        let mut list = match args.test.as_slice() {
            [] => args.tests.as_deref().map(read_list).transpose()?,
            ids => Some(TestList {
                name: "--test".to_owned(),
                ids: ids.to_vec(),
                missing: Vec::new(),
                lines: HashMap::new(),
            }),
        };
        if framework == Framework::Command && list.is_none() && args.batch_size.is_some() {
            return Err(Failure::usage(
                "--batch-size needs to know the tests, and this command is no framework that oomscope knows",
                "give a list with --tests FILE, or name what it runs inside, for example --framework pytest",
            ));
        }
        if framework == Framework::Pytest
            && let Some(list) = &mut list
        {
            check_files_exist(list, &command)?;
        }
        if framework == Framework::Command && list.is_none() && args.shard.is_some() {
            return Err(Failure::usage(
                "--shard needs to know the tests, and this command is no framework that oomscope knows",
                "give a list with --tests FILE, or name what it runs inside, for example --framework pytest",
            ));
        }
        let earlier = args.balance_by.as_deref().map(input::read_artifact);
        let earlier = earlier.transpose()?.map(Rc::new);
        let share = args
            .shard
            .map(|choice| share(choice, earlier.as_deref(), framework));
        let expected = match args.plan.as_deref() {
            Some(path) => Some(Expected::Plan(planned::read(path)?)),
            None => earlier.map(Expected::Earlier),
        };
        let batch_size = match framework {
            // Nothing but its own process tells one test of a command from another.
            Framework::Command => args.batch_size.or(list.is_some().then_some(1)),
            _ => args.batch_size,
        };
        if !framework.has_plugin() && args.test_timeout.is_some() && batch_size != Some(1) {
            return Err(Failure::usage(
                format!(
                    "--test-timeout needs to end a test alone, and with {} only a batch can be ended",
                    framework.words()
                ),
                match framework {
                    Framework::Command => {
                        "run one test a batch with --tests FILE and --batch-size 1, or use --timeout"
                    }
                    _ => "run one test a batch with --batch-size 1, or use --timeout",
                },
            ));
        }
        if !framework.repeats() && args.repeat.is_some() {
            return Err(Failure::usage(
                format!(
                    "--repeat needs a framework that can run a test again in the same process, and {} cannot",
                    framework.words()
                ),
                "use --hunt always, which gives the tests to the command several times; or say --framework pytest \
                 if the command runs pytest inside",
            ));
        }
        let plan = Self::with_options(command, framework, batch_size, args.options)?;
        Ok(Self {
            choice: Choice { list, share },
            jobs: args.jobs.number(),
            expected,
            test_timeout_ms: args.test_timeout,
            fail_fast: args.fail_fast,
            retries: args.retries,
            hunt: args.hunt,
            hunt_budget_ms: args.hunt_budget,
            repeat: args.repeat,
            ..plan
        })
    }

    /// A plan for `oomscope record`.
    pub fn for_record(args: RecordArgs) -> Result<Self, Failure> {
        Self::with_options(utf8(args.command)?, Framework::Command, None, args.options)
    }

    fn with_options(
        command: Vec<String>,
        framework: Framework,
        batch_size: Option<u32>,
        options: RecordOptions,
    ) -> Result<Self, Failure> {
        check_program_exists(&command[0])?;
        Ok(Self {
            command,
            framework,
            choice: Choice::default(),
            jobs: 1,
            expected: None,
            batch_size,
            memory_limit: options.memory_limit,
            soft_percent: options.soft_limit.percent(),
            limiter: options.limiter,
            budget_percent: options.sampling_budget,
            batch_timeout_ms: options.timeout,
            test_timeout_ms: None,
            fail_fast: false,
            retries: 0,
            sample_hz: options.sample_hz,
            out: options.out,
            label: options.label,
            show_output: options.show_output,
            quiet: display::is_quiet(),
            hunt: HuntArg::Off,
            hunt_budget_ms: None,
            repeat: None,
            redaction: redaction(&options.redact, !options.no_default_redaction)?,
        })
    }

    /// The same command as one of which nothing is known: all it needs is to be started.
    #[must_use]
    pub fn only_watched(&self) -> Self {
        Self {
            framework: Framework::Command,
            choice: Choice::default(),
            jobs: 1,
            batch_size: None,
            test_timeout_ms: None,
            retries: 0,
            hunt: HuntArg::Off,
            repeat: None,
            ..self.clone()
        }
    }
}

fn utf8(command: Vec<OsString>) -> Result<Vec<String>, Failure> {
    command
        .into_iter()
        .map(|word| {
            word.into_string().map_err(|word| {
                Failure::usage(
                    format!("the argument `{}` is not UTF-8", word.to_string_lossy()),
                    "artifacts are JSON; call the command through a script that holds this argument",
                )
            })
        })
        .collect()
}

fn share(choice: ShardChoice, earlier: Option<&Artifact>, framework: Framework) -> Share {
    Share {
        choice,
        weights: earlier.map(Weights::of),
        unit_of: driver::registration(framework).unit_of,
    }
}

fn redaction(patterns: &[String], has_shapes: bool) -> Result<Redaction, Failure> {
    Redaction::new(patterns, has_shapes).map_err(|error| {
        Failure::usage(
            format!("`--redact` takes regular expressions: {error}"),
            "put a backslash before characters that mean themselves, such as `\\(`",
        )
    })
}

fn read_list(path: &Path) -> Result<TestList, Failure> {
    let text = match path == Path::new("-") {
        true => input::read_standard_input(input::Kind::List)?,
        false => input::read_text(path, input::Kind::List)?,
    };
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned();
    let (lines, ids): (Vec<usize>, Vec<String>) = list_file::parse(&text).into_iter().unzip();
    if ids.is_empty() {
        return Err(Failure::usage(
            list_file::empty_message(&path.display().to_string(), text.lines().count()),
            "write one test id a line; lines that start with `#` are comments",
        ));
    }
    Ok(TestList {
        lines: ids.iter().cloned().zip(lines).collect(),
        missing: Vec::new(),
        name,
        ids,
    })
}

/// A file of a list that is nowhere to be seen is a mistake. Where all of them are, nobody should wait for what is
/// collected; else it is told together with the ids that are not collected. Only where the command names tests
/// elsewhere it can be one of those.
fn check_files_exist(list: &mut TestList, command: &[String]) -> Result<(), Failure> {
    if list_file::reaches_elsewhere(command) {
        return Ok(());
    }
    let is_there = |id: &String| list_file::locate(list_file::file_part(id)).is_some();
    let (there, missing) = list.ids.iter().cloned().partition(is_there);
    (list.ids, list.missing) = (there, missing);
    if !list.ids.is_empty() {
        return Ok(());
    }
    let missing = list.missing.iter().cloned();
    let unknown = missing.map(|id| Unknown { id, near: None });
    Err(list.does_not_know(unknown.collect()))
}

fn check_program_exists(program: &str) -> Result<(), Failure> {
    let found = if program.contains('/') {
        Path::new(program).exists()
    } else {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    };
    if found {
        return Ok(());
    }
    Err(Failure::Start {
        program: program.to_owned(),
        reason: "no such program".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_found_before_anything_runs() {
        let failure = check_program_exists("no-such-program-here").unwrap_err();
        assert_eq!(failure.exit_code(), oomscope_shared::exit_code::USAGE);
    }
}
