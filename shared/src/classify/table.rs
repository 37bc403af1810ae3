//! The table of endings: every row is something that can be observed, and what it must be called. The
//! table in `docs/endings.md` is this one.

use super::*;
use crate::ending::Ending::*;
use crate::ending::Proof::*;

type Row = (&'static str, Observed, Ending, Proof);

/// A batch of pytest whose plugin spoke, on a machine where the kernel killed nothing.
fn pytest() -> Observed {
    Observed {
        plugin_spoke: true,
        oom_kills: Some(0),
        running: vec!["test_a.py::test_it".to_owned()],
        ..Observed::nothing(Framework::Pytest)
    }
}

fn name(test: u32) -> String {
    format!("test_a.py::test_{test}")
}

/// A session that came to its end.
fn code(code: i32) -> Observed {
    Observed {
        exit_code: Some(code),
        session_status: Some(code),
        running: Vec::new(),
        ..pytest()
    }
}

/// A process that left before its session had ended.
fn left(code: i32) -> Observed {
    Observed {
        exit_code: Some(code),
        ..pytest()
    }
}

/// pytest without the plugin's word.
fn mute(exit_code: i32) -> Observed {
    Observed {
        exit_code: Some(exit_code),
        oom_kills: Some(0),
        ..Observed::nothing(Framework::Pytest)
    }
}

fn command(exit_code: i32) -> Observed {
    Observed {
        exit_code: Some(exit_code),
        oom_kills: Some(0),
        ..Observed::nothing(Framework::Command)
    }
}

fn signal(signal: i32) -> Observed {
    Observed {
        signal: Some(signal),
        ..pytest()
    }
}

fn to_itself(number: i32) -> Observed {
    Observed {
        last_word: Some(LastWord::Signal {
            function: "os.kill".to_owned(),
            signal: number,
        }),
        ..signal(number)
    }
}

fn logged(of: KillOf) -> Option<Vec<LoggedKill>> {
    Some(vec![LoggedKill {
        pid: 4242,
        name: "python".to_owned(),
        in_cgroup: true,
        of,
    }])
}

fn counted(oom_kills: u64) -> Option<CgroupCounters> {
    Some(CgroupCounters {
        oom_kills: Some(oom_kills),
        ..CgroupCounters::default()
    })
}

fn ours(action: Action) -> Observed {
    Observed {
        action: Some(action),
        ..signal(9)
    }
}

fn late(what: TimeOut, killed: bool) -> Observed {
    ours(Action::TimedOut {
        what,
        timeout_ms: 90_000,
        killed,
    })
}

fn ours_rows() -> Vec<Row> {
    let asked = |signal| ours(Action::Interrupted { signal });
    vec![
        (
            "we killed it: over the memory limit",
            ours(Action::OverLimit {
                rss_bytes: 420 << 20,
                limit_bytes: 400 << 20,
            }),
            OverLimit,
            Certain,
        ),
        (
            "the kernel killed a process in the batch's own cgroup, and we the rest",
            Observed {
                cgroup: counted(1),
                ..ours(Action::OomKilled {
                    limit_bytes: 400 << 20,
                })
            },
            OutOfMemory,
            Certain,
        ),
        (
            "we killed it: it stood still at the memory limit",
            ours(Action::Stalled {
                limit_bytes: 400 << 20,
                still_ms: 30_000,
                stalled_percent: 97,
            }),
            OverLimit,
            Certain,
        ),
        (
            "we asked it to end, the batch's time was up, and it did",
            Observed {
                signal: None,
                exit_code: Some(2),
                ..late(TimeOut::Batch, false)
            },
            TimedOut,
            Certain,
        ),
        (
            "we killed it: the batch's time was up and it did not end when asked",
            late(TimeOut::Batch, true),
            TimedOut,
            Certain,
        ),
        (
            "we ended it: a test's time was up",
            late(TimeOut::Test, true),
            TimedOut,
            Certain,
        ),
        (
            "we ended it: still there after its session had ended",
            late(TimeOut::Exit, true),
            TimedOut,
            Certain,
        ),
        (
            "oomscope got SIGTERM and ended it",
            asked(15),
            Interrupted,
            Certain,
        ),
        (
            "oomscope got SIGINT and ended it",
            asked(2),
            Interrupted,
            Certain,
        ),
        (
            "oomscope got SIGHUP and ended it",
            asked(1),
            Interrupted,
            Certain,
        ),
        (
            "oomscope got SIGTERM and ended it; an OOM kill elsewhere was counted before",
            Observed {
                oom_kills: Some(1),
                ..asked(15)
            },
            Interrupted,
            Certain,
        ),
    ]
}

fn kill_rows() -> Vec<Row> {
    vec![
        (
            "SIGKILL, OOM kills counted in the batch's own cgroup",
            Observed {
                cgroup: counted(1),
                oom_kills: Some(1),
                ..signal(9)
            },
            OutOfMemory,
            Certain,
        ),
        (
            "SIGKILL, none counted in its own cgroup, but elsewhere on the machine",
            Observed {
                cgroup: counted(0),
                oom_kills: Some(1),
                ..signal(9)
            },
            Killed,
            Unknown,
        ),
        (
            "SIGKILL, the kernel's log names the main process",
            Observed {
                oom_kills: Some(1),
                logged_kills: logged(KillOf::Main),
                ..signal(9)
            },
            OutOfMemory,
            Certain,
        ),
        (
            "SIGKILL, the log names it, the counter cannot be read",
            Observed {
                oom_kills: None,
                logged_kills: logged(KillOf::Main),
                ..signal(9)
            },
            OutOfMemory,
            Certain,
        ),
        (
            "SIGKILL, OOM kills counted, no log",
            Observed {
                oom_kills: Some(1),
                ..signal(9)
            },
            OutOfMemory,
            Likely,
        ),
        (
            "SIGKILL, more OOM kills counted than the log names",
            Observed {
                oom_kills: Some(2),
                logged_kills: logged(KillOf::Other),
                ..signal(9)
            },
            OutOfMemory,
            Likely,
        ),
        (
            "SIGKILL, the log names other processes for every OOM kill",
            Observed {
                oom_kills: Some(1),
                logged_kills: logged(KillOf::Other),
                ..signal(9)
            },
            Killed,
            Unknown,
        ),
        (
            "SIGKILL by the test to itself",
            to_itself(9),
            Killed,
            Certain,
        ),
        (
            "SIGKILL by the test to itself, OOM kills counted on the machine",
            Observed {
                oom_kills: Some(1),
                ..to_itself(9)
            },
            Killed,
            Certain,
        ),
        ("SIGKILL, no OOM kill counted", signal(9), Killed, Unknown),
        (
            "SIGKILL, no OOM kill counted, memory nearly full",
            Observed {
                last_bytes: Some(950),
                room_bytes: Some(1000),
                ..signal(9)
            },
            Killed,
            Unknown,
        ),
        (
            "SIGKILL, no counter",
            Observed {
                oom_kills: None,
                ..signal(9)
            },
            Killed,
            Unknown,
        ),
        (
            "SIGKILL, no counter, memory nearly full",
            Observed {
                oom_kills: None,
                last_bytes: Some(950),
                room_bytes: Some(1000),
                ..signal(9)
            },
            OutOfMemory,
            Likely,
        ),
        (
            "SIGKILL, no counter, all tasks wait for memory (PSI)",
            Observed {
                oom_kills: None,
                pressure_percent: Some(35),
                ..signal(9)
            },
            OutOfMemory,
            Likely,
        ),
        (
            "SIGKILL, no counter, memory far from full",
            Observed {
                oom_kills: None,
                last_bytes: Some(300),
                room_bytes: Some(1000),
                pressure_percent: Some(2),
                ..signal(9)
            },
            Killed,
            Unknown,
        ),
        ("137 from a shell", mute(137), Killed, Unknown),
        (
            "137 from a shell, OOM kills counted",
            Observed {
                oom_kills: Some(2),
                ..mute(137)
            },
            OutOfMemory,
            Likely,
        ),
        (
            "137 from a shell around any command, OOM kills counted",
            Observed {
                oom_kills: Some(1),
                ..command(137)
            },
            OutOfMemory,
            Likely,
        ),
        (
            "247, as a Python program passes on a SIGKILL",
            command(247),
            Killed,
            Unknown,
        ),
    ]
}

fn request_rows() -> Vec<Row> {
    vec![
        (
            "SIGTERM by the test to itself",
            to_itself(15),
            Terminated,
            Certain,
        ),
        (
            "SIGTERM by the test to itself, memory nearly full",
            Observed {
                last_bytes: Some(950),
                room_bytes: Some(1000),
                ..to_itself(15)
            },
            Terminated,
            Certain,
        ),
        (
            "SIGTERM, nothing else known",
            signal(15),
            Terminated,
            Unknown,
        ),
        (
            "SIGTERM, and oomscope got it too",
            Observed {
                signals_received: vec![15],
                ..signal(15)
            },
            Interrupted,
            Likely,
        ),
        (
            "SIGTERM, an OOM kill elsewhere was counted",
            Observed {
                oom_kills: Some(1),
                ..signal(15)
            },
            Terminated,
            Unknown,
        ),
        (
            "SIGTERM, memory nearly full",
            Observed {
                last_bytes: Some(990),
                room_bytes: Some(1000),
                ..signal(15)
            },
            Terminated,
            Unknown,
        ),
        ("143 from a shell", mute(143), Terminated, Unknown),
        (
            "143 from a shell, and oomscope got SIGTERM too",
            Observed {
                signals_received: vec![15],
                ..mute(143)
            },
            Interrupted,
            Likely,
        ),
        (
            "241, as a Python program passes on a SIGTERM",
            command(241),
            Terminated,
            Unknown,
        ),
        ("SIGHUP", signal(1), Terminated, Unknown),
        (
            "SIGHUP by the test to itself",
            to_itself(1),
            Terminated,
            Certain,
        ),
        ("SIGINT", signal(2), Terminated, Unknown),
        (
            "SIGINT, and oomscope got SIGHUP",
            Observed {
                signals_received: vec![1],
                ..signal(2)
            },
            Interrupted,
            Likely,
        ),
    ]
}

fn fault_rows() -> Vec<Row> {
    let heap = Some("JavaScript heap out of memory");
    vec![
        ("SIGSEGV", signal(11), Crashed, Certain),
        (
            "SIGSEGV by the test to itself",
            to_itself(11),
            Crashed,
            Certain,
        ),
        ("SIGABRT", signal(6), Crashed, Certain),
        (
            "SIGABRT, the output says that an allocation was refused",
            Observed {
                refusal: Some("std::bad_alloc"),
                ..signal(6)
            },
            OutOfMemory,
            Likely,
        ),
        (
            "SIGABRT by the test to itself, after a refused allocation",
            Observed {
                refusal: Some("MemoryError"),
                ..to_itself(6)
            },
            Crashed,
            Certain,
        ),
        (
            "134 from a shell, `heap out of memory`",
            Observed {
                refusal: heap,
                ..command(134)
            },
            OutOfMemory,
            Likely,
        ),
        ("139 from a shell", command(139), Crashed, Likely),
        ("SIGBUS", signal(7), Crashed, Certain),
        ("SIGILL", signal(4), Crashed, Certain),
        ("SIGFPE", signal(8), Crashed, Certain),
        ("SIGPIPE", signal(13), Killed, Likely),
        ("SIGALRM", signal(14), Killed, Likely),
        ("SIGXCPU", signal(24), Killed, Likely),
        ("SIGSYS", signal(31), Killed, Likely),
        ("SIGUSR1", signal(10), Killed, Unknown),
        (
            "SIGUSR1 by the test to itself",
            to_itself(10),
            Killed,
            Certain,
        ),
    ]
}

fn pytest_rows() -> Vec<Row> {
    let refused = Some("MemoryError");
    vec![
        ("pytest's code 0", code(0), Passed, Certain),
        (
            "pytest's code 0 after it was told to stop at the soft line",
            Observed {
                soft_stop_bytes: Some(360 << 20),
                ..code(0)
            },
            Passed,
            Certain,
        ),
        ("pytest's code 1", code(1), TestsFailed, Certain),
        (
            "pytest's code 1, `MemoryError` in the output",
            Observed {
                refusal: refused,
                ..code(1)
            },
            TestsFailed,
            Certain,
        ),
        (
            "pytest's code 2, a file could not be collected",
            Observed {
                collection_errors: 1,
                ..code(2)
            },
            CollectionFailed,
            Certain,
        ),
        ("pytest's code 2 otherwise", code(2), Interrupted, Certain),
        ("pytest's code 3", code(3), Exited, Certain),
        (
            "pytest's code 3, `MemoryError` in the output",
            Observed {
                refusal: refused,
                ..code(3)
            },
            OutOfMemory,
            Likely,
        ),
        ("pytest's code 4", mute(4), CollectionFailed, Certain),
        ("pytest's code 5", code(5), NoTests, Certain),
        (
            "a code of a session that has no meaning in pytest",
            code(42),
            Exited,
            Certain,
        ),
        (
            "code 137 of a session that ended with that status",
            code(137),
            Exited,
            Certain,
        ),
        ("code 0 without the plugin", mute(0), Passed, Likely),
        ("code 1 without the plugin", mute(1), TestsFailed, Likely),
        ("code 0 in the middle of a session", left(0), Exited, Likely),
        (
            "`os._exit(3)` in a test",
            Observed {
                last_word: Some(LastWord::Exit {
                    function: "os._exit".to_owned(),
                    code: 3,
                }),
                ..left(3)
            },
            Exited,
            Certain,
        ),
        (
            "`os.execv` in a test",
            Observed {
                last_word: Some(LastWord::Replaced {
                    function: "os.execv".to_owned(),
                    program: "true".to_owned(),
                }),
                ..left(0)
            },
            Exited,
            Certain,
        ),
        (
            "another code than the session's",
            Observed {
                session_status: Some(0),
                ..code(7)
            },
            Exited,
            Likely,
        ),
        (
            "124 around pytest, from `timeout`",
            mute(124),
            Exited,
            Likely,
        ),
        (
            "no exit status at all",
            Observed {
                exit_code: None,
                ..mute(0)
            },
            Exited,
            Unknown,
        ),
    ]
}

fn command_rows() -> Vec<Row> {
    vec![
        ("code 0 of any command", command(0), Passed, Certain),
        ("code 1 of any command", command(1), TestsFailed, Likely),
        ("another code of any command", command(77), Exited, Certain),
        ("127: no such program", command(127), Exited, Certain),
        (
            "code 2 of any command, an allocation was refused",
            Observed {
                refusal: Some("fatal error: runtime: out of memory"),
                ..command(2)
            },
            OutOfMemory,
            Likely,
        ),
    ]
}

fn outlived() -> Vec<crate::artifact::Outlived> {
    [
        (vec![3], Some(70)),
        (vec![3, 4], Some(80)),
        (vec![], Some(1)),
        (vec![], None),
    ]
    .into_iter()
    .map(|(tests, start_ms)| crate::artifact::Outlived {
        pid: 4242,
        name: "server".to_owned(),
        start_ms,
        tests,
    })
    .collect()
}

fn child_rows() -> Vec<Row> {
    let worker = Observed {
        crashed_workers: 1,
        ..code(1)
    };
    vec![
        (
            "a worker of xdist died, no OOM kill counted",
            worker.clone(),
            TestsFailed,
            Certain,
        ),
        (
            "we killed a worker of xdist: the time of its test was up",
            Observed {
                late_workers: 1,
                oom_kills: Some(1),
                ..worker.clone()
            },
            TestsFailed,
            Certain,
        ),
        (
            "a worker of xdist was killed by its test, OOM kills counted on the machine",
            Observed {
                worker_words: vec![(
                    "test_a.py::test_it".to_owned(),
                    LastWord::Signal {
                        function: "os.kill".to_owned(),
                        signal: 9,
                    },
                )],
                oom_kills: Some(1),
                ..worker.clone()
            },
            TestsFailed,
            Certain,
        ),
        (
            "a worker of xdist died, OOM kills counted",
            Observed {
                oom_kills: Some(1),
                ..worker.clone()
            },
            OutOfMemory,
            Likely,
        ),
        (
            "a worker of xdist died, the kernel's log names it",
            Observed {
                oom_kills: Some(1),
                logged_kills: logged(KillOf::Child),
                ..worker.clone()
            },
            OutOfMemory,
            Certain,
        ),
        (
            "a worker of xdist died, the log names others for every OOM kill",
            Observed {
                oom_kills: Some(1),
                logged_kills: logged(KillOf::Other),
                ..worker
            },
            TestsFailed,
            Certain,
        ),
        (
            "tests failed, OOM kills counted in the batch's own cgroup",
            Observed {
                cgroup: counted(1),
                ..code(1)
            },
            OutOfMemory,
            Certain,
        ),
        (
            "all passed, OOM kills counted in the batch's own cgroup",
            Observed {
                cgroup: counted(1),
                ..code(0)
            },
            Passed,
            Certain,
        ),
        (
            "tests failed, OOM kills counted elsewhere than in its own cgroup",
            Observed {
                cgroup: counted(0),
                oom_kills: Some(1),
                ..code(1)
            },
            TestsFailed,
            Certain,
        ),
        (
            "tests failed, the kernel's log names a process of the batch",
            Observed {
                oom_kills: Some(1),
                logged_kills: logged(KillOf::Child),
                ..code(1)
            },
            OutOfMemory,
            Certain,
        ),
        (
            "all passed, the kernel's log names a process of the batch",
            Observed {
                oom_kills: Some(1),
                logged_kills: logged(KillOf::Child),
                ..code(0)
            },
            Passed,
            Certain,
        ),
        (
            "tests failed, OOM kills counted, no log",
            Observed {
                oom_kills: Some(1),
                ..code(1)
            },
            TestsFailed,
            Certain,
        ),
        (
            "all passed, OOM kills counted, no log",
            Observed {
                oom_kills: Some(3),
                ..code(0)
            },
            Passed,
            Certain,
        ),
        (
            "all passed, and processes outlived the batch",
            Observed {
                outlived: outlived(),
                ..code(0)
            },
            Passed,
            Certain,
        ),
        (
            "all passed, an orphan of the batch was killed by a signal",
            Observed {
                dead_orphans: vec![("helper".to_owned(), 11)],
                ..code(0)
            },
            Passed,
            Certain,
        ),
    ]
}

fn all_rows() -> Vec<Row> {
    [
        ours_rows(),
        kill_rows(),
        request_rows(),
        fault_rows(),
        pytest_rows(),
        command_rows(),
        child_rows(),
    ]
    .concat()
}

#[test]
fn every_row_is_called_by_its_name() {
    let rows = all_rows();
    assert!(rows.len() >= 60, "{} rows", rows.len());
    for (seen, observed, ending, proof) in rows {
        let classified = classify(&observed, &name);
        assert_eq!(
            (classified.ending, classified.proof),
            (ending, proof),
            "{seen}: {:#?}",
            classified.evidence
        );
        assert!(!classified.evidence.is_empty(), "{seen}");
        for sentence in &classified.evidence {
            assert!(sentence.ends_with('.'), "{seen}: {sentence}");
        }
    }
}

/// Everywhere else the test that ran is a victim: memory, or somebody else, ended the batch.
#[test]
fn a_test_ends_its_batch_by_its_time_its_own_signal_or_a_crash() {
    let rows = all_rows();
    let own: Vec<&str> = rows
        .iter()
        .filter(|(_, observed, ..)| classify(observed, &name).is_own_doing)
        .map(|(seen, ..)| *seen)
        .collect();
    assert_eq!(
        own,
        [
            "we ended it: a test's time was up",
            "SIGKILL by the test to itself",
            "SIGKILL by the test to itself, OOM kills counted on the machine",
            "SIGTERM by the test to itself",
            "SIGTERM by the test to itself, memory nearly full",
            "SIGHUP by the test to itself",
            "SIGSEGV",
            "SIGSEGV by the test to itself",
            "SIGABRT",
            "SIGABRT by the test to itself, after a refused allocation",
            "139 from a shell",
            "SIGILL",
            "SIGFPE",
            "SIGUSR1 by the test to itself",
            "`os._exit(3)` in a test",
            "`os.execv` in a test",
        ]
    );
    // The word was of another signal than the one that came.
    let other = Observed {
        signal: Some(15),
        ..to_itself(9)
    };
    assert!(!classify(&other, &name).is_own_doing);
}

#[test]
fn the_document_has_this_table() {
    let document = include_str!("../../../docs/endings.md");
    let written: Vec<&str> = document
        .lines()
        .skip_while(|line| !line.starts_with("| seen |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    let real: Vec<String> = all_rows()
        .iter()
        .map(|(seen, _, ending, proof)| format!("| {seen} | `{}` | {proof} |", ending.name()))
        .collect();
    assert_eq!(written, real, "the table is:\n{}", real.join("\n"));
}

#[test]
fn the_evidence_of_the_endings_people_ask_about() {
    let told: Vec<String> = all_rows()
        .iter()
        .filter(|(seen, ..)| {
            [
                "SIGKILL", "SIGTERM", "137", "143", "worker", "we ", "outlived",
            ]
            .iter()
            .any(|word| seen.contains(word))
        })
        .map(|(seen, observed, ..)| {
            let classified = classify(observed, &name);
            let lines = classified.evidence.join("\n  ");
            format!(
                "{seen}\n= {} ({})\n  {lines}\n",
                classified.ending, classified.proof
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}
