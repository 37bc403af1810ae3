//! Keeps what it needs and no more.
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;

static PAGES: Mutex<BTreeMap<u32, Vec<u8>>> = Mutex::new(BTreeMap::new());
pub static TABLE: LazyLock<Vec<u64>> = LazyLock::new(|| (0..2_000_000).collect());

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub fn page(number: u32) -> usize {
    let mut pages = PAGES.lock().unwrap();
    pages.insert(number, vec![number as u8; 120 << 10]);
    while pages.len() > 25 {
        pages.pop_first();
    }
    pages.len()
}

pub fn note(line: String) -> usize {
    LINES.with_borrow_mut(|lines| {
        lines.push(line);
        lines.len()
    })
}

pub fn sum(parts: usize) -> usize {
    let data = Arc::new(vec![1u8; 8 << 20]);
    let workers: Vec<_> = (0..parts)
        .map(|_| {
            let data = Arc::clone(&data);
            thread::spawn(move || data.iter().map(|b| *b as usize).sum::<usize>())
        })
        .collect();
    workers.into_iter().map(|worker| worker.join().unwrap()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_bounded() {
        for number in 0..80 {
            assert!(page(number) <= 25);
        }
    }

    #[test]
    fn table_is_built_once() {
        assert_eq!(TABLE[9], 9);
    }

    #[test]
    fn lines_go_with_their_thread() {
        for n in 1..=200 {
            assert_eq!(note("line ".repeat(4000)), n);
        }
    }

    #[test]
    fn workers_end() {
        assert_eq!(sum(4), 4 * (8 << 20));
    }

    #[test]
    fn arena_is_freed() {
        let arena: Vec<Box<[u8]>> = (0..4000).map(|n| vec![n as u8; 5000].into()).collect();
        assert_eq!(arena.len(), 4000);
    }

    #[test]
    fn large_buffer_is_summed() {
        assert_eq!(vec![1u8; 60 << 20].iter().map(|b| *b as usize).sum::<usize>(), 60 << 20);
    }
}
