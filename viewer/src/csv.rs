//! Tables as CSV, for spreadsheets: the rows that are shown, in the order in which they are shown.

use oomscope_shared::artifact::Tests;
use oomscope_shared::compare::{Change, Comparison};
use oomscope_shared::csv::{field, line, number};

/// Tests of one run.
pub fn of_tests(tests: &Tests, rows: &[u32]) -> String {
    let mut out = String::from("test,outcome,batch,retained_bytes,peak_bytes,duration_us\r\n");
    for row in rows.iter().filter_map(|row| tests.row(*row as usize)) {
        out += &line(&[
            field(row.id),
            row.outcome.name().to_owned(),
            number(row.batch),
            number(row.retained_bytes),
            number(row.peak_bytes),
            number(row.duration_us),
        ]);
    }
    out
}

/// Tests of two runs.
pub fn of_deltas(comparison: &Comparison, rows: &[u32]) -> String {
    let mut out = String::from(
        "test,outcome_before,outcome_after,retained_before_bytes,retained_after_bytes,\
         peak_before_bytes,peak_after_bytes\r\n",
    );
    let both = |change: Change| [number(change.before), number(change.after)];
    for test in rows
        .iter()
        .filter_map(|row| comparison.tests.get(*row as usize))
    {
        let outcomes = [test.before, test.after]
            .map(|side| side.map_or_else(String::new, |side| side.outcome.name().to_owned()));
        let mut fields = vec![field(&test.id)];
        fields.extend(outcomes);
        fields.extend(both(test.retained));
        fields.extend(both(test.peak));
        out += &line(&fields);
    }
    out
}

/// Any table, as it is shown: its rows of cells.
pub fn of_cells(rows: &[Vec<String>]) -> String {
    let fields = |row: &Vec<String>| {
        row.iter()
            .map(|cell| field(cell.trim()))
            .collect::<Vec<_>>()
    };
    rows.iter().map(|row| line(&fields(row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::Outcome;

    #[test]
    fn cells_are_taken_without_their_blanks() {
        let rows = [
            vec!["a".to_owned(), " 1,5 ".to_owned()],
            vec!["=x".to_owned()],
        ];
        assert_eq!(of_cells(&rows), "a,\"1,5\"\r\n'=x\r\n");
    }

    #[test]
    fn shown_rows_stand_in_their_order() {
        let tests = Tests {
            id: ["a", "b", "c"].map(str::to_owned).to_vec(),
            outcome: vec![Outcome::Passed, Outcome::Died, Outcome::Failed],
            batch: vec![Some(1), Some(2), None],
            retained_kib: vec![Some(1), None, None],
            ..Tests::default()
        };
        let csv = of_tests(&tests, &[2, 0]);
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[1..], ["c,failed,,,,", "a,passed,1,1024,,"]);
    }
}
