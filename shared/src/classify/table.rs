//! The table of endings: every row is something that can be observed, and what it must be called. The
//! table in `docs/endings.md` is this one.

use super::*;
use crate::details::CgroupCounters;
use crate::ending::Ending::*;
use crate::ending::Proof::*;
use crate::facts::{
    Acted, Action, Addressee, DeadOrphan, FoundText, InForce, KillOf, Listing, LoggedKill,
    MachineCounters, MainProcess, SignalReceived, SignalSent, SoftStop, TextKind, TimeOut,
    WorkerWord,
};
use crate::timeline::Sample;

/// A batch of a framework, and what was observed of its end.
#[derive(Debug, Clone)]
struct Observed {
    framework: Framework,
    facts: BatchFacts,
}

impl Observed {
    /// A batch on a machine where the kernel killed nothing.
    fn calm(framework: Framework) -> Self {
        let counters = MachineCounters {
            oom_kills: Some(7),
            ..MachineCounters::default()
        };
        let facts = BatchFacts {
            machine_before: counters,
            machine_after: counters,
            ..BatchFacts::default()
        };
        Self { framework, facts }
    }

    fn with(mut self, change: impl FnOnce(&mut BatchFacts)) -> Self {
        change(&mut self.facts);
        self
    }

    /// The machine's counter of OOM kills rose by so many.
    fn kills(self, kills: u64) -> Self {
        self.with(|facts| facts.machine_after.oom_kills = Some(7 + kills))
    }

    /// It cannot be read.
    fn uncounted(self) -> Self {
        self.with(|facts| facts.machine_after.oom_kills = None)
    }

    fn own_kills(self, oom_kills: u64) -> Self {
        self.with(|facts| {
            facts.cgroup = Some(CgroupCounters {
                oom_kills: Some(oom_kills),
                ..CgroupCounters::default()
            });
        })
    }

    fn logged(self, of: KillOf) -> Self {
        self.with(|facts| {
            facts.logged_kills = Some(vec![LoggedKill {
                pid: 4242,
                name: "python".to_owned(),
                in_cgroup: true,
                of,
            }]);
        })
    }

    /// So many KiB at the last sample, of 1,000 KiB that were there.
    fn filled(self, rss_kib: u64) -> Self {
        self.with(|facts| {
            facts.room_bytes = Some(1000 << 10);
            facts.last_samples = vec![Sample {
                time_ms: 90,
                rss_kib,
            }];
        })
    }

    fn pressed(self, percent: u32) -> Self {
        self.with(|facts| facts.machine_after.stalled_percent = Some(percent))
    }

    fn received(self, signal: i32) -> Self {
        self.with(|facts| facts.signals_received = vec![SignalReceived { at_ms: 95, signal }])
    }

    fn refused(self, text: &str) -> Self {
        self.with(|facts| {
            facts.texts = vec![FoundText {
                says: TextKind::RefusedAllocation,
                at_byte: 0,
                text: text.to_owned(),
            }];
        })
    }

    fn last_word(self, word: LastWord) -> Self {
        self.with(|facts| facts.last_word = Some(word))
    }

    /// The framework itself is the main process.
    fn itself(self) -> Self {
        self.with(|facts| facts.main_process = MainProcess::Framework)
    }
}

