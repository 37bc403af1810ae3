//! What is asked of a running batch from outside, and what it tells: a word each, looked at with every turn.

use std::cell::Cell;

/// Between a batch and whoever runs it.
#[derive(Debug, Default)]
pub struct Control {
    wish: Cell<Option<Wish>>,
    limit_bytes: Cell<Option<u64>>,
    used_bytes: Cell<u64>,
}

/// What a batch is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Stop after the running test.
    StopSoftly,
    /// Make room at once, because it has outgrown what was kept for it: so many bytes.
    MakeRoom {
        /// What was kept for it.
        reserved_bytes: u64,
    },
}

impl Control {
    /// Asks something. What was asked before counts no more.
    pub fn wish(&self, wish: Wish) {
        self.wish.set(Some(wish));
    }

    /// Gives it another memory limit.
    pub fn set_limit(&self, bytes: u64) {
        self.limit_bytes.set(Some(bytes));
    }

    /// What it used at its last look, in bytes.
    pub fn used_bytes(&self) -> u64 {
        self.used_bytes.get()
    }

    pub(super) fn take_wish(&self) -> Option<Wish> {
        self.wish.take()
    }

    pub(super) fn take_limit(&self) -> Option<u64> {
        self.limit_bytes.take()
    }

    pub(super) fn use_bytes(&self, bytes: u64) {
        self.used_bytes.set(bytes);
    }
}
