//! The tests as a map: which files, classes and tests, or which holders, the memory is of. What the table's filter
//! lets through is laid out at the first level at which it differs, so that narrowing the filter leads down.

use std::borrow::Cow;

use oomscope_quick::order::arrange;
use oomscope_shared::Artifact;

use crate::tr;

/// More fields than these cannot be told apart; the smallest are one.
const MOST: usize = 40;
/// What the fields of the map stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Files, or the classes of one file, or the tests of one class.
    Place,
    /// Findings, each called by what holds its memory.
    Holder,
}

/// What the size of a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// What its tests kept, together.
    Kept,
    /// The highest peak of its tests: peaks do not add up.
    Peak,
}

/// Where a field leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lead {
    /// To a filter.
    Filter(String),
    /// To a test.
    Test(u32),
    /// Nowhere: it is what is too small to be shown.
    Nowhere,
}

/// A field of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Field<'a> {
    /// What it is called: of most tests that is a part of their ids, and nobody sees more than a few of them.
    pub name: Cow<'a, str>,
    /// Its size.
    pub bytes: u64,
    /// Where it leads.
    pub lead: Lead,
    /// Left, upper edge, width and height, as shares of the map's.
    pub place: [f64; 4],
}

/// The map of some tests of a run, by position; of `numbers` each test's finding, from 1; `aspect` is how many times as
/// wide as high the map is. Empty where there is nothing to tell apart.
pub fn map<'a>(
    artifact: &'a Artifact,
    rows: &[u32],
    numbers: &[u32],
    (by, of): (By, Of),
    filter: &str,
    aspect: f64,
) -> Vec<Field<'a>> {
    let tests = &artifact.tests;
    let mut is_shown = vec![false; tests.len()];
    for row in rows {
        is_shown[*row as usize] = true;
    }
    let is_shown = &is_shown;
    let shown = move || -> Box<dyn Iterator<Item = (u32, &'a str, u64)> + '_> {
        let rows = tests.rows();
        let rows = rows.filter(move |row| is_shown[row.index as usize]);
        Box::new(rows.map(move |row| match of {
            Of::Kept => (row.index, row.id, row.retained_bytes.unwrap_or(0)),
            Of::Peak => (row.index, row.id, row.peak_bytes.unwrap_or(0)),
        }))
    };
    let mut fields = match by {
        By::Place => places(&shown, of, filter),
        By::Holder => {
            let mut all = vec![0; artifact.findings.len() + 1];
            for (test, _, bytes) in shown() {
                let at = numbers
                    .get(test as usize)
                    .map_or(0, |number| *number as usize);
                all[at] = of.with(all[at], bytes);
            }
            let all = all.into_iter().enumerate();
            all.map(|(at, bytes)| holder(artifact, at, bytes)).collect()
        }
    };
    fields.retain(|field| field.bytes > 0);
    arrange(&mut fields, &|a, b| b.bytes.cmp(&a.bytes));
    if fields.len() > MOST {
        let rest = fields.split_off(MOST - 1);
        let bytes = rest.iter().fold(0, |sum, field| of.with(sum, field.bytes));
        let more = rest.len();
        fields.push(field(tr!(PageAndMore { more }), bytes, Lead::Nowhere));
    }
    lay(&mut fields, [0.0, 0.0, 1.0, 1.0], aspect);
    fields
}

impl Of {
    fn with(self, one: u64, other: u64) -> u64 {
        match self {
            Self::Kept => one.saturating_add(other),
            Self::Peak => one.max(other),
        }
    }
}

fn field<'a>(name: impl Into<Cow<'a, str>>, bytes: u64, lead: Lead) -> Field<'a> {
    Field {
        name: name.into(),
        bytes,
        lead,
        place: [0.0; 4],
    }
}

/// A finding by its number, or with 0 all that none names.
fn holder(artifact: &Artifact, number: usize, bytes: u64) -> Field<'_> {
    let finding = number
        .checked_sub(1)
        .and_then(|at| artifact.findings.get(at));
    let Some(finding) = finding else {
        let all = 1..=artifact.findings.len();
        let none: Vec<String> = all.map(|number| format!("-finding:{number}")).collect();
        return field(tr!(PageNoFinding), bytes, Lead::Filter(none.join(" ")));
    };
    let name: Cow<'_, str> = match &finding.holder {
        Some(holder) => holder.into(),
        None => tr!(PageFindingNumber { number }).into(),
    };
    field(name, bytes, Lead::Filter(format!("finding:{number}")))
}

