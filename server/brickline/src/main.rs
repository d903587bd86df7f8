//! The brickline executable.
fn main() {}
