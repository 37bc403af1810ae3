//! The loops that see every sample of a large artifact.
//!
//! Each call does a bounded piece of the work: browsers exchange quick-made machine code for good code only
//! between calls, so one long loop over megabytes would stay slow to its end.

/// So many numbers are read by one call.
const PIECE: usize = 1024;
/// The longest number with its sign and what follows it, and some room.
const LONGEST: usize = 24;

/// Reads `1,-2,3]` up to the bracket as running sums, each held within 32 bits, and says how many bytes that
/// took without the bracket. `ascending` sums never fall. `None` for whatever is not a list of whole numbers
/// of at most eighteen digits, written without a needless character.
pub fn sums(text: &[u8], ascending: bool) -> Option<(Vec<u32>, usize)> {
    // Two to three bytes a number are common; a guess too high costs only address space.
    let mut column = Vec::with_capacity(text.len() / 4);
    if text.first() == Some(&b']') {
        return Some((column, 0));
    }
    let mut reader = Reader {
        sum: 0,
        last: 0,
        at: 0,
        ended: false,
    };
    let mut piece = [0; PIECE];
    while !reader.ended {
        let count = reader.read(text, ascending, &mut piece)?;
        column.extend_from_slice(&piece[..count]);
    }
    Some((column, reader.at))
}

struct Reader {
    sum: i64,
    last: u32,
    at: usize,
    ended: bool,
}

impl Reader {
    /// Reads the next numbers and says how many.
    #[inline(never)]
    fn read(&mut self, text: &[u8], ascending: bool, piece: &mut [u32; PIECE]) -> Option<usize> {
        let (mut at, mut sum, mut last) = (self.at, self.sum, self.last);
        let floor = if ascending { u32::MAX } else { 0 };
        for (count, slot) in piece.iter_mut().enumerate() {
            let rest = &text[at..];
            let (value, length) = next_number(rest)?;
            sum = sum.wrapping_add(value);
            let held = sum.clamp(0, i64::from(u32::MAX)) as u32;
            last = held.max(last & floor);
            *slot = last;
            at += length;
            match text.get(at) {
                Some(b',') => at += 1,
                Some(b']') => {
                    (self.at, self.ended) = (at, true);
                    return Some(count + 1);
                }
                _ => return None,
            }
        }
        (self.at, self.sum, self.last) = (at, sum, last);
        Some(PIECE)
    }
}

/// The number at the beginning of what is left of a text, and its length.
#[inline(always)]
pub(crate) fn next_number(rest: &[u8]) -> Option<(i64, usize)> {
    match rest.first_chunk() {
        Some(window) => number(window),
        None => {
            // Near the end of the text; the zeros behind it end every number.
            let mut window = [0; LONGEST];
            window[..rest.len()].copy_from_slice(rest);
            number(&window)
        }
    }
}

