//! Many artifacts as tables: written by oomscope, read by DuckDB, with the questions of the documents.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, whatever goes wrong is a failure"
)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use oomscope_shared::load::write_artifact;
use oomscope_shared::parse_artifact;
use oomscope_tests::fleet::Fleet;
use oomscope_tests::runner::{Call, Project};
use oomscope_tests::{places, zipped};
use serde_json::{Value, json};

/// What DuckDB answers to each query in a folder.
fn ask(folder: &Path, queries: &[String]) -> Vec<Value> {
    let mut python = Command::new(places::readers())
        .arg(places::workspace().join("tests/readers/fleet.py"))
        .arg(folder)
        .arg("1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let input = serde_json::to_vec(queries).unwrap();
    python.stdin.take().unwrap().write_all(&input).unwrap();
    let output = python.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    answers
        .iter()
        .map(|answer| answer["rows"].clone())
        .collect()
}

fn one(folder: &Path, query: &str) -> Value {
    ask(folder, &[query.to_owned()])[0][0].clone()
}

fn export(project: &Project, arguments: &[&str]) -> Call {
    Call::new(project.folder(), &places::binary())
        .args(["export", "--parquet"])
        .args(arguments)
}

fn document() -> String {
    fs::read_to_string(places::workspace().join("docs/fleet.md")).unwrap()
}

/// The blocks of SQL of the document, each with the line before it.
fn questions() -> Vec<(String, String)> {
    let text = document();
    text.split("```sql\n")
        .collect::<Vec<_>>()
        .windows(2)
        .map(|pair| {
            let title = pair[0].trim().lines().last().unwrap().to_owned();
            (title, pair[1].split("```").next().unwrap().to_owned())
        })
        .collect()
}

#[test]
fn duckdb_answers_the_questions_of_the_document_on_a_thousand_runs() {
    let fleet = Fleet {
        runs: 1_000,
        tests: 30,
        samples: 100,
    };
    let project = Project::new(&[]).unwrap();
    let (mut samples, mut retained, mut highest) = (0_u64, 0_u64, 0_u64);
    for number in 0..fleet.runs {
        let artifact = fleet.run(number).unwrap();
        samples += artifact.batches[0].timeline.len() as u64;
        retained += artifact.retained_bytes().unwrap();
        highest = highest.max(artifact.peak_bytes().unwrap());
        let bytes = write_artifact(&artifact).unwrap();
        // As a history grows: folders in folders, some of it packed.
        let name = format!("artifacts/{}/run-{number:04}.oomscope.json", number / 100);
        if number % 2 == 0 {
            project.write(&name, bytes).unwrap();
        } else {
            project
                .write(&format!("{name}.gz"), zipped::gzipped(&bytes).unwrap())
                .unwrap();
        }
    }
    export(&project, &["artifacts", "--out", "fleet"])
        .expect(0)
        .unwrap();
    let folder = project.folder();
    assert_eq!(
        one(
            folder,
            "SELECT count(*) AS n, count(DISTINCT run_id) AS ids, max(peak_bytes) AS peak, \
                     sum(retained_bytes)::BIGINT AS kept FROM 'fleet/runs.parquet'"
        ),
        json!({ "n": 1000, "ids": 1000, "peak": highest, "kept": retained })
    );
    assert_eq!(
        one(
            folder,
            "SELECT count(*) AS n, sum(retained_bytes)::BIGINT AS kept FROM 'fleet/tests.parquet'"
        ),
        json!({ "n": 30_000, "kept": retained })
    );
    assert_eq!(
        one(
            folder,
            "SELECT count(*) AS n, max(rss_bytes) AS peak FROM 'fleet/samples.parquet'"
        ),
        json!({ "n": samples, "peak": highest })
    );
    let unequal = "SELECT count(*) AS n FROM 'fleet/batches.parquet' b JOIN (SELECT run_id, batch, \
                   max(rss_bytes) AS peak FROM 'fleet/samples.parquet' GROUP BY ALL) s USING (run_id, batch) \
                   WHERE s.peak <> b.peak_bytes";
    assert_eq!(one(folder, unequal), json!({ "n": 0 }));

    let questions = questions();
    assert!(questions.len() >= 6, "{questions:?}");
    let queries: Vec<String> = questions.iter().map(|(_, query)| query.clone()).collect();
    let answers = ask(folder, &queries);
    let answer = |part: &str| {
        let at = questions.iter().position(|(title, _)| title.contains(part));
        &answers[at.unwrap_or_else(|| panic!("no question about {part}"))]
    };
    for ((title, _), rows) in questions.iter().zip(&answers) {
        assert!(!rows.as_array().unwrap().is_empty(), "no row: {title}");
    }
    let since = answer("Since which commit");
    assert_eq!(since.as_array().unwrap().len(), 1, "{since}");
    assert_eq!(since[0]["test"], Fleet::leaky_test());
    assert_eq!(since[0]["first_commit"], Fleet::commit(fleet.leaks_from()));
    assert_eq!(since[0]["runs"], 300);
    let deaths = answer("died of memory").as_array().unwrap();
    let expected = (0..fleet.runs)
        .filter(|number| Fleet::dies(*number))
        .count();
    assert_eq!(deaths.len(), expected);
    let holders = answer("What holds memory");
    assert_eq!(holders[0]["holder"], "shop.cache.STORE");
    assert_eq!(holders[0]["runs"], 300);
}

#[test]
fn the_document_has_every_column_with_its_type() {
    let project = Project::new(&[]).unwrap();
    let golden = places::workspace()
        .join("tests/golden/v1")
        .display()
        .to_string();
    export(&project, &[&golden, "--out", "fleet"])
        .expect(0)
        .unwrap();
    let text = document();
    for table in ["runs", "batches", "tests", "findings", "samples"] {
        let section = text.split(&format!("\n### {table}\n")).nth(1).unwrap();
        let section = section.split("\n##").next().unwrap();
        let written: Vec<(String, String)> = section
            .lines()
            .filter(|line| line.starts_with("| `"))
            .map(|line| {
                let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
                (cells[0].trim_matches('`').to_owned(), cells[1].to_owned())
            })
            .collect();
        let query = format!("DESCRIBE SELECT * FROM 'fleet/{table}.parquet'");
        let found = ask(project.folder(), &[query]).remove(0);
        let found: Vec<(String, String)> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|row| {
                let text = |key: &str| row[key].as_str().unwrap().to_owned();
                (text("column_name"), text("column_type"))
            })
            .collect();
        assert_eq!(written, found, "{table}");
    }
}

