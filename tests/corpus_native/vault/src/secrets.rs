use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

static SECRETS: OnceLock<Mutex<HashMap<String, Vec<u8>>>> = OnceLock::new();

pub fn store(name: String, bytes: usize) -> usize {
    let secrets = SECRETS.get_or_init(Default::default);
    let mut secrets = secrets.lock().unwrap();
    secrets.insert(name, vec![3; bytes]);
    secrets.len()
}
