//! `oomscope report` in the formats of other tools: which writer serves which format.

use oomscope_report::export::{
    CsvTable, bencher, benchmark, csv, ctrf, firefox, junit, openmetrics, trace,
};
use oomscope_shared::Artifact;
use serde_json::Value;

use crate::cli::ReportFormat;
use crate::error::Failure;

/// The run in a format of another tool's.
///
/// # Errors
/// A format that is no other tool's, which is a mistake of the caller.
pub fn bytes(
    artifact: &Artifact,
    format: ReportFormat,
    table: CsvTable,
) -> Result<Vec<u8>, Failure> {
    let text = match format {
        ReportFormat::Junit => junit::junit(artifact),
        ReportFormat::Csv => csv::csv(artifact, table),
        ReportFormat::Openmetrics => openmetrics::openmetrics(artifact),
        ReportFormat::ChromeTrace => trace::trace(artifact),
        ReportFormat::Ctrf => pretty(&ctrf::ctrf(artifact))?,
        ReportFormat::GithubActionBenchmark => pretty(&benchmark::benchmark(artifact))?,
        ReportFormat::Bencher => pretty(&bencher::bencher(artifact))?,
        // As large as the run: in one line.
        ReportFormat::FirefoxProfiler => format!("{}\n", firefox::firefox(artifact)),
        _ => {
            return Err(Failure::recorder("this format is none of another tool"));
        }
    };
    Ok(text.into_bytes())
}

fn pretty(value: &Value) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value).map_err(Failure::recorder)?;
    Ok(text + "\n")
}