/// The part of an id that is its file (0), its file and class (1), or the whole (2).
fn part(id: &str, level: usize) -> &str {
    let bare = id.split('[').next().unwrap_or(id);
    let end = match level {
        0 => bare.find("::"),
        1 => bare.rfind("::").filter(|end| Some(*end) != bare.find("::")),
        _ => None,
    };
    &id[..end.unwrap_or(id.len())]
}

/// The fields of the first level at which there are two.
fn places<'a: 's, 's>(
    shown: &dyn Fn() -> Box<dyn Iterator<Item = (u32, &'a str, u64)> + 's>,
    of: Of,
    filter: &str,
) -> Vec<Field<'a>> {
    let mut parent = "";
    for level in 0..3 {
        let mut fields: Vec<Field<'a>> = Vec::new();
        for (test, id, bytes) in shown() {
            let key = part(id, level);
            // Tests of a file stand together nearly always, so that the last field is the first to be looked at; and
            // no test has a field that is there already.
            let known = match key == id {
                true => None,
                false => fields.iter_mut().rfind(|field| field.name == key),
            };
            if let Some(field) = known {
                field.bytes = of.with(field.bytes, bytes);
                continue;
            }
            let lead = match key == id {
                true => Lead::Test(test),
                false => Lead::Filter(narrowed(filter, parent, key)),
            };
            fields.push(field(key, bytes, lead));
        }
        if fields.len() == 1 && level < 2 {
            // All have it in common, so that the first tells it.
            parent = shown().next().map_or("", |(_, id, _)| part(id, level));
            continue;
        }
        for field in &mut fields {
            cut(&mut field.name, |name| match name.strip_prefix(parent) {
                Some(rest) => rest.trim_start_matches("::"),
                None => name,
            });
        }
        let common = common(&fields);
        for field in &mut fields {
            cut(&mut field.name, |name| &name[common..]);
        }
        return fields;
    }
    Vec::new()
}

/// Leaves a part of a name, which all of them share with an id.
fn cut<'a>(name: &mut Cow<'a, str>, part: impl Fn(&'a str) -> &'a str) {
    if let Cow::Borrowed(whole) = name {
        *whole = part(whole);
    }
}

/// How long the folder or package is that all names begin with: said in each field it would leave no room for what
/// tells them apart.
fn common(fields: &[Field<'_>]) -> usize {
    let [first, others @ ..] = fields else {
        return 0;
    };
    let first = first.name.split('[').next().unwrap_or_default().as_bytes();
    let same = |other: &Field<'_>| {
        let pairs = first.iter().zip(other.name.bytes());
        pairs.take_while(|(one, other)| **one == *other).count()
    };
    let shared = others.iter().map(same).min().unwrap_or(0);
    // A package of Java ends where a class begins; elsewhere what follows a point is the ending of a file.
    let begins_class = |at: usize| {
        let next = |field: &Field<'_>| {
            field
                .name
                .as_bytes()
                .get(at)
                .is_some_and(u8::is_ascii_uppercase)
        };
        fields.iter().all(next)
    };
    let ends = |at: &usize| match first[at - 1] {
        b'/' => true,
        b'.' => begins_class(*at),
        _ => false,
    };
    (1..=shared).rev().find(ends).unwrap_or(0)
}

/// A filter that lets through only what begins so, in place of one that let its parent through.
fn narrowed(filter: &str, parent: &str, key: &str) -> String {
    let kept = filter.replace(&format!("\"{parent}\""), "");
    format!("{} \"{key}\"", kept.trim()).trim().to_owned()
}

