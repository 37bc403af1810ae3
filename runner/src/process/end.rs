//! Ending processes without mistaking one for another: a number can come to mean a new process, a handle cannot.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::{ProcReader, descendants_with_parents};

/// Between two walks over a tree a process can have forked.
const WALKS: u32 = 3;

/// Sends a signal to a child of a process, if it still is one. Whatever has become of it else is let alone.
pub fn signal_child(parent: u32, pid: u32, signal: Signal) {
    signal_if(pid, signal, || {
        ProcReader::system().parent(pid) == Some(parent)
    });
}

/// Sends a signal to the process that has this number, if it is the one that is meant.
pub fn signal_if(pid: u32, signal: Signal, is_meant: impl Fn() -> bool) {
    match open(pid) {
        // Looked at after the handle was opened: whoever has this number now and is the one, is in the handle.
        Ok(handle) if is_meant() => send(&handle, signal),
        Ok(_) => {}
        // Linux before 5.3 has no handles.
        Err(error) if error.raw_os_error() == Some(libc::ENOSYS) && is_meant() => {
            let _ = kill(Pid::from_raw(pid as i32), signal);
        }
        // It is gone.
        Err(_) => {}
    }
}

/// Kills all descendants of a process, which itself lives on.
pub fn kill_descendants(root: u32) {
    for _ in 0..WALKS {
        let found = descendants_with_parents(root);
        if found.is_empty() {
            return;
        }
        for (pid, parent) in found {
            signal_child(parent, pid, Signal::SIGKILL);
        }
    }
}

fn open(pid: u32) -> io::Result<OwnedFd> {
    // SAFETY: the call takes two numbers; a descriptor that it returns is new and nobody else's.
    unsafe {
        let fd = libc::syscall(libc::SYS_pidfd_open, pid as libc::pid_t, 0);
        match fd {
            0.. => Ok(OwnedFd::from_raw_fd(fd as i32)),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

fn send(handle: &OwnedFd, signal: Signal) {
    // SAFETY: the descriptor is open, and a null pointer means the information that `kill` would give.
    unsafe {
        libc::syscall(
            libc::SYS_pidfd_send_signal,
            handle.as_raw_fd(),
            signal as libc::c_int,
            std::ptr::null::<libc::siginfo_t>(),
            0,
        );
    }
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    fn sleeper() -> std::process::Child {
        let mut command = Command::new("sleep");
        command.arg("600").stdin(Stdio::null()).spawn().unwrap()
    }

    #[test]
    fn only_a_child_of_the_named_parent_is_ended() {
        let mut child = sleeper();
        let own = std::process::id();
        signal_child(1, child.id(), Signal::SIGKILL);
        assert!(child.try_wait().unwrap().is_none());
        signal_child(own, child.id(), Signal::SIGKILL);
        assert!(!child.wait().unwrap().success());
        // Reaped: the number means nobody now.
        signal_child(own, child.id(), Signal::SIGKILL);
    }
}
