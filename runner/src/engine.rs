//! The run: batches one after the other, until every test has an outcome or a reason why not.

mod batch_end;
mod bisect;
mod dumping;
mod halves;
mod hunt;
mod listing;
mod looks;
mod one_batch;
mod outside;
mod rounds;
mod side_by_side;
mod totals;
mod watched;

use std::borrow::Cow;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use oomscope_diagnosis::seen::Seen;
use oomscope_journal::Event;
use oomscope_shared::artifact::Completion;
use oomscope_shared::{Artifact, exit_code, messages};

use self::totals::Totals;
use tokio::runtime::Runtime;

use crate::batch::{Context, Guards};
use crate::clock::Clock;
use crate::display::Display;
use crate::display::ShowOutput;
use crate::driver::{self, Abilities, Driver, Unopened};
use crate::error::Failure;
use crate::host;
use crate::journal_file::{self, JournalFile};
use crate::limiter::{self, Limit, Resolved};
use crate::plan::RunPlan;
use crate::recorder::Recorder;
use crate::sampler::{Effort, Sampler};
use crate::signals::Signals;
use crate::temporary::{self, BatchFolder, Folder, NoFolder};

/// A path as it is typed from the current folder.
fn shown(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(current).unwrap_or(path);
    path.display().to_string()
}

/// The driver of a plan, with the folder for what it puts beside the tests.
struct Opened<'p> {
    plan: Cow<'p, RunPlan>,
    folder: Option<Folder>,
    driver: Box<dyn Driver>,
    /// Why there is none although one was needed; the command is only watched then.
    no_folder: Option<NoFolder>,
}

impl<'p> Opened<'p> {
    fn of(plan: &'p RunPlan) -> Result<Self, Failure> {
        let without_folder = |plan: Cow<'p, RunPlan>, no_folder| {
            let driver = match driver::open(&plan, Path::new("")) {
                Ok(driver) => driver,
                Err(Unopened::Failed(failure)) => return Err(failure),
                Err(Unopened::NoPlace(error)) => return Err(Failure::recorder(error)),
            };
            Ok(Self {
                plan,
                folder: None,
                driver,
                no_folder,
            })
        };
        if !driver::registration(plan.framework).needs_folder {
            return without_folder(Cow::Borrowed(plan), None);
        }
        let opened = Folder::for_run(&plan.out, |folder| match driver::open(plan, folder) {
            Ok(driver) => Ok(Ok(driver)),
            Err(Unopened::Failed(failure)) => Ok(Err(failure)),
            Err(Unopened::NoPlace(error)) => Err(error),
        });
        match opened {
            Ok((folder, driver)) => Ok(Self {
                plan: Cow::Borrowed(plan),
                folder: Some(folder),
                driver: driver?,
                no_folder: None,
            }),
            Err(no_folder) => without_folder(Cow::Owned(plan.only_watched()), Some(no_folder)),
        }
    }
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
    let (limit, unenforced) =
        match limiter::resolve(plan.memory_limit, plan.soft_percent, plan.limiter)? {
            Resolved::Unlimited => (None, None),
            Resolved::Enforced(limit) => (Some(Rc::new(limit)), None),
            Resolved::Unenforced(why) => (None, Some(why)),
        };
    let roomy = limit.as_ref().map(|limit| Rc::new(limit.roomy()));
    let journal_file::Opened { journal, kept } = JournalFile::create(&plan.out)?;
    if let Some(kept) = kept {
        let left = messages::TerminalJournalLeft {
            path: shown(&kept).to_string(),
        };
        display.warning(&left.into());
    }
    let signals = Signals::listen().map_err(Failure::recorder)?;
    temporary::remove_left_everywhere(&plan.out);
    let Opened {
        plan,
        folder,
        driver,
        no_folder,
    } = Opened::of(plan)?;
    let plan = &*plan;
    // Should a guard be killed, its processes come to this one, which then kills them.
    nix::sys::prctl::set_child_subreaper(true).map_err(|error| {
        Failure::recorder(format!(
            "this kernel, or what emulates it, gives no process the orphans of another (PR_SET_CHILD_SUBREAPER: \
             {error}); record on a machine with Linux 3.4 or newer of its own"
        ))
    })?;
    let clock = Clock::start();
    let recorder = Recorder::new(journal, display, plan.redaction.clone());
    recorder.record(Event::RunStarted(Box::new(host::header(
        plan,
        limit.as_ref().map(|limit| &limit.told),
    ))));
    if let Err(why) = std::fs::metadata("/proc/self/stat") {
        let why = why.to_string();
        let message = messages::NoteNoProc { why }.into();
        recorder.record(Event::Warning { message });
    }
    if let Some(message) = unenforced {
        recorder.record(Event::Warning { message });
    }
    if let Some(no_folder) = no_folder {
        let places = no_folder.messages();
        let message = messages::NoteNoFolder { places }.into();
        recorder.record(Event::Warning { message });
    }
    // Killed from here on, it leaves a journal that says at least what was run.
    recorder.flush();
    let guards = Guards::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::recorder)?;
    let sampler = Sampler::start(clock, plan.sample_hz, plan.budget_percent);
    let is_live = recorder.shows(ShowOutput::Live);
    let context = Context {
        clock,
        signals: &signals,
        guards: &guards,
        sampler: &sampler,
    };
    let mut engine = Engine {
        plan,
        runtime: &runtime,
        context: &context,
        recorder: &recorder,
        limit,
        roomy,
        is_live,
        abilities: driver.abilities(),
        driver,
        scratch: folder.as_ref().map(Folder::path),
        folders_made: Cell::new(0),
        groups: Vec::new(),
        next_index: 1,
        told_of_files: Cell::new(false),
        has_measured: false,
        totals: Totals::default(),
        seen: Seen::new(),
    };
    let came = engine.run_all();
    let (totals, has_measured) = (engine.totals, engine.has_measured);
    let stopped_by = match came {
        Ok(stopped_by) => stopped_by,
        // The error is all there is to say.
        Err(failure) if !has_measured && failure.exit_code() == exit_code::USAGE => {
            recorder.abandon();
            return Err(failure);
        }
        Err(failure) => {
            let message = messages::NoteRunEndedEarly {
                failure: failure.to_string(),
            }
            .into();
            recorder.record(Event::Warning { message });
            // Without the last event of a run the artifact says that it is cut, which it is.
            let _ = recorder.finish(&plan.out);
            return Err(failure);
        }
    };
    finish(plan, recorder, &totals, sampler.finish(), clock, stopped_by)
}

