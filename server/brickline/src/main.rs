//! The brickline executable: the only crate that touches disk, clock and environment.

mod cli;
mod lsp;
mod position;
mod project;

fn main() -> std::process::ExitCode {
    cli::run()
}
