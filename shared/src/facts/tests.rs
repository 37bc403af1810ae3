//! Facts survive being written, whatever is in them.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;

fn last_word() -> impl Strategy<Value = LastWord> {
    prop_oneof![
        (".{0,9}", any::<i32>())
            .prop_map(|(function, signal)| LastWord::Signal { function, signal }),
        (".{0,9}", any::<i32>()).prop_map(|(function, code)| LastWord::Exit { function, code }),
        (".{0,9}", ".{0,9}")
            .prop_map(|(function, program)| LastWord::Replaced { function, program }),
    ]
}

fn acted() -> impl Strategy<Value = Acted> {
    let whose = prop_oneof![
        Just(TimeOut::Batch),
        Just(TimeOut::Test),
        Just(TimeOut::Exit)
    ];
    let action = prop_oneof![
        any::<u64>().prop_map(|rss_bytes| Action::OverLimit { rss_bytes }),
        Just(Action::OomKilled),
        any::<(u64, u32)>().prop_map(|(still_ms, stalled_percent)| Action::Stalled {
            still_ms,
            stalled_percent
        }),
        whose.prop_map(|whose| Action::TimedOut { whose }),
        Just(Action::Interrupted),
    ];
    (any::<u64>(), action).prop_map(|(at_ms, action)| Acted { at_ms, action })
}

fn sent() -> impl Strategy<Value = SignalSent> {
    let to = prop_oneof![
        Just(Addressee::Main),
        Just(Addressee::Worker),
        Just(Addressee::Tree)
    ];
    (any::<(u64, i32)>(), to).prop_map(|((at_ms, signal), to)| SignalSent { at_ms, signal, to })
}

fn logged() -> impl Strategy<Value = LoggedKill> {
    let of = prop_oneof![Just(KillOf::Main), Just(KillOf::Child), Just(KillOf::Other)];
    (any::<(u32, bool)>(), ".{0,9}", of).prop_map(|((pid, in_cgroup), name, of)| LoggedKill {
        pid,
        name,
        in_cgroup,
        of,
    })
}

fn counters() -> impl Strategy<Value = MachineCounters> {
    any::<(Option<u64>, Option<u64>, Option<u32>)>().prop_map(
        |(oom_kills, stalled_us, stalled_percent)| MachineCounters {
            oom_kills,
            stalled_us,
            stalled_percent,
        },
    )
}

fn outlived() -> impl Strategy<Value = Outlived> {
    (
        any::<(u32, Option<u64>)>(),
        ".{0,9}",
        vec(any::<u32>(), 0..3),
    )
        .prop_map(|((pid, start_ms), name, tests)| Outlived {
            pid,
            name,
            start_ms,
            tests,
        })
}

fn texts() -> impl Strategy<Value = FoundText> {
    let says = prop_oneof![
        Just(TextKind::RefusedAllocation),
        Just(TextKind::JvmLost),
        Just(TextKind::JvmFault),
        Just(TextKind::JvmReport),
        Just(TextKind::FaultPlace)
    ];
    (says, any::<u64>(), ".{0,9}").prop_map(|(says, at_byte, text)| FoundText {
        says,
        at_byte,
        text,
    })
}

/// What concerns the main process and what oomscope did to it.
fn main_facts() -> impl Strategy<Value = BatchFacts> {
    let main = prop_oneof![Just(MainProcess::Framework), Just(MainProcess::Unknown)];
    let listing = prop_oneof![
        Just(Listing::Listed),
        Just(Listing::Failed),
        Just(Listing::Empty)
    ];
    let in_force = any::<[Option<u64>; 5]>().prop_map(
        |[
            batch_timeout_ms,
            test_timeout_ms,
            memory_bytes,
            whole_bytes,
            soft_bytes,
        ]| InForce {
            batch_timeout_ms,
            test_timeout_ms,
            memory_bytes,
            whole_bytes,
            soft_bytes,
        },
    );
    let received = any::<(u64, i32)>().prop_map(|(at_ms, signal)| SignalReceived { at_ms, signal });
    let stop = any::<(u64, u64)>().prop_map(|(at_ms, bytes)| SoftStop { at_ms, bytes });
    (
        any::<(Option<i32>, Option<i32>, bool, Option<i32>, Option<u32>)>(),
        (main, option::of(last_word()), option::of(listing), in_force),
        (vec(acted(), 0..3), vec(received, 0..3), vec(sent(), 0..3)),
        option::of(stop),
    )
        .prop_map(|(plain, main, ours, soft_stop)| {
            let (exit_code, signal, plugin_spoke, session_status, collection_errors) = plain;
            let (main_process, last_word, listing, in_force) = main;
            let (actions, signals_received, signals_sent) = ours;
            BatchFacts {
                exit_code,
                signal,
                main_process,
                plugin_spoke,
                session_status,
                last_word,
                listing,
                collection_errors,
                in_force,
                actions,
                signals_received,
                signals_sent,
                soft_stop,
                ..BatchFacts::default()
            }
        })
}