struct Engine<'a> {
    plan: &'a RunPlan,
    /// Waits for batches.
    runtime: &'a Runtime,
    context: &'a Context<'a>,
    recorder: &'a Recorder,
    /// The limit of all batches that run at once.
    limit: Option<Rc<Limit>>,
    /// The limit of the passes in which the hunt lets memory pile up.
    roomy: Option<Rc<Limit>>,
    /// Whether the output of batches goes to the terminal at once.
    is_live: bool,
    driver: Box<dyn Driver>,
    abilities: Abilities,
    /// A folder for what lies beside the tests, where something has to.
    scratch: Option<&'a Path>,
    folders_made: Cell<u32>,
    /// For each test the group with which it can share a process.
    groups: Vec<u32>,
    next_index: u32,
    /// Whether it was said that batches overwrite each other's files.
    told_of_files: Cell<bool>,
    /// Whether a batch has come to an end.
    has_measured: bool,
    totals: Totals,
    /// Which containers tests filled while they ran.
    seen: Seen,
}

impl Engine<'_> {
    /// A fresh folder for a batch, which can be started twice. Where there is none, nothing needs one.
    fn batch_folder(&self, batch: u32) -> Result<Option<BatchFolder>, Failure> {
        let nth = self.folders_made.get();
        self.folders_made.set(nth + 1);
        let name = format!("{batch}-{nth}");
        let made = self.scratch.map(|run| BatchFolder::create(run, &name));
        made.transpose().map_err(Failure::recorder)
    }

    fn take_index(&mut self) -> u32 {
        self.has_measured = true;
        self.next_index += 1;
        self.next_index - 1
    }
}

fn finish(
    plan: &RunPlan,
    recorder: Recorder,
    totals: &Totals,
    effort: Effort,
    clock: Clock,
    stopped_by: Option<i32>,
) -> Result<Finished, Failure> {
    let completion = match stopped_by {
        Some(_) => Completion::Interrupted,
        None => Completion::Finished,
    };
    recorder.record(Event::RunEnded {
        duration_ms: clock.now_ms(),
        completion,
        sampling: totals.sampling(plan, effort),
    });
    let (artifact, out, display) = recorder.finish(&plan.out)?;
    Ok(Finished {
        artifact,
        out,
        display,
        stopped_by,
    })
}
