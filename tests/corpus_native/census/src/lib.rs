//! People of a town.
pub fn person(number: usize) -> String {
    format!("{number:>200}")
}

pub fn all(count: usize) -> Vec<String> {
    (0..count).map(person).collect()
}

pub fn longest(count: usize) -> usize {
    (0..count).map(|number| person(number).len()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_counted() {
        assert!(all(0).is_empty());
    }

    #[test]
    fn street_is_counted() {
        assert_eq!(all(90_000).len(), 90_000);
    }

    #[test]
    fn longest_name() {
        assert_eq!(longest(600_000), 200);
    }

    #[test]
    fn country_is_counted() {
        let people = all(1_600_000);
        assert_eq!(people[9].len(), 200);
    }
}
