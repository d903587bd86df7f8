//! Workflow commands of GitHub Actions, which shows them as annotations.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::io::{self, Write};

use brickline_analysis::Severity;

use super::Finding;

/// Writes the findings.
pub fn write(out: &mut dyn Write, findings: &[Finding<'_>]) -> io::Result<()> {
    for finding in findings {
        let diagnostic = finding.diagnostic;
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let path = escape_property(&finding.path);
        let (start, end) = (finding.start, finding.end);
        let place = match start.cell {
            // Lines of a cell are no lines of the file.
            Some(_) => format!("file={path}"),
            None => format!(
                "file={path},line={},col={},endLine={},endColumn={}",
                start.line, start.column, end.line, end.column
            ),
        };
        let cell = start.cell.map(|cell| format!("cell {}, line {}: ", cell + 1, start.line)).unwrap_or_default();
        let message = escape(&format!("{cell}{}", diagnostic.message));
        writeln!(out, "::{command} title=brickline ({}),{place}::{message}", diagnostic.rule.name)?;
    }
    Ok(())
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}
