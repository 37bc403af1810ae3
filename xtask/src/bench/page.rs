//! How quick the page is: 1,000,000 samples from bytes in memory to a painted chart, in our page, in that of
//! another version if one is given, and in `JSON.parse` with uPlot, by turns in one browser.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use oomscope_shared::load::write_artifact;
use oomscope_shared::timeline::{Sample, Timeline};
use oomscope_tests::browser::{Browser, BrowserTools, Scheme};
use oomscope_tests::runs;
use oomscope_tests::site::Site;
use serde_json::json;

use super::statistics::{Dice, median, ratio};
use crate::{console, paths, setup};

const SAMPLES: u64 = 1_000_000;
const ROUNDS: usize = 11;
const GOAL: f64 = 1.0;
/// Where the page of another version lies.
pub const OTHER: &str = "/other/";
/// Runs before the scripts of both pages. A page marks `painted` when it has given all its drawing
/// commands; what a person waits for is the frame with them in it, which is marked here.
const MARK_SHOWN: &str = "
    const mark = performance.mark.bind(performance);
    const frame = requestAnimationFrame.bind(window);
    // What is drawn in a callback of a frame, or of a change of size, is shown with that very frame.
    let inFrame = false;
    const within = callback => (...arguments) => {
        inFrame = true;
        try { return callback(...arguments); } finally { inFrame = false; }
    };
    window.requestAnimationFrame = callback => frame(within(callback));
    const Observer = ResizeObserver;
    window.ResizeObserver = class extends Observer {
        constructor(callback) { super(within(callback)); }
    };
    performance.mark = (name, ...rest) => {
        const entry = mark(name, ...rest);
        if (name === 'oomscope:painted') {
            // The callback of a frame runs before its paint, a task that it posts runs after.
            const shown = () => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => mark('bench:shown');
                channel.port2.postMessage(null);
            };
            inFrame ? shown() : frame(shown);
        }
        return entry;
    }";

/// The page, what it is measured beside, and the page of another version.
pub fn served(against: Option<&Path>) -> Result<Site> {
    let uplot = setup::npm_package("uplot")?.join("dist");
    let (page, bench) = (paths::dist(), paths::root().join("tests/bench"));
    let mut mounts = vec![
        ("/page/", &*page),
        ("/bench/", &*bench),
        ("/uplot/", &*uplot),
    ];
    mounts.extend(against.map(|folder| (OTHER, folder)));
    Site::serve(&mounts)
}

/// Measures and prints.
pub fn run(tools: &BrowserTools, against: Option<&Path>) -> Result<()> {
    console::heading(
        "1,000,000 samples from bytes to a painted chart: the page and JSON.parse + uPlot",
    );
    // The quickest chart library of its kind in JavaScript, by its own and others' measurements.
    let folder = tempfile::Builder::new()
        .prefix("oomscope-bench")
        .tempdir()?;
    let samples = samples(SAMPLES);
    let ours = Contender {
        name: "page",
        path: "/page/",
        input: "open-input",
        file: write_ours(&samples, folder.path())?,
    };
    let theirs = Contender {
        name: "uPlot",
        path: "/bench/uplot.html",
        input: "open-input",
        file: write_theirs(&samples, folder.path())?,
    };
    let older = against.map(|_| Contender {
        name: "other page",
        path: OTHER,
        input: ours.input,
        file: ours.file.clone(),
    });
    let contenders: Vec<&Contender> = [&ours, &theirs].into_iter().chain(&older).collect();
    for contender in [&ours, &theirs] {
        let megabytes = fs::metadata(&contender.file)?.len() as f64 / 1e6;
        console::note(&format!("{}: {megabytes:.1} MB", contender.name));
    }
    let site = served(against)?;
    let browser = Browser::start_with(tools)?;
    browser.look(1280, 900, 1.0, Scheme::Light)?;
    let before_all = json!({ "source": MARK_SHOWN });
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", before_all)?;

    // One round of each that does not count: the first one also fills the browser's code caches.
    for contender in &contenders {
        contender.time(&browser, &site)?;
    }
    let mut dice = Dice::new(SAMPLES);
    let mut times: Vec<Vec<Times>> = vec![Vec::new(); contenders.len()];
    for round in 1..=ROUNDS {
        // Each round begins with another one, so that nobody always follows the same.
        let first = dice.below(contenders.len() as u64) as usize;
        for turn in 0..contenders.len() {
            let at = (first + turn) % contenders.len();
            times[at].push(contenders[at].time(&browser, &site)?);
        }
        let said = contenders.iter().zip(&times);
        let said: Vec<String> = said
            .filter_map(|(contender, times)| Some(format!("{} {}", contender.name, times.last()?)))
            .collect();
        console::note(&format!("round {round:2}: {}", said.join(", ")));
    }
    for (other, their) in contenders.iter().zip(&times).skip(1) {
        report(&times[0], other.name, their);
    }
    Ok(())
}

