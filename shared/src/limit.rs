//! How much memory a batch may have: what was asked for, or what machine and cgroups leave less a reserve.

use std::fmt;

use crate::message::{Key, Message, messages};
use crate::units::parse_size;

/// What `--memory-limit` asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WantedLimit {
    /// What the machine, the container and the cgroups leave, less a reserve.
    Auto,
    /// So many bytes.
    Bytes(u64),
    /// This share of what they leave, in percent.
    Percent(f64),
    /// No limit.
    None,
}

/// A text that is no limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitError(String);

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LimitError {}

/// Reads `auto`, `none`, `400MiB`, `80%`.
///
/// # Errors
/// [`LimitError`] for anything else.
pub fn parse_limit(text: &str) -> Result<WantedLimit, LimitError> {
    match text {
        "auto" => Ok(WantedLimit::Auto),
        "none" => Ok(WantedLimit::None),
        _ if text.ends_with('%') => Ok(WantedLimit::Percent(parse_percent(text)?)),
        _ => parse_size(text)
            .map(WantedLimit::Bytes)
            .map_err(|error| LimitError(format!("{error}; or 80%, auto, none"))),
    }
}

/// Reads a share of at most the whole: `90%` or `90`.
///
/// # Errors
/// [`LimitError`] for anything else.
pub fn parse_percent(text: &str) -> Result<f64, LimitError> {
    let number = text.strip_suffix('%').unwrap_or(text).trim();
    match number.parse::<f64>() {
        Ok(percent) if percent > 0.0 && percent <= 100.0 => Ok(percent),
        _ => Err(LimitError(format!(
            "`{text}` is not a share: write a number above 0 and up to 100, for example 90%"
        ))),
    }
}

/// What there is for a batch to use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Room {
    /// What the kernel says that new programs can use without swapping (`MemAvailable`).
    pub available_bytes: Option<u64>,
    /// The limited cgroups that the batch will be in, from the own one upwards.
    pub cgroups: Vec<CgroupRoom>,
}

/// A cgroup with a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CgroupRoom {
    /// Its path below the mount.
    pub name: String,
    /// Its limit.
    pub limit_bytes: u64,
    /// What is charged to it and cannot be dropped.
    pub used_bytes: u64,
}

impl CgroupRoom {
    fn left_bytes(&self) -> u64 {
        self.limit_bytes.saturating_sub(self.used_bytes)
    }
}

/// A limit, and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct DerivedLimit {
    /// The limit.
    pub bytes: u64,
    /// Whether nobody asked for one.
    pub is_automatic: bool,
    /// How it came about.
    pub derivation: Message,
}

/// The share of the room that is kept back for the job around the batch.
const RESERVE_SHARE: f64 = 0.02;
/// The reserve is no less: oomscope itself, a shell and the agent of a CI service run in it.
const RESERVE_MIN: u64 = 64 << 20;
/// And no more: the limit must not end a suite that would just have fitted.
const RESERVE_MAX: u64 = 512 << 20;
/// Whatever is little in itself gives no more than this part of it.
const RESERVE_PART: u64 = 10;

/// Derives the limit of a batch; `None` where none is wanted, or nothing is known to derive it from.
pub fn derive_limit(wanted: WantedLimit, room: &Room) -> Option<DerivedLimit> {
    let least = least(room);
    match wanted {
        WantedLimit::None => None,
        WantedLimit::Bytes(asked) => {
            let derivation = match least.filter(|(left, _)| *left < asked) {
                Some((left, source)) => messages::LimitAskedBeyond {
                    limit_bytes: asked,
                    source,
                    left_bytes: left,
                }
                .into(),
                None => messages::LimitAsked { limit_bytes: asked }.into(),
            };
            Some(DerivedLimit {
                bytes: asked,
                is_automatic: false,
                derivation,
            })
        }
        WantedLimit::Percent(percent) => {
            let (left, source) = least?;
            let share = (left as f64 * percent / 100.0) as u64;
            Some(DerivedLimit {
                bytes: share.max(1),
                is_automatic: false,
                derivation: messages::LimitShare {
                    limit_bytes: share,
                    share_percent: percent,
                    left_bytes: left,
                    source,
                }
                .into(),
            })
        }
        WantedLimit::Auto => {
            let (left, source) = least?;
            let reserve = reserve(left);
            let rest = left.saturating_sub(reserve).max(1);
            Some(DerivedLimit {
                bytes: rest,
                is_automatic: true,
                derivation: messages::LimitAutomatic {
                    limit_bytes: rest,
                    source,
                    left_bytes: left,
                    reserve_bytes: reserve,
                }
                .into(),
            })
        }
    }
}

