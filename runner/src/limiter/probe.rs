//! A process of our own: it tells which limit is in force where it is, and it is there to be seen.

use std::fs;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use oomscope_shared::{Key, Message, messages};

use super::cgroup::Hierarchies;
use crate::guard::own_program;
use crate::process::ProcReader;

/// The hidden first argument that makes this program print the memory limit of its own cgroup.
pub const LIMIT_COMMAND: &str = "__limit";

/// Prints the memory limit of this process's own cgroup.
pub fn print_limit() -> ExitCode {
    let group = Hierarchies::own().memory();
    match group.and_then(|group| group.limit_bytes()) {
        Some(bytes) => {
            let _ = writeln!(io::stdout(), "{bytes}");
            ExitCode::SUCCESS
        }
        None => ExitCode::FAILURE,
    }
}

/// The command that does so.
pub fn limit_command() -> Command {
    let mut command = Command::new(own_program());
    command.arg0("oomscope-probe").arg(LIMIT_COMMAND);
    command
}

/// Whether a process that is started here can be found and read, as the sampler does it.
///
/// # Errors
/// Why not.
pub fn see_child() -> Result<(), Message> {
    let reader = ProcReader::system();
    let unseen = |error: io::Error| {
        Message::from(messages::LimiterWatchUnseen {
            error: error.to_string(),
        })
    };
    let own = std::process::id();
    reader.open(own).map_err(unseen)?;
    let mut command = limit_command();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().map_err(unseen)?;
    // Whatever it does: until it is waited for it is a child of this one.
    let is_listed = reader.children_of_all_threads(own).contains(&child.id());
    let opened = reader.open(child.id());
    let _ = child.kill();
    let _ = child.wait();
    match is_listed {
        true => opened.map(drop).map_err(unseen),
        false => Err(Key::LimiterWatchUnlisted.into()),
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
