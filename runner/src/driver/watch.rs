//! The hidden command that stands between a runner and the process of a test: it says when that begins and ends and what
//! memory it took. nextest starts each test by a "target runner", and this is one; CTest starts it as the test.
//!
//! nextest itself tells of its tests only when all of a binary have ended, which a batch that dies of memory
//! does not live to see.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitCode};

use oomscope_shared::Outcome;
use serde::{Deserialize, Serialize};

use super::adapter::FrameworkEvent;

/// The hidden first argument.
pub const COMMAND: &str = "__watch";
/// The environment variable with the file to which lines are appended.
pub const TOLD: &str = "OOMSCOPE_TOLD";
/// The one with the test's name, where the runner has none of its own.
pub const TEST: &str = "OOMSCOPE_TEST";

/// What is said of a test's process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "watched", rename_all = "snake_case")]
pub enum Watched {
    /// It begins.
    Begins {
        /// The test's binary; empty where names need none.
        binary: String,
        /// Its name.
        test: String,
    },
    /// It has ended.
    Ended {
        /// The test's binary.
        binary: String,
        /// Its name.
        test: String,
        /// The code it ended with.
        code: Option<i32>,
        /// The signal that ended it.
        signal: Option<i32>,
        /// The kernel's high-water mark of its resident memory, in KiB. It remembers this program as well,
        /// which the process was before; `null` where it is no higher than that.
        peak_kib: Option<u64>,
    },
}

/// Tells of tests whose process has ended, with the code of each, and of which the runner has not told, because it died
/// itself before. It goes by that code, and so can we; where there is none, a signal ended the process: whose, the
/// batch's end says.
pub fn tell_of_ended(
    ended: &mut BTreeMap<String, Option<i32>>,
    tell: &mut dyn FnMut(FrameworkEvent),
) {
    for (id, code) in std::mem::take(ended) {
        let outcome = match code {
            Some(0) => Outcome::Passed,
            Some(_) => Outcome::Failed,
            None => continue,
        };
        tell(FrameworkEvent::Ended {
            id,
            outcome,
            duration_us: None,
            remark: None,
        });
    }
}

/// Runs the test and ends as it did.
pub fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(2);
    let Some(program) = words.next() else {
        return ExitCode::from(2);
    };
    let mut command = Command::new(program);
    command.args(words.collect::<Vec<OsString>>());
    let told = std::env::var_os(TOLD);
    command.env_remove(TOLD);
    // nextest lists tests in this way, too; then there is no name.
    let name = |variable| std::env::var(variable).ok();
    let names = match name(TEST) {
        Some(test) => (Some(String::new()), Some(test)),
        None => (name("NEXTEST_BINARY_ID"), name("NEXTEST_TEST_NAME")),
    };
    command.env_remove(TEST);
    let (Some(told), (Some(binary), Some(test))) = (told, names) else {
        // Only comes back where it fails.
        let _ = command.exec();
        return ExitCode::from(127);
    };
    let tell = |line: &Watched| {
        let file = std::fs::OpenOptions::new().append(true).open(&told);
        if let (Ok(mut file), Ok(mut text)) = (file, serde_json::to_vec(line)) {
            text.push(b'\n');
            // One write, so that the lines of several tests do not mix.
            let _ = file.write_all(&text);
        }
    };
    tell(&Watched::Begins {
        binary: binary.clone(),
        test: test.clone(),
    });
    let Ok(status) = command.status() else {
        return ExitCode::from(127);
    };
    let peak = peak_kib(nix::sys::resource::UsageWho::RUSAGE_CHILDREN);
    // Starting it took memory as well, which it has inherited.
    let own_kib = peak_kib(nix::sys::resource::UsageWho::RUSAGE_SELF);
    tell(&Watched::Ended {
        binary,
        test,
        code: status.code(),
        signal: status.signal(),
        peak_kib: peak.filter(|peak| own_kib.is_some_and(|own| *peak > own)),
    });
    if let Some(signal) = status.signal() {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
        return ExitCode::from(128_u8.wrapping_add(signal as u8));
    }
    ExitCode::from(status.code().unwrap_or(1) as u8)
}

fn peak_kib(who: nix::sys::resource::UsageWho) -> Option<u64> {
    let usage = nix::sys::resource::getrusage(who).ok()?;
    u64::try_from(usage.max_rss()).ok()
}
