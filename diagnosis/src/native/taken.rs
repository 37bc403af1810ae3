//! Of which stacks more is there after each round, by who took it and at whose line.

use std::collections::{BTreeMap, BTreeSet};

use super::frames::Frame;
use super::recording::{Amount, Moment, Recording, Stack};

/// The frames of each address that was asked for: where functions are inlined there are several, the innermost first.
pub type Names = BTreeMap<u64, Vec<Frame>>;

/// What one function took, at one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Whose it is: a number that whoever asks gives to each stack.
    pub whose: Option<u32>,
    /// Who took it: the innermost function that does not only hand memory on.
    pub taker: Frame,
    /// The project's own line that is nearest to it.
    pub own: Option<Frame>,
    /// What there was of it at each of the moments.
    pub amounts: Vec<Amount>,
    /// The stack that has most of it, the innermost first.
    pub frames: Vec<Frame>,
}

impl Taken {
    /// What came from each moment to the next, in bytes.
    pub fn steps(&self) -> Vec<f64> {
        let pairs = self.amounts.windows(2);
        pairs
            .map(|pair| pair[1].bytes as f64 - pair[0].bytes as f64)
            .collect()
    }

    /// What there is more of it at the last moment than at the first: bytes and blocks.
    pub fn more(&self) -> (f64, f64) {
        let (Some(first), Some(last)) = (self.amounts.first(), self.amounts.last()) else {
            return (0.0, 0.0);
        };
        let more = |last: u64, first: u64| last as f64 - first as f64;
        (
            more(last.bytes, first.bytes),
            more(last.blocks, first.blocks),
        )
    }
}

/// The stacks that are to be named: those of which more is there at the last of these moments than at the first, and
/// the others that a moment has, where `moments` is one.
pub fn to_be_named(moments: &[&Moment]) -> BTreeSet<u32> {
    let Some((last, before)) = moments.split_last() else {
        return BTreeSet::new();
    };
    let had = |stack: &u32| {
        let first = before.first();
        first.map_or(0, |first| {
            first.alive.get(stack).copied().unwrap_or_default().bytes
        })
    };
    let more = last
        .alive
        .iter()
        .filter(|(stack, now)| now.bytes > had(stack));
    more.map(|(stack, _)| *stack).collect()
}

/// The addresses of some stacks.
pub fn addresses(recording: &Recording, stacks: &BTreeSet<u32>) -> BTreeSet<u64> {
    let stacks = stacks.iter().filter_map(|id| recording.stacks.get(id));
    stacks.flat_map(|stack| stack.addresses.clone()).collect()
}

/// What was taken between these moments and is there, by who took it, the most first.
pub fn taken(
    recording: &Recording,
    moments: &[&Moment],
    names: &Names,
    is_own: &dyn Fn(&Frame) -> bool,
    whose: &dyn Fn(&Stack, &[Frame]) -> Option<u32>,
) -> Vec<Taken> {
    type Key = (Option<u32>, Frame, Option<Frame>);
    let mut found: BTreeMap<Key, (Taken, u64)> = BTreeMap::new();
    for id in to_be_named(moments) {
        let Some(stack) = recording.stacks.get(&id) else {
            continue;
        };
        let named = stack.addresses.iter().filter_map(|at| names.get(at));
        let frames: Vec<Frame> = named.flatten().cloned().collect();
        let Some(taker) = taker(&frames) else {
            continue;
        };
        let own = frames.iter().find(|frame| is_own(frame)).cloned();
        let whose = whose(stack, &frames);
        let amounts: Vec<Amount> = moments
            .iter()
            .map(|moment| moment.alive.get(&id).copied().unwrap_or_default())
            .collect();
        let last = amounts.last().map_or(0, |amount| amount.bytes);
        // A function is the same one at each of its lines; the project's line is what is told. Of functions without
        // names those of a library are one: nobody could tell their places apart.
        let by = Frame {
            line: 0,
            offset: 0,
            ..taker.clone()
        };
        let at = own.clone().map(|own| Frame { offset: 0, ..own });
        let (taken, most) = found.entry((whose, by, at)).or_insert_with(|| {
            let amounts = vec![Amount::default(); moments.len()];
            let taken = Taken {
                whose,
                taker,
                own,
                amounts,
                frames: Vec::new(),
            };
            (taken, 0)
        });
        for (sum, amount) in taken.amounts.iter_mut().zip(&amounts) {
            sum.bytes += amount.bytes;
            sum.blocks += amount.blocks;
        }
        if last >= *most {
            *most = last;
            taken.frames = frames;
        }
    }
    let mut taken: Vec<Taken> = found.into_values().map(|(taken, _)| taken).collect();
    taken.sort_by(|one, other| other.more().0.total_cmp(&one.more().0));
    taken
}

