//! Reads single files of `/proc`, below a root that tests can replace.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
#[cfg(test)]
use std::path::Path;
use std::path::PathBuf;

use super::numbers::{self, Numbers};

/// Readers of `/proc/PID/...`.
#[derive(Debug, Clone)]
pub struct ProcReader {
    root: PathBuf,
    numbers: &'static Numbers,
}

/// The kept-open files of one process. A kept descriptor belongs to the process it was opened for, so a
/// reused process id cannot be mistaken for it.
#[derive(Debug)]
pub struct ProcessFiles {
    statm: File,
    status: Option<File>,
    children: Option<File>,
    numbers: &'static Numbers,
}

impl ProcReader {
    /// Reads below `root`, which has the numbers of the processes that the caller has.
    #[cfg(test)]
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            numbers: &Numbers::Same,
        }
    }

    /// Reads the live system. Processes have the numbers that the system's calls take, also where `/proc` has others.
    pub fn system() -> Self {
        Self {
            root: PathBuf::from("/proc"),
            numbers: Numbers::system(),
        }
    }

    /// The folder of a process, and its number there. That of one that cannot be found is not there.
    fn folder(&self, pid: u32) -> (PathBuf, u32) {
        let theirs = self.numbers.theirs(pid).unwrap_or(0);
        (self.root.join(theirs.to_string()), theirs)
    }

    /// A file of a process.
    pub fn path(&self, pid: u32, name: &str) -> PathBuf {
        self.folder(pid).0.join(name)
    }

    /// When a process was started, in microseconds of the monotonic clock, as exactly as the kernel says
    /// it: to the tick, a hundredth of a second.
    pub fn started_us(&self, pid: u32) -> Option<u64> {
        use nix::time::{ClockId, clock_gettime};
        let stat = fs::read(self.path(pid, "stat")).ok()?;
        let ticks = parse_start_ticks(&stat)?;
        let hz = nix::unistd::sysconf(nix::unistd::SysconfVar::CLK_TCK).ok()??;
        let since_boot_us = ticks * 1_000_000 / u64::try_from(hz).ok()?;
        // Start times count the time in which the machine slept; the monotonic clock does not.
        let clock = |id| clock_gettime(id).map(std::time::Duration::from).ok();
        let slept = clock(ClockId::CLOCK_BOOTTIME)?
            .saturating_sub(clock(ClockId::CLOCK_MONOTONIC)?)
            .as_micros() as u64;
        Some(since_boot_us.saturating_sub(slept))
    }

    /// Opens what is read again and again of a process.
    pub fn open(&self, pid: u32) -> io::Result<ProcessFiles> {
        let (folder, theirs) = self.folder(pid);
        Ok(ProcessFiles {
            statm: File::open(folder.join("statm"))?,
            status: File::open(folder.join("status")).ok(),
            children: File::open(folder.join(format!("task/{theirs}/children"))).ok(),
            numbers: self.numbers,
        })
    }

    /// The kernel's exact account of a process's memory. It walks the page tables: some 20 ms for each
    /// touched GiB.
    pub fn rollup(&self, pid: u32) -> io::Result<Rollup> {
        let text = fs::read(self.path(pid, "smaps_rollup"))?;
        parse_rollup(&text).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// The file that tells the newest process id, kept open.
    pub fn open_newest(&self) -> Option<File> {
        File::open(self.root.join("loadavg")).ok()
    }

    /// The program's name, as the kernel has it (at most 15 bytes).
    pub fn name(&self, pid: u32) -> Option<String> {
        let bytes = fs::read(self.path(pid, "comm")).ok()?;
        Some(String::from_utf8_lossy(&bytes).trim_end().to_owned())
    }

    /// The parent's process id.
    pub fn parent(&self, pid: u32) -> Option<u32> {
        let stat = fs::read(self.path(pid, "stat")).ok()?;
        self.numbers.ours(parse_parent(&stat)?)
    }

    /// Whether a process is there, and not only its entry, which waits for its parent.
    pub fn is_alive(&self, pid: u32) -> bool {
        let stat = fs::read(self.path(pid, "stat"));
        stat.is_ok_and(|stat| !matches!(parse_state(&stat), None | Some("Z" | "X")))
    }

    /// Whether a process is stopped, by a signal or a debugger.
    pub fn is_stopped(&self, pid: u32) -> bool {
        let stat = fs::read(self.path(pid, "stat"));
        stat.is_ok_and(|stat| matches!(parse_state(&stat), Some("T" | "t")))
    }

    /// Children of every thread of a process: a child belongs to the thread that forked it.
    pub fn children_of_all_threads(&self, pid: u32) -> Vec<u32> {
        let theirs = self.folder(pid).1;
        let listed = numbers::children(&self.root, theirs).into_iter();
        listed.filter_map(|pid| self.numbers.ours(pid)).collect()
    }
}

