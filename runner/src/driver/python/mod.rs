//! The frameworks of Python, in which code of ours runs beside the tests: it measures each of them, takes the
//! order to stop, and repeats tests for the hunt.
//!
//! The plugin reaches the tested process through the environment (and, for unittest and Django, one word of the
//! command) and speaks over a Unix socket. Its files are in `plugin/`: `oomscope_measure.py` measures and speaks
//! for all three.

mod choose;
mod code;
mod connection;
pub(super) mod credible;
mod django;
mod ear;
mod imports;
mod outputs;
pub(super) mod protocol;
mod pytest;
mod unittest;

use std::path::Path;
use std::rc::Rc;

use nix::sys::signal::Signal;
use oomscope_shared::artifact::Framework;
use oomscope_shared::message::{Key, Message};

use self::choose::{Ids, Role};
use self::code::{MODULE, PluginCode};
use self::connection::Socket;
use self::ear::PluginEar;
use self::outputs::{Outputs, Part};
use super::ear::Deaf;
use super::{
    Abilities, Ask, Driver, HuntWay, Job, Listing, Opening, Registration, Step, Unlisted, What,
};
use crate::batch::Ended;
use crate::error::Failure;
use crate::list_file;
use crate::native::inherited;
use crate::plan::{Choice, RunPlan};
use protocol::HelloReply;

pub use self::code::FILES;
pub use self::protocol::{HuntOrder, HuntPass};

/// How pytest joins.
pub const PYTEST: Registration = Registration {
    framework: Framework::Pytest,
    unit_of: |id| list_file::file_part(id).to_owned(),
    needs_folder: true,
    overwrites: &[],
    is_named: |words| pytest::is_pytest(words.command),
    open: |plan, scratch| {
        let argv = pytest::with_files(&plan.command, plan.choice.list.as_ref());
        Plugged::open(plan, scratch, Step::new(argv), Ids::Nodes)
    },
};

/// How unittest joins.
pub const UNITTEST: Registration = Registration {
    framework: Framework::Unittest,
    unit_of: module_of,
    needs_folder: true,
    overwrites: &[],
    is_named: |words| words.has_pair("-m", "unittest"),
    open: |plan, scratch| {
        let argv = unittest::plugged(&plan.command)?;
        Plugged::open(plan, scratch, Step::new(argv), Ids::Dotted)
    },
};

/// How Django joins.
pub const DJANGO: Registration = Registration {
    framework: Framework::Django,
    unit_of: module_of,
    needs_folder: true,
    overwrites: &[],
    is_named: |words| {
        let is_django = |first: &str| first == "manage.py" || first == "django-admin";
        let mut pairs = words.names().windows(2);
        pairs.any(|pair| is_django(pair[0]) && pair[1] == "test")
            || words.has_pair("-m", "django") && words.names().contains(&"test")
    },
    open: |plan, scratch| {
        let step = django::plugged(&plan.command)?;
        Plugged::open(plan, scratch, step, Ids::Dotted)
    },
};

/// `shop.tests.CartTests.test_add`: what `setUpModule` makes is the module's.
fn module_of(id: &str) -> String {
    id.rsplitn(3, '.').nth(2).unwrap_or(id).to_owned()
}

/// The driver.
struct Plugged {
    framework: Framework,
    /// The command with the plugin in it.
    step: Step,
    /// The plugin; `None` once Python was seen to ignore it.
    code: Option<Rc<PluginCode>>,
    choice: Choice,
    ids: Ids,
    fail_fast: bool,
    /// The files that pytest's own options write.
    outputs: Outputs,
    /// Whether a process has to be told which tests it runs, which only the plugin can.
    is_chosen: bool,
}

impl Plugged {
    fn open(plan: &RunPlan, scratch: &Path, step: Step, ids: Ids) -> Opening {
        Socket::probe(scratch)?;
        let code = PluginCode::prepare(scratch)?;
        Ok(Box::new(Self {
            framework: plan.framework,
            step,
            code: Some(Rc::new(code)),
            choice: plan.choice.clone(),
            ids,
            fail_fast: plan.fail_fast,
            outputs: Outputs::new(plan.jobs > 1),
            is_chosen: plan.batch_size.is_some() || plan.choice.list.is_some() || plan.jobs > 1,
        }))
    }