/// Who took it. Where everything hands on, as in a program that is one file of a runtime, whoever stands outermost of
/// the innermost such frames.
fn taker(frames: &[Frame]) -> Option<Frame> {
    let mut real = frames.iter().filter(|frame| !frame.is_profilers());
    let first = real.clone().next();
    real.find(|frame| !frame.hands_on()).or(first).cloned()
}

/// What of it a library of Python has taken that is not the interpreter: its function that did, and the one by which the
/// interpreter called into it.
pub fn of_extension(taken: &Taken) -> Option<(&Frame, &Frame)> {
    let mut frames = taken.frames.iter().filter(|frame| !frame.is_profilers());
    let inner = frames.find(|frame| !frame.hands_on() && !frame.is_interpreter())?;
    let inside = std::iter::once(inner).chain(frames.take_while(|frame| !frame.is_interpreter()));
    let outer = inside.filter(|frame| !frame.hands_on()).last()?;
    Some((inner, outer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(function: &str, library: &str, line: u32) -> Frame {
        Frame {
            function: function.into(),
            library: library.into(),
            file: if line > 0 { "/w/src/lib.rs" } else { "" }.into(),
            line,
            offset: u64::from(line),
        }
    }

    const TEXT: &str = "oomscope-native 1\n\
        S 0 1 1 2 3 9\nS 1 1 1 4 3 9\nS 2 0 1 5 9\n\
        K 1 1 1 0 0 64 1 2 1000 1\nK 2 1 1 0 0 c8 2 1 64 1 2 1000 1\nK 3 1 1 0 0 12c 3 1 c8 2 2 1000 1\n";

    fn names() -> Names {
        BTreeMap::from([
            (1, vec![frame("malloc", "/lib/libc.so.6", 0)]),
            (
                2,
                vec![frame(
                    "tokenize",
                    "/s/site-packages/p/_parse.cpython-312.so",
                    0,
                )],
            ),
            (
                4,
                vec![frame(
                    "tokenize",
                    "/s/site-packages/p/_parse.cpython-312.so",
                    0,
                )],
            ),
            (
                3,
                vec![
                    frame("shop::fill", "/w/app", 7),
                    frame("_call", "/s/site-packages/p/_parse.cpython-312.so", 0),
                ],
            ),
            (5, vec![frame("once", "/w/app", 0)]),
            (
                9,
                vec![frame("_PyEval_EvalFrameDefault", "/usr/bin/python3.12", 0)],
            ),
        ])
    }

    #[test]
    fn what_comes_again_is_told_by_who_took_it() {
        let recording = Recording::parse(TEXT).unwrap();
        let moments: Vec<&Moment> = recording.marks.iter().collect();
        let taken = taken(
            &recording,
            &moments,
            &names(),
            &|frame| frame.line > 0,
            &|stack, _| Some(stack.site),
        );
        // Two stacks of one function, and nothing of what was there before.
        let [one] = taken.as_slice() else {
            panic!("{taken:?}");
        };
        assert_eq!(one.taker.function, "tokenize");
        assert_eq!(one.own.as_ref().unwrap().function, "shop::fill");
        assert_eq!(one.whose, Some(1));
        assert_eq!(one.steps(), [200.0, 200.0]);
        assert_eq!(one.more(), (400.0, 4.0));
        let (inner, outer) = of_extension(one).unwrap();
        assert_eq!(
            (inner.name().as_str(), outer.name().as_str()),
            ("tokenize", "_call")
        );
    }

    #[test]
    fn one_moment_alone_tells_all_that_it_has() {
        let recording = Recording::parse(TEXT).unwrap();
        let moments = [&recording.marks[2]];
        assert_eq!(to_be_named(&moments), BTreeSet::from([0, 1, 2]));
        assert_eq!(
            addresses(&recording, &BTreeSet::from([2])),
            BTreeSet::from([1, 5, 9])
        );
        assert_eq!(
            taken(&recording, &moments, &names(), &|_| false, &|_, _| None)[0]
                .taker
                .function,
            "once"
        );
    }
}