/// What the kernel's `status` tells of a process.
#[derive(Debug, PartialEq, Eq)]
pub struct Status {
    /// The program's name (at most 15 bytes; the kernel writes a line's end in it as `\\n`).
    pub name: String,
    /// The high-water mark of its resident set; `None` for what has no memory any more.
    pub high_water_kib: Option<u64>,
}

/// What a process has, with pages that it shares counted by its share of them, in KiB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rollup {
    /// All of it.
    pub pss_kib: u64,
    /// Its anonymous part; with the next two `None` on kernels before 5.9.
    pub anon_kib: Option<u64>,
    /// Its file part.
    pub file_kib: Option<u64>,
    /// Its shared-memory part.
    pub shmem_kib: Option<u64>,
    /// What is swapped out.
    pub swap_kib: Option<u64>,
}

impl Rollup {
    /// What the kernel cannot get back by dropping file pages, which it can read again.
    pub fn held_kib(&self) -> u64 {
        match (self.anon_kib, self.shmem_kib) {
            (Some(anon), Some(shmem)) => anon + shmem,
            _ => self.pss_kib,
        }
    }
}

impl std::ops::AddAssign for Rollup {
    fn add_assign(&mut self, other: Self) {
        let add = |a: Option<u64>, b: Option<u64>| Some(a? + b?);
        self.pss_kib += other.pss_kib;
        self.anon_kib = add(self.anon_kib, other.anon_kib);
        self.file_kib = add(self.file_kib, other.file_kib);
        self.shmem_kib = add(self.shmem_kib, other.shmem_kib);
        self.swap_kib = add(self.swap_kib, other.swap_kib);
    }
}

/// The id that the kernel gave to the newest process or thread of this pid namespace. As long as it stays
/// the same no process can have been born, and nobody needs to look for one.
pub fn newest_pid(loadavg: &File) -> Option<u32> {
    let mut buffer = [0; 128];
    let length = loadavg.read_at(&mut buffer, 0).ok()?;
    let text = std::str::from_utf8(&buffer[..length]).ok()?;
    text.split_ascii_whitespace().nth(4)?.parse().ok()
}

impl ProcessFiles {
    /// Resident set size in pages.
    pub fn resident_pages(&self) -> io::Result<u64> {
        let mut buffer = [0; 128];
        let length = self.statm.read_at(&mut buffer, 0)?;
        // A process that is gone reads as ESRCH or as nothing.
        parse_resident(&buffer[..length]).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// What its `status` tells; `None` where it is gone or may not be read.
    pub fn status(&self) -> Option<Status> {
        let mut buffer = [0; 4096];
        let length = self.status.as_ref()?.read_at(&mut buffer, 0).ok()?;
        parse_status(&buffer[..length])
    }

    /// Children of the main thread; `None` where the kernel has no such file.
    pub fn children(&self) -> Option<Vec<u32>> {
        let file = self.children.as_ref()?;
        let mut text = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let length = file.read_at(&mut buffer, text.len() as u64).ok()?;
            text.extend_from_slice(&buffer[..length]);
            if length == 0 || (length < buffer.len() && text.len() < buffer.len()) {
                let listed = numbers::parse(&text).into_iter();
                return Some(listed.filter_map(|pid| self.numbers.ours(pid)).collect());
            }
        }
    }
}

