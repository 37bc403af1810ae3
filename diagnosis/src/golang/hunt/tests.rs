use std::path::Path;
use std::sync::Arc;

use oomscope_shared::ending::Ending;
use oomscope_shared::facts::{BatchFacts, LeftBehind};
use oomscope_shared::finding::Cause;
use oomscope_shared::testing::{self, RunBuilder};

use super::*;
use crate::gathered::Verdicts;
use crate::golang::goroutines::Goroutine;
use crate::heap::growth::Amount;
use crate::heap::names::golang::Holder;
use crate::pprof::{Counted, Frame, Profile};

const FILE: &str = "/w/rate.go";

fn frame(function: &str, line: u32) -> Frame {
    Frame {
        function: function.to_owned(),
        file: FILE.to_owned(),
        line,
    }
}

/// A goroutine that a test began by way of a function, at a line.
fn goroutine(test: &str, function: &str, line: u32) -> Goroutine {
    Goroutine {
        id: 1,
        state: "chan receive".to_owned(),
        frames: vec![frame(&format!("{function}.func1"), line + 1)],
        created_by: Some(frame(function, line)),
        ancestors: vec![frame(&format!("example.org/rate_test.{test}.func2"), 9)],
    }
}

/// Bytes of a stack that ends in a test.
fn stack(test: &str, bytes: i64) -> (crate::pprof::Frames, Vec<i64>) {
    let functions = [
        "bytes.growSlice",
        "example.org/rate.Keep",
        &format!("example.org/rate.{test}"),
    ];
    let frames = functions
        .iter()
        .map(|one| Arc::new(frame(one, 3)))
        .collect();
    (frames, vec![bytes])
}

fn look(
    goroutines: Vec<Goroutine>,
    held: &[(&str, u64)],
    stacks: Vec<(crate::pprof::Frames, Vec<i64>)>,
) -> Look {
    let counted = Counted {
        name: "inuse_space".to_owned(),
        unit: "bytes".to_owned(),
    };
    let mut held: BTreeMap<Holder, Amount> = (held.iter())
        .map(|(name, bytes)| {
            let holder = match name.contains(".func1") {
                true => Holder::Goroutines {
                    function: (*name).to_owned(),
                },
                false => Holder::Variable {
                    name: (*name).to_owned(),
                },
            };
            let (count, bytes) = (bytes >> 10, *bytes);
            (holder, Amount { count, bytes })
        })
        .collect();
    held.entry(Holder::Runtime).or_default();
    Look {
        repetitions: 0,
        heap: Profile {
            counted: vec![counted],
            stacks: stacks.into_iter().collect(),
        },
        goroutines,
        held,
    }
}

fn three(each: impl Fn(u32) -> Look) -> Looked {
    Looked {
        module: "example.org/rate".to_owned(),
        folder: PathBuf::from("/w"),
        looks: [2, 4, 6].map(each).into(),
    }
}

fn suite(tests: &[&str]) -> RunBuilder {
    let mut told = testing::command();
    for test in tests {
        told = told.test(&format!("example.org/rate.{test}"), Outcome::Passed, -1, -1);
    }
    told.batch(Ending::Passed, 40)
}

fn left(goroutines: u32, heap_mib: u64) -> impl FnOnce(&mut Artifact) {
    move |artifact| {
        artifact.batches[0].facts = Some(Box::new(BatchFacts {
            left_behind: Some(LeftBehind {
                goroutines,
                heap_bytes: heap_mib * MIB,
            }),
            ..BatchFacts::default()
        }));
    }
}

const ROUNDS: [u32; 3] = [2, 4, 6];

/// What is found of a package all of whose tests were repeated together, and alone where that is given.
fn found(tests: &[&str], looked: Looked, alone: Vec<(u32, Looked)>) -> Verdicts {
    let artifact = suite(tests).with(left(200, 24)).done();
    let package = packages(&artifact, false).remove(0);
    let rounds = Rounds {
        tests: package.tests.clone(),
        looks: ROUNDS,
    };
    let mut seen = Seen::of(&artifact, package, &rounds, looked).unwrap();
    for (test, looked) in alone {
        let rounds = Rounds {
            tests: vec![test],
            looks: ROUNDS,
        };
        seen.add_alone(test, parts(&artifact, &rounds, looked).unwrap());
    }
    let source = "func Start() {\n\tticker := time.NewTicker(time.Hour)\n\tgo func() {\n";
    verdicts(&artifact, &seen, Path::new("/w"), &|_| {
        Some(source.to_owned())
    })
}

