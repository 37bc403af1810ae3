//! What the page holds: the runs that are open, which of them is looked at, and what went wrong.

use std::sync::Arc;

use js_sys::Function;
use leptos::prelude::*;
use oomscope_shared::chart::RunSeries;
use oomscope_shared::site::SiteIndex;
use oomscope_shared::{Artifact, Message};

use crate::address::runs;
use crate::intake::{Opened, Refused, Source};
use crate::pair::{Hints, Sides, grouped, is_reversed};
use crate::place::{Spot, ViewState};

use super::chart::Axis;
use super::open::forget;
use super::parts::behind_first_picture;
use super::tests_table::hidden_at_first;

/// An open run. It is never changed and shared by everything that shows it.
pub struct Run {
    /// Counts the runs of this visit.
    pub id: u32,
    /// Name of the file it came from.
    pub name: String,
    /// The files that it is saved by.
    pub sources: Vec<Source>,
    /// What was recorded.
    pub artifact: Arc<Artifact>,
    /// The same as curves.
    pub series: RunSeries,
}

impl PartialEq for Run {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Run {
    /// The run for a chart of one of its batches: where others ran at the same time, the curve is that batch's own.
    pub fn of_batch(self: &Arc<Self>, number: u32) -> RunRef {
        let Some(series) = self.series.alone(number) else {
            return Arc::clone(self);
        };
        Arc::new(Self {
            id: self.id,
            name: self.name.clone(),
            sources: Vec::new(),
            artifact: Arc::clone(&self.artifact),
            series,
        })
    }

    /// A short name: the run's label, or the name of the file without the endings that all share.
    pub fn short_name(&self) -> String {
        if let Some(label) = &self.artifact.run.label {
            return label.clone();
        }
        let name = self
            .name
            .rsplit(['/', '›'])
            .next()
            .unwrap_or(&self.name)
            .trim();
        let endings = [".gz", ".json", ".oomscope"];
        endings
            .iter()
            .fold(name, |n, end| n.strip_suffix(end).unwrap_or(n))
            .to_owned()
    }
}

/// A handle on an open run.
pub type RunRef = Arc<Run>;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The pair of runs.
    Compare,
    /// The run with this id.
    Single(u32),
    /// A test of a run, by its position in the columns.
    Test(u32, u32),
    /// A batch of a run, by its position in the artifact.
    Batch(u32, u32),
    /// What the page does with files, and what not.
    Privacy,
}

/// Something that went wrong, until it is dismissed.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Counts the alerts of this visit.
    pub id: u32,
    /// The file and what is wrong with it.
    pub refused: Refused,
}

/// Workers that read files.
#[derive(Default)]
pub struct Jobs {
    /// How many have not ended.
    pub running: u32,
    /// What stops them; calling one that has ended does nothing.
    pub stops: Vec<Function>,
}

/// The state of the page. Copies are handles on the same state.
#[derive(Clone, Copy)]
pub struct State {
    /// Open runs, in the order they were opened.
    pub runs: RwSignal<Vec<RunRef>>,
    /// The runs that are compared, by id.
    pub pair: RwSignal<Option<Sides<u32>>>,
    /// What is looked at.
    pub view: RwSignal<View>,
    /// What went wrong.
    pub alerts: RwSignal<Vec<Alert>>,
    /// What is being opened, if anything.
    pub busy: RwSignal<Option<Message>>,
    /// The workers that read files now.
    pub jobs: StoredValue<Jobs, LocalStorage>,
    /// Whether files are dragged over the window.
    pub dragging: RwSignal<bool>,
    /// The runs of the site that this page belongs to, if to one.
    pub site: RwSignal<Option<SiteIndex>>,
    /// Whether a newer version of the page is ready.
    pub newer: RwSignal<bool>,
    /// The part of the time axis that the address asks for.
    pub range: RwSignal<Option<(f64, f64)>>,
    /// How two runs are aligned.
    pub axis: RwSignal<Axis>,
    /// The filter over the tests.
    pub filter: RwSignal<String>,
    /// The columns of the table of tests that are hidden, a bit each.
    pub hidden_columns: RwSignal<u8>,
    /// The part that is shown now, for the address.
    shown_range: StoredValue<Option<(f64, f64)>>,
    /// What the address asked for before there were runs to show.
    wanted: StoredValue<Option<ViewState>>,
    /// Counts changes of the address that wait to be written.
    waiting: StoredValue<u32>,
    /// Counts changes of the colours; charts are drawn anew for each.
    pub look: RwSignal<u32>,
    /// Counts changes of language and units; the page is made anew for each.
    pub words: RwSignal<u32>,
    next_id: StoredValue<u32>,
}

