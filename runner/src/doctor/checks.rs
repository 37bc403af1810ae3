//! The single checks of the doctor. Each tries the very thing that a run would do.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Command;

use oomscope_shared::artifact::Limiter;

use super::Check;
use crate::limiter::Attempt;
use crate::process::{ANSWERS_WITHIN, ask};
use crate::temporary::{Folder, folder_of};

const KERNEL_PROOF: &str =
    "memory deaths that the kernel's own counter proves, and a limit without delay";

/// Whether a limiter works.
pub(super) fn limiter((limiter, attempt): &(Limiter, Attempt)) -> Check {
    let found = match attempt {
        Ok((_, how)) => Ok(how.english()),
        Err(reason) => Err(reason.english()),
    };
    let remedy = match limiter {
        Limiter::CgroupV2 => {
            "run where a cgroup is delegated (`systemd-run --user --scope -p Delegate=yes`, a unit with \
             `Delegate=yes`), in a container with a writable /sys/fs/cgroup, or as root"
        }
        Limiter::SystemdScope => {
            "run on a machine with systemd, as root, with a user manager, or with sudo that asks for no \
             password"
        }
        Limiter::CgroupV1 => "nothing, where cgroup v2 is in use; else run as root",
        Limiter::Watchdog => {
            "mount the `/proc` of this pid namespace (`unshare --mount-proc`, `mount -t proc proc /proc`)"
        }
    };
    check(
        &format!("limiter.{}", limiter.name()),
        found,
        match limiter {
            Limiter::Watchdog => "a limit wherever nothing better can be had",
            _ => KERNEL_PROOF,
        },
        remedy,
    )
}

/// What tells a memory death from others where a batch has no cgroup.
pub(super) fn proofs() -> Vec<Check> {
    let vmstat = fs::read_to_string("/proc/vmstat").unwrap_or_default();
    let counter = vmstat.lines().find(|line| line.starts_with("oom_kill "));
    let log = OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NONBLOCK)
        .open("/dev/kmsg");
    vec![
        check(
            "proof.oom_counter",
            match counter {
                Some(line) => Ok(format!("`/proc/vmstat` says `{line}`")),
                None => Err("`/proc/vmstat` has no `oom_kill`".to_owned()),
            },
            "likely instead of unknown where something on the machine was killed for memory",
            "a kernel of version 4.13 or later",
        ),
        check(
            "proof.kernel_log",
            log.map(|_| "`/dev/kmsg` can be read".to_owned())
                .map_err(|error| format!("`/dev/kmsg` cannot be read: {error}")),
            "the name of the process that the kernel killed",
            "run as root, or `sysctl kernel.dmesg_restrict=0` and read access to /dev/kmsg",
        ),
    ]
}

/// What can be measured.
pub(super) fn measuring() -> Vec<Check> {
    let readable = |path: &str| {
        fs::read(path)
            .map(|_| format!("`{path}` can be read"))
            .map_err(|error| format!("`{path}` cannot be read: {error}"))
    };
    let reset = OpenOptions::new()
        .write(true)
        .open("/proc/self/clear_refs")
        .and_then(|mut file| file.write_all(b"5"));
    vec![
        check(
            "measure.children",
            readable("/proc/thread-self/children"),
            "finding the processes of a batch",
            "a kernel with CONFIG_PROC_CHILDREN",
        ),
        check(
            "measure.smaps_rollup",
            readable("/proc/self/smaps_rollup"),
            "exact figures, and shared memory counted once",
            "a kernel of version 4.14 or later, and no seccomp or hidepid in the way",
        ),
        check(
            "measure.clear_refs",
            reset
                .map(|()| "the high-water mark can be reset".to_owned())
                .map_err(|error| format!("the high-water mark cannot be reset: {error}")),
            "the exact peak of every phase of a test",
            "a kernel with CONFIG_PROC_PAGE_MONITOR",
        ),
        check(
            "measure.pressure",
            readable("/proc/pressure/memory"),
            "telling a batch that stands still at its limit",
            "a kernel with CONFIG_PSI; where it is switched off by default, boot with `psi=1`",
        ),
    ]
}

/// What keeps batches in check and the recorder alive.
pub(super) fn guard() -> Vec<Check> {
    let subreaper = nix::sys::prctl::set_child_subreaper(true);
    // Written back as it is: to raise one's own score for a trial would be to keep it.
    let score = fs::read_to_string("/proc/self/oom_score_adj").and_then(|text| {
        fs::write("/proc/self/oom_score_adj", text.trim()).map(|()| text.trim().to_owned())
    });
    let socket = Folder::for_run(Path::new("."), |folder| {
        std::os::unix::net::UnixListener::bind(folder.join("socket")).map(drop)
    });
    vec![
        check(
            "guard.subreaper",
            subreaper
                .map(|()| "descendants stay with their guard".to_owned())
                .map_err(|error| error.to_string()),
            "no process outliving its batch",
            "a kernel of version 3.4 or later",
        ),
        check(
            "guard.oom_score",
            score
                .map(|score| format!("batches can be made likelier to die than oomscope ({score})"))
                .map_err(|error| format!("`/proc/self/oom_score_adj`: {error}")),
            "the batch dying, and not the job, where the machine itself runs out of memory",
            "a writable /proc",
        ),
        check(
            "guard.socket",
            socket
                .map(|(folder, ())| {
                    let place = folder_of(folder.path()).display();
                    format!("a socket can be made in `{place}`")
                })
                .map_err(|none| {
                    let places = none.places.iter();
                    let places = places.map(|(path, why)| format!("`{}`: {why}", path.display()));
                    let places: Vec<String> = places.collect();
                    format!("no socket can be made: {}", places.join("; "))
                }),
            "figures of single tests",
            "a writable /tmp, or a TMPDIR with a short path",
        ),
    ]
}

/// Which pytest a plain `pytest` would be.
pub(super) fn pytest() -> Check {
    let mut late = None;
    let mut version = |program: &str, words: &[&str]| {
        let output = ask(
            Command::new(program).args(words).arg("--version"),
            ANSWERS_WITHIN,
        );
        let output = match output {
            Ok(output) if output.status.success() => output,
            Err(error) if error.kind() == ErrorKind::TimedOut => {
                late.get_or_insert_with(|| format!("`{program}`: {error}"));
                return None;
            }
            _ => return None,
        };
        // Before version 7 it went to standard error.
        let text = [output.stdout, output.stderr].concat();
        let line = String::from_utf8_lossy(&text)
            .lines()
            .next()?
            .trim()
            .to_owned();
        Some(format!("`{program}` is {line}"))
    };
    let found = version("pytest", &[])
        .or_else(|| version("python3", &["-m", "pytest"]))
        .or_else(|| version("python", &["-m", "pytest"]));
    let nothing = || "neither `pytest` nor `python3 -m pytest` works here".to_owned();
    check(
        "pytest",
        found.ok_or_else(|| late.unwrap_or_else(nothing)),
        "figures of single tests; any other command is watched as a whole",
        "activate the project's environment before oomscope is started",
    )
}

fn check(name: &str, found: Result<String, String>, purpose: &'static str, remedy: &str) -> Check {
    let ok = found.is_ok();
    let finding = match found {
        Ok(text) | Err(text) => text,
    };
    Check {
        name: name.to_owned(),
        ok,
        finding,
        purpose,
        remedy: (!ok).then(|| remedy.to_owned()),
    }
}
