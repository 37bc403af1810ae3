//! GitHub Actions, as far as the workflows and the action of this project can tell: a stand-in of its
//! services on loopback, its expressions, and a runner that goes through the steps of a job.

pub mod action;
pub mod expression;
pub mod platform;
pub mod workflow;
mod yaml;

pub use yaml::read as read_yaml;
