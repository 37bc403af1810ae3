//! What each repetition leaves in Go: memory by the stack that took it, and goroutines.

use std::collections::BTreeMap;

use super::goroutines::Goroutine;
use super::is_own;
use crate::heap::growth::Amount;
use crate::heap::names::golang::Holder;
use crate::pprof::{Frame, Frames, Profile, difference};

/// What was seen after some repetitions, after a collection.
#[derive(Debug, Default)]
pub struct Look {
    /// How many.
    pub repetitions: u32,
    /// What was in use, by `inuse_space` and `inuse_objects`.
    pub heap: Profile,
    /// Which goroutines there were.
    pub goroutines: Vec<Goroutine>,
    /// How much each variable and the goroutines held; nothing where there was no dump of the heap.
    pub held: BTreeMap<Holder, Amount>,
}

/// What each repetition left between two looks.
#[derive(Debug, Default, PartialEq)]
pub struct Growth {
    /// Bytes in use, all in all; less than none where memory was given back.
    pub bytes_each: f64,
    /// The stacks of which more is in use than before, the most bytes first.
    pub stacks: Vec<GrownStack>,
    /// The goroutines that are more than before, the most first.
    pub goroutines: Vec<GrownGoroutines>,
    /// What holds more than before, the most bytes first.
    pub holders: Vec<GrownHolder>,
}

/// A variable, or goroutines, that hold more each time.
#[derive(Debug, Clone, PartialEq)]
pub struct GrownHolder {
    /// Which.
    pub holder: Holder,
    /// Bytes, those of whole size classes.
    pub bytes_each: f64,
    /// Objects.
    pub objects_each: f64,
}

/// Memory that one stack took and nobody gave back.
#[derive(Debug, Clone, PartialEq)]
pub struct GrownStack {
    /// Bytes.
    pub bytes_each: f64,
    /// Objects.
    pub objects_each: f64,
    /// Who took it: the innermost function that is not the runtime's allocator.
    pub taken_by: Option<Frame>,
    /// The project's own line that is nearest to it.
    pub own_line: Option<Frame>,
    /// The innermost first.
    pub frames: Frames,
}

/// Goroutines that one line begins and that wait at one line.
#[derive(Debug, Clone, PartialEq)]
pub struct GrownGoroutines {
    /// How many.
    pub count_each: f64,
    /// What they wait for.
    pub state: String,
    /// Where: the project's own line that is nearest, or else the innermost.
    pub waits_at: Option<Frame>,
    /// The line with `go`.
    pub created_by: Option<Frame>,
}

/// What each repetition left between two looks at one process. None if there was none between them.
pub fn growth(before: &Look, after: &Look, module: &str) -> Option<Growth> {
    let repetitions = after.repetitions.checked_sub(before.repetitions)?;
    if repetitions == 0 {
        return None;
    }
    let each = |count: i64| count as f64 / f64::from(repetitions);
    let bytes = difference(&before.heap, &after.heap, "inuse_space");
    let objects = difference(&before.heap, &after.heap, "inuse_objects");
    let grown = bytes.iter().filter(|(_, bytes)| **bytes > 0);
    let mut stacks: Vec<GrownStack> = grown
        .map(|(frames, bytes)| GrownStack {
            bytes_each: each(*bytes),
            objects_each: each(objects.get(frames).copied().unwrap_or(0)),
            taken_by: taker(frames),
            own_line: own(frames.iter().map(AsRef::as_ref), module),
            frames: (*frames).clone(),
        })
        .collect();
    stacks.sort_by(|one, other| other.bytes_each.total_cmp(&one.bytes_each));
    let mut counts: BTreeMap<Waiting<'_>, i64> = BTreeMap::new();
    for (look, sign) in [(before, -1), (after, 1)] {
        for goroutine in &look.goroutines {
            *counts.entry(waiting(goroutine, module)).or_default() += sign;
        }
    }
    let more = counts.into_iter().filter(|(_, count)| *count > 0);
    let mut goroutines: Vec<GrownGoroutines> = more
        .map(|((state, waits_at, created_by), count)| GrownGoroutines {
            count_each: each(count),
            state: state.to_owned(),
            waits_at,
            created_by: created_by.cloned(),
        })
        .collect();
    goroutines.sort_by(|one, other| other.count_each.total_cmp(&one.count_each));
    Some(Growth {
        bytes_each: each(bytes.values().sum()),
        stacks,
        goroutines,
        holders: holders(before, after, each),
    })
}