/// Halves the room along its longer side, again and again, so that each half is as large as what lies in it.
fn lay(fields: &mut [Field<'_>], [x, y, width, height]: [f64; 4], aspect: f64) {
    if let [only] = fields {
        only.place = [x, y, width, height];
    }
    if fields.len() < 2 {
        return;
    }
    let size = |field: &Field<'_>| field.bytes as f64;
    let all: f64 = fields.iter().map(size).sum();
    let mut first = size(&fields[0]);
    let mut split = 1;
    while split + 1 < fields.len() && first + size(&fields[split]) / 2.0 < all / 2.0 {
        first += size(&fields[split]);
        split += 1;
    }
    let share = first / all;
    let (one, other) = fields.split_at_mut(split);
    let places = match width * aspect > height {
        true => {
            let middle = x + width * share;
            let rest = width * (1.0 - share);
            [[x, y, width * share, height], [middle, y, rest, height]]
        }
        false => {
            let middle = y + height * share;
            let rest = height * (1.0 - share);
            [[x, y, width, height * share], [x, middle, width, rest]]
        }
    };
    lay(one, places[0], aspect);
    lay(other, places[1], aspect);
}

#[cfg(test)]
mod tests {
    use super::*;
    use oomscope_shared::testing::pytest;
    use oomscope_shared::{Ending, Outcome};
    use proptest::prelude::*;

    /// Two files; in the first a class with two tests, one with parameters, and a test of its own.
    fn run() -> Artifact {
        pytest()
            .test("a.py::TestX::test_one[x::y]", Outcome::Passed, 50, 10 << 10)
            .test("a.py::TestX::test_two", Outcome::Passed, 40, 20 << 10)
            .test("a.py::test_own", Outcome::Passed, 90, 5 << 10)
            .test("b.py::test_b", Outcome::Passed, 30, 7 << 10)
            .batch(Ending::Passed, 100)
            .done()
    }

    fn names(rows: &[u32], how: (By, Of), filter: &str) -> Vec<(String, u64, Lead)> {
        let run = run();
        let fields = map(&run, rows, &[], how, filter, 4.0).into_iter();
        let all = fields.map(|field| (field.name.into_owned(), field.bytes >> 20, field.lead));
        all.collect()
    }

    fn lead(filter: &str) -> Lead {
        Lead::Filter(filter.to_owned())
    }

    #[test]
    fn files_lead_to_classes_and_classes_to_tests() {
        let kept = (By::Place, Of::Kept);
        let files = names(&[0, 1, 2, 3], kept, "batch:1");
        let expected = [
            ("a.py".to_owned(), 35, lead("batch:1 \"a.py\"")),
            ("b.py".to_owned(), 7, lead("batch:1 \"b.py\"")),
        ];
        assert_eq!(files, expected);
        let classes = names(&[0, 1, 2], kept, "batch:1 \"a.py\"");
        let expected = [
            ("TestX".to_owned(), 30, lead("batch:1 \"a.py::TestX\"")),
            ("test_own".to_owned(), 5, Lead::Test(2)),
        ];
        assert_eq!(classes, expected);
        let tests = names(&[0, 1], kept, "");
        let expected = [
            ("test_two".to_owned(), 20, Lead::Test(1)),
            ("test_one[x::y]".to_owned(), 10, Lead::Test(0)),
        ];
        assert_eq!(tests, expected);
        assert_eq!(names(&[], kept, ""), []);
    }

    #[test]
    fn what_all_names_begin_with_is_left_out() {
        for (ids, names) in [
            (["tests/a/x.py::t", "tests/b/y.py::t"], ["a/x.py", "b/y.py"]),
            (["tests/ax.py::t", "tests/ay.py::t"], ["ax.py", "ay.py"]),
            (
                ["org.a.CartTest::t", "org.a.CodeTest::t"],
                ["CartTest", "CodeTest"],
            ),
            (
                ["cart.test.js", "cart.spec.js"],
                ["cart.test.js", "cart.spec.js"],
            ),
            (["t[a/b]", "t[a/c]"], ["t[a/b]", "t[a/c]"]),
            (["a/b", "a/"], ["b", ""]),
        ] {
            let told = ids.iter().fold(pytest(), |told, id| {
                told.test(id, Outcome::Passed, 50, 1 << 10)
            });
            let run = told.batch(Ending::Passed, 100).done();
            let fields = map(&run, &[0, 1], &[], (By::Place, Of::Kept), "", 4.0);
            let shown: Vec<_> = fields.into_iter().map(|field| field.name).collect();
            assert_eq!(shown, names);
        }
    }

    #[test]
    fn peaks_do_not_add_up() {
        let files = names(&[0, 1, 2, 3], (By::Place, Of::Peak), "");
        assert_eq!(
            files.iter().map(|file| file.1).collect::<Vec<_>>(),
            [90, 30]
        );
    }

    #[test]
    fn what_no_finding_names_is_one_field() {
        let all = names(&[0, 1], (By::Holder, Of::Kept), "");
        assert_eq!(all, [("no finding names them".to_owned(), 30, lead(""))]);
    }

    proptest! {
        #[test]
        fn fields_fill_the_map_each_by_its_size(
            sizes in prop::collection::vec(1_u64..1_000, 1..40),
            aspect in 0.1..10.0,
        ) {
            let all: u64 = sizes.iter().sum();
            let mut fields: Vec<Field> = sizes
                .iter()
                .map(|bytes| field(String::new(), *bytes, Lead::Nowhere))
                .collect();
            lay(&mut fields, [0.0, 0.0, 1.0, 1.0], aspect);
            for field in &fields {
                let [x, y, width, height] = field.place;
                let share = field.bytes as f64 / all as f64;
                prop_assert!((width * height - share).abs() < 1e-9);
                prop_assert!(x > -1e-9 && y > -1e-9 && x + width < 1.0 + 1e-9 && y + height < 1.0 + 1e-9);
            }
        }
    }
}
