//! Which rows of a long table are worth nodes: those in view and a few around them.

use std::ops::Range;

/// Rows kept ready above and below the view, so that a flick of the wheel shows no blank.
const SPARE: usize = 6;
/// The same after a jump to somewhere else: what was not in view before is needed first.
const SPARE_AFTER_JUMP: usize = 1;

/// The rows to make nodes for, of `total` rows of `row_height` CSS pixels each, in a view of `height`
/// CSS pixels that is scrolled down by `scrolled`, and was by `before`.
pub fn visible(
    total: usize,
    row_height: f64,
    height: f64,
    scrolled: f64,
    before: f64,
) -> Range<usize> {
    let is_jump = (scrolled - before).abs() > height;
    let spare = if is_jump { SPARE_AFTER_JUMP } else { SPARE };
    let first = (scrolled.max(0.0) / row_height) as usize;
    let shown = (height.max(0.0) / row_height).ceil() as usize + 1;
    let start = first.min(total).saturating_sub(spare);
    let end = first.saturating_add(shown).saturating_add(spare).min(total);
    // Beyond the end (the rows became fewer while the view was far down) the last rows are shown.
    let start = start.min(end.saturating_sub(shown));
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_are_all_there() {
        assert_eq!(visible(5, 40.0, 400.0, 0.0, 0.0), 0..5);
        assert_eq!(visible(0, 40.0, 400.0, 0.0, 0.0), 0..0);
    }

    #[test]
    fn many_rows_become_a_window() {
        assert_eq!(visible(100_000, 40.0, 400.0, 0.0, 0.0), 0..17);
        assert_eq!(visible(100_000, 40.0, 400.0, 40_000.0, 39_900.0), 994..1017);
        // Far away, and back a little.
        assert_eq!(visible(100_000, 40.0, 400.0, 40_000.0, 0.0), 999..1012);
        let end = visible(100_000, 40.0, 400.0, 100_000.0 * 40.0 - 400.0, 0.0);
        assert_eq!(end.end, 100_000);
        assert!(end.contains(&99_990));
    }

    #[test]
    fn scrolled_past_the_end_the_last_rows_are_shown() {
        assert_eq!(visible(3, 40.0, 400.0, 1e6, 1e6), 0..3);
        assert_eq!(visible(100, 40.0, 400.0, 1e6, 1e6), 89..100);
    }
}
