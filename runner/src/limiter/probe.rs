//! A process of our own in a group: it tells which limit is in force there.

use std::fs;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode};

use super::cgroup::Hierarchies;

/// The hidden first argument that makes this program print the memory limit of its own cgroup.
pub const LIMIT_COMMAND: &str = "__limit";

/// Prints the memory limit of this process's own cgroup.
pub fn print_limit() -> ExitCode {
    let group = Hierarchies::of(Path::new("/proc"), "self").memory();
    match group.and_then(|group| group.limit_bytes()) {
        Some(bytes) => {
            let _ = writeln!(io::stdout(), "{bytes}");
            ExitCode::SUCCESS
        }
        None => ExitCode::FAILURE,
    }
}

/// Makes a command join a cgroup between its fork and its exec: there is no instant at which it runs
/// outside.
pub fn join_before_exec(command: &mut Command, procs: &Path) -> io::Result<()> {
    let procs = fs::OpenOptions::new().write(true).open(procs)?;
    // SAFETY: after the fork this makes one system call on a descriptor that is open, and nothing else.
    unsafe {
        command.pre_exec(move || {
            nix::unistd::write(&procs, b"0")
                .map(drop)
                .map_err(Into::into)
        });
    }
    Ok(())
}
