//! The search itself: hogs by their peaks, leaks by growth, combinations by delta debugging.

use std::collections::BTreeMap;

use super::result::{BisectResult, Grower, Hog, Pair};
use super::{End, Probe, ProbeResult, Said, Target, Why};
use crate::HEAVY_PART;
use crate::slope::{Shape, Slope, shape};
use oomscope_shared::artifact::Pass;
use oomscope_shared::message::{Key, messages};
use oomscope_shared::units::MIB;

/// Peaks that differ by less are the same: allocators take memory in steps of about this size.
const NOISE_FLOOR: u64 = MIB;
/// How often a group is run only to see by how much its peak moves by itself.
const CALIBRATIONS: usize = 3;
/// How many times that spread two peaks must differ by.
const SPREADS: u64 = 4;
/// And which share of the peak.
const PEAK_SHARE: u64 = 50;
/// Points of the series by which a single test is judged, and by which those after the first few are.
const POINTS: u32 = 6;
const LATER_POINTS: u32 = 4;
const FIRST_FEW: usize = 3;
/// Between two points a test is given so many more times at most.
const MAX_STRIDE: u64 = 6;
/// So many tests may be needed together for memory to stay; what takes more is named in a note.
const MOST_TOGETHER: usize = 4;
/// A growth that the limit cut off: it is larger than what there was room for.
const BEYOND: u64 = u64::MAX / 8;
/// How many tests are run alone to see whether the command fits into the limit at all.
const CONTROLS: usize = 3;

/// The search had to stop: no time is left.
#[derive(Debug)]
struct Stopped;

type Asked<T> = Result<T, Stopped>;

/// Looks through the targets for those at fault. `limit` is that of a batch and `base` the lowest peak of
/// a batch of the run that lived, in bytes.
pub fn search(
    targets: &[Target],
    limit: Option<u64>,
    base: Option<u64>,
    probe: &mut dyn Probe,
) -> BisectResult {
    let mut search = Search::new(limit, base, probe);
    for target in targets {
        if search.target(target).is_err() {
            let undone = match search.probe.is_cancelled() {
                true => Key::UndoneCancelled,
                false => Key::UndoneTimeGroups,
            };
            search.found.undone.push(undone.into());
            break;
        }
    }
    search.end()
}

/// Looks only for tests that die of memory alone, among those that were running when a batch died: whatever else keeps
/// memory, they are at fault themselves. Arguments are those of [`search`], which says what is wrong with the command.
pub fn isolate(
    targets: &[Target],
    limit: Option<u64>,
    base: Option<u64>,
    probe: &mut dyn Probe,
) -> BisectResult {
    let mut search = Search::new(limit, base, probe);
    for target in targets.iter().filter(|target| !target.victims.is_empty()) {
        if search.isolated(target).is_err() {
            break;
        }
    }
    let mut found = search.end();
    found.hogs.retain(|hog| hog.died);
    found.notes.clear();
    found
}

/// What giving a group several times over did to its peak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Growth {
    /// It rose by so much each time.
    By(u64),
    /// The command does not really run a test twice, or not in the same way.
    Unseen,
    /// The group dies of memory when it is given twice, or lies so close to the limit that nothing shows.
    Dies,
    /// Its run said nothing.
    Broken,
}

struct Search<'p> {
    probe: &'p mut dyn Probe,
    limit: Option<u64>,
    /// Every list that was run already.
    known: BTreeMap<Vec<u32>, ProbeResult>,
    /// By how much two peaks must differ.
    noise: Option<u64>,
    /// Groups that are known to grow and still to be told apart.
    growing: Vec<Vec<u32>>,
    found: BisectResult,
}

impl<'p> Search<'p> {
    fn new(limit: Option<u64>, base: Option<u64>, probe: &'p mut dyn Probe) -> Self {
        Self {
            probe,
            limit,
            known: BTreeMap::new(),
            noise: None,
            growing: Vec::new(),
            found: BisectResult {
                base_bytes: base,
                ..BisectResult::default()
            },
        }
    }
}

