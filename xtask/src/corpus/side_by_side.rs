//! Several tools' scores side by side, as Markdown for docs/peers.md.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::score::Share;
use super::table::{self, Row, Totals, of, percent};

/// What `--json` prints about one tool, as far as the table needs it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Scores {
    /// The tool.
    pub tool: String,
    /// Its score on each suite.
    pub rows: Vec<Row>,
}

/// Reads the files and makes the table.
pub fn markdown(files: &[PathBuf]) -> Result<String> {
    let all = files
        .iter()
        .map(|file| read(file))
        .collect::<Result<Vec<_>>>()?;
    Ok(tables(&all))
}

fn read(file: &Path) -> Result<Scores> {
    let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is not what `--json` prints", file.display()))
}

fn tables(all: &[Scores]) -> String {
    let mut out = heading(all, "");
    let totals: Vec<Totals> = all
        .iter()
        .map(|scores| table::totals(&scores.rows))
        .collect();
    let mut line = |what: &str, cell: &dyn Fn(&Totals) -> String| {
        let cells: Vec<String> = totals.iter().map(cell).collect();
        out += &format!("| {what} | {} |\n", cells.join(" | "));
    };
    let shown = |share: Share| {
        if share.of == 0 {
            "–".to_owned()
        } else {
            percent(share)
        }
    };
    let mean =
        |value: Option<f64>| value.map_or("–".to_owned(), |v| format!("{:.1} %", 100.0 * v));
    line("suites it could be run on", &|t| shown(t.suites));
    line("endings", &|t| shown(t.endings));
    line("leak yes or no", &|t| shown(t.leak));
    line("innocent suites accused", &|t| of(t.wronged));
    line("culprits: precision", &|t| shown(t.precision));
    line("culprits: recall", &|t| shown(t.recall));
    line("culprits: precision, mean of suites", &|t| {
        mean(t.mean_precision)
    });
    line("culprits: recall, mean of suites", &|t| mean(t.mean_recall));
    line("cause", &|t| {
        if t.causes.right == 0 {
            "–".to_owned()
        } else {
            percent(t.causes)
        }
    });
    line("holder", &|t| {
        if t.holders.right == 0 {
            "–".to_owned()
        } else {
            percent(t.holders)
        }
    });
    out += "\n";
    out += &heading(all, "suite");
    let mut suites: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (index, scores) in all.iter().enumerate() {
        for row in &scores.rows {
            let cells = suites
                .entry(&row.suite)
                .or_insert_with(|| vec![String::new(); all.len()]);
            cells[index] = cell(row);
        }
    }
    for (suite, cells) in suites {
        out += &format!("| `{suite}` | {} |\n", cells.join(" | "));
    }
    out
}

fn heading(all: &[Scores], first: &str) -> String {
    let tools: Vec<&str> = all.iter().map(|scores| scores.tool.as_str()).collect();
    format!(
        "| {first} | {} |\n|---|{}\n",
        tools.join(" | "),
        "---|".repeat(all.len())
    )
}

/// One suite in a few words.
fn cell(row: &Row) -> String {
    let score = match &row.score {
        Ok(score) => score,
        Err(_) => return "not run".to_owned(),
    };
    let (found, wrong) = (score.recall(), score.wrong.len());
    let mut words = match (score.innocent, wrong) {
        (true, 0) => return "silent, rightly".to_owned(),
        (true, _) => return format!("**{wrong} accused**"),
        (false, 0) => of(found),
        (false, _) => format!("{}, {wrong} wrong", of(found)),
    };
    if score.causes.right > 0 {
        words += ", cause";
    }
    if score.holders.right > 0 {
        words += ", holder";
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::score::Score;
    use super::*;

    #[test]
    fn tools_stand_in_columns_and_suites_in_rows() {
        let row = |suite: &str, score| Row {
            suite: suite.to_owned(),
            about: String::new(),
            score,
            took_ms: 1,
        };
        let found = Score {
            leak: true,
            kind: true,
            hits: vec!["a".to_owned()],
            causes: Share { right: 1, of: 1 },
            ..Score::default()
        };
        let innocent = Score {
            innocent: true,
            wronged: true,
            wrong: vec!["b".to_owned()],
            ..Score::default()
        };
        let scores = |tool: &str, rows| Scores {
            tool: tool.to_owned(),
            rows,
        };
        let table = tables(&[
            scores("one", vec![row("x", Ok(found)), row("y", Ok(innocent))]),
            scores("two", vec![row("x", Err("no".to_owned()))]),
        ]);
        assert!(table.contains("| suite | one | two |"), "{table}");
        assert!(table.contains("| `x` | 1/1, cause | not run |"), "{table}");
        assert!(table.contains("| `y` | **1 accused** |  |"), "{table}");
        assert!(
            table.contains("| innocent suites accused | 1/1 |"),
            "{table}"
        );
    }
}
