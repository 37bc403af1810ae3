//! Shortens the names by which the page's program and its script know each other.
//!
//! wasm-bindgen calls every one `__wbg_something_` and a hash, once in the program and once in the script.
//! Hashes cannot be packed: 300 of them took 6 kB of the page.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};

use super::places;

const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
const DATA: u8 = 11;

/// The program and the script with short names, and the program without places in the sources and without its
/// custom sections, which say nothing to a browser.
pub fn shorten(program: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    ensure!(program.starts_with(b"\0asm\x01\0\0\0"), "no WebAssembly");
    let mut names = BTreeMap::new();
    let mut out = program[..8].to_vec();
    let mut rest = Bytes(&program[8..]);
    while !rest.0.is_empty() {
        let kind = rest.byte()?;
        let size = rest.number()?;
        let section = rest.take(size)?;
        let section = match kind {
            CUSTOM => continue,
            IMPORTS => imports(section, &mut names)?,
            EXPORTS => exports(section, &mut names)?,
            DATA => places::forget(section)?,
            _ => section.to_vec(),
        };
        out.push(kind);
        number(&mut out, section.len());
        out.extend(section);
    }
    let script = renamed(&bare(script), &names)?;
    ensure!(!script.contains(UNUSED), "the page has a use for {UNUSED}");
    Ok((out, script))
}

/// Streams that a library exports for a server that the page does not have.
const UNUSED: &str = "intounderlying";

/// A script without the classes of these streams, and without the long description of a value that only a panic
/// would give, which nobody hears.
fn bare(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut until: Option<&str> = None;
    for whole in script.split_inclusive('\n') {
        let line = whole.trim_end();
        if let Some(end) = until {
            let is_over = if end == ";" {
                line.ends_with(end)
            } else {
                line == end
            };
            until = until.filter(|_| !is_over);
            continue;
        }
        if line == "function debugString(val) {" {
            out += "function debugString(val) { return String(val); }\n";
            until = Some("}");
        } else if line.starts_with("export class IntoUnderlying") {
            until = Some("}");
        } else if line.starts_with("const IntoUnderlying") {
            until = Some(";");
        } else if !line.contains("IntoUnderlying") {
            out += whole;
        }
    }
    out
}

/// A script with other names; only whole words are names.
fn renamed(script: &str, names: &BTreeMap<String, String>) -> Result<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    ensure!(
        !names.values().any(|short| script.contains(short)),
        "a short name is in use"
    );
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while !rest.is_empty() {
        let start = rest.find(is_word).unwrap_or(rest.len());
        out += &rest[..start];
        rest = &rest[start..];
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let word = &rest[..end];
        out += names.get(word).map_or(word, String::as_str);
        rest = &rest[end..];
    }
    Ok(out)
}

fn imports(section: &[u8], names: &mut BTreeMap<String, String>) -> Result<Vec<u8>> {
    let (mut from, mut out) = (Bytes(section), Vec::new());
    let count = from.number()?;
    number(&mut out, count);
    for _ in 0..count {
        // The module, which the script names as well, stays.
        let module = from.text()?;
        text(&mut out, module);
        text(&mut out, &short(from.text()?, names));
        let kind = from.byte()?;
        out.push(kind);
        // wasm-bindgen imports functions alone, and those are followed by the index of their type.
        ensure!(kind == 0, "an import that is no function");
        number(&mut out, from.number()?);
    }
    Ok(out)
}

fn exports(section: &[u8], names: &mut BTreeMap<String, String>) -> Result<Vec<u8>> {
    let (mut from, mut out) = (Bytes(section), Vec::new());
    let mut count = 0;
    for _ in 0..from.number()? {
        let name = from.text()?;
        let (kind, index) = (from.byte()?, from.number()?);
        if name.contains(UNUSED) {
            continue;
        }
        text(&mut out, &short(name, names));
        out.push(kind);
        number(&mut out, index);
        count += 1;
    }
    let mut counted = Vec::new();
    number(&mut counted, count);
    counted.extend(out);
    Ok(counted)
}

/// The short name of one that wasm-bindgen made; every other one is somebody's.
fn short(name: &str, names: &mut BTreeMap<String, String>) -> String {
    if !name.starts_with("__wb") {
        return name.to_owned();
    }
    let next = format!("$w{:x}", names.len());
    names.entry(name.to_owned()).or_insert(next).clone()
}

pub(super) struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .context("the program is cut off")?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    pub fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("a number in the program is too long")
    }

    fn text(&mut self) -> Result<&'a str> {
        let length = self.number()?;
        Ok(std::str::from_utf8(self.take(length)?)?)
    }
}

pub(super) fn number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len());
    out.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(kind: u8, content: &[u8]) -> Vec<u8> {
        let mut out = vec![kind];
        number(&mut out, content.len());
        out.extend(content);
        out
    }

    fn named(name: &str, after: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        text(&mut out, name);
        out.extend(after);
        out
    }

    #[test]
    fn program_and_script_keep_knowing_each_other() {
        let long = format!("__wbg_{}_0123456789abcdef", "x".repeat(200));
        let module = |call: &str, export: &str, custom: bool| {
            let mut out = b"\0asm\x01\0\0\0".to_vec();
            let import = [vec![1], named("./page.js", &named(call, &[0, 3]))].concat();
            out.extend(section(IMPORTS, &import));
            let exports = [vec![2], named("memory", &[2, 0]), named(export, &[0, 7])].concat();
            out.extend(section(EXPORTS, &exports));
            if custom {
                out.extend(section(CUSTOM, &named("producers", b"rustc")));
            }
            out.extend(section(10, b"code"));
            out
        };
        let script = format!("{long}: f, x{long}, wasm.__wbindgen_free(), wasm.memory, __wbg_own");
        let (program, script) = shorten(&module(&long, "__wbindgen_free", true), &script).unwrap();
        assert_eq!(program, module("$w0", "$w1", false));
        let expected = format!("$w0: f, x{long}, wasm.$w1(), wasm.memory, __wbg_own");
        assert_eq!(script, expected);
    }

    #[test]
    fn what_nobody_calls_is_left_out_of_the_script() {
        let script = "export class IntoUnderlyingSink {\n    free() {\n    }\n}\nif (Symbol.dispose) IntoUnderlyingSink.x = 1;\n\
                      const IntoUnderlyingSinkFinalization = (a)\n    ? { b }\n    : c;\nfunction f() {\n}\n\
                      function debugString(val) {\n    if (val) {\n    }\n}\nlast\n";
        let kept = "function f() {\n}\nfunction debugString(val) { return String(val); }\nlast\n";
        assert_eq!(bare(script), kept);
    }

    #[test]
    fn what_is_no_program_is_refused() {
        assert!(shorten(b"html", "").is_err());
        assert!(shorten(b"\0asm\x01\0\0\0\x02\x05\x01", "").is_err());
        let empty = b"\0asm\x01\0\0\0\x02\x0c\x01\x01a\x07__wbg_a\0\x03";
        assert!(shorten(empty, "$w0").is_err());
    }
}
