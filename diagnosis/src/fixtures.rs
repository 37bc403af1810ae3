//! Fixtures of a wider scope: whether what their set-up takes outlives their finalizer.
//!
//! Each is set up and torn down again and again, by several of its users in turn. Two things are leaks:
//! what comes on top with every cycle, and what stays once for every place where the fixture is set up
//! (a dictionary with an entry for each module, an attribute of each class). Something that stays once
//! and for all is a cache.

use std::collections::{BTreeMap, BTreeSet};

use super::hunt_event::FixtureSetUp;
use super::slope::{Shape, Slope, median, shape};
use super::suspects::{SUSPECT_BYTES, file_of};
use super::{GROWTH_FLOOR, size};
use oomscope_shared::artifact::Artifact;
use oomscope_shared::message::{Message, messages};
use oomscope_shared::worth::{kept, set_up};

/// Share of what its set-up took that has to stay in each place.
const KEPT_SHARE: f64 = 0.5;
/// How many places are looked at again and again, and how many once.
const PLACES: usize = 3;
const FURTHER_PLACES: usize = 40;

/// One set-up and tear-down.
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    /// The test that asked for it.
    pub test: u32,
    /// What was set up.
    pub fixtures: Vec<FixtureSetUp>,
    /// What stayed after everything was torn down, in bytes.
    pub kept: i64,
}

/// Set-ups that go by one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Wide {
    /// The largest set-up.
    pub fixture: FixtureSetUp,
    /// All names: one, unless it is made from a method of a class, which pytest names after the class.
    pub names: BTreeSet<Name>,
    /// Tests that asked for it, each in another place.
    pub users: Vec<u32>,
}

/// What people know a fixture by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// `client`, or `TestOrders.setUpClass`.
    pub short: String,
    /// The file or module of that class; nothing for a fixture.
    pub of: String,
}

impl Name {
    fn of(fixture: &FixtureSetUp) -> Self {
        match family(&fixture.name) {
            (method, Some(owner)) => Self {
                short: format!("{owner}.{method}"),
                of: match fixture.base.is_empty() {
                    true => format!("{}.", fixture.module),
                    false => format!("{}::", file_of(&fixture.base)),
                },
            },
            (short, None) => Self {
                short,
                of: String::new(),
            },
        }
    }
}

/// As they are told: classes of several modules that go by one name with the module in front.
pub fn told(names: &BTreeSet<Name>) -> Vec<String> {
    let is_shared = |name: &Name| {
        let of_it = |other: &&Name| other.short == name.short;
        names.iter().filter(of_it).count() > 1
    };
    let tell = |name: &Name| match is_shared(name) {
        true => format!("{}{}", name.of, name.short),
        false => name.short.clone(),
    };
    names.iter().map(tell).collect()
}

/// What leaks of a fixture.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// What one cycle leaves, in bytes.
    pub typical: i64,
    /// What each of the cycles left that show it, in their order, in bytes.
    pub cycles: Vec<i64>,
    /// The names of those that were seen to stay, where it is one for each class or module.
    pub names: BTreeSet<Name>,
    /// Growth of the cycles after the first.
    pub slope: Option<Slope>,
    /// In how many places it stays once; 0 where it grows with every cycle.
    pub places: usize,
}

/// The fixtures among all set-ups that were seen, each with the tests by which it can be judged.
pub fn wide(set_ups: &[(u32, FixtureSetUp)], id: impl Fn(u32) -> String) -> Vec<Wide> {
    let mut found: BTreeMap<String, (Wide, BTreeSet<String>)> = BTreeMap::new();
    for (test, fixture) in set_ups {
        let (family, _) = family(&fixture.name);
        let place = place(&id(*test), &fixture.scope);
        let (wide, places) = found.entry(family).or_insert_with(|| {
            let wide = Wide {
                fixture: fixture.clone(),
                names: BTreeSet::new(),
                users: Vec::new(),
            };
            (wide, BTreeSet::new())
        });
        if fixture.grown.alive() > wide.fixture.grown.alive() {
            wide.fixture = fixture.clone();
        }
        wide.names.insert(Name::of(fixture));
        if wide.users.len() < PLACES && places.insert(place) {
            wide.users.push(*test);
        }
    }
    found.into_values().map(|(wide, _)| wide).collect()
}

/// Says that a fixture which holds something is no leak.
pub fn gives_back(wide: &Wide) -> Message {
    messages::NoteFixtureGivesBack {
        fixture: &wide.fixture.name,
        scope: &wide.fixture.scope,
        held_bytes: size(wide.fixture.grown.alive() as f64),
    }
    .into()
}

