//! What the addresses of a process are called: function, source and line, functions that are inlined as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use addr2line::Loader;
use object::Object;
use oomscope_diagnosis::native::frames::Frame;
use oomscope_diagnosis::native::recording::{Module, Recording};
use oomscope_diagnosis::native::taken::Names;

/// Where distributions put debug information that they take out of files.
const DEBUG_FOLDER: &str = "/usr/lib/debug/.build-id";

/// Names these addresses, which are where calls return to.
pub fn named(recording: &Recording, addresses: &BTreeSet<u64>) -> Names {
    let mut names = Names::new();
    let mut loaders: BTreeMap<PathBuf, Option<Sources>> = BTreeMap::new();
    for at in addresses {
        let Some(module) = recording.module_of(*at) else {
            names.insert(*at, vec![unknown("", *at)]);
            continue;
        };
        let path = PathBuf::from(&module.path);
        let sources = loaders.entry(path).or_insert_with(|| Sources::open(module));
        let offset = at - module.base;
        let frames = sources
            .as_ref()
            .map(|sources| sources.frames(module, offset));
        let frames = frames.filter(|frames| !frames.is_empty());
        names.insert(
            *at,
            frames.unwrap_or_else(|| vec![unknown(&module.path, offset)]),
        );
    }
    names
}

fn unknown(library: &str, offset: u64) -> Frame {
    Frame {
        library: library.to_owned(),
        offset,
        ..Frame::default()
    }
}

/// Where names of a module come from: its file, and one with what was taken out of it.
struct Sources {
    own: Loader,
    apart: Option<Loader>,
}

impl Sources {
    /// `None`: the file cannot be read, or is another one by now.
    fn open(module: &Module) -> Option<Self> {
        let path = Path::new(&module.path);
        if build_id(path) != module.build_id {
            return None;
        }
        let apart = module.build_id.as_ref().and_then(|id| {
            let (first, rest) = id.split_at_checked(2)?;
            let path = Path::new(DEBUG_FOLDER)
                .join(first)
                .join(format!("{rest}.debug"));
            path.exists().then(|| Loader::new(path).ok()).flatten()
        });
        Some(Self {
            own: Loader::new(path).ok()?,
            apart,
        })
    }

    fn frames(&self, module: &Module, offset: u64) -> Vec<Frame> {
        // The line of a call is that before the one to which it returns.
        let at = offset.saturating_sub(1);
        let loaders = self.apart.iter().chain([&self.own]);
        for loader in loaders {
            let found = lines(loader, module, at);
            if !found.is_empty() {
                return found;
            }
            if let Some(symbol) = loader.find_symbol(at) {
                return vec![Frame {
                    function: plain(symbol),
                    ..unknown(&module.path, offset)
                }];
            }
        }
        Vec::new()
    }
}

fn lines(loader: &Loader, module: &Module, at: u64) -> Vec<Frame> {
    let mut found = Vec::new();
    let Ok(mut frames) = loader.find_frames(at) else {
        return found;
    };
    while let Ok(Some(frame)) = frames.next() {
        let Some(function) = frame.function.and_then(|name| {
            let raw = name.raw_name().ok()?;
            Some(plain(&raw))
        }) else {
            continue;
        };
        let place = frame.location;
        found.push(Frame {
            function,
            file: (place.as_ref())
                .and_then(|place| place.file)
                .unwrap_or_default()
                .to_owned(),
            line: place.and_then(|place| place.line).unwrap_or(0),
            ..unknown(&module.path, at + 1)
        });
    }
    // What is local to a file, as all in a namespace without a name, is called by its last part alone; its symbol says
    // whose it is. The outermost function is the one that is not inlined.
    if let (Some(outer), Some(symbol)) = (found.last_mut(), loader.find_symbol(at)) {
        let whole = plain(symbol);
        if whole.contains(&format!("::{}(", outer.function)) {
            outer.function = whole;
        }
    }
    found
}

/// As people write it: demangled, and without the hash that Rust puts behind.
fn plain(symbol: &str) -> String {
    if let Ok(name) = rustc_demangle::try_demangle(symbol) {
        return format!("{name:#}");
    }
    // A name that is none of C++ can read like one of its types: `Of` would be `float&&`.
    match symbol.starts_with("_Z") {
        true => addr2line::demangle_auto(symbol.into(), None).into_owned(),
        false => symbol.to_owned(),
    }
}

fn build_id(path: &Path) -> Option<String> {
    let bytes = fs::read(path).ok()?;
    let file = object::File::parse(bytes.as_slice()).ok()?;
    let id = file.build_id().ok()??;
    Some(id.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_are_mangled_are_demangled() {
        for (symbol, name) in [
            ("_ZN4Cart4addsEi", "Cart::adds(int)"),
            ("_ZN4shop8remember17h0123456789abcdefE", "shop::remember"),
            ("Of", "Of"),
            ("f", "f"),
            ("strdup", "strdup"),
        ] {
            assert_eq!(plain(symbol), name);
        }
    }
}
