//! What a program is, as far as it decides whether and how it can be watched.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use object::{Object, ObjectSymbol};

/// A program that is to be watched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Program {
    /// Where it lies, links followed.
    pub path: PathBuf,
    /// Whether a loader starts it: only then can a library be preloaded.
    pub is_dynamic: bool,
    /// Where the `main` of a Rust program is, in its file; `None`: it has none, or several, or no symbols.
    pub inner_main: Option<u64>,
}

/// Looks at a program.
///
/// # Errors
/// It cannot be read.
pub fn look_at(path: &Path) -> io::Result<Program> {
    let path = fs::canonicalize(path)?;
    let bytes = fs::read(&path)?;
    let other = |error| io::Error::new(io::ErrorKind::InvalidData, error);
    let file = object::File::parse(bytes.as_slice()).map_err(other)?;
    let is_dynamic = file.section_by_name(".interp").is_some();
    let is_main = |name: &str| {
        let name = rustc_demangle::try_demangle(name).ok()?;
        let name = format!("{name:#}");
        let (module, function) = name.split_once("::")?;
        let is_crate = module.chars().all(|c| c.is_alphanumeric() || c == '_');
        (is_crate && function == "main").then_some(())
    };
    let mains: Vec<u64> = file
        .symbols()
        .filter(|symbol| symbol.name().ok().and_then(is_main).is_some())
        .map(|symbol| symbol.address())
        .collect();
    let inner_main = match mains.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    Ok(Program {
        path,
        is_dynamic,
        inner_main,
    })
}
