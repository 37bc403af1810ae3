//! Whose memory it is, and when it is a leak.

use std::path::Path;

use oomscope_shared::ending::{Ending, Outcome};
use oomscope_shared::finding::{Cause, Finding, Kind};
use oomscope_shared::testing;

use super::*;

fn frame(function: &str, line: u32) -> Frame {
    Frame {
        function: function.into(),
        library: "/w/target/debug/deps/shop-1".into(),
        file: if line > 0 { "/w/src/lib.rs" } else { "" }.into(),
        line,
        offset: u64::from(line),
    }
}

fn artifact() -> Artifact {
    let mut told = testing::pytest();
    for name in [
        "tests::apples",
        "tests::apples_and_pears",
        "tests::pears",
        "tests::table",
    ] {
        told = told.test(&format!("shop {name}"), Outcome::Passed, 40, 0);
    }
    told.batch(Ending::Passed, 90).done()
}

fn names() -> Names {
    BTreeMap::from([
        (1, vec![frame("alloc::raw_vec::finish_grow", 0)]),
        (2, vec![frame("shop::remember", 19)]),
        (3, vec![frame("shop::tests::apples", 42)]),
        (
            4,
            vec![
                frame("shop::tests::pears::{{closure}}", 51),
                frame("core::ops::call", 0),
            ],
        ),
        (5, vec![frame("shop::table", 30)]),
        (6, vec![frame("std::thread::spawn", 0)]),
    ])
}

/// Amounts in KiB after each round, by stack: `apples`, `pears`, `table`, and a thread's.
fn watched(rounds: &[[u64; 4]]) -> Watched {
    let mut text =
        "oomscope-native 1\nS 0 0 1 2 3\nS 1 0 1 2 4\nS 2 0 1 5 3\nS 3 0 1 2 6\n".to_owned();
    for (at, round) in rounds.iter().enumerate() {
        text += &format!("K {:x} 1 10000 0", at + 1);
        for (stack, kib) in round.iter().enumerate().filter(|(_, kib)| **kib > 0) {
            text += &format!(" {stack:x} {:x} {:x}", kib << 10, kib / 256);
        }
        text += "\n";
    }
    Watched {
        recording: Recording::parse(&text).unwrap(),
        names: names(),
        folder: PathBuf::from("/w"),
        project: PathBuf::from("/w"),
        blind: None,
    }
}

fn seen(watched: &Watched) -> Seen {
    let artifact = artifact();
    let group = Group {
        batch: 1,
        tests: vec![0, 1, 2, 3],
        weight: 0,
    };
    Seen::of(&artifact, group, watched).unwrap()
}

#[test]
fn stacks_name_the_tests_and_what_comes_once_is_none() {
    let watched = watched(&[
        [2048, 1024, 8000, 0],
        [4096, 2048, 8000, 0],
        [6144, 3072, 8000, 0],
        [8192, 4096, 8000, 0],
    ]);
    let seen = seen(&watched);
    assert_eq!(seen.untold(), Vec::<u32>::new());
    let verdicts = verdicts(&artifact(), &seen, Path::new("/w"), &|_| None);
    let [finding] = verdicts.findings.as_slice() else {
        panic!("{:?}", verdicts.findings);
    };
    // Not `apples_and_pears`, whose name begins alike.
    assert_eq!(
        finding.culprits,
        ["shop tests::apples", "shop tests::pears"]
    );
    assert_eq!(finding.retained_bytes, Some(3 * MIB));
    let line = &finding.lines[0];
    assert_eq!(
        (line.file.as_str(), line.line, line.count),
        ("src/lib.rs", 19, 6)
    );
}

#[test]
fn what_fills_up_or_moves_is_none() {
    for rounds in [
        vec![
            [2048, 0, 0, 0],
            [4096, 0, 0, 0],
            [4096, 0, 0, 0],
            [4096, 0, 0, 0],
        ],
        vec![
            [0, 0, 9000, 0],
            [0, 0, 2000, 0],
            [0, 0, 9000, 0],
            [0, 0, 9000, 0],
        ],
        vec![
            [2048, 0, 0, 0],
            [2049, 0, 0, 0],
            [2050, 0, 0, 0],
            [2051, 0, 0, 0],
        ],
    ] {
        let seen = seen(&watched(&rounds));
        let verdicts = verdicts(&artifact(), &seen, Path::new("/w"), &|_| None);
        assert_eq!(verdicts.findings, []);
    }
}

#[test]
fn what_a_thread_of_nobodys_name_keeps_is_told_by_tests_alone() {
    let threads = [[0, 0, 0, 1024], [0, 0, 0, 2048], [0, 0, 0, 3072]];
    let mut seen = seen(&watched(&threads));
    assert_eq!(seen.untold(), [0, 1, 2, 3]);
    seen.add_alone(1, &watched(&threads));
    seen.add_alone(2, &watched(&[[0, 0, 0, 1024]; 3]));
    let verdicts = verdicts(&artifact(), &seen, Path::new("/w"), &|_| None);
    assert_eq!(
        verdicts.findings[0].culprits,
        ["shop tests::apples_and_pears"]
    );
}

