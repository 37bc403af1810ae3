//! Options of a command that name a file, which each of several processes would overwrite: where nothing of ours can
//! join what they write, it is told.

use oomscope_shared::artifact::Framework;

use super::registration;

/// The first option of a framework in a command that names such a file, as it is written there.
pub fn option_of(framework: Framework, command: &[String]) -> Option<&str> {
    let wanted = registration(framework).overwrites;
    let names = command
        .iter()
        .map(|word| word.split_once('=').map_or(&**word, |(name, _)| name));
    names
        // `--outputFile.junit` and `--coverage.enabled` are Vitest's ways.
        .map(|name| name.split_once('.').map_or(name, |(first, _)| first))
        .find(|name| wanted.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::words::owned;

    #[test]
    fn an_option_is_found_with_and_without_its_value() {
        let of = |framework, words: &str| {
            let words: Vec<&str> = words.split(' ').collect();
            option_of(framework, &owned(&words)).map(str::to_owned)
        };
        let vitest = of(Framework::Vitest, "npx vitest run --outputFile.junit=j.xml");
        assert_eq!(vitest.as_deref(), Some("--outputFile"));
        let go = of(Framework::Go, "go test -coverprofile c.out ./...");
        assert_eq!(go.as_deref(), Some("-coverprofile"));
        let gtest = of(Framework::Gtest, "./t --gtest_output=xml:a.b.xml");
        assert_eq!(gtest.as_deref(), Some("--gtest_output"));
        assert_eq!(of(Framework::Jest, "jest --ci"), None);
        assert_eq!(of(Framework::Pytest, "pytest --out x"), None);
    }
}
