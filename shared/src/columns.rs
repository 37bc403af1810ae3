//! Columns of numbers as they stand in the artifact: integers, each as its difference from the one before.
//!
//! A slowly changing series becomes a run of small numbers, which halves the text, gzips to almost
//! nothing and is quick to parse, and `itertools.accumulate`, `jq` or `pandas.Series.cumsum` undo it.

/// Differences of neighbours; the first value stands as it is.
pub fn to_deltas(values: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let mut last = 0_i64;
    values
        .into_iter()
        .map(|value| {
            let delta = value.wrapping_sub(last);
            last = value;
            delta
        })
        .collect()
}

/// Running sums: the inverse of [`to_deltas`].
pub fn from_deltas(deltas: &[i64]) -> impl Iterator<Item = i64> + '_ {
    deltas.iter().scan(0_i64, |sum, delta| {
        *sum = sum.wrapping_add(*delta);
        Some(*sum)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn deltas_and_sums_are_inverse(values: Vec<i64>) {
            let deltas = to_deltas(values.iter().copied());
            prop_assert_eq!(from_deltas(&deltas).collect::<Vec<_>>(), values);
        }
    }
}