impl State {
    /// A page with nothing on it.
    pub fn new() -> Self {
        Self {
            runs: RwSignal::new(Vec::new()),
            pair: RwSignal::new(None),
            view: RwSignal::new(View::Compare),
            alerts: RwSignal::new(Vec::new()),
            busy: RwSignal::new(None),
            jobs: StoredValue::new_local(Jobs::default()),
            dragging: RwSignal::new(false),
            site: RwSignal::new(None),
            newer: RwSignal::new(false),
            range: RwSignal::new(None),
            axis: RwSignal::new(Axis::Clock),
            filter: RwSignal::new(String::new()),
            hidden_columns: RwSignal::new(hidden_at_first()),
            shown_range: StoredValue::new(None),
            wanted: StoredValue::new(None),
            waiting: StoredValue::new(0),
            look: RwSignal::new(0),
            words: RwSignal::new(0),
            next_id: StoredValue::new(1),
        }
    }

    /// The state that the application provides.
    pub fn expect() -> Self {
        expect_context()
    }

    fn new_id(self) -> u32 {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        id
    }

    /// Notes what the address asks for, until the runs are there.
    pub fn want(self, place: Option<ViewState>) {
        self.wanted.set_value(place);
    }

    /// Whether the address shows something of a file that it does not name: it was dropped or chosen.
    pub fn asks_for_a_file(self) -> bool {
        let search = window().location().search().unwrap_or_default();
        let wanted = self.wanted.get_value().map(|place| place.spot);
        runs(&search).is_empty() && wanted.is_some_and(|spot| spot != Spot::Privacy)
    }

    pub(super) fn shown_range(self) -> Option<(f64, f64)> {
        self.shown_range.get_value()
    }

    pub(super) fn set_shown_range(self, range: Option<(f64, f64)>) {
        self.shown_range.set_value(range);
    }

    /// Counts a change of the address that waits to be written.
    pub(super) fn next_turn(self) -> u32 {
        let turn = self.waiting.get_value().wrapping_add(1);
        self.waiting.set_value(turn);
        turn
    }

    pub(super) fn is_turn(self, turn: u32) -> bool {
        self.waiting.get_value() == turn
    }

    /// Makes the page anew in another language or with other units; what is looked at stays.
    pub fn say_anew(self) {
        self.range.set(self.shown_range());
        self.words.update(|words| *words += 1);
    }

    /// The open run with this id.
    pub fn run(self, id: u32) -> Option<RunRef> {
        self.runs
            .with(|runs| runs.iter().find(|run| run.id == id).cloned())
    }

    /// Says what is wrong with a file.
    pub fn alert(self, refused: Refused) {
        let id = self.new_id();
        self.alerts
            .update(|alerts| alerts.push(Alert { id, refused }));
    }

    /// Notes that one worker has read all it had.
    pub fn job_ended(self) {
        self.jobs.update_value(|jobs| {
            jobs.running = jobs.running.saturating_sub(1);
            if jobs.running == 0 {
                jobs.stops.clear();
                self.busy.set(None);
            }
        });
    }

    /// Stops everything that is being read.
    pub fn stop_reading(self) {
        self.jobs.update_value(|jobs| {
            for stop in jobs.stops.drain(..) {
                // It only ends a worker, which cannot fail.
                let _ = stop.call0(&wasm_bindgen::JsValue::NULL);
            }
            jobs.running = 0;
        });
        self.busy.set(None);
    }

