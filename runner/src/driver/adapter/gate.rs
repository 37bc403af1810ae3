//! A file at which a process rests until it has been measured: it cannot open the file for writing before we let it.
//!
//! A lease on a file (`F_SETLEASE` of fcntl(2)) makes whoever opens it for writing wait, and tells its holder. So
//! where a framework writes a file at an instant that matters, between two rounds of its tests for example, nothing of
//! ours has to be in its process to see it there. The kernel lets it pass by itself after `fs.lease-break-time`, 45
//! seconds by default, or once nobody holds the lease any more, so that nothing waits for a recorder that is gone.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use signal_hook::SigId;
use signal_hook::consts::SIGIO;
use signal_hook::low_level;

/// Rings when somebody waits at a gate: the kernel tells who holds a lease by SIGIO.
pub struct Bell {
    heard: UnixStream,
    id: SigId,
}

impl Bell {
    /// Hangs one up.
    ///
    /// # Errors
    /// The system refused.
    pub fn hang() -> io::Result<Self> {
        let (heard, rung) = UnixStream::pair()?;
        heard.set_nonblocking(true)?;
        let id = low_level::pipe::register(SIGIO, rung)?;
        Ok(Self { heard, id })
    }

    /// Stops its ringing.
    pub fn quieten(&mut self) {
        let mut rings = [0; 64];
        while matches!(self.heard.read(&mut rings), Ok(1..)) {}
    }

    /// Is readable while it rings.
    pub fn ringing(&self) -> BorrowedFd<'_> {
        self.heard.as_fd()
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        low_level::unregister(self.id);
    }
}

/// A file with a lease. Dropped, it lets who waits pass.
pub struct Gate {
    path: PathBuf,
    held: File,
}

impl Gate {
    /// Makes a fresh file that cannot be written to yet. Where no [`Bell`] has hung yet, the SIGIO of whoever comes to
    /// it would end us.
    ///
    /// # Errors
    /// The file system has no leases, or no room.
    pub fn shut(path: &Path, _bell: &Bell) -> io::Result<Self> {
        let fresh = path.with_extension("shut");
        fs::write(&fresh, "")?;
        let held = File::open(&fresh)?;
        lease(&held, libc::F_SETLEASE, libc::F_RDLCK)?;
        fs::rename(&fresh, path)?;
        let path = path.to_owned();
        Ok(Self { path, held })
    }

    /// Whether somebody waits at it.
    pub fn is_reached(&self) -> bool {
        // It is what the lease has to become.
        lease(&self.held, libc::F_GETLEASE, 0).is_ok_and(|kind| kind != libc::F_RDLCK)
    }

    /// Lets who waits pass, and nobody who comes later: those find another file of this name.
    ///
    /// # Errors
    /// As for [`Gate::shut`]; who waits passes.
    pub fn open_once(self, bell: &Bell) -> io::Result<Self> {
        Self::shut(&self.path, bell)
    }
}

impl Drop for Gate {
    /// Lets who waits pass.
    fn drop(&mut self) {
        // Closing it would do where no process that is being started has it as well.
        let _ = lease(&self.held, libc::F_SETLEASE, libc::F_UNLCK);
    }
}

/// Asks for something that concerns leases. What it returns is not negative.
fn lease(file: &File, what: i32, value: i32) -> io::Result<i32> {
    // SAFETY: the descriptor is open as long as `file` lives, and these commands of fcntl take a number and touch no
    // memory of ours. nix has no leases.
    let said = unsafe { libc::fcntl(file.as_raw_fd(), what, value) };
    match said {
        0.. => Ok(said),
        _ => Err(io::Error::last_os_error()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

    #[test]
    fn who_writes_waits_until_the_gate_is_opened_and_each_time_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("round.json");
        let mut bell = Bell::hang().unwrap();
        let Ok(mut gate) = Gate::shut(&path, &bell) else {
            // The folder lies on a file system without leases.
            return;
        };
        assert!(!gate.is_reached());
        let script = "echo one > \"$1\"; echo two > \"$1\"; echo over > \"$1.over\"";
        let mut writer = Command::new("/bin/sh")
            .args(["-c", script, "sh"])
            .arg(&path)
            .spawn()
            .unwrap();
        for _ in 0..2 {
            let mut rings = [PollFd::new(bell.ringing(), PollFlags::POLLIN)];
            // The signal itself can interrupt it.
            while poll(&mut rings, PollTimeout::NONE).is_err() {}
            bell.quieten();
            assert!(gate.is_reached());
            assert_eq!(fs::read_to_string(&path).unwrap(), "");
            assert!(!folder.path().join("round.json.over").exists());
            gate = gate.open_once(&bell).unwrap();
        }
        assert!(writer.wait().unwrap().success());
        assert!(folder.path().join("round.json.over").exists());
    }
}
