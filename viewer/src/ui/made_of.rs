//! The card that says what memory is made of.

use oomscope_shared::artifact::Batch;

use crate::made_of::{KINDS, MadeOf};
use crate::tr;
use crate::words::{bytes, duration_ms, word};

use super::node::{Node, el, text_el};
use super::plot::{SIZE, drawing, framed, hit, path};

/// So many readings say what they are; of more, as many evenly spaced ones do.
const HITS: usize = 240;

/// The layers of some batches that ran one after the other.
pub fn card(batches: &[&Batch], range: (f64, f64)) -> Option<Node> {
    let made = MadeOf::of(batches, range)?;
    let mut legend = el("p", "trend-legend muted");
    let mut picture = drawing(tr!(PageMadeOf), &made.y_ticks);
    for (kind, (name, most_bytes)) in KINDS.iter().zip(made.most).enumerate() {
        if most_bytes == 0 {
            continue;
        }
        let said = tr!(PageMadeUpTo {
            kind: *name,
            most_bytes
        });
        let mark = text_el("span", &format!("made made-{kind}"), "■");
        let mark = mark.attr("aria-hidden", "true");
        legend = legend.with(el("span", "trend-name").with(mark).text(&said));
        picture = picture.with(path(&format!("made made-{kind}"), &made.path(kind, SIZE)));
    }
    let hits = hits(&made);
    Some(
        el("section", "card")
            .id("made-of")
            .attr("aria-labelledby", "made-of-title")
            .with(text_el("h2", "", tr!(PageMadeOf)).attr("id", "made-of-title"))
            .with(legend)
            .with(framed(picture, &made.y_ticks, &made.x_ticks, hits))
            .with(text_el("p", "hint", tr!(PageMadeOfSays))),
    )
}

/// Columns that say what a reading was, each from the middle between it and the one before.
fn hits(made: &MadeOf) -> Vec<Node> {
    let all: Vec<_> = made.batches.iter().flatten().collect();
    let step = all.len().div_ceil(HITS).max(1);
    let some: Vec<_> = all.into_iter().step_by(step).collect();
    let middle = |one: usize, other: usize| (made.x(some[one].0) + made.x(some[other].0)) / 2.0;
    let columns = some.iter().enumerate().map(|(at, (time, kinds))| {
        let from = at.checked_sub(1).map_or(0.0, |before| middle(before, at));
        let to = if at + 1 < some.len() {
            middle(at, at + 1)
        } else {
            1.0
        };
        let mut says = vec![duration_ms(*time as u64)];
        let known = KINDS.iter().zip(kinds).filter(|(_, size)| **size > 0);
        says.extend(known.map(|(name, size)| format!("{} · {}", bytes(*size), word(*name))));
        hit(from, to, &says, None)
    });
    columns.collect()
}
