//! What of a message can be true. Whatever runs below a test process can write to its socket, and what is
//! believed here becomes an index and a figure of the artifact.

use oomscope_journal::PhaseFigures;

use super::protocol::PluginMessage;

/// The largest address space that Linux gives a process, in KiB: no figure of memory can lie above.
const MOST_KIB: u64 = 1 << 46;

/// Why nothing of a message is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incredible {
    /// It is about a test that there is not.
    Test(u32),
    /// The figure that it was sent for cannot be.
    Figure,
}

/// What is known where a message comes in.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// How many tests are planned.
    pub tests: usize,
    /// The start of the run, in microseconds of the monotonic clock.
    pub run_start_us: u64,
    /// The moment at which the message came.
    pub now_us: u64,
}

impl Known {
    /// A message without the figures that cannot be; a time that is still to come becomes the one at which the
    /// message came.
    ///
    /// # Errors
    /// Nothing of it can be taken.
    pub fn check(&self, message: PluginMessage) -> Result<PluginMessage, Incredible> {
        Ok(match message {
            PluginMessage::Start {
                test,
                at_us,
                rss_kib,
            } => PluginMessage::Start {
                test: self.test(test)?,
                at_us: self.time(at_us),
                rss_kib: rss_kib.filter(is_size),
            },
            PluginMessage::Phase { test, figures } => PluginMessage::Phase {
                test: self.test(test)?,
                figures: self.figures(figures).ok_or(Incredible::Figure)?,
            },
            PluginMessage::End {
                test,
                outcome,
                at_us,
                retained_kib,
                phases,
                remark,
            } => PluginMessage::End {
                test: self.test(test)?,
                outcome,
                at_us: self.time(at_us),
                retained_kib: retained_kib.filter(is_size),
                phases: phases
                    .into_iter()
                    .filter_map(|figures| self.figures(figures))
                    .collect(),
                remark,
            },
            PluginMessage::Grew { test, holders } => PluginMessage::Grew {
                test: self.test(test)?,
                holders,
            },
            PluginMessage::Ready(kib)
            | PluginMessage::Stopped(kib)
            | PluginMessage::SharedFiles(kib)
                if !is_size(&kib) =>
            {
                return Err(Incredible::Figure);
            }
            PluginMessage::Importing { rss_kib, .. } | PluginMessage::Imported(rss_kib)
                if !is_size(&rss_kib) =>
            {
                return Err(Incredible::Figure);
            }
            other => other,
        })
    }

    fn test(&self, test: u32) -> Result<u32, Incredible> {
        match (test as usize) < self.tests {
            true => Ok(test),
            false => Err(Incredible::Test(test)),
        }
    }

    fn time(&self, at_us: u64) -> u64 {
        at_us.min(self.now_us)
    }

    /// A phase that took longer than the run has lasted was not measured; its length is no figure that can be
    /// left out alone.
    fn figures(&self, figures: PhaseFigures) -> Option<PhaseFigures> {
        let lasted_us = self.now_us.saturating_sub(self.run_start_us);
        (figures.duration_us <= lasted_us).then(|| PhaseFigures {
            peak_kib: figures.peak_kib.filter(is_size),
            rss_kib: figures.rss_kib.filter(is_size),
            ..figures
        })
    }
}

fn is_size(kib: &u64) -> bool {
    *kib <= MOST_KIB
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::python::protocol::parse;
    use proptest::prelude::*;

    const KNOWN: Known = Known {
        tests: 5,
        run_start_us: 1_000,
        now_us: 9_000,
    };

    /// What is left of a line.
    fn checked(line: &str) -> Result<PluginMessage, Incredible> {
        KNOWN.check(parse(line).unwrap())
    }

    #[test]
    fn what_can_be_true_is_taken_as_it_is() {
        for line in [
            "ready 20480",
            "S 4 9000 20480",
            "P 0 s 8000 30000 20480",
            r#"E 4 f 9000 7 1 30000 20480 2 - 5 - - - "no""#,
            "finish 1",
        ] {
            assert_eq!(checked(line), Ok(parse(line).unwrap()), "{line}");
        }
    }

    #[test]
    fn a_test_that_there_is_not_is_refused() {
        let unknown = [
            ("S 5 2000 1", 5),
            ("P 77 c 1 1 1", 77),
            ("E 4294967295 p 1 - - - - - - - - - -", u32::MAX),
        ];
        for (line, test) in unknown {
            assert_eq!(checked(line), Err(Incredible::Test(test)), "{line}");
        }
    }

    #[test]
    fn what_cannot_be_is_left_out() {
        let most = u64::MAX;
        let start = checked(&format!("S 3 {most} {most}"));
        let (at_us, rss_kib) = (KNOWN.now_us, None);
        let (test, outcome) = (3, oomscope_shared::Outcome::Passed);
        assert_eq!(
            start,
            Ok(PluginMessage::Start {
                test,
                at_us,
                rss_kib
            })
        );
        for line in [format!("ready {most}"), format!("P 3 c {most} 1 1")] {
            assert_eq!(checked(&line), Err(Incredible::Figure), "{line}");
        }
        let end = checked(&format!("E 3 p {most} {most} {most} 1 1 2 {most} 4 - - -"));
        let call = PhaseFigures {
            phase: oomscope_journal::Phase::Call,
            duration_us: 2,
            peak_kib: None,
            rss_kib: Some(4),
        };
        assert_eq!(
            end,
            Ok(PluginMessage::End {
                test,
                outcome,
                at_us,
                retained_kib: None,
                phases: vec![call],
                remark: None,
            })
        );
    }

    proptest! {
        /// Whatever a line says: no index beyond the plan, no time that is still to come, no size that overflows
        /// in bytes.
        #[test]
        fn nothing_else_comes_through(
            kind in "[SPE]",
            fields in prop::collection::vec(
                prop_oneof![Just("-".to_owned()), Just("p".to_owned()), Just("c".to_owned()),
                    (0_u64..12_000).prop_map(|n| n.to_string()), any::<u64>().prop_map(|n| n.to_string())],
                3..14,
            ),
        ) {
            let Some(message) = parse(&format!("{kind} {}", fields.join(" "))) else {
                return Ok(());
            };
            let Ok(message) = KNOWN.check(message) else {
                return Ok(());
            };
            let (test, at_us, phases) = match message {
                PluginMessage::Start { test, at_us, rss_kib } => {
                    prop_assert!(rss_kib.is_none_or(|kib| kib <= MOST_KIB));
                    (test, at_us, Vec::new())
                }
                PluginMessage::Phase { test, figures } => (test, 0, vec![figures]),
                PluginMessage::End { test, at_us, phases, retained_kib, .. } => {
                    prop_assert!(retained_kib.is_none_or(|kib| kib <= MOST_KIB));
                    (test, at_us, phases)
                }
                other => panic!("{other:?}"),
            };
            prop_assert!((test as usize) < KNOWN.tests && at_us <= KNOWN.now_us);
            for figures in phases {
                prop_assert!(figures.duration_us <= KNOWN.now_us);
                prop_assert!(figures.peak_kib.max(figures.rss_kib).is_none_or(|kib| kib <= MOST_KIB));
            }
        }
    }
}
