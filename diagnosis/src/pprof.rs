//! Reads profiles of pprof, which Go and profilers of other languages write: stacks, and what was counted for
//! each.
//!
//! `profile.proto` of github.com/google/pprof, packed by gzip or not. An address means nothing in another
//! process, so a stack is known by its functions, files and lines.

#[cfg(test)]
mod laws;
mod message;

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::sync::Arc;

use prost::Message as _;

/// Unpacked, a profile of a million stacks.
const LARGEST: u64 = 256 << 20;

/// Why a profile cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The file itself, or how it is packed.
    #[error(
        "the profile cannot be read: {0}; it may be cut, where the process that wrote it died or the disk is full"
    )]
    Read(std::io::Error),
    /// Nobody has so many stacks.
    #[error("the profile is larger than {} MiB: take fewer samples, in Go by a higher `-memprofilerate`", LARGEST >> 20)]
    TooLarge,
    /// It is something else.
    #[error("this is no profile of pprof: {reason}")]
    Foreign {
        /// What was found.
        reason: String,
    },
}

/// A function that called the one above it, or took what was counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Frame {
    /// With its package: `example.org/rate.(*Meter).Stop`.
    pub function: String,
    /// As the compiler knew it.
    pub file: String,
    /// From one.
    pub line: u32,
}

/// Frames, the innermost first.
pub type Frames = Vec<Arc<Frame>>;

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// `inuse_space`
    pub name: String,
    /// `bytes`
    pub unit: String,
}

/// A profile.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// What the values of each stack are.
    pub counted: Vec<Counted>,
    /// Each stack once, with its values.
    pub stacks: BTreeMap<Frames, Vec<i64>>,
}

impl Profile {
    /// Where among the values this one is.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.counted.iter().position(|counted| counted.name == name)
    }

    /// One value of each stack; nothing if it was not counted.
    pub fn values(&self, name: &str) -> BTreeMap<&Frames, i64> {
        let Some(at) = self.position(name) else {
            return BTreeMap::new();
        };
        let values = self
            .stacks
            .iter()
            .map(|(frames, values)| (frames, values[at]));
        values.filter(|(_, value)| *value != 0).collect()
    }
}

/// By how much one value of each stack differs between two profiles, where it does.
pub fn difference<'a>(
    before: &'a Profile,
    after: &'a Profile,
    name: &str,
) -> BTreeMap<&'a Frames, i64> {
    let mut difference = after.values(name);
    for (frames, value) in before.values(name) {
        let left = difference.entry(frames).or_default();
        *left = left.saturating_sub(value);
    }
    difference.retain(|_, value| *value != 0);
    difference
}

/// The whole profile.
///
/// # Errors
/// See [`ProfileError`].
pub fn read(mut reader: impl Read) -> Result<Profile, ProfileError> {
    let mut start = [0; 2];
    let mut length = 0;
    while length < start.len() {
        match reader
            .read(&mut start[length..])
            .map_err(ProfileError::Read)?
        {
            0 => break,
            more => length += more,
        }
    }
    let whole = start[..length].chain(reader);
    let mut bytes = Vec::new();
    let read = match start == [0x1f, 0x8b] {
        true => flate2::read::MultiGzDecoder::new(whole)
            .take(LARGEST + 1)
            .read_to_end(&mut bytes),
        false => whole.take(LARGEST + 1).read_to_end(&mut bytes),
    };
    if read.map_err(ProfileError::Read)? as u64 > LARGEST {
        return Err(ProfileError::TooLarge);
    }
    let foreign = |reason: String| ProfileError::Foreign { reason };
    let told = message::Profile::decode(bytes.as_slice());
    let told = told.map_err(|error| foreign(error.to_string()))?;
    resolved(&told).map_err(foreign)
}

fn resolved(told: &message::Profile) -> Result<Profile, String> {
    let text = |at: i64| -> Result<&str, String> {
        let text = usize::try_from(at)
            .ok()
            .and_then(|at| told.string_table.get(at));
        text.map(String::as_str)
            .ok_or_else(|| format!("there is no string {at}"))
    };
    if told.sample_type.is_empty() {
        return Err("nothing was counted".to_owned());
    }
    let mut profile = Profile::default();
    for counted in &told.sample_type {
        profile.counted.push(Counted {
            name: text(counted.kind)?.to_owned(),
            unit: text(counted.unit)?.to_owned(),
        });
    }
    let functions: HashMap<u64, &message::Function> =
        told.function.iter().map(|one| (one.id, one)).collect();
    let mut frames: HashMap<u64, Frames> = HashMap::new();
    for location in &told.location {
        // A function that was inlined stands before the one that it is in.
        let lines = location.line.iter().map(|line| {
            let function = functions.get(&line.function_id);
            let function =
                function.ok_or_else(|| format!("there is no function {}", line.function_id))?;
            Ok(Arc::new(Frame {
                function: text(function.name)?.to_owned(),
                file: text(function.filename)?.to_owned(),
                line: u32::try_from(line.line).unwrap_or(0),
            }))
        });
        frames.insert(location.id, lines.collect::<Result<_, String>>()?);
    }
    let mut all = vec![0_u64; profile.counted.len()];
    for sample in &told.sample {
        if sample.value.len() != profile.counted.len() {
            let (found, expected) = (sample.value.len(), profile.counted.len());
            return Err(format!("a stack has {found} of {expected} values"));
        }
        let mut stack = Frames::new();
        for location in &sample.location_id {
            let there = frames.get(location);
            let there = there.ok_or_else(|| format!("there is no location {location}"))?;
            stack.extend(there.iter().cloned());
        }
        for (all, value) in all.iter_mut().zip(&sample.value) {
            *all = all.saturating_add(value.unsigned_abs());
        }
        // Go tells allocations of different sizes apart.
        let values = profile.stacks.entry(stack).or_default();
        values.resize(profile.counted.len(), 0);
        for (sum, value) in values.iter_mut().zip(&sample.value) {
            *sum = sum.saturating_add(*value);
        }
    }
    // So that whoever adds some of them up, or takes two profiles from each other, need not think of it.
    if all.iter().any(|all| *all > i64::MAX as u64 / 2) {
        return Err("its values add up to more than can be counted".to_owned());
    }
    Ok(profile)
}
