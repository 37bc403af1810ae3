//! On which lines a Go binary makes its calls: the runtime tells of those who began a goroutine only where their calls
//! return to.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use addr2line::Loader;
use object::{Object, ObjectSymbol};

/// The functions of a binary.
pub struct Calls {
    loader: Loader,
    starts: HashMap<String, u64>,
}

impl Calls {
    /// `None`: it cannot be read, or was linked without what it takes (`-ldflags=-s`).
    pub fn of(binary: &Path) -> Option<Self> {
        let bytes = fs::read(binary).ok()?;
        let file = object::File::parse(bytes.as_slice()).ok()?;
        let named = file
            .symbols()
            .filter_map(|symbol| Some((symbol.name().ok()?.to_owned(), symbol.address())));
        Some(Self {
            starts: named.collect(),
            loader: Loader::new(binary).ok()?,
        })
    }

    /// The line of the call that returns to so far behind the beginning of a function. Where a function is inlined, that
    /// is the beginning of the one that it is in, whose name is not told: then nothing is known.
    pub fn line(&self, function: &str, returns_to: u64) -> Option<u32> {
        let at = (self.starts.get(function)? + returns_to).checked_sub(1)?;
        let mut frames = self.loader.find_frames(at).ok()?;
        let innermost = frames.next().ok()??;
        let is_it = innermost.function?.raw_name().ok()? == function;
        innermost.location?.line.filter(|_| is_it)
    }
}
