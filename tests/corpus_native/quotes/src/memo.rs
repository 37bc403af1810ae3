//! Prices that were asked for, by request: a request never comes again.
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};

static NEXT: AtomicU64 = AtomicU64::new(1);

fn asked() -> &'static Mutex<HashMap<u64, Vec<f64>>> {
    static ASKED: OnceLock<Mutex<HashMap<u64, Vec<f64>>>> = OnceLock::new();
    ASKED.get_or_init(Default::default)
}

pub fn price(name: &str) -> f64 {
    let request = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut asked = asked().lock().unwrap();
    let history = asked.entry(request).or_insert_with(|| vec![name.len() as f64; 8000]);
    history[0]
}
