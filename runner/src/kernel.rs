//! What the kernel says while a batch runs: its count of OOM kills, its log, and the pressure on memory.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;

use oomscope_shared::classify::{KillOf, LoggedKill, parse_kernel_log};

use crate::meminfo::Meminfo;

/// Looks on from the start of a batch.
#[derive(Debug)]
pub struct KernelWatch {
    oom_kills: Option<u64>,
    log: Option<File>,
    room_bytes: Option<u64>,
}

/// What was seen.
#[derive(Debug, Default)]
pub struct KernelSeen {
    /// By how much the machine's counter of OOM kills rose.
    pub oom_kills: Option<u64>,
    /// The kills in the log, where it can be read.
    pub logged_kills: Option<Vec<LoggedKill>>,
    /// Memory that was there for the batch at its start, swap included, in bytes.
    pub room_bytes: Option<u64>,
    /// Share of the last ten seconds in which every task waited for memory, in percent.
    pub pressure_percent: Option<u32>,
}

impl KernelWatch {
    /// Begins to look.
    pub fn start() -> Self {
        Self {
            oom_kills: oom_kills(),
            log: log_from_now(),
            room_bytes: room_bytes(&Meminfo::read()),
        }
    }

    /// What has happened since. `pids` are the processes of the batch, its main process first.
    pub fn finish(self, pids: &[u32]) -> KernelSeen {
        let oom_kills = oom_kills()
            .zip(self.oom_kills)
            .map(|(after, before)| after.saturating_sub(before));
        let logged_kills = self.log.map(|log| {
            let mut kills = parse_kernel_log(&read_log(log));
            for kill in &mut kills {
                kill.of = match pids.iter().position(|pid| *pid == kill.pid) {
                    Some(0) => KillOf::Main,
                    Some(_) => KillOf::Child,
                    None => KillOf::Other,
                };
            }
            kills
        });
        let pressure = fs::read_to_string("/proc/pressure/memory").unwrap_or_default();
        KernelSeen {
            oom_kills,
            logged_kills,
            room_bytes: self.room_bytes,
            pressure_percent: full_pressure(&pressure),
        }
    }
}

/// The machine's count of OOM kills since its start.
fn oom_kills() -> Option<u64> {
    let text = fs::read_to_string("/proc/vmstat").ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix("oom_kill "))?
        .trim()
        .parse()
        .ok()
}

/// The kernel's log from here on. It counts process ids as the first PID namespace does, so from inside
/// another one nothing can be found in it.
fn log_from_now() -> Option<File> {
    let namespace = fs::read_link("/proc/self/ns/pid").ok()?;
    // The number of the first namespace is fixed: PROC_PID_INIT_INO.
    if namespace.to_str() != Some("pid:[4026531836]") {
        return None;
    }
    let mut log = OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NONBLOCK)
        .open("/dev/kmsg")
        .ok()?;
    log.seek(SeekFrom::End(0)).ok()?;
    Some(log)
}

/// Each read gives one record: `priority,number,microseconds,flags;text`.
fn read_log(mut log: File) -> String {
    let mut text = String::new();
    let mut record = [0; 8192];
    loop {
        match log.read(&mut record) {
            Ok(0) => break,
            Ok(length) => {
                let record = String::from_utf8_lossy(&record[..length]);
                let (_, message) = record.split_once(';').unwrap_or_default();
                text.push_str(message);
            }
            // Records were overwritten before they could be read: the next one is there.
            Err(error) if error.raw_os_error() == Some(libc::EPIPE) => {}
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    text
}

fn room_bytes(meminfo: &Meminfo) -> Option<u64> {
    let available = meminfo.bytes("MemAvailable")?;
    Some(available + meminfo.bytes("SwapFree").unwrap_or(0))
}

fn full_pressure(text: &str) -> Option<u32> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("full avg10="))?;
    let percent: f64 = line.split_ascii_whitespace().next()?.parse().ok()?;
    Some(percent as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_read_as_it_writes() {
        let text = "some avg10=12.30 avg60=0.00 avg300=0.00 total=7\n\
                    full avg10=41.97 avg60=1.00 avg300=0.00 total=5\n";
        assert_eq!(full_pressure(text), Some(41));
        assert_eq!(full_pressure(""), None);
        let meminfo = "MemTotal: 100 kB\nMemAvailable:  60 kB\nSwapFree: 4 kB\n";
        assert_eq!(room_bytes(&Meminfo::of(meminfo)), Some(64 * 1024));
    }
}