/// A finding by what was resident, of `apples`, that keeps so much each time.
fn grown_before(retained: u64) -> Finding {
    Finding {
        culprits: vec!["shop tests::apples".to_owned()],
        retained_bytes: Some(retained),
        ..Finding::new(Kind::Leak, Cause::Unknown)
    }
}

#[test]
fn what_was_seen_to_grow_gets_its_lines_and_who_took_it() {
    let watched = watched(&[
        [2048, 0, 8000, 0],
        [4096, 0, 8000, 0],
        [6144, 0, 8000, 0],
        [8192, 0, 8000, 0],
    ]);
    let mut finding = grown_before(2 * MIB);
    what_stays(&mut finding, &artifact(), &[0], &watched, &|_| None);
    assert_eq!(finding.cause, Cause::NativeHeap);
    let line = &finding.lines[0];
    assert_eq!(
        (line.file.as_str(), line.line, line.bytes),
        ("src/lib.rs", 19, 2 * MIB)
    );
    let told = finding.evidence[0].english();
    assert!(
        told.contains("`shop::remember` of shop-1 took 2.0 MiB"),
        "{told}"
    );
}

#[test]
fn tests_that_take_by_different_functions_are_told_apart() {
    let mut watched = watched(&[
        [2048, 1024, 0, 0],
        [4096, 2048, 0, 0],
        [6144, 3072, 0, 0],
        [8192, 4096, 0, 0],
    ]);
    let parts = |watched: &Watched| {
        let parts = by_taker(&artifact(), &[0, 2], watched).into_iter();
        parts
            .map(|part| part.into_iter().collect())
            .collect::<Vec<Vec<u32>>>()
    };
    assert_eq!(parts(&watched), [[0, 2]]);
    // `pears` by another function, of which its finding alone has the line.
    let text = "S 0 0 1 2 3\nS 1 0 1 5 4\n";
    let other = Recording::parse(&format!("oomscope-native 1\n{text}")).unwrap();
    watched.recording.stacks.extend(other.stacks);
    assert_eq!(parts(&watched), [[0], [2]]);
    let mut finding = grown_before(2 * MIB);
    assert!(what_stays(
        &mut finding,
        &artifact(),
        &[0, 2],
        &watched,
        &|_| None
    ));
    let lines: Vec<(u32, u64)> = finding
        .lines
        .iter()
        .map(|one| (one.line, one.bytes))
        .collect();
    assert_eq!(lines, [(19, 2 * MIB)]);
    // With their own hands.
    watched.names.insert(2, vec![frame("std::x", 0)]);
    watched.names.insert(5, vec![frame("std::y", 0)]);
    assert_eq!(parts(&watched), [[0, 2]]);
    // Of one of them no stack speaks.
    watched
        .names
        .insert(4, vec![frame("std::thread::spawn", 0)]);
    assert_eq!(parts(&watched), [[0, 2]]);
}

#[test]
fn the_peak_of_another_process_is_nobodys() {
    let watched = |peak: &str| Watched {
        recording: Recording::parse(&format!(
            "oomscope-native 1\nS 0 0 1 2 3\nP {peak} 1 10000 0 0 {peak} 1\n"
        ))
        .unwrap(),
        names: names(),
        folder: PathBuf::from("/w"),
        project: PathBuf::from("/w"),
        blind: None,
    };
    let mut hog = Finding {
        bytes_per_test: Some(256 * MIB),
        ..Finding::new(Kind::Hog, Cause::LargeTransient)
    };
    assert!(!at_the_peak(&mut hog, &watched("1000000"), &|_| None));
    assert!(hog.evidence.is_empty() && hog.lines.is_empty());
    assert!(at_the_peak(&mut hog, &watched("10000000"), &|_| None));
    assert_eq!(hog.lines[0].line, 19);
}

#[test]
fn lines_that_are_not_what_grew_are_not_told() {
    // The rest is of an allocator that the program has inside.
    let watched = watched(&[[0, 300, 0, 0], [0, 600, 0, 0], [0, 900, 0, 0]]);
    let mut finding = grown_before(2 * MIB);
    what_stays(&mut finding, &artifact(), &[0], &watched, &|_| None);
    assert_eq!(finding, grown_before(2 * MIB));
}

#[test]
fn lines_of_a_project_are_told_from_where_its_tests_are_called() {
    let mut watched = watched(&[[2048, 0, 0, 0], [4096, 0, 0, 0], [6144, 0, 0, 0]]);
    watched.folder = PathBuf::from("/w/build");
    let mut finding = grown_before(2 * MIB);
    what_stays(&mut finding, &artifact(), &[0], &watched, &|_| None);
    assert_eq!(finding.lines[0].file, "../src/lib.rs");
    // What lies outside of it is nobody's.
    watched.project = watched.folder.clone();
    let mut finding = grown_before(2 * MIB);
    what_stays(&mut finding, &artifact(), &[0], &watched, &|_| None);
    assert_eq!(finding.lines, []);
}

#[test]
fn bodies_of_googletest_are_known() {
    let body = |function: &str| vec![frame(function, 3)];
    assert!(names_test("Cart.Adds", &body("Cart_Adds_Test::TestBody()")));
    assert!(!names_test("Cart.Add", &body("Cart_Adds_Test::TestBody()")));
}
