use std::sync::mpsc::{channel, Sender};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::Duration;

static QUEUE: OnceLock<Mutex<Sender<Vec<u8>>>> = OnceLock::new();

/// A worker that is slower than whoever sends.
fn queue() -> &'static Mutex<Sender<Vec<u8>>> {
    QUEUE.get_or_init(|| {
        let (send, receive) = channel::<Vec<u8>>();
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_secs(3600));
                drop(receive.recv());
            }
        });
        Mutex::new(send)
    })
}

pub fn send(job: Vec<u8>) {
    queue().lock().unwrap().send(job).unwrap();
}
