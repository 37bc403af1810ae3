//! Embeds the page that `trunk build` left in `dist/`, so that `oomscope view` needs no other file. In the
//! published crate there is no workspace around, and the page lies inside of it.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let inside = manifest.join("page");
    let dist = match (inside.is_dir(), manifest.parent()) {
        (false, Some(workspace)) => workspace.join("dist"),
        _ => inside.clone(),
    };
    println!("cargo::rerun-if-changed={}", inside.display());
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-env-changed=OOMSCOPE_COMMIT");
    let target = env::var("TARGET").unwrap_or_default();
    println!("cargo::rustc-env=OOMSCOPE_TARGET={target}");
    let mut files = Vec::new();
    collect(&dist, &dist, &mut files);
    files.sort();
    let mut code = String::from("/// Path below the page's root, and content.\n");
    code.push_str("pub(crate) const FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in &files {
        code.push_str(&format!("    ({name:?}, include_bytes!({path:?})),\n"));
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo")).join("page_files.rs");
    fs::write(out, code).expect("the build folder is writable");
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
