//! What our own test left in a folder: the looks at a process whose tests were repeated.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use oomscope_diagnosis::golang::goroutines;
use oomscope_diagnosis::golang::growth::Look;
use oomscope_diagnosis::golang::hunt::Looked;
use oomscope_diagnosis::heap::golang::{self, Symbols};
use oomscope_diagnosis::heap::names::golang::held;
use oomscope_diagnosis::pprof;

use crate::driver::Step;
use crate::driver::words::owned;

/// How far back it is noted who began a goroutine.
const ANCESTORS: &str = "tracebackancestors=4";
/// Writes what the binary's variables are called beside the looks; the path of the module stands in the first line.
const SYMBOLS: &str = r#"{ printf '%s\n' "$1"; shift; "$@"; } >"$OOMSCOPE_HEAPS/symbols""#;

/// Has the runtime note who began a goroutine, beside what the user has it do.
pub fn ancestors() -> (String, String) {
    let own = std::env::var("GODEBUG").unwrap_or_default();
    let value = [own.as_str(), ANCESTORS].join(",");
    ("GODEBUG".to_owned(), value.trim_matches(',').to_owned())
}

/// Says what the variables of a binary are called. `call` are the words up to `go`.
pub fn symbols(call: &[String], binary: &Path, module: &str) -> Step {
    let mut argv = owned(&["/bin/sh", "-c", SYMBOLS, "sh", module]);
    argv.extend(call.iter().cloned());
    argv.extend(owned(&["tool", "nm", "-size"]));
    argv.push(binary.display().to_string());
    Step::new(argv)
}

/// Reads all looks of a process.
pub fn read(folder: &Path) -> Result<Option<Looked>, String> {
    let Ok(symbols) = fs::read_to_string(folder.join("symbols")) else {
        return Ok(None);
    };
    let (module, symbols) = symbols.split_once('\n').unwrap_or((&symbols, ""));
    let symbols = Symbols::parse(symbols);
    let mut looks = Vec::new();
    loop {
        let path = |what: &str| folder.join(format!("{}.{what}", looks.len()));
        let Some(heap) = opened(&path("heap"))? else {
            break;
        };
        let said = |error: &dyn std::error::Error| error.to_string();
        let goroutines = fs::read_to_string(path("goroutines")).map_err(|error| said(&error))?;
        // A process that ended meanwhile has not told them.
        let calls = fs::read_to_string(path("calls")).unwrap_or_default();
        let calls = lines_of_calls(&calls);
        let line_of_call = |function: &str, offset| *calls.get(&(function, offset))?;
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

/// On which lines functions make calls, by how far behind their beginning these return to: `shop.Start 1d 24`. `None`:
/// there are several functions of that name (instances of a generic one).
fn lines_of_calls(text: &str) -> HashMap<(&str, u64), Option<u32>> {
    let mut lines = HashMap::new();
    for told in text.lines() {
        let mut words = told.rsplitn(3, ' ');
        let line = words.next().and_then(|line| line.parse().ok());
        let offset = words.next().map(|offset| u64::from_str_radix(offset, 16));
        if let (Some(line), Some(Ok(offset)), Some(function)) = (line, offset, words.next()) {
            let known = lines.entry((function, offset)).or_insert(Some(line));
            *known = known.filter(|known| *known == line);
        }
    }
    lines
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
        fs::write(folder.path().join("symbols"), "example.org/shop\n").unwrap();
        let looked = read(folder.path()).unwrap().unwrap();
        assert_eq!(looked.module, "example.org/shop");
        assert!(looked.looks.is_empty());
    }

    #[test]
    fn a_call_of_several_functions_of_one_name_has_no_line() {
        let told = "shop.Start 1d 24\nshop.(*Set[...]).Add c 9\nshop.(*Set[...]).Add c 9\nshop.Each[...] 1d 7\n\
            shop.Each[...] 1d 8\nshop.Start 1f\nshop.Start x 3\n";
        let expected = [
            (("shop.Start", 0x1d), Some(24)),
            (("shop.(*Set[...]).Add", 0xc), Some(9)),
            (("shop.Each[...]", 0x1d), None),
        ];
        assert_eq!(lines_of_calls(told), HashMap::from(expected));
    }
}
