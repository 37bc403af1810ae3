//! The plugin: its files, carried in the binary, and how they are put before a Python that knows nothing of them.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::temporary;

/// Name of the plugin's module.
pub const MODULE: &str = "oomscope_plugin";
/// Its files, carried in the binary.
pub const FILES: [(&str, &str); 23] = [
    (
        "oomscope_plugin.py",
        include_str!("plugin/oomscope_plugin.py"),
    ),
    (
        "oomscope_hooks.py",
        include_str!("plugin/oomscope_hooks.py"),
    ),
    (
        "oomscope_outputs.py",
        include_str!("plugin/oomscope_outputs.py"),
    ),
    ("oomscope_ids.py", include_str!("plugin/oomscope_ids.py")),
    (
        "oomscope_measure.py",
        include_str!("plugin/oomscope_measure.py"),
    ),
    (
        "oomscope_unittest.py",
        include_str!("plugin/oomscope_unittest.py"),
    ),
    (
        "oomscope_unittest_hunt.py",
        include_str!("plugin/oomscope_unittest_hunt.py"),
    ),
    (
        "oomscope_django.py",
        include_str!("plugin/oomscope_django.py"),
    ),
    (
        "oomscope_census.py",
        include_str!("plugin/oomscope_census.py"),
    ),
    (
        "oomscope_last_word.py",
        include_str!("plugin/oomscope_last_word.py"),
    ),
    (
        "oomscope_alive.py",
        include_str!("plugin/oomscope_alive.py"),
    ),
    (
        "oomscope_exits.py",
        include_str!("plugin/oomscope_exits.py"),
    ),
    (
        "oomscope_children.py",
        include_str!("plugin/oomscope_children.py"),
    ),
    (
        "oomscope_gauge.py",
        include_str!("plugin/oomscope_gauge.py"),
    ),
    ("oomscope_hunt.py", include_str!("plugin/oomscope_hunt.py")),
    ("oomscope_heap.py", include_str!("plugin/oomscope_heap.py")),
    (
        "oomscope_objects.py",
        include_str!("plugin/oomscope_objects.py"),
    ),
    (
        "oomscope_lines.py",
        include_str!("plugin/oomscope_lines.py"),
    ),
    (
        "oomscope_native.py",
        include_str!("plugin/oomscope_native.py"),
    ),
    (
        "oomscope_files.py",
        include_str!("plugin/oomscope_files.py"),
    ),
    ("oomscope_peak.py", include_str!("plugin/oomscope_peak.py")),
    (
        "oomscope_names.py",
        include_str!("plugin/oomscope_names.py"),
    ),
    ("oomscope_ways.py", include_str!("plugin/oomscope_ways.py")),
];

/// The folder that holds the plugin.
#[derive(Debug)]
pub struct PluginCode {
    folder: PathBuf,
}

impl PluginCode {
    /// Writes the plugin into the user's cache, or else into a folder that lives as long as the run.
    ///
    /// # Errors
    /// It could be written nowhere.
    pub fn prepare(scratch: &Path) -> io::Result<Self> {
        if let Some(folder) = cached_plugin() {
            return Ok(Self { folder });
        }
        for (name, source) in FILES {
            fs::write(scratch.join(name), source)?;
        }
        let folder = scratch.to_owned();
        Ok(Self { folder })
    }

    /// The environment that makes any pytest below load the plugin, and the plugin speak to this socket. What
    /// the user had set is handed on beside it, and the plugin puts it back.
    pub fn environment(&self, socket: &Path) -> Vec<(String, OsString)> {
        let mut environment = vec![("OOMSCOPE_SOCKET".to_owned(), socket.as_os_str().to_owned())];
        let mut put = |name: &str, ours: &OsStr, separator: &str| {
            // As bytes: the name of a folder need not be UTF-8.
            let original = std::env::var_os(name);
            let mut value = ours.to_owned();
            if let Some(theirs) = original.as_ref().filter(|theirs| !theirs.is_empty()) {
                value.push(separator);
                value.push(theirs);
            }
            environment.push((name.to_owned(), value));
            if let Some(original) = original {
                environment.push((format!("OOMSCOPE_ORIGINAL_{name}"), original));
            }
        };
        put("PYTEST_ADDOPTS", format!("-p {MODULE}").as_ref(), " ");
        put("PYTHONPATH", self.folder.as_os_str(), ":");
        environment
    }
}

/// Writes the plugin into the user's cache, so that Python keeps it compiled (5 ms for each process
/// otherwise). Where that does not work, the caller has a temporary folder.
fn cached_plugin() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))?;
    // The content's checksum is the name: two versions of oomscope can run at the same time.
    let sum = FILES
        .iter()
        .fold(0, |sum, (_, source)| sum ^ checksum(source.as_bytes()));
    let folder = cache.join("oomscope").join(format!("plugin-{sum:08x}"));
    // Where others can write, they could put their code into the tests.
    temporary::make_private(&folder).ok()?;
    for (name, source) in FILES {
        let file = folder.join(name);
        if fs::read(&file).is_ok_and(|found| found == source.as_bytes()) {
            continue;
        }
        let new = temporary::Unfinished::create(&file).ok()?;
        new.file().write_all(source.as_bytes()).ok()?;
        new.finish_private().ok()?;
    }
    Some(folder)
}

/// FNV-1a: enough to tell versions of one file apart; the content itself is compared as well.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}