/// All of them.
fn facts() -> impl Strategy<Value = BatchFacts> {
    let tests = || vec(0_u32..9, 0..3);
    let word = (0_u32..9, last_word()).prop_map(|(test, word)| WorkerWord { test, word });
    let sample = any::<(u64, u64)>().prop_map(|(time_ms, rss_kib)| Sample { time_ms, rss_kib });
    let group = any::<(Option<u64>, Option<u64>, Option<u64>)>().prop_map(
        |(oom_kills, limit_hits, peak_bytes)| CgroupCounters {
            oom_kills,
            limit_hits,
            peak_bytes,
        },
    );
    let orphan = (".{0,9}", any::<i32>()).prop_map(|(name, signal)| DeadOrphan { name, signal });
    (
        main_facts(),
        (tests(), tests(), tests(), vec(option::of(0_u32..9), 0..3)),
        (vec(word, 0..3), vec(sample, 0..3), option::of(group)),
        (any::<(Option<u64>, Option<u64>)>(), counters(), counters()),
        (option::of(vec(logged(), 0..3)), vec(texts(), 0..3)),
        (vec(orphan, 0..3), vec(outlived(), 0..3)),
    )
        .prop_map(|(main, tests, memory, machine, said, others)| BatchFacts {
            running: tests.0,
            late_tests: tests.1,
            late_workers: tests.2,
            crashed_workers: tests.3,
            worker_words: memory.0,
            last_samples: memory.1,
            cgroup: memory.2,
            room_bytes: machine.0.0,
            watchdog_bytes: machine.0.1,
            machine_before: machine.1,
            machine_after: machine.2,
            logged_kills: said.0,
            texts: said.1,
            dead_orphans: others.0,
            outlived: others.1,
            ..main
        })
}

proptest! {
    #[test]
    fn what_was_written_is_read(facts in facts()) {
        let text = serde_json::to_string(&facts).unwrap();
        prop_assert_eq!(serde_json::from_str::<BatchFacts>(&text).unwrap(), facts);
    }

    #[test]
    fn tests_that_are_none_are_forgotten(mut facts in facts(), count in 0_usize..9) {
        facts.keep_tests(count);
        prop_assert!(facts.has_only_tests(count));
        let mut seen = 0;
        facts.each_test(&mut |test| {
            seen += 1;
            *test += 9;
        });
        prop_assert!(seen == 0 || !facts.has_only_tests(9), "{:?}", facts);
    }

    /// Facts come out of files that anybody can have written.
    #[test]
    fn no_facts_can_upset_the_rules(facts in facts()) {
        for framework in crate::artifact::Framework::ALL {
            let classified = crate::classify::classify(&facts, framework, &|test| test.to_string());
            prop_assert!(!classified.evidence.is_empty());
        }
    }
}

#[test]
fn what_is_absent_is_read_as_nothing() {
    assert_eq!(
        serde_json::from_str::<BatchFacts>("{}").unwrap(),
        BatchFacts::default()
    );
}

#[test]
fn enums_stand_in_the_file_by_their_names() {
    let acted = Acted {
        at_ms: 7,
        action: Action::TimedOut {
            whose: TimeOut::Test,
        },
    };
    let word = LastWord::Exit {
        function: "os._exit".to_owned(),
        code: 137,
    };
    assert_eq!(
        serde_json::to_string(&(acted, word, MainProcess::Framework, Addressee::Tree)).unwrap(),
        "[{\"at_ms\":7,\"action\":{\"timed_out\":{\"whose\":\"test\"}}},\
         {\"exit\":{\"function\":\"os._exit\",\"code\":137}},\"framework\",\"tree\"]"
    );
}