/// Judges one fixture. `own` is what a user keeps of itself each time, in bytes.
pub fn judge(wide: &Wide, cycles: &[Cycle], own: impl Fn(u32) -> i64) -> Option<Kept> {
    let (wanted, _) = family(&wide.fixture.name);
    let of = |test: u32| cycles.iter().filter(move |cycle| cycle.test == test);
    let kept = |cycle: &Cycle| cycle.kept - own(cycle.test);
    let each_time = wide.users.iter().filter_map(|user| {
        let cycles: Vec<i64> = of(*user).map(kept).collect();
        let steps: Vec<f64> = cycles.iter().skip(1).map(|step| *step as f64).collect();
        let first = *cycles.first()? as f64;
        (shape(first, &steps, GROWTH_FLOOR as f64) == Shape::Grows).then(|| Kept {
            typical: median(&steps) as i64,
            slope: Slope::of(&steps),
            cycles,
            names: wide.names.clone(),
            places: 0,
        })
    });
    if let Some(kept) = each_time.max_by_key(|kept| kept.typical) {
        return Some(kept);
    }
    // The first cycle in each place. Of the very first one, imports and caches have their part.
    let firsts: Vec<&Cycle> = wide
        .users
        .iter()
        .filter_map(|user| of(*user).next())
        .collect();
    let all_stay = || {
        firsts
            .iter()
            .all(|cycle| stays(&wanted, cycle, kept(cycle)))
    };
    if firsts.len() < 2 || !all_stay() {
        return None;
    }
    let cycles: Vec<i64> = firsts.iter().map(|cycle| kept(cycle)).collect();
    let later: Vec<f64> = cycles.iter().skip(1).map(|step| *step as f64).collect();
    Some(Kept {
        typical: median(&later) as i64,
        slope: Slope::of(&later),
        names: firsts
            .iter()
            .flat_map(|cycle| names(&wanted, cycle))
            .collect(),
        cycles,
        places: firsts.len(),
    })
}

/// Adds what stays in further places, each of which was set up and torn down once.
pub fn widen(wide: &Wide, kept: &mut Kept, cycles: &[Cycle]) {
    let (wanted, _) = family(&wide.fixture.name);
    for cycle in cycles {
        if stays(&wanted, cycle, cycle.kept) {
            kept.cycles.push(cycle.kept);
            kept.names.extend(names(&wanted, cycle));
            kept.places += 1;
        }
    }
}

/// Tests by which further places can be looked at where a fixture of this scope is set up: of each place the first
/// that seems to have kept something, or before which something was set up.
pub fn further_users(artifact: &Artifact, wide: &Wide) -> Vec<u32> {
    let scope = &wide.fixture.scope;
    let place_of = |test: u32| place(artifact.test_id(test), scope);
    let mut places: BTreeSet<String> = wide.users.iter().map(|user| place_of(*user)).collect();
    let set_up = set_up(artifact);
    let rows = artifact.tests.rows().filter(|row| {
        let before = set_up.get(&row.index).copied().unwrap_or(0);
        row.start_us.is_some() && kept(row).max(before) >= SUSPECT_BYTES
    });
    let further = rows.filter(|row| places.insert(place_of(row.index)));
    further.map(|row| row.index).take(FURTHER_PLACES).collect()
}

/// A cycle's fixtures of one family.
fn of_family<'c>(wanted: &'c str, cycle: &'c Cycle) -> impl Iterator<Item = &'c FixtureSetUp> + 'c {
    (cycle.fixtures.iter()).filter(move |fixture| family(&fixture.name).0 == wanted)
}

/// Whether most of what a family's set-up took in a cycle was kept after it.
fn stays(wanted: &str, cycle: &Cycle, kept: i64) -> bool {
    let set_up = of_family(wanted, cycle).map(|fixture| fixture.grown.alive());
    let set_up: i64 = set_up.sum();
    set_up >= GROWTH_FLOOR && kept as f64 >= set_up as f64 * KEPT_SHARE
}

/// The names of a cycle's fixtures of one family.
fn names(wanted: &str, cycle: &Cycle) -> Vec<Name> {
    of_family(wanted, cycle).map(Name::of).collect()
}

/// What pytest makes of `setUpClass` and its like is one fixture for each class or module: the method's
/// name, and the class or module.
fn family(name: &str) -> (String, Option<&str>) {
    let made = name.trim_start_matches('_');
    let made = made
        .strip_prefix("unittest_")
        .or_else(|| made.strip_prefix("xunit_"));
    match made.and_then(|made| made.split_once("_fixture_")) {
        Some((method, owner)) => (method.to_owned(), Some(owner)),
        None => (name.to_owned(), None),
    }
}

/// Where a fixture of this scope is set up once.
fn place(id: &str, scope: &str) -> String {
    match scope {
        "class" => (id.rsplit_once("::"))
            .or_else(|| id.rsplit_once('.'))
            .map_or(id, |(class, _)| class),
        "module" => module_of(id),
        "package" => file_of(id)
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder),
        _ => "",
    }
    .to_owned()
}

