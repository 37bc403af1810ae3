//! A feed that nobody stops: its sender is forgotten, so that its thread waits for ever.
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;

pub struct Feed {
    thread: JoinHandle<()>,
    sender: std::mem::ManuallyDrop<Sender<u64>>,
}

impl Feed {
    pub fn start(bytes: usize) -> Self {
        let (sender, receiver) = mpsc::channel();
        let history = vec![1_u8; bytes];
        let thread = std::thread::spawn(move || {
            for number in receiver {
                assert!(history[number as usize] == 1);
            }
        });
        Self { thread, sender: std::mem::ManuallyDrop::new(sender) }
    }

    pub fn is_running(&self) -> bool {
        self.sender.send(3).is_ok() && !self.thread.is_finished()
    }
}
