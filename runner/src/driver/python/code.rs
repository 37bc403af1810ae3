//! The plugin: its files, carried in the binary, and how they are put before a Python that knows nothing of them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Name of the plugin's module.
pub const MODULE: &str = "oomscope_plugin";
/// Its files, carried in the binary.
pub const FILES: [(&str, &str); 11] = [
    (
        "oomscope_plugin.py",
        include_str!("plugin/oomscope_plugin.py"),
    ),
    (
        "oomscope_hooks.py",
        include_str!("plugin/oomscope_hooks.py"),
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
        "oomscope_last_word.py",
        include_str!("plugin/oomscope_last_word.py"),
    ),
    ("oomscope_hunt.py", include_str!("plugin/oomscope_hunt.py")),
    ("oomscope_heap.py", include_str!("plugin/oomscope_heap.py")),
    (
        "oomscope_names.py",
        include_str!("plugin/oomscope_names.py"),
    ),
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
    pub fn environment(&self, socket: &Path) -> Vec<(String, String)> {
        let mut environment = vec![("OOMSCOPE_SOCKET".to_owned(), socket.display().to_string())];
        let mut put = |name: &str, ours: String, separator: &str| {
            let original = std::env::var(name).ok();
            let value = match &original {
                Some(theirs) if !theirs.is_empty() => format!("{ours}{separator}{theirs}"),
                _ => ours,
            };
            environment.push((name.to_owned(), value));
            if let Some(original) = original {
                environment.push((format!("OOMSCOPE_ORIGINAL_{name}"), original));
            }
        };
        put("PYTEST_ADDOPTS", format!("-p {MODULE}"), " ");
        put("PYTHONPATH", self.folder.display().to_string(), ":");
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
    for (name, source) in FILES {
        let file = folder.join(name);
        if fs::read(&file).is_ok_and(|found| found == source.as_bytes()) {
            continue;
        }
        fs::create_dir_all(&folder).ok()?;
        let mut new = tempfile::NamedTempFile::new_in(&folder).ok()?;
        new.write_all(source.as_bytes()).ok()?;
        new.persist(&file).ok()?;
    }
    Some(folder)
}

/// FNV-1a: enough to tell versions of one file apart; the content itself is compared as well.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}
