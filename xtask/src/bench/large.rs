//! What a large artifact does to the page: the longest stop of the page while 1,000,000 and 10,000,000
//! samples open, the frames while one pans, the memory of the tab, and a table of 100,000 tests.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use oomscope_shared::load::write_artifact;
use oomscope_tests::browser::{Browser, BrowserTools, Scheme};
use oomscope_tests::runs;
use oomscope_tests::site::Site;
use serde_json::{Value, json};

use super::page::{OTHER, samples, served, write_ours, write_theirs};
use super::statistics::{median, quantile};
use crate::console;

const TESTS: usize = 100_000;
/// So many openings of a table by each page.
const TABLES: usize = 5;

/// Notes every stop of the page's thread of more than 50 ms, which is what browsers report, and when the first row of
/// a table of tests is there.
const WATCH: &str = "
    window.stops = [];
    new PerformanceObserver(list => stops.push(...list.getEntries().map(e => e.duration)))
        .observe({ type: 'longtask', buffered: true });
    window.opened = 0;
    new MutationObserver((_, self) => {
        if (!document.querySelector('tr[data-test]')) return;
        self.disconnect();
        window.opened = performance.now();
    }).observe(document, { childList: true, subtree: true });";

/// Does something with every frame, sixty times, and keeps the time from frame to frame.
fn frames(act: &str) -> String {
    format!(
        "window.times = null; const times = []; let last = performance.now();
         const step = () => {{
            const now = performance.now(); times.push(now - last); last = now;
            if (times.length > 60) {{ window.times = times.slice(1); return }}
            {act}; requestAnimationFrame(step);
         }};
         requestAnimationFrame(step);"
    )
}

/// Measures and prints.
pub fn run(tools: &BrowserTools, against: Option<&Path>) -> Result<()> {
    console::heading("Large artifacts in the page");
    let folder = tempfile::Builder::new()
        .prefix("oomscope-bench")
        .tempdir()?;
    let site = served(against)?;
    for count in [1_000_000, 10_000_000] {
        let samples = samples(count);
        let ours = write_ours(&samples, folder.path())?;
        let theirs = write_theirs(&samples, folder.path())?;
        for (name, path, file) in [
            ("page", "/page/", &ours),
            ("uPlot", "/bench/uplot.html", &theirs),
        ] {
            // A browser of its own, or the memory of one would be the other's.
            let visit = Visit::open(tools, &site, path, file)?;
            let took = visit.marks("oomscope:bytes", "oomscope:painted")?;
            let stop = visit.longest_stop()?;
            let memory = visit.memory_mib()?;
            let pan = visit.frames_p95(if name == "page" {
                let near = "for (let i = 0; i < 3; i++) document.querySelector('canvas').dispatchEvent( \
                            new KeyboardEvent('keydown', { key: '+', bubbles: true }))";
                visit.browser.script(near, &[])?;
                "document.querySelector('canvas').dispatchEvent(new KeyboardEvent('keydown', \
                 { key: times.length % 20 < 10 ? 'ArrowRight' : 'ArrowLeft', bubbles: true }))"
            } else {
                // The same eighth of the axis, moved by a tenth of itself.
                "const [low, high] = [plot.data[0][0], plot.data[0].at(-1)]; const part = (high - low) / 8; \
                 const at = low + part * 3 + part * 0.1 * (times.length % 20 < 10 ? times.length % 10 \
                 : 10 - times.length % 10); plot.setScale('x', { min: at, max: at + part })"
            })?;
            console::line(&format!(
                "page: {count} samples in {name}: bytes to drawn {took:.0} ms, longest stop {stop:.0} ms, \
                 tab {memory:.0} MiB, pan frame p95 {pan:.1} ms"
            ));
        }
    }
    let file = many_tests(folder.path())?;
    let mut pages = vec![("page", "/page/")];
    pages.extend(against.map(|_| ("other page", OTHER)));
    let mut found: Vec<Vec<[f64; 4]>> = vec![Vec::new(); pages.len()];
    for round in 0..TABLES {
        for turn in 0..pages.len() {
            let at = (round + turn) % pages.len();
            found[at].push(table(tools, &site, pages[at].1, &file)?);
        }
    }
    for ((name, _), found) in pages.iter().zip(&found) {
        let median =
            |column: usize| median(&found.iter().map(|one| one[column]).collect::<Vec<_>>());
        console::line(&format!(
            "page: {TESTS} tests in {name}: bytes to table {:.0} ms (goal 500), longest stop while it opens {:.0} ms \
             (goal 50), scroll frame p95 {:.1} ms, filter {:.0} ms to the next frame; medians of {TABLES}",
            median(0),
            median(1),
            median(2),
            median(3)
        ));
    }
    Ok(())
}

