//! The `oomscope` binary.

fn main() {}
