//! How many findings of which rule, and the line that sums a run up.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use brickline_analysis::{Rule, Safety, Severity};
use serde::Serialize;

use super::Finding;

#[derive(Serialize)]
struct Count {
    rule: &'static str,
    group: &'static str,
    count: usize,
    fixable: usize,
}

fn count(findings: &[Finding<'_>]) -> Vec<Count> {
    let mut counts: BTreeMap<&str, (&'static Rule, usize, usize)> = BTreeMap::new();
    for finding in findings {
        let entry = counts.entry(finding.diagnostic.rule.name).or_insert((finding.diagnostic.rule, 0, 0));
        entry.1 += 1;
        entry.2 += usize::from(finding.is_fixable(Safety::Unsafe));
    }
    let count = |(rule, count, fixable): (&'static Rule, usize, usize)| Count {
        rule: rule.name,
        group: rule.group.name(),
        count,
        fixable,
    };
    let mut counts: Vec<Count> = counts.into_values().map(count).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}

/// Writes one line per rule, the most frequent first.
pub fn write(out: &mut dyn Write, findings: &[Finding<'_>]) -> io::Result<()> {
    for count in count(findings) {
        let fixable = if count.fixable > 0 { format!("  ({} fixable)", count.fixable) } else { String::new() };
        writeln!(out, "{:>6}  {}/{}{fixable}", count.count, count.group, count.rule)?;
    }
    Ok(())
}

/// Writes the counts as one array.
pub fn write_json(out: &mut dyn Write, findings: &[Finding<'_>]) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &count(findings))?;
    writeln!(out)
}

/// `12 findings (3 errors, 9 warnings) in 4 files; 2 can be fixed with --fix, ...`
pub fn summary(findings: &[Finding<'_>]) -> String {
    let of = |severity| findings.iter().filter(|finding| finding.diagnostic.severity == severity).count();
    let parts = [("error", of(Severity::Error)), ("warning", of(Severity::Warning)), ("note", of(Severity::Info))];
    let parts: Vec<_> =
        parts.iter().filter(|(_, count)| *count > 0).map(|(name, count)| plural(*count, name)).collect();
    let files = findings.iter().map(|finding| &finding.path).collect::<BTreeSet<_>>().len();
    let mut text = format!("{} ({}) in {}", plural(findings.len(), "finding"), parts.join(", "), plural(files, "file"));
    let fixable = |safety| findings.iter().filter(|finding| finding.is_fixable(safety)).count();
    let (safe, all) = (fixable(Safety::Safe), fixable(Safety::Unsafe));
    if safe > 0 {
        text.push_str(&format!("; {safe} can be fixed with --fix"));
    }
    if all > safe {
        text.push_str(&format!("; {} with --fix --unsafe-fixes", all));
    }
    text
}

fn plural(count: usize, name: &str) -> String {
    if count == 1 { format!("1 {name}") } else { format!("{count} {name}s") }
}
