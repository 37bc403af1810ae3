//! The guard: a small process between the runner and a batch, so that no process of a batch outlives it.
//!
//! It is the subreaper of the batch's tree, so every descendant stays below it, also after `setsid` and
//! a double fork. It starts the command, waits for it, and at the end, or as soon as the runner is gone
//! for whatever reason, kills what is left. It speaks lines of JSON with the runner over its standard
//! input, which is a socket.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};

use crate::limiter::{Cgroup, LEAVES_WITHIN, join_before_exec};
use crate::process::{ProcReader, descendants, kill_descendants};

/// Signals by which no process asks another one to end in peace.
const UNWANTED: [i32; 6] = [
    libc::SIGKILL,
    libc::SIGSEGV,
    libc::SIGABRT,
    libc::SIGBUS,
    libc::SIGILL,
    libc::SIGFPE,
];

/// The hidden first argument that makes this program a guard.
pub const COMMAND: &str = "__guard";
/// By how much the batch's processes are more welcome to the kernel's OOM killer than whatever else this
/// user runs. Raising needs no privilege. Where the whole machine is out of memory the batch is to die,
/// and not the recorder, the shell or the agent of a CI service, which has given all of them the same.
const OOM_SCORE_RISE: i32 = 500;

/// What the runner asks for: the command to start.
#[derive(Debug, Serialize, Deserialize)]
pub struct Order {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Environment variables to set.
    pub set_env: Vec<(String, OsString)>,
    /// The folder it runs in; `None`: that of the runner.
    pub folder: Option<PathBuf>,
    /// The file by which the command joins its cgroup.
    pub join: Option<PathBuf>,
    /// That cgroup, to remove should the runner be gone by then.
    pub group: Option<Cgroup>,
    /// Everything that a guard which was started by something else cannot inherit from the runner.
    pub inherit: Option<Inherited>,
}

/// What a process has of its parent.
#[derive(Debug, Serialize, Deserialize)]
pub struct Inherited {
    folder: PathBuf,
    environment: Vec<(OsString, OsString)>,
}

impl Inherited {
    /// What a child of this process would get.
    pub fn from_here() -> io::Result<Self> {
        Ok(Self {
            folder: std::env::current_dir()?,
            environment: std::env::vars_os().collect(),
        })
    }
}

/// What the guard reports.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// The guard itself runs.
    Ready {
        /// Its process id, which is not that of the process that was started where something stands in
        /// between.
        pid: i32,
    },
    /// The command runs.
    Started {
        /// Its process id.
        pid: i32,
    },
    /// The command could not be started.
    Failed {
        /// Why.
        reason: String,
    },
    /// The command's main process ended.
    Exited {
        /// Exit code, if it ended by itself.
        code: Option<i32>,
        /// Signal, if one ended it.
        signal: Option<i32>,
        /// Kernel high-water mark of the largest process that it or its descendants waited for, in KiB.
        max_rss_kib: u64,
    },
    /// A process whose parent had gone was ended by a signal that it did not want.
    Orphan {
        /// Its name.
        name: String,
        /// The signal.
        signal: i32,
    },
    /// Everything is gone.
    Done {
        /// Processes that had outlived the main process.
        left: Vec<LeftProcess>,
        /// The largest high-water mark among those reaped here, in KiB.
        max_rss_kib: u64,
    },
}

/// A process that outlived the main process and was killed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftProcess {
    /// Process id.
    pub pid: u32,
    /// Name.
    pub name: String,
    /// When it was started, in microseconds of the monotonic clock, to the hundredth of a second.
    pub started_us: Option<u64>,
}

/// The runner's end of a guard.
pub struct Guard {
    child: Child,
    /// Its process id; where something else starts it, only it knows that.
    pid: Option<u32>,
    socket: UnixStream,
    /// What of its order has not been sent yet.
    unsent: Vec<u8>,
    received: Vec<u8>,
}

