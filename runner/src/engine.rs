//! The run: batches one after the other, until every test has an outcome or a reason why not.

mod adapted;
mod batch_end;
mod bisect;
mod command_batch;
mod hunt;
mod hunt_process;
mod listing;
mod pytest_batch;
mod queue;
mod totals;

use std::path::{Path, PathBuf};
use std::time::Instant;

use oomscope_journal::Event;
use oomscope_shared::artifact::{Completion, Pass};
use oomscope_shared::{Artifact, Ending, exit_code, messages};

use self::totals::Totals;
use crate::batch::{Context, monotonic_us};
use crate::display::Display;
use crate::display::ShowOutput;
use crate::error::Failure;
use crate::framework::{self, Adapter};
use crate::host;
use crate::journal_file::{JournalFile, Opened};
use crate::limiter::{self, Limit};
use crate::plan::RunPlan;
use crate::pytest::Injection;
use crate::recorder::Recorder;
use crate::signals::Signals;
use crate::temporary::{self, Folder};

/// A path as it is typed from the current folder.
fn shown(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(current).unwrap_or(path);
    path.display().to_string()
}

/// What a run leaves: the artifact, the display to say so, and the signal that stopped it, if one did.
pub struct Finished {
    /// The artifact, which is written already.
    pub artifact: Artifact,
    /// Where it is.
    pub out: PathBuf,
    /// The display.
    pub display: Display,
    /// The signal that stopped the run.
    pub stopped_by: Option<i32>,
}

/// Runs a plan to its end.
///
/// # Errors
/// What is wrong with the input, found before a test runs; or the recorder failed.
pub fn run(plan: &RunPlan, mut display: Display) -> Result<Finished, Failure> {
    let limit = limiter::resolve(plan.memory_limit, plan.soft_percent, plan.limiter)?;
    let roomy = limit.as_ref().map(Limit::roomy);
    let Opened { journal, kept } = JournalFile::create(&plan.out)?;
    if let Some(kept) = kept {
        let left = messages::TerminalJournalLeft {
            path: shown(&kept).to_string(),
        };
        display.warning(&left.into());
    }
    let signals = Signals::listen().map_err(Failure::recorder)?;
    let plugged = framework::plugged(plan.framework, &plan.command)?;
    let adapter = framework::adapter(plan.framework, &plan.command)?;
    temporary::remove_left_everywhere(&plan.out);
    let needs_folder = plan.framework.has_plugin() || adapter.is_some();
    let furnished = needs_folder.then(|| {
        Folder::for_run(&plan.out, |folder| match plan.framework.has_plugin() {
            true => Injection::prepare(folder).map(Some),
            false => Ok(None),
        })
    });
    let watched;
    let (plan, folder, injection, no_folder) = match furnished {
        None => (plan, None, None, None),
        Some(Ok((folder, injection))) => (plan, Some(folder), injection, None),
        Some(Err(no_folder)) => {
            watched = plan.only_watched();
            (&watched, None, None, Some(no_folder))
        }
    };
    // Should a guard be killed, its processes come to this one, which then kills them.
    nix::sys::prctl::set_child_subreaper(true).map_err(Failure::recorder)?;
    let run_start = Instant::now();
    let mut recorder = Recorder::new(journal, display, plan.redaction.clone());
    recorder.record(Event::RunStarted(Box::new(host::header(
        plan,
        limit.as_ref().map(|limit| &limit.told),
    ))));
    if let Err(why) = std::fs::metadata("/proc/self/stat") {
        let why = why.to_string();
        let message = messages::NoteNoProc { why }.into();
        recorder.record(Event::Warning { message });
    }
    if let Some(no_folder) = no_folder {
        let places = no_folder.messages();
        let message = messages::NoteNoFolder { places }.into();
        recorder.record(Event::Warning { message });
    }
    // Killed from here on, it leaves a journal that says at least what was run.
    recorder.flush();
    let live_output = recorder.display().shows(ShowOutput::Live);
    let context = Context {
        run_start,
        run_start_us: monotonic_us(),
        signals: &signals,
        injection: injection.as_ref(),
        sample_hz: plan.sample_hz,
        budget_percent: plan.budget_percent,
        limit: limit.as_ref(),
        has_soft_line: true,
        timeout_ms: plan.batch_timeout_ms,
        test_timeout_ms: plan.test_timeout_ms,
        live_output,
        framework: plan.framework,
    };
    let mut engine = Engine {
        plan,
        context,
        roomy: roomy.as_ref(),
        plugged,
        adapter,
        scratch: folder.as_ref().map(Folder::path).unwrap_or(Path::new("")),
        groups: Vec::new(),
        recorder,
        next_index: 1,
        pass: Pass::Observe,
        totals: Totals::default(),
    };
    let stopped_by = match engine.run_all() {
        Ok(stopped_by) => stopped_by,
        // Nothing was measured yet: the error is all there is to say.
        Err(failure) if engine.next_index == 1 && failure.exit_code() == exit_code::USAGE => {
            engine.recorder.abandon();
            return Err(failure);
        }
        Err(failure) => {
            let message = messages::NoteRunEndedEarly {
                failure: failure.to_string(),
            }
            .into();
            engine.recorder.record(Event::Warning { message });
            // Without the last event of a run the artifact says that it is cut, which it is.
            let _ = engine.recorder.finish(&plan.out);
            return Err(failure);
        }
    };
    engine.finish(&plan.out, stopped_by)
}

struct Engine<'a> {
    plan: &'a RunPlan,
    context: Context<'a>,
    /// The limit of the passes in which the hunt lets memory pile up.
    roomy: Option<&'a Limit>,
    /// The command with the plugin in it.
    plugged: framework::Plugged,
    /// The framework, where it has an adapter.
    adapter: Option<Box<dyn Adapter>>,
    /// A folder for what an adapter puts beside the tests. Without one there is no adapter.
    scratch: &'a Path,
    /// For each test of an adapter: the group with which it can share a process.
    groups: Vec<u32>,
    recorder: Recorder,
    next_index: u32,
    /// Why batches are run now.
    pass: Pass,
    totals: Totals,
}

/// How a batch left its tests.
struct Left {
    /// Tests that had not started when the batch ended.
    unstarted: Vec<u32>,
    /// Whether any test of it got an outcome.
    progress: bool,
    /// How it ended.
    ending: Ending,
    /// The signal that stops the run.
    stopped_by: Option<i32>,
    /// Whether it was told to stop at the soft line, and did.
    is_soft_stop: bool,
    /// How many of its tests got an outcome.
    done: usize,
}

impl Engine<'_> {
    fn take_index(&mut self) -> u32 {
        self.next_index += 1;
        self.next_index - 1
    }

    fn now_ms(&self) -> u64 {
        self.context.run_start.elapsed().as_millis() as u64
    }

    fn now_us(&self) -> u64 {
        self.context.run_start.elapsed().as_micros() as u64
    }

    fn finish(mut self, out: &Path, stopped_by: Option<i32>) -> Result<Finished, Failure> {
        let duration_ms = self.now_ms();
        let completion = match stopped_by {
            Some(_) => Completion::Interrupted,
            None => Completion::Finished,
        };
        let sampling = self.totals.sampling(self.plan);
        self.recorder.record(Event::RunEnded {
            duration_ms,
            completion,
            sampling,
        });
        let (artifact, out, display) = self.recorder.finish(out)?;
        Ok(Finished {
            artifact,
            out,
            display,
            stopped_by,
        })
    }
}
