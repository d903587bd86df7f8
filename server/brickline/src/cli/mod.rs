//! The command line: reads arguments, runs commands, turns what went wrong into messages and exit codes.

mod args;
mod config;
mod debug;
mod debug_bundle;
mod fix;
mod lint;
mod output;
mod progress;
mod rules;
mod session;

use std::path::PathBuf;
use std::process::ExitCode;

use brickline_analysis::Settings;
use clap::Parser;

use args::{Cli, Command, DebugCommand, SettingsArgs};

/// Exit code for wrong use and internal errors.
const FAILED: u8 = 2;

/// The stack of each worker: code may nest deeply.
pub const STACK_BYTES: usize = 32 << 20;

/// Runs the command that the arguments ask for.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    hide_contained_panics();
    if let Err(error) = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build_global() {
        return fail(&format!("the worker threads cannot start: {error}"));
    }
    let outcome = match cli.command {
        Command::Lint(args) => lint::run(&args),
        Command::Rule { name } => rules::explain(&name),
        Command::Rules { output_format } => rules::list(output_format),
        Command::Config { path, settings } => config::show(&path, &settings),
        Command::Server { .. } => return crate::lsp::run(),
        Command::Debug(DebugCommand::Model { file }) => debug::show_model(&file),
        Command::Debug(DebugCommand::Bundle { path, target }) => debug_bundle::show(&path, target.as_deref()),
        Command::Debug(DebugCommand::Schema) => debug::show_schema(),
    };
    match outcome {
        Ok(code) => code,
        // Nobody is reading any more: `brickline lint | head`.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => fail(&format!("the output cannot be written: {error}")),
        Err(Failure::Use(message)) => fail(&message),
    }
}

/// Why a command could not do what it was asked for.
#[derive(Debug)]
enum Failure {
    /// Wrong use, or something on disk; the text is for people.
    Use(String),
    /// The output cannot be written.
    Output(std::io::Error),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Use(message)
    }
}

fn fail(message: &str) -> ExitCode {
    for line in message.lines() {
        eprintln!("brickline: {line}");
    }
    ExitCode::from(FAILED)
}

/// A panic in a rule becomes a notice at the end; the default hook would print it as well.
fn hide_contained_panics() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !brickline_analysis::contain::is_contained() {
            default(panic);
        }
    }));
}

/// Where the user stands.
fn find_working_folder() -> Result<PathBuf, String> {
    std::env::current_dir().map_err(|error| format!("the working directory cannot be read: {error}"))
}

/// The settings of the command line. A selection there replaces the one of the files.
fn read_settings(args: &SettingsArgs) -> Result<Settings, String> {
    let rules = brickline_rules::ALL;
    let mut settings = Settings::default();
    for assignment in &args.config {
        let assigned = Settings::parse_assignment(assignment, rules).map_err(|error| format!("--config: {error}"))?;
        settings = assigned.over(settings);
    }
    if args.select.is_some() {
        for name in ["extend-select", "ignore"] {
            settings.set_selectors(name, &[], rules)?;
        }
    }
    let given = [("select", &args.select), ("extend-select", &args.extend_select), ("ignore", &args.ignore)];
    for (name, selectors) in given {
        if let Some(selectors) = selectors {
            settings.set_selectors(name, selectors, rules).map_err(|error| format!("--{name}: {error}"))?;
        }
    }
    Ok(settings)
}
