//! A vault.
pub mod hooks;
pub mod jobs;
pub mod secrets;
pub mod tree;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::{LazyLock, Mutex};

thread_local! {
    static SCRATCH: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

pub fn scratch(bytes: usize) -> usize {
    SCRATCH.with_borrow_mut(|all| {
        all.push(vec![2; bytes]);
        all.len()
    })
}

pub static PRIMES: LazyLock<Vec<u64>> = LazyLock::new(|| (0..3_000_000).map(|n| n * 2 + 1).collect());

pub fn recent(key: u64) -> usize {
    static RECENT: Mutex<VecDeque<(u64, Vec<u8>)>> = Mutex::new(VecDeque::new());
    let mut recent = RECENT.lock().unwrap();
    recent.push_front((key, vec![9; 300 << 10]));
    recent.truncate(12);
    recent.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_is_stored() {
        let start = secrets::store("a".to_owned(), 10);
        for n in 0..60 {
            secrets::store(format!("stored {start} {n}"), 48 << 10);
        }
    }

    #[test]
    fn secret_is_renewed() {
        let start = secrets::store("b".to_owned(), 10);
        for n in 0..40 {
            secrets::store(format!("renewed {start} {n}"), 48 << 10);
        }
    }

    #[test]
    fn handler_is_called() {
        for event in 0..30 {
            hooks::install(90 << 10);
            hooks::send(event);
        }
    }

    #[test]
    fn tree_is_walked() {
        assert_eq!(tree::tree(16, 20_000).sum(), 17 * 5 * 20_000);
    }

    #[test]
    fn jobs_are_sent() {
        for _ in 0..20 {
            jobs::send(vec![1; 150 << 10]);
        }
    }

    #[test]
    fn scratch_is_of_the_thread() {
        for n in 1..=30 {
            assert_eq!(scratch(200 << 10), n);
        }
    }

    #[test]
    fn primes_are_odd() {
        assert_eq!(PRIMES[4], 9);
    }

    #[test]
    fn recent_is_bounded() {
        for key in 0..50 {
            assert!(recent(key) <= 12);
        }
    }

    #[test]
    fn arena_is_freed() {
        let arena: Vec<Box<[u8; 4096]>> = (0..5000).map(|_| Box::new([1; 4096])).collect();
        assert_eq!(arena.len(), 5000);
    }
}
