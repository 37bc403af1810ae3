//! Logs of `psrecord --log`: columns under a header, divided by spaces or (`--log-format csv`) commas.

use super::{blank, kib, ms, put_curve};
use oomscope_shared::Key;
use oomscope_shared::artifact::{Artifact, Framework};
use oomscope_shared::timeline::Sample;

pub(super) fn read(bytes: &[u8]) -> Result<Artifact, String> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let (_, header) = lines.next().ok_or("it is empty")?;
    let is_csv = header.trim_start().starts_with("elapsed_time,");
    let column = if is_csv {
        let place = header.split(',').position(|name| name.trim() == "mem_real");
        place.ok_or("its header has no `mem_real`")?
    } else if header.contains("Real (MB)") {
        // Time, processor, memory: so since its first version.
        2
    } else {
        return Err("its header has no `Real (MB)`".to_owned());
    };
    let mut samples: Vec<Sample> = Vec::new();
    for (at, line) in lines {
        let fields: Vec<&str> = if is_csv {
            line.split(',').collect()
        } else {
            line.split_whitespace().collect()
        };
        let number = |at: usize| {
            fields
                .get(at)
                .and_then(|field| field.trim().parse::<f64>().ok())
        };
        let sample = number(0).and_then(ms).zip(number(column).and_then(kib));
        let (time_ms, rss_kib) = sample.ok_or_else(|| {
            format!(
                "line {} makes no sense: `{}`",
                at + 1,
                line.chars().take(60).collect::<String>()
            )
        })?;
        if samples.last().is_some_and(|last| last.time_ms > time_ms) {
            return Err(format!("line {} goes back in time", at + 1));
        }
        samples.push(Sample { time_ms, rss_kib });
    }
    if samples.is_empty() {
        return Err("it holds no sample".to_owned());
    }
    let mut artifact = blank("psrecord", Framework::Command, None);
    put_curve(&mut artifact, &samples);
    artifact.warnings.push(Key::ImportCommandUnknown.into());
    Ok(artifact)
}
