//! Signals to the runner itself: the first asks for an orderly end, the second for an end at once.

use std::io::Read;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// The signals that end a run, by the order in which CI systems send them.
pub const ENDING: [i32; 3] = [libc::SIGINT, libc::SIGTERM, libc::SIGHUP];

/// Listens to SIGINT, SIGTERM and SIGHUP.
pub struct Signals {
    pipes: Vec<(i32, UnixStream)>,
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
        Ok(Self { pipes })
    }

    /// The pipes that become readable when a signal arrives.
    pub fn pipes(&self) -> impl Iterator<Item = &UnixStream> {
        self.pipes.iter().map(|(_, pipe)| pipe)
    }

    /// As [`Self::take`], but where none has arrived it waits for one, and no longer than this.
    pub fn take_within(&self, time: Duration) -> Vec<i32> {
        let taken = self.take();
        if !taken.is_empty() {
            return taken;
        }
        let fds = self
            .pipes()
            .map(|pipe| PollFd::new(pipe.as_fd(), PollFlags::POLLIN));
        let mut fds: Vec<PollFd<'_>> = fds.collect();
        let timeout = PollTimeout::try_from(time).unwrap_or(PollTimeout::ZERO);
        // An interrupted wait is only a shorter one, and it is a signal that interrupts it.
        let _ = poll(&mut fds, timeout);
        self.take()
    }

    /// The signals that have arrived since the last call, one entry for each delivery.
    pub fn take(&self) -> Vec<i32> {
        let mut taken = Vec::new();
        for (signal, pipe) in &self.pipes {
            let mut buffer = [0; 16];
            while let Ok(n @ 1..) = (&*pipe).read(&mut buffer) {
                taken.extend(std::iter::repeat_n(*signal, n));
            }
        }
        taken
    }
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