fn report(ours: &[Times], name: &str, theirs: &[Times]) {
    let column =
        |times: &[Times], part: fn(&Times) -> f64| times.iter().map(part).collect::<Vec<_>>();
    for (what, part) in [
        ("bytes to numbers", (|t| t.parsed_ms) as fn(&Times) -> f64),
        ("bytes to drawn", |t| t.drawn_ms),
        ("bytes to shown", |t| t.shown_ms),
    ] {
        let (our, their) = (column(ours, part), column(theirs, part));
        let goal = if what == "bytes to shown" {
            format!(", goal {GOAL:.1}x")
        } else {
            String::new()
        };
        console::line(&format!(
            "page: {what}: page {:.0} ms, {name} {:.0} ms, ratio {}{goal}",
            median(&our),
            median(&their),
            ratio(&our, &their)
        ));
    }
}

/// A page that opens a file through its file input and sets the three marks.
struct Contender {
    name: &'static str,
    path: &'static str,
    input: &'static str,
    file: PathBuf,
}

/// What one opening took, counted from the bytes in memory.
#[derive(Debug, Clone, Copy)]
struct Times {
    /// Until the numbers are in memory.
    parsed_ms: f64,
    /// Until the drawing commands are given.
    drawn_ms: f64,
    /// Until the frame with the chart is out.
    shown_ms: f64,
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:.0}, {:.0}, {:.0} ms",
            self.parsed_ms, self.drawn_ms, self.shown_ms
        )
    }
}

impl Contender {
    /// Opens the file in a freshly loaded page, which is what a person does.
    fn time(&self, browser: &Browser, site: &Site) -> Result<Times> {
        browser.open(&site.url(self.path))?;
        let ready = "return !!document.querySelector(`[data-testid='${arguments[0]}']`)";
        browser.wait_for("the file input", ready, &[self.input.into()])?;
        browser.choose_files(self.input, &[&self.file])?;
        let marks = "
            const at = name => performance.getEntriesByName(name)[0]?.startTime;
            const names = ['oomscope:bytes', 'oomscope:parsed', 'oomscope:painted', 'bench:shown'];
            const times = names.map(at);
            return times.every(time => time !== undefined) ? times : null";
        let marks = browser.wait_for(&format!("the marks of {}", self.name), marks, &[])?;
        let since_bytes = |index: usize| -> Result<f64> {
            let at = |index: usize| marks[index].as_f64().context("a mark is no number");
            Ok(at(index)? - at(0)?)
        };
        let times = Times {
            parsed_ms: since_bytes(1)?,
            drawn_ms: since_bytes(2)?,
            shown_ms: since_bytes(3)?,
        };
        let ordered = 0.0 < times.parsed_ms
            && times.parsed_ms < times.drawn_ms
            && times.drawn_ms < times.shown_ms;
        ensure!(ordered, "the marks are out of order: {times}");
        Ok(times)
    }
}

/// A memory curve as a suite's: it climbs, wobbles, and falls back now and then.
pub fn samples(count: u64) -> Vec<Sample> {
    let mut dice = Dice::new(7);
    let mut rss_kib = 200_000;
    (0..count)
        .map(|tick| {
            if dice.below(5_000) == 0 {
                rss_kib = 200_000;
            }
            rss_kib = (rss_kib + dice.below(2_000))
                .saturating_sub(980)
                .max(100_000);
            Sample {
                time_ms: 1_000 + tick * 10,
                rss_kib,
            }
        })
        .collect()
}

pub fn write_ours(samples: &[Sample], folder: &Path) -> Result<PathBuf> {
    let mut artifact = runs::before().artifact()?;
    let end_ms = samples.last().map_or(0, |sample| sample.time_ms);
    let batch = artifact.batches.first_mut().context("no batch")?;
    // Every point is kept, also one that repeats the value before it: the count is the point here.
    batch.timeline = Timeline::from_kept(samples);
    batch.duration_ms = end_ms;
    batch.peak_bytes = batch.timeline.peak_bytes();
    artifact.run.duration_ms = end_ms;
    let file = folder.join("million.oomscope.json");
    fs::write(&file, write_artifact(&artifact)?)?;
    Ok(file)
}

pub fn write_theirs(samples: &[Sample], folder: &Path) -> Result<PathBuf> {
    let file = folder.join("million.json");
    let mut out = BufWriter::new(File::create(&file)?);
    out.write_all(b"{")?;
    write_column(&mut out, "t", samples.iter().map(|sample| sample.time_ms))?;
    out.write_all(b",")?;
    write_column(&mut out, "v", samples.iter().map(|sample| sample.rss_kib))?;
    out.write_all(b"}")?;
    out.flush()?;
    Ok(file)
}

fn write_column(out: &mut impl Write, name: &str, values: impl Iterator<Item = u64>) -> Result<()> {
    write!(out, "\"{name}\":[")?;
    for (index, value) in values.enumerate() {
        write!(out, "{}{value}", if index == 0 { "" } else { "," })?;
    }
    Ok(out.write_all(b"]")?)
}