fn holders(before: &Look, after: &Look, each: impl Fn(i64) -> f64) -> Vec<GrownHolder> {
    let more = |after: u64, before: u64| after as i64 - before as i64;
    let mut holders: Vec<GrownHolder> = after
        .held
        .iter()
        .map(|(holder, amount)| {
            let held = before.held.get(holder).copied().unwrap_or_default();
            GrownHolder {
                holder: holder.clone(),
                bytes_each: each(more(amount.bytes, held.bytes)),
                objects_each: each(more(amount.count, held.count)),
            }
        })
        .filter(|grown| grown.bytes_each > 0.0)
        .collect();
    holders.sort_by(|one, other| other.bytes_each.total_cmp(&one.bytes_each));
    holders
}

/// What grew in both: what was made once (a buffer that is reused, a package that is ready now) falls out. The
/// figures are the later ones.
pub fn steady(earlier: &Growth, later: Growth) -> Growth {
    let stack = |one: &GrownStack| {
        earlier
            .stacks
            .iter()
            .any(|other| other.frames == one.frames)
    };
    let is_same = |one: &GrownGoroutines, other: &GrownGoroutines| {
        (&one.state, &one.waits_at, &one.created_by)
            == (&other.state, &other.waits_at, &other.created_by)
    };
    let goroutine =
        |one: &GrownGoroutines| earlier.goroutines.iter().any(|other| is_same(one, other));
    let holder = |one: &GrownHolder| {
        earlier
            .holders
            .iter()
            .any(|other| other.holder == one.holder)
    };
    Growth {
        bytes_each: later.bytes_each,
        holders: later.holders.into_iter().filter(holder).collect(),
        stacks: later.stacks.into_iter().filter(stack).collect(),
        goroutines: later.goroutines.into_iter().filter(goroutine).collect(),
    }
}

/// State, where it waits, who began it.
type Waiting<'a> = (&'a str, Option<Frame>, Option<&'a Frame>);

fn waiting<'a>(goroutine: &'a Goroutine, module: &str) -> Waiting<'a> {
    let own = own(goroutine.frames.iter(), module);
    (
        &goroutine.state,
        own.or_else(|| goroutine.frames.first().cloned()),
        goroutine.created_by.as_ref(),
    )
}

fn own<'a>(mut frames: impl Iterator<Item = &'a Frame>, module: &str) -> Option<Frame> {
    frames
        .find(|frame| is_own(&frame.function, module))
        .cloned()
}

