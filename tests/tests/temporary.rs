//! The files and folders that oomscope makes for itself: where they lie, who can read them, what must not be
//! followed, and what becomes of them.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use oomscope_shared::artifact::{Artifact, Framework, PeakSource};
use oomscope_shared::{Outcome, exit_code};
use oomscope_tests::runner::{ARTIFACT, Call, JOURNAL, Project, wait_until};
use oomscope_tests::{Result, left_out, places};

const PASSES: &str = "def test_one():\n    pass\n\n\ndef test_two():\n    pass\n";

/// Waits in its test until somebody says so.
const WAITS: &str = "import os\nimport time\n\n\ndef test_waits():\n    open('runs', 'w').close()\n    \
                     while not os.path.exists('go'):\n        time.sleep(0.01)\n";

/// Everywhere where a folder could lie is read-only, but for the project. The words of the command follow.
const READ_ONLY: &str = r#"
set -e
for place in "$@"; do
    shift
    test "$place" != -- || break
    mount --bind "$place" "$place"
    mount -o remount,bind,ro "$place"
done
mount --bind "$PWD" "$PWD"
mount -o remount,bind,rw "$PWD"
cd "$PWD"
exec "$@"
"#;

/// Whether this machine lets a test mount something where nobody else sees it.
fn can_mount() -> Result<bool> {
    let tried = Command::new("unshare")
        .args(["-m", "mount", "-t", "tmpfs", "none", "/mnt"])
        .output();
    let is_allowed = tried.is_ok_and(|output| output.status.success());
    if !is_allowed {
        left_out("this machine does not permit mounts in a namespace of one's own")?;
    }
    Ok(is_allowed)
}

/// oomscope with these folders read-only.
fn read_only(project: &Project, places: &[&str], words: &[&str]) -> Call {
    let binary = places::binary();
    Call::new(project.folder(), Path::new("unshare"))
        .args(["-m", "sh", "-c", READ_ONLY, "sh"])
        .args(places)
        .args(["--"])
        .args([binary])
        .args(words)
}

const RUN: &[&str] = &["run", "--show-output", "never", "--hunt", "off"];
const PYTEST: &[&str] = &[
    "--",
    "python",
    "-m",
    "pytest",
    "-q",
    "-p",
    "no:cacheprovider",
];

fn run_words<'a>(options: &[&'a str]) -> Vec<&'a str> {
    [RUN, options, PYTEST].concat()
}

fn both_passed(artifact: &Artifact) -> Result<()> {
    assert_eq!(artifact.tests.outcome, [Outcome::Passed, Outcome::Passed]);
    ensure!(artifact.warnings.is_empty(), "{:?}", artifact.warnings);
    Ok(())
}

/// Names in a folder that begin with this.
fn names(folder: &Path, prefix: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with(prefix) {
            found.push(name);
        }
    }
    Ok(found)
}

fn mode(path: &Path) -> Result<u32> {
    let metadata = fs::metadata(path).with_context(|| format!("no {}", path.display()))?;
    Ok(metadata.mode() & 0o777)
}

#[test]
fn a_tmpdir_that_does_not_do_is_passed_over() -> Result<()> {
    let project = Project::with_suite(PASSES)?;
    project.write("a-file", "")?;
    let long = project.path(&"long/".repeat(20));
    fs::create_dir_all(&long)?;
    for bad in [
        Path::new("/nowhere/at/all"),
        &project.path("a-file"),
        &long,
        Path::new(""),
        Path::new("missing"),
    ] {
        let artifact = project
            .run_pytest(&[])
            .env("TMPDIR", bad)
            .expect(exit_code::OK)?
            .artifact()?;
        both_passed(&artifact)?;
    }
    Ok(())
}

#[test]
fn where_tmp_is_read_only_or_full_another_place_is_found() -> Result<()> {
    if !can_mount()? {
        return Ok(());
    }
    let project = Project::with_suite(PASSES)?;
    // The folder of the artifact is the last place that there is.
    for places in [&["/tmp"][..], &["/tmp", "/var/tmp", "/dev/shm"]] {
        let artifact = read_only(&project, places, &run_words(&[]))
            .env("XDG_RUNTIME_DIR", "/nowhere")
            .expect(exit_code::OK)?
            .artifact()?;
        both_passed(&artifact)?;
        assert_eq!(names(project.folder(), "oomscope-run-")?, [""; 0]);
    }
    // A folder can be made in the full one, and a socket, but no file.
    let full = "mount -t tmpfs -o size=64k tmpfs full; cat /dev/zero > full/zeros; exec \"$@\"";
    fs::create_dir(project.path("full"))?;
    let artifact = Call::new(project.folder(), Path::new("unshare"))
        .args(["-m", "sh", "-c", full, "sh"])
        .args([places::binary()])
        .args(run_words(&[]))
        .env("TMPDIR", project.path("full"))
        .expect(exit_code::OK)?
        .artifact()?;
    both_passed(&artifact)
}

