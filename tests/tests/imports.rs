//! Files that other tools wrote become artifacts, and every command works with them.

use std::fs;

use anyhow::{Context, ensure};
use oomscope_shared::{Artifact, Ending};
use oomscope_tests::runner::{ARTIFACT, Project, read_artifact};
use oomscope_tests::{Result, places};

/// Each file, and the tool that is seen in it.
const FILES: [(&str, &str); 8] = [
    ("mprof.dat", "mprof"),
    ("mprof-multiprocess.dat", "mprof"),
    ("mprof-functions.dat", "mprof"),
    ("psrecord.txt", "psrecord"),
    ("psrecord.csv", "psrecord"),
    ("psrecord-io.txt", "psrecord"),
    ("suite.pymon", "pytest-monitor"),
    ("memray-stats.json", "memray"),
];

/// A folder with all of them.
fn project() -> Result<Project> {
    let project = Project::new(&[])?;
    for (name, _) in FILES {
        let from = places::workspace().join("tests/foreign-files").join(name);
        project.write(name, fs::read(from)?)?;
    }
    Ok(project)
}

fn import(project: &Project, name: &str, label: &str) -> Result<Artifact> {
    let out = format!("{label}.oomscope.json");
    project
        .oomscope(&["import", name, "--label", label, "--out", &out])
        .expect(0)?;
    read_artifact(&project.path(&out))
}

#[test]
fn every_file_becomes_an_artifact_that_keeps_the_schema() -> Result<()> {
    let project = project()?;
    let schema = places::workspace().join("shared/schema/artifact.v1.schema.json");
    let schema = serde_json::from_slice(&fs::read(schema)?)?;
    let validator = jsonschema::validator_for(&schema)?;
    for (name, tool) in FILES {
        let ended = project.oomscope(&["import", name]).expect(0)?;
        let out = format!("{name}.oomscope.json");
        ensure!(ended.stdout.trim() == out, "{}", ended.stdout);
        ensure!(ended.stderr.contains("Imported from"), "{}", ended.stderr);
        let document = serde_json::from_slice(&fs::read(project.path(&out))?)?;
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|e| e.to_string())
            .collect();
        ensure!(errors.is_empty(), "{name}: {errors:?}");
        let artifact = read_artifact(&project.path(&out))?;
        ensure!(
            artifact.batches[0].ending == Ending::Unrecorded,
            "an ending was invented"
        );
        ensure!(
            artifact.warnings[0].contains(tool),
            "{:?}",
            artifact.warnings
        );
        // The same by name, and for a person, as a picture, and in other formats.
        project
            .oomscope(&["import", name, "--from", tool, "--out", "same.json"])
            .expect(0)?;
        ensure!(read_artifact(&project.path("same.json"))? == artifact);
        for format in [
            "markdown",
            "json",
            "svg",
            "junit",
            "ctrf",
            "openmetrics",
            "chrome-trace",
        ] {
            project
                .oomscope(&["report", &out, "--format", format])
                .expect(0)?;
        }
    }
    Ok(())
}

#[test]
fn the_peak_is_that_of_the_file() -> Result<()> {
    let project = project()?;
    for (name, figure) in [("mprof.dat", 1), ("psrecord.txt", 2)] {
        let text = project.read(name)?;
        let lines = text.lines().filter(|line| !line.starts_with(['#', 'C']));
        let mib = lines
            .filter_map(|line| line.split_whitespace().nth(figure)?.parse::<f64>().ok())
            .fold(0.0, f64::max);
        let peak = import(&project, name, "x")?
            .peak_bytes()
            .context("no peak")?;
        ensure!(
            (peak as f64 / 1_048_576.0 - mib).abs() < 0.002,
            "{name}: {peak} {mib}"
        );
    }
    Ok(())
}

#[test]
fn two_imports_are_compared() -> Result<()> {
    let project = project()?;
    // The second run needs less from its fourth sample on, as the same tool would have written it.
    let text = project.read("mprof.dat")?;
    let halved: String = text
        .lines()
        .map(
            |line| match line.split_whitespace().collect::<Vec<_>>()[..] {
                ["MEM", mib, at] => {
                    format!("MEM {} {at}\n", mib.parse::<f64>().unwrap_or(0.0) / 2.0)
                }
                _ => format!("{line}\n"),
            },
        )
        .collect();
    project.write("less.dat", halved)?;
    import(&project, "mprof.dat", "before")?;
    import(&project, "less.dat", "after")?;
    let sides = ["before.oomscope.json", "after.oomscope.json"];
    let ended = project
        .oomscope(&["compare", sides[0], sides[1], "--format", "json"])
        .expect(0)?;
    let verdict = &ended.json()?["verdict"];
    ensure!(verdict == "improved", "{verdict}");
    // So is an import with a run of oomscope's own, in either order: what the file does not say is no difference.
    project
        .oomscope(&["record", "--show-output", "never", "--", "sleep", "0.2"])
        .expect(0)?;
    for (sides, expected) in [
        (["before.oomscope.json", ARTIFACT], "improved"),
        ([ARTIFACT, "before.oomscope.json"], "regressed"),
    ] {
        let compare = ["compare", sides[0], sides[1], "--format", "json"];
        let verdict = project.oomscope(&compare).run()?.json()?;
        ensure!(verdict["verdict"] == expected, "{verdict}");
        let text = verdict.to_string();
        ensure!(!text.contains("different machines"), "{text}");
    }
    // Other tools measure other things, so of two tools only the reader can judge.
    import(&project, "memray-stats.json", "other")?;
    let ended = project
        .oomscope(&["report", "other.oomscope.json"])
        .expect(0)?;
    ensure!(
        ended.stdout.contains("not resident memory"),
        "{}",
        ended.stdout
    );
    Ok(())
}

#[test]
fn what_cannot_be_imported_is_named() -> Result<()> {
    let project = project()?;
    project.write("notes.txt", "hello\n")?;
    project.write(
        "half.pymon",
        &fs::read(project.path("suite.pymon"))?[..5000],
    )?;
    for (arguments, message, hint) in [
        (
            &["import", "notes.txt"][..],
            "`notes.txt`: it is none of the files",
            "--from",
        ),
        (
            &["import", "half.pymon"],
            "`half.pymon`: it is no whole file of pytest-monitor",
            "again",
        ),
        (
            &["import", "mprof.dat", "--from", "psrecord"],
            "Real (MB)",
            "--from",
        ),
        (&["import", "nothing.dat"], "`nothing.dat`", "spelling"),
    ] {
        let ended = project.oomscope(arguments).expect(2)?;
        ensure!(
            ended.stderr.contains(message) && ended.stderr.contains(hint),
            "{}",
            ended.stderr
        );
    }
    Ok(())
}