impl Search<'_> {
    fn isolated(&mut self, target: &Target) -> Asked<()> {
        match self.fits(&target.tests)? {
            true => self.hogs(&target.victims, target.why),
            false => Ok(()),
        }
    }

    fn target(&mut self, target: &Target) -> Asked<()> {
        let whole = self.once(&target.tests)?;
        if whole.end == End::Broken {
            let why = target.why.message();
            let broken = messages::UndoneBroken { why };
            self.found.undone.push(broken.into());
            return Ok(());
        }
        if whole.end == End::Failed && target.has_passed {
            let fails = messages::NoteFailsAtOnce {
                why: target.why.message(),
                tests: target.tests.len(),
            };
            self.found.notes.push(fails.into());
            return Ok(());
        }
        if !self.fits(&target.tests)? {
            return Ok(());
        }
        self.hogs(&target.tests, target.why)?;
        let fatal: Vec<u32> = self.fatal();
        let rest: Vec<u32> = (target.tests.iter().copied())
            .filter(|test| !fatal.contains(test))
            .collect();
        if rest.is_empty() {
            return Ok(());
        }
        let before = self.found.growers.len();
        let seen = self.growers(&rest, target.why)?;
        if self.found.growers.len() > before {
            return Ok(());
        }
        let is_explained = self.once(&rest)?.end != End::Died;
        match seen {
            // Its hogs are all there is to say.
            _ if !fatal.is_empty() => {}
            Seen::Repeated if is_explained => self.not_grown(&rest, target),
            Seen::Repeated => self.combination(&rest, target)?,
            // Without a death to explain, memory that is needed once is nobody's fault.
            Seen::Once if is_explained => {
                let why = target.why.message();
                self.found.notes.push(messages::NoteRunsOnce { why }.into());
            }
            Seen::Once => self.pairs(&rest, target)?,
        }
        Ok(())
    }

    /// No half grows, and the whole dies: what one half does may let the other grow.
    fn combination(&mut self, group: &[u32], target: &Target) -> Asked<()> {
        let needed = self.needed_to_die(group, &[])?;
        if needed.len() == 2 {
            let together = messages::NoteTogether {
                why: target.why.message(),
                tests: needed.len(),
            };
            self.found.notes.push(together.into());
            return Ok(());
        }
        // The first of them live together, and what piles up in them shows. Who lets the others grow comes
        // before them.
        let before = self.found.growers.len();
        let mut most = needed.len() - 1;
        while most >= 2 {
            match self.growth(&needed[..most])? {
                Growth::Dies if most > 2 => most = (most / 2).max(2),
                Growth::By(rate @ 1..) => {
                    self.growing.push(needed[..most].to_vec());
                    self.split(rate, target.why)?;
                    break;
                }
                _ => break,
            }
        }
        if self.found.growers.len() == before {
            self.not_grown(group, target);
        }
        Ok(())
    }

    fn end(mut self) -> BisectResult {
        if self.found.base_bytes.is_none() && self.found.hogs.len() > 1 {
            self.found.hogs.clear();
            self.too_low();
        }
        // Most of it must be its own, and not what the command needs with any test. Where there is nothing
        // to compare it with, it stays.
        let base = self.found.base_bytes;
        let mut lists = self.known.keys();
        let is_alone = lists.all(|list| list.iter().all(|test| *test == list[0]));
        self.found.hogs.retain(|hog| {
            let peak = hog.least_bytes();
            let own = base.map_or(0, |base| peak.saturating_sub(base));
            hog.died || own * 2 >= peak || is_alone
        });
        // A test that could not live beside what others kept is a victim; one that dies alone is not.
        if !(self.found.growers.is_empty() && self.found.pairs.is_empty()) {
            self.found.hogs.retain(|hog| hog.died);
        }
        let left: usize = self.growing.iter().map(Vec::len).sum();
        if left > 0 {
            let together = messages::UndoneTogether {
                tests: left,
                groups: self.growing.len(),
            };
            self.found.undone.push(together.into());
        }
        self.found.noise_bytes = self.noise.unwrap_or(NOISE_FLOOR);
        self.found
    }

    fn fatal(&self) -> Vec<u32> {
        let died = self.found.hogs.iter().filter(|hog| hog.died);
        died.map(|hog| hog.test).collect()
    }

    // Runs

    fn run(&mut self, pass: Pass, tests: &[u32]) -> Asked<ProbeResult> {
        let came = self.probe.run(pass, tests).ok_or(Stopped)?;
        if matches!(came.end, End::Passed | End::Failed) {
            let lowest = self.found.base_bytes.unwrap_or(u64::MAX);
            self.found.base_bytes = Some(lowest.min(came.peak_bytes));
        }
        Ok(came)
    }

    fn asked(&mut self, pass: Pass, tests: &[u32]) -> Asked<ProbeResult> {
        if let Some(came) = self.known.get(tests) {
            return Ok(*came);
        }
        let came = self.run(pass, tests)?;
        self.known.insert(tests.to_vec(), came);
        Ok(came)
    }

    /// A group, run once.
    fn once(&mut self, tests: &[u32]) -> Asked<ProbeResult> {
        self.asked(Pass::Isolate, tests)
    }

    /// A group, given several times over.
    fn times(&mut self, tests: &[u32], times: u32) -> Asked<ProbeResult> {
        let list = tests.repeat(times as usize);
        self.asked(Pass::Confirm, &list)
    }

    /// By how much two peaks must differ to be two: a multiple of what the same run moves by itself.
    fn noise(&mut self, tests: &[u32]) -> Asked<u64> {
        if let Some(noise) = self.noise {
            return Ok(noise);
        }
        let first = self.once(tests)?;
        let mut peaks = vec![first.peak_bytes];
        for _ in 1..CALIBRATIONS {
            let came = self.run(Pass::Confirm, tests)?;
            if came.end == first.end {
                peaks.push(came.peak_bytes);
            }
        }
        let high = peaks.iter().copied().max().unwrap_or(0);
        let low = peaks.iter().copied().min().unwrap_or(0);
        let noise = NOISE_FLOOR
            .max((high - low).saturating_mul(SPREADS))
            .max(high / PEAK_SHARE);
        self.noise = Some(noise);
        Ok(noise)
    }

    // Hogs

    /// Whether the command fits into its limit at all. Where every test dies, none of them is at fault.
    fn fits(&mut self, tests: &[u32]) -> Asked<bool> {
        if tests.len() < 2 || self.found.base_bytes.is_some() {
            return Ok(true);
        }
        let step = tests.len().div_ceil(CONTROLS).max(1);
        let mut controls: Vec<u32> = tests.iter().copied().step_by(step).collect();
        controls.extend(tests.last());
        for control in controls {
            self.once(&[control])?;
            if self.found.base_bytes.is_some() {
                return Ok(true);
            }
        }
        self.too_low();
        Ok(false)
    }

    fn too_low(&mut self) {
        self.found.notes.push(Key::NoteLimitTooLow.into());
    }

    fn is_heavy(&self, came: ProbeResult) -> bool {
        let half = self.limit.map(|limit| limit / HEAVY_PART);
        came.end == End::Died || half.is_some_and(|half| came.peak_bytes >= half)
    }

    /// Tests that die alone, or need half of the limit alone. A half that stays below the line holds none.
    fn hogs(&mut self, group: &[u32], why: Why) -> Asked<()> {
        let came = self.once(group)?;
        if !self.is_heavy(came) {
            return Ok(());
        }
        let &[test] = group else {
            let (left, right) = group.split_at(group.len() / 2);
            self.hogs(left, why)?;
            return self.hogs(right, why);
        };
        if self.found.hogs.iter().any(|hog| hog.test == test) {
            return Ok(());
        }
        let again = self.run(Pass::Isolate, group)?;
        let died = came.end == End::Died && again.end == End::Died;
        if died || self.is_heavy(again) {
            self.found.hogs.push(Hog {
                test,
                why,
                peaks: [came.peak_bytes, again.peak_bytes],
                died,
            });
        }
        Ok(())
    }

    // Growth

    /// From the second time on: what only the first use keeps lies below what the second one needs, and
    /// would look like growth from the first to the second.
    fn growth(&mut self, group: &[u32]) -> Asked<Growth> {
        let twice = self.times(group, 2)?;
        match twice.end {
            End::Died => return Ok(Growth::Dies),
            End::Broken => return Ok(Growth::Broken),
            End::Passed | End::Failed => {}
        }
        let noise = self.noise(group)?;
        // The smaller the group, the more often: what little it keeps adds up.
        let mut times: u32 = match group.len() {
            1 => 8,
            2..=8 => 5,
            _ => 4,
        };
        let mut many = self.times(group, times)?;
        if many.end == End::Died {
            // How much it is shows with fewer.
            times = 3;
            many = self.times(group, times)?;
        }
        let is_broken = many.end == End::Broken;
        if is_broken || many.end == End::Failed && twice.end == End::Passed {
            return Ok(Growth::Unseen);
        }
        let added = u64::from(times - 2);
        let more = many.said.beyond(twice.said);
        if more == 0 && matches!(many.said, Said::Tests(_)) && many.end != End::Died {
            // Nothing was run again: what its peaks did is what they do by themselves.
            return Ok(Growth::Unseen);
        }
        let rise = many.peak_bytes.saturating_sub(twice.peak_bytes);
        if many.end == End::Died {
            // Right below the limit anything tips it over.
            let is_far = rise > noise;
            return Ok(if is_far {
                Growth::By(BEYOND)
            } else {
                Growth::Dies
            });
        }
        if rise > noise {
            return Ok(Growth::By(rise / added));
        }
        // At least a dot for each test that was really run again.
        Ok(match more >= added * group.len() as u64 {
            true => Growth::By(0),
            false => Growth::Unseen,
        })
    }

    fn grows(&mut self, group: &[u32]) -> Asked<bool> {
        Ok(matches!(self.growth(group)?, Growth::By(1..)))
    }

    /// Looks for those who grow, and says whether the command really runs tests again.
    fn growers(&mut self, group: &[u32], why: Why) -> Asked<Seen> {
        match self.growth(group)? {
            Growth::By(0) => Ok(Seen::Repeated),
            Growth::Unseen | Growth::Broken => Ok(Seen::Once),
            Growth::By(rate) => {
                self.growing.push(group.to_vec());
                self.split(rate, why)?;
                Ok(Seen::Repeated)
            }
            Growth::Dies => {
                let [_, _, ..] = group else {
                    return Ok(Seen::Repeated);
                };
                let (left, right) = group.split_at(group.len() / 2);
                let (left, right) = (self.growers(left, why)?, self.growers(right, why)?);
                Ok(if left == Seen::Once || right == Seen::Once {
                    Seen::Once
                } else {
                    Seen::Repeated
                })
            }
        }
    }

    /// Tells apart the members of the group that was pushed last, which grows by `rate` each time.
    fn split(&mut self, rate: u64, why: Why) -> Asked<()> {
        let Some(group) = self.growing.last().cloned() else {
            return Ok(());
        };
        if group.len() == 1 {
            self.confirm(&group, rate, why)?;
            self.growing.pop();
            return Ok(());
        }
        let (left, right) = group.split_at(group.len() / 2);
        let of_left = self.growth(left)?;
        // Growth adds up, so what one half explains the other does not have to. A small error in a large
        // growth would hide a small leak beside it, so only the noise is let pass.
        let slack = self.noise.unwrap_or(NOISE_FLOOR) / 3;
        let is_explained =
            matches!(of_left, Growth::By(of_left) if of_left < BEYOND && of_left + slack >= rate);
        let of_right = if is_explained {
            Growth::By(0)
        } else {
            self.growth(right)?
        };
        self.growing.pop();
        let halves = [(left, of_left), (right, of_right)];
        for (half, growth) in halves.iter().rev() {
            if matches!(growth, Growth::By(1..)) {
                self.growing.push(half.to_vec());
            }
        }
        for (_, growth) in halves {
            if let Growth::By(rate @ 1..) = growth {
                self.split(rate, why)?;
            }
        }
        let rates = [of_left, of_right].map(|growth| match growth {
            Growth::By(rate) => rate,
            _ => BEYOND,
        });
        // Beside those who grow alone there may be some who need each other from both halves.
        if rates[0].max(rates[1]) > 0 && rates[0] + rates[1] + slack < rate && rate < BEYOND {
            let known: Vec<u32> = (self.found.growers.iter())
                .flat_map(|grower| grower.tests.iter().copied())
                .collect();
            let rest: Vec<u32> = (group.iter().copied())
                .filter(|test| !known.contains(test))
                .collect();
            if !rest.is_empty()
                && rest.len() < group.len()
                && let Growth::By(rate @ 1..) = self.growth(&rest)?
            {
                self.growing.push(rest);
                self.split(rate, why)?;
            }
        }
        let is_none = |growth: Growth| matches!(growth, Growth::By(0) | Growth::Unseen);
        for (half, growth) in halves {
            // What only the first use keeps can make a half die that lives beside the other.
            if growth == Growth::Dies && half.len() > 1 {
                self.growers(half, why)?;
            }
        }
        if is_none(of_left) && is_none(of_right) {
            self.growing.push(group.clone());
            let needed = self.together(&group, &[])?;
            let needed = self.without_the_needless(needed)?;
            self.growing.pop();
            if needed.len() <= MOST_TOGETHER && self.grows(&needed)? {
                self.confirm(&needed, rate, why)?;
            } else {
                let tests = group.len();
                let note = messages::NoteNoHalfGrows { tests };
                self.found.notes.push(note.into());
            }
        }
        Ok(())
    }

    /// Leaves out one after the other of those who are said to be needed together.
    fn without_the_needless(&mut self, mut needed: Vec<u32>) -> Asked<Vec<u32>> {
        if needed.len() > MOST_TOGETHER {
            return Ok(needed);
        }
        for test in needed.clone() {
            let others: Vec<u32> = (needed.iter().copied())
                .filter(|one| *one != test)
                .collect();
            if !others.is_empty() && self.grows(&others)? {
                needed = others;
            }
        }
        Ok(needed)
    }

    /// Which tests of a group are needed, beside others that are kept in, for it to grow.
    fn together(&mut self, group: &[u32], beside: &[u32]) -> Asked<Vec<u32>> {
        if group.len() <= 1 {
            return Ok(group.to_vec());
        }
        let (left, right) = group.split_at(group.len() / 2);
        for half in [left, right] {
            if self.grows(&joined(half, beside))? {
                return self.together(half, beside);
            }
        }
        let of_left = self.together(left, &joined(right, beside))?;
        let of_right = self.together(right, &joined(&of_left, beside))?;
        Ok(joined(&of_left, &of_right))
    }

    /// Gives tests more and more often, and judges the slope of the peaks.
    fn confirm(&mut self, tests: &[u32], rate: u64, why: Why) -> Asked<()> {
        let noise = self.noise.unwrap_or(NOISE_FLOOR);
        let mut stride = (noise * 2).div_ceil(rate.max(1)).clamp(1, MAX_STRIDE);
        if let Some(limit) = self.limit {
            // Three steps at least should fit under the limit.
            let first = self.times(tests, 2)?.peak_bytes;
            let room = limit.saturating_sub(first) / 4;
            stride = stride.min((room / rate.max(1)).max(1));
        }
        let mut peaks: Vec<(u32, u64)> = Vec::new();
        let mut died = false;
        let points = if self.found.growers.len() < FIRST_FEW {
            POINTS
        } else {
            LATER_POINTS
        };
        for point in 0..points {
            let times = 2 + point * stride as u32;
            let came = self.times(tests, times)?;
            peaks.push((times, came.peak_bytes));
            if came.end == End::Died {
                died = true;
                break;
            }
            if came.end == End::Broken {
                peaks.pop();
                break;
            }
        }
        let alive = peaks.len() - usize::from(died);
        let series: Vec<f64> = peaks
            .iter()
            .take(alive)
            .map(|(_, peak)| *peak as f64)
            .collect();
        let steps: Vec<f64> = series.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let slope = Slope::of(&steps).filter(|_| steps.len() >= 2);
        let is_growing = match slope {
            Some(_) => shape(0.0, &steps, noise as f64) == Shape::Grows,
            // One step and a death, or a death so far above that it is a step of its own.
            None => {
                let last = peaks.windows(2).last();
                died && last.is_some_and(|pair| pair[1].1 > pair[0].1 + noise)
            }
        };
        if is_growing {
            let each = match slope {
                Some(slope) => slope.mean as u64 / stride,
                None => {
                    // A peak that the limit cut off is less than it would have been.
                    let lived = steps.first().map(|step| *step as u64);
                    let last = peaks
                        .windows(2)
                        .last()
                        .map(|pair| pair[1].1.saturating_sub(pair[0].1));
                    lived.or(last).unwrap_or(0) / stride
                }
            };
            self.found.growers.push(Grower {
                tests: tests.to_vec(),
                why,
                peaks,
                died,
                slope,
                each_bytes: each,
            });
        } else {
            let tests = tests.len();
            self.found.notes.push(messages::NoteUneven { tests }.into());
        }
        Ok(())
    }

    fn not_grown(&mut self, tests: &[u32], target: &Target) {
        let once = messages::NoteKeptOnce {
            why: target.why.message(),
            tests: tests.len(),
        };
        self.found.notes.push(once.into());
    }

    // Without repetition

    /// Where tests are run only once, memory that adds up is all there is to see: a test keeps memory if
    /// another behind it needs more than it needs alone, and more than the first did.
    fn pairs(&mut self, tests: &[u32], target: &Target) -> Asked<()> {
        let Some(group) = self.adding_up(tests)? else {
            let why = target.why.message();
            let nothing = messages::NoteNothingAddsUp { why };
            self.found.notes.push(nothing.into());
            return Ok(());
        };
        let whole = self.once(&group)?;
        let candidates = if whole.end == End::Died {
            self.needed_to_die(&group, &[])?
        } else {
            let mut candidates = Vec::new();
            self.contributors(&group, &group, whole.peak_bytes, &mut candidates)?;
            candidates
        };
        let mut alone: Vec<(u64, u32)> = Vec::new();
        for test in &candidates {
            alone.push((self.once(&[*test])?.peak_bytes, *test));
        }
        // Where the limit cuts them off, peaks say how fast the kernel was.
        let noise = match (whole.end, alone.iter().max()) {
            (End::Died, Some((_, heaviest))) => self.noise(&[*heaviest])?,
            _ => self.noise(&group)?,
        };
        let mut accused = 0;
        for (peak, test) in &alone {
            let others = alone.iter().filter(|(_, other)| other != test);
            let Some((behind_peak, behind)) = others.max() else {
                continue;
            };
            let pair = [*test, *behind];
            let both = self.once(&pair)?;
            let higher = (*peak).max(*behind_peak);
            let adds_up = match both.end {
                End::Broken => false,
                End::Passed | End::Failed => both.peak_bytes > higher + noise,
                End::Died => both.peak_bytes > higher && self.only_together_die(&pair)?,
            };
            if !adds_up {
                continue;
            }
            accused += 1;
            self.found.pairs.push(Pair {
                test: *test,
                why: target.why,
                behind: *behind,
                alone: *peak,
                behind_alone: *behind_peak,
                together: both.peak_bytes,
                died: both.end == End::Died,
            });
        }
        if accused == 0 {
            let nobody = messages::NoteNobodyShown {
                why: target.why.message(),
                tests: group.len(),
            };
            self.found.notes.push(nobody.into());
        }
        Ok(())
    }

    /// Whether two die together each time and live alone each time, which no spread of peaks explains.
    fn only_together_die(&mut self, pair: &[u32; 2]) -> Asked<bool> {
        let lives = |end| matches!(end, End::Passed | End::Failed);
        for test in pair {
            let alone = [*test];
            if !lives(self.once(&alone)?.end) || !lives(self.run(Pass::Confirm, &alone)?.end) {
                return Ok(false);
            }
        }
        Ok(self.run(Pass::Confirm, pair)?.end == End::Died)
    }

    /// The largest group that needs more than each of its halves and lives, or the smallest that dies
    /// though its halves live.
    fn adding_up(&mut self, group: &[u32]) -> Asked<Option<Vec<u32>>> {
        if group.len() < 2 {
            return Ok(None);
        }
        let (left, right) = group.split_at(group.len() / 2);
        let (whole, of_left, of_right) = (self.once(group)?, self.once(left)?, self.once(right)?);
        if [whole, of_left, of_right]
            .iter()
            .any(|came| came.end == End::Broken)
        {
            return Ok(None);
        }
        let halves = [(left, of_left), (right, of_right)];
        if whole.end == End::Died {
            for (half, came) in halves {
                if came.end == End::Died {
                    return self.adding_up(half);
                }
            }
            // Only together they die, which says more than any peak: what is needed for it is narrowed down by
            // further deaths, and not by peaks that move by themselves.
            return Ok(Some(group.to_vec()));
        }
        let noise = self.noise(group)?;
        let higher = of_left.peak_bytes.max(of_right.peak_bytes);
        if whole.peak_bytes > higher + noise {
            return Ok(Some(group.to_vec()));
        }
        match self.adding_up(left)? {
            Some(found) => Ok(Some(found)),
            None => self.adding_up(right),
        }
    }

    /// Tests of `group` without which `whole` needs less.
    fn contributors(
        &mut self,
        whole: &[u32],
        group: &[u32],
        peak: u64,
        found: &mut Vec<u32>,
    ) -> Asked<()> {
        let rest: Vec<u32> = (whole.iter().copied())
            .filter(|test| !group.contains(test))
            .collect();
        let noise = self.noise(whole)?;
        if !rest.is_empty() && self.once(&rest)?.peak_bytes + noise >= peak {
            return Ok(());
        }
        if let [test] = group {
            found.push(*test);
            return Ok(());
        }
        let (left, right) = group.split_at(group.len() / 2);
        self.contributors(whole, left, peak, found)?;
        self.contributors(whole, right, peak, found)
    }

    /// Which tests of a group are needed, beside others that are kept in, for it to die.
    fn needed_to_die(&mut self, group: &[u32], beside: &[u32]) -> Asked<Vec<u32>> {
        if group.len() <= 1 {
            return Ok(group.to_vec());
        }
        let (left, right) = group.split_at(group.len() / 2);
        for half in [left, right] {
            if self.once(&joined(half, beside))?.end == End::Died {
                return self.needed_to_die(half, beside);
            }
        }
        let of_left = self.needed_to_die(left, &joined(right, beside))?;
        let of_right = self.needed_to_die(right, &joined(&of_left, beside))?;
        Ok(joined(&of_left, &of_right))
    }
}

/// Whether the command was seen to run tests again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Repeated,
    Once,
}

/// Two groups as one, in the order of the list.
fn joined(one: &[u32], other: &[u32]) -> Vec<u32> {
    let mut all = [one, other].concat();
    all.sort_unstable();
    all
}
