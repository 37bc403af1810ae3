//! What a program is, as far as it decides whether and how it can be watched.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use object::{Object, ObjectSymbol};
use oomscope_diagnosis::native::hunt::Blind;

/// A program that is to be watched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Program {
    /// Where it lies, links followed.
    pub path: PathBuf,
    /// Why no library can be preloaded into it, or why it cannot be run again; `None`: both can be done.
    pub blind: Option<Blind>,
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
    let blind = match () {
        () if file.section_by_name(".interp").is_none() => Some(Blind::Static),
        () if has_sanitizer(&file) => Some(Blind::Sanitizer),
        () if is_privileged(&path)? => Some(Blind::Privileged),
        () if file.symbols().next().is_none() => Some(Blind::Stripped),
        () => None,
    };
    Ok(Program {
        path,
        blind,
        inner_main,
    })
}

/// Whether a sanitizer's allocator is in a program, or will be: the library leaves such a program alone, and some end
/// themselves where another library comes before theirs.
fn has_sanitizer(file: &object::File<'_>) -> bool {
    let begins = ["__asan_init", "__hwasan_init", "__msan_init", "__tsan_init"];
    let mut symbols = file.dynamic_symbols().chain(file.symbols());
    symbols.any(|symbol| symbol.name().is_ok_and(|name| begins.contains(&name)))
}

/// Whether a file is run with rights of its own: those of its owner, or of its group.
///
/// # Errors
/// It cannot be looked at.
pub fn is_privileged(path: &Path) -> io::Result<bool> {
    let file = fs::metadata(path)?;
    let has = |bit: libc::mode_t| file.mode() & bit != 0;
    let is_other_user = file.uid() != nix::unistd::geteuid().as_raw();
    let is_other_group = file.gid() != nix::unistd::getegid().as_raw();
    Ok((has(libc::S_ISUID) && is_other_user) || (has(libc::S_ISGID) && is_other_group))
}
