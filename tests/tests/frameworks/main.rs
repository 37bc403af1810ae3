//! Frameworks beyond pytest: for each a suite that leaks. Found out who does it, and every test has the outcome
//! that the framework itself reports without oomscope.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, whatever goes wrong is a failure"
)]

mod ctest;
mod django;
mod found;
mod go;
mod googletest;
mod heap_limit;
mod heaps;
mod jest;
mod junit;
mod jvm;
mod kit;
mod minitest;
mod mocha;
mod nextest;
mod node_test;
mod rspec;
mod rust;
mod unittest;
mod v8;
mod vitest;
