//! `--shard I/N` and `oomscope merge`: a suite cut over several machines and put together again.

use anyhow::{Context, ensure};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::{Outcome, exit_code};
use oomscope_tests::runner::{Call, PYTEST, Project};
use oomscope_tests::{Result, places};

const QUIET: &[&str] = &["run", "--show-output", "never"];

/// Runs the story's suite before its fix, with its artifact in `project`.
fn story(project: &Project, out: &str, options: &[&str]) -> Result<Artifact> {
    Call::new(project.folder(), &places::binary())
        .args(QUIET)
        .args(["--hunt", "off", "--out"])
        .args([project.path(out).as_os_str()])
        .args(options)
        .args(PYTEST)
        .in_folder(places::workspace().join("tests/examples/story/before"))
        .expect(exit_code::OK)?
        .artifact()
}

fn merge(project: &Project, out: &str, shards: &[&str], code: u8) -> Result<(Artifact, String)> {
    let arguments = [&["merge", "--out", out], shards].concat();
    let ended = project.oomscope(&arguments).expect(code)?;
    Ok((project.artifact_at(out)?, ended.stderr))
}

#[test]
fn the_story_in_four_shards_equals_the_whole_test_by_test() -> Result<()> {
    let project = Project::new(&[])?;
    let whole = story(&project, "whole.json", &[])?;
    let files: Vec<String> = (1..=4).map(|index| format!("{index}.json")).collect();
    for (file, index) in files.iter().zip(1..) {
        story(&project, file, &["--shard", &format!("{index}/4")])?;
    }
    // Their order on the command line means nothing.
    let mixed: Vec<&str> = [2, 0, 3, 1].map(|at: usize| files[at].as_str()).to_vec();
    let (merged, _) = merge(&project, "merged.json", &mixed, exit_code::OK)?;
    ensure!(merged.tests.id == whole.tests.id, "{:?}", merged.tests.id);
    ensure!(merged.tests.outcome == whole.tests.outcome);
    // The same tests in other processes: 7 MiB, give or take what malloc rounds. A fresh process pays for
    // what is used first, in the test that happens to use it; that is so with every way of cutting.
    let kept = |bytes: Option<u64>| bytes.map(|bytes| bytes >> 20).context("not measured");
    let mut apart = Vec::new();
    for (ours, theirs) in merged.tests.rows().zip(whole.tests.rows()) {
        let both = (kept(ours.retained_bytes)?, kept(theirs.retained_bytes)?);
        if both.0.abs_diff(both.1) > 1 {
            apart.push((ours.id, both));
        }
    }
    ensure!(apart.len() <= 4 * 3, "{apart:#?}");
    println!(
        "{} of {} tests keep another amount: {apart:?}",
        apart.len(),
        whole.tests.len()
    );
    ensure!(merged.batches.len() == 4 && merged.run.shards.len() == 4);
    ensure!(merged.warnings.is_empty(), "{:?}", merged.warnings);
    // Every batch lies behind the one before it, and its tests inside of it.
    for pair in merged.batches.windows(2) {
        ensure!(pair[1].start_ms >= pair[0].start_ms + pair[0].duration_ms);
    }
    for row in merged.tests.rows() {
        let batch = &merged.batches[row.batch.context("no batch")? as usize - 1];
        let start_ms = row.start_us.context("no start")? / 1000;
        ensure!((batch.start_ms..=batch.start_ms + batch.duration_ms).contains(&start_ms));
    }
    // The same command as for any other artifact.
    project
        .oomscope(&["report", "merged.json"])
        .expect(exit_code::OK)?;
    project
        .oomscope(&["compare", "whole.json", "merged.json"])
        .expect(exit_code::OK)?;
    Ok(())
}

const UNEVEN: &[(&str, &str)] = &[
    (
        "test_a.py",
        "import time\ndef test_long():\n    time.sleep(0.6)\ndef test_long_too():\n    time.sleep(0.6)\n",
    ),
    ("test_b.py", "def test_1(): pass\ndef test_2(): pass\n"),
    ("test_c.py", "def test_3(): pass\ndef test_4(): pass\n"),
];

