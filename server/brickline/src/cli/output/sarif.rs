//! SARIF 2.1.0, for code scanning. <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeMap;
use std::io::{self, Write};

use brickline_analysis::{Rule, Severity};
use serde_sarif::sarif::{
    ArtifactLocation, Location, LogicalLocation, Message, MultiformatMessageString, PhysicalLocation, Region,
    ReportingDescriptor, Result as SarifResult, ResultLevel, Run, SCHEMA_URL, Sarif, Tool, ToolComponent,
};

use super::Finding;

/// Writes the findings.
pub fn write(out: &mut dyn Write, findings: &[Finding<'_>]) -> io::Result<()> {
    let rules: BTreeMap<&str, &Rule> =
        findings.iter().map(|finding| (finding.diagnostic.rule.name, finding.diagnostic.rule)).collect();
    let driver = ToolComponent::builder()
        .name("brickline")
        .version(env!("CARGO_PKG_VERSION"))
        .information_uri(env!("CARGO_PKG_REPOSITORY"))
        .rules(rules.values().map(|rule| descriptor(rule)).collect::<Vec<_>>())
        .build();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind("unicodeCodePoints")
        .results(findings.iter().map(result).collect::<Vec<_>>())
        .build();
    let sarif = Sarif::builder().schema(SCHEMA_URL).version("2.1.0").runs(vec![run]).build();
    serde_json::to_writer_pretty(&mut *out, &sarif)?;
    writeln!(out)
}

fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let text = |text: &str| MultiformatMessageString::builder().text(text).build();
    ReportingDescriptor::builder()
        .id(rule.name)
        .short_description(text(rule.summary))
        .full_description(text(rule.why))
        .help_uri(rule.links.first().copied().unwrap_or(env!("CARGO_PKG_REPOSITORY")))
        .build()
}

fn result(finding: &Finding<'_>) -> SarifResult {
    let diagnostic = finding.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
        Severity::Info => ResultLevel::Note,
    };
    SarifResult::builder()
        .rule_id(diagnostic.rule.name)
        .level(level)
        .message(Message::builder().text(diagnostic.message.as_str()).build())
        .locations(vec![location(finding)])
        .build()
}

fn location(finding: &Finding<'_>) -> Location {
    let region = Region::builder()
        .start_line(finding.start.line as i64)
        .start_column(finding.start.column as i64)
        .end_line(finding.end.line as i64)
        .end_column(finding.end.column as i64)
        .build();
    let artifact = ArtifactLocation::builder().uri(escape_uri(&finding.path)).build();
    let place = PhysicalLocation::builder().artifact_location(artifact).region(region).build();
    match finding.start.cell {
        // Lines and columns count within the cell, which is said beside them.
        Some(cell) => {
            let cell = LogicalLocation::builder().name(format!("cell {}", cell + 1)).kind("element").build();
            Location::builder().physical_location(place).logical_locations(vec![cell]).build()
        }
        None => Location::builder().physical_location(place).build(),
    }
}

fn escape_uri(path: &str) -> String {
    path.replace('%', "%25").replace(' ', "%20").replace('#', "%23").replace('?', "%3F")
}
