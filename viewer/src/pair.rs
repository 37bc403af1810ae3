//! Which runs are "before" and which "after": what the reader chose, and a guess where nobody said so.

use oomscope_shared::Artifact;

/// The runs of both sides. Neither side is ever empty, and no run is on both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides<T> {
    /// The runs before.
    pub before: Vec<T>,
    /// The runs after.
    pub after: Vec<T>,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairPlace {
    /// Before.
    Before,
    /// After.
    After,
    /// On neither side.
    Aside,
}

impl<T: Copy + PartialEq> Sides<T> {
    /// One run a side.
    pub fn pair(before: T, after: T) -> Self {
        Self {
            before: vec![before],
            after: vec![after],
        }
    }

    /// The sides exchanged.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self {
            before: self.after,
            after: self.before,
        }
    }

    /// Where a run stands.
    pub fn place(&self, run: T) -> PairPlace {
        if self.before.contains(&run) {
            PairPlace::Before
        } else if self.after.contains(&run) {
            PairPlace::After
        } else {
            PairPlace::Aside
        }
    }

    /// All runs of both sides.
    pub fn all(&self) -> impl Iterator<Item = T> + '_ {
        self.before.iter().chain(&self.after).copied()
    }

    /// Puts a run to a place. The last run of a side can only change places with the whole other side.
    #[must_use]
    pub fn with(self, run: T, place: PairPlace) -> Self {
        let was = self.place(run);
        if was == place {
            return self;
        }
        let is_last = match was {
            PairPlace::Before => self.before.len() == 1,
            PairPlace::After => self.after.len() == 1,
            PairPlace::Aside => false,
        };
        if is_last {
            return if place == PairPlace::Aside {
                self
            } else {
                self.swapped()
            };
        }
        let without = |side: Vec<T>| side.into_iter().filter(|other| *other != run).collect();
        let mut sides = Self {
            before: without(self.before),
            after: without(self.after),
        };
        match place {
            PairPlace::Before => sides.before.push(run),
            PairPlace::After => sides.after.push(run),
            PairPlace::Aside => {}
        }
        sides
    }

    /// The sides without the runs that are gone; `None` where a side has none left.
    pub fn kept(self, is_there: impl Fn(T) -> bool) -> Option<Self> {
        let keep = |side: Vec<T>| side.into_iter().filter(|run| is_there(*run)).collect();
        let (before, after): (Vec<T>, Vec<T>) = (keep(self.before), keep(self.after));
        (!before.is_empty() && !after.is_empty()).then_some(Self { before, after })
    }
}

/// Groups runs by what their labels and names say, where each says so and both sides are there: several
/// files dropped at once, `before-1`, `before-2`, `after-1`.
pub fn grouped(runs: &[Hints<'_>]) -> Option<Sides<usize>> {
    let mut sides = Sides {
        before: Vec::new(),
        after: Vec::new(),
    };
    for (at, run) in runs.iter().enumerate() {
        if run.says_before()? {
            sides.before.push(at);
        } else {
            sides.after.push(at);
        }
    }
    (!sides.before.is_empty() && !sides.after.is_empty()).then_some(sides)
}

/// What a guess can rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hints<'a> {
    /// Name of the file.
    pub name: &'a str,
    /// The run's label.
    pub label: Option<&'a str>,
    /// When it started, RFC 3339.
    pub started_at: &'a str,
}

impl<'a> Hints<'a> {
    /// The hints of an artifact.
    pub fn of(name: &'a str, artifact: &'a Artifact) -> Self {
        let run = &artifact.run;
        Self {
            name,
            label: run.label.as_deref(),
            started_at: &run.started_at,
        }
    }

    /// Whether label or name says `before` (true) or `after` (false).
    fn says_before(&self) -> Option<bool> {
        let says = |text: &str| {
            let text = text.to_ascii_lowercase();
            match (text.contains("before"), text.contains("after")) {
                (true, false) => Some(true),
                (false, true) => Some(false),
                _ => None,
            }
        };
        // The label was given on purpose; a file may have been renamed by anyone.
        self.label
            .and_then(says)
            .or_else(|| says(self.name.rsplit('/').next()?))
    }
}

/// Whether the two stand in the wrong order: the second is the one before. Labels and names that say so
/// decide, then the time of the start. File pickers hand files out by name, where "after" comes first.
pub fn is_reversed(first: Hints<'_>, second: Hints<'_>) -> bool {
    match (first.says_before(), second.says_before()) {
        (Some(true), Some(false)) => false,
        (Some(false), Some(true)) => true,
        (Some(before), None) => !before,
        (None, Some(before)) => before,
        _ => second.started_at < first.started_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_never_empty_and_no_run_is_on_both() {
        let sides = Sides::pair(1, 2).with(3, PairPlace::Before);
        assert_eq!(
            (sides.before.as_slice(), sides.after.as_slice()),
            (&[1, 3][..], &[2][..])
        );
        let moved = sides.clone().with(1, PairPlace::After);
        assert_eq!(
            (moved.before.as_slice(), moved.after.as_slice()),
            (&[3][..], &[2, 1][..])
        );
        // The only one after cannot go; it can only change places with the others.
        assert_eq!(sides.clone().with(2, PairPlace::Aside), sides);
        assert_eq!(
            sides.clone().with(2, PairPlace::Before),
            sides.clone().swapped()
        );
        assert_eq!(sides.clone().with(3, PairPlace::Aside), Sides::pair(1, 2));
        assert_eq!(sides.clone().with(3, PairPlace::Before), sides);
        assert_eq!(sides.clone().kept(|run| run != 1), Some(Sides::pair(3, 2)));
        assert_eq!(sides.kept(|run| run != 2), None);
    }

    #[test]
    fn several_files_are_grouped_by_what_they_say() {
        let at = "2025-10-03T12:00:00Z";
        let names = [
            "after-1.json",
            "before-1.json",
            "after-2.json",
            "before-2.json",
        ];
        let runs: Vec<_> = names.iter().map(|name| hints(name, None, at)).collect();
        let sides = grouped(&runs).unwrap();
        assert_eq!((sides.before, sides.after), (vec![1, 3], vec![0, 2]));
        assert_eq!(grouped(&runs[..1]), None, "one side alone");
        assert_eq!(grouped(&[runs[0], hints("x.json", None, at)]), None);
    }

    fn hints<'a>(name: &'a str, label: Option<&'a str>, started_at: &'a str) -> Hints<'a> {
        Hints {
            name,
            label,
            started_at,
        }
    }

    #[test]
    fn labels_come_before_names_and_names_before_times() {
        let (early, late) = ("2025-10-03T12:00:00Z", "2025-10-03T13:00:00Z");
        let after = hints("after.json", None, early);
        let before = hints("before.json", None, late);
        assert!(is_reversed(after, before) && !is_reversed(before, after));
        assert!(is_reversed(after, hints("x.json", None, late)));
        assert!(!is_reversed(
            hints("after.json", Some("before"), late),
            after
        ));
        let (one, two) = (hints("1.json", None, early), hints("2.json", None, late));
        assert!(!is_reversed(one, two) && is_reversed(two, one) && !is_reversed(one, one));
    }
}