/// What is seen, in words; what was observed; and what that must be called.
type Row = (&'static str, Observed, Ending, Proof);

/// A batch of pytest whose plugin spoke.
fn pytest() -> Observed {
    Observed::calm(Framework::Pytest).with(|facts| {
        facts.plugin_spoke = true;
        facts.running = vec![1];
    })
}

fn name(test: u32) -> String {
    match test {
        1 => "test_a.py::test_it".to_owned(),
        _ => format!("test_a.py::test_{test}"),
    }
}

/// A session that came to its end.
fn code(code: i32) -> Observed {
    left(code).with(|facts| {
        facts.session_status = Some(code);
        facts.running.clear();
    })
}

/// A process that left before its session had ended.
fn left(code: i32) -> Observed {
    pytest().with(|facts| facts.exit_code = Some(code))
}

/// pytest without the plugin's word.
fn mute(code: i32) -> Observed {
    Observed::calm(Framework::Pytest).with(|facts| facts.exit_code = Some(code))
}

fn command(code: i32) -> Observed {
    Observed::calm(Framework::Command).with(|facts| facts.exit_code = Some(code))
}

/// A framework without a plugin, with nothing around it.
fn adapted(code: i32) -> Observed {
    let batch = Observed::calm(Framework::Jest).itself();
    batch.with(|facts| facts.exit_code = Some(code))
}

/// A process that lists tests for an adapter.
fn lists(code: i32, listing: Listing) -> Observed {
    Observed::calm(Framework::Go).with(|facts| {
        facts.exit_code = Some(code);
        facts.listing = Some(listing);
    })
}

fn signal(signal: i32) -> Observed {
    pytest().with(|facts| facts.signal = Some(signal))
}

fn to_itself(number: i32) -> Observed {
    signal(number).last_word(LastWord::Signal {
        function: "os.kill".to_owned(),
        signal: number,
    })
}

fn leaves(code: i32) -> LastWord {
    LastWord::Exit {
        function: "os._exit".to_owned(),
        code,
    }
}

fn replaced() -> LastWord {
    LastWord::Replaced {
        function: "os.execv".to_owned(),
        program: "true".to_owned(),
    }
}

fn ours(action: Action) -> Observed {
    signal(9).with(|facts| {
        facts.actions = vec![Acted { at_ms: 90, action }];
        facts.in_force = InForce {
            batch_timeout_ms: Some(90_000),
            test_timeout_ms: Some(90_000),
            memory_bytes: Some(400 << 20),
            ..InForce::default()
        };
    })
}

fn late(whose: TimeOut, killed: bool) -> Observed {
    ours(Action::TimedOut { whose }).with(|facts| {
        let sent = |signal, to| SignalSent {
            at_ms: 90,
            signal,
            to,
        };
        facts.signals_sent = vec![sent(2, Addressee::Main)];
        if killed {
            facts.signals_sent.push(sent(9, Addressee::Tree));
        }
    })
}

fn ours_rows() -> Vec<Row> {
    let asked = |signal| ours(Action::Interrupted).received(signal);
    vec![
        (
            "we killed it: over the memory limit",
            ours(Action::OverLimit {
                rss_bytes: 420 << 20,
            }),
            OverLimit,
            Certain,
        ),
        (
            "the kernel killed a process in the batch's own cgroup, and we the rest",
            ours(Action::OomKilled).own_kills(1),
            OutOfMemory,
            Certain,
        ),
        (
            "we killed it at its share of the memory limit",
            ours(Action::OverLimit {
                rss_bytes: 420 << 20,
            })
            .with(|facts| facts.in_force.whole_bytes = Some(1 << 30)),
            Preempted,
            Certain,
        ),
        (
            "the kernel killed a process at its share of the memory limit, and we the rest",
            ours(Action::OomKilled)
                .own_kills(1)
                .with(|facts| facts.in_force.whole_bytes = Some(1 << 30)),
            Preempted,
            Certain,
        ),
        (
            "it outgrew what was kept for it beside other batches",
            ours(Action::Preempted {
                reserved_bytes: 300 << 20,
                used_bytes: 390 << 20,
            }),
            Preempted,
            Certain,
        ),
        (
            "a time-out at a share of the memory limit is one all the same",
            ours(Action::TimedOut {
                whose: TimeOut::Batch,
            })
            .with(|facts| facts.in_force.whole_bytes = Some(1 << 30)),
            TimedOut,
            Certain,
        ),
        (
            "we killed it: it stood still at the memory limit",
            ours(Action::Stalled {
                still_ms: 30_000,
                stalled_percent: 97,
            }),
            OverLimit,
            Certain,
        ),
        (
            "we asked it to end, the batch's time was up, and it did",
            late(TimeOut::Batch, false).with(|facts| {
                facts.signal = None;
                facts.exit_code = Some(2);
            }),
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
            asked(15).kills(1),
            Interrupted,
            Certain,
        ),
    ]
}

fn kill_rows() -> Vec<Row> {
    vec![
        (
            "SIGKILL, OOM kills counted in the batch's own cgroup",
            signal(9).kills(1).own_kills(1),
            OutOfMemory,
            Certain,
        ),
        (
            "SIGKILL, none counted in its own cgroup, but elsewhere on the machine",
            signal(9).kills(1).own_kills(0),
            Killed,
            Unknown,
        ),
        (
            "SIGKILL, the kernel's log names the main process",
            signal(9).kills(1).logged(KillOf::Main),
            OutOfMemory,
            Certain,
        ),
        (
            "SIGKILL, the log names it, the counter cannot be read",
            signal(9).uncounted().logged(KillOf::Main),
            OutOfMemory,
            Certain,
        ),
        (
            "SIGKILL, OOM kills counted, no log",
            signal(9).kills(1),
            OutOfMemory,
            Likely,
        ),
        (
            "SIGKILL, more OOM kills counted than the log names",
            signal(9).kills(2).logged(KillOf::Other),
            OutOfMemory,
            Likely,
        ),
        (
            "SIGKILL, the log names other processes for every OOM kill",
            signal(9).kills(1).logged(KillOf::Other),
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
            to_itself(9).kills(1),
            Killed,
            Certain,
        ),
        ("SIGKILL, no OOM kill counted", signal(9), Killed, Unknown),
        (
            "SIGKILL, no OOM kill counted, memory nearly full",
            signal(9).filled(950),
            Killed,
            Unknown,
        ),
        (
            "SIGKILL, no counter",
            signal(9).uncounted(),
            Killed,
            Unknown,
        ),
        (
            "SIGKILL, no counter, memory nearly full",
            signal(9).uncounted().filled(950),
            OutOfMemory,
            Likely,
        ),
        (
            "SIGKILL, no counter, all tasks wait for memory (PSI)",
            signal(9).uncounted().pressed(35),
            OutOfMemory,
            Likely,
        ),
        (
            "SIGKILL, no counter, memory far from full",
            signal(9).uncounted().filled(300).pressed(2),
            Killed,
            Unknown,
        ),
        ("137 from a shell", mute(137), Killed, Unknown),
        (
            "137 from a shell, OOM kills counted",
            mute(137).kills(2),
            OutOfMemory,
            Likely,
        ),
        (
            "137 from a shell around any command, OOM kills counted",
            command(137).kills(1),
            OutOfMemory,
            Likely,
        ),
        (
            "`os._exit(137)` in a test",
            left(137).itself().last_word(leaves(137)),
            Exited,
            Certain,
        ),
        (
            "137 of pytest's own process in the middle of a session",
            left(137).itself().kills(1),
            Exited,
            Likely,
        ),
        (
            "137 of a program that a test put in pytest's place",
            left(137).itself().last_word(replaced()),
            Killed,
            Unknown,
        ),
        (
            "137 of a framework or test binary that oomscope started itself",
            adapted(137),
            Exited,
            Certain,
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
            to_itself(15).filled(950),
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
            signal(15).received(15),
            Interrupted,
            Likely,
        ),
        (
            "SIGTERM, an OOM kill elsewhere was counted",
            signal(15).kills(1),
            Terminated,
            Unknown,
        ),
        (
            "SIGTERM, memory nearly full",
            signal(15).filled(990),
            Terminated,
            Unknown,
        ),
        ("143 from a shell", mute(143), Terminated, Unknown),
        (
            "143 from a shell, and oomscope got SIGTERM too",
            mute(143).received(15),
            Interrupted,
            Likely,
        ),
        (
            "143 of a framework or test binary that oomscope started itself",
            adapted(143),
            Exited,
            Certain,
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
            signal(2).received(1),
            Interrupted,
            Likely,
        ),
    ]
}

fn fault_rows() -> Vec<Row> {
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
            signal(6).refused("std::bad_alloc"),
            OutOfMemory,
            Likely,
        ),
        (
            "SIGABRT by the test to itself, after a refused allocation",
            to_itself(6).refused("MemoryError"),
            Crashed,
            Certain,
        ),
        (
            "134 from a shell, `heap out of memory`",
            command(134).refused("JavaScript heap out of memory"),
            OutOfMemory,
            Likely,
        ),
        ("139 from a shell", command(139), Crashed, Likely),
        ("SIGBUS", signal(7), Crashed, Certain),
        ("SIGILL", signal(4), Crashed, Certain),
        ("SIGFPE", signal(8), Crashed, Certain),
        ("SIGTRAP", signal(5), Crashed, Certain),
        ("SIGPIPE", signal(13), Killed, Likely),
        ("SIGALRM", signal(14), Killed, Likely),
        ("SIGXCPU", signal(24), Killed, Likely),
        ("SIGXFSZ", signal(25), Killed, Likely),
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
    vec![
        ("pytest's code 0", code(0), Passed, Certain),
        (
            "pytest's code 0 after it was told to stop at the soft line",
            code(0).with(|facts| {
                facts.soft_stop = Some(SoftStop {
                    at_ms: 80,
                    bytes: 360 << 20,
                });
            }),
            Passed,
            Certain,
        ),
        ("pytest's code 1", code(1), TestsFailed, Certain),
        (
            "pytest's code 1, `MemoryError` in the output",
            code(1).refused("MemoryError"),
            TestsFailed,
            Certain,
        ),
        (
            "pytest's code 2, a file could not be collected",
            code(2).with(|facts| facts.collection_errors = Some(1)),
            CollectionFailed,
            Certain,
        ),
        ("pytest's code 2 otherwise", code(2), Interrupted, Certain),
        (
            "pytest's code 2, every file was collected",
            code(2).with(|facts| facts.collection_errors = Some(0)),
            Interrupted,
            Certain,
        ),
        ("pytest's code 3", code(3), Exited, Certain),
        (
            "pytest's code 3, `MemoryError` in the output",
            code(3).refused("MemoryError"),
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
        (
            "code 0 after the plugin fell silent in a process that lived on",
            pytest().with(|facts| {
                facts.exit_code = Some(0);
                facts.plugin_lost = true;
            }),
            Passed,
            Likely,
        ),
        ("code 0 in the middle of a session", left(0), Exited, Likely),
        (
            "`os._exit(3)` in a test",
            left(3).last_word(leaves(3)),
            Exited,
            Certain,
        ),
        (
            "`os.execv` in a test",
            left(0).last_word(replaced()),
            Exited,
            Certain,
        ),
        (
            "another code than the session's",
            code(7).with(|facts| facts.session_status = Some(0)),
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
            mute(0).with(|facts| facts.exit_code = None),
            Exited,
            Unknown,
        ),
        (
            "no exit status, because the guard of the batch was killed",
            mute(0).with(|facts| {
                facts.exit_code = None;
                facts.guard_killed = true;
            }),
            Killed,
            Certain,
        ),
    ]
}

fn command_rows() -> Vec<Row> {
    vec![
        (
            "the process that lists the tests of a framework with an adapter, and fails",
            lists(1, Listing::Failed),
            CollectionFailed,
            Certain,
        ),
        (
            "the same, and there is no test",
            lists(0, Listing::Empty),
            NoTests,
            Certain,
        ),
        ("code 0 of any command", command(0), Passed, Certain),
        ("code 1 of any command", command(1), TestsFailed, Likely),
        ("another code of any command", command(77), Exited, Certain),
        (
            "125: a container's launcher that could not start it",
            command(125),
            Exited,
            Certain,
        ),
        ("127: no such program", command(127), Exited, Certain),
        (
            "code 2 of any command, an allocation was refused",
            command(2).refused("fatal error: runtime: out of memory"),
            OutOfMemory,
            Likely,
        ),
    ]
}

fn outlived() -> Vec<crate::facts::Outlived> {
    [
        (vec![3], Some(70)),
        (vec![3, 4], Some(80)),
        (vec![], Some(1)),
        (vec![], None),
    ]
    .into_iter()
    .map(|(tests, start_ms)| crate::facts::Outlived {
        pid: 4242,
        name: "server".to_owned(),
        start_ms,
        tests,
    })
    .collect()
}

fn child_rows() -> Vec<Row> {
    let worker = code(1).with(|facts| facts.crashed_workers = vec![Some(1)]);
    vec![
        (
            "a worker of xdist died, no OOM kill counted",
            worker.clone(),
            TestsFailed,
            Certain,
        ),
        (
            "we killed a worker of xdist: the time of its test was up",
            worker
                .clone()
                .kills(1)
                .with(|facts| facts.late_workers = vec![1]),
            TestsFailed,
            Certain,
        ),
        (
            "a worker of xdist was killed by its test, OOM kills counted on the machine",
            worker.clone().kills(1).with(|facts| {
                facts.worker_words = vec![WorkerWord {
                    test: 1,
                    word: LastWord::Signal {
                        function: "os.kill".to_owned(),
                        signal: 9,
                    },
                }];
            }),
            TestsFailed,
            Certain,
        ),
        (
            "a worker of xdist died, OOM kills counted",
            worker.clone().kills(1),
            OutOfMemory,
            Likely,
        ),
        (
            "a worker of xdist died, the kernel's log names it",
            worker.clone().kills(1).logged(KillOf::Child),
            OutOfMemory,
            Certain,
        ),
        (
            "a worker of xdist died, the log names others for every OOM kill",
            worker.kills(1).logged(KillOf::Other),
            TestsFailed,
            Certain,
        ),
        (
            "tests failed, OOM kills counted in the batch's own cgroup",
            code(1).own_kills(1),
            OutOfMemory,
            Certain,
        ),
        (
            "all passed, OOM kills counted in the batch's own cgroup",
            code(0).own_kills(1),
            Passed,
            Certain,
        ),
        (
            "tests failed, OOM kills counted elsewhere than in its own cgroup",
            code(1).kills(1).own_kills(0),
            TestsFailed,
            Certain,
        ),
        (
            "tests failed, the kernel's log names a process of the batch",
            code(1).kills(1).logged(KillOf::Child),
            OutOfMemory,
            Certain,
        ),
        (
            "all passed, the kernel's log names a process of the batch",
            code(0).kills(1).logged(KillOf::Child),
            Passed,
            Certain,
        ),
        (
            "tests failed, OOM kills counted, no log",
            code(1).kills(1),
            TestsFailed,
            Certain,
        ),
        (
            "all passed, OOM kills counted, no log",
            code(0).kills(3),
            Passed,
            Certain,
        ),
        (
            "all passed, and processes outlived the batch",
            code(0).with(|facts| facts.outlived = outlived()),
            Passed,
            Certain,
        ),
        (
            "all passed, an orphan of the batch was killed by a signal",
            code(0).with(|facts| {
                facts.dead_orphans = vec![DeadOrphan {
                    name: "helper".to_owned(),
                    signal: 11,
                }];
            }),
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
        let classified = classify(&observed.facts, observed.framework, &name);
        assert_eq!(
            (classified.ending, classified.proof),
            (ending, proof),
            "{seen}: {:#?}",
            classified.evidence
        );
        assert!(!classified.evidence.is_empty(), "{seen}");
        for message in &classified.evidence {
            let sentence = message.english();
            assert!(sentence.ends_with('.'), "{seen}: {sentence}");
        }
    }
}

/// Everywhere else the test that ran is a victim: memory, or somebody else, ended the batch.
#[test]
fn a_test_ends_its_batch_by_its_time_its_own_signal_its_exit_or_a_crash() {
    let at_fault = |observed: &Observed| {
        let observed = observed.clone().with(|facts| facts.running = vec![1]);
        classify(&observed.facts, observed.framework, &name).at_fault
    };
    let rows = all_rows();
    let own = rows
        .iter()
        .filter(|(_, seen, ..)| !at_fault(seen).is_empty());
    let own: Vec<&str> = own.map(|(seen, ..)| *seen).collect();
    insta::assert_snapshot!(own.join("\n"));
    // The word was of another signal than the one that came.
    let other = to_itself(9).with(|facts| facts.signal = Some(15));
    assert!(at_fault(&other).is_empty());
    // It said that it would leave with another code than came.
    assert!(at_fault(&left(4).last_word(leaves(3))).is_empty());
    assert!(at_fault(&left(9).last_word(leaves(3))).is_empty());
    // What memory ends is nobody's own doing, whatever was said before.
    let facts = to_itself(9).facts;
    assert_eq!(at_fault::at_fault(&facts, Killed), [1]);
    assert!(at_fault::at_fault(&facts, OutOfMemory).is_empty());
}

#[test]
fn a_word_of_another_code_does_not_explain_the_one_that_came() {
    let said = |code: i32| {
        let observed = left(code).last_word(leaves(3));
        classify(&observed.facts, observed.framework, &name)
    };
    assert_eq!((said(3).ending, said(3).proof), (Exited, Certain));
    assert_eq!((said(9).ending, said(9).proof), (Exited, Likely));
    let framework = Framework::Pytest.label();
    let midway = messages::EvidenceLeftMidway { code: 9, framework };
    assert_eq!(said(9).evidence, [Message::from(midway)]);
}

#[test]
fn who_did_it_to_itself_is_told_by_the_tests_that_were_running() {
    let said = |running: &[u32]| {
        let observed = to_itself(9).with(|facts| facts.running = running.to_vec());
        let evidence = classify(&observed.facts, observed.framework, &name).evidence;
        evidence.into_iter().nth(1)
    };
    let (function, framework) = ("os.kill", Framework::Pytest.label());
    let test = name(1);
    let by_test = messages::EvidenceSelfTest { test, function };
    assert_eq!(said(&[1]), Some(by_test.into()));
    let by_some = messages::EvidenceSelfSomeTest { function };
    assert_eq!(said(&[1, 2]), Some(by_some.into()));
    let by_framework = messages::EvidenceSelfNoTest {
        framework,
        function,
    };
    assert_eq!(said(&[]), Some(by_framework.into()));
}

#[test]
fn a_launchers_code_says_what_the_launcher_met() {
    for (code, meaning) in [
        (124, Key::EvidenceCodeTimeout),
        (125, Key::EvidenceCodeLauncherFailed),
        (126, Key::EvidenceCodeNotExecutable),
        (127, Key::EvidenceCodeNoProgram),
    ] {
        let observed = command(code);
        let told = classify(&observed.facts, observed.framework, &name);
        let said = messages::EvidenceCommandCodeMeans { code, meaning };
        assert_eq!(told.evidence, [Message::from(said)]);
        assert_eq!((told.ending, told.proof), (Exited, Certain));
    }
}

#[test]
fn of_several_tests_that_ran_only_the_late_ones_are_known() {
    let at_fault =
        |observed: Observed| classify(&observed.facts, observed.framework, &name).at_fault;
    let both = |facts: &mut BatchFacts| facts.running = vec![1, 2];
    assert!(at_fault(signal(11).with(both)).is_empty());
    let time = Action::TimedOut {
        whose: TimeOut::Test,
    };
    let late = ours(time)
        .with(both)
        .with(|facts| facts.late_tests = vec![2]);
    assert_eq!(at_fault(late), [2]);
    // The test that was late came to an end when it was asked, and the next one had begun.
    let next = ours(time).with(|facts| facts.late_tests = vec![0]);
    assert_eq!(at_fault(next), [0]);
    let none = signal(11).with(|facts| facts.running.clear());
    assert!(at_fault(none).is_empty());
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
        .map(|(seen, _, ending, proof)| {
            format!(
                "| {seen} | `{}` | {} |",
                ending.name(),
                Message::from(proof.key()).english()
            )
        })
        .collect();
    assert_eq!(written, real, "the table is:\n{}", real.join("\n"));
}

#[test]
fn each_row_has_its_evidence() {
    let told: Vec<String> = all_rows()
        .iter()
        .map(|(seen, observed, ..)| {
            let classified = classify(&observed.facts, observed.framework, &name);
            let evidence = classified.evidence.iter();
            let lines: Vec<String> = evidence.map(Message::english).collect();
            let lines = lines.join("\n  ");
            format!(
                "{seen}\n= {} ({})\n  {lines}\n",
                Message::from(classified.ending.key()).english(),
                Message::from(classified.proof.key()).english()
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}
