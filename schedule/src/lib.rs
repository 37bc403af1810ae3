//! Which batches of a run are side by side, and what each may use.
//!
//! Pure: [`Dispatcher::step`] takes what has happened ([`Event`]) and returns what is to be done ([`Effect`]); the
//! runner starts and ends processes, and decides nothing. Times come in as milliseconds. Why it is done in this
//! way, and what was refused, is in `docs/design/scheduling.md`.
//!
//! # What decides
//!
//! - **Units** ([`PlannedTest::unit`]) are never separated, unless a batch size is asked for. With one job the
//!   tests are cut into stretches of the plan; with several, whole units are handed out, the longest first.
//! - **Expectations** come from an earlier artifact or a plan file ([`Known`], [`planfile`]), and from what this
//!   run has shown. Where nothing is known the smallest unit runs first and alone.
//! - **Admission**: for every running batch the larger of what was kept for it and what it uses is taken. A batch
//!   starts where its own expectation fits beside that; others may start ahead of one that does not fit, but only
//!   so often.
//! - **Borrowing**: the limit of a batch is all that is not taken by others.
//! - **Displacing**: where all together do not fit any more, the batch goes that outgrew its expectation the most,
//!   and never one within it. What it leaves runs once more, with nothing beside it, and then its death is its own.
//!
//! # Margins
//!
//! | margin | how much | why |
//! |---|---|---|
//! | on a peak that is known | an eighth, at least 32 MiB | runs of a suite differ by a few percent; small processes by whole arenas |
//! | for units never seen, where fewer than 4 were | half of the largest peak, at least 32 MiB | the next may be larger than all before |
//! | for units never seen, else | what all of them stay below in 75 of 100 cases, by those seen, and an eighth on top | too little costs a second run, too much leaves processors idle all the time |
//! | between what a batch uses and its limit | an eighth, at least 32 MiB | the figure is as old as a sample, and a limit below what is used ends the batch |
//! | a change of a limit that is told | 16 MiB, or 5 % | each is a write to the kernel; back to the whole limit is always told |
//! | where one that outgrew is told to stop | the soft percentage of the run | what is left has to last until the end of its running test |
//! | where one that outgrew is displaced | 98 % | what is left lasts until the next sample |
//! | heavy | kept for it is over half of the limit | two of them never fit, so they share batches with each other only |
//! | a batch | a half of what is left for each job; an eighth of all where no time is known | ever shorter ones, so that all jobs end together (guided self-scheduling) |
//! | cut anew | whenever a batch has ended and what waits was cut without figures | the first batches of an unknown suite show what the others need |
//! | tests of a batch against the start of its process | 10 times as long | running side by side may cost a tenth |
//! | overtaken | 8 times, or 60 s without room | memory should not lie idle, and nobody wait for ever |
//!
//! Limits of batches can add up to more than the run's, because each may borrow what is free. Between two samples
//! all together can therefore pass it by what they take meanwhile; the reserve below the limit of a machine is
//! there for that.

mod admit;
mod after;
mod cut;
mod dispatcher;
mod event;
mod expect;
mod known;
mod plan;
pub mod planfile;
mod room;
#[cfg(test)]
mod tests;

pub use admit::{LONGEST_WAIT_MS, MOST_OVERTAKEN};
pub use dispatcher::{Config, Dispatcher, Work};
pub use event::{Effect, Event, Given, Left, SoftStop, Start, TestEnded, Unjudged, Why};
pub use known::{Figures, Known};
pub use plan::PlannedTest;
pub use planfile::PlanFault;