    /// Adds runs and looks at them. `ordered`: their order was chosen (by the address), so the first
    /// two are before and after.
    pub fn add(self, opened: Vec<Opened>, ordered: bool) {
        if opened.is_empty() {
            return;
        }
        let had = self.runs.with_untracked(Vec::len);
        let fresh: Vec<RunRef> = opened
            .into_iter()
            .map(|opened| {
                Arc::new(Run {
                    id: self.new_id(),
                    name: opened.name,
                    sources: opened.sources,
                    artifact: Arc::new(opened.artifact),
                    series: opened.series,
                })
            })
            .collect();
        self.runs.update(|runs| runs.extend(fresh));
        let runs = self.runs.get_untracked();
        let [first, second, ..] = runs.as_slice() else {
            self.show(View::Single(runs[0].id));
            return;
        };
        let groups = grouped(&runs.iter().map(hints).collect::<Vec<_>>());
        let pair = match (self.pair.get_untracked(), groups) {
            // Several files at once that say on which side they are: repeats.
            (_, Some(groups)) if had == 0 && runs.len() > 2 => {
                let ids = |side: Vec<usize>| side.into_iter().map(|at| runs[at].id).collect();
                Sides {
                    before: ids(groups.before),
                    after: ids(groups.after),
                }
            }
            // With a pair on the table already, what comes next is its newer side.
            (Some(sides), _) if had >= 2 => Sides {
                before: sides.before,
                after: vec![runs[runs.len() - 1].id],
            },
            _ if !ordered && is_reversed(hints(first), hints(second)) => {
                Sides::pair(second.id, first.id)
            }
            _ => Sides::pair(first.id, second.id),
        };
        self.pair.set(Some(pair));
        self.show(View::Compare);
    }

    /// Shows what new runs bring, unless the address has asked for something that is there now.
    fn show(self, view: View) {
        let wanted = self.wanted.get_value();
        if !wanted.as_ref().is_some_and(|place| self.apply(place)) {
            self.set(view);
            // A run that is not open yet may still come.
            if let Some(refused) = wanted.and_then(|place| self.missing_inside(&place)) {
                self.want(None);
                self.alert(refused);
            }
        }
        // Browsers take their time for it, and the first picture comes first.
        behind_first_picture(move || self.write_address(false));
    }

    /// Closes a run.
    pub fn close(self, id: u32) {
        let closed = self.run(id);
        self.runs.update(|runs| runs.retain(|run| run.id != id));
        let runs = self.runs.get_untracked();
        if let Some(closed) = closed {
            let left: Vec<_> = runs.iter().map(|run| &*run.sources).collect();
            forget(&closed.sources, &left);
        }
        let is_open = |id: u32| runs.iter().any(|run| run.id == id);
        if let Some(sides) = self.pair.get_untracked()
            && !sides.all().all(is_open)
        {
            let pair = sides.kept(is_open).or(match runs.as_slice() {
                [first, second, ..] => Some(Sides::pair(first.id, second.id)),
                _ => None,
            });
            self.pair.set(pair);
        }
        let gone = match self.view.get_untracked() {
            View::Compare => runs.len() < 2,
            View::Single(id) | View::Test(id, _) | View::Batch(id, _) => !is_open(id),
            View::Privacy => false,
        };
        if gone {
            let view = match runs.as_slice() {
                [only] => View::Single(only.id),
                _ => View::Compare,
            };
            self.set(view);
        }
        self.write_address(false);
    }

    /// Exchanges before and after.
    pub fn swap(self) {
        self.pair
            .update(|pair| *pair = pair.take().map(Sides::swapped));
        self.write_address(true);
    }
}

impl State {
    /// Puts a run to a side of the comparison, or aside.
    pub fn put(self, run: u32, place: crate::pair::PairPlace) {
        self.pair
            .update(|pair| *pair = pair.take().map(|sides| sides.with(run, place)));
        self.write_address(true);
    }

    /// The runs of both sides; `None` where they are not all open.
    pub fn sides(self) -> Option<Sides<RunRef>> {
        let sides = self.pair.get()?;
        let open = |side: &[u32]| {
            let runs = side.iter().map(|id| self.run(*id));
            runs.collect::<Option<Vec<_>>>()
        };
        Some(Sides {
            before: open(&sides.before)?,
            after: open(&sides.after)?,
        })
    }
}

fn hints(run: &RunRef) -> Hints<'_> {
    Hints::of(&run.name, &run.artifact)
}
