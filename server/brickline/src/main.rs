//! The brickline executable: the only crate that touches disk, clock and environment.

mod cli;
mod lsp;
mod position;
mod project;

/// Trees, values and snapshots are many small pieces, made on one thread and dropped on another: the system's allocator takes
/// a quarter of the time of a keystroke more.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    cli::run()
}
