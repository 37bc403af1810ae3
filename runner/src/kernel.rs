//! What the kernel says while a batch runs: its count of OOM kills, its log, and the pressure on memory.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;

use oomscope_shared::classify::parse_kernel_log;
use oomscope_shared::facts::{BatchFacts, KillOf, MachineCounters};

use crate::meminfo::Meminfo;

/// Looks on from the start of a batch.
#[derive(Debug)]
pub struct KernelWatch {
    log: Option<File>,
}

impl KernelWatch {
    /// Begins to look.
    pub fn start(facts: &mut BatchFacts) -> Self {
        facts.machine_before = counters();
        facts.room_bytes = room_bytes(&Meminfo::read());
        Self {
            log: log_from_now(),
        }
    }

    /// Tells what has happened since. `pids` are the processes of the batch, its main process first.
    pub fn finish(self, pids: &[u32], facts: &mut BatchFacts) {
        facts.machine_after = counters();
        facts.logged_kills = self.log.map(|log| {
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
    }
}

fn counters() -> MachineCounters {
    let pressure = fs::read_to_string("/proc/pressure/memory").unwrap_or_default();
    let (stalled_percent, stalled_us) = full_pressure(&pressure).unzip();
    MachineCounters {
        oom_kills: oom_kills(),
        stalled_us,
        stalled_percent,
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

/// Of the line `full`: the share of the last ten seconds in percent, and the whole time in microseconds.
fn full_pressure(text: &str) -> Option<(u32, u64)> {
    let line = text.lines().find_map(|line| line.strip_prefix("full "))?;
    let field = |name: &str| {
        let mut fields = line.split_ascii_whitespace();
        fields.find_map(|field| field.strip_prefix(name))
    };
    let percent: f64 = field("avg10=")?.parse().ok()?;
    Some((percent as u32, field("total=")?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_read_as_it_writes() {
        let text = "some avg10=12.30 avg60=0.00 avg300=0.00 total=7\n\
                    full avg10=41.97 avg60=1.00 avg300=0.00 total=5\n";
        assert_eq!(full_pressure(text), Some((41, 5)));
        assert_eq!(full_pressure(""), None);
        let meminfo = "MemTotal: 100 kB\nMemAvailable:  60 kB\nSwapFree: 4 kB\n";
        assert_eq!(room_bytes(&Meminfo::of(meminfo)), Some(64 * 1024));
    }
}
