//! Packs the page's program by LZMA and gives its new name to the files that load it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use oomscope_shared::message::LANGUAGES;

use super::names;
use crate::process;

/// What wasm-bindgen calls the program.
const PLAIN: &str = "oomscope-page_bg.wasm";
/// The script that wasm-bindgen wrote for it.
const SCRIPT: &str = "oomscope-page.js";
/// What it is called when packed; `boot.js` goes by the ending.
const PACKED: &str = "oomscope-page.lzma";
/// The files that name it.
const NAMED_IN: [&str; 3] = ["index.html", "boot.js", "offline.js"];

/// Python has the packer in its standard library, and the tests need Python anyway. The size goes into
/// the head, where Python leaves it open.
const PACK: &str = "
import lzma, struct, sys
plain = open(sys.argv[1], 'rb').read()
filters = [{'id': lzma.FILTER_LZMA1, 'preset': 9 | lzma.PRESET_EXTREME, 'lc': 4, 'pb': 0, 'nice_len': 112}]
packed = bytearray(lzma.compress(plain, lzma.FORMAT_ALONE, filters=filters))
packed[5:13] = struct.pack('<Q', len(plain))
open(sys.argv[2], 'wb').write(packed)
";

/// Takes comments and indentation out of a built page's scripts and styles: whoever reads them reads them
/// in the repository, and every visitor loads them.
pub fn texts(dist: &Path) -> Result<()> {
    for entry in fs::read_dir(dist).with_context(|| format!("cannot list {}", dist.display()))? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|end| end == "js" || end == "css")
        {
            let text = fs::read_to_string(&path)?;
            let is_style = path.extension().is_some_and(|end| end == "css");
            let text = slim(&text);
            let lines = || text.lines().map(|line| squeezed(line) + "\n");
            let text = match is_style {
                true => tight(&text),
                false => lines().collect(),
            };
            fs::write(&path, text)?;
        }
    }
    Ok(())
}

/// A script or style without lines that are nothing but a comment, and without indentation. A comment
/// that opens in a line of its own ends in one.
fn slim(text: &str) -> String {
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

/// Takes comments and indentation out of the catalogues of a built page, and what is in the program out of that
/// of its own language: what only artifacts say is left.
pub fn catalogues(dist: &Path) -> Result<()> {
    let folder = dist.join("messages");
    for (at, (code, _)) in LANGUAGES.iter().enumerate() {
        let path = folder.join(format!("{code}.ftl"));
        let mut text =
            fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
        if at == 0 {
            text = only_read(&text);
        }
        fs::write(&path, slim_catalogue(&text))?;
    }
    Ok(())
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

/// Packs the program in a built page.
pub fn program(dist: &Path) -> Result<()> {
    let plain = dist.join(PLAIN);
    let script = dist.join(SCRIPT);
    let (program, renamed) = names::shorten(&fs::read(&plain)?, &fs::read_to_string(&script)?)?;
    fs::write(&plain, program)?;
    fs::write(&script, renamed)?;
    let mut python = Command::new("python3");
    python.args(["-c", PACK]).arg(&plain).arg(dist.join(PACKED));
    process::run(&mut python)
        .context("packing the page's program needs python3 with its `lzma`")?;
    for name in NAMED_IN {
        let path = dist.join(name);
        let text = fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
        ensure!(text.contains(PLAIN), "{name} does not name {PLAIN}");
        // What is preloaded has no type of its own any more.
        let text = text
            .replace(PLAIN, PACKED)
            .replace(" type=\"application/wasm\"", "");
        fs::write(&path, text)?;
    }
    fs::remove_file(&plain).context("cannot remove the program that was packed")
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
        assert_eq!(slim_catalogue(&only_read(text)), "b = 2\n");
    }

    #[test]
    fn catalogues_lose_comments_and_indentation() {
        let text =
            "### Head.\n\na = b\n# Why.\nc = { $n ->\n    [one] d\n   *[other] e\n    } f # g\n";
        let slim = "a = b\nc = { $n ->\n [one] d\n *[other] e\n } f # g\n";
        assert_eq!(slim_catalogue(text), slim);
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
