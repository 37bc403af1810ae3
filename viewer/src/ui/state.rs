//! What the page holds: the runs that are open, which of them is looked at, and what went wrong.

use std::sync::Arc;

use leptos::prelude::*;
use oomscope_shared::Artifact;
use oomscope_shared::chart::RunSeries;

use crate::intake::{Opened, Refused};
use crate::pair::{Hints, is_reversed};

/// An open run. It is never changed and shared by everything that shows it.
pub struct Run {
    /// Counts the runs of this visit.
    pub id: u32,
    /// Name of the file it came from.
    pub name: String,
    /// What was recorded.
    pub artifact: Artifact,
    /// The same as curves.
    pub series: RunSeries,
}

impl PartialEq for Run {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Run {
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
}

/// Something that went wrong, until it is dismissed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Counts the alerts of this visit.
    pub id: u32,
    /// The file and what is wrong with it.
    pub refused: Refused,
}

/// The state of the page. Copies are handles on the same state.
#[derive(Clone, Copy)]
pub struct State {
    /// Open runs, in the order they were opened.
    pub runs: RwSignal<Vec<RunRef>>,
    /// The pair that is compared, by id.
    pub pair: RwSignal<Option<(u32, u32)>>,
    /// What is looked at.
    pub view: RwSignal<View>,
    /// What went wrong.
    pub alerts: RwSignal<Vec<Alert>>,
    /// What is being opened, if anything.
    pub busy: RwSignal<Option<String>>,
    /// Whether files are dragged over the window.
    pub dragging: RwSignal<bool>,
    /// Counts changes of the colours; charts are drawn anew for each.
    pub look: RwSignal<u32>,
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
            dragging: RwSignal::new(false),
            look: RwSignal::new(0),
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

    /// Adds runs and looks at them. `ordered`: their order was chosen (by the address), so the first
    /// two are before and after.
    pub fn add(self, opened: Vec<Opened>, ordered: bool) {
        if opened.is_empty() {
            return;
        }
        let had = self.runs.with_untracked(Vec::len);
        let fresh: Vec<RunRef> = opened
            .into_iter()
            .map(|Opened { name, artifact }| {
                let series = RunSeries::new(&artifact);
                Arc::new(Run {
                    id: self.new_id(),
                    name,
                    artifact,
                    series,
                })
            })
            .collect();
        self.runs.update(|runs| runs.extend(fresh));
        let runs = self.runs.get_untracked();
        let [first, second, ..] = runs.as_slice() else {
            self.view.set(View::Single(runs[0].id));
            return;
        };
        let pair = match self.pair.get_untracked() {
            // With a pair on the table already, what comes next is its newer side.
            Some((before, _)) if had >= 2 => (before, runs[runs.len() - 1].id),
            _ if !ordered && is_reversed(hints(first), hints(second)) => (second.id, first.id),
            _ => (first.id, second.id),
        };
        self.pair.set(Some(pair));
        self.view.set(View::Compare);
    }

    /// Closes a run.
    pub fn close(self, id: u32) {
        self.runs.update(|runs| runs.retain(|run| run.id != id));
        let runs = self.runs.get_untracked();
        let is_open = |id: u32| runs.iter().any(|run| run.id == id);
        if self
            .pair
            .get_untracked()
            .is_some_and(|(a, b)| !is_open(a) || !is_open(b))
        {
            let pair = match runs.as_slice() {
                [first, second, ..] => Some((first.id, second.id)),
                _ => None,
            };
            self.pair.set(pair);
        }
        let gone = match self.view.get_untracked() {
            View::Compare => runs.len() < 2,
            View::Single(id) => !is_open(id),
        };
        if gone {
            let view = match runs.as_slice() {
                [only] => View::Single(only.id),
                _ => View::Compare,
            };
            self.view.set(view);
        }
    }

    /// Exchanges before and after.
    pub fn swap(self) {
        self.pair
            .update(|pair| *pair = pair.map(|(before, after)| (after, before)));
    }
}

fn hints(run: &RunRef) -> Hints<'_> {
    Hints::of(&run.name, &run.artifact)
}