/// The number at the beginning of a text, and its length. Differences of memory have one to seven digits, in
/// no order that a processor could foresee; so those are read without a question for each digit.
#[inline(always)]
fn number(text: &[u8; LONGEST]) -> Option<(i64, usize)> {
    let begin = usize::from(text[0] == b'-');
    let eight: [u8; 8] = text[begin..begin + 8].try_into().ok()?;
    // Digits become 0 to 9, in the order of the text from the lowest byte on.
    let digits = u64::from_le_bytes(eight) ^ 0x3030_3030_3030_3030;
    // The high bit of the first byte that is more than nine. What it carries over reaches later bytes only.
    let others = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080;
    let count = others.trailing_zeros() as usize / 8;
    let is_odd = count > 7 || count == 0 || (count > 1 && text[begin] == b'0');
    if is_odd {
        return long_number(text, begin);
    }
    // As eight digits with zeros in front: pairs, then fours, then all of them.
    let padded = digits << (64 - 8 * count);
    let pairs = (padded.wrapping_mul(10).wrapping_add(padded >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_ffff_0000_ffff;
    let value = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    let sign = 1 - 2 * begin as i64;
    Some((value as i64 * sign, begin + count))
}

/// A number digit by digit.
#[cold]
fn long_number(text: &[u8; LONGEST], begin: usize) -> Option<(i64, usize)> {
    let mut at = begin;
    let mut value = 0_i64;
    while at < LONGEST {
        let digit = text[at].wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
        at += 1;
    }
    let digits = at - begin;
    // Eighteen digits fit for certain. A zero stands in front of nothing.
    if digits == 0 || digits > 18 || (digits > 1 && text[begin] == b'0') {
        return None;
    }
    Some((if begin > 0 { -value } else { value }, at))
}

/// How many entries one entry of the next level of a pyramid sums up.
pub const FAN: usize = 16;

/// The lowest of each sixteen of `lows` and the highest of each sixteen of `highs`.
pub fn extremes(lows: &[u32], highs: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let count = lows.len().div_ceil(FAN);
    let (mut min, mut max) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let pieces = lows.chunks(FAN * PIECE).zip(highs.chunks(FAN * PIECE));
    for (lows, highs) in pieces {
        extend(&mut min, lows, u32::MAX, u32::min);
        extend(&mut max, highs, 0, u32::max);
    }
    (min, max)
}

/// One of each sixteen values.
#[inline(never)]
fn extend(into: &mut Vec<u32>, values: &[u32], begin: u32, better: impl Fn(u32, u32) -> u32) {
    let (whole, rest) = values.as_chunks::<FAN>();
    into.extend(whole.iter().map(|chunk| {
        let mut best = begin;
        for value in chunk {
            best = better(best, *value);
        }
        best
    }));
    if !rest.is_empty() {
        into.push(rest.iter().copied().fold(begin, better));
    }
}

/// How many of these ascending values are at most `bound`.
///
/// Samples come at nearly even times, so the place is guessed and then narrowed down around the guess: a
/// search by halves would reach for memory far apart twenty times in a million.
#[inline(never)]
pub fn after(values: &[u32], bound: u32) -> usize {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return 0;
    };
    if bound < *first {
        return 0;
    }
    if bound >= *last {
        return values.len();
    }
    let share = f64::from(bound - first) / f64::from(last - first);
    let guess = ((values.len() - 1) as f64 * share) as usize;
    // `values[low] <= bound` and `values[high] > bound`, from here on.
    let (mut low, mut high) = (0, values.len() - 1);
    let mut step = 4;
    if values[guess] <= bound {
        low = guess;
        while low + step < high && values[low + step] <= bound {
            low += step;
            step *= 2;
        }
        high = high.min(low + step);
    } else {
        high = guess;
        while high > low + step && values[high - step] > bound {
            high -= step;
            step *= 2;
        }
        low = low.max(high.saturating_sub(step));
    }
    let narrow = &values[low..high];
    low + narrow.partition_point(|value| *value <= bound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lists_are_read_up_to_their_bracket() {
        assert_eq!(sums(b"]", false), Some((vec![], 0)));
        assert_eq!(sums(b"1,-2,3],4]", false), Some((vec![1, 0, 2], 6)));
        assert_eq!(sums(b"5,-2,1]", true), Some((vec![5, 5, 5], 6)));
        assert_eq!(sums(b"-0,0]", false), Some((vec![0, 0], 4)));
        for odd in [
            "", "1", "1,", ",1]", "1,]", "01]", "1 ]", "1.5]", "--1]", "-]", "1e3]", "x]",
        ] {
            assert_eq!(sums(odd.as_bytes(), false), None, "{odd}");
        }
        assert_eq!(sums(b"9999999999999999999]", false), None);
        assert_eq!(
            sums(b"999999999999999999]", false),
            Some((vec![u32::MAX], 18))
        );
    }

    proptest! {
        #[test]
        fn sums_are_those_of_the_numbers(
            values in prop::collection::vec(prop_oneof![-999_i64..999, -(10_i64.pow(17))..10_i64.pow(17)], 1..3000),
            ascending: bool,
        ) {
            let words: Vec<String> = values.iter().map(i64::to_string).collect();
            let text = words.join(",") + "],more";
            let (mut sum, mut last) = (0_i64, 0_u32);
            let expected: Vec<u32> = values.iter().map(|value| {
                sum = sum.wrapping_add(*value);
                let held = sum.clamp(0, i64::from(u32::MAX)) as u32;
                last = if ascending { held.max(last) } else { held };
                last
            }).collect();
            prop_assert_eq!(sums(text.as_bytes(), ascending), Some((expected, text.len() - 6)));
        }

        #[test]
        fn the_place_after_a_bound_is_found(
            mut values in prop::collection::vec(prop_oneof![0_u32..100, any::<u32>()], 0..300),
            bound in prop_oneof![0_u32..100, any::<u32>()],
        ) {
            values.sort_unstable();
            prop_assert_eq!(after(&values, bound), values.partition_point(|value| *value <= bound));
            for value in &values {
                let expected = values.partition_point(|other| other <= value);
                prop_assert_eq!(after(&values, *value), expected);
            }
        }

        #[test]
        fn extremes_are_those_of_each_sixteen(values in prop::collection::vec(any::<u32>(), 0..40_000)) {
            let (min, max) = extremes(&values, &values);
            let chunks = values.chunks(FAN);
            let expected: (Vec<u32>, Vec<u32>) = chunks
                .map(|chunk| (*chunk.iter().min().unwrap(), *chunk.iter().max().unwrap()))
                .unzip();
            prop_assert_eq!((min, max), expected);
        }
    }
}
