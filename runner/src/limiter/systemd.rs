//! Scopes of systemd: a cgroup for each batch where only systemd may make one.

use std::io;
use std::process::Command;

use nix::unistd::{getgid, getuid};
use oomscope_shared::{Key, Message, messages};

use crate::process::{ANSWERS_WITHIN, ask};

/// By which of its managers systemd makes the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    manager: Manager,
    /// Whether this systemd lets a scope have an `OOMPolicy` (253 and later).
    has_policy: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manager {
    /// The system's, as root.
    System,
    /// The user's own.
    User,
    /// The system's, through sudo without a password, and back to the user.
    Sudo,
}

impl Manager {
    fn words(self) -> &'static str {
        match self {
            Self::System => "`systemd-run --scope`",
            Self::User => "`systemd-run --user --scope`",
            Self::Sudo => "`sudo -n systemd-run --scope`",
        }
    }
}

impl Route {
    /// Finds a way by trying each with a harmless command.
    ///
    /// # Errors
    /// Why none works.
    pub fn find(bytes: u64, swap_off: bool) -> Result<Self, Message> {
        let managers: &[Manager] = if getuid().is_root() {
            &[Manager::System]
        } else {
            &[Manager::User, Manager::Sudo]
        };
        let mut reasons: Vec<Message> = Vec::new();
        for &manager in managers {
            for has_policy in [true, false] {
                let route = Self {
                    manager,
                    has_policy,
                };
                let Err(refusal) = route.probe(bytes, swap_off) else {
                    return Ok(route);
                };
                let (manager, why) = (manager.words(), refusal.why);
                reasons.push(messages::LimiterScopeNot { manager, why }.into());
                if refusal.is_final {
                    break;
                }
            }
        }
        // With and without a policy the reason is mostly the same.
        reasons.dedup();
        let all = reasons
            .into_iter()
            .reduce(|clauses, clause| messages::ClauseNext { clauses, clause }.into());
        Err(all.unwrap_or_else(|| Key::LimiterNoSystemd.into()))
    }

    /// How the scope is asked for.
    pub fn how(self) -> Message {
        let manager = self.manager.words();
        match self.has_policy {
            true => messages::LimiterHowScope { manager }.into(),
            false => messages::LimiterHowScopeNoPolicy { manager }.into(),
        }
    }

    /// The words that put the command behind them into a scope of this name.
    pub fn wrapper(self, name: &str, bytes: u64, swap_off: bool) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        if self.manager == Manager::Sudo {
            words.extend(["sudo", "-n"].map(str::to_owned));
        }
        words.push("systemd-run".to_owned());
        if self.manager == Manager::User {
            words.push("--user".to_owned());
        }
        words.extend(["--scope", "--quiet", "--collect"].map(str::to_owned));
        words.push(format!("--unit={name}"));
        if self.manager == Manager::Sudo {
            words.push(format!("--uid={}", getuid()));
            words.push(format!("--gid={}", getgid()));
        }
        let mut property = |text: String| words.extend(["-p".to_owned(), text]);
        property(format!("MemoryMax={bytes}"));
        if swap_off {
            property("MemorySwapMax=0".to_owned());
        }
        if self.has_policy {
            // By default a kill for memory makes systemd stop the whole unit: with it would go the
            // guard, which is in the scope to tell what became of the batch.
            property("OOMPolicy=continue".to_owned());
        }
        words.push("--".to_owned());
        words
    }

    /// Starts this program in a scope and asks it under which limit it finds itself.
    fn probe(self, bytes: u64, swap_off: bool) -> Result<(), Refusal> {
        let program = std::env::current_exe()?;
        let words = self.wrapper(&super::group_name("probe"), bytes, swap_off);
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .arg(program)
            .arg(super::LIMIT_COMMAND);
        let output = ask(&mut command, ANSWERS_WITHIN)?;
        if !output.status.success() {
            return Err(complaint(&String::from_utf8_lossy(&output.stderr)).into());
        }
        let told = String::from_utf8_lossy(&output.stdout);
        match told.trim().parse::<u64>() {
            Ok(limit) if limit <= bytes => Ok(()),
            _ => Err(Message::from(Key::LimiterScopeNoHold).into()),
        }
    }
}

/// Why a way does not work.
struct Refusal {
    why: Message,
    /// Asking for less would be no use: nobody answers.
    is_final: bool,
}

impl From<Message> for Refusal {
    fn from(why: Message) -> Self {
        Self {
            why,
            is_final: false,
        }
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self {
            why: Message::quote(error.to_string()),
            is_final: true,
        }
    }
}

/// What a program said on its standard error when it failed.
fn complaint(stderr: &str) -> Message {
    let mut lines = stderr.lines().map(str::trim);
    match lines.find(|line| !line.is_empty()) {
        Some(line) => Message::quote(line),
        None => Key::LimiterScopeSilent.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn through_sudo_the_scope_drops_back_to_the_user() {
        let route = Route {
            manager: Manager::Sudo,
            has_policy: true,
        };
        let words = route.wrapper("oomscope-7-1", 1024, true).join(" ");
        let expected = format!(
            "sudo -n systemd-run --scope --quiet --collect --unit=oomscope-7-1 --uid={} --gid={} \
             -p MemoryMax=1024 -p MemorySwapMax=0 -p OOMPolicy=continue --",
            getuid(),
            getgid()
        );
        assert_eq!(words, expected);
    }

    #[test]
    fn what_a_program_says_is_quoted_and_its_silence_told() {
        let said = "\n  Failed to connect to bus: No medium found\nmore\n";
        let expected = Message::quote("Failed to connect to bus: No medium found");
        assert_eq!(complaint(said), expected);
        assert_eq!(complaint(" \n"), Message::from(Key::LimiterScopeSilent));
    }

    #[test]
    fn an_older_systemd_is_asked_for_less() {
        let route = Route {
            manager: Manager::User,
            has_policy: false,
        };
        assert_eq!(
            route.wrapper("x", 1024, false).join(" "),
            "systemd-run --user --scope --quiet --collect --unit=x -p MemoryMax=1024 --"
        );
    }
}