/// The file of a test of pytest's, or the module of one of unittest's: `tests.test_orders.TestOrders.test_new`.
fn module_of(id: &str) -> &str {
    match id.contains("::") {
        true => file_of(id),
        false => id.rsplitn(3, '.').last().unwrap_or(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hunt_event::Live;

    const MIB: i64 = 1 << 20;

    fn set_up(name: &str, mib: i64) -> FixtureSetUp {
        FixtureSetUp {
            name: name.to_owned(),
            scope: "module".to_owned(),
            module: "conftest".to_owned(),
            base: String::new(),
            grown: Live {
                python: mib * MIB,
                ..Live::default()
            },
        }
    }

    fn id(test: u32) -> String {
        format!("tests/test_{}.py::test_{test}", test / 10)
    }

    fn cycles(kept_mib: &[(u32, i64)]) -> Vec<Cycle> {
        kept_mib
            .iter()
            .map(|(test, mib)| Cycle {
                test: *test,
                fixtures: vec![set_up("data", 4)],
                kept: mib * MIB,
            })
            .collect()
    }

    fn judged(kept_mib: &[(u32, i64)]) -> Option<Kept> {
        let users: BTreeSet<u32> = kept_mib.iter().map(|(test, _)| *test).collect();
        let seen: Vec<_> = users
            .into_iter()
            .map(|test| (test, set_up("data", 4)))
            .collect();
        judge(&wide(&seen, id)[0], &cycles(kept_mib), |_| 0)
    }

    #[test]
    fn what_is_given_back_is_no_leak() {
        assert_eq!(judged(&[(1, 0), (11, 0), (1, 0), (11, 0)]), None);
    }

    #[test]
    fn what_comes_on_top_each_time_is_one() {
        let kept = judged(&[(1, 4), (1, 4), (1, 4), (1, 4), (1, 4)]).unwrap();
        assert_eq!((kept.typical, kept.places), (4 * MIB, 0));
    }

    #[test]
    fn so_is_what_stays_once_in_each_place() {
        let kept = judged(&[(1, 4), (11, 4), (21, 3), (1, 0), (11, 0), (21, 0)]).unwrap();
        assert_eq!(kept.places, 3);
        assert_eq!(kept.cycles, [4 * MIB, 4 * MIB, 3 * MIB]);
    }

    #[test]
    fn what_stays_in_the_first_place_only_is_a_cache() {
        assert_eq!(
            judged(&[(1, 4), (11, 0), (21, 0), (1, 0), (11, 0), (21, 0)]),
            None
        );
        assert_eq!(
            judged(&[(1, 4), (1, 0), (1, 0)]),
            None,
            "one place tells nothing"
        );
    }

    #[test]
    fn users_are_taken_from_different_places() {
        let seen: Vec<_> = [1, 2, 11, 12, 21, 31]
            .map(|test| (test, set_up("data", 4)))
            .into();
        assert_eq!(wide(&seen, id)[0].users, [1, 11, 21]);
    }

    #[test]
    fn methods_of_classes_are_one_fixture() {
        let seen = [
            (1, set_up("_unittest_setUpClass_fixture_Of2022", 4)),
            (11, set_up("_unittest_setUpClass_fixture_Of2023", 5)),
            (21, set_up("_xunit_setup_module_fixture_tests.test_2", 5)),
        ];
        let found = wide(&seen, id);
        assert_eq!(found.len(), 2);
        let names = told(&found[0].names);
        assert_eq!(names, ["Of2022.setUpClass", "Of2023.setUpClass"]);
        assert_eq!(found[0].users, [1, 11]);
        assert_eq!(told(&found[1].names), ["tests.test_2.setup_module"]);
    }

    #[test]
    fn classes_of_one_name_are_told_apart_by_their_modules() {
        let of = |module: &str, base: &str| FixtureSetUp {
            module: module.to_owned(),
            base: base.to_owned(),
            ..set_up("_unittest_setUpClass_fixture_T", 4)
        };
        let seen = [(1, of("orders", "")), (11, of("prices", ""))];
        let names = told(&wide(&seen, id)[0].names);
        assert_eq!(names, ["orders.T.setUpClass", "prices.T.setUpClass"]);
        let seen = [
            (1, of("_pytest.unittest", "tests/a.py::T")),
            (11, of("_pytest.unittest", "tests/b.py::T")),
        ];
        let names = told(&wide(&seen, id)[0].names);
        assert_eq!(
            names,
            ["tests/a.py::T.setUpClass", "tests/b.py::T.setUpClass"]
        );
    }

    #[test]
    fn a_module_of_unittest_is_a_place() {
        assert_eq!(place("tests.orders.T.test_a", "module"), "tests.orders");
        assert_eq!(
            place("tests/orders.py::T::test_a", "module"),
            "tests/orders.py"
        );
    }
}