#[test]
fn real_artifacts_are_in_the_tables_as_they_are() {
    let project = Project::new(&[]).unwrap();
    let golden = places::workspace().join("tests/golden/v1");
    export(&project, &[&golden.display().to_string(), "--out", "fleet"])
        .expect(0)
        .unwrap();
    for entry in fs::read_dir(&golden).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let artifact = parse_artifact(&fs::read(&path).unwrap()).unwrap();
        let run = one(
            project.folder(),
            &format!(
                "SELECT peak_bytes, limit_bytes, epoch_ms(started_at) AS began, git_dirty, label FROM \
                 'fleet/runs.parquet' WHERE file = '{file}'"
            ),
        );
        let began = oomscope_report::export::clock::epoch_ms(&artifact.run.started_at);
        let expected = json!({
            "peak_bytes": artifact.peak_bytes(),
            "limit_bytes": artifact.limits.memory.as_ref().map(|limit| limit.bytes),
            "began": began,
            "git_dirty": artifact.run.git.as_ref().and_then(|git| git.dirty),
            "label": artifact.run.label,
        });
        assert_eq!(run, expected, "{file}");
        let rows = ask(
            project.folder(),
            &[format!(
                "SELECT test, outcome, t.retained_bytes FROM 'fleet/tests.parquet' t JOIN 'fleet/runs.parquet' \
                 USING (run_id) WHERE file = '{file}' ORDER BY test"
            )],
        );
        let mut rows_of_file: Vec<_> = artifact.tests.rows().collect();
        rows_of_file.sort_by_key(|row| row.id);
        let expected: Vec<Value> = rows_of_file
            .iter()
            .map(|row| json!({ "test": row.id, "outcome": row.outcome.name(), "retained_bytes": row.retained_bytes }))
            .collect();
        assert_eq!(rows[0], json!(expected), "{file}");
    }
}

#[test]
fn what_is_no_artifact_is_left_out_and_copies_count_once() {
    let project = Project::new(&[("all/other.json", "{}"), ("all/log.txt", "x")]).unwrap();
    let artifact = Fleet {
        runs: 1,
        tests: 8,
        samples: 9,
    }
    .run(0)
    .unwrap();
    let bytes = write_artifact(&artifact).unwrap();
    project.write("all/one.oomscope.json", &bytes).unwrap();
    project
        .write("all/copy.json.gz", zipped::gzipped(&bytes).unwrap())
        .unwrap();
    let ended = export(&project, &["all", "--out", "fleet"])
        .expect(0)
        .unwrap();
    assert_eq!(ended.stdout.trim(), "fleet");
    for part in [
        "left out: `all/other.json`",
        "is a copy of another file",
        "1 run in `fleet`",
    ] {
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
    // The history of a site has it once, too.
    let site = project.oomscope(&["site", "all", "-o", "site"]).expect(0);
    let site = site.unwrap().stderr;
    assert!(site.contains("is a copy of another file"), "{site}");
    assert!(site.contains("1 run "), "{site}");
    // Written again: the tables are replaced, and nothing else is left in the folder.
    export(&project, &["all", "--out", "fleet"])
        .expect(0)
        .unwrap();
    assert_eq!(
        one(
            project.folder(),
            "SELECT count(*) AS n FROM 'fleet/runs.parquet'"
        ),
        json!({ "n": 1 })
    );
    assert_eq!(fs::read_dir(project.path("fleet")).unwrap().count(), 5);
    // What is named must be an artifact, and there must be one.
    project.write("empty/other.json", "{}").unwrap();
    for (arguments, part) in [
        (
            &["all/other.json", "--out", "x"][..],
            "`all/other.json` cannot be opened",
        ),
        (&["empty", "--out", "x"], "no artifact was found"),
        (&["nowhere", "--out", "x"], "cannot read `nowhere`"),
    ] {
        let ended = export(&project, arguments).expect(2).unwrap();
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
    let left = fs::read_dir(project.path("x")).map(Iterator::count);
    assert_eq!(
        left.unwrap_or(0),
        0,
        "a table that was not finished is left behind"
    );
}
