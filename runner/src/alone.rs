//! The page as one file, with its program and the artifacts inside: it opens from a disk, without a server,
//! and asks for nothing.
//!
//! The frame comes with the page (`save/page.html`, made of `viewer/alone/alone.html`); here it is filled.

use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use oomscope_report::export::thin_run;
use oomscope_shared::Artifact;
use oomscope_shared::answer::answer;
use oomscope_shared::compare::compare_groups;
use oomscope_shared::load::write_artifact;
use oomscope_shared::units::bytes;
use serde_json::json;

use crate::cli::CompareArgs;
use crate::error::Failure;
use crate::locale::locale;
use crate::page::{FILES, missing_page};

/// The frame of the page as one file.
const FRAME: &str = "save/page.html";
/// What the artifacts may take in the file. Browsers open more, but mail and chats do not take it.
const MOST_BYTES: usize = 16 << 20;
/// To so many samples a batch the curves are thinned where the file would be larger, one after the other.
const SAMPLES: [usize; 3] = [50_000, 5_000, 500];

/// The page with one run.
pub fn run(path: &Path, artifact: Artifact) -> Result<String, Failure> {
    let said = answer(&artifact).headline;
    page(&locale().text(&said), vec![(name(path), artifact)])
}

/// The page with the runs of both sides of a comparison.
pub fn comparison(args: &CompareArgs, sides: [Vec<Artifact>; 2]) -> Result<String, Failure> {
    let groups = [&sides[0], &sides[1]].map(|side| side.iter().collect::<Vec<_>>());
    let said = compare_groups(&groups[0], &groups[1])
        .map(|compared| locale().text(&compared.verdict.sentence()))
        .unwrap_or_default();
    let paths = |first: &PathBuf, more: &[PathBuf]| -> Vec<PathBuf> {
        std::iter::once(first.clone())
            .chain(more.iter().cloned())
            .collect()
    };
    let paths = [
        paths(&args.before, &args.more_before),
        paths(&args.after, &args.more_after),
    ];
    let has_repeats = paths.iter().any(|side| side.len() > 1);
    let mut held = Vec::new();
    for ((paths, artifacts), side) in paths.iter().zip(sides).zip(["before", "after"]) {
        for (at, (path, artifact)) in paths.iter().zip(artifacts).enumerate() {
            // Of several runs a side the page tells the side by the name.
            let prefix = if has_repeats {
                format!("{side}-{} ", at + 1)
            } else {
                String::new()
            };
            held.push((prefix + &name(path), artifact));
        }
    }
    page(&said, held)
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn page(said: &str, mut held: Vec<(String, Artifact)>) -> Result<String, Failure> {
    let frame = text(FRAME)?;
    let packed = fitting(&mut held, MOST_BYTES)?;
    let names = frame
        .split_once("data-parts=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    let mut names = names.ok_or_else(missing_page)?.0.split(' ');
    let program = file(names.next().unwrap_or_default())?;
    let mut parts = serde_json::Map::new();
    for name in names {
        parts.insert(name.to_owned(), text(name)?.into());
    }
    let parts = serde_json::to_vec(&parts).map_err(Failure::recorder)?;
    let content = json!({
        "program": STANDARD.encode(program),
        "parts": gzipped(&parts)?,
        "artifacts": packed.iter().map(|(name, data)| json!({ "name": name, "data": data })).collect::<Vec<_>>(),
    });
    // Nothing in it can end the element that it stands in.
    let content = content.to_string().replace('<', "\\u003c");
    // What is said may hold anything, so that it comes last.
    let (before, behind) = frame.split_once("{{held}}").ok_or_else(missing_page)?;
    let [before, behind] = [before, behind].map(|part| part.replace("{{said}}", &markup(said)));
    Ok([before, content, behind].concat())
}

/// The artifacts as text of at most so many bytes together, with fewer samples where they need to be.
fn fitting(
    held: &mut [(String, Artifact)],
    most_bytes: usize,
) -> Result<Vec<(String, String)>, Failure> {
    let mut found = packed(held)?;
    for most in SAMPLES {
        if size(&found) <= most_bytes {
            return Ok(found);
        }
        for (_, artifact) in &mut *held {
            thin_run(artifact, most);
        }
        found = packed(held)?;
    }
    if size(&found) <= most_bytes {
        return Ok(found);
    }
    Err(Failure::usage(
        format!(
            "the artifacts take {} in one file, also with few samples, and {} is the most",
            bytes(size(&found) as u64),
            bytes(most_bytes as u64)
        ),
        "look at them with `oomscope view`, or put them on a site with `oomscope site`",
    ))
}

/// The artifacts gzipped, as text.
fn packed(held: &[(String, Artifact)]) -> Result<Vec<(String, String)>, Failure> {
    let pack = |artifact: &Artifact| -> Result<String, Failure> {
        gzipped(&write_artifact(artifact).map_err(Failure::recorder)?)
    };
    held.iter()
        .map(|(name, artifact)| Ok((name.clone(), pack(artifact)?)))
        .collect()
}

/// Gzipped, as text.
fn gzipped(plain: &[u8]) -> Result<String, Failure> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(plain).map_err(Failure::recorder)?;
    Ok(STANDARD.encode(gzip.finish().map_err(Failure::recorder)?))
}

fn size(packed: &[(String, String)]) -> usize {
    packed.iter().map(|(_, data)| data.len()).sum()
}

fn file(wanted: &str) -> Result<&'static [u8], Failure> {
    let found = FILES.iter().find(|(name, _)| *name == wanted);
    found.map(|(_, bytes)| *bytes).ok_or_else(missing_page)
}