#[test]
fn what_a_batch_leaves_is_a_reason_or_none() {
    let tests = ["TestA", "TestB", "ExampleA", "FuzzA"];
    let of = |goroutines, heap_mib| {
        let artifact = suite(&tests).with(left(goroutines, heap_mib)).done();
        packages(&artifact, false)
    };
    assert_eq!(of(9, 3), []);
    for (goroutines, heap_mib) in [(10, 0), (0, 4)] {
        let found = of(goroutines, heap_mib);
        assert_eq!(found.len(), 1, "{goroutines} {heap_mib}");
        assert_eq!(found[0].name, "example.org/rate");
        // Neither an example nor a fuzz test can be repeated.
        assert_eq!(found[0].tests, [0, 1]);
    }
    let quiet = suite(&tests).done();
    assert_eq!(packages(&quiet, false), []);
    assert_eq!(packages(&quiet, true).len(), 1);
}

#[test]
fn goroutines_are_charged_to_the_tests_that_began_them() {
    let looked = three(|round| {
        let of = |test| vec![goroutine(test, "example.org/rate.Start", 3); 16 * round as usize];
        let all = [of("TestA"), of("TestB")].concat();
        let bytes = u64::from(round) * 4 * MIB;
        look(all, &[("example.org/rate.Start.func1", bytes)], Vec::new())
    });
    let found = found(&["TestA", "TestB", "TestMean"], looked, Vec::new());
    let [finding] = found.findings.as_slice() else {
        panic!("{:#?}", found.findings);
    };
    assert_eq!(finding.cause, Cause::Goroutine);
    assert_eq!(
        finding.culprits,
        ["example.org/rate.TestA", "example.org/rate.TestB"]
    );
    assert_eq!(
        finding.holder.as_deref(),
        Some("goroutines of example.org/rate.Start.func1")
    );
    assert_eq!(finding.objects_per_test, Some(16.0));
    assert_eq!(finding.bytes_per_test, Some(2 * MIB));
    assert!(finding.hint_code.as_ref().unwrap().contains("t.Cleanup"));
}

#[test]
fn goroutines_are_called_by_what_they_run() {
    let of = |functions: &[&str]| {
        let functions = functions.iter().copied().collect();
        found::holder(&frame("example.org/rate%2ev2.Start", 3), &functions)
    };
    let own = "example.org/rate%2ev2.Start.func1";
    for functions in [&[own][..], &["database/sql.(*DB).connectionOpener", own]] {
        let expected = "goroutines of example.org/rate.v2.Start.func1";
        assert_eq!(of(functions), expected);
    }
    assert_eq!(
        of(&["net/http.(*persistConn).readLoop"]),
        "goroutines of net/http.(*persistConn).readLoop, begun in example.org/rate.v2.Start"
    );
    assert_eq!(of(&[]), "goroutines begun in example.org/rate.v2.Start");
}

#[test]
fn connections_that_nobody_closes_are_told_as_such() {
    // Line 3 of the source in which these goroutines were begun.
    let of = |state: &str, line: &str| {
        let source = format!("package rate\n\n{line}\n");
        let read = |_: &str| Some(source.clone());
        found::waits(&frame("example.org/rate.TestA", 3), state, &read)
    };
    let server = "\tserver := httptest.NewServer(mux)";
    assert_eq!(of("IO wait", server), Waits::Http);
    assert_eq!(of("select", "\tresp, err := client.Get(url)"), Waits::Http);
    assert_eq!(of("select", "\tgo cache.Get(url)"), Waits::Other);
    assert_eq!(of("sync.Cond.Wait", server), Waits::Other);
}

#[test]
fn few_goroutines_and_few_bytes_are_no_leak() {
    let of = |each: usize| {
        let looked = three(|round| {
            let one = goroutine("TestA", "example.org/rate.Start", 3);
            look(vec![one; each * round as usize], &[], Vec::new())
        });
        found(&["TestA"], looked, Vec::new()).findings.len()
    };
    assert_eq!(of(9), 0);
    assert_eq!(of(10), 1);
}