fn parse_resident(statm: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(statm).ok()?;
    text.split_ascii_whitespace().nth(1)?.parse().ok()
}

fn parse_rollup(text: &[u8]) -> Option<Rollup> {
    let text = String::from_utf8_lossy(text);
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_ascii_whitespace().next()?.parse().ok()
    };
    Some(Rollup {
        pss_kib: field("Pss:")?,
        anon_kib: field("Pss_Anon:"),
        file_kib: field("Pss_File:"),
        shmem_kib: field("Pss_Shmem:"),
        swap_kib: field("SwapPss:"),
    })
}

fn parse_status(status: &[u8]) -> Option<Status> {
    let text = String::from_utf8_lossy(status);
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let high_water = field("VmHWM:").and_then(|rest| rest.split_ascii_whitespace().next());
    Some(Status {
        name: field("Name:\t")?.to_owned(),
        high_water_kib: high_water.and_then(|kib| kib.parse().ok()),
    })
}

fn parse_state(stat: &[u8]) -> Option<&str> {
    let end = stat.iter().rposition(|b| *b == b')')?;
    let text = std::str::from_utf8(stat.get(end + 1..)?).ok()?;
    text.split_ascii_whitespace().next()
}

/// The name in `stat` may hold blanks and parentheses, so the fields count from its last `)`.
fn parse_parent(stat: &[u8]) -> Option<u32> {
    let end = stat.iter().rposition(|b| *b == b')')?;
    let text = std::str::from_utf8(stat.get(end + 1..)?).ok()?;
    text.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// The 22nd field, by the manual's counting, in which the name is the second.
fn parse_start_ticks(stat: &[u8]) -> Option<u64> {
    let end = stat.iter().rposition(|b| *b == b')')?;
    let text = std::str::from_utf8(stat.get(end + 1..)?).ok()?;
    text.split_ascii_whitespace().nth(19)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_where_the_kernel_puts_them() {
        assert_eq!(parse_resident(b"12345 678 90 1 0 2 0\n"), Some(678));
        assert_eq!(parse_resident(b""), None);
        let status = b"Name:\tpython\nVmHWM:\t   64548 kB\nVmRSS:\t 1 kB\n";
        let of = |name: &str, high_water_kib| Status {
            name: name.to_owned(),
            high_water_kib,
        };
        assert_eq!(parse_status(status), Some(of("python", Some(64548))));
        assert_eq!(
            parse_status(b"Name:\tkthread d\n"),
            Some(of("kthread d", None))
        );
        assert_eq!(parse_status(b""), None);
        let rollup =
            b"55d-7ff ---p 0 00:00 0 [rollup]\nRss: 900 kB\nPss: 500 kB\nPss_Anon: 300 kB\n\
            Pss_File: 150 kB\nPss_Shmem: 50 kB\nSwapPss: 8 kB\n";
        let rollup = parse_rollup(rollup).unwrap();
        assert_eq!((rollup.pss_kib, rollup.held_kib()), (500, 350));
        assert_eq!(rollup.swap_kib, Some(8));
        let old = parse_rollup(b"Rss: 9 kB\nPss: 5 kB\n").unwrap();
        assert_eq!(old.held_kib(), 5);
        assert_eq!(parse_parent(b"7 (a (b) c) S 42 7 7 0 -1"), Some(42));
        assert_eq!(parse_state(b"7 (a (b) T) S 42 7"), Some("S"));
        let stat = b"7 (a (b) c) S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 4711 23";
        assert_eq!(parse_start_ticks(stat), Some(4711));
        assert_eq!(numbers::parse(b"1 22 333 "), [1, 22, 333]);
    }
}