impl Guard {
    /// Starts a guard whose command writes both of its outputs to `output`, or its standard output to `said`
    /// if there is one. `wrapper` are words that start it in a scope; then it takes a moment until it is known
    /// which process it is.
    pub fn start(
        order: &Order,
        output: OwnedFd,
        said: Option<OwnedFd>,
        wrapper: &[String],
    ) -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        let stdin = OwnedFd::from(theirs);
        let first = match said {
            Some(said) => said,
            None => output.try_clone()?,
        };
        let mut command = match wrapper {
            [] => {
                let mut command = Command::new(own_program());
                command.arg0("oomscope-guard");
                command
            }
            [program, words @ ..] => {
                let mut command = Command::new(program);
                command.args(words).arg(std::env::current_exe()?);
                command
            }
        };
        let child = command
            .arg(COMMAND)
            .stdin(stdin)
            .stdout(first)
            .stderr(output)
            // A Ctrl-C at the terminal goes to the runner alone, which ends the batch in order.
            .process_group(0)
            .spawn()?;
        let mut line = serde_json::to_vec(order)?;
        line.push(b'\n');
        ours.set_nonblocking(true)?;
        let pid = wrapper.is_empty().then(|| child.id());
        Ok(Self {
            child,
            pid,
            socket: ours,
            unsent: line,
            received: Vec::new(),
        })
    }

    /// Goes on with its start, and tells whether it has its order and is known. Nothing here waits.
    ///
    /// # Errors
    /// It is gone.
    pub fn poll_ready(&mut self) -> io::Result<bool> {
        while !self.unsent.is_empty() {
            match self.socket.write(&self.unsent) {
                Ok(sent) => drop(self.unsent.drain(..sent)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        // Whatever else it reports comes after this word.
        if self.pid.is_none()
            && let Some(Report::Ready { pid }) = self.next_report()?
        {
            self.pid = Some(pid as u32);
        }
        Ok(self.pid.is_some())
    }

    /// Process id of the guard, the root of the tree (and not part of it).
    pub fn pid(&self) -> u32 {
        self.pid.unwrap_or_else(|| self.child.id())
    }

    /// The process that was started, which is another one where something stands between.
    pub fn child_pid(&self) -> u32 {
        self.child.id()
    }

    /// The socket, to poll.
    pub fn socket(&self) -> &UnixStream {
        &self.socket
    }

    /// The next report, if one has arrived. An error means that the guard itself is gone.
    pub fn next_report(&mut self) -> io::Result<Option<Report>> {
        loop {
            if let Some(end) = self.received.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = self.received.drain(..=end).collect();
                return Ok(Some(serde_json::from_slice(&line)?));
            }
            let mut buffer = [0; 4096];
            match self.socket.read(&mut buffer) {
                Ok(0) => {
                    let text = "the guard of a batch was killed, and the batch with it";
                    return Err(io::Error::new(io::ErrorKind::UnexpectedEof, text));
                }
                Ok(n) => self.received.extend_from_slice(&buffer[..n]),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// Asks the guard to kill what is left and to end.
    pub fn end(&mut self) {
        // An error means that it is gone already.
        let _ = self.socket.shutdown(std::net::Shutdown::Write);
    }

    /// Ends the guard itself by force, whatever state it is in. What it guarded comes to this process.
    pub fn kill(&mut self) {
        let _ = kill(Pid::from_raw(self.pid() as i32), Signal::SIGKILL);
        let _ = self.child.kill();
    }

    /// Whether the guard's own process has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

/// This very program. Without `/proc` it is looked for as whoever called it did.
pub fn own_program() -> PathBuf {
    let own = Path::new("/proc/self/exe");
    match own.exists() {
        true => own.to_owned(),
        false => std::env::args_os().next().unwrap_or_default().into(),
    }
}

/// The guard's process.
pub fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn serve() -> io::Result<()> {
    nix::sys::prctl::set_child_subreaper(true)?;
    // Handled, not ignored: a handler is reset by exec, while "ignored" would be inherited by the tests.
    // Nobody but the runner (or SIGKILL) ends a guard.
    for signal in [
        libc::SIGTERM,
        libc::SIGINT,
        libc::SIGHUP,
        libc::SIGQUIT,
        libc::SIGPIPE,
    ] {
        signal_hook::flag::register(signal, std::sync::Arc::default())?;
    }
    let (woken, wakes) = UnixStream::pair()?;
    woken.set_nonblocking(true)?;
    signal_hook::low_level::pipe::register(libc::SIGCHLD, wakes)?;
    let stdin = io::stdin().as_fd().try_clone_to_owned()?;
    let mut socket = UnixStream::from(stdin);
    report(
        &mut socket,
        &Report::Ready {
            pid: std::process::id() as i32,
        },
    )?;
    let mut line = String::new();
    BufReader::new(&socket).read_line(&mut line)?;
    let order: Order = serde_json::from_str(&line)?;
    let main = match spawn(&order) {
        Ok(child) => child,
        Err(error) => {
            report(
                &mut socket,
                &Report::Failed {
                    reason: error.to_string(),
                },
            )?;
            return Ok(());
        }
    };
    // The pipe of the outputs must end with the batch, so this process may not hold it open.
    let null = std::fs::OpenOptions::new().write(true).open("/dev/null")?;
    nix::unistd::dup2_stdout(&null)?;
    nix::unistd::dup2_stderr(&null)?;
    let main_pid = main.id() as i32;
    report(&mut socket, &Report::Started { pid: main_pid })?;
    let mut reaped = Reaped {
        main_pid,
        max_rss_kib: 0,
        main_ended: false,
    };
    loop {
        wait_for_input(&socket, &woken)?;
        drain(&woken);
        while let Some(ended) = reaped.try_one() {
            // A runner that is gone shows at the next read.
            let _ = report(&mut socket, &ended);
        }
        if runner_is_done(&socket) {
            break;
        }
    }
    let left = reaped.kill_all(&mut socket);
    let _ = report(
        &mut socket,
        &Report::Done {
            left,
            max_rss_kib: reaped.max_rss_kib,
        },
    );
    // The runner reads what the kernel counted in the group and removes it, if there still is a runner.
    if let Some(group) = &order.group
        && runner_is_gone(&socket)
    {
        group.remove(LEAVES_WITHIN);
    }
    Ok(())
}

/// Makes a command more welcome to the kernel's OOM killer.
fn raise_oom_score(command: &mut Command) {
    let own: i32 = fs::read_to_string("/proc/self/oom_score_adj")
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0);
    let raised = (own + OOM_SCORE_RISE).min(1_000).to_string();
    // SAFETY: after the fork this opens, writes and closes one file, and allocates nothing.
    unsafe {
        command.pre_exec(move || {
            let flags = nix::fcntl::OFlag::O_WRONLY | nix::fcntl::OFlag::O_CLOEXEC;
            let mode = nix::sys::stat::Mode::empty();
            // Where it cannot be raised, the batch runs as it would have.
            if let Ok(file) = nix::fcntl::open(c"/proc/self/oom_score_adj", flags, mode) {
                let _ = nix::unistd::write(&file, raised.as_bytes());
            }
            Ok(())
        });
    }
}

fn spawn(order: &Order) -> io::Result<Child> {
    let (program, arguments) = order
        .argv
        .split_first()
        .ok_or(io::ErrorKind::InvalidInput)?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .process_group(0);
    if let Some(inherit) = &order.inherit {
        command.current_dir(&inherit.folder).env_clear();
        command.envs(
            inherit
                .environment
                .iter()
                .map(|(name, value)| (name, value)),
        );
    }
    raise_oom_score(&mut command);
    if let Some(procs) = &order.join {
        join_before_exec(&mut command, procs)?;
    }
    for (name, value) in &order.set_env {
        command.env(name, value);
    }
    if let Some(folder) = &order.folder {
        // Where a shell would have put it; some programs look there first.
        command.current_dir(folder).env("PWD", folder);
    }
    command.spawn()
}

fn report(socket: &mut UnixStream, report: &Report) -> io::Result<()> {
    let mut line = serde_json::to_vec(report)?;
    line.push(b'\n');
    socket.write_all(&line)
}

fn wait_for_input(socket: &UnixStream, woken: &UnixStream) -> io::Result<()> {
    let mut fds = [
        PollFd::new(socket.as_fd(), PollFlags::POLLIN),
        PollFd::new(woken.as_fd(), PollFlags::POLLIN),
    ];
    match poll(&mut fds, PollTimeout::NONE) {
        Ok(_) | Err(nix::errno::Errno::EINTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn drain(woken: &UnixStream) {
    let mut buffer = [0; 64];
    while matches!((&*woken).read(&mut buffer), Ok(n) if n > 0) {}
}

/// The runner sends nothing after its order: readable means that it has shut its side, or died.
fn runner_is_done(socket: &UnixStream) -> bool {
    let mut buffer = [0_u8; 16];
    let flags = nix::sys::socket::MsgFlags::MSG_DONTWAIT;
    match nix::sys::socket::recv(socket.as_raw_fd(), &mut buffer, flags) {
        Ok(n) => n == 0,
        Err(nix::errno::Errno::EAGAIN | nix::errno::Errno::EINTR) => false,
        Err(_) => true,
    }
}

/// A runner that only has no more to say still holds its side open.
fn runner_is_gone(socket: &UnixStream) -> bool {
    let mut fds = [PollFd::new(socket.as_fd(), PollFlags::empty())];
    poll(&mut fds, PollTimeout::ZERO).is_ok()
        && fds[0]
            .revents()
            .is_some_and(|events| events.contains(PollFlags::POLLHUP))
}

/// What this process has waited for.
struct Reaped {
    main_pid: i32,
    max_rss_kib: u64,
    main_ended: bool,
}

impl Reaped {
    /// Reaps one dead child, if there is one; reports it if it was the main process.
    fn try_one(&mut self) -> Option<Report> {
        loop {
            // Only a process that is not reaped yet has a name.
            let name = self
                .next_orphan()
                .and_then(|pid| ProcReader::system().name(pid));
            let (pid, status, max_rss_kib) = wait4_any()?;
            self.max_rss_kib = self.max_rss_kib.max(max_rss_kib);
            if let Some(name) = name
                && libc::WIFSIGNALED(status)
                && UNWANTED.contains(&libc::WTERMSIG(status))
            {
                let signal = libc::WTERMSIG(status);
                return Some(Report::Orphan { name, signal });
            }
            if pid == self.main_pid && !self.main_ended {
                self.main_ended = true;
                let exited = libc::WIFEXITED(status);
                let signaled = libc::WIFSIGNALED(status);
                return Some(Report::Exited {
                    code: exited.then(|| libc::WEXITSTATUS(status)),
                    signal: signaled.then(|| libc::WTERMSIG(status)),
                    max_rss_kib,
                });
            }
        }
    }

    /// The process that will be reaped next, if it is an orphan and the main process still runs: what
    /// dies after that dies of the batch's end.
    fn next_orphan(&self) -> Option<u32> {
        use nix::sys::wait::{Id, WaitPidFlag, waitid};
        if self.main_ended {
            return None;
        }
        let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
        let pid = waitid(Id::All, flags).ok()?.pid()?;
        (pid.as_raw() != self.main_pid).then_some(pid.as_raw() as u32)
    }

    /// Kills every descendant until none is left; says which had outlived the main process.
    fn kill_all(&mut self, socket: &mut UnixStream) -> Vec<LeftProcess> {
        let me = std::process::id();
        let mut left = Vec::new();
        // Where the batch is killed whole, nothing has outlived anything.
        if self.main_ended {
            let reader = ProcReader::system();
            left.extend(descendants(me).into_iter().map(|pid| LeftProcess {
                pid,
                name: reader.name(pid).unwrap_or_default(),
                started_us: reader.started_us(pid),
            }));
        }
        // New processes can appear while others are being killed, hence the loop; a process that does
        // not die within ten seconds hangs in the kernel, and waiting longer would not help.
        for _ in 0..2_000 {
            kill_descendants(me);
            while let Some(ended) = self.try_one() {
                let _ = report(socket, &ended);
            }
            if !has_children() {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        left
    }
}

/// Reaps any dead child without waiting: pid, raw status and high-water mark in KiB.
fn wait4_any() -> Option<(i32, i32, u64)> {
    let mut status = 0;
    // SAFETY: a `rusage` of zeros is valid, and both pointers live through the call.
    let (pid, usage) = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        (
            libc::wait4(-1, &raw mut status, libc::WNOHANG, &raw mut usage),
            usage,
        )
    };
    (pid > 0).then_some((pid, status, usage.ru_maxrss.max(0) as u64))
}

fn has_children() -> bool {
    use nix::sys::wait::{Id, WaitPidFlag, waitid};
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    waitid(Id::All, flags).is_ok()
}
