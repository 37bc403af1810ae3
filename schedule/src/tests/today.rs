//! With one job nothing has changed: the same batches as before there were several, in the same order.

use std::collections::{BTreeSet, VecDeque};

use oomscope_shared::Ending;
use oomscope_shared::artifact::Pass;

use super::simulation::config;
use super::world::{Dice, World};
use crate::{Config, Dispatcher, Effect, Event, Given, Left, Start};

/// The queue of `runner/src/engine/queue.rs` as it was when there was one job: which batches run, and which
/// tests do not.
struct Today<'a> {
    world: &'a World,
    config: &'a Config,
    has_soft_line: bool,
    bad: BTreeSet<u32>,
    batches: Vec<(Pass, Vec<u32>)>,
    not_run: Vec<u32>,
}

impl Today<'_> {
    fn run(&mut self) {
        let all: Vec<u32> = (0..self.world.deeds.len() as u32).collect();
        self.batches(Pass::Observe, self.cut(&all));
        for _ in 0..self.config.retries {
            let again: Vec<u32> = self.bad.iter().copied().collect();
            if again.is_empty() {
                break;
            }
            self.batches(Pass::Retry, self.cut(&again));
        }
    }

    fn cut(&self, tests: &[u32]) -> VecDeque<Vec<u32>> {
        let size = self
            .config
            .batch_size
            .map_or(usize::MAX, |size| size as usize);
        let group = |test: &u32| self.world.deeds[*test as usize].planned.group;
        tests
            .chunk_by(|left, right| group(left) == group(right))
            .flat_map(|same| same.chunks(size).map(<[u32]>::to_vec))
            .collect()
    }

    fn batches(&mut self, pass: Pass, mut queue: VecDeque<Vec<u32>>) {
        while let Some(tests) = queue.pop_front() {
            self.batches.push((pass, tests.clone()));
            let left = self.world.run_alone(Start {
                batch: self.batches.len() as u32,
                job: 1,
                pass,
                given: Given::Tests(tests.clone()),
                limit_bytes: self.world.limit,
                reserved_bytes: None,
                has_soft_line: self.has_soft_line,
            });
            self.bad
                .retain(|test| !tests.contains(test) || left.unstarted.contains(test));
            self.bad.extend(&left.bad);
            self.requeue(pass, left, &mut queue);
        }
    }

    fn requeue(&mut self, pass: Pass, left: Left, queue: &mut VecDeque<Vec<u32>>) {
        let is_good = matches!(left.ending, Ending::Passed | Ending::NoTests);
        if self.config.fail_fast && !is_good && pass == Pass::Observe {
            self.not_run
                .extend(left.unstarted.into_iter().chain(queue.drain(..).flatten()));
            return;
        }
        if left.unstarted.is_empty() {
            return;
        }
        let has_progress = left.done > 0;
        if left.is_soft_stop && has_progress {
            self.has_soft_line &= left.done != 1;
            queue.push_front(left.unstarted);
        } else if (left.ending.is_death() || left.ending == Ending::Exited) && has_progress {
            queue.push_front(left.unstarted);
        } else if pass != Pass::Retry {
            self.not_run.extend(left.unstarted);
        }
    }
}

#[test]
fn one_job_runs_the_batches_of_today_in_the_order_of_today() {
    for seed in 0..2_000 {
        let mut dice = Dice(seed);
        let world = World {
            is_enforced: true,
            ..World::made_up(&mut dice)
        };
        let config = Config {
            jobs: 1,
            ..config(&world, &mut dice)
        };
        let mut today = Today {
            world: &world,
            config: &config,
            has_soft_line: true,
            bad: BTreeSet::new(),
            batches: Vec::new(),
            not_run: Vec::new(),
        };
        today.run();
        let mut dispatcher = Dispatcher::new(config.clone());
        let (mut batches, mut not_run) = (Vec::new(), Vec::new());
        let mut events = VecDeque::from([Event::Begin]);
        while let Some(event) = events.pop_front() {
            for effect in dispatcher.step(0, event) {
                match effect {
                    Effect::Start(start) => {
                        let Given::Tests(tests) = start.given.clone() else {
                            panic!("everything is listed");
                        };
                        assert_eq!(start.limit_bytes, world.limit);
                        batches.push((start.pass, tests));
                        let (batch, left) = (start.batch, world.run_alone(start));
                        events.push_back(Event::Ended { batch, left });
                    }
                    Effect::NotRun { tests, .. } => not_run.extend(tests),
                    Effect::GiveSoftLineUp { .. } | Effect::HuntMayBegin => {}
                    other => panic!("{other:?}"),
                }
            }
        }
        assert_eq!(
            (batches, not_run),
            (today.batches, today.not_run),
            "suite {seed}"
        );
    }
}
