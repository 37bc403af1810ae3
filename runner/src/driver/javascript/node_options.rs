//! Options for every process of Node that a command starts, however the user gives theirs: by the environment, or by
//! words in front of the program, as `env NODE_OPTIONS=… npx jest` or `cross-env` take them.

use std::path::Path;

use crate::driver::Step;
use crate::driver::adapter::Runs;
use crate::meminfo::Meminfo;

const NAME: &str = "NODE_OPTIONS";
/// The spellings of V8's option for the limit of its heap, in MiB.
const HEAP_LIMIT: [&str; 2] = ["--max-old-space-size=", "--max_old_space_size="];
/// What V8 takes at most by itself: a quarter of the machine's memory, and no more than this.
const DEFAULT_MIB: u64 = 4 << 10;

/// Lets each process of Node load a module first.
pub fn preload(step: &mut Step, module: &Path) {
    let path = module.display().to_string();
    let quoted = path.replace('\\', "\\\\").replace('"', "\\\"");
    change(step, |options| {
        format!("{options} --require \"{quoted}\"")
            .trim()
            .to_owned()
    });
}

/// Lets V8's heap grow to three times its limit and some more, as far as the machine has it: where the hunt repeats
/// what keeps memory, it piles up, and a dump takes as much again.
pub fn with_room(mut runs: Runs) -> Runs {
    let meminfo = Meminfo::read();
    let mib = |name: &str| meminfo.bytes(name).map_or(u64::MAX, |bytes| bytes >> 20);
    let default = DEFAULT_MIB.min(mib("MemTotal") / 4);
    let most = mib("MemAvailable") / 10 * 8;
    for step in &mut runs.steps {
        raise(step, default, most);
    }
    runs
}

fn raise(step: &mut Step, default: u64, most: u64) {
    let roomy = |given: u64| given.max(most.min(given.saturating_mul(3).saturating_add(512)));
    let limit = |word: &str| {
        let after = HEAP_LIMIT.iter().find_map(|name| word.strip_prefix(name))?;
        after.parse::<u64>().ok()
    };
    // What stands behind the program outweighs the environment.
    for word in &mut step.argv {
        if let Some(given) = limit(word) {
            *word = format!("{}{}", HEAP_LIMIT[0], roomy(given));
        }
    }
    change(step, |options| {
        let given = options
            .split_ascii_whitespace()
            .filter_map(limit)
            .next_back();
        let raised = roomy(given.unwrap_or(default));
        // The last one counts.
        format!("{options} {}{raised}", HEAP_LIMIT[0])
            .trim()
            .to_owned()
    });
}

/// Changes the options where they are.
fn change(step: &mut Step, to: impl FnOnce(&str) -> String) {
    let word = step.argv.iter_mut().find_map(|word| {
        let rest = word.strip_prefix(NAME)?.strip_prefix('=')?.to_owned();
        Some((word, rest))
    });
    if let Some((word, theirs)) = word {
        *word = format!("{NAME}={}", to(&theirs));
        return;
    }
    let ours = step.env.iter_mut().find(|(name, _)| name == NAME);
    match ours {
        Some((_, options)) => *options = to(options),
        None => {
            let theirs = std::env::var(NAME).unwrap_or_default();
            step.env.push((NAME.to_owned(), to(&theirs)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::words::owned;

    #[test]
    fn options_in_front_of_the_program_outweigh_the_environment() {
        let words = [
            "env",
            "NODE_OPTIONS=--experimental-vm-modules",
            "npx",
            "jest",
        ];
        let mut step = Step::new(owned(&words));
        preload(&mut step, Path::new("/s/a \"b.cjs"));
        assert_eq!(
            step.argv[1],
            "NODE_OPTIONS=--experimental-vm-modules --require \"/s/a \\\"b.cjs\""
        );
        assert!(step.env.is_empty());
        let mut step = Step::new(owned(&["npx", "jest"]));
        preload(&mut step, Path::new("/s/a.cjs"));
        assert!(step.env[0].1.ends_with("--require \"/s/a.cjs\""));
    }

    #[test]
    fn the_heap_gets_three_times_its_limit_wherever_that_is_given() {
        let words = ["node", "--max_old_space_size=128", "node_modules/.bin/jest"];
        let mut step = Step::new(owned(&words));
        step.env.push((
            NAME.to_owned(),
            "--trace-gc --max-old-space-size=256".to_owned(),
        ));
        raise(&mut step, 4096, 10_000);
        assert_eq!(step.argv[1], "--max-old-space-size=896");
        assert_eq!(
            step.env[0].1,
            "--trace-gc --max-old-space-size=256 --max-old-space-size=1280"
        );
        // No more than the machine has, and never less than before.
        raise(&mut step, 4096, 500);
        assert_eq!(step.argv[1], "--max-old-space-size=896");
        let mut step = Step::new(owned(&["npx", "jest"]));
        step.env.push((NAME.to_owned(), String::new()));
        raise(&mut step, 2048, 3000);
        assert_eq!(step.env[0].1, "--max-old-space-size=3000");
    }
}
