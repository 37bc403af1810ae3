use std::thread;

pub fn start(bytes: usize) {
    let mut seen = vec![1u8; bytes];
    thread::spawn(move || loop {
        thread::park();
        seen[0] += 1;
    });
}

pub fn sum(bytes: usize) -> usize {
    let data = vec![1u8; bytes];
    thread::spawn(move || data.iter().map(|b| *b as usize).sum()).join().unwrap()
}
