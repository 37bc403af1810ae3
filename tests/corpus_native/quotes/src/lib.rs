//! Prices of instruments.
pub mod feed;
pub mod label;
pub mod memo;
pub mod tree;

use std::cell::RefCell;
use std::sync::{Arc, Mutex, OnceLock};

/// A table by name: as many entries as there are names.
pub fn by_name(name: &str) -> usize {
    static TABLE: OnceLock<Mutex<std::collections::HashMap<String, Vec<u8>>>> = OnceLock::new();
    let mut table = TABLE.get_or_init(Default::default).lock().unwrap();
    table.entry(name.to_owned()).or_insert_with(|| vec![1; 8 << 20]).len()
}

thread_local! {
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Works in a buffer of the thread's own.
pub fn checksum(bytes: usize) -> u64 {
    SCRATCH.with_borrow_mut(|scratch| {
        scratch.clear();
        scratch.resize(bytes, 3);
        scratch.iter().map(|byte| u64::from(*byte)).sum()
    })
}

pub fn shared_book(bytes: usize) -> usize {
    let book = Arc::new(vec![0_u8; bytes]);
    let workers: Vec<_> = (0..4).map(|_| {
        let book = Arc::clone(&book);
        std::thread::spawn(move || book.len())
    }).collect();
    workers.into_iter().map(|worker| worker.join().unwrap()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn book_is_shared() {
        assert_eq!(shared_book(12 << 20), 48 << 20);
    }

    #[test]
    fn checksum_is_right() {
        assert_eq!(checksum(6 << 20), 3 * (6 << 20));
    }

    #[test]
    fn feed_starts() {
        assert!(feed::Feed::start(1 << 20).is_running());
    }

    #[test]
    fn label_is_copied() {
        for n in 0..64 {
            assert!(label::copy(n, 20_000) > 0);
        }
    }

    #[test]
    fn name_is_known() {
        assert_eq!(by_name("EURUSD"), 8 << 20);
    }

    #[test]
    fn price_is_quoted() {
        for _ in 0..40 {
            assert!(memo::price("EURUSD") > 0.0);
        }
    }

    #[test]
    fn spread_is_quoted() {
        for _ in 0..20 {
            assert!(memo::price("USDJPY") > memo::price("USDCHF") - 100.0);
        }
    }

    #[test]
    fn tree_is_built() {
        assert_eq!(tree::build(200), 201);
    }

    #[test]
    fn tree_is_built_well() {
        assert_eq!(tree::build_well(200), 201);
    }
}
