//! The brickline executable.

mod lsp;

fn main() -> std::process::ExitCode {
    lsp::run()
}
