//! One line per finding: place, severity, rule, message.

use std::io::{self, Write};

use super::{Finding, write_place};

/// Writes the findings.
pub fn write(out: &mut dyn Write, findings: &[Finding<'_>]) -> io::Result<()> {
    for finding in findings {
        let diagnostic = finding.diagnostic;
        let place = write_place(&finding.path, finding.start);
        let (severity, rule) = (diagnostic.severity.name(), diagnostic.rule.name);
        writeln!(out, "{place}: {severity}[{rule}] {}", diagnostic.message)?;
    }
    Ok(())
}