fn text(wanted: &str) -> Result<String, Failure> {
    let text = std::str::from_utf8(file(wanted)?).map_err(Failure::recorder)?;
    Ok(text.to_owned())
}

/// Text that is never markup.
fn markup(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::parse_artifact;
    use oomscope_shared::timeline::{Sample, Timeline};

    /// A run whose curve jumps about, which hardly compresses.
    fn jumpy(samples: u64) -> (Artifact, Vec<Sample>) {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../tests/golden/v1/over-limit.oomscope.json"
        );
        let mut artifact = parse_artifact(&std::fs::read(file).unwrap()).unwrap();
        let mut state = 1_u64;
        let curve: Vec<Sample> = (0..samples)
            .map(|at| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                Sample {
                    time_ms: at * 10,
                    rss_kib: state >> 44,
                }
            })
            .collect();
        artifact.batches[0].timeline = Timeline::from_kept(&curve);
        (artifact, curve)
    }

    #[test]
    fn what_is_too_large_loses_samples_but_no_peak_and_says_so() {
        let (artifact, curve) = jumpy(60_000);
        let peak = curve.iter().map(|s| s.rss_kib * 1024).max();
        let mut held = vec![("run".to_owned(), artifact)];
        let whole = size(&packed(&held).unwrap());
        let fits = fitting(&mut held, whole / 4).unwrap();
        assert!(size(&fits) <= whole / 4);
        let thinned = &held[0].1;
        assert_eq!(thinned.batches[0].timeline.peak_bytes(), peak);
        let warning = thinned.warnings.last().unwrap();
        assert!(warning.english().contains("no peak is lost"), "{warning:?}");
        let failure = fitting(&mut held, 10).unwrap_err();
        assert!(failure.hint().unwrap().contains("oomscope view"));
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        let (artifact, _) = jumpy(100);
        let mut held = vec![("run".to_owned(), artifact.clone())];
        fitting(&mut held, MOST_BYTES).unwrap();
        assert_eq!(held[0].1, artifact);
    }

    #[test]
    fn what_is_said_is_no_markup() {
        assert_eq!(markup("<a & b>"), "&lt;a &amp; b&gt;");
    }
}