    /// A process with the plugin in it, which is told this when it says hello.
    fn process(&self, hello: HelloReply, role: Role, part: Part, folder: &Path) -> Job {
        let mut step = self.step.clone();
        if self.framework == Framework::Pytest {
            step.env.push(part.environment());
        }
        Job {
            step,
            is_framework: false,
            ear: match &self.code {
                Some(code) => Box::new(PluginEar::new(
                    Rc::clone(code),
                    folder.to_owned(),
                    hello,
                    role,
                    self.outputs.of_batch(),
                )),
                None => Box::new(Deaf),
            },
        }
    }

    /// Whether Python was told to ignore its environment: pytest finds the name of the plugin there but not the
    /// plugin, and stops.
    fn is_plugin_lost(&self, ended: &Ended) -> bool {
        let facts = &ended.facts;
        self.code.is_some()
            && self.framework == Framework::Pytest
            && !facts.plugin_spoke
            && facts.actions.is_empty()
            && facts.exit_code.is_some_and(|code| code != 0)
            && ended.output.text.contains(MODULE)
    }
}

impl Driver for Plugged {
    fn abilities(&self) -> Abilities {
        Abilities {
            framework: self.framework,
            // pytest tears its fixtures down and sums up on SIGINT, and dies of SIGTERM.
            polite: Signal::SIGINT,
            finds_its_tests: true,
            measures_tests: true,
            stops_softly: true,
            tells_of_tests: true,
            hunt: HuntWay::Repeat,
        }
    }

    fn list(&mut self, ask: &mut dyn Ask) -> Result<Listing, Unlisted> {
        let hello = HelloReply {
            collect_only: true,
            ..HelloReply::default()
        };
        let role = Role::list(self.choice.clone(), self.ids, self.framework);
        let folder = ask.scratch().join("listing");
        std::fs::create_dir(&folder)?;
        let ended = ask.run(self.process(hello, role, Part::Nothing, &folder), true)?;
        if let Some(failure) = ended.heard.refused.take() {
            return Err(Unlisted::Failed(failure));
        }
        if self.is_plugin_lost(ended) {
            return Err(Unlisted::Failed(unchoosable()));
        }
        let mut listing = ended.heard.listing.take().ok_or(Unlisted::Broken)?;
        self.outputs.plan(listing.tests.len());
        listing.is_broken |= !ended.facts.actions.is_empty();
        // pytest was told to go on without what it could not collect. No later process meets that again.
        listing.is_to_be_told = ended.facts.collection_errors > Some(0);
        Ok(listing)
    }

    fn job(&self, what: What<'_>, folder: &Path) -> std::io::Result<Job> {
        let tests = what.tests();
        let (hunt, role) = match what {
            What::Everything => {
                let role = Role::everything(self.choice.clone(), self.ids);
                (None, role)
            }
            What::Tests(_) | What::Probe(_) | What::Rounds(..) => (None, Role::again(tests)),
            What::Hunt(order, _) => (Some(order.clone()), Role::hunt(tests)),
        };
        let part = match what {
            What::Everything | What::Tests(_) => self.outputs.take(tests),
            What::Probe(_) | What::Rounds(..) | What::Hunt(..) => Part::Nothing,
        };
        let is_ordinary = hunt.is_none();
        let watch = hunt.as_ref().and_then(|order| order.watch.clone());
        let hello = HelloReply {
            paths: (!tests.is_empty()).then(|| choose::files_of(tests)),
            fail_fast: self.fail_fast && is_ordinary,
            hunt,
            ..HelloReply::default()
        };
        let mut job = self.process(hello, role, part, folder);
        if let Some(watch) = watch {
            job.step.env.extend(watch.environment(&inherited));
        }
        Ok(job)
    }

    fn give_plugin_up(&mut self, ended: &Ended) -> Result<Option<Message>, Failure> {
        if !self.is_plugin_lost(ended) {
            return Ok(None);
        }
        if self.is_chosen {
            return Err(unchoosable());
        }
        self.code = None;
        Ok(Some(Key::NotePluginNotImported.into()))
    }
}

fn unchoosable() -> Failure {
    Failure::usage(
        "pytest cannot import the plugin of oomscope: the command makes Python ignore PYTHONPATH",
        "leave out `-I` or `-E`; without the plugin tests can be neither listed nor chosen",
    )
}
