//! Any other command: its tests are lines of a list, and only its process says what became of them.

use std::path::Path;

use nix::sys::signal::Signal;
use oomscope_shared::artifact::Framework;

use super::ear::Deaf;
use super::{
    Abilities, Ask, Driver, HuntWay, Job, ListedTest, Listing, Registration, Step, Unlisted, What,
    own_unit,
};
use crate::plan::{Choice, RunPlan};

/// How it joins.
pub const REGISTRATION: Registration = Registration {
    framework: Framework::Command,
    unit_of: own_unit,
    needs_folder: false,
    overwrites: &[],
    is_named: |_| true,
    open: |plan, _| Ok(Box::new(Command::new(plan))),
};

/// The driver.
struct Command {
    command: Vec<String>,
    choice: Choice,
}

impl Command {
    fn new(plan: &RunPlan) -> Self {
        Self {
            command: plan.command.clone(),
            choice: plan.choice.clone(),
        }
    }
}

impl Driver for Command {
    fn abilities(&self) -> Abilities {
        Abilities {
            framework: Framework::Command,
            polite: Signal::SIGTERM,
            // Without a list there is nothing to find.
            finds_its_tests: self.choice.list.is_none(),
            measures_tests: false,
            stops_softly: false,
            tells_of_tests: false,
            hunt: HuntWay::Bisect,
        }
    }

    fn list(&mut self, _ask: &mut dyn Ask) -> Result<Listing, Unlisted> {
        let ids = self.choice.list.as_ref().map_or(&[][..], |list| &list.ids);
        let (positions, shard) = self.choice.share((0..ids.len()).collect(), ids);
        let ids = positions.into_iter().map(|at| ids[at].clone());
        Ok(Listing {
            tests: ids.map(|id| ListedTest { id, group: 0 }).collect(),
            shard,
            ..Listing::default()
        })
    }

    fn job(&self, what: What<'_>, _folder: &Path) -> std::io::Result<Job> {
        let ids: Vec<&str> = what.tests().iter().map(|test| test.id.as_str()).collect();
        let argv = match ids[..] {
            [] => self.command.clone(),
            _ => substitute(&self.command, &ids),
        };
        Ok(Job {
            step: Step::new(argv),
            ear: Box::new(Deaf),
            is_framework: false,
        })
    }
}

/// Puts tests into a command: `{}` stands for them, else they are appended. `{}` alone becomes all of them;
/// inside a word (`--case={}`) the word is repeated for each test.
fn substitute(command: &[String], tests: &[&str]) -> Vec<String> {
    let mut words = Vec::with_capacity(command.len() + tests.len());
    let mut used = false;
    for word in command {
        if word.contains("{}") {
            used = true;
            words.extend(tests.iter().map(|test| word.replace("{}", test)));
        } else {
            words.push(word.clone());
        }
    }
    if !used {
        words.extend(tests.iter().map(|test| (*test).to_owned()));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn tests_take_the_place_of_the_braces() {
        assert_eq!(
            substitute(&words("cmd {} -v"), &["a", "b c"]),
            ["cmd", "a", "b c", "-v"]
        );
        assert_eq!(
            substitute(&words("cmd -v"), &["a", "b"]),
            ["cmd", "-v", "a", "b"]
        );
        assert_eq!(
            substitute(&words("cmd --t={}"), &["a", "b"]),
            ["cmd", "--t=a", "--t=b"]
        );
    }
}
