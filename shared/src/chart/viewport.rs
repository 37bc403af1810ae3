//! The part of an axis that is shown: zooming, panning, and staying inside.

/// A stretch of an axis inside the whole of it. Both in the unit of the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// Where the shown part starts.
    pub start: f64,
    /// Where it ends; always above `start`.
    pub end: f64,
    /// The whole axis reaches from zero to here.
    pub full: f64,
    /// The shortest stretch that still makes sense to look at.
    pub shortest: f64,
}

impl Viewport {
    /// The whole axis.
    pub fn whole(full: f64, shortest: f64) -> Self {
        let full = full.max(shortest);
        Self {
            start: 0.0,
            end: full,
            full,
            shortest,
        }
    }

    /// Length of the shown part.
    pub fn length(&self) -> f64 {
        self.end - self.start
    }

    /// Whether less than the whole axis is shown.
    pub fn is_zoomed(&self) -> bool {
        self.length() < self.full * (1.0 - 1e-9)
    }

    /// The same axis in whole.
    pub fn reset(self) -> Self {
        Self::whole(self.full, self.shortest)
    }

    /// Shows `factor` times as much; the point at `anchor` stays where it is on the screen.
    pub fn zoom(self, factor: f64, anchor: f64) -> Self {
        let anchor = anchor.clamp(self.start, self.end);
        let length = (self.length() * factor).clamp(self.shortest, self.full);
        let share = (anchor - self.start) / self.length();
        self.show(anchor - share * length, anchor + (1.0 - share) * length)
    }

    /// Moves by a share of what is shown, to the right if positive.
    pub fn pan(self, share: f64) -> Self {
        let step = self.length() * share;
        let step = step.clamp(-self.start, self.full - self.end);
        Self {
            start: self.start + step,
            end: self.end + step,
            ..self
        }
    }

    /// Shows the stretch between two points, in either order, widened and shifted as far as needed to
    /// be a sound one.
    pub fn show(self, one: f64, other: f64) -> Self {
        let (start, end) = if one <= other {
            (one, other)
        } else {
            (other, one)
        };
        let missing = (self.shortest - (end - start)).max(0.0) / 2.0;
        let length = (end - start + 2.0 * missing).min(self.full);
        let start = (start - missing).clamp(0.0, self.full - length);
        Self {
            start,
            end: start + length,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zooming_keeps_the_anchor_and_undoes_itself() {
        let whole = Viewport::whole(1000.0, 1.0);
        let near = whole.zoom(0.5, 250.0);
        assert_eq!((near.start, near.end), (125.0, 625.0));
        assert!(near.is_zoomed());
        assert_eq!(near.zoom(2.0, 250.0), whole);
        assert_eq!(near.reset(), whole);
    }

    #[test]
    fn panning_stops_at_the_ends() {
        let near = Viewport::whole(1000.0, 1.0).show(300.0, 100.0);
        assert_eq!((near.start, near.end), (100.0, 300.0));
        assert_eq!((near.pan(-9.0).start, near.pan(-9.0).end), (0.0, 200.0));
        assert_eq!((near.pan(9.0).start, near.pan(9.0).end), (800.0, 1000.0));
    }

    proptest! {
        #[test]
        fn whatever_is_done_the_part_stays_inside(
            full in 0.0_f64..1e7,
            steps in prop::collection::vec((0_u8..3, -3.0_f64..3.0, -1e7_f64..2e7), 0..20),
        ) {
            let mut view = Viewport::whole(full, 5.0);
            for (kind, amount, point) in steps {
                view = match kind {
                    0 => view.zoom(amount.exp(), point),
                    1 => view.pan(amount),
                    _ => view.show(point, point + amount * 100.0),
                };
                prop_assert!(view.start >= -1e-6 && view.end <= view.full + 1e-6, "{view:?}");
                prop_assert!(view.length() >= view.shortest * (1.0 - 1e-6), "{view:?}");
            }
        }
    }
}
