//! Which framework a command is, by its words.

use std::path::Path;

use oomscope_shared::artifact::Framework;

/// Programs that start another one, whose name follows among their words.
const LAUNCHERS: &[&str] = &[
    "env", "npx", "pnpm", "pnpx", "yarn", "bunx", "bun", "poetry", "uv", "uvx", "pipenv", "hatch",
    "rye", "pdm", "bundle", "nice", "nohup", "timeout", "time", "xvfb-run", "coverage", "sudo",
    "dotenv", "corepack", "mise", "direnv", "node", "ruby", "java",
];
/// So many words can stand before the name of the program.
const MOST_WORDS: usize = 10;

/// The words of a command.
pub struct Words<'a> {
    /// As they are.
    pub command: &'a [String],
    /// The last part of each, where it is a path.
    names: Vec<&'a str>,
}

impl<'a> Words<'a> {
    fn new(command: &'a [String]) -> Self {
        let names = command.iter().map(|word| name(word)).collect();
        Self { command, names }
    }

    /// Whether two words follow one another.
    pub fn has_pair(&self, first: &str, second: &str) -> bool {
        let mut pairs = self.command.windows(2);
        pairs.any(|pair| pair[0] == first && pair[1] == second)
    }

    /// The last part of each word.
    pub fn names(&self) -> &[&'a str] {
        &self.names
    }

    /// What can be the program, with the words behind it. Behind a launcher its name can come late.
    pub fn programs(&self) -> impl Iterator<Item = (&'a str, &[&'a str])> {
        let names = &self.names;
        let words = names.iter().enumerate().take(self.candidates());
        words.map(move |(at, word)| (*word, &names[at + 1..]))
    }

    /// The same words as they stand in the command.
    pub fn paths(&self) -> impl Iterator<Item = &'a str> {
        let words = self.command.iter().take(self.candidates());
        words.map(String::as_str)
    }

    /// How many words can be the program.
    fn candidates(&self) -> usize {
        let is_first = |word: &&str| !is_assignment(word);
        let begins = self.names.iter().position(is_first).unwrap_or(0);
        let first = self.names.get(begins);
        match first.is_some_and(|word| LAUNCHERS.contains(word)) {
            true => MOST_WORDS,
            false => begins + 1,
        }
    }
}

/// The framework of a command; [`Framework::Command`] where its words name none.
pub fn detect(command: &[String]) -> Framework {
    let words = Words::new(command);
    let mut all = super::ALL.into_iter();
    all.find(|one| (one.is_named)(&words))
        .map_or(Framework::Command, |one| one.framework)
}

/// The framework that the words of a command name somewhere inside, as in `sh -c 'cd app && pytest -q'`.
pub fn inside(command: &[String]) -> Option<Framework> {
    let is_between = |c: char| c.is_whitespace() || ";&|(){}\"'`".contains(c);
    let words = command.iter().flat_map(|word| word.split(is_between));
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let mut found = (0..words.len()).map(|at| detect(&words[at..]));
    found.find(|framework| *framework != Framework::Command)
}

/// The last part of a path.
fn name(word: &str) -> &str {
    Path::new(word)
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or(word)
}

/// `NAME=value`, as `env` takes it.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// The first word that is neither an option nor a choice of a toolchain (`+nightly`).
pub fn first_plain<'a>(words: &[&'a str]) -> Option<&'a str> {
    words
        .iter()
        .find(|word| !word.starts_with(['-', '+']))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Framework {
        detect(&text.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_framework_is_found_inside_of_a_script() {
        let of = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            inside(&words)
        };
        let script = ["sh", "-c", "cd app && (python -m pytest -q; true)"];
        assert_eq!(of(&script), Some(Framework::Pytest));
        assert_eq!(of(&["bash", "-c", "npx jest"]), Some(Framework::Jest));
        assert_eq!(of(&["make", "test"]), None);
    }

    #[test]
    fn frameworks_are_known_by_their_words() {
        for (command, framework) in [
            ("pytest -q", Framework::Pytest),
            ("python -m unittest", Framework::Unittest),
            (
                "poetry run python3.12 -m unittest discover -s tests",
                Framework::Unittest,
            ),
            ("coverage run -m unittest -v", Framework::Unittest),
            ("python manage.py test", Framework::Django),
            ("uv run ./manage.py test shop", Framework::Django),
            ("django-admin test", Framework::Django),
            ("cargo test", Framework::Cargo),
            (
                "cargo +nightly test --workspace -- --nocapture",
                Framework::Cargo,
            ),
            ("cargo --locked t", Framework::Cargo),
            ("env RUST_LOG=debug cargo test", Framework::Cargo),
            ("cargo nextest run", Framework::Nextest),
            ("cargo nextest run --workspace", Framework::Nextest),
            ("go test ./...", Framework::Go),
            ("env CGO_ENABLED=0 go test -race ./...", Framework::Go),
            ("npx jest", Framework::Jest),
            ("pnpm exec jest --ci", Framework::Jest),
            ("yarn jest src", Framework::Jest),
            ("node --expose-gc node_modules/.bin/jest", Framework::Jest),
            ("node_modules/.bin/vitest run", Framework::Vitest),
            ("npx vitest run", Framework::Vitest),
            ("bundle exec rspec spec", Framework::Rspec),
            ("rspec", Framework::Rspec),
            ("ruby -Itest test/basket_test.rb", Framework::Minitest),
            ("bundle exec rake test", Framework::Minitest),
            ("bundle exec ruby test/test_till.rb", Framework::Minitest),
            ("bin/rails test", Framework::Minitest),
            ("./shop_test --gtest_filter=Pages.*", Framework::Gtest),
            ("ctest --test-dir build -j 4", Framework::Ctest),
        ] {
            assert_eq!(of(command), framework, "{command}");
        }
    }

    #[test]
    fn frameworks_are_known_by_the_commands_of_the_documents() {
        for framework in Framework::ALL {
            let commands = framework.documented().commands.iter();
            // Of a program of the project it is its file that says so.
            for command in commands.filter(|command| !command.starts_with("./")) {
                assert_eq!(of(command), framework, "{command}");
            }
        }
    }

    #[test]
    fn other_commands_stay_what_they_are() {
        for command in [
            "make test",
            "npm test",
            "cargo build",
            "cargo run -- test",
            "go vet ./...",
            "./jest.sh",
            "python -m build",
            "make jest",
            "cat jest",
            "rake build",
            "ruby app.rb",
        ] {
            assert_eq!(of(command), Framework::Command, "{command}");
        }
    }
}
