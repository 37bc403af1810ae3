//! The library in programs that make it hard: it never breaks one, and what it says is right.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output};

use oomscope_diagnosis::native::frames::Frame;
use oomscope_tests::left_out;

use super::*;

/// A program that was compiled, and where its processes leave their files.
struct Tried {
    _folder: tempfile::TempDir,
    program: PathBuf,
    watch: Watch,
}

impl Tried {
    fn compiled(name: &str, options: &[&str]) -> Self {
        Self::compiled_by("cc", name, options)
    }

    fn compiled_by(compiler: &str, name: &str, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("native/programs")
            .join(name);
        let program = folder.path().join("program");
        let mut compiler = Command::new(compiler);
        compiler
            .args(["-O1", "-pthread"])
            .arg(&source)
            .args(options);
        let done = compiler.arg("-o").arg(&program).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        let watch = Watch::prepare(folder.path()).unwrap();
        let watch = watch.expect("the build has no profiler: is there a C compiler?");
        Self {
            _folder: folder,
            program,
            watch,
        }
    }

    fn command(&self, rate: u64) -> Command {
        let watch = Watch {
            rate,
            ..self.watch.clone()
        };
        let mut command = Command::new(&self.program);
        command.envs(watch.environment(&|_| None));
        command
    }

    fn blind(&self) -> Option<Blind> {
        blind(self.program.parent().unwrap())
    }

    fn recording(&self) -> Option<Recording> {
        self.watch.recordings().into_iter().next()
    }

    /// Bytes at the peak by the function that took them.
    fn peak(&self) -> Vec<(Frame, u64)> {
        let recording = self.recording().unwrap();
        let peak = recording.peak.as_ref().unwrap();
        let stacks = taken::to_be_named(&[peak]);
        let names = named(&recording, &taken::addresses(&recording, &stacks));
        let taken = taken::taken(&recording, &[peak], &names, &|_| false, &|_, _| None);
        let one = |one: taken::Taken| (one.taker, one.amounts[0].bytes);
        taken.into_iter().map(one).collect()
    }
}

fn is_done(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said == "done\n", "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn a_million_allocations_on_eight_threads_with_forks() {
    let many = Tried::compiled("many.c", &[]);
    for rate in [1, 64 << 10] {
        is_done(&many.command(rate).output().unwrap());
    }
    let recording = many.recording().unwrap();
    assert!(!recording.peak.unwrap().is_cut);
}

#[test]
fn memory_that_ends_ends_as_it_would() {
    let limited = Tried::compiled("limited.c", &[]);
    for rate in [1, 64 << 10] {
        is_done(&limited.command(rate).output().unwrap());
    }
}

#[test]
fn who_waits_for_the_loader_is_not_waited_for() {
    let loader = Tried::compiled("loader.c", &["-ldl"]);
    is_done(&loader.command(64 << 10).output().unwrap());
}

#[test]
fn an_allocator_of_the_users_own_goes_on() {
    let many = Tried::compiled("many.c", &[]);
    let places = [
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib64",
        "/usr/lib",
    ];
    let library = places.map(|place| format!("{place}/libjemalloc.so.2"));
    let Some(library) = library.iter().find(|path| Path::new(path).exists()) else {
        left_out("there is no libjemalloc.so.2 (Debian: libjemalloc2)").unwrap();
        return;
    };
    let own = |name: &str| (name == "LD_PRELOAD").then(|| library.clone());
    let output = Command::new(&many.program)
        .envs(many.watch.environment(&own))
        .output();
    is_done(&output.unwrap());
    let recording = many.recording().unwrap();
    let is_there =
        |module: &oomscope_diagnosis::native::recording::Module| module.path.contains("jemalloc");
    assert!(recording.modules.iter().any(is_there));
}

#[test]
fn address_sanitizer_keeps_its_program() {
    let plain = Tried::compiled("plain.c", &["-fsanitize=address"]);
    is_done(&plain.command(1).output().unwrap());
    assert_eq!(plain.recording(), None);
    assert_eq!(plain.blind(), Some(Blind::Sanitizer));
    let program = look_at(&plain.program).unwrap();
    assert_eq!(program.blind, Some(Blind::Sanitizer));
}

#[test]
fn a_static_program_is_left_as_it_is_and_can_be_told() {
    let plain = Tried::compiled("plain.c", &["-static"]);
    is_done(&plain.command(1).output().unwrap());
    assert_eq!(plain.recording(), None);
    assert_eq!(plain.blind(), Some(Blind::Unseen));
    assert_eq!(look_at(&plain.program).unwrap().blind, Some(Blind::Static));
    let plain = Tried::compiled("plain.c", &[]);
    is_done(&plain.command(1).output().unwrap());
    assert!(plain.recording().is_some());
    assert_eq!(plain.blind(), None);
    assert_eq!(look_at(&plain.program).unwrap().blind, None);
}

#[test]
fn a_setuid_program_is_left_as_it_is() {
    if !nix::unistd::geteuid().is_root() {
        left_out("only root can make a setuid program of another user").unwrap();
        return;
    }
    let plain = Tried::compiled("plain.c", &[]);
    fs::set_permissions(&plain.program, fs::Permissions::from_mode(0o4755)).unwrap();
    is_done(&plain.command(1).uid(65534).output().unwrap());
    assert_eq!(plain.recording(), None);
    assert_eq!(plain.blind(), Some(Blind::Unseen));
    // Root owns it, and has no other rights by it than before.
    assert_eq!(look_at(&plain.program).unwrap().blind, None);
    std::os::unix::fs::chown(&plain.program, Some(65534), None).unwrap();
    fs::set_permissions(&plain.program, fs::Permissions::from_mode(0o4755)).unwrap();
    let program = look_at(&plain.program).unwrap();
    assert_eq!(program.blind, Some(Blind::Privileged));
    let watch = plain.watch.clone().with_rounds(Some((program, 1))).unwrap();
    let mut command = Command::new(&plain.program);
    is_done(&command.envs(watch.environment(&|_| None)).output().unwrap());
    assert_eq!(plain.recording(), None);
    assert_eq!(plain.blind(), Some(Blind::Privileged));
}