#[test]
fn a_balanced_share_has_whole_modules() -> Result<()> {
    let suite: Vec<(String, String)> = (0..4)
        .map(|file| {
            let tests = (0..6).map(|test| {
                format!("def test_{test}(): time.sleep(len(b'x' * (20 << 20)) / (1 << 30))\n")
            });
            let text = format!("import time\n{}", tests.collect::<String>());
            (format!("test_{file}.py"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = suite
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    let project = Project::new(&files)?;
    project
        .run_pytest(&["--out", "earlier.json"])
        .expect(exit_code::OK)?;
    for share in ["1/2", "2/2"] {
        let options = [
            "--shard",
            share,
            "--balance-by",
            "earlier.json",
            "--out",
            "shard.json",
        ];
        project.run_pytest(&options).expect(exit_code::OK)?;
        let ids = project.artifact_at("shard.json")?.tests.id;
        for file in 0..4 {
            let own = ids
                .iter()
                .filter(|id| id.starts_with(&format!("test_{file}.py")));
            let own = own.count();
            assert!(own == 0 || own == 6, "{share}: {ids:?}");
        }
        assert_eq!(ids.len(), 12);
    }
    Ok(())
}

#[test]
fn an_earlier_artifact_levels_the_shares() -> Result<()> {
    let project = Project::new(UNEVEN)?;
    project
        .run_pytest(&["--out", "earlier.json"])
        .expect(exit_code::OK)?;
    let ids = |options: &[&str]| -> Result<Vec<String>> {
        let out = [options, &["--out", "shard.json"]].concat();
        project.run_pytest(&out).expect(exit_code::OK)?;
        Ok(project.artifact_at("shard.json")?.tests.id)
    };
    // By number the two long tests are the first share; by what they took they part.
    assert_eq!(
        ids(&["--shard", "1/2"])?,
        [
            "test_a.py::test_long",
            "test_a.py::test_long_too",
            "test_b.py::test_1"
        ]
    );
    let balanced = ["--balance-by", "earlier.json"];
    let first = ids(&[&["--shard", "1/2"], &balanced[..]].concat())?;
    let second = ids(&[&["--shard", "2/2"], &balanced[..]].concat())?;
    let long = |ids: &[String]| ids.iter().filter(|id| id.contains("long")).count();
    assert_eq!(
        (long(&first), long(&second)),
        (1, 1),
        "{first:?} {second:?}"
    );
    assert_eq!(first.len() + second.len(), 6);
    Ok(())
}

#[test]
fn lists_batches_and_workers_are_shared_out_too() -> Result<()> {
    let project = Project::new(UNEVEN)?;
    project.write("list.txt", "test_b.py\ntest_c.py\n")?;
    let run = |options: &[&str], command: &[&str]| -> Result<Artifact> {
        let arguments = [
            QUIET,
            options,
            &["--hunt", "off", "--out", "s.json", "--"],
            command,
        ]
        .concat();
        project.oomscope(&arguments).expect(exit_code::OK)?;
        project.artifact_at("s.json")
    };
    let pytest = &["python", "-m", "pytest", "-q"];
    let shard = ["--shard", "2/2"];
    let listed = run(
        &[&shard[..], &["--tests", "list.txt", "--batch-size", "1"]].concat(),
        pytest,
    )?;
    assert_eq!(listed.tests.id, ["test_c.py::test_3", "test_c.py::test_4"]);
    assert_eq!(listed.batches.len(), 2);
    let workers = run(&shard, &["python", "-m", "pytest", "-q", "-n", "2"])?;
    assert_eq!(workers.tests.len(), 3);
    assert_eq!(workers.tests.count(Outcome::Passed), 3);
    project.write("cases.txt", "a\nb\nc\n")?;
    let cases = run(&[&shard[..], &["--tests", "cases.txt"]].concat(), &["echo"])?;
    assert_eq!(cases.tests.id, ["c"]);
    // More shares than tests: one without work is well, too.
    let none = run(&["--shard", "7/9", "--tests", "cases.txt"], &["echo"])?;
    assert_eq!(none.tests.len(), 1);
    let idle = run(&["--shard", "8/9"], pytest)?;
    let shard = idle.run.shard.context("no shard")?;
    assert_eq!(
        (shard.planned, idle.tests.len()),
        (6, shard.positions.len())
    );
    Ok(())
}

#[test]
fn every_share_ends_well_also_an_empty_one() -> Result<()> {
    let project = Project::with_suite("def test_only(): pass\n")?;
    for (share, tests) in [("1/3", 1), ("2/3", 0), ("3/3", 0)] {
        let out = share.replace('/', "-");
        let ended = project
            .run_pytest(&["--shard", share, "--out", &out])
            .run()?;
        let artifact = project.artifact_at(&out)?;
        assert_eq!(
            (ended.code(), artifact.tests.len()),
            (Some(0), tests),
            "{}",
            ended.stderr
        );
    }
    let (merged, _) = merge(&project, "m.json", &["1-3", "2-3", "3-3"], exit_code::OK)?;
    assert_eq!(merged.tests.id, ["test_suite.py::test_only"]);
    Ok(())
}

#[test]
fn what_does_not_belong_together_is_refused_by_name() -> Result<()> {
    let project = Project::new(UNEVEN)?;
    for (share, out) in [("1/2", "a"), ("1/3", "c")] {
        project
            .run_pytest(&["--shard", share, "--out", out])
            .expect(exit_code::OK)?;
    }
    for (files, parts) in [
        (&["a", "a"][..], ["`a`", "both shard 1/2"]),
        (&["a", "c"][..], ["`c`", "3 shards of 6 tests"]),
        (&["a", "gone"][..], ["`gone`", "No such file"]),
    ] {
        let arguments = [&["merge", "--out", "m.json"], files].concat();
        let ended = project.oomscope(&arguments).expect(exit_code::USAGE)?;
        for part in parts {
            ensure!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
        }
        ensure!(!project.has("m.json"), "nothing is written");
    }
    // A share that is missing is no error, but it is said.
    let (merged, told) = merge(&project, "m.json", &["a"], exit_code::OK)?;
    ensure!(told.contains("Shard 2/2 of this run is not here"), "{told}");
    ensure!(merged.warnings.len() == 1, "{:?}", merged.warnings);
    Ok(())
}
