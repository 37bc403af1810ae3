//! A ledger.
pub mod audit;
pub mod rates;
pub mod watch;

use std::collections::VecDeque;
use std::sync::{Mutex, OnceLock};

pub fn countries() -> &'static Vec<Vec<u8>> {
    static TABLE: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    TABLE.get_or_init(|| (0..30).map(|n| vec![n as u8; 1 << 20]).collect())
}

pub fn recent(statement: Vec<u8>) -> usize {
    static RECENT: Mutex<VecDeque<Vec<u8>>> = Mutex::new(VecDeque::new());
    let mut recent = RECENT.lock().unwrap();
    recent.push_back(statement);
    while recent.len() > 16 {
        recent.pop_front();
    }
    recent.len()
}

pub struct Statement {
    pub rows: Vec<u64>,
}

impl Statement {
    pub fn parse(rows: usize) -> Self {
        Statement { rows: (0..rows as u64).collect() }
    }
    pub fn into_raw(self) -> *const u64 {
        let at = self.rows.as_ptr();
        std::mem::forget(self);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posting_is_audited() {
        for n in 0..300 {
            audit::note(format!("posting {n}"), 10 << 10);
        }
    }

    #[test]
    fn reversal_is_audited() {
        for n in 0..200 {
            audit::note(format!("reversal {n}"), 10 << 10);
        }
    }

    #[test]
    fn rates_are_read() {
        let rates = rates::load(1 << 18);
        assert_eq!(rates[5], 5.0);
    }

    #[test]
    fn watcher_starts() {
        watch::start(4 << 20);
    }

    #[test]
    fn worker_is_joined() {
        assert_eq!(watch::sum(20 << 20), 20 << 20);
    }

    #[test]
    fn countries_are_known() {
        assert_eq!(countries().len(), 30);
    }

    #[test]
    fn recent_is_bounded() {
        for _ in 0..40 {
            assert!(recent(vec![1; 200 << 10]) <= 16);
        }
    }

    #[test]
    fn big_statement_is_summed() {
        let statement = Statement::parse(5_000_000);
        assert!(statement.rows.iter().sum::<u64>() > 0);
    }
}
