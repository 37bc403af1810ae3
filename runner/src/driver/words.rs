//! The words of a command, taken apart: options with and without values, and what is neither.

/// Whether a word of a command is an option that takes the next word as its value.
pub type TakesValue<'a> = &'a dyn Fn(&str) -> bool;

/// Words that are neither options nor their values, with their positions.
pub fn plain(words: &[String], takes_value: TakesValue<'_>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut is_value = false;
    for (at, word) in words.iter().enumerate() {
        if std::mem::take(&mut is_value) {
            continue;
        }
        if word.starts_with('-') && word.len() > 1 {
            is_value = !word.contains('=') && takes_value(word);
        } else {
            found.push(at);
        }
    }
    found
}

/// The words that are no plain ones: what has chosen among the tests has done so when they were listed.
pub fn without_plain(words: &[String], takes_value: TakesValue<'_>) -> Vec<String> {
    let found = plain(words, takes_value);
    let kept = (0..words.len()).filter(|at| !found.contains(at));
    kept.map(|at| words[at].clone()).collect()
}

/// The words without some options: those that stand alone, and those with a value, which goes with them.
pub fn without(words: &[String], alone: &[&str], with_value: &[&str]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut skips = false;
    for word in words {
        if std::mem::take(&mut skips) {
            continue;
        }
        let name = word.split_once('=').map_or(word.as_str(), |(name, _)| name);
        if with_value.contains(&name) {
            skips = !word.contains('=');
        } else if !alone.contains(&name) {
            kept.push(word.clone());
        }
    }
    kept
}

/// The words before and after the first `--`.
pub fn at_dashes(words: &[String]) -> (&[String], &[String]) {
    match words.iter().position(|word| word == "--") {
        Some(at) => (&words[..at], &words[at + 1..]),
        None => (words, &[]),
    }
}

/// Whether an option is given, alone or with `=value`.
pub fn has(words: &[String], options: &[&str]) -> bool {
    words.iter().any(|word| {
        let name = word.split_once('=').map_or(word.as_str(), |(name, _)| name);
        options.contains(&name)
    })
}

/// Words that own their text.
pub fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_no_plain_words() {
        let words: Vec<String> = owned(&["-p", "x", "name", "--all", "--bin=y", "other"]);
        let takes = |word: &str| word == "-p" || word == "--bin";
        assert_eq!(plain(&words, &takes), [2, 5]);
        let options = owned(&["-p", "x", "--all", "--bin=y"]);
        assert_eq!(without_plain(&words, &takes), options);
    }

    #[test]
    fn an_option_goes_with_its_value() {
        let words = owned(&["--color", "never", "-q", "--color=always", "name"]);
        assert_eq!(without(&words, &["-q"], &["--color"]), ["name"]);
    }
}