/// From bytes to a table of many tests, the longest stop until then, the frames of scrolling, and a filter; all in
/// milliseconds.
fn table(tools: &BrowserTools, site: &Site, path: &str, file: &Path) -> Result<[f64; 4]> {
    let visit = Visit::open(tools, site, path, file)?;
    visit.browser.wait_until_shown("tests-table")?;
    let opened = visit.browser.script(
        "return window.opened - performance.getEntriesByName('oomscope:bytes')[0].startTime",
        &[],
    )?;
    let opened = opened.as_f64().context("no table")?;
    let stop = visit.longest_stop()?;
    let scroll = visit.frames_p95("document.querySelector('.long').scrollTop += 1500")?;
    let filter = "
        const field = document.querySelector(`[data-testid='tests-filter']`); window.took = 0;
        const begin = performance.now(); field.value = 'kept:>5MiB 7';
        field.dispatchEvent(new Event('input'));
        requestAnimationFrame(() => setTimeout(() => { window.took = performance.now() - begin }))";
    visit.browser.script(filter, &[])?;
    let filter = visit
        .browser
        .wait_for("the filter", "return window.took", &[])?;
    Ok([opened, stop, scroll, filter.as_f64().context("no filter")?])
}

/// A fresh browser with one file open.
struct Visit {
    browser: Browser,
}

impl Visit {
    fn open(tools: &BrowserTools, site: &Site, path: &str, file: &Path) -> Result<Self> {
        let browser = Browser::start_with(tools)?;
        browser.look(1280, 900, 1.0, Scheme::Light)?;
        browser.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": WATCH }),
        )?;
        browser.open(&site.url(path))?;
        let ready = "return !!document.querySelector(`[data-testid='open-input']`)";
        browser.wait_for("the file input", ready, &[])?;
        // What starting the page took is not what opening a file takes.
        browser.script("window.stops.length = 0", &[])?;
        browser.choose_files("open-input", &[file])?;
        let painted = "return performance.getEntriesByName('oomscope:painted').length";
        browser.wait_for("the chart", painted, &[])?;
        Ok(Self { browser })
    }

    fn marks(&self, from: &str, to: &str) -> Result<f64> {
        let body = "const at = name => performance.getEntriesByName(name)[0].startTime; \
                    return at(arguments[1]) - at(arguments[0])";
        let took = self.browser.script(body, &[from.into(), to.into()])?;
        took.as_f64().context("no marks")
    }

    /// The longest stop in milliseconds; what is below 50 ms is not reported and counts as that.
    fn longest_stop(&self) -> Result<f64> {
        let settle = "window.settled = 0; setTimeout(() => { settled = 1 }, 500)";
        self.browser.script(settle, &[])?;
        self.browser
            .wait_for("half a second", "return window.settled", &[])?;
        let longest = self
            .browser
            .script("return Math.max(50, ...window.stops)", &[])?;
        longest.as_f64().context("no stops")
    }

    fn frames_p95(&self, act: &str) -> Result<f64> {
        self.browser.script(&frames(act), &[])?;
        let times = self
            .browser
            .wait_for("sixty frames", "return window.times", &[])?;
        let times: Vec<f64> = times
            .as_array()
            .context("no frames")?
            .iter()
            .filter_map(Value::as_f64)
            .collect();
        Ok(quantile(&times, 0.95))
    }

    /// Resident memory of the tab's process, by the system.
    fn memory_mib(&self) -> Result<f64> {
        let mut largest = 0.0_f64;
        for entry in fs::read_dir("/proc")?.flatten() {
            let read = |name: &str| fs::read_to_string(entry.path().join(name)).unwrap_or_default();
            let command = read("cmdline");
            if !command.contains("--type=renderer") || !command.contains(&self.browser.profile()) {
                continue;
            }
            let status = read("status");
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
            let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
            largest = largest.max(kib.unwrap_or(0.0));
        }
        Ok(largest / 1024.0)
    }
}

/// The artifact of a small run with its tests repeated.
fn many_tests(folder: &Path) -> Result<PathBuf> {
    let mut artifact = serde_json::to_value(runs::before().artifact()?)?;
    let few = artifact["tests"]["id"].as_array().map_or(1, Vec::len);
    repeat(&mut artifact["tests"], few);
    let file = folder.join("tests.oomscope.json");
    let artifact = serde_json::from_value(artifact)?;
    fs::write(&file, write_artifact(&artifact)?)?;
    Ok(file)
}

/// Makes every column of so many entries long.
fn repeat(value: &mut Value, few: usize) {
    match value {
        Value::Array(column) if column.len() == few => {
            let original = column.clone();
            *column = (0..TESTS)
                .map(|at| match &original[at % few] {
                    Value::String(text) if text.contains("::") => json!(format!("{text}[{at}]")),
                    other => other.clone(),
                })
                .collect();
        }
        Value::Object(fields) => fields.values_mut().for_each(|field| repeat(field, few)),
        _ => {}
    }
}
