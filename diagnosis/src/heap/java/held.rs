//! What the dumps of a process of the JVM come to: what holds more after each repetition.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::SourceFile;
use super::folded::folded;
use super::holdings::{Holdings, Kept};
use super::words;
use crate::heap::held::{Held, HeldBy};
use crate::heap::names::java::Holder;

/// How many holders are named: each of those that are told apart may have one of its own, and the JVM's are beside
/// them.
const HOLDERS: usize = 48;

/// The dumps of a process, summed up: before what is counted, after the first repetition of it, and after the last.
#[derive(Debug, Default)]
pub struct Sums {
    /// Before.
    pub before: Holdings,
    /// After one repetition more.
    pub after_one: Holdings,
    /// After the last.
    pub last: Holdings,
}

/// One that grew.
pub(super) struct Grown<'a> {
    pub(super) holder: &'a Holder,
    pub(super) members: &'a [String],
    /// What it has at last.
    pub(super) kept: &'a Kept,
    /// What it had before.
    pub(super) before: &'a Kept,
    /// The threads that it hangs on, where there are more of them: they are the reason, whatever they hold.
    pub(super) threads: Option<&'a str>,
}

impl Grown<'_> {
    pub(super) fn bytes(&self) -> u64 {
        self.kept.all.bytes.saturating_sub(self.before.all.bytes)
    }
}

static NOTHING: Kept = Kept {
    all: crate::heap::growth::Amount { count: 0, bytes: 0 },
    types: BTreeMap::new(),
    class: String::new(),
    threads: 0,
    loaders: BTreeSet::new(),
    contexts: BTreeSet::new(),
    stack: Vec::new(),
};

type Key = (Holder, Vec<String>);

/// Whether the code of ours in the JVM holds it.
fn is_ours(holder: &Holder) -> bool {
    matches!(holder, Holder::Static { class, .. } if class.starts_with("oomscope."))
}

fn bytes(sum: &Holdings, key: &Key) -> u64 {
    sum.held.get(key).map_or(0, |kept| kept.all.bytes)
}

/// What stayed and who holds it. `source` finds a file of the project by the end of its path.
pub fn held(sums: &Sums, source: &dyn Fn(&str) -> Option<SourceFile>) -> Held {
    // What was made once, or is replaced, did not grow both times.
    let grew = |sizes: &[u64]| sizes.windows(2).all(|two| two[0] < two[1]);
    let looks = [&sums.before, &sums.after_one, &sums.last].map(Holdings::clone);
    let looks = folded(Vec::from(looks), &grew);
    let has_grown = |key: &Key| {
        let sizes: Vec<u64> = looks.iter().map(|sum| bytes(sum, key)).collect();
        grew(&sizes).then(BTreeMap::new)
    };
    match &looks[..] {
        [before, .., last] => told(before, last, &has_grown, source),
        _ => Held::default(),
    }
}

/// The same of a process that was looked at after each of so many tests in a round: before the first, and after each
/// of the rounds that are counted. Only what grew in each of the rounds is told.
pub fn held_by_unit(
    looks: &[Holdings],
    units: usize,
    source: &dyn Fn(&str) -> Option<SourceFile>,
) -> Held {
    if units == 0 {
        return Held::default();
    }
    let grows = |sizes: &[u64]| {
        let rounds: Vec<&u64> = sizes.iter().step_by(units).collect();
        rounds.windows(2).all(|two| two[0] < two[1])
    };
    let looks = folded(looks.to_vec(), &grows);
    let [first, .., last] = &looks[..] else {
        return Held::default();
    };
    let grew = |key: &Key| {
        let sizes: Vec<u64> = looks.iter().map(|sum| bytes(sum, key)).collect();
        if !grows(&sizes) {
            return None;
        }
        let mut by_unit: BTreeMap<usize, u64> = BTreeMap::new();
        // What is gone in one dump and back in the next, because there was a better way to it, is nothing new.
        let mut most = sizes.first().copied()?;
        for (at, size) in sizes.iter().skip(1).enumerate() {
            if *size > most {
                *by_unit.entry(at % units).or_default() += size - most;
                most = *size;
            }
        }
        Some(by_unit)
    };
    told(first, last, &grew, source)
}

