//! Frames of native code that have names, and whose they are: the allocator's, the interpreter's, the project's.

use std::path::Path;

/// One function of a stack.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Frame {
    /// Its name, demangled and without a hash; empty where the file has no symbol for it.
    pub function: String,
    /// The file it was loaded from.
    pub library: String,
    /// The source, as the compiler knew it; empty without debug information.
    pub file: String,
    /// From one; 0 without debug information.
    pub line: u32,
    /// Where in the library.
    pub offset: u64,
}

/// Functions that hand memory on to whoever called them, in front of whose name they stand: the C library's words are
/// told by their library.
const HANDS_ON: [&str; 32] = [
    "operator new",
    "std::allocator",
    "std::__new_allocator",
    "__gnu_cxx::",
    "std::_",
    "std::__",
    "std::vector<",
    "std::basic_string<",
    "std::make_unique<",
    "std::make_shared<",
    "std::shared_ptr<",
    "std::map<",
    "std::unordered_map<",
    "std::deque<",
    "std::list<",
    "alloc::",
    "<alloc::",
    "core::",
    "<core::",
    "std::",
    "<std::",
    "__rust_",
    "__rustc::",
    "__rdl_",
    "hashbrown::",
    "<hashbrown::",
    "_PyMem_",
    "PyMem_",
    "_PyObject_",
    "PyObject_Malloc",
    "PyObject_Calloc",
    "PyObject_Realloc",
];
/// Libraries of the C library and of the compiler, and the one by which interpreters call into C.
const SYSTEM: [&str; 8] = [
    "libc.so",
    "libc-2.",
    "ld-",
    "libstdc++.so",
    "libgcc_s.so",
    "libpthread",
    "libffi.so",
    "liboomscope_native",
];
/// Allocators that somebody chose for the whole process.
const ALLOCATORS: [&str; 4] = ["libjemalloc", "libmimalloc", "libtcmalloc", "libsnmalloc"];

/// What was fetched or built into the folder of a project and is not the project's.
const OTHERS: [&str; 5] = [
    "/target/",
    "/.cargo/",
    "/node_modules/",
    "/site-packages/",
    "/vendor/",
];

impl Frame {
    /// Whether it is of the code in a folder, as debug information says.
    pub fn is_of_folder(&self, folder: &Path) -> bool {
        let path = Path::new(&self.file);
        // Some builds write paths from their own folder on; of the C library's those are of nobody here.
        let is_inside = match path.is_relative() {
            true => !self.is_of_system(),
            false => path.starts_with(folder),
        };
        self.line > 0 && is_inside && !OTHERS.iter().any(|other| self.file.contains(other))
    }

    fn library_name(&self) -> &str {
        self.library.rsplit('/').next().unwrap_or(&self.library)
    }

    /// Whether it is of our own library.
    pub fn is_profilers(&self) -> bool {
        self.library_name().starts_with("liboomscope_native")
    }

    fn is_of_system(&self) -> bool {
        let name = self.library_name();
        let mut libraries = SYSTEM.iter().chain(&ALLOCATORS);
        libraries.any(|one| name.starts_with(one))
    }

    /// Whether it only hands on what it was asked for.
    pub fn hands_on(&self) -> bool {
        self.is_of_system()
            || HANDS_ON.iter().any(|one| self.function.starts_with(one))
            || self.is_of_a_primitive()
    }

    /// `<u8 as alloc::vec::spec_from_elem::SpecFromElem>::from_elem`: what the standard library does for types of the
    /// language; for types of others it is their own code.
    fn is_of_a_primitive(&self) -> bool {
        let inner = self.function.strip_prefix('<');
        let parts = inner.and_then(|inner| inner.split_once(" as "));
        let of_standard = ["alloc::", "core::", "std::", "hashbrown::"];
        parts.is_some_and(|(kind, what)| {
            !kind.contains("::") && of_standard.iter().any(|one| what.starts_with(one))
        })
    }

    /// Whether it is Python itself.
    pub fn is_interpreter(&self) -> bool {
        let name = self.library_name();
        name.starts_with("libpython") || name.starts_with("python") || name == "pypy3"
    }

    /// What people call it: its name, or else where it lies.
    pub fn name(&self) -> String {
        match self.function.is_empty() {
            true => format!("{}+{:#x}", self.library_name(), self.offset),
            false => self.function.clone(),
        }
    }

    /// The library as people know it: from the package on, without what says for which machine it is.
    pub fn short_library(&self) -> String {
        let markers = ["/site-packages/", "/dist-packages/", "/lib-dynload/"];
        let mut starts = markers.iter().filter_map(|marker| {
            let at = self.library.find(marker)?;
            Some(&self.library[at + marker.len()..])
        });
        let short = starts.next().unwrap_or(self.library_name());
        let (folder, name) = short.rsplit_once('/').unwrap_or(("", short));
        let name = name.split_once(".cpython-").map_or(name, |(name, _)| name);
        let name = name.split_once(".abi3").map_or(name, |(name, _)| name);
        // cargo tells builds of a crate apart so.
        let is_hash = |end: &str| end.len() == 16 && end.bytes().all(|b| b.is_ascii_hexdigit());
        let name = match name.rsplit_once('-') {
            Some((name, end)) if is_hash(end) => name,
            _ => name,
        };
        match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(function: &str, library: &str) -> Frame {
        Frame {
            function: function.into(),
            library: library.into(),
            offset: 0x1f0,
            ..Frame::default()
        }
    }

    #[test]
    fn whoever_hands_memory_on_has_not_taken_it() {
        for (function, library) in [
            ("__strdup", "/lib/x86_64-linux-gnu/libc.so.6"),
            ("operator new(unsigned long)", "/w/app"),
            ("alloc::raw_vec::finish_grow", "/w/deps/shop-1"),
            (
                "<alloc::vec::Vec<T> as core::clone::Clone>::clone",
                "/w/deps/shop-1",
            ),
            ("_PyObject_Malloc", "/usr/bin/python3.12"),
            (
                "<u8 as alloc::vec::spec_from_elem::SpecFromElem>::from_elem",
                "/w/app",
            ),
            ("", "/usr/lib/libjemalloc.so.2"),
        ] {
            assert!(frame(function, library).hands_on(), "{function} {library}");
        }
        for function in [
            "shop::remember",
            "parser_init",
            "stdout_lines",
            "<shop::Price as core::clone::Clone>::clone",
            "allocate_page",
        ] {
            assert!(!frame(function, "/w/app").hands_on(), "{function}");
        }
    }

    #[test]
    fn libraries_are_called_by_their_package() {
        let path =
            "/v/lib/python3.12/site-packages/pandas/_libs/parsers.cpython-312-x86_64-linux-gnu.so";
        let parsers = frame("", path);
        assert_eq!(parsers.short_library(), "pandas/_libs/parsers");
        assert_eq!(
            parsers.name(),
            "parsers.cpython-312-x86_64-linux-gnu.so+0x1f0"
        );
        assert_eq!(
            frame("x", "/w/build/libshop.so").short_library(),
            "libshop.so"
        );
        let path = "/w/target/debug/deps/shop-a351b7fad5c5bb2c";
        assert_eq!(frame("x", path).short_library(), "shop");
        assert!(frame("PyList_New", "/usr/bin/python3.12").is_interpreter());
        assert!(!parsers.is_interpreter());
    }
}
