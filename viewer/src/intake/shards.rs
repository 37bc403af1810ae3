//! Shards of one run that are opened together become one run, as `oomscope merge` joins them.

use oomscope_quick::order::arrange_positions;
use oomscope_shared::Artifact;
use oomscope_shared::columns::Columns;
use oomscope_shared::merge::{MergeError, Merger};
use oomscope_shared::message::Key;

use super::{Opened, Parsed, Refused};

/// Opens what was read, with the shards of each run joined. What cannot be joined is opened apart.
pub fn opened(parsed: Vec<Parsed>) -> Result<Vec<Opened>, Refused> {
    let mut sets: Vec<Vec<Parsed>> = Vec::new();
    for one in parsed {
        let set = sets.iter_mut().find(|set| belongs(set, &one));
        match set {
            Some(set) => set.push(one),
            None => sets.push(vec![one]),
        }
    }
    sets.into_iter().map(open).collect()
}

/// Whether a run is a shard of the run that these are shards of. A second shard of the same number begins
/// another run: the one after a fix may well have the same commit.
fn belongs(set: &[Parsed], one: &Parsed) -> bool {
    let (Some(first), Some(own)) = (&set[0].artifact.run.shard, &one.artifact.run.shard) else {
        return false;
    };
    let is_new = |other: &Parsed| {
        let shard = other.artifact.run.shard.as_ref();
        shard.is_some_and(|shard| shard.index != own.index)
    };
    let (a, b) = (&set[0].artifact.run, &one.artifact.run);
    let commit = |artifact: &Artifact| artifact.run.git.as_ref().map(|git| git.commit.clone());
    first.count == own.count
        && first.planned == own.planned
        && a.label == b.label
        && a.command == b.command
        && commit(&set[0].artifact) == commit(&one.artifact)
        && set.iter().all(is_new)
}

fn open(mut set: Vec<Parsed>) -> Result<Opened, Refused> {
    if set.len() == 1 {
        return Ok(set.remove(0).open());
    }
    let number = |one: &Parsed| {
        one.artifact
            .run
            .shard
            .as_ref()
            .map_or(0, |shard| shard.index)
    };
    let mut order: Vec<u32> = (0..set.len() as u32).collect();
    arrange_positions(&mut order, &|a, b| {
        number(&set[a as usize]).cmp(&number(&set[b as usize]))
    });
    let name = format!("{} + {}", set[order[0] as usize].name, set.len() - 1);
    let mut set: Vec<Option<Parsed>> = set.into_iter().map(Some).collect();
    let mut merger = Merger::default();
    let mut curves = Vec::new();
    let mut sources = Vec::new();
    let mut start_ms = 0_u64;
    let refused = |error: MergeError| Refused::new(&name, error.message(), Key::AdviceWrongFile);
    for one in order.iter().filter_map(|at| set[*at as usize].take()) {
        let length_ms = one.artifact.run.duration_ms;
        sources.extend(one.sources);
        curves.extend(one.curves.into_iter().map(|curve| later(curve, start_ms)));
        merger.add(one.artifact).map_err(refused)?;
        start_ms = start_ms.saturating_add(length_ms);
    }
    let artifact = merger.finish().map_err(refused)?;
    Ok(Parsed {
        name,
        sources,
        artifact,
        curves,
    }
    .open())
}

fn later(mut curve: Columns, ms: u64) -> Columns {
    let ms = u32::try_from(ms).unwrap_or(u32::MAX);
    for time in &mut curve.time_ms {
        *time = time.saturating_add(ms);
    }
    curve
}
