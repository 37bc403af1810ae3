//! `mprofile_*.dat` of memory_profiler's `mprof run`: lines of a word and its figures.

use super::{ImportedTest, blank, kib, ms, put_curve, tests_of};
use oomscope_shared::Key;
use oomscope_shared::artifact::{Artifact, Framework};
use oomscope_shared::timeline::Sample;

/// A tick: when, and what the process and its children told then.
struct Tick {
    seconds: f64,
    kib: u64,
}

pub(super) fn read(bytes: &[u8]) -> Result<Artifact, String> {
    let text = String::from_utf8_lossy(bytes);
    let mut ticks: Vec<Tick> = Vec::new();
    let mut functions = Vec::new();
    let mut command = Vec::new();
    let mut has_children = false;
    for (at, line) in text.lines().enumerate() {
        let wrong = || {
            format!(
                "line {} makes no sense: `{}`",
                at + 1,
                line.chars().take(60).collect::<String>()
            )
        };
        let mut words = line.split_whitespace();
        let number = |words: &mut std::str::SplitWhitespace<'_>| {
            words
                .next()
                .and_then(|word| word.parse::<f64>().ok())
                .ok_or_else(wrong)
        };
        match words.next() {
            None => {}
            Some("CMDLINE") => command = words.map(str::to_owned).collect(),
            Some("MEM") => {
                let kib = kib(number(&mut words)?).ok_or_else(wrong)?;
                let seconds = number(&mut words)?;
                ms(seconds).ok_or_else(wrong)?;
                ticks.push(Tick { seconds, kib });
            }
            // A child belongs to the tick of the process before it.
            Some("CHLD") => {
                number(&mut words)?;
                let kib = kib(number(&mut words)?).ok_or_else(wrong)?;
                if let Some(tick) = ticks.last_mut() {
                    tick.kib += kib;
                }
                has_children = true;
            }
            Some("FUNC") => {
                let name = words.next().ok_or_else(wrong)?.to_owned();
                let [before, start, after, end] = [
                    number(&mut words)?,
                    number(&mut words)?,
                    number(&mut words)?,
                    number(&mut words)?,
                ];
                functions.push((name, before, start, after, end));
            }
            Some(_) => return Err(wrong()),
        }
    }
    ticks.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let first = ticks.first().ok_or("it holds no sample (`MEM`)")?.seconds;
    let mut artifact = blank("mprof (memory_profiler)", Framework::Command, ms(first));
    artifact.run.command = command;
    let us = |seconds: f64| ms(seconds.max(0.0)).map(|ms| ms * 1000);
    let calls = functions.into_iter();
    let calls = calls.map(|(id, before, start, after, end)| ImportedTest {
        id,
        start_us: us(start - first),
        duration_us: us(end - start),
        peak_kib: None,
        before_kib: kib(before),
        after_kib: kib(after),
    });
    artifact.tests = tests_of(calls.collect());
    let samples: Vec<Sample> = ticks
        .iter()
        .filter_map(|tick| {
            Some(Sample {
                time_ms: ms(tick.seconds - first)?,
                rss_kib: tick.kib,
            })
        })
        .collect();
    put_curve(&mut artifact, &samples);
    if !artifact.tests.is_empty() {
        artifact.warnings.push(Key::ImportFunctions.into());
    }
    let children = match has_children {
        true => Key::ImportWithChildren,
        false => Key::ImportChildrenUnknown,
    };
    artifact.warnings.push(children.into());
    Ok(artifact)
}
