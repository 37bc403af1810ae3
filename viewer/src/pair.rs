//! Which of two runs is "before" when nobody said so.

use oomscope_shared::Artifact;

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
