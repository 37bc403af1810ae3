//! Reads single files of `/proc`, below a root that tests can replace.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Readers of `/proc/PID/...`.
#[derive(Debug, Clone)]
pub struct ProcReader {
    root: PathBuf,
}

/// The kept-open files of one process. A kept descriptor belongs to the process it was opened for, so a
/// reused process id cannot be mistaken for it.
#[derive(Debug)]
pub struct ProcessFiles {
    statm: File,
    status: Option<File>,
    children: Option<File>,
}

impl ProcReader {
    /// Reads below `root`, normally `/proc`.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Reads the live system.
    pub fn system() -> Self {
        Self::new(Path::new("/proc"))
    }

    /// When a process was started, in microseconds of the monotonic clock, as exactly as the kernel says
    /// it: to the tick, a hundredth of a second.
    pub fn started_us(&self, pid: u32) -> Option<u64> {
        use nix::time::{ClockId, clock_gettime};
        let stat = fs::read(self.root.join(pid.to_string()).join("stat")).ok()?;
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
        let folder = self.root.join(pid.to_string());
        Ok(ProcessFiles {
            statm: File::open(folder.join("statm"))?,
            status: File::open(folder.join("status")).ok(),
            children: File::open(folder.join(format!("task/{pid}/children"))).ok(),
        })
    }

    /// The program's name, as the kernel has it (at most 15 bytes).
    pub fn name(&self, pid: u32) -> Option<String> {
        let bytes = fs::read(self.root.join(pid.to_string()).join("comm")).ok()?;
        Some(String::from_utf8_lossy(&bytes).trim_end().to_owned())
    }

    /// The parent's process id.
    pub fn parent(&self, pid: u32) -> Option<u32> {
        let stat = fs::read(self.root.join(pid.to_string()).join("stat")).ok()?;
        parse_parent(&stat)
    }

    /// Children of every thread of a process: a child belongs to the thread that forked it.
    pub fn children_of_all_threads(&self, pid: u32) -> Vec<u32> {
        let tasks = self.root.join(pid.to_string()).join("task");
        let Ok(entries) = fs::read_dir(tasks) else {
            return Vec::new();
        };
        entries
            .flatten()
            .filter_map(|entry| fs::read(entry.path().join("children")).ok())
            .flat_map(|text| parse_pids(&text))
            .collect()
    }
}

impl ProcessFiles {
    /// Resident set size in pages.
    pub fn resident_pages(&self) -> io::Result<u64> {
        let mut buffer = [0; 128];
        let length = self.statm.read_at(&mut buffer, 0)?;
        // A process that is gone reads as ESRCH or as nothing.
        parse_resident(&buffer[..length]).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// The kernel's high-water mark of the resident set, in KiB.
    pub fn high_water_kib(&self) -> Option<u64> {
        let mut buffer = [0; 4096];
        let length = self.status.as_ref()?.read_at(&mut buffer, 0).ok()?;
        parse_high_water(&buffer[..length])
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
                return Some(parse_pids(&text));
            }
        }
    }
}

fn parse_resident(statm: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(statm).ok()?;
    text.split_ascii_whitespace().nth(1)?.parse().ok()
}

fn parse_high_water(status: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(status);
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_ascii_whitespace().next()?.parse().ok()
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

fn parse_pids(text: &[u8]) -> Vec<u32> {
    let text = String::from_utf8_lossy(text);
    text.split_ascii_whitespace()
        .filter_map(|pid| pid.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_where_the_kernel_puts_them() {
        assert_eq!(parse_resident(b"12345 678 90 1 0 2 0\n"), Some(678));
        assert_eq!(parse_resident(b""), None);
        let status = b"Name:\tpython\nVmHWM:\t   64548 kB\nVmRSS:\t 1 kB\n";
        assert_eq!(parse_high_water(status), Some(64548));
        assert_eq!(parse_high_water(b"Name:\tkthreadd\n"), None);
        assert_eq!(parse_parent(b"7 (a (b) c) S 42 7 7 0 -1"), Some(42));
        let stat = b"7 (a (b) c) S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 4711 23";
        assert_eq!(parse_start_ticks(stat), Some(4711));
        assert_eq!(parse_pids(b"1 22 333 "), [1, 22, 333]);
    }
}
