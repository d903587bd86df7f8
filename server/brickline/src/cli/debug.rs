//! `brickline debug`: what brickline sees, for contributors.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use brickline_analysis::config::schema::settings_schema;
use brickline_model::trace::describe;

use super::session::load_models;
use super::{Failure, find_working_folder};
use crate::position::Positions;
use crate::project::{absolute, relative};

/// Prints the operations of a file, one per line: place, kind, and what it is.
pub fn show_model(file: &Path) -> Result<ExitCode, Failure> {
    let working = find_working_folder()?;
    let session = load_models(file, &working)?;
    let path = absolute(file, &working);
    let found = session.projects.iter().find_map(|project| project.analysis.file(&relative(&path, &project.root)?));
    let analysed = found.ok_or_else(|| format!("{}: not a file that brickline reads", file.display()))?;
    let positions = Positions::new(analysed);
    let mut out = anstream::stdout().lock();
    for operation in &analysed.unit.model.operations {
        let place = positions.find(operation.site.name.start());
        let cell = place.cell.map(|cell| format!("{}:", cell + 1)).unwrap_or_default();
        writeln!(out, "{cell}{}:{} {}", place.line, place.column, describe(operation))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the JSON Schema of the settings.
pub fn show_schema() -> Result<ExitCode, Failure> {
    let mut out = anstream::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &settings_schema(brickline_rules::ALL)).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(ExitCode::SUCCESS)
}
