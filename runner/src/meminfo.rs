//! `/proc/meminfo`: what the machine's memory is used for.

use std::fs;

/// What it said at one moment; empty where it could not be read.
pub struct Meminfo(String);

impl Meminfo {
    /// Reads it now.
    pub fn read() -> Self {
        Self(fs::read_to_string("/proc/meminfo").unwrap_or_default())
    }

    #[cfg(test)]
    pub fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// A figure by its name, such as `MemAvailable`, in bytes.
    pub fn bytes(&self, name: &str) -> Option<u64> {
        let after = |line| str::strip_prefix(line, name)?.strip_prefix(':');
        let figure = self.0.lines().find_map(after)?;
        let kib: u64 = figure.split_ascii_whitespace().next()?.parse().ok()?;
        Some(kib * 1024)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_by_their_whole_name() {
        let meminfo = Meminfo::of("MemTotal:  100 kB\nSwapFree: x\nSwap: 4 kB\n");
        assert_eq!(meminfo.bytes("MemTotal"), Some(100 << 10));
        assert_eq!(meminfo.bytes("Mem"), None);
        assert_eq!(meminfo.bytes("SwapFree"), None);
        assert_eq!(meminfo.bytes("Swap"), Some(4 << 10));
    }
}
