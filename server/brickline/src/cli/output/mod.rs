//! Writing findings: what all formats share, and the choice between them. Knows positions, no disk.

mod concise;
mod full;
mod github;
mod json;
mod sarif;
mod statistics;

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use anstream::ColorChoice;
use anstream::adapter::strip_bytes;
use brickline_analysis::{Diagnostic, FixKind, Safety};
use brickline_syntax::TextRange;

use super::args::{LintArgs, OutputFormat};
use super::session::Loaded;
use crate::position::{Position, Positions};

/// A finding with everything that is needed to write it.
pub struct Finding<'a> {
    /// The file, as people read it.
    pub path: String,
    /// The finding.
    pub diagnostic: &'a Diagnostic,
    /// The places of its file.
    pub positions: Arc<Positions<'a>>,
    /// Where it starts.
    pub start: Position,
    /// Where it ends, exclusive.
    pub end: Position,
    /// The places that belong to it.
    pub related: Vec<RelatedPlace<'a>>,
}

/// A place that belongs to a finding.
pub struct RelatedPlace<'a> {
    /// The file, as people read it.
    pub path: String,
    /// Where it starts.
    pub start: Position,
    /// Where it ends, exclusive.
    pub end: Position,
    /// What is there.
    pub message: &'a str,
}

impl<'a> Finding<'a> {
    /// Describes a finding of a file of `project`.
    pub fn new(
        project: &'a Loaded,
        working: &Path,
        path: &str,
        positions: &Arc<Positions<'a>>,
        diagnostic: &'a Diagnostic,
    ) -> Self {
        let related = diagnostic.related.iter().filter_map(|related| {
            let file = project.analysis.file(&related.file)?;
            let own = (related.file == diagnostic.file).then(|| Arc::clone(positions));
            let positions = own.unwrap_or_else(|| Arc::new(Positions::new(file)));
            Some(RelatedPlace {
                path: project.display(&related.file, working),
                start: positions.find(related.range.start()),
                end: positions.find(related.range.end()),
                message: &related.message,
            })
        });
        Self {
            path: path.to_owned(),
            start: positions.find(diagnostic.range.start()),
            end: find_end(positions, diagnostic.range),
            related: related.collect(),
            positions: Arc::clone(positions),
            diagnostic,
        }
    }

    /// Whether a fix up to `safety` can be applied.
    pub fn is_fixable(&self, safety: Safety) -> bool {
        self.diagnostic.fix.as_ref().is_some_and(|fix| fix.safety <= safety && fix.safety != Safety::Display)
    }
}

/// The end of a range; it stands in the cell of its last character.
pub fn find_end(positions: &Positions<'_>, range: TextRange) -> Position {
    positions.find(range.end())
}

/// `path:line:column`, with the cell, from 1, where there are cells.
pub fn write_place(path: &str, place: Position) -> String {
    match place.cell {
        Some(cell) => format!("{path}:cell {}:{}:{}", cell + 1, place.line, place.column),
        None => format!("{path}:{}:{}", place.line, place.column),
    }
}

/// The safety's name.
pub fn safety_name(safety: Safety) -> &'static str {
    match safety {
        Safety::Safe => FixKind::Safe.name(),
        Safety::Unsafe => FixKind::Unsafe.name(),
        Safety::Display => FixKind::Display.name(),
    }
}

/// Writes findings as the arguments ask.
pub fn write(args: &LintArgs, findings: &[Finding<'_>]) -> io::Result<()> {
    let is_for_people = matches!(args.output_format, OutputFormat::Full | OutputFormat::Concise);
    let mut out = anstream::stdout().lock();
    let is_plain = out.current_choice() == ColorChoice::Never;
    let mut text = Vec::new();
    write_as_asked(&mut text, args, findings, is_plain)?;
    if is_plain {
        // The stream would take out what sources hold of colours, too, but hand each piece between to the system on its own.
        out.into_inner().write_all(&strip_bytes(&text).into_vec())?;
    } else {
        out.write_all(&text)?;
        out.flush()?;
    }
    if is_for_people && !findings.is_empty() {
        eprintln!("{}", statistics::summary(findings));
    }
    Ok(())
}

fn write_as_asked(out: &mut dyn Write, args: &LintArgs, findings: &[Finding<'_>], is_plain: bool) -> io::Result<()> {
    match (args.output_format, args.statistics) {
        (OutputFormat::Json, true) => statistics::write_json(out, findings),
        (_, true) => statistics::write(out, findings),
        (OutputFormat::Full, false) => full::write(out, findings, is_plain),
        (OutputFormat::Concise, false) => concise::write(out, findings),
        (OutputFormat::Json, false) => json::write(out, findings),
        (OutputFormat::Github, false) => github::write(out, findings),
        (OutputFormat::Sarif, false) => sarif::write(out, findings),
    }
}
