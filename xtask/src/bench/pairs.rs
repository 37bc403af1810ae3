//! A command with oomscope and without, measured in pairs.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::cpu::{Cost, measure};
use super::statistics::{Dice, median, ratio};
use crate::console;

/// A program below oomscope as it is by default, without the hunt; `folder` takes the artifact.
pub fn observed(oomscope: &Path, folder: &Path, program: &Path) -> Command {
    let mut command = Command::new(oomscope);
    command.args(["run", "--quiet", "--show-output", "never", "--hunt", "off"]);
    command
        .arg("--out")
        .arg(folder.join("run.oomscope.json"))
        .arg("--")
        .arg(program);
    command
}

/// Runs with oomscope and without, one of each in every pair.
pub struct Pairs {
    ours: Vec<Cost>,
    theirs: Vec<Cost>,
}

impl Pairs {
    /// Measures them, after one run of each that warms caches up.
    pub fn take(
        pairs: usize,
        ours: &dyn Fn() -> Command,
        theirs: &dyn Fn() -> Command,
    ) -> Result<Self> {
        measure(theirs())?;
        measure(ours())?;
        let mut dice = Dice::new(2_000);
        let mut taken = Self {
            ours: Vec::new(),
            theirs: Vec::new(),
        };
        for pair in 1..=pairs {
            // Whoever runs second finds the processor warmer, so chance decides.
            let (our, their) = if dice.below(2) == 0 {
                let our = measure(ours())?;
                (our, measure(theirs())?)
            } else {
                let their = measure(theirs())?;
                (measure(ours())?, their)
            };
            console::note(&format!(
                "pair {pair:2}: processor {:.0} ms : {:.0} ms, clock {:.0} ms : {:.0} ms",
                our.cpu_ms, their.cpu_ms, our.wall_ms, their.wall_ms
            ));
            taken.ours.push(our);
            taken.theirs.push(their);
        }
        Ok(taken)
    }

    /// Says what came of them.
    pub fn tell(&self, name: &str, goal: f64) {
        let of = |figure: fn(&Cost) -> f64| {
            let figures = |costs: &[Cost]| costs.iter().map(figure).collect::<Vec<f64>>();
            (figures(&self.ours), figures(&self.theirs))
        };
        let (ours, theirs) = of(|cost| cost.cpu_ms);
        console::line(&format!(
            "{name}: oomscope {:.0} ms, plain {:.0} ms, ratio {}, goal {goal:.2}x",
            median(&ours),
            median(&theirs),
            ratio(&ours, &theirs)
        ));
        let (ours, theirs) = of(|cost| cost.wall_ms);
        console::line(&format!(
            "{name}: by the clock {:.0} ms and {:.0} ms, ratio {}",
            median(&ours),
            median(&theirs),
            ratio(&ours, &theirs)
        ));
    }
}
