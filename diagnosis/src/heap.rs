//! The one heap graph: what every runtime that can show its heap is read into, and what is asked of it.
//!
//! A runtime adds a reader (`v8`, `ruby`, `golang`, `java`), a namer (`names`) and the words of its language (`javascript`);
//! all else, dominators, paths, growth, knows only nodes and edges.

pub mod dominators;
pub mod golang;
pub mod graph;
pub mod growth;
pub mod held;
pub mod java;
pub mod javascript;
#[cfg(test)]
mod laws;
pub mod names;
pub mod paths;
pub mod ruby;
mod told;
pub mod v8;
