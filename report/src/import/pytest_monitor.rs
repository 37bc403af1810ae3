//! The database of pytest-monitor (`.pymon`): a row for each test that passed, of any number of sessions.

use std::time::UNIX_EPOCH;

use super::sqlite::{Database, Value};
use super::{ImportedTest, blank, kib, ms, put_batch, tests_of};
use oomscope_shared::artifact::{Artifact, Framework, Git, UNKNOWN_ARCH};
use oomscope_shared::{Key, messages};

pub(super) fn read(bytes: &[u8]) -> Result<Artifact, String> {
    let database = Database::open(bytes)?;
    let sessions = database.table("TEST_SESSIONS")?;
    // Times without a zone, but of one clock: the order of the text is that of time.
    let newest = sessions
        .rows
        .iter()
        .max_by_key(|row| row.text(sessions.at("RUN_DATE")))
        .ok_or("it holds no session")?;
    let session = newest.text(sessions.at("SESSION_H"));
    let date = newest.text(sessions.at("RUN_DATE"));
    let start = local_us(&date);
    let mut artifact = blank(
        "pytest-monitor",
        Framework::Pytest,
        start.map(|us| us / 1000),
    );
    artifact.run.git = Some(newest.text(sessions.at("SCM_ID")))
        .filter(|commit| !commit.is_empty())
        .map(|commit| Git {
            commit,
            branch: None,
            dirty: None,
            remote: None,
            prefix: None,
        });
    let metrics = database.table("TEST_METRICS")?;
    let mut environment = String::new();
    let mut end_us = 0;
    let mut told = Vec::new();
    for row in &metrics.rows {
        let is_test = row.text(metrics.at("KIND")) == "function";
        if row.text(metrics.at("SESSION_H")) != session || !is_test {
            continue;
        }
        environment = row.text(metrics.at("ENV_H"));
        let began = local_us(&row.text(metrics.at("ITEM_START_TIME")));
        let start_us = began
            .zip(start)
            .map(|(began, start)| began.saturating_sub(start));
        let seconds = row.real(metrics.at("TOTAL_TIME"));
        let duration_us = seconds
            .and_then(ms)
            .and(seconds)
            .map(|s| (s * 1e6).round() as u64);
        end_us = end_us.max(start_us.unwrap_or_default() + duration_us.unwrap_or_default());
        let name = row.text(metrics.at("ITEM_VARIANT"));
        told.push(ImportedTest {
            id: format!("{}::{name}", row.text(metrics.at("ITEM_FS_LOC"))),
            start_us,
            duration_us,
            peak_kib: row
                .real(metrics.at("MEM_USAGE"))
                .and_then(|mib| kib(mib.max(0.0))),
            ..ImportedTest::default()
        });
    }
    artifact.tests = tests_of(told);
    if artifact.tests.is_empty() {
        return Err("its newest session has no test".to_owned());
    }
    put_batch(&mut artifact, end_us / 1000);
    describe_host(&database, &environment, &mut artifact)?;
    if let Some(sessions @ 1..) = sessions.rows.len().checked_sub(1) {
        let older = messages::ImportOlderSessions { sessions };
        artifact.warnings.push(older.into());
    }
    artifact.warnings.extend([
        Key::ImportPeaksAbove.into(),
        Key::ImportPassedOnly.into(),
        Key::ImportLocalTimes.into(),
    ]);
    Ok(artifact)
}

fn describe_host(
    database: &Database<'_>,
    environment: &str,
    artifact: &mut Artifact,
) -> Result<(), String> {
    let contexts = database.table("EXECUTION_CONTEXTS")?;
    let mut rows = contexts.rows.iter();
    let Some(row) = rows.find(|row| row.text(contexts.at("ENV_H")) == environment) else {
        return Ok(());
    };
    let host = &mut artifact.host;
    let known = |column: &str| Some(row.text(contexts.at(column))).filter(|text| !text.is_empty());
    host.cpus = row.real(contexts.at("CPU_COUNT")).map(|count| count as u32);
    host.memory_bytes = row
        .real(contexts.at("RAM_TOTAL_MB"))
        .map(|mib| (mib * 1_048_576.0) as u64);
    host.arch = known("MACHINE_TYPE").unwrap_or_else(|| UNKNOWN_ARCH.to_owned());
    host.kernel =
        known("SYSTEM_INFO").and_then(|info| info.strip_prefix("Linux - ").map(str::to_owned));
    host.python =
        known("PYTHON_INFO").and_then(|info| info.split_whitespace().next().map(str::to_owned));
    Ok(())
}

/// Microseconds of `2026-11-25T23:28:59.747984`, as if it were UTC.
fn local_us(text: &str) -> Option<u64> {
    let time = humantime::parse_rfc3339_weak(text).ok()?;
    u64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_micros()).ok()
}

/// Cells by column, where the file has that column.
impl super::sqlite::Row {
    fn text(&self, column: Option<usize>) -> String {
        match column.and_then(|at| self.cells.get(at)) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Integer(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    fn real(&self, column: Option<usize>) -> Option<f64> {
        match self.cells.get(column?)? {
            Value::Real(number) => Some(*number),
            Value::Integer(number) => Some(*number as f64),
            Value::Text(text) => text.parse().ok(),
            Value::Other => None,
        }
    }
}
