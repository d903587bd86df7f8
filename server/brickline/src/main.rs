//! The brickline executable.

mod lsp;

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("server") => lsp::run(),
        _ => ExitCode::from(2),
    }
}