#[test]
fn what_does_not_grow_steadily_is_no_leak() {
    let goroutines = |counts: [usize; 3]| {
        three(|round| {
            let one = goroutine("TestA", "example.org/rate.Start", 3);
            look(vec![one; counts[round as usize / 2 - 1]], &[], Vec::new())
        })
    };
    // A pool of workers that is begun once, and one that fills up.
    for counts in [[64, 64, 64], [0, 64, 64], [20, 84, 100]] {
        let found = found(&["TestA"], goroutines(counts), Vec::new());
        assert!(found.findings.is_empty(), "{counts:?}");
    }
    let cache = |mib: [u64; 3]| {
        three(|round| {
            let bytes = mib[round as usize / 2 - 1] * MIB;
            look(Vec::new(), &[("example.org/rate.cache", bytes)], Vec::new())
        })
    };
    for mib in [[8, 8, 8], [2, 8, 8], [2, 12, 14], [12, 2, 12]] {
        let found = found(&["TestA"], cache(mib), Vec::new());
        assert!(found.findings.is_empty(), "{mib:?}");
    }
    assert_eq!(
        found(&["TestA"], cache([4, 8, 12]), Vec::new())
            .findings
            .len(),
        1
    );
}

#[test]
fn a_variable_is_charged_by_the_stacks_of_the_tests() {
    let looked = three(|round| {
        let bytes = u64::from(round) * 2 * MIB;
        let own = i64::from(round) * MIB as i64;
        let stacks = vec![stack("TestA", own), stack("TestB", own), stack("TestC", 9)];
        look(Vec::new(), &[("example.org/rate.pages", bytes)], stacks)
    });
    let found = found(&["TestA", "TestB", "TestC"], looked, Vec::new());
    let [finding] = found.findings.as_slice() else {
        panic!("{:#?}", found.findings);
    };
    assert_eq!(finding.cause, Cause::ModuleGlobal);
    assert_eq!(finding.holder.as_deref(), Some("example.org/rate.pages"));
    assert_eq!(
        finding.culprits,
        ["example.org/rate.TestA", "example.org/rate.TestB"]
    );
    assert_eq!(finding.bytes_per_test, Some(MIB));
    assert_eq!(finding.lines[0].file, "rate.go");
    assert_eq!(finding.lines[0].bytes, MIB);
}

#[test]
fn of_several_variables_each_test_alone_says_whose_they_are() {
    let of = |names: &'static [&'static str]| {
        three(move |round| {
            let bytes = u64::from(round) * 2 * MIB;
            let held: Vec<(&str, u64)> = names.iter().map(|name| (*name, bytes)).collect();
            look(Vec::new(), &held, Vec::new())
        })
    };
    let both = of(&["example.org/rate.pages", "example.org/rate.rows"]);
    let artifact = suite(&["TestA", "TestB", "TestC"]).with(left(0, 8)).done();
    let package = packages(&artifact, false).remove(0);
    let rounds = Rounds {
        tests: package.tests.clone(),
        looks: ROUNDS,
    };
    let seen = Seen::of(&artifact, package, &rounds, both).unwrap();
    assert_eq!(seen.untold(), [0, 1, 2]);
    let both = of(&["example.org/rate.pages", "example.org/rate.rows"]);
    let alone = vec![
        (0, of(&["example.org/rate.pages"])),
        (1, of(&["example.org/rate.rows", "example.org/rate.once"])),
        (2, of(&[])),
    ];
    let found = found(&["TestA", "TestB", "TestC"], both, alone);
    let told: Vec<_> = (found.findings.iter())
        .map(|finding| (finding.holder.as_deref().unwrap(), &finding.culprits[..]))
        .collect();
    assert_eq!(
        told,
        [
            (
                "example.org/rate.pages",
                &["example.org/rate.TestA".to_owned()][..]
            ),
            (
                "example.org/rate.rows",
                &["example.org/rate.TestB".to_owned()][..]
            ),
        ]
    );
}

#[test]
fn a_process_that_ended_early_says_nothing() {
    let artifact = suite(&["TestA"]).with(left(0, 8)).done();
    let mut looked = three(|_| look(Vec::new(), &[], Vec::new()));
    looked.looks.pop();
    assert!(parts(&artifact, &Rounds::alone(0), looked).is_none());
}

#[test]
fn looks_are_behind_whole_rounds() {
    let artifact = suite(&["TestA", "TestB"]).done();
    let rounds = Rounds::of(&artifact, &[0, 1], None, 30.0);
    assert_eq!(rounds.looks, [2, 4, 6]);
    assert_eq!(rounds.order().len(), 12);
    assert_eq!(rounds.dumps(), [4, 8, 12]);
    assert_eq!(Rounds::of(&artifact, &[0], None, 0.0).looks, [1, 2, 3]);
    assert_eq!(Rounds::of(&artifact, &[0], Some(5), 0.0).looks, [1, 3, 5]);
}
