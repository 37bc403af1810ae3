//! The names of signals, as Linux numbers them.

use crate::message::{Message, messages};

/// SIGHUP: the terminal is gone, or a request to end.
pub const SIGHUP: i32 = 1;
/// SIGINT: the user asks to end.
pub const SIGINT: i32 = 2;
/// SIGKILL: cannot be refused.
pub const SIGKILL: i32 = 9;
/// SIGTERM: a request to end.
pub const SIGTERM: i32 = 15;

/// Number and name of each signal that ends processes, by its number.
const NAMES: [(i32, &str); 23] = [
    (SIGHUP, "SIGHUP"),
    (SIGINT, "SIGINT"),
    (3, "SIGQUIT"),
    (4, "SIGILL"),
    (5, "SIGTRAP"),
    (6, "SIGABRT"),
    (7, "SIGBUS"),
    (8, "SIGFPE"),
    (SIGKILL, "SIGKILL"),
    (10, "SIGUSR1"),
    (11, "SIGSEGV"),
    (12, "SIGUSR2"),
    (13, "SIGPIPE"),
    (14, "SIGALRM"),
    (SIGTERM, "SIGTERM"),
    (16, "SIGSTKFLT"),
    (24, "SIGXCPU"),
    (25, "SIGXFSZ"),
    (26, "SIGVTALRM"),
    (27, "SIGPROF"),
    (29, "SIGIO"),
    (30, "SIGPWR"),
    (31, "SIGSYS"),
];

/// Name of a signal that ends processes, as tools write it; of another one its number.
pub fn signal_name(signal: i32) -> String {
    known(signal).map_or_else(|| format!("signal {signal}"), str::to_owned)
}

/// The same for people.
pub fn signal_message(signal: i32) -> Message {
    match known(signal) {
        Some(name) => Message::quote(name),
        None => messages::EndingSignal { number: signal }.into(),
    }
}

/// Number of a signal that ends processes, by its name.
pub fn signal_number(name: &str) -> Option<i32> {
    let found = NAMES.iter().find(|(_, known)| *known == name);
    found.map(|(number, _)| *number)
}

fn known(signal: i32) -> Option<&'static str> {
    let found = NAMES.iter().find(|(number, _)| *number == signal);
    found.map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_stands_once_and_in_order() {
        assert!(NAMES.is_sorted_by(|one, next| one.0 < next.0));
        assert_eq!(signal_name(24), "SIGXCPU");
        assert_eq!(signal_name(40), "signal 40");
        assert_eq!(signal_number("SIGXCPU"), Some(24));
        assert_eq!(signal_number("SIG"), None);
    }
}