#[test]
fn what_is_kept_is_told_by_function_and_line() {
    let kept = Tried::compiled("kept.c", &["-g"]);
    is_done(&kept.command(64 << 10).output().unwrap());
    let peak = kept.peak();
    let of = |function: &str| {
        peak.iter()
            .find(|(frame, _)| frame.function == function)
            .unwrap()
    };
    let (small, bytes) = of("many_small");
    // The error is the square root of bytes times rate, 1.1 MB here; four of it is once in ten thousand runs.
    assert!((15_500_000..24_500_000).contains(bytes), "{bytes}");
    assert!(
        small.file.ends_with("kept.c") && small.line > 0,
        "{small:?}"
    );
    let (large, bytes) = of("three_large");
    assert_eq!(*bytes, 3 << 20);
    let source = fs::read_to_string(&large.file).unwrap();
    let line = source.lines().nth(large.line as usize - 1).unwrap();
    assert!(line.ends_with("/* the line */"), "{line}");
    assert!(
        peak.iter()
            .all(|(frame, bytes)| frame.function != "comes_and_goes" || *bytes < 1 << 20)
    );
}

#[test]
fn beside_musl_the_same_is_told() {
    if Command::new("musl-gcc").arg("--version").output().is_err() {
        left_out("there is no musl-gcc (Debian: musl-tools)").unwrap();
        return;
    }
    for program in ["many.c", "limited.c", "kept.c"] {
        let tried = Tried::compiled_by("musl-gcc", program, &["-g"]);
        is_done(&tried.command(64 << 10).output().unwrap());
        assert_eq!(tried.blind(), None);
        if program == "kept.c" {
            let of_large = |(frame, _): &&(Frame, u64)| frame.function == "three_large";
            let peak = tried.peak();
            let (_, bytes) = peak.iter().find(of_large).unwrap();
            assert_eq!(*bytes, 3 << 20);
        }
    }
}

#[test]
fn without_debug_information_the_function_is_told_and_without_symbols_its_place() {
    let kept = Tried::compiled("kept.c", &["-g0"]);
    is_done(&kept.command(64 << 10).output().unwrap());
    let peak = kept.peak();
    assert!(
        peak.iter()
            .any(|(frame, _)| frame.function == "three_large" && frame.line == 0)
    );
    let kept = Tried::compiled("kept.c", &["-s"]);
    is_done(&kept.command(64 << 10).output().unwrap());
    assert!(kept.peak()[0].0.name().starts_with("program+0x"));
}

#[test]
fn who_is_killed_has_told_of_its_peak() {
    let kept = Tried::compiled("kept.c", &[]);
    let output = kept.command(64 << 10).arg("killed").output().unwrap();
    assert!(!output.status.success());
    let bytes = kept.recording().unwrap().peak.unwrap().bytes();
    assert!(bytes > 14_000_000, "{bytes}");
}

#[test]
fn a_file_that_is_opened_after_each_round_is_a_mark() {
    let mut rounds = Tried::compiled("rounds.c", &[]);
    let file = rounds.program.with_file_name("round");
    rounds.watch.round_file = Some(file.clone());
    is_done(&rounds.command(1).arg(&file).output().unwrap());
    let marks = rounds.recording().unwrap().marks;
    let mib: Vec<u64> = marks.iter().map(|mark| mark.bytes() >> 20).collect();
    assert_eq!(mib, [1, 2, 3]);
    assert!(file.exists());
}

#[test]
fn a_file_that_was_built_anew_gives_no_names() {
    let kept = Tried::compiled("kept.c", &["-g", "-Wl,--build-id=sha1"]);
    is_done(&kept.command(64 << 10).output().unwrap());
    let mut recording = kept.recording().unwrap();
    let at = recording.stacks[&0].addresses.clone();
    let has_names = |recording: &Recording| {
        let names = named(recording, &at.iter().copied().collect());
        names
            .values()
            .flatten()
            .any(|frame| frame.function == "main")
    };
    assert!(has_names(&recording));
    for module in &mut recording.modules {
        module.build_id = Some("00".to_owned());
    }
    assert!(!has_names(&recording));
}

#[test]
fn what_the_user_preloads_stays() {
    let folder = tempfile::tempdir().unwrap();
    let Some(watch) = Watch::prepare(folder.path()).unwrap() else {
        panic!("the build had no C compiler");
    };
    let with = |own: &dyn Fn(&str) -> Option<String>| {
        let pairs = watch.environment(own);
        let value = |name: &str| {
            let pair = pairs.iter().find(|(known, _)| known == name);
            pair.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        (value("LD_PRELOAD"), value("ASAN_OPTIONS"))
    };
    let library = folder.path().join(NAME).display().to_string();
    let (preload, _) = with(&|_| None);
    assert_eq!(preload, library);
    let (preload, sanitizer) = with(&|_| Some("theirs".into()));
    assert_eq!(preload, format!("{library}:theirs"));
    assert_eq!(sanitizer, "theirs:verify_asan_link_order=0");
    let blank = folder.path().join("a b");
    fs::create_dir(&blank).unwrap();
    assert!(Watch::prepare(&blank).unwrap().is_none());
}
