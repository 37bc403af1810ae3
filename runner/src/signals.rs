//! Signals to the runner itself: the first asks for an orderly end, the second for an end at once.

use std::cell::RefCell;
use std::io::Read;
use std::os::unix::net::UnixStream;

/// The signals that end a run, by the order in which CI systems send them.
pub const ENDING: [i32; 3] = [libc::SIGINT, libc::SIGTERM, libc::SIGHUP];

/// Listens to SIGINT, SIGTERM and SIGHUP.
pub struct Signals {
    pipes: Vec<(i32, UnixStream)>,
    /// All that have arrived.
    arrived: RefCell<Vec<i32>>,
}

impl Signals {
    /// Starts to listen.
    pub fn listen() -> std::io::Result<Self> {
        let mut pipes = Vec::new();
        for signal in ENDING
            .into_iter()
            .filter(|signal| !is_kept_ignored(*signal))
        {
            let (read, write) = UnixStream::pair()?;
            read.set_nonblocking(true)?;
            signal_hook::low_level::pipe::register(signal, write)?;
            pipes.push((signal, read));
        }
        Ok(Self {
            pipes,
            arrived: RefCell::default(),
        })
    }

    /// The pipes that become readable when a signal arrives.
    pub fn pipes(&self) -> impl Iterator<Item = &UnixStream> {
        self.pipes.iter().map(|(_, pipe)| pipe)
    }

    /// From now on.
    pub fn news(&self) -> News {
        self.drain();
        News(self.arrived.borrow().len())
    }

    /// The signals that have arrived since the last call, one entry for each delivery. Whoever has news of its own
    /// hears of each.
    pub fn take(&self, news: &mut News) -> Vec<i32> {
        self.drain();
        let arrived = self.arrived.borrow();
        let taken = arrived.get(news.0..).unwrap_or_default().to_vec();
        news.0 = arrived.len();
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

/// How far somebody has heard of the signals.
#[derive(Debug)]
pub struct News(usize);

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
