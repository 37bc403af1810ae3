//! The planned tests, and the units whose tests must not be separated.

use std::collections::BTreeMap;

/// A test of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedTest {
    /// Its number.
    pub number: u32,
    /// Tests of different groups cannot share a process: a test binary, a package.
    pub group: u32,
    /// What must not be separated has the same key: the file or module whose fixtures would be set up once
    /// more elsewhere; the test's own id where the framework isolates tests. Expectations are known by it.
    pub unit: String,
}

/// Tests that stay together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    pub key: String,
    pub tests: usize,
}

/// Some tests of one unit: all of them, or what a batch left over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Which unit.
    pub unit: usize,
    pub group: u32,
    /// Numbers, in the order of the plan.
    pub tests: Vec<u32>,
}

/// All tests in the order of the plan, and their units.
#[derive(Debug, Clone, Default)]
pub(crate) struct Suite {
    units: Vec<Unit>,
    /// By the number of a test.
    places: BTreeMap<u32, Place>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    /// In the plan.
    position: usize,
    unit: usize,
    group: u32,
}

impl Suite {
    /// The suite of these tests, whose order is that of the plan.
    pub fn new(tests: &[PlannedTest]) -> Self {
        let mut suite = Self::default();
        let mut found: BTreeMap<(u32, &str), usize> = BTreeMap::new();
        for (position, test) in tests.iter().enumerate() {
            let group = test.group;
            let unit = *found.entry((group, &test.unit)).or_insert_with(|| {
                suite.units.push(Unit {
                    key: test.unit.clone(),
                    tests: 0,
                });
                suite.units.len() - 1
            });
            suite.units[unit].tests += 1;
            let place = Place {
                position,
                unit,
                group,
            };
            suite.places.insert(test.number, place);
        }
        suite
    }

    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The unit of a test.
    pub fn unit_of(&self, test: u32) -> Option<usize> {
        self.places.get(&test).map(|place| place.unit)
    }

    /// The group of a test.
    pub fn group_of(&self, test: u32) -> Option<u32> {
        self.places.get(&test).map(|place| place.group)
    }

    /// Every test, in the order of the plan.
    pub fn tests(&self) -> Vec<u32> {
        let mut tests: Vec<u32> = self.places.keys().copied().collect();
        self.arrange(&mut tests);
        tests
    }

    /// Puts tests in the order of the plan; those that are not in it come last.
    pub fn arrange(&self, tests: &mut [u32]) {
        let position = |test: &u32| self.places.get(test).map_or(usize::MAX, |p| p.position);
        tests.sort_by_key(|test| (position(test), *test));
    }

    /// Some tests by their units, in the order in which these begin.
    pub fn parts(&self, tests: &[u32]) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut at: BTreeMap<usize, usize> = BTreeMap::new();
        for test in tests {
            let Some(place) = self.places.get(test) else {
                continue;
            };
            let index = *at.entry(place.unit).or_insert_with(|| {
                parts.push(Part {
                    unit: place.unit,
                    group: place.group,
                    tests: Vec::new(),
                });
                parts.len() - 1
            });
            parts[index].tests.push(*test);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(number: u32, group: u32, unit: &str) -> PlannedTest {
        PlannedTest {
            number,
            group,
            unit: unit.to_owned(),
        }
    }

    #[test]
    fn a_unit_is_whole_where_its_tests_are_scattered_over_the_plan() {
        let suite = Suite::new(&[test(0, 0, "a"), test(1, 0, "b"), test(2, 0, "a")]);
        let parts = suite.parts(&suite.tests());
        let tests: Vec<_> = parts.iter().map(|part| part.tests.as_slice()).collect();
        assert_eq!(tests, [&[0, 2][..], &[1]]);
        assert_eq!(suite.units()[0].tests, 2);
    }

    #[test]
    fn the_same_name_in_two_groups_is_two_units() {
        let suite = Suite::new(&[test(0, 0, "mod"), test(1, 1, "mod")]);
        assert_ne!(suite.unit_of(0), suite.unit_of(1));
        assert_eq!(suite.group_of(1), Some(1));
    }

    #[test]
    fn the_order_of_the_plan_need_not_be_that_of_numbers() {
        let suite = Suite::new(&[test(5, 0, "a"), test(3, 0, "a"), test(4, 0, "b")]);
        assert_eq!(suite.tests(), [5, 3, 4]);
        let mut some = vec![3, 99, 5];
        suite.arrange(&mut some);
        assert_eq!(some, [5, 3, 99]);
    }
}
