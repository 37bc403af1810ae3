//! Whatever a driver reads of what other processes wrote, over any bytes.

use std::collections::{BTreeMap, BTreeSet};

use super::adapter::{Reader, Rest};
use super::cargo::libtest::Libtest;
use super::ctest::{output as ctest, project};
use super::go::output::GoOutput;
use super::gtest::listed;
use super::gtest::output::{Doing, GtestOutput};
use super::nextest::output as nextest;
use super::python::credible::Known;
use super::python::protocol;
use super::reporter::Reporter;

/// The lines of a plugin, as far as they can be believed.
pub fn plugin_lines(bytes: &[u8]) {
    let known = Known {
        tests: 3,
        run_start_us: 1_000,
        now_us: 10_000_000,
    };
    for line in String::from_utf8_lossy(bytes).lines() {
        if let Some(message) = protocol::parse(line) {
            let _ = known.check(message);
        }
    }
}

/// The output of a framework. The first line names the tests that it may speak of.
pub fn framework_output(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (names, output) = text.split_once('\n').unwrap_or(("", &text));
    let names: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
    let ids: BTreeMap<String, String> = (names.iter().cloned()).zip(names.clone()).collect();
    let first = names.first().cloned().unwrap_or_default();
    let readers: [Box<dyn Reader>; 7] = [
        Box::new(Libtest::new(ids.clone())),
        Box::new(GoOutput::new(ids.clone())),
        Box::new(Reporter::new(ids.clone())),
        Box::new(ctest::Lines::new(names.clone())),
        Box::new(GtestOutput::new(Doing::Run, BTreeSet::new())),
        Box::new(GtestOutput::new(Doing::Rounds { first }, BTreeSet::new())),
        Box::new(nextest::Lines {
            ids,
            ignored: BTreeSet::new(),
            ended: BTreeMap::new(),
        }),
    ];
    for mut reader in readers {
        for (number, line) in output.lines().enumerate() {
            reader.beginning(line, &mut |event| drop(event));
            reader.line(line, &mut |event| drop(event));
            if number.is_multiple_of(4) {
                reader.rests(Rest::Round, number as u64, &mut |event| drop(event));
            }
        }
        reader.end(&mut |event| drop(event));
    }
    listed::names(output);
    project::tests(output);
}
