//! What our own test left in a folder: the looks at a process whose tests were repeated.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use oomscope_diagnosis::golang::goroutines;
use oomscope_diagnosis::golang::growth::Look;
use oomscope_diagnosis::golang::hunt::Looked;
use oomscope_diagnosis::heap::golang::{self, Symbols};
use oomscope_diagnosis::heap::names::golang::held;
use oomscope_diagnosis::pprof;

use super::calls::Calls;
use crate::driver::Step;
use crate::driver::words::owned;

/// How far back it is noted who began a goroutine.
const ANCESTORS: &str = "tracebackancestors=4";
/// Writes what the binary's variables are called beside the looks; the path of the module stands in the first line, that
/// of the binary in the second.
const SYMBOLS: &str = r#"{ printf '%s\n' "$1" "$2"; shift 2; "$@"; } >"$OOMSCOPE_HEAPS/symbols""#;

/// Has the runtime note who began a goroutine, beside what the user has it do.
pub fn ancestors() -> (String, String) {
    let own = std::env::var("GODEBUG").unwrap_or_default();
    let value = [own.as_str(), ANCESTORS].join(",");
    ("GODEBUG".to_owned(), value.trim_matches(',').to_owned())
}

/// Says what the variables of a binary are called. `call` are the words up to `go`.
pub fn symbols(call: &[String], binary: &Path, module: &str) -> Step {
    let binary = binary.display().to_string();
    let mut argv = owned(&["/bin/sh", "-c", SYMBOLS, "sh", module, &binary]);
    argv.extend(call.iter().cloned());
    argv.extend(owned(&["tool", "nm", "-size"]));
    argv.push(binary);
    Step::new(argv)
}

/// Reads all looks of a process.
pub fn read(folder: &Path) -> Result<Option<Looked>, String> {
    let Ok(symbols) = fs::read_to_string(folder.join("symbols")) else {
        return Ok(None);
    };
    let (module, rest) = symbols.split_once('\n').unwrap_or((&symbols, ""));
    let (binary, symbols) = rest.split_once('\n').unwrap_or((rest, ""));
    let calls = Calls::of(Path::new(binary));
    let line_of_call = |function: &str, offset| calls.as_ref()?.line(function, offset);
    let symbols = Symbols::parse(symbols);
    let mut looks = Vec::new();
    loop {
        let path = |what: &str| folder.join(format!("{}.{what}", looks.len()));
        let Some(heap) = opened(&path("heap"))? else {
            break;
        };
        let said = |error: &dyn std::error::Error| error.to_string();
        let goroutines = fs::read_to_string(path("goroutines")).map_err(|error| said(&error))?;
        let dump = match opened(&path("dump"))? {
            Some(dump) => Some(golang::read(dump, &symbols).map_err(|error| said(&error))?),
            None => None,
        };
        looks.push(Look {
            // Who asked for the looks knows when they were.
            repetitions: 0,
            heap: pprof::read(heap).map_err(|error| said(&error))?,
            goroutines: goroutines::read(&goroutines, &line_of_call),
            held: dump.as_ref().map(held).unwrap_or_default(),
        });
    }
    Ok(Some(Looked {
        module: module.to_owned(),
        folder: std::env::current_dir().unwrap_or_default(),
        looks,
    }))
}

fn opened(path: &Path) -> Result<Option<File>, String> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_never_looked_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read(folder.path()).unwrap().is_none());
        fs::write(
            folder.path().join("symbols"),
            "example.org/shop\n/w/shop.test\n",
        )
        .unwrap();
        let looked = read(folder.path()).unwrap().unwrap();
        assert_eq!(looked.module, "example.org/shop");
        assert!(looked.looks.is_empty());
    }
}