fn told(
    before: &Holdings,
    last: &Holdings,
    grew: &dyn Fn(&Key) -> Option<BTreeMap<usize, u64>>,
    source: &dyn Fn(&str) -> Option<SourceFile>,
) -> Held {
    let mut grown: Vec<(Grown<'_>, BTreeMap<usize, u64>)> = Vec::new();
    for (key, kept) in &last.held {
        if is_ours(&key.0) {
            continue;
        }
        let Some(units) = grew(key) else {
            continue;
        };
        let threads = match &key.0 {
            Holder::Thread { name, .. } | Holder::ThreadLocal { thread: name, .. } => Some(name),
            _ => None,
        };
        let count = |sum: &Holdings, name: &str| sum.threads.get(name).copied().unwrap_or(0);
        let one = Grown {
            threads: threads
                .filter(|name| count(last, name) > count(before, name))
                .map(String::as_str),
            holder: &key.0,
            members: &key.1,
            kept,
            before: before.held.get(key).unwrap_or(&NOTHING),
        };
        grown.push((one, units));
    }
    grown.sort_by_key(|(one, _)| std::cmp::Reverse(one.bytes()));
    let holders = grown.into_iter().take(HOLDERS).map(|(one, units)| {
        let (object_type, objects) = words::object_type(&one);
        HeldBy {
            holder: words::holder(&one, source),
            root: words::root(&one),
            cause: words::cause(&one),
            path: words::path(&one),
            objects,
            object_type,
            bytes: one.bytes(),
            types: words::types(&one),
            // The name says it.
            made_at: None,
            keeps_environment: false,
            is_loader: false,
            units,
            // A dump of the JVM does not know where an object was made.
            lines: Vec::new(),
            container: words::container(&one, source),
        }
    });
    let held = Held {
        bytes: last.bytes.saturating_sub(before.bytes),
        holders: holders.collect(),
        ..Held::default()
    };
    held.joined()
}

#[cfg(test)]
mod tests {
    use oomscope_shared::finding::Cause;

    use super::*;
    use crate::heap::growth::Amount;
    use crate::heap::java::{Frame, OfType};

    fn field(class: &str, field: &str) -> Holder {
        Holder::Static {
            class: class.into(),
            field: field.into(),
        }
    }

    fn of_thread(variable: Option<(&str, &str)>) -> Holder {
        let owned = |(class, field): (&str, &str)| (class.to_owned(), field.to_owned());
        Holder::ThreadLocal {
            variable: variable.map(owned),
            thread: "pool-*-thread-*".into(),
            value: "com.shop.Page".into(),
        }
    }

    /// So many objects of a class, of a kilobyte each.
    fn kept(class: &str, count: u64) -> Kept {
        let all = Amount {
            count,
            bytes: count << 10,
        };
        let of = OfType {
            own: all,
            with_content: all.bytes,
        };
        Kept {
            all,
            types: BTreeMap::from([(class.to_owned(), of)]),
            class: "java.util.HashMap".into(),
            ..Kept::default()
        }
    }

    fn sum(held: &[(&Holder, &str, u64)], threads: u64) -> Holdings {
        let held = held
            .iter()
            .map(|(holder, class, count)| (((*holder).clone(), Vec::new()), kept(class, *count)));
        let held: BTreeMap<_, _> = held.collect();
        Holdings {
            bytes: held.values().map(|kept| kept.all.bytes).sum(),
            threads: BTreeMap::from([("pool-*-thread-*".to_owned(), threads)]),
            held,
        }
    }

    fn nowhere(_: &str) -> Option<SourceFile> {
        None
    }

    /// What is said where a holder has so many in the three dumps.
    fn told(holder: &Holder, class: &str, counts: [u64; 3], threads: [u64; 3]) -> Held {
        let [before, after_one, last] =
            [0, 1, 2].map(|at| sum(&[(holder, class, counts[at])], threads[at]));
        let sums = Sums {
            before,
            after_one,
            last,
        };
        held(&sums, &nowhere)
    }

    #[test]
    fn only_what_grows_both_times_is_told() {
        let pages = field("com.shop.Cache", "pages");
        for (counts, found) in [
            ([10, 20, 40], 1),
            ([0, 20, 40], 1),
            ([10, 40, 40], 0),
            ([10, 10, 40], 0),
            ([10, 40, 20], 0),
        ] {
            let told = told(&pages, "com.shop.Page", counts, [0; 3]);
            assert_eq!(told.holders.len(), found, "{counts:?}");
        }
        let ours = field("oomscope.agent.Told", "out");
        let told = told(&ours, "byte[]", [1, 2, 3], [0; 3]);
        assert_eq!(told.holders.len(), 0);
    }

    #[test]
    fn causes_are_by_what_grows_and_by_the_place() {
        for (holder, class, expected) in [
            (
                field("com.shop.A", "ALL"),
                "com.shop.Page",
                Cause::StaticField,
            ),
            (
                field("com.shop.A", "pageCache"),
                "com.shop.Page",
                Cause::Cache,
            ),
            (
                field("com.shop.Cache", "ALL"),
                "com.shop.Page",
                Cause::StaticField,
            ),
            (
                field("com.shop.Bus", "LISTENERS"),
                "com.shop.Page",
                Cause::Registry,
            ),
            (
                field("com.shop.A", "ALL"),
                "java.nio.DirectByteBuffer",
                Cause::Buffer,
            ),
            (
                field("com.shop.A", "MOCK"),
                "org.mockito.internal.invocation.X",
                Cause::MockCalls,
            ),
            (
                field(
                    "org.springframework.test.context.cache.X",
                    "defaultContextCache",
                ),
                "com.shop.Page",
                Cause::ApplicationContext,
            ),
            (
                field("org.junit.platform.X", "y"),
                "com.shop.Page",
                Cause::RunnerReports,
            ),
            (
                of_thread(Some(("com.shop.A", "NOW"))),
                "com.shop.Page",
                Cause::ThreadLocal,
            ),
            (Holder::Runtime, "com.shop.Page", Cause::Unknown),
        ] {
            let held = told(&holder, class, [0, 1, 3], [1; 3]);
            assert_eq!(held.holders[0].cause, expected, "{holder} {class}");
        }
    }

    #[test]
    fn threads_of_which_there_are_more_are_the_reason_whatever_they_hold() {
        let local = of_thread(Some(("com.shop.A", "NOW")));
        let held = told(&local, "com.shop.Page", [1, 2, 4], [1, 2, 4]);
        let one = &held.holders[0];
        assert_eq!(one.cause, Cause::Thread);
        assert_eq!(one.holder.as_deref(), Some("Thread \"pool-*-thread-*\""));
        assert_eq!(
            (one.objects, one.object_type.as_deref()),
            (3, Some("com.shop.Page"))
        );
    }

    #[test]
    fn a_thread_is_where_its_own_code_waits() {
        let thread = Holder::Thread {
            name: "pool-*-thread-*".into(),
            class: "java.lang.Thread".into(),
            runs: Some("com.shop.Poller".into()),
        };
        let mut sums = [1, 2, 4].map(|count| sum(&[(&thread, "com.shop.Page", count)], count));
        let call = |class: &str, line| Frame {
            class: class.into(),
            method: "run".into(),
            line: Some(line),
        };
        for kept in sums.iter_mut().flat_map(|sum| sum.held.values_mut()) {
            kept.stack = vec![call("java.lang.Object", 9), call("com.shop.Poller$1", 23)];
        }
        let [before, after_one, last] = sums;
        let sums = Sums {
            before,
            after_one,
            last,
        };
        let source = |name: &str| {
            (name == "com/shop/Poller.java").then(|| SourceFile {
                path: format!("src/{name}"),
                text: String::new(),
            })
        };
        let held = held(&sums, &source);
        let expected = "Thread \"pool-*-thread-*\" (src/com/shop/Poller.java:23)";
        assert_eq!(held.holders[0].holder.as_deref(), Some(expected));
    }

    #[test]
    fn what_each_unit_adds_in_every_round_is_its_own() {
        let [pages, seen] = [field("com.shop.A", "ALL"), field("com.shop.B", "SEEN")];
        let look = |counts: (u64, u64)| {
            sum(
                &[
                    (&pages, "com.shop.Page", counts.0),
                    (&seen, "com.shop.B", counts.1),
                ],
                0,
            )
        };
        // Two units, twice: the first fills the one, and the second fills the other in the first round only.
        let looks = [(0, 0), (5, 0), (5, 3), (10, 3), (10, 3)].map(look);
        let held = held_by_unit(&looks, 2, &nowhere);
        assert_eq!(held.holders.len(), 1);
        assert_eq!(held.holders[0].units, BTreeMap::from([(0, 10 << 10)]));
        // One dump has another way to them.
        let looks = [(5, 0), (10, 0), (0, 0), (15, 0), (15, 0)].map(look);
        let held = held_by_unit(&looks, 2, &nowhere);
        assert_eq!(held.holders.len(), 0, "it had less after a round");
        let looks = [(5, 0), (0, 0), (10, 0), (15, 0), (15, 0)].map(look);
        let held = held_by_unit(&looks, 2, &nowhere);
        assert_eq!(
            held.holders[0].units,
            BTreeMap::from([(0, 5 << 10), (1, 5 << 10)])
        );
        assert_eq!(held_by_unit(&looks, 0, &nowhere), Held::default());
        assert_eq!(held_by_unit(&[], 2, &nowhere), Held::default());
    }
}
