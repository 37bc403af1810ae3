//! Imports of the files that the real tools wrote, and of what no tool would write.

use proptest::prelude::*;

use super::*;

const MPROF: &[u8] = include_bytes!("../../../tests/foreign-files/mprof.dat");
const CHILDREN: &[u8] = include_bytes!("../../../tests/foreign-files/mprof-multiprocess.dat");
const FUNCTIONS: &[u8] = include_bytes!("../../../tests/foreign-files/mprof-functions.dat");
const PSRECORD: &[u8] = include_bytes!("../../../tests/foreign-files/psrecord.txt");
const PSRECORD_CSV: &[u8] = include_bytes!("../../../tests/foreign-files/psrecord.csv");
const PSRECORD_IO: &[u8] = include_bytes!("../../../tests/foreign-files/psrecord-io.txt");
const PYMON: &[u8] = include_bytes!("../../../tests/foreign-files/suite.pymon");
const MEMRAY: &[u8] = include_bytes!("../../../tests/foreign-files/memray-stats.json");

const FILES: [(&[u8], Source); 8] = [
    (MPROF, Source::Mprof),
    (CHILDREN, Source::Mprof),
    (FUNCTIONS, Source::Mprof),
    (PSRECORD, Source::Psrecord),
    (PSRECORD_CSV, Source::Psrecord),
    (PSRECORD_IO, Source::Psrecord),
    (PYMON, Source::PytestMonitor),
    (MEMRAY, Source::Memray),
];

const MIB: u64 = 1 << 20;

fn imported(bytes: &[u8]) -> Artifact {
    import(bytes, detect(bytes).unwrap(), Some("x".to_owned())).unwrap()
}

#[test]
fn every_file_is_recognised_and_read() {
    for (bytes, source) in FILES {
        assert_eq!(detect(bytes), Some(source));
        let artifact = imported(bytes);
        assert_eq!(artifact.batches.len(), 1);
        assert_eq!(artifact.batches[0].ending, Ending::Unrecorded);
        assert!(artifact.warnings[0].english().starts_with("Imported from"));
        assert_eq!(artifact.run.label.as_deref(), Some("x"));
        let answer = oomscope_shared::answer::answer(&artifact)
            .headline
            .english();
        assert!(
            answer.starts_with("How the run ended was not recorded"),
            "{answer}"
        );
    }
}

#[test]
fn other_files_are_not() {
    let artifact = oomscope_shared::load::write_artifact(&imported(MPROF)).unwrap();
    for bytes in [
        &b""[..],
        b"{}",
        b"MEM",
        b"hello\nworld",
        b"\x1f\x8b",
        &artifact,
    ] {
        assert_eq!(detect(bytes), None);
    }
}

#[test]
fn children_are_added_to_their_tick() {
    let text =
        b"CMDLINE a b\nMEM 10.5 100.0\nCHLD 7 1.5 100.01\nCHLD 8 2.0 100.02\nMEM 4.0 100.1\n";
    let artifact = imported(text);
    let samples: Vec<_> = artifact.batches[0].timeline.samples().collect();
    assert_eq!(
        samples,
        [
            Sample {
                time_ms: 0,
                rss_kib: 14 * 1024
            },
            Sample {
                time_ms: 100,
                rss_kib: 4 * 1024
            }
        ]
    );
    assert_eq!(artifact.run.started_at, "1970-01-01T00:01:40.000Z");
    assert_eq!(artifact.run.command, ["a", "b"]);
    // The child of the real file held 30 MiB beside what the process had.
    let peak = imported(CHILDREN).peak_bytes().unwrap();
    assert!((70 * MIB..110 * MIB).contains(&peak), "{peak}");
}

#[test]
fn marked_functions_are_tests() {
    let tests = imported(FUNCTIONS).tests;
    assert_eq!(tests.id, ["__main__.main"]);
    assert_eq!(tests.outcome, [Outcome::Ran]);
    assert!(tests.duration_us[0].unwrap() > 1_000_000);
    assert!(tests.rss_before_kib[0].is_some() && tests.peak_kib[0].is_none());
}

#[test]
fn both_logs_of_psrecord_say_the_same_kind_of_thing() {
    for bytes in [PSRECORD, PSRECORD_CSV] {
        let artifact = imported(bytes);
        let peak = artifact.peak_bytes().unwrap();
        assert!((60 * MIB..110 * MIB).contains(&peak), "{peak}");
        assert_eq!(artifact.run.started_at, "1970-01-01T00:00:00.000Z");
        assert!(artifact.run.duration_ms > 1000);
    }
}

#[test]
fn the_newest_session_of_pytest_monitor_is_taken() {
    let artifact = imported(PYMON);
    assert_eq!(
        artifact.tests.id,
        [
            "test_suite.py::test_small",
            "test_suite.py::test_big[8]",
            "test_suite.py::test_big[24]",
            "test_suite.py::test_keeps"
        ]
    );
    let peak = |at: usize| artifact.tests.peak_kib[at].unwrap() / 1024;
    assert_eq!([peak(1), peak(2), peak(3)], [8, 24, 16]);
    assert_eq!(artifact.host.python.as_deref(), Some("3.11.2"));
    assert_eq!(artifact.host.cpus, Some(2));
    assert_eq!(
        artifact.peak_bytes(),
        None,
        "the peak of the process is not in the file"
    );
    assert!(
        artifact
            .warnings
            .iter()
            .any(|w| w.english().contains("1 older session"))
    );
    assert!(artifact.tests.start_us.is_sorted());
}

#[test]
fn memray_tells_a_peak_and_when() {
    let artifact = imported(MEMRAY);
    let peak = artifact.peak_bytes().unwrap();
    assert!((32 * MIB..40 * MIB).contains(&peak), "{peak}");
    assert!(artifact.run.started_at.starts_with("2026-11-25T23:33"));
    assert!(artifact.batches[0].timeline.is_empty());
}

#[test]
fn broken_files_are_named() {
    for (bytes, source, part) in [
        (&b"MEM 1.0 x\nMEM 2.0 3"[..], Source::Mprof, "line 1"),
        (b"CMDLINE a\nCMDLINE b", Source::Mprof, "no sample"),
        (
            b"# Elapsed time  CPU (%)  Real (MB)\n 1.0 2.0",
            Source::Psrecord,
            "line 2",
        ),
        (
            b"# Elapsed time  CPU (%)  Real (MB)\n2 0 1\n1 0 1\n",
            Source::Psrecord,
            "back in time",
        ),
        (b"elapsed_time,cpu\n1,2\n", Source::Psrecord, "mem_real"),
        (
            b"{\"total_bytes_allocated\": 1}",
            Source::Memray,
            "metadata",
        ),
        (&PYMON[..5000], Source::PytestMonitor, "missing"),
        (&PYMON[..50], Source::PytestMonitor, "header"),
    ] {
        let error = import(bytes, source, None).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

proptest! {
    /// Whatever is in a file, the answer is an artifact that keeps its rules, or an error.
    #[test]
    fn damaged_files_upset_nothing(
        which in 0..FILES.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20),
        keep in any::<prop::sample::Index>(),
        is_cut: bool,
    ) {
        let (bytes, source) = FILES[which];
        let mut bytes = bytes.to_vec();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(keep.index(bytes.len()));
        }
        let _ = detect(&bytes);
        if let Ok(artifact) = import(&bytes, source, None) {
            prop_assert_eq!(artifact.check(), Ok(()));
        }
    }
}