#[test]
fn where_there_is_no_place_at_all_the_tests_run_and_it_is_told_why_they_have_no_figures()
-> Result<()> {
    if !can_mount()? {
        return Ok(());
    }
    for options in [&[][..], &["--batch-size", "1"]] {
        let project = Project::with_suite(PASSES)?;
        let long = project.path(&"long/".repeat(20));
        fs::create_dir_all(&long)?;
        let out = long.join("run.json").display().to_string();
        let options = [options, &["--out", &out]].concat();
        let places = ["/tmp", "/var/tmp", "/dev/shm"];
        let artifact = read_only(&project, &places, &run_words(&options))
            .env("TMPDIR", "/nowhere")
            .env("XDG_RUNTIME_DIR", "")
            .expect(exit_code::OK)?
            .artifact()?;
        assert_eq!(artifact.run.framework, Framework::Command);
        ensure!(artifact.batches[0].output.text.contains("2 passed"));
        let [warning] = &artifact.warnings[..] else {
            anyhow::bail!("{:?}", artifact.warnings)
        };
        let warning = warning.english();
        for part in [
            "`/nowhere` (No such file",
            "`/tmp` (Read-only file system",
            "SUN_LEN",
            "Set TMPDIR",
        ] {
            ensure!(warning.contains(part), "{warning}");
        }
    }
    Ok(())
}

#[test]
fn without_proc_the_tests_run_and_it_is_told_what_is_not_known() -> Result<()> {
    if !can_mount()? {
        return Ok(());
    }
    let project = Project::with_suite(PASSES)?;
    let artifact = Call::new(project.folder(), Path::new("unshare"))
        .args([
            "-m",
            "sh",
            "-c",
            "mount -t tmpfs none /proc; exec \"$@\"",
            "sh",
        ])
        .args([places::binary()])
        .args(run_words(&[]))
        .expect(exit_code::OK)?
        .artifact()?;
    let batch = &artifact.batches[0];
    ensure!(batch.output.text.contains("2 passed"), "{batch:#?}");
    let source = batch.peak_source;
    assert_eq!(source, Some(PeakSource::KernelHighWater));
    let told = "`/proc` cannot be read (No such file";
    ensure!(
        artifact.warnings[0].contains(told),
        "{:?}",
        artifact.warnings
    );
    Ok(())
}

#[test]
fn nothing_that_lies_in_the_place_of_a_file_is_followed_or_waited_for() -> Result<()> {
    // The folder of the artifact turns into a file, so both files go elsewhere.
    let suite = "import os\nimport shutil\n\n\ndef test_away():\n    shutil.rmtree('out')\n    \
                 open('out', 'w').close()\n";
    let plant = "mkdir tmp; for name in run.json run.journal run.json.$$.tmp; do \
                 $PLANT tmp/oomscope-$$-$name; done; exec \"$@\"";
    for planted in ["ln -s ../precious", "mkfifo"] {
        let project = Project::with_suite(suite)?;
        project.write("precious", "p")?;
        fs::create_dir(project.path("out"))?;
        let plant = plant.replace("$PLANT", planted);
        let artifact = project
            .shell(&plant)
            .args(["sh"])
            .args([places::binary()])
            .args(run_words(&["--out", "out/run.json"]))
            .env("TMPDIR", project.path("tmp"))
            .expect(exit_code::OK)?;
        let path = Path::new(artifact.stdout.trim()).to_owned();
        assert_eq!(artifact.artifact()?.tests.outcome, [Outcome::Passed]);
        assert_eq!(path.parent(), Some(&*project.path("tmp")));
        assert_eq!(mode(&path)?, 0o600);
        assert_eq!(project.read("precious")?, "p");
    }
    Ok(())
}

#[test]
fn a_journal_is_written_to_no_link_and_no_pipe() -> Result<()> {
    for is_link in [true, false] {
        let project = Project::with_suite(PASSES)?;
        project.write("precious", "p")?;
        match is_link {
            true => symlink("precious", project.path(JOURNAL))?,
            false => mkfifo(&project.path(JOURNAL))?,
        }
        let artifact = project.run_pytest(&[]).expect(exit_code::OK)?.artifact()?;
        assert_eq!(artifact.tests.outcome, [Outcome::Passed, Outcome::Passed]);
        let [warning] = &artifact.warnings[..] else {
            anyhow::bail!("{:?}", artifact.warnings)
        };
        ensure!(
            warning.contains("The journal cannot be written to"),
            "{warning}"
        );
        assert_eq!(project.read("precious")?, "p");
    }
    Ok(())
}

