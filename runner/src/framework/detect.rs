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

/// The framework of a command; [`Framework::Command`] where its words name none.
pub fn detect(command: &[String]) -> Framework {
    if crate::pytest::is_pytest(command) {
        return Framework::Pytest;
    }
    let words: Vec<&str> = command.iter().map(|word| name(word)).collect();
    let pairs = || command.windows(2);
    if pairs().any(|pair| pair[0] == "-m" && pair[1] == "unittest") {
        return Framework::Unittest;
    }
    let is_django = |first: &str| first == "manage.py" || first == "django-admin";
    if words
        .windows(2)
        .any(|pair| is_django(pair[0]) && pair[1] == "test")
        || pairs().any(|pair| pair[0] == "-m" && pair[1] == "django") && words.contains(&"test")
    {
        return Framework::Django;
    }
    let begins = words
        .iter()
        .position(|word| !is_assignment(word))
        .unwrap_or(0);
    let may_come_late = words
        .get(begins)
        .is_some_and(|word| LAUNCHERS.contains(word));
    let candidates = if may_come_late {
        MOST_WORDS
    } else {
        begins + 1
    };
    for (at, word) in words.iter().enumerate().take(candidates) {
        let rest = &words[at + 1..];
        match *word {
            "cargo" | "cargo-nextest" if rest.contains(&"nextest") && rest.contains(&"run") => {
                return Framework::Nextest;
            }
            "cargo-nextest" => return Framework::Nextest,
            "cargo" if first_plain(rest).is_some_and(|word| word == "test" || word == "t") => {
                return Framework::Cargo;
            }
            "go" if rest.first() == Some(&"test") => return Framework::Go,
            "jest" | "jest.js" => return Framework::Jest,
            "vitest" | "vitest.mjs" => return Framework::Vitest,
            "rspec" => return Framework::Rspec,
            _ => {}
        }
    }
    Framework::Command
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
fn first_plain<'a>(words: &[&'a str]) -> Option<&'a str> {
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
        ] {
            assert_eq!(of(command), framework, "{command}");
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
        ] {
            assert_eq!(of(command), Framework::Command, "{command}");
        }
    }
}
