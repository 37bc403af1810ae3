//! Signals to the runner itself: the first asks for an orderly end, the second for an end at once.

use std::cell::{Cell, RefCell};
use std::io::Read;
use std::os::unix::net::UnixStream;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

/// The signals that end a run, by the order in which CI systems send them.
pub const ENDING: [i32; 3] = [libc::SIGINT, libc::SIGTERM, libc::SIGHUP];

/// The process group of the program that is being asked something, else 0.
static HELPER: AtomicI32 = AtomicI32::new(0);
/// Whether signals are listened to; before that one ends the program at once.
static IS_LISTENING: AtomicBool = AtomicBool::new(false);

/// A program that is being asked something, which no signal to this one leaves running.
pub struct Helper(());

impl Helper {
    /// From now on, until this is dropped: the leader of a process group.
    pub fn begin(pid: u32) -> Self {
        stand_by();
        HELPER.store(pid as i32, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        HELPER.store(0, Ordering::SeqCst);
    }
}

/// From the first time on, a signal ends the helper, and the program where nobody listens: what is registered once
/// can be made to do nothing, but not to be as if it never had been.
fn stand_by() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for signal in ending() {
            // SAFETY: the action uses two atomics and makes system calls that a signal handler may make.
            let _ = unsafe { signal_hook::low_level::register(signal, move || end_helper(signal)) };
        }
    });
}

fn end_helper(signal: i32) {
    let group = HELPER.swap(0, Ordering::SeqCst);
    if group > 0 {
        // SAFETY: the call takes two numbers.
        unsafe { libc::kill(-group, libc::SIGKILL) };
    }
    if !IS_LISTENING.load(Ordering::SeqCst) {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
}

/// Listens to SIGINT, SIGTERM and SIGHUP.
pub struct Signals {
    pipes: Vec<(i32, UnixStream)>,
    /// All that have arrived.
    arrived: RefCell<Vec<i32>>,
    /// How many of them somebody has heard of.
    heard: Cell<usize>,
}

impl Signals {
    /// Starts to listen.
    pub fn listen() -> std::io::Result<Self> {
        stand_by();
        let mut pipes = Vec::new();
        for signal in ending() {
            let (read, write) = UnixStream::pair()?;
            read.set_nonblocking(true)?;
            signal_hook::low_level::pipe::register(signal, write)?;
            pipes.push((signal, read));
        }
        IS_LISTENING.store(true, Ordering::SeqCst);
        Ok(Self {
            pipes,
            arrived: RefCell::default(),
            heard: Cell::new(0),
        })
    }

    /// The pipes that become readable when a signal arrives.
    pub fn pipes(&self) -> impl Iterator<Item = &UnixStream> {
        self.pipes.iter().map(|(_, pipe)| pipe)
    }

    /// From now on, and what arrived while nobody listened: before the first batch, between two.
    pub fn news(&self) -> News {
        News(self.heard.get())
    }

    /// The signals that have arrived since the last call, one entry for each delivery. Whoever has news of its own
    /// hears of each.
    pub fn take(&self, news: &mut News) -> Vec<i32> {
        self.drain();
        let arrived = self.arrived.borrow();
        let taken = arrived.get(news.0..).unwrap_or_default().to_vec();
        news.0 = arrived.len();
        self.heard.set(self.heard.get().max(news.0));
        taken
    }

    fn drain(&self) {
        for (signal, pipe) in &self.pipes {
            let mut buffer = [0; 16];
            while let Ok(n @ 1..) = (&*pipe).read(&mut buffer) {
                let mut arrived = self.arrived.borrow_mut();
                arrived.extend(std::iter::repeat_n(*signal, n));
            }
        }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        // Whatever is still to be said may wait for a reader, and must not wait for ever.
        IS_LISTENING.store(false, Ordering::SeqCst);
    }
}

/// How far somebody has heard of the signals.
#[derive(Debug)]
pub struct News(usize);

/// The signals that are to end this process.
fn ending() -> impl Iterator<Item = i32> {
    ENDING
        .into_iter()
        .filter(|signal| !is_kept_ignored(*signal))
}

/// Under `nohup` a hang-up is ignored, and the user wants it to stay so.
fn is_kept_ignored(signal: i32) -> bool {
    if signal != libc::SIGHUP {
        return false;
    }
    // SAFETY: a `sigaction` of zeros is valid; a null action only asks, and `old` lives through the call.
    unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &raw mut old) == 0
            && old.sa_sigaction == libc::SIG_IGN
    }
}
