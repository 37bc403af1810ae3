//! The little statistics that the benchmarks need.

/// The middle value; the mean of the two middle ones where there is no single one.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this share of the values lies, interpolated between neighbours.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let position = share * last as f64;
    let (low, high) = (
        sorted[position.floor() as usize],
        sorted[position.ceil() as usize],
    );
    low + (high - low) * position.fract()
}

/// The ratio of the medians, with the middle half of the ratios of the pairs as its spread.
pub fn ratio(ours: &[f64], theirs: &[f64]) -> String {
    let pairs: Vec<f64> = ours
        .iter()
        .zip(theirs)
        .map(|(our, their)| our / their)
        .collect();
    format!(
        "{:.3}x (middle half of {} pairs: {:.3} to {:.3})",
        median(ours) / median(theirs),
        pairs.len(),
        quantile(&pairs, 0.25),
        quantile(&pairs, 0.75)
    )
}

/// Numbers that look random and are the same in every run (xorshift64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice that give the numbers of this seed.
    pub fn new(seed: u64) -> Self {
        // Zero is the one state that xorshift never leaves.
        Self(seed.max(1))
    }

    /// The next number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_interpolated() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(quantile(&[0.0, 10.0], 0.25), 2.5);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn the_ratio_is_that_of_the_medians() {
        let text = ratio(&[2.0, 4.0, 6.0], &[1.0, 2.0, 4.0]);
        assert_eq!(text, "2.000x (middle half of 3 pairs: 1.750 to 2.000)");
    }
}
