//! The brickline executable: the only crate that touches disk, clock and environment.

mod cli;
mod lsp;
mod position;
mod project;

/// The parser and our trees make and free millions of small things, at which the system's allocator is slow.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::run()
}
