//! What a wait looks at: descriptors that end it early, beside its time.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
use std::time::Duration;

use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// A set of descriptors, which is a descriptor itself: the runtime waits for one, however many are in it and
/// whoever owns them.
pub struct Watchlist {
    set: AsyncFd<Set>,
    known: Vec<RawFd>,
}

struct Set(Epoll);

impl AsRawFd for Set {
    fn as_raw_fd(&self) -> RawFd {
        self.0.0.as_raw_fd()
    }
}

impl Watchlist {
    /// An empty one.
    ///
    /// # Errors
    /// The system refused.
    pub fn new() -> io::Result<Self> {
        let set = Set(Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?);
        // SAFETY: the set owns its descriptor, and has the same one for as long as it lives.
        let set = unsafe { AsyncFd::register_with_interest(set, Interest::READABLE)? };
        Ok(Self {
            set,
            known: Vec::new(),
        })
    }

    /// Waits until one of these can be read, and no longer than this.
    pub async fn wait(&mut self, fds: &[BorrowedFd<'_>], time: Duration) {
        self.set_to(fds);
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            ready = self.set.readable() => {
                if let Ok(mut ready) = ready {
                    // Asked, so that the next one that becomes readable is news.
                    let mut events = [EpollEvent::empty(); 16];
                    let _ = self.set.get_ref().0.wait(&mut events, EpollTimeout::ZERO);
                    ready.clear_ready();
                }
            }
        }
    }

    /// None of them may be closed before the list is.
    fn set_to(&mut self, fds: &[BorrowedFd<'_>]) {
        let wanted = || fds.iter().map(AsRawFd::as_raw_fd);
        if wanted().eq(self.known.iter().copied()) {
            return;
        }
        let epoll = &self.set.get_ref().0;
        for fd in fds {
            if !self.known.contains(&fd.as_raw_fd()) {
                // One that cannot be watched is read at the next look.
                let _ = epoll.add(fd, EpollEvent::new(EpollFlags::EPOLLIN, 0));
            }
        }
        for fd in &self.known {
            if !wanted().any(|wanted| wanted == *fd) {
                // SAFETY: whoever hands descriptors in keeps them open for as long as this list is used.
                let gone = unsafe { BorrowedFd::borrow_raw(*fd) };
                let _ = epoll.delete(gone);
            }
        }
        self.known = wanted().collect();
    }
}
