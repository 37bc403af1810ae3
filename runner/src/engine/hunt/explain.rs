//! Those that grow, looked at with instruments, and all others with what that showed.

use oomscope_diagnosis::confirm::confirmed;
use oomscope_diagnosis::explaining::{self, EXPLANATIONS, Look};
use oomscope_diagnosis::hunt_event::{Explained, HuntEvent};
use oomscope_diagnosis::metering;
use oomscope_diagnosis::native::extension::{self, Repeated, Stays};
use oomscope_diagnosis::native::recording::Recording;
use oomscope_diagnosis::native::taken;
use oomscope_diagnosis::sequence;
use oomscope_shared::message::Key;
use oomscope_shared::worth;

use super::Hunting;
use crate::driver::{HuntOrder, HuntPass};
use crate::error::Failure;
use crate::native::{self, Watch};

/// How many times as long a test takes at most while every allocation is traced.
const TRACING_TAKES: f64 = 30.0;
/// How much longer two runs of a test take at most with the meter, in seconds: it stops looking after so many lines.
const METERING_TAKES: f64 = 5.0;

impl Hunting<'_, '_> {
    /// Looks at some of those who grow with instruments, and at all others with what that showed.
    pub(super) fn explain(&mut self) -> Result<(), Failure> {
        for attempt in 0.. {
            // The profiler of native code needs time as well, and says more of those that nothing holds.
            let is_late = self.seconds_left() < self.budget.as_secs_f64() / 2.0;
            if attempt >= EXPLANATIONS && is_late {
                break;
            }
            let Some(look) = explaining::next(&self.artifact, &self.evidence, attempt) else {
                break;
            };
            if !self.has_time(Key::UndoneTimeGrowers) {
                break;
            }
            let Look {
                tests,
                warm,
                sweep,
                is_sequence,
            } = look;
            let trace = self.to_be_traced(&tests);
            let order = HuntOrder {
                pass: HuntPass::Explain,
                first: self.first.clone(),
                tests,
                warm,
                sweep,
                trace,
                sweep_seconds: (self.seconds_left() / 4.0).clamp(1.0, 60.0),
                ..self.order()
            };
            let to_sweep = order.sweep.clone();
            let before = self.evidence.explained.len();
            let limit = self.engine.roomy.clone();
            let came = self.pass(order, limit)?;
            if confirmed(&came.told).broken.is_some() {
                self.take(confirmed(&came.told), &[]);
            }
            for told in came.told {
                match told {
                    HuntEvent::Explained(explained) => self.evidence.explained.push(*explained),
                    HuntEvent::Swept(swept) => self.evidence.swept.push(swept),
                    _ => {}
                }
            }
            self.evidence.not_swept.extend(to_sweep);
            if is_sequence {
                self.evidence.in_sequence = sequence::judge(&self.artifact, &self.evidence);
                self.turn_round()?;
            }
            if self.evidence.explained.len() == before {
                break;
            }
            if attempt == 0 && !is_sequence && self.first.is_empty() {
                self.explain_with_the_others(before)?;
            }
        }
        Ok(())
    }

    /// The first of these, unless tracing every allocation would make it take most of the time that is left.
    fn to_be_traced(&self, tests: &[u32]) -> Vec<u32> {
        let lasts = tests.first().map_or(0.0, |test| self.lasts(*test));
        match lasts * TRACING_TAKES < self.seconds_left() / 2.0 {
            true => vec![0],
            false => Vec::new(),
        }
    }

    /// How long a test took in the run, in seconds.
    fn lasts(&self, test: u32) -> f64 {
        let row = self.artifact.tests.row(test as usize);
        row.and_then(|row| row.duration_us).unwrap_or(0) as f64 / 1e6
    }

