//! What makes the files of the page smaller: whoever reads them reads them in the repository, and every visitor
//! loads them.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use super::streams;
use crate::process;

/// Python has the packer in its standard library, and the tests need Python anyway. The size goes into
/// the head, where Python leaves it open.
const PACK: &str = "
import lzma, struct, sys
plain = open(sys.argv[1], 'rb').read()
filters = [{'id': lzma.FILTER_LZMA1, 'preset': 9 | lzma.PRESET_EXTREME, 'lc': 3, 'pb': 0, 'nice_len': 112}]
packed = bytearray(lzma.compress(plain, lzma.FORMAT_ALONE, filters=filters))
packed[5:13] = struct.pack('<Q', len(plain))
open(sys.argv[2], 'wb').write(packed)
";

/// A script without comments, indentation, and spaces that mean nothing.
pub fn script(text: &str) -> String {
    slim(text)
        .lines()
        .map(|line| squeezed(line) + "\n")
        .collect()
}

/// A style without comments, indentation, and spaces that mean nothing.
pub fn style(text: &str) -> String {
    tight(&slim(text))
}

/// A script or style without lines that are nothing but a comment, and without indentation. A comment
/// that opens in a line of its own ends in one.
pub(super) fn slim(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_comment = false;
    for line in text.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if is_comment {
            is_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out += line;
            out.push('\n');
        }
    }
    out
}

/// A line of a script without the spaces around its signs, where none can be part of a text.
fn squeezed(line: &str) -> String {
    const SIGNS: &[char] = &[
        '{', '}', '(', ')', ';', ',', ':', '=', '?', '<', '>', '|', '&',
    ];
    if line.contains(['"', '\'', '`', '/']) {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if c == ' ' && out.ends_with(SIGNS) {
            continue;
        }
        if SIGNS.contains(&c) && out.ends_with(' ') {
            out.pop();
        }
        out.push(c);
    }
    out
}

/// A style without the spaces that mean nothing: behind a sign, and before a brace. One before a colon can mean
/// something, and a line of ours holds whole rules.
fn tight(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let is_behind = out.ends_with(['{', '}', ';', ':', ',']);
        match c {
            ' ' | '\n' if is_behind => {}
            '{' | '}' if out.ends_with([' ', ';']) => {
                out.pop();
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A catalogue without comments and indentation. Of the page's own language, which is in its program, what only
/// artifacts say is left.
pub fn catalogue(text: &str, is_own: bool) -> String {
    match is_own {
        true => slim_catalogue(&only_read(text)),
        false => slim_catalogue(text),
    }
}

/// The sections that the page only reads.
fn only_read(text: &str) -> String {
    let mut is_read = false;
    let lines = text.split_inclusive('\n').filter(|line| {
        if line.starts_with("## ") {
            is_read = line.trim_end().ends_with("Only read by the page.");
        }
        is_read
    });
    lines.collect()
}

/// A catalogue without comments, empty lines, and indentation that means nothing.
fn slim_catalogue(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.fold(String::with_capacity(text.len()), |mut out, line| {
        let rest = line.trim();
        if !rest.is_empty() {
            if rest.len() < line.trim_end().len() {
                out.push(' ');
            }
            out += rest;
            out.push('\n');
        }
        out
    })
}

/// A program sorted into streams and packed by LZMA.
pub fn program(plain: &[u8]) -> Result<Vec<u8>> {
    let plain = streams::sorted(plain)?;
    let folder = tempfile::tempdir()?;
    let (from, to) = (folder.path().join("plain"), folder.path().join("packed"));
    fs::write(&from, plain)?;
    let mut python = Command::new("python3");
    python.args(["-c", PACK]).arg(from).arg(&to);
    process::output(&mut python)
        .context("packing the page's program needs python3 with its `lzma`")?;
    fs::read(to).context("the page's program was not packed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_loses_spaces_that_mean_nothing() {
        let style = ".a :hover, .b > p { margin: 0 auto; color: red; }\n@media (width: 1px) {\n.c { x: y; }\n}\n";
        let tight = tight(style);
        let expected = ".a :hover,.b > p{margin:0 auto;color:red}@media (width:1px){.c{x:y}}";
        assert_eq!(tight, expected);
    }

    #[test]
    fn a_script_loses_spaces_that_mean_nothing() {
        let squeezed = |line| super::squeezed(line);
        assert_eq!(
            squeezed("if (a == b) { return c + +d; }"),
            "if(a==b){return c + +d;}"
        );
        assert_eq!(squeezed("const x = 'a = b';"), "const x = 'a = b';");
    }

    #[test]
    fn of_its_own_language_the_page_loads_what_only_artifacts_say() {
        let text = "a = 1\n## B. Only read by the page.\n\nb = 2\n## C.\nc = 3\n";
        assert_eq!(catalogue(text, true), "b = 2\n");
    }

    #[test]
    fn catalogues_lose_comments_and_indentation() {
        let text =
            "### Head.\n\na = b\n# Why.\nc = { $n ->\n    [one] d\n   *[other] e\n    } f # g\n";
        let slim = "a = b\nc = { $n ->\n [one] d\n *[other] e\n } f # g\n";
        assert_eq!(catalogue(text, false), slim);
    }

    #[test]
    fn comments_of_their_own_lines_go_and_all_else_stays() {
        let text = "// Why.\n/* Frame\n   of it */\na {\n  b: c; /* kept */\n}\n/// Doc.\nlet x = 1; // kept\n\n/** One. */\ny();\n";
        assert_eq!(
            slim(text),
            "a {\nb: c; /* kept */\n}\nlet x = 1; // kept\ny();\n"
        );
    }
}
