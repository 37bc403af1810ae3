//! Embeds what the binary carries: the page that `cargo xtask build` left in `dist/`, so that `oomscope view` needs no other
//! file (in the published crate there is no workspace around, and the page lies inside of it), and the native
//! profiler, compiled from `native/`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-env-changed=OOMSCOPE_PAGE_COMES_LATER");
    if env::var_os("OOMSCOPE_PAGE_COMES_LATER").is_some() {
        println!("cargo::error=the page is still being built");
        return;
    }
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo"));
    profiler(&manifest.join("native"), &out);
    let inside = manifest.join("page");
    let dist = match (inside.is_dir(), manifest.parent()) {
        (false, Some(workspace)) => workspace.join("dist"),
        _ => inside.clone(),
    };
    // Of the two only the one that is there: what is missing counts as changed, in each build anew. The fuzzer wants no
    // page, and builds before each of its targets.
    let wants_page = env::var_os("CARGO_CFG_FUZZING").is_none();
    if wants_page {
        println!("cargo::rerun-if-changed={}", dist.display());
    }
    println!("cargo::rerun-if-env-changed=OOMSCOPE_COMMIT");
    let target = env::var("TARGET").unwrap_or_default();
    println!("cargo::rustc-env=OOMSCOPE_TARGET={target}");
    let mut files = Vec::new();
    if wants_page {
        collect(&dist, &dist, &mut files);
    }
    files.sort();
    let mut code = String::from("/// Path below the page's root, and content.\n");
    code.push_str("pub(crate) const FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in &files {
        code.push_str(&format!("    ({name:?}, include_bytes!({path:?})),\n"));
    }
    code.push_str("];\n");
    fs::write(out.join("page_files.rs"), code).expect("the build folder is writable");
}

/// Compiles the library that the hunt preloads into processes of native code. It is for the programs of this machine
/// and not for ours: a static oomscope carries the same one. Where no C compiler can, the file is empty, and findings
/// of native memory have no stacks.
fn profiler(sources: &Path, out: &Path) {
    println!("cargo::rerun-if-changed={}", sources.display());
    println!("cargo::rerun-if-env-changed=OOMSCOPE_NATIVE_CC");
    let library = out.join("liboomscope_native.so");
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system != "linux") {
        // Nothing is recorded there.
        return fs::write(library, []).expect("the build folder is writable");
    }
    let arch = env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    let compiler = env::var("OOMSCOPE_NATIVE_CC").unwrap_or_else(|_| {
        match env::var("HOST").is_ok_and(|host| host.starts_with(&arch)) {
            true => "cc".to_owned(),
            false => format!("{arch}-linux-gnu-gcc"),
        }
    });
    let mut files: Vec<PathBuf> = fs::read_dir(sources)
        .expect("the sources of the profiler are part of the crate")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "c"))
        .collect();
    files.sort();
    let mut command = Command::new(&compiler);
    command
        .args([
            "-O2",
            "-g0",
            "-fPIC",
            "-shared",
            "-nostdlib",
            "-fno-builtin",
        ])
        .args([
            "-fvisibility=hidden",
            "-fno-stack-protector",
            "-Wl,-z,now,-s",
        ])
        .arg(format!(
            "-Wl,--version-script={}",
            sources.join("exports.map").display()
        ))
        .arg("-o")
        .arg(&library)
        .args(files)
        // The unwinder of GCC, linked in: the tested program need not have it.
        .args(["-Wl,--start-group", "-lgcc_eh", "-lgcc", "-Wl,--end-group"]);
    let why = match command.output() {
        Ok(done) if done.status.success() => return,
        Ok(done) => String::from_utf8_lossy(&done.stderr)
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned(),
        Err(error) => error.to_string(),
    };
    println!(
        "cargo::warning=oomscope is built without its profiler of native code: `{compiler}` cannot compile it ({why}); \
         install GCC, or name a compiler in OOMSCOPE_NATIVE_CC"
    );
    fs::write(library, []).expect("the build folder is writable");
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    // A missing folder is no error: the runner also builds without the page, and says so when asked.
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(name) = path.strip_prefix(root) {
            files.push((
                name.to_string_lossy().into_owned(),
                path.to_string_lossy().into_owned(),
            ));
        }
    }
}
