//! Where things are: the workspace, the build output, the cache of tools.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result};

/// The root of the workspace.
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        // What cargo says now goes before what it said at the build: two checkouts with one target
        // folder share this binary.
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        here.parent().map_or(here.clone(), Path::to_path_buf)
    });
    &ROOT
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The built page.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The release build of `oomscope`.
pub fn binary() -> PathBuf {
    target().join("release/oomscope")
}

/// Where tools that take long to build are kept between checkouts. Everything works without it, only
/// slower: what is missing there is built again.
pub fn cache() -> Result<PathBuf> {
    let base = match std::env::var_os("XDG_CACHE_HOME").filter(|value| !value.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(std::env::var_os("HOME").context("HOME is not set")?).join(".cache"),
    };
    Ok(base.join("oomscope"))
}
