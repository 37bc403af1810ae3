//! Inputs that never end, never begin, or burst: each is refused with a sentence, and costs next to nothing before
//! that. Every call has its address space bounded, so that a program that reads on dies of it.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::ensure;
use flate2::Compression;
use flate2::write::GzEncoder;
use oomscope_shared::load::write_artifact;
use oomscope_shared::{Ending, exit_code};
use oomscope_tests::runner::{Call, Ended, Project};
use oomscope_tests::{Result, places, runs};

/// What the program may reserve, in KiB: enough for all it does, not for what it is to refuse.
const ROOM_KIB: u64 = 512 << 10;

/// `oomscope` in bounded room.
fn bounded(project: &Project, arguments: &[&str]) -> Result<Ended> {
    let script = format!("ulimit -v {ROOM_KIB} && exec \"$0\" \"$@\"");
    Call::new(project.folder(), Path::new("sh"))
        .args(["-c", &script])
        .args([places::binary()])
        .args(arguments)
        .run()
}

/// The two lines of a refusal, with the folder taken out.
fn refusal(project: &Project, arguments: &[&str]) -> Result<String> {
    let ended = bounded(project, arguments)?.expect(exit_code::USAGE)?;
    let lines: Vec<&str> = ended.stderr.lines().collect();
    ensure!(
        matches!(lines[..], [error, hint]
            if error.starts_with("oomscope: error: ") && hint.starts_with("  hint: ")),
        "{arguments:?}: {lines:#?}"
    );
    Ok(ended.stderr)
}

/// A project with a good artifact, a named pipe, a link to a device that never ends, and a file with much air.
fn project() -> Result<Project> {
    let project = Project::with_suite("def test_a():\n    pass\n")?;
    project.write("run.oomscope.json", runs::before().bytes()?)?;
    for name in ["pipe", "pipe.oomscope.journal"] {
        let made = Command::new("mkfifo").arg(project.path(name)).status()?;
        ensure!(made.success(), "no named pipe");
    }
    std::os::unix::fs::symlink("/dev/zero", project.path("zero"))?;
    std::os::unix::fs::symlink("/dev/urandom", project.path("random"))?;
    std::fs::File::create(project.path("air"))?.set_len(5 << 30)?;
    Ok(project)
}

/// Every way in which a file is given.
fn ways<'a>(file: &'a str) -> Vec<Vec<&'a str>> {
    let run = ["--", "python", "-m", "pytest"];
    let with = |option: &'a str| [&["run", "-q", option, file][..], &run].concat();
    vec![
        vec!["report", file],
        vec!["compare", "run.oomscope.json", file],
        vec!["check", file],
        vec!["check", "run.oomscope.json", "--config", file],
        vec!["check", "run.oomscope.json", "--baseline", file],
        vec!["baseline", file],
        vec!["view", "--no-open", file],
        vec!["merge", "--out", "whole.json", file],
        vec!["export", "--parquet", "--out", "tables", file],
        vec!["import", file],
        vec!["recover", file],
        with("--tests"),
        with("--config"),
        with("--baseline"),
        [&["run", "--shard", "1/2", "--balance-by", file][..], &run].concat(),
    ]
}

#[test]
fn what_has_no_end_is_not_read() -> Result<()> {
    let project = project()?;
    for (file, why) in [
        ("pipe", "is a named pipe"),
        ("zero", "is a device"),
        ("random", "is a device"),
        ("/dev/zero", "is a device"),
        ("air", "has more than"),
    ] {
        for way in ways(file) {
            let said = refusal(&project, &way)?;
            ensure!(
                said.contains(why) && said.contains(&format!("`{file}`")),
                "{way:?}: {said}"
            );
        }
    }
    // The journal beside an artifact is found by its name.
    let said = refusal(&project, &["recover", "pipe.oomscope.json"])?;
    ensure!(
        said.contains("`pipe.oomscope.journal`: it is a named pipe"),
        "{said}"
    );
    Ok(())
}

#[test]
fn a_configuration_that_nobody_named_is_not_waited_for() -> Result<()> {
    let project = project()?;
    std::fs::rename(project.path("pipe"), project.path("oomscope.toml"))?;
    bounded(
        &project,
        &["check", "run.oomscope.json", "--fail-on", "hog"],
    )?
    .expect(exit_code::OK)?;
    Ok(())
}

#[test]
fn a_bomb_is_refused_before_it_takes_room() -> Result<()> {
    let project = project()?;
    // A gzip file may be of several parts one after the other, here 8 GiB.
    let mut part = GzEncoder::new(Vec::new(), Compression::best());
    part.write_all(&vec![b' '; 1 << 20])?;
    project.write("bomb.oomscope.json.gz", part.finish()?.repeat(8 << 10))?;
    for command in ["report", "import", "view", "baseline"] {
        let said = refusal(&project, &[command, "bomb.oomscope.json.gz"])?;
        ensure!(
            said.contains("unpacks to hundreds of times its size"),
            "{said}"
        );
    }
    // Among others it costs only itself.
    let all = [
        &["site", ".", "--out", "site"][..],
        &["export", "--parquet", "--out", "tables", "."],
    ];
    for arguments in all {
        let ended = bounded(&project, arguments)?.expect(exit_code::OK)?;
        ensure!(ended.stderr.contains("left out: "), "{ended:?}");
        ensure!(ended.stderr.contains("bomb.oomscope.json.gz"), "{ended:?}");
    }
    ensure!(project.has("site/artifacts/run.oomscope.json"));
    ensure!(!project.has("site/artifacts/bomb.oomscope.json.gz"));
    Ok(())
}

#[test]
fn a_pipe_of_the_shell_and_nothing_at_all_are_read() -> Result<()> {
    let project = project()?;
    let direct = project
        .oomscope(&["report", "run.oomscope.json"])
        .expect(exit_code::OK)?;
    let script =
        "(read -r line < run.oomscope.json; printf '%s\\n' \"$line\") | \"$0\" report /dev/stdin";
    let piped = Call::new(project.folder(), Path::new("sh"))
        .args(["-c", script])
        .args([places::binary()])
        .expect(exit_code::OK)?;
    ensure!(piped.stdout == direct.stdout, "{piped:?}");
    let check = [
        "check",
        "run.oomscope.json",
        "--config",
        "/dev/null",
        "--fail-on",
        "hog",
    ];
    project.oomscope(&check).expect(exit_code::OK)?;
    Ok(())
}

#[test]
fn a_picture_of_many_batches_has_no_more_marks_than_room() -> Result<()> {
    let project = project()?;
    let mut artifact = runs::over_limit().artifact()?;
    let one = artifact.batches[0].clone();
    ensure!(one.ending == Ending::OverLimit);
    artifact.batches = (0..5_000)
        .map(|at| {
            let mut batch = one.clone();
            batch.index = at + 1;
            batch.start_ms = u64::from(at) * one.duration_ms;
            batch.timeline.time_ms_deltas[0] = batch.start_ms as i64;
            batch
        })
        .collect();
    project.write("many.json", write_artifact(&artifact)?)?;
    let drawn = project.oomscope(&["report", "many.json", "--format", "svg"]);
    let svg = drawn.expect(exit_code::OK)?.stdout;
    let marks = svg.matches("/>").count() + svg.matches(',').count();
    ensure!((1_000..120_000).contains(&marks), "{marks}");
    let png = [
        "report",
        "many.json",
        "--format",
        "png",
        "--out",
        "many.png",
    ];
    project.oomscope(&png).expect(exit_code::OK)?;
    ensure!(project.has("many.png"));
    Ok(())
}
