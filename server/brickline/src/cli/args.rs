//! What the command line takes. Knows names of options, not what they do.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Linter and language server for PySpark, Databricks SQL and Databricks bundles.
#[derive(Debug, Parser)]
#[command(name = "brickline", version, about)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find what is wrong in files and folders
    Lint(LintArgs),
    /// Explain a rule
    Rule {
        /// Its name
        name: String,
    },
    /// List the rules
    Rules {
        /// How to write the list
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        output_format: ListFormat,
    },
    /// Show the settings in force, and where each comes from
    Config {
        /// The folder or file they are asked for
        #[arg(default_value = ".")]
        path: PathBuf,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Serve an editor over stdin and stdout
    Server {
        /// Accepted for editors that pass it; stdin and stdout are always used
        #[arg(long)]
        stdio: bool,
    },
    /// Show what brickline sees, for contributors
    #[command(subcommand)]
    Debug(DebugCommand),
}

/// Commands for contributors.
#[derive(Debug, Subcommand)]
pub enum DebugCommand {
    /// The operations and values of a file
    Model {
        /// The file
        file: PathBuf,
    },
    /// What a target of a bundle would deploy, and which line each value comes from
    Bundle {
        /// A folder or file of the bundle
        #[arg(default_value = ".")]
        path: PathBuf,
        /// The target; else the default one
        #[arg(long, short, value_name = "NAME")]
        target: Option<String>,
    },
    /// The JSON Schema of the settings
    Schema,
}

/// What `lint` takes.
#[derive(Debug, Args)]
pub struct LintArgs {
    /// Files and folders; `-` reads one file from stdin
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// The path that the text from stdin has
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    pub settings: SettingsArgs,
    /// Apply the fixes that keep what the code does
    #[arg(long)]
    pub fix: bool,
    /// With --fix or --diff: also the fixes that may change what the code does
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Show what fixing would change, and change nothing
    #[arg(long)]
    pub diff: bool,
    /// How to write the findings
    #[arg(long, value_enum, default_value_t = OutputFormat::Full)]
    pub output_format: OutputFormat,
    /// The least severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Warning)]
    pub fail_on: FailOn,
    /// Count the findings of each rule instead of showing them
    #[arg(long)]
    pub statistics: bool,
    /// Say on stderr how long each phase took
    #[arg(long, hide = true)]
    pub timings: bool,
}

/// Settings of the command line; they hold over those of files.
#[derive(Debug, Default, Args)]
pub struct SettingsArgs {
    /// Run these rules only: names, groups, `pedantic`, `ALL`, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Option<Vec<String>>,
    /// Run these rules too
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub extend_select: Option<Vec<String>>,
    /// Do not run these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Option<Vec<String>>,
    /// A setting as in the settings file: `rules.unbounded-collect="error"`
    #[arg(long, value_name = "KEY=VALUE")]
    pub config: Vec<String>,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// With the source around them
    Full,
    /// One line each
    Concise,
    /// One array
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0
    Sarif,
}

/// How the list of rules is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    Text,
    /// One array
    Json,
}

/// The least severity that makes the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}
