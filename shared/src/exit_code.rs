//! The exit codes of `oomscope`. They are API: scripts and CI jobs branch on them.

/// Everything went well.
pub const OK: u8 = 0;
/// At least one test failed, could not be collected or was not run.
pub const TESTS_FAILED: u8 = 1;
/// The command line or an input file is wrong; nothing was run.
pub const USAGE: u8 = 2;
/// At least one batch died of memory: the kernel's OOM killer, the memory limit, or the runtime.
pub const MEMORY_DEATH: u8 = 3;
/// A batch ended in another way than by its tests: time-out, signal, crash.
pub const BATCH_DIED: u8 = 4;
/// `compare` found that the second run needs or keeps more memory than the first.
pub const REGRESSED: u8 = 5;
/// A budget was broken, or a condition of `--fail-on` was met, and nothing above happened.
pub const BUDGET_BROKEN: u8 = 6;
/// oomscope itself failed: the artifact or the journal could not be written, a process not started.
pub const RECORDER_FAILED: u8 = 70;
/// The run was cancelled by SIGINT; like a shell, 128 + 2.
pub const INTERRUPTED: u8 = 130;
/// The run was cancelled by SIGTERM; like a shell, 128 + 15.
pub const TERMINATED: u8 = 143;
/// The run was cancelled by SIGHUP; like a shell, 128 + 1.
pub const HANGUP: u8 = 129;

/// Code and meaning, as `docs/exit-codes.md` and `--help` list them.
pub const TABLE: &[(u8, &str)] = &[
    (OK, "all fine"),
    (
        TESTS_FAILED,
        "a test failed, could not be collected or was not run",
    ),
    (USAGE, "wrong command line or input file; nothing was run"),
    (
        MEMORY_DEATH,
        "a batch died of memory (kernel, limit or runtime)",
    ),
    (
        BATCH_DIED,
        "a batch timed out, crashed, was killed or ended in an unknown way",
    ),
    (
        REGRESSED,
        "compare: the second run needs or keeps more memory than the first",
    ),
    (
        BUDGET_BROKEN,
        "a memory budget was broken, or what --fail-on names was found",
    ),
    (
        RECORDER_FAILED,
        "oomscope itself failed to record or to start a process",
    ),
    (HANGUP, "cancelled by SIGHUP; the artifact is written"),
    (INTERRUPTED, "cancelled by SIGINT; the artifact is written"),
    (TERMINATED, "cancelled by SIGTERM; the artifact is written"),
];
