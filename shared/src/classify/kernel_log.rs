//! The kernel's log: which processes the OOM killer says that it killed.

use crate::facts::{KillOf, LoggedKill};
use crate::message::{Message, messages};

impl LoggedKill {
    /// Which process it was and why it was killed, as the end of a sentence.
    pub(super) fn message(&self) -> Message {
        let (process, pid) = (&self.name, self.pid);
        match self.in_cgroup {
            true => messages::EvidenceKillAtLimit { process, pid }.into(),
            false => messages::EvidenceKillMachineFull { process, pid }.into(),
        }
    }
}

/// Finds the kills among lines of the kernel's log. Since Linux 5.0 they read `Out of memory: Killed
/// process 7 (python) total-vm:...` and `Memory cgroup out of memory: Killed process 7 (python) ...`;
/// before that `Kill process` announced what `Killed process` confirmed.
/// Whose deaths they were knows who knows the batch's processes; here all of them are [`KillOf::Other`].
pub fn parse_kernel_log(text: &str) -> Vec<LoggedKill> {
    let mut kills: Vec<LoggedKill> = Vec::new();
    let mut announced_in_cgroup = false;
    for line in text.lines() {
        let in_cgroup = line.contains("Memory cgroup out of memory");
        if line.contains("ut of memory: Kill process ") {
            announced_in_cgroup = in_cgroup;
        }
        let Some((_, rest)) = line.split_once("Killed process ") else {
            continue;
        };
        let pid: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let Ok(pid) = pid.parse() else { continue };
        // The name may hold parentheses itself.
        let name = rest.split_once(" (").and_then(|(_, rest)| {
            let end = rest
                .find(") total-vm")
                .or_else(|| rest.find("), "))
                .or_else(|| rest.rfind(')'))?;
            rest.get(..end)
        });
        kills.push(LoggedKill {
            pid,
            name: name.unwrap_or("?").to_owned(),
            in_cgroup: in_cgroup || std::mem::take(&mut announced_in_cgroup),
            of: KillOf::Other,
        });
    }
    kills
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kills_are_found_in_logs_of_old_and_new_kernels() {
        let text = "\
            python invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=500\n\
            oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),task=python,pid=4242,uid=0\n\
            Memory cgroup out of memory: Killed process 4242 (python) total-vm:430012kB, anon-rss:409600kB\n\
            Out of memory: Killed process 17 (a (b) c) total-vm:1kB, anon-rss:1kB\n\
            Memory cgroup out of memory: Kill process 99 (old) score 900 or sacrifice child\n\
            Killed process 99 (old) total-vm:1kB, anon-rss:1kB, file-rss:0kB\n\
            Killed process of another kind\n";
        let told: Vec<_> = parse_kernel_log(text)
            .into_iter()
            .map(|kill| (kill.pid, kill.name, kill.in_cgroup))
            .collect();
        let expected = [
            (4242, "python", true),
            (17, "a (b) c", false),
            (99, "old", true),
        ];
        assert_eq!(
            told,
            expected.map(|(pid, name, cgroup)| (pid, name.to_owned(), cgroup))
        );
    }
}