#[test]
fn what_is_no_file_is_no_place_for_an_artifact() -> Result<()> {
    let project = Project::with_suite(PASSES)?;
    mkfifo(&project.path(ARTIFACT))?;
    for out in [ARTIFACT, "/dev/null"] {
        let refused = project
            .run_pytest(&["--out", out])
            .expect(exit_code::USAGE)?;
        ensure!(
            refused.stderr.contains("no regular file"),
            "{}",
            refused.stderr
        );
        ensure!(refused.stderr.contains("--out"), "{}", refused.stderr);
    }
    Ok(())
}

fn mkfifo(path: &Path) -> Result<()> {
    let status = Command::new("mkfifo").arg(path).status()?;
    ensure!(status.success(), "no pipe at {}", path.display());
    Ok(())
}

#[test]
fn folders_and_files_are_private_whatever_the_mask() -> Result<()> {
    let suite = "import glob\nimport os\nimport stat\n\n\ndef test_modes():\n    \
                 mode = lambda path: stat.S_IMODE(os.stat(path).st_mode)\n    \
                 [folder] = glob.glob('tmp/oomscope-run-*')\n    \
                 assert mode(folder) == 0o700\n    \
                 assert mode('run.oomscope.journal') == 0o600\n";
    for (mask, of_artifact) in [("000", 0o666), ("022", 0o644), ("077", 0o600)] {
        let project = Project::with_suite(suite)?;
        fs::create_dir(project.path("tmp"))?;
        fs::set_permissions(project.path("tmp"), Permissions::from_mode(0o777))?;
        project
            .shell(&format!("umask {mask}; exec \"$@\""))
            .args(["sh"])
            .args([places::binary()])
            .args(run_words(&[]))
            .env("TMPDIR", project.path("tmp"))
            .env("XDG_CACHE_HOME", project.path("cache"))
            .expect(exit_code::OK)?;
        assert_eq!(mode(&project.path(ARTIFACT))?, of_artifact, "{mask}");
        let cache = project.path("cache/oomscope");
        let plugin = names(&cache, "plugin-")?;
        assert_eq!(plugin.len(), 1);
        assert_eq!(mode(&cache.join(&plugin[0]))?, 0o700, "{mask}");
        assert_eq!(names(&project.path("tmp"), "")?, [""; 0]);
    }
    Ok(())
}

#[test]
fn a_folder_that_others_can_write_to_gives_no_plugin() -> Result<()> {
    let project = Project::with_suite(PASSES)?;
    let run = || -> Result<()> {
        let artifact = project
            .run_pytest(&[])
            .env("XDG_CACHE_HOME", project.path("cache"))
            .expect(exit_code::OK)?
            .artifact()?;
        both_passed(&artifact)
    };
    run()?;
    let cache = project.path("cache/oomscope");
    let plugin = names(&cache, "plugin-")?.pop().context("no plugin")?;
    let hooks = cache.join(&plugin).join("oomscope_hooks.py");
    fs::write(&hooks, "theirs")?;
    fs::set_permissions(cache.join(&plugin), Permissions::from_mode(0o777))?;
    run()?;
    // Neither used nor mended.
    assert_eq!(fs::read_to_string(&hooks)?, "theirs");
    Ok(())
}

#[test]
fn what_a_killed_run_has_left_goes_with_the_next_one_and_a_living_one_keeps_its_own() -> Result<()>
{
    let project = Project::with_suite(WAITS)?;
    let temporary = project.path("tmp");
    fs::create_dir(&temporary)?;
    let folders = || names(&temporary, "oomscope-run-");
    let start = || -> Result<_> {
        let running = project.run_pytest(&[]).env("TMPDIR", &temporary).start()?;
        project.wait_for("runs")?;
        fs::remove_file(project.path("runs"))?;
        Ok(running)
    };
    let killed = start()?;
    killed.signal("KILL")?;
    killed.wait()?;
    let left = folders()?;
    ensure!(left.len() == 1, "{left:?}");
    fs::write(project.path(".oomscope-unfinished-left"), "")?;
    let living = start()?;
    let own = folders()?;
    ensure!(own.len() == 1 && own != left, "{own:?} {left:?}");
    ensure!(!project.has(".oomscope-unfinished-left"));
    let passes = Project::with_suite(PASSES)?;
    passes
        .run_pytest(&[])
        .env("TMPDIR", &temporary)
        .expect(exit_code::OK)?;
    assert_eq!(folders()?, own);
    project.write("go", "")?;
    living.wait()?.expect(exit_code::OK)?;
    wait_until("the folder to be gone", || Ok(folders()?.is_empty()))
}