fn taker(frames: &Frames) -> Option<Frame> {
    let mut of_others = frames
        .iter()
        .filter(|frame| !frame.function.starts_with("runtime."));
    let taker = of_others.next().or(frames.first());
    taker.map(|frame| frame.as_ref().clone())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::pprof::Counted;

    const MODULE: &str = "example.org/rate";

    fn frame(function: &str, line: u32) -> Frame {
        Frame {
            function: function.to_owned(),
            file: "/w/rate.go".to_owned(),
            line,
        }
    }

    fn stack(functions: &[&str]) -> Frames {
        let lines = functions.iter().enumerate();
        lines
            .map(|(at, function)| Arc::new(frame(function, at as u32 + 1)))
            .collect()
    }

    fn goroutine(function: &str, state: &str) -> Goroutine {
        Goroutine {
            id: 1,
            state: state.to_owned(),
            frames: vec![frame("time.Sleep", 9), frame(function, 24)],
            created_by: Some(frame("example.org/rate.Start", 23)),
            ancestors: Vec::new(),
        }
    }

    /// Objects and bytes of three stacks, and so many goroutines that wait for a ticker.
    fn look(repetitions: u32, values: [[i64; 2]; 3], waiting: usize) -> Look {
        let counted = ["inuse_objects", "inuse_space"].map(|name| Counted {
            name: name.to_owned(),
            unit: "any".to_owned(),
        });
        let kept = [
            "runtime.mallocgc",
            "bytes.growSlice",
            "example.org/rate.Start",
        ];
        let stacks = [
            stack(&kept),
            stack(&["example.org/rate.table", "main.main"]),
            stack(&["runtime.malg"]),
        ];
        let mut goroutines = vec![goroutine("testing.tRunner", "running")];
        goroutines.extend(vec![
            goroutine("example.org/rate.Start.func1", "select");
            waiting
        ]);
        Look {
            repetitions,
            heap: Profile {
                counted: counted.to_vec(),
                stacks: stacks.into_iter().zip(values.map(Vec::from)).collect(),
            },
            goroutines,
            held: BTreeMap::from([
                (variable("pages"), amount(values[0])),
                (variable("table"), amount(values[1])),
                (variable("ready"), amount(values[2])),
            ]),
        }
    }

    fn variable(name: &str) -> Holder {
        let name = name.to_owned();
        Holder::Variable { name }
    }

    fn amount([count, bytes]: [i64; 2]) -> Amount {
        Amount {
            count: count as u64,
            bytes: bytes as u64,
        }
    }

    #[test]
    fn what_grows_is_told_for_each_repetition() {
        let before = look(1, [[2, 200], [1, 4096], [1, 400]], 16);
        let after = look(5, [[10, 1000], [2, 8192], [0, 0]], 80);
        let growth = growth(&before, &after, MODULE).unwrap();
        assert_eq!(growth.bytes_each, (800.0 + 4096.0 - 400.0) / 4.0);
        let told: Vec<_> = growth
            .stacks
            .iter()
            .map(|stack| {
                let name =
                    |frame: &Option<Frame>| frame.as_ref().map(|frame| frame.function.clone());
                let (taken_by, own) = (name(&stack.taken_by), name(&stack.own_line));
                (stack.bytes_each, stack.objects_each, taken_by, own)
            })
            .collect();
        let table = Some("example.org/rate.table".to_owned());
        let (grow, start) = ("bytes.growSlice", "example.org/rate.Start");
        assert_eq!(
            told,
            [
                (1024.0, 0.25, table.clone(), table),
                (200.0, 2.0, Some(grow.to_owned()), Some(start.to_owned())),
            ]
        );
        let waiting = GrownGoroutines {
            count_each: 16.0,
            state: "select".to_owned(),
            waits_at: Some(frame("example.org/rate.Start.func1", 24)),
            created_by: Some(frame("example.org/rate.Start", 23)),
        };
        assert_eq!(growth.goroutines, [waiting]);
        let grown = |name, bytes_each, objects_each| GrownHolder {
            holder: variable(name),
            bytes_each,
            objects_each,
        };
        let expected = [grown("table", 1024.0, 0.25), grown("pages", 200.0, 2.0)];
        assert_eq!(growth.holders, expected);
    }

    #[test]
    fn what_came_once_is_not_steady() {
        let looks = [
            look(1, [[2, 200], [1, 4096], [1, 400]], 16),
            look(2, [[4, 400], [2, 8192], [1, 400]], 32),
            look(4, [[8, 800], [2, 8192], [2, 800]], 32),
        ];
        let first = growth(&looks[0], &looks[1], MODULE).unwrap();
        let later = growth(&looks[1], &looks[2], MODULE).unwrap();
        assert_eq!((first.stacks.len(), later.stacks.len()), (2, 2));
        let steady = steady(&first, later);
        assert_eq!(steady.stacks.len(), 1);
        assert_eq!(steady.stacks[0].bytes_each, 200.0);
        assert_eq!(steady.goroutines, []);
        let holders: Vec<&Holder> = steady.holders.iter().map(|one| &one.holder).collect();
        assert_eq!(holders, [&variable("pages")]);
    }

    #[test]
    fn without_a_repetition_between_there_is_nothing_to_say() {
        let values = [[1, 1]; 3];
        assert_eq!(
            growth(&look(2, values, 1), &look(2, values, 9), MODULE),
            None
        );
        assert_eq!(
            growth(&look(3, values, 1), &look(2, values, 9), MODULE),
            None
        );
    }
}
