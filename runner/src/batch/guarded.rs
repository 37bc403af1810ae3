//! What stands around a batch and must not outlive it: its guard, its cgroup, and what a dead guard leaves behind.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::ops::{Deref, DerefMut};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;

use super::Context;
use crate::guard::Guard;
use crate::limiter::{Cgroup, LEAVES_WITHIN};
use crate::process::{children, kill_descendants, signal_child};
use crate::signals::News;
use crate::watchlist::Watchlist;

/// systemd answers in milliseconds; a bus that hangs must not hang the run.
const START_WITHIN: Duration = Duration::from_secs(30);
/// How often a start is looked at where nothing else wakes it.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// How often it is looked whether what a dead guard left behind is gone.
const ROUNDS: u32 = 100;

/// The process ids of the guards that run: children of this process that are not to be killed for another's.
#[derive(Debug, Default)]
pub struct Guards(RefCell<BTreeSet<u32>>);

impl Guards {
    /// Kills what guards that are gone left behind: their processes have come to this one, the next subreaper
    /// above.
    pub async fn kill_orphans(&self) {
        let own = std::process::id();
        for _ in 0..ROUNDS {
            let is_guard = |pid: &u32| self.0.borrow().contains(pid);
            let orphans: Vec<u32> = children(own)
                .into_iter()
                .filter(|pid| !is_guard(pid))
                .collect();
            if orphans.is_empty() {
                return;
            }
            for orphan in orphans {
                kill_descendants(orphan);
                signal_child(own, orphan, Signal::SIGKILL);
                // Nobody else waits for it.
                let _ = waitpid(Pid::from_raw(orphan as i32), Some(WaitPidFlag::WNOHANG));
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// A guard that runs. It is ended by force when this is dropped early, and its batch with it.
pub struct Guarded<'a> {
    guard: Guard,
    guards: &'a Guards,
    pids: [u32; 2],
}

impl<'a> Guarded<'a> {
    fn new(guard: Guard, guards: &'a Guards) -> Self {
        let pids = [guard.pid(), guard.child_pid()];
        guards.0.borrow_mut().extend(pids);
        Self {
            guard,
            guards,
            pids,
        }
    }

    /// Only now it may have told which process it is.
    fn know(&mut self) {
        self.pids = [self.guard.pid(), self.guard.child_pid()];
        self.guards.0.borrow_mut().extend(self.pids);
    }
}

impl Deref for Guarded<'_> {
    type Target = Guard;

    fn deref(&self) -> &Guard {
        &self.guard
    }
}

impl DerefMut for Guarded<'_> {
    fn deref_mut(&mut self) -> &mut Guard {
        &mut self.guard
    }
}

impl Drop for Guarded<'_> {
    fn drop(&mut self) {
        // Without a runner to speak to, a guard ends its batch and itself.
        self.guard.end();
        let mut guards = self.guards.0.borrow_mut();
        for pid in self.pids {
            guards.remove(&pid);
        }
    }
}

/// What came of starting a guard.
pub enum Start<'a> {
    /// It has its order and is known.
    Guarded(Guarded<'a>),
    /// The run was stopped meanwhile, by these signals.
    Stopped(Vec<i32>),
}

/// Waits until a guard is known and has its order.
///
/// # Errors
/// It could not be started.
pub async fn start<'a>(
    context: &Context<'a>,
    guard: Guard,
    watchlist: &mut Watchlist,
    news: &mut News,
) -> io::Result<Start<'a>> {
    let mut guard = Guarded::new(guard, context.guards);
    let since = Instant::now();
    loop {
        match guard.poll_ready() {
            Ok(true) => {
                guard.know();
                return Ok(Start::Guarded(guard));
            }
            Ok(false) => {}
            Err(_) => {
                guard.kill();
                return Err(io::Error::other("the guard of a batch did not start"));
            }
        }
        let signals = context.signals.take(news);
        if !signals.is_empty() {
            guard.kill();
            return Ok(Start::Stopped(signals));
        }
        if since.elapsed() >= START_WITHIN {
            guard.kill();
            let text = "systemd did not start the scope of a batch within 30 s";
            return Err(io::Error::new(io::ErrorKind::TimedOut, text));
        }
        let mut fds: Vec<BorrowedFd<'_>> = vec![guard.socket().as_fd()];
        fds.extend(context.signals.pipes().map(AsFd::as_fd));
        watchlist.wait(&fds, LOOK_EVERY).await;
    }
}

/// A batch's own cgroup, which goes when this is dropped, with whatever is in it.
pub struct OwnGroup(pub Cgroup);

impl Drop for OwnGroup {
    fn drop(&mut self) {
        // Empty, unless the guard was killed, or somebody else has put something into it.
        self.0.kill();
        self.0.remove(LEAVES_WITHIN);
    }
}
