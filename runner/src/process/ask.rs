//! Asking another program something, within a time: what it says, or that it did not answer.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, killpg};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::Pid;

use crate::signals;

/// How long a program may take to say its version, make a scope, look at a repository. On a machine that is short
/// of everything an interpreter takes seconds to start.
pub const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// Nobody reads more of an answer than this; the rest is thrown away.
const MOST_BYTES: usize = 64 * 1024;
/// How often it is looked whether a program has ended that has closed its outputs.
const LOOK_EVERY: Duration = Duration::from_millis(2);
/// What was killed ends within this; what another user has become, as with sudo, cannot be killed or waited for.
const ENDS_WITHIN: Duration = Duration::from_millis(500);

/// Runs a program to its end and returns what it said. It gets no input, and a process group of its own, which is
/// ended with it, and with this program, should a signal end that.
///
/// # Errors
/// It cannot be started, or has not answered in time (`TimedOut`).
pub fn ask(command: &mut Command, within: Duration) -> io::Result<Output> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    let mut child = command.spawn()?;
    let helper = signals::Helper::begin(child.id());
    let end = Instant::now() + within;
    let said = listen(&mut child, end);
    while !has_ended(&child) && Instant::now() < end {
        std::thread::sleep(LOOK_EVERY);
    }
    let is_in_time = has_ended(&child);
    // Not waited for yet, so the number still means this group. What is left in it has nothing to say any more.
    let _ = killpg(pid_of(&child), Signal::SIGKILL);
    let status = reap(&mut child);
    drop(helper);
    let [stdout, stderr] = said?;
    match status.filter(|_| is_in_time) {
        Some(status) => Ok(Output {
            status,
            stdout,
            stderr,
        }),
        None => {
            let text = format!("it did not answer within {} s", within.as_secs_f64());
            Err(io::Error::new(io::ErrorKind::TimedOut, text))
        }
    }
}

/// Reads both outputs until they are closed, or time is up.
fn listen(child: &mut Child, end: Instant) -> io::Result<[Vec<u8>; 2]> {
    let outputs = [
        child.stdout.take().map(OwnedFd::from),
        child.stderr.take().map(OwnedFd::from),
    ];
    let mut open = outputs.map(|output| output.map(File::from));
    let mut said = [Vec::new(), Vec::new()];
    loop {
        let rest = end.saturating_duration_since(Instant::now());
        let pending: Vec<usize> = (0..open.len()).filter(|at| open[*at].is_some()).collect();
        if pending.is_empty() || rest.is_zero() {
            return Ok(said);
        }
        let files = open.iter().flatten();
        let mut fds: Vec<_> = files
            .map(|file| PollFd::new(file.as_fd(), PollFlags::POLLIN))
            .collect();
        let rest = PollTimeout::try_from(rest).unwrap_or(PollTimeout::MAX);
        match poll(&mut fds, rest) {
            Ok(_) | Err(nix::errno::Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
        let is_ready: Vec<bool> = fds.iter().map(|fd| fd.any().unwrap_or(false)).collect();
        for (at, _) in pending
            .into_iter()
            .zip(is_ready)
            .filter(|(_, ready)| *ready)
        {
            let mut buffer = [0; 4096];
            // One read after it was said to be possible: it does not wait.
            match open[at].as_mut().map(|file| file.read(&mut buffer)) {
                Some(Ok(length @ 1..)) => {
                    let room = MOST_BYTES.saturating_sub(said[at].len());
                    said[at].extend_from_slice(&buffer[..length.min(room)]);
                }
                _ => open[at] = None,
            }
        }
    }
}

fn pid_of(child: &Child) -> Pid {
    Pid::from_raw(child.id() as i32)
}

fn has_ended(child: &Child) -> bool {
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    !matches!(
        waitid(Id::Pid(pid_of(child)), flags),
        Ok(WaitStatus::StillAlive)
    )
}

fn reap(child: &mut Child) -> Option<ExitStatus> {
    let end = Instant::now() + ENDS_WITHIN;
    loop {
        match child.try_wait() {
            Ok(None) if Instant::now() < end => std::thread::sleep(LOOK_EVERY),
            Ok(status) => return status,
            Err(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn an_answer_is_what_was_said_and_how_it_ended() {
        let output = ask(&mut shell("echo yes; echo no >&2; exit 3"), ANSWERS_WITHIN).unwrap();
        assert_eq!(
            (output.stdout, output.stderr),
            (b"yes\n".to_vec(), b"no\n".to_vec())
        );
        assert_eq!(output.status.code(), Some(3));
        let much = ask(&mut shell("head -c 300000 /dev/zero"), ANSWERS_WITHIN).unwrap();
        assert_eq!(much.stdout.len(), MOST_BYTES);
        assert!(much.status.success());
    }

    #[test]
    fn who_does_not_answer_is_ended_with_all_it_started() {
        for script in [
            "sleep 600 & echo $!; wait",
            "sleep 600 & echo $!; exec >&- 2>&-; wait",
        ] {
            let file = tempfile::NamedTempFile::new().unwrap();
            let script = script.replace("$!", &format!("$! >{}", file.path().display()));
            let error = ask(&mut shell(&script), Duration::from_millis(300)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            assert_eq!(error.to_string(), "it did not answer within 0.3 s");
            let pid = std::fs::read_to_string(file.path()).unwrap();
            let pid: u32 = pid.trim().parse().unwrap();
            // It belongs to another process now, which may not have waited for it yet.
            while crate::process::ProcReader::system().is_alive(pid) {
                std::thread::yield_now();
            }
        }
    }
}
