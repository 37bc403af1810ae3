//! Makes the frame of the page as one file, `save/page.html`: `oomscope report --format html` and the page's own
//! "Save as one HTML file" only fill in what is said and what is held. Its policy names script and style by their
//! hashes, which a page without HTTPS cannot compute.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use oomscope_shared::message::LANGUAGES;
use sha2::{Digest, Sha256};

use super::pack;
use crate::paths;

/// Where the frame lies in the built page: beside what a first visit loads.
const FRAME: &str = "save/page.html";
/// The page's program, packed.
const PROGRAM: &str = "oomscope-page.lzma";
/// The scripts that a page of one file holds.
const SCRIPTS: [&str; 4] = ["oomscope-page.js", "host.js", "unpack.js", "worker.js"];
/// What whoever saves a page fills in.
const LEFT: [&str; 2] = ["said", "held"];

/// Writes the frame into a built page.
pub fn frame(dist: &Path) -> Result<()> {
    let sources = paths::root().join("viewer/alone");
    let read = |path: &Path| {
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    };
    // Nothing in it can end the element that it stands in.
    let script = pack::script(&read(&sources.join("alone.js"))?).replace("</", "<\\/");
    let style = read(&dist.join("style.css"))?;
    let icon = STANDARD.encode(read(&dist.join("favicon.svg"))?);
    let fill = [
        ("script_hash", hash(&script)),
        ("style_hash", hash(&style)),
        ("icon", icon),
        ("parts", parts()),
        ("style", style),
        ("script", script),
    ];
    let frame = filled(&read(&sources.join("alone.html"))?, &fill)?;
    let path = dist.join(FRAME);
    fs::create_dir_all(dist.join("save"))?;
    fs::write(&path, frame).with_context(|| format!("cannot write {}", path.display()))
}

/// The files that a page of one file holds, the program first.
fn parts() -> String {
    let catalogues = LANGUAGES.iter();
    let catalogues: Vec<String> = catalogues
        .map(|(code, _)| format!("messages/{code}.ftl"))
        .collect();
    let mut parts = vec![PROGRAM];
    parts.extend(SCRIPTS);
    parts.extend(catalogues.iter().map(String::as_str));
    // It can save itself again, with other runs.
    parts.push(FRAME);
    parts.join(" ")
}

fn filled(frame: &str, fill: &[(&str, String)]) -> Result<String> {
    let mut out = frame.to_owned();
    for (name, text) in fill {
        let hole = format!("{{{{{name}}}}}");
        ensure!(out.matches(&hole).count() == 1, "{hole} is not there once");
        out = out.replace(&hole, text);
    }
    let left = LEFT
        .iter()
        .map(|name| out.matches(&format!("{{{{{name}}}}}")).count());
    let all = out.matches("{{").count();
    ensure!(
        left.sum::<usize>() == all,
        "something of the frame is not filled in"
    );
    Ok(out)
}

/// What a policy calls a script or style by.
fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_policies() {
        // The hash of the example in the specification of Content Security Policy.
        assert_eq!(
            hash("alert('Hello, world.');"),
            "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
        );
    }

    #[test]
    fn a_frame_is_filled_but_for_what_is_saved() {
        let frame = "<b>{{style}}</b>{{said}}{{held}}{{said}}";
        let fill = [("style", "x".to_owned())];
        let filled = filled(frame, &fill).unwrap();
        assert_eq!(filled, "<b>x</b>{{said}}{{held}}{{said}}");
        assert!(super::filled("{{said}}{{held}}{{other}}", &[]).is_err());
        assert!(super::filled("{{said}}{{held}}", &fill).is_err());
    }
}
