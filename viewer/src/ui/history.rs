//! The address bar: it follows the state, and going back or forward in the browser sets the state.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use oomscope_shared::message::Key;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::intake::Refused;
use crate::pair::Sides;
use crate::place::{Spot, ViewState};

use super::chart::Axis;
use super::state::{State, View};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = oomscope)]
    fn step(fragment: &str, is_new: bool);
}

/// The address is written when nothing has changed for so long: browsers count how often it is.
const PAUSE: Duration = Duration::from_millis(300);

/// Takes what the address asks for, and listens to the browser's own buttons.
pub fn follow(state: State) {
    state.want(ViewState::parse(&hash()));
    window_event_listener(ev::popstate, move |_| match ViewState::parse(&hash()) {
        Some(place) if state.apply(&place) => {}
        place => {
            state.go_home();
            if let Some(place) = place {
                state.tell_missing(&place);
            }
        }
    });
}

fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

impl State {
    /// What an address speaks of that an open run does not have.
    pub(super) fn missing_inside(self, place: &ViewState) -> Option<Refused> {
        let (run, name, reason) = match &place.spot {
            Spot::Test(run, id) => (run, id.clone(), Key::PageNoSuchTest),
            Spot::Batch(run, number) => (run, number.to_string(), Key::PageNoSuchBatch),
            _ => return None,
        };
        let is_open = *run <= self.runs.with_untracked(Vec::len);
        is_open.then(|| Refused::new(&name, reason, Key::PageShownInstead))
    }

    /// Says what an address speaks of that is not there, where anything is.
    fn tell_missing(self, place: &ViewState) {
        if self.runs.with_untracked(Vec::is_empty) {
            return;
        }
        let refused = self.missing_inside(place).unwrap_or_else(|| {
            Refused::new(&place.print(), Key::PageNoSuchRun, Key::PageShownInstead)
        });
        self.alert(refused);
    }

    /// Goes to another view; the browser's button leads back.
    pub fn go(self, view: View) {
        self.set(view);
        self.write_address(true);
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Goes to a run and shows a stretch of it.
    pub fn go_to_stretch(self, run: u32, from: f64, to: f64) {
        self.set(View::Single(run));
        self.range.set(Some((from, to)));
        self.note_range(Some((from, to)));
        self.write_address(true);
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// Sets the view with nothing of the one before left over.
    pub(super) fn set(self, view: View) {
        self.note_range(None);
        self.range.set(None);
        self.filter.set(String::new());
        self.view.set(view);
    }

    fn go_home(self) {
        let runs = self.runs.get_untracked();
        self.set(match (self.pair.get_untracked(), runs.first()) {
            (None, Some(run)) => View::Single(run.id),
            _ => View::Compare,
        });
    }

    /// Notes which part of the axis is shown.
    pub fn note_range(self, range: Option<(f64, f64)>) {
        self.set_shown_range(range);
        self.write_soon();
    }

    /// Filters the tests.
    pub fn filter_by(self, filter: String) {
        self.filter.set(filter);
        self.write_soon();
    }

    /// Writes the address after a pause.
    pub fn write_soon(self) {
        let turn = self.next_turn();
        set_timeout(
            move || {
                if self.is_turn(turn) {
                    self.write_address(false);
                }
            },
            PAUSE,
        );
    }

    /// Writes the address, as a step of its own or in place of the one before.
    pub(super) fn write_address(self, is_step: bool) {
        let Some(place) = self.place(self.view.get_untracked()) else {
            return;
        };
        let fragment = format!("#{}", place.print());
        if fragment == hash() {
            return;
        }
        step(&fragment, is_step);
    }

    /// The address of a view as it is when one comes to it.
    pub fn address_of(self, view: View) -> Option<String> {
        let spot = self.place(view)?.spot;
        let place = ViewState {
            spot,
            range: None,
            by: Axis::Clock,
            filter: String::new(),
        };
        Some(format!("#{}", place.print()))
    }

    /// The state with a view as a place.
    fn place(self, view: View) -> Option<ViewState> {
        let runs = self.runs.get_untracked();
        let position = |id: u32| Some(runs.iter().position(|run| run.id == id)? + 1);
        let run = |id: u32| runs.iter().find(|run| run.id == id);
        let spot = match view {
            View::Compare => {
                let sides = self.pair.get_untracked()?;
                let places = |side: &[u32]| {
                    side.iter()
                        .map(|id| position(*id))
                        .collect::<Option<Vec<_>>>()
                };
                Spot::Compare(places(&sides.before)?, places(&sides.after)?)
            }
            View::Single(id) => Spot::Run(position(id)?),
            View::Test(id, test) => {
                let name = run(id)?.artifact.tests.id.get(test as usize)?;
                Spot::Test(position(id)?, name.clone())
            }
            View::Batch(id, at) => {
                let batch = run(id)?.artifact.batches.get(at as usize)?;
                Spot::Batch(position(id)?, batch.index)
            }
            View::Privacy => Spot::Privacy,
        };
        let filters = matches!(view, View::Single(_));
        Some(ViewState {
            spot,
            range: self
                .shown_range()
                .filter(|_| matches!(view, View::Single(_) | View::Compare)),
            by: if view == View::Compare {
                self.axis.get_untracked()
            } else {
                Axis::Clock
            },
            filter: if filters {
                self.filter.get_untracked()
            } else {
                String::new()
            },
        })
    }

    /// Sets the state from a place, if the runs that it names are open.
    pub(super) fn apply(self, place: &ViewState) -> bool {
        let runs = self.runs.get_untracked();
        let at = |position: usize| runs.get(position - 1);
        let view = match &place.spot {
            Spot::Compare(before, after) => {
                let ids = |side: &[usize]| {
                    let ids = side.iter().map(|run| Some(at(*run)?.id));
                    ids.collect::<Option<Vec<_>>>()
                };
                let (Some(before), Some(after)) = (ids(before), ids(after)) else {
                    return false;
                };
                // One run on both sides is the page's to refuse; an address may hold anything.
                if before.iter().any(|id| after.contains(id)) {
                    return false;
                }
                self.pair.set(Some(Sides { before, after }));
                Some(View::Compare)
            }
            Spot::Run(run) => at(*run).map(|run| View::Single(run.id)),
            Spot::Test(run, id) => at(*run).and_then(|run| {
                let test = run.artifact.tests.id.iter().position(|other| other == id)?;
                Some(View::Test(run.id, test as u32))
            }),
            Spot::Batch(run, index) => at(*run).and_then(|run| {
                let batches = &run.artifact.batches;
                let at = batches.iter().position(|batch| batch.index == *index)?;
                Some(View::Batch(run.id, at as u32))
            }),
            Spot::Privacy => Some(View::Privacy),
        };
        let Some(view) = view else { return false };
        self.want(None);
        self.axis.set(place.by);
        if self.view.get_untracked() != view {
            self.view.set(view);
        }
        self.range.set(place.range);
        self.set_shown_range(place.range);
        self.filter.set(place.filter.clone());
        true
    }
}
