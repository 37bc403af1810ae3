//! The hunt in runtimes that show their heap: suspects are repeated in rounds in one process, which tells what each
//! run left and dumps its heap after the first round, after the second, and after the last.
//!
//! The first round pays for what is used first. What the second one left and what the later ones left is told apart
//! by the dumps, so that only a holder that took on something in both is one that grows. A process that was given
//! several tests which grow, and whose heap has several holders, does not say whose is which; then those are run once
//! more with a mark in the heap after each. Where nobody grows by repetition, those that kept memory in the run are run
//! one after the other, each once.

mod found;
mod halves;
mod in_turn;
mod judged;
mod plan;

pub use self::found::verdicts;
pub use self::halves::{Halved, Repeat, groups, halves_apart, halves_verdicts, search};
pub use self::in_turn::{Fillers, InTurn};
pub use self::judged::{Seen, UnitRun, are_in_order, seen};
pub use self::plan::{Apart, Rounds, Scope, Suspect, alone, chosen, suspects};