    /// Runs a sequence once more with the one first that kept most.
    fn turn_round(&mut self) -> Result<(), Failure> {
        let found = self.evidence.in_sequence.clone();
        if found.is_empty() || !self.has_time(Key::UndoneTimeGrowers) {
            return Ok(());
        }
        let kept = |test: &u32| {
            let row = self.artifact.tests.row(*test as usize);
            row.map_or(0, |row| worth::kept(&row))
        };
        let mut tests: Vec<u32> = found.iter().copied().collect();
        tests.sort_by_key(|test| std::cmp::Reverse((kept(test), *test)));
        let order = HuntOrder {
            pass: HuntPass::Confirm,
            tests: tests.clone(),
            rounds: 1,
            min_rounds: 1,
            ..self.order()
        };
        let room = self.engine.roomy.clone();
        let came = confirmed(&self.pass(order, room)?.told);
        if came.tests.len() == tests.len() {
            self.evidence.in_sequence = sequence::in_any_order(&tests, &came, &found);
        }
        Ok(())
    }

    /// Looks by which lines native code was called, where Python's own tracing saw too little of what was taken, and
    /// which function took objects that nobody refers to.
    pub(super) fn meter(&mut self) -> Result<(), Failure> {
        let untraced = metering::untraced(&self.artifact, &self.evidence);
        // What leaks can be small, and what is free beside it large: every allocation counts.
        self.metered(untraced, true, &Watch::exactly_from_a_mark_on)?;
        let unheld = metering::unheld(&self.artifact, &self.evidence);
        self.metered(unheld, false, &|watch| {
            watch.exactly_from_a_mark_on().at_objects()
        })
    }

    /// Repeats tests while the profiler of native code watches. `is_untraced`: nothing else knows their lines.
    fn metered(
        &mut self,
        mut tests: Vec<u32>,
        is_untraced: bool,
        how: &dyn Fn(Watch) -> Watch,
    ) -> Result<(), Failure> {
        tests.retain(|test| 2.0 * self.lasts(*test) + METERING_TAKES < self.seconds_left() / 2.0);
        if tests.is_empty() || !self.has_time(Key::UndoneTimeGrowers) {
            return Ok(());
        }
        let folder = self.engine.native_folder().map_err(Failure::recorder)?;
        let watch = folder.as_ref().map(|folder| Watch::prepare(folder.path()));
        let watch = watch.transpose().map_err(Failure::recorder)?.flatten();
        let watch = watch.map(how);
        if watch.is_none() && !is_untraced {
            return Ok(());
        }
        let order = HuntOrder {
            pass: HuntPass::Meter,
            first: self.first.clone(),
            tests,
            watch: watch.clone(),
            ..self.order()
        };
        let limit = self.engine.roomy.clone();
        let told = self.pass(order, limit)?.told;
        let recordings = watch.map(|watch| watch.recordings()).unwrap_or_default();
        for told in told {
            match told {
                HuntEvent::NativeLines { test, lines } => {
                    if let Some(explained) = self.explained(test) {
                        extension::name_entries(&mut explained.native, &lines);
                        if explained.native.is_empty() && is_untraced {
                            explained.lines = Some(lines);
                        }
                    }
                }
                HuntEvent::NativeSites(repeated) => {
                    let stays = recordings
                        .first()
                        .map(|recording| stays(recording, &repeated));
                    let stays = stays.unwrap_or_default();
                    let lines = extension::lines(&stays);
                    if let Some(explained) = self.explained(repeated.test) {
                        explained.native = stays;
                        if !lines.is_empty() {
                            explained.lines = Some(lines);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn explained(&mut self, test: u32) -> Option<&mut Explained> {
        let mut explained = self.evidence.explained.iter_mut();
        explained.find(|explained| explained.ran.test == test)
    }
}

/// Names what stays of each repetition.
fn stays(recording: &Recording, repeated: &Repeated) -> Vec<Stays> {
    let moments = extension::moments(recording, repeated);
    let stacks = taken::to_be_named(&moments);
    let names = native::named(recording, &taken::addresses(recording, &stacks));
    let folder = std::env::current_dir().unwrap_or_default();
    extension::stays(recording, repeated, &names, &|frame| {
        frame.is_of_folder(&folder)
    })
}
