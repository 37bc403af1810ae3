//! The variables of a Go program and where they are.

/// What `go tool nm -size` says of a binary.
#[derive(Debug, Default)]
pub struct Symbols {
    /// Begin, end and name of each, sorted.
    variables: Vec<(u64, u64, String)>,
}

impl Symbols {
    /// Reads lines such as `  6dd670         16 D example.org/rate.pages`; others are left out.
    pub fn parse(text: &str) -> Self {
        let mut variables: Vec<(u64, u64, String)> = text.lines().filter_map(variable).collect();
        variables.sort_unstable();
        Self { variables }
    }

    /// The place of the variable that this address is in.
    pub(super) fn position(&self, address: u64) -> Option<usize> {
        let after = self
            .variables
            .partition_point(|(start, ..)| *start <= address);
        let at = after.checked_sub(1)?;
        (address < self.variables[at].1).then_some(at)
    }

    /// Where the last variable ends that begins before this address.
    pub(super) fn end_before(&self, address: u64) -> u64 {
        let after = self
            .variables
            .partition_point(|(start, ..)| *start <= address);
        let before = after.checked_sub(1).map(|at| self.variables[at].1);
        before.unwrap_or(0)
    }

    /// Address and name of the variable at a place.
    pub(super) fn at(&self, position: usize) -> (u64, &str) {
        let (start, _, name) = &self.variables[position];
        (*start, name)
    }
}

fn variable(line: &str) -> Option<(u64, u64, String)> {
    let (address, rest) = line.trim_start().split_once(' ')?;
    let (size, rest) = rest.trim_start().split_once(' ')?;
    let (kind, name) = rest.trim_start().split_once(' ')?;
    // Data, with and without a value at the beginning, of this file or of all.
    if !matches!(kind, "D" | "d" | "B" | "b") {
        return None;
    }
    let start = u64::from_str_radix(address, 16).ok()?;
    let end = start.checked_add(size.parse().ok()?)?;
    Some((start, end, name.to_owned()))
}
