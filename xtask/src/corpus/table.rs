//! The scores as a table: one row per suite, then the totals.

use serde::{Deserialize, Serialize};

use super::score::{Score, Share};

/// One tool's score on one suite.
#[derive(Debug, Serialize, Deserialize)]
pub struct Row {
    /// The suite.
    pub suite: String,
    /// What the suite exercises.
    pub about: String,
    /// The score, or why there is none.
    pub score: Result<Score, String>,
    /// How long the tool took, in milliseconds.
    pub took_ms: u64,
}

/// What a tool comes to over all suites.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Totals {
    /// Suites that were scored, of all.
    pub suites: Share,
    /// Suites whose batches ended as they should.
    pub endings: Share,
    /// Suites where leak or no leak is right.
    pub leak: Share,
    /// Suites where exactly the true sorts of problems were named.
    pub kind: Share,
    /// Innocent suites that were accused.
    pub wronged: Share,
    /// Culprits among those named.
    pub precision: Share,
    /// Culprits that were named.
    pub recall: Share,
    /// The mean of the suites' precisions, over suites where anybody was named.
    pub mean_precision: Option<f64>,
    /// The mean of the suites' recalls, over suites with culprits.
    pub mean_recall: Option<f64>,
    /// Causes that are right.
    pub causes: Share,
    /// Holders that are right.
    pub holders: Share,
    /// Lines that are right.
    pub lines: Share,
}

/// Adds up.
pub fn totals(rows: &[Row]) -> Totals {
    let mut totals = Totals::default();
    let (mut precisions, mut recalls) = (Vec::new(), Vec::new());
    for row in rows {
        totals.suites.count(row.score.is_ok());
        let Ok(score) = &row.score else { continue };
        if let Some(right) = score.endings {
            totals.endings.count(right);
        }
        totals.leak.count(score.leak);
        totals.kind.count(score.kind);
        if score.innocent {
            totals.wronged.count(score.wronged);
        }
        totals.precision.add(score.precision());
        totals.recall.add(score.recall());
        precisions.extend(score.precision().fraction());
        recalls.extend(score.recall().fraction());
        totals.causes.add(score.causes);
        totals.holders.add(score.holders);
        totals.lines.add(score.lines);
    }
    totals.mean_precision = mean(&precisions);
    totals.mean_recall = mean(&recalls);
    totals
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// One line per suite, for the terminal.
pub fn lines(rows: &[Row]) -> Vec<String> {
    let width = rows.iter().map(|row| row.suite.len()).max().unwrap_or(0);
    let mut lines = vec![format!(
        "{:width$}  endings  leak  kind  precision  recall  cause  holder  lines  seconds",
        "suite"
    )];
    for row in rows {
        let seconds = row.took_ms as f64 / 1000.0;
        match &row.score {
            Ok(score) => lines.push(format!(
                "{:width$}  {:>7}  {:>4}  {:>4}  {:>9}  {:>6}  {:>5}  {:>6}  {:>5}  {seconds:>7.1}{}",
                row.suite,
                score.endings.map_or("", word),
                word(score.leak),
                word(score.kind),
                of(score.precision()),
                of(score.recall()),
                of(score.causes),
                of(score.holders),
                of(score.lines),
                if score.wronged {
                    "  INNOCENT ACCUSED"
                } else {
                    ""
                },
            )),
            Err(error) => lines.push(format!("{:width$}  {error}", row.suite)),
        }
    }
    lines
}

/// The totals, for the terminal.
pub fn summary(totals: &Totals) -> Vec<String> {
    let mean =
        |value: Option<f64>| value.map_or("none".to_owned(), |v| format!("{:.1} %", 100.0 * v));
    vec![
        format!("suites scored      {}", percent(totals.suites)),
        format!("endings            {}", percent(totals.endings)),
        format!("leak yes or no     {}", percent(totals.leak)),
        format!("sorts of problems  {}", percent(totals.kind)),
        format!("innocents accused  {}", of(totals.wronged)),
        format!(
            "culprit precision  {}, mean of suites {}",
            percent(totals.precision),
            mean(totals.mean_precision)
        ),
        format!(
            "culprit recall     {}, mean of suites {}",
            percent(totals.recall),
            mean(totals.mean_recall)
        ),
        format!("causes             {}", percent(totals.causes)),
        format!("holders            {}", percent(totals.holders)),
        format!("lines              {}", percent(totals.lines)),
    ]
}

fn word(right: bool) -> &'static str {
    if right { "ok" } else { "no" }
}

/// `3/4`, or nothing.
pub fn of(share: Share) -> String {
    if share.of == 0 {
        String::new()
    } else {
        format!("{}/{}", share.right, share.of)
    }
}

/// `3/4 (75.0 %)`.
pub fn percent(share: Share) -> String {
    match share.fraction() {
        Some(fraction) => format!("{} ({:.1} %)", of(share), 100.0 * fraction),
        None => "none".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(score: Result<Score, String>) -> Row {
        Row {
            suite: "a".to_owned(),
            about: String::new(),
            score,
            took_ms: 1500,
        }
    }

    #[test]
    fn totals_pool_and_average() {
        let many = Score {
            endings: Some(true),
            leak: true,
            kind: true,
            hits: vec!["x".to_owned(); 9],
            missed: vec!["y".to_owned()],
            causes: Share { right: 1, of: 1 },
            ..Score::default()
        };
        let none = Score {
            missed: vec!["z".to_owned()],
            causes: Share { right: 0, of: 1 },
            ..Score::default()
        };
        let innocent = Score {
            innocent: true,
            wronged: true,
            wrong: vec!["w".to_owned()],
            ..Score::default()
        };
        let rows = [
            row(Ok(many)),
            row(Ok(none)),
            row(Ok(innocent)),
            row(Err("died".to_owned())),
        ];
        let totals = totals(&rows);
        assert_eq!(totals.suites, Share { right: 3, of: 4 });
        assert_eq!(totals.endings, Share { right: 1, of: 1 });
        assert_eq!(totals.wronged, Share { right: 1, of: 1 });
        assert_eq!(totals.recall, Share { right: 9, of: 11 });
        assert_eq!(totals.precision, Share { right: 9, of: 10 });
        assert_eq!(totals.mean_recall, Some(0.45));
        assert_eq!(totals.mean_precision, Some(0.5));
        assert_eq!(totals.causes, Share { right: 1, of: 2 });
        assert_eq!(lines(&rows).len(), 5);
        assert!(lines(&rows)[3].ends_with("INNOCENT ACCUSED"));
    }

    #[test]
    fn nothing_is_not_zero() {
        let totals = totals(&[]);
        assert_eq!(totals.mean_recall, None);
        assert!(summary(&totals).iter().all(|line| !line.contains('%')));
    }
}
