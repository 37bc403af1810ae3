//! What tables of many artifacts weigh beside the artifacts, how long they take to write, and how long each
//! question of `docs/fleet.md` takes DuckDB; the same question is asked of the JSON itself, too.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use oomscope_shared::load::write_artifact;
use oomscope_tests::fleet::Fleet;
use serde::Deserialize;

use super::statistics::median;
use crate::{console, paths, process};

/// A suite of middle size, half a minute at a hundred samples a second.
const FLEET: Fleet = Fleet {
    runs: 1_000,
    tests: 500,
    samples: 3_000,
};
const ROUNDS: u32 = 7;

/// What DuckDB makes of the artifacts themselves: one question, to compare with.
const FROM_JSON: &str = "SELECT count(*) AS n, max(b.peak_bytes) AS peak FROM (SELECT unnest(batches) AS b \
     FROM read_json('artifacts/*.json', columns = {batches: 'STRUCT(peak_bytes BIGINT)[]'}))";
/// The same of the tables.
const FROM_TABLES: &str =
    "SELECT count(*) AS n, max(peak_bytes) AS peak FROM 'fleet/batches.parquet'";

/// Measures and prints.
pub fn run(oomscope: &Path, python: &Path) -> Result<()> {
    console::heading("1,000 artifacts as tables of Parquet");
    let folder = tempfile::Builder::new()
        .prefix("oomscope-bench")
        .tempdir()?;
    let artifacts = folder.path().join("artifacts");
    fs::create_dir(&artifacts)?;
    let (mut json, mut gzipped) = (0, 0);
    for number in 0..FLEET.runs {
        let bytes = write_artifact(&FLEET.run(number)?)?;
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&bytes)?;
        gzipped += packed.finish()?.len() as u64;
        json += bytes.len() as u64;
        fs::write(
            artifacts.join(format!("run-{number:04}.oomscope.json")),
            bytes,
        )?;
    }
    let start = Instant::now();
    process::run(
        Command::new(oomscope)
            .args(["export", "--parquet", "artifacts", "--out", "fleet"])
            .current_dir(folder.path()),
    )?;
    let took = start.elapsed().as_secs_f64();
    let mut tables = 0;
    for entry in fs::read_dir(folder.path().join("fleet"))? {
        let entry = entry?;
        let bytes = entry.metadata()?.len();
        tables += bytes;
        console::line(&format!(
            "parquet: {} {:.1} MB",
            entry.file_name().to_string_lossy(),
            bytes as f64 / 1e6
        ));
    }
    console::line(&format!(
        "parquet: {} artifacts of {} tests and {} samples: JSON {:.1} MB, gzipped {:.1} MB, tables {:.1} MB \
         ({:.2}x of gzip), written in {took:.1} s",
        FLEET.runs,
        FLEET.tests,
        FLEET.samples,
        json as f64 / 1e6,
        gzipped as f64 / 1e6,
        tables as f64 / 1e6,
        tables as f64 / gzipped as f64
    ));
    let mut questions = questions()?;
    questions.push((
        "one figure of each batch, of the tables".to_owned(),
        FROM_TABLES.to_owned(),
    ));
    questions.push((
        "the same of the JSON itself".to_owned(),
        FROM_JSON.to_owned(),
    ));
    let queries: Vec<&str> = questions.iter().map(|(_, query)| query.as_str()).collect();
    let answers = ask(python, folder.path(), &queries)?;
    for ((title, _), answer) in questions.iter().zip(&answers) {
        console::line(&format!("parquet: {:.0} ms: {title}", median(&answer.ms)));
    }
    let [.., tables, json] = answers.as_slice() else {
        anyhow::bail!("DuckDB answered too little");
    };
    ensure!(tables.rows == json.rows, "tables and JSON disagree");
    Ok(())
}

/// What the reader says of one query.
#[derive(Deserialize)]
struct Answer {
    rows: serde_json::Value,
    ms: Vec<f64>,
}

fn ask(python: &Path, folder: &Path, queries: &[&str]) -> Result<Vec<Answer>> {
    let mut reader = Command::new(python)
        .arg(paths::root().join("tests/readers/fleet.py"))
        .arg(folder)
        .arg(ROUNDS.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start the Python of the readers")?;
    let mut input = reader.stdin.take().context("no standard input")?;
    input.write_all(&serde_json::to_vec(queries)?)?;
    drop(input);
    let output = reader.wait_with_output()?;
    ensure!(output.status.success(), "DuckDB refused a query");
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The questions of the document, each with the sentence before it.
fn questions() -> Result<Vec<(String, String)>> {
    let text = fs::read_to_string(paths::root().join("docs/fleet.md"))?;
    let parts: Vec<&str> = text.split("```sql\n").collect();
    let found = parts.windows(2).map(|pair| {
        let title = pair[0].trim().lines().last().unwrap_or_default();
        let query = pair[1].split("```").next().unwrap_or_default();
        (title.trim_end_matches(':').to_owned(), query.to_owned())
    });
    Ok(found.collect())
}
