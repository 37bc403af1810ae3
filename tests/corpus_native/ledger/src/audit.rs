use std::sync::Mutex;

pub struct Entry {
    pub what: String,
    pub body: Vec<u8>,
}

static AUDIT: Mutex<Vec<Entry>> = Mutex::new(Vec::new());

pub fn note(what: String, bytes: usize) {
    let body = vec![7; bytes];
    AUDIT.lock().unwrap().push(Entry { what, body });
}