/// The soft line below a limit.
pub fn soft_line(limit_bytes: u64, percent: f64) -> u64 {
    ((limit_bytes as f64 * percent / 100.0) as u64).max(1)
}

fn reserve(left: u64) -> u64 {
    ((left as f64 * RESERVE_SHARE) as u64)
        .clamp(RESERVE_MIN, RESERVE_MAX)
        .min(left / RESERVE_PART)
}

/// The narrowest of all that limits a batch, and its name.
fn least(room: &Room) -> Option<(u64, Message)> {
    let machine = room
        .available_bytes
        .map(|left| (left, Key::RoomOfMachine.into()));
    let cgroups = room.cgroups.iter().map(|group| {
        let source = messages::RoomOfCgroup {
            group: &group.name,
            group_bytes: group.limit_bytes,
        };
        (group.left_bytes(), source.into())
    });
    machine
        .into_iter()
        .chain(cgroups)
        .min_by_key(|(left, _)| *left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GIB: u64 = 1 << 30;
    const MIB: u64 = 1 << 20;

    fn room(available: u64, cgroups: &[(u64, u64)]) -> Room {
        let cgroups = cgroups.iter().map(|&(limit_bytes, used_bytes)| CgroupRoom {
            name: "/job".to_owned(),
            limit_bytes,
            used_bytes,
        });
        Room {
            available_bytes: Some(available),
            cgroups: cgroups.collect(),
        }
    }

    #[test]
    fn limits_are_read() {
        assert_eq!(parse_limit("auto"), Ok(WantedLimit::Auto));
        assert_eq!(parse_limit("none"), Ok(WantedLimit::None));
        assert_eq!(parse_limit("80%"), Ok(WantedLimit::Percent(80.0)));
        assert_eq!(parse_limit("1.5G"), Ok(WantedLimit::Bytes(GIB + GIB / 2)));
        for text in ["lots", "0", "0%", "101%", "-1%", "%"] {
            assert!(parse_limit(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_narrowest_room_decides_and_is_named() {
        let auto = |room: Room| derive_limit(WantedLimit::Auto, &room).unwrap();
        let machine = auto(room(15 * GIB, &[]));
        assert_eq!(
            machine.derivation,
            "14.7 GiB: what the machine has available, 15.0 GiB, less a reserve of 307 MiB for \
             everything else."
        );
        let container = auto(room(15 * GIB, &[(2 * GIB, 100 * MIB), (8 * GIB, 0)]));
        assert_eq!(container.bytes, 2 * GIB - 100 * MIB - 64 * MIB);
        assert!(
            container
                .derivation
                .english()
                .contains("`/job` leaves of its 2.0 GiB"),
            "{:?}",
            container.derivation
        );
        // 2 % of a large machine would be more than anything around a batch needs.
        assert_eq!(auto(room(256 * GIB, &[])).bytes, 256 * GIB - 512 * MIB);
        // A narrow room is not given away to a reserve.
        assert_eq!(auto(room(100 * MIB, &[])).bytes, 90 * MIB);
    }

    #[test]
    fn what_was_asked_for_is_taken_as_it_is() {
        let asked = derive_limit(WantedLimit::Bytes(4 * GIB), &room(GIB, &[])).unwrap();
        assert_eq!(asked.bytes, 4 * GIB);
        assert!(asked.derivation.english().contains("more than there is"));
        let half = derive_limit(WantedLimit::Percent(50.0), &room(4 * GIB, &[])).unwrap();
        assert_eq!(half.bytes, 2 * GIB);
        assert!(!half.is_automatic);
        assert_eq!(derive_limit(WantedLimit::None, &room(GIB, &[])), None);
        assert_eq!(derive_limit(WantedLimit::Auto, &Room::default()), None);
    }

    proptest! {
        /// Whatever there is, the limit lies within it and leaves nine tenths of it to the suite.
        #[test]
        fn an_automatic_limit_fits_and_is_no_miser(available in 10_u64..1 << 50, limit in 10_u64..1 << 50) {
            let least = available.min(limit);
            let derived = derive_limit(WantedLimit::Auto, &room(available, &[(limit, 0)])).unwrap();
            prop_assert!(derived.bytes <= least);
            prop_assert!(derived.bytes >= least - least / 10);
        }
    }
}
