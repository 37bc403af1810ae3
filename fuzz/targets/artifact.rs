//! An artifact of any version, and all that is said of it and made of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oomscope_report::export::EXPORTS;
use oomscope_report::export::csv::CsvTable;
use oomscope_report::{comparison, conclusion, github, summary};
use oomscope_shared::chart::{RunSeries, Size, Theme, TimelineModel, svg};
use oomscope_shared::compare::compare;
use oomscope_shared::merge::Merger;
use oomscope_shared::{Locale, answer, parse_artifact, worth};

fuzz_target!(|bytes: &[u8]| {
    let Ok(run) = parse_artifact(bytes) else {
        return;
    };
    let locale = Locale::english();
    conclusion::conclusion(&run);
    answer::answer(&run);
    worth::is_worth_it(&run);
    summary::markdown(&run, &locale);
    summary::closing_table(&run, 80, &locale);
    github::summary(&run, Some(&run), None, github::MOST_SUMMARY_BYTES, &locale);
    github::annotations(&run, None, "", &locale);
    for export in &EXPORTS {
        (export.write)(&run, CsvTable::Tests);
    }
    let same = compare(&run, &run);
    comparison::text(&same, &comparison::TextOptions::default(), &locale);
    comparison::json(&same);
    let series = RunSeries::new(&run);
    let size = Size {
        width: 640.0,
        height: 480.0,
    };
    let model = TimelineModel::picture(&series, size, 1.0, locale);
    svg(&model, &Theme::light());
    // Not held to be equal: a message whose parameters are missing gets the words that it is shown by.
    let text = serde_json::to_vec(&run).expect("an artifact is JSON");
    parse_artifact(&text).expect("what is written is read");
    let mut merger = Merger::default();
    if merger.add(run).is_ok() {
        let _ = merger.finish();
    }
});
