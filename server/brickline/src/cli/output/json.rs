//! One JSON array. Its fields are an interface: other programs read them.

use std::io::{self, Write};

use brickline_analysis::Fix;
use serde::Serialize;

use super::{Finding, RelatedPlace, safety_name};
use crate::position::{Position, Positions};

#[derive(Serialize)]
struct Item<'a> {
    path: &'a str,
    cell: Option<usize>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    rule: &'a str,
    group: &'a str,
    severity: &'a str,
    message: &'a str,
    url: Option<&'a str>,
    fix: Option<FixItem<'a>>,
    related: Vec<RelatedItem<'a>>,
}

#[derive(Serialize)]
struct FixItem<'a> {
    title: &'a str,
    safety: &'a str,
    edits: Vec<EditItem<'a>>,
}

#[derive(Serialize)]
struct EditItem<'a> {
    cell: Option<usize>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct RelatedItem<'a> {
    path: &'a str,
    cell: Option<usize>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    message: &'a str,
}

/// Writes the findings.
pub fn write(out: &mut dyn Write, findings: &[Finding<'_>]) -> io::Result<()> {
    let items: Vec<Item<'_>> = findings.iter().map(item).collect();
    serde_json::to_writer_pretty(&mut *out, &items)?;
    writeln!(out)
}

fn item<'a>(finding: &'a Finding<'_>) -> Item<'a> {
    let diagnostic = finding.diagnostic;
    let Position { cell, line, column } = finding.start;
    Item {
        path: &finding.path,
        cell,
        line,
        column,
        end_line: finding.end.line,
        end_column: finding.end.column,
        rule: diagnostic.rule.name,
        group: diagnostic.rule.group.name(),
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        url: diagnostic.rule.links.first().copied(),
        fix: diagnostic.fix.as_ref().map(|fix| fix_item(fix, &finding.positions)),
        related: finding.related.iter().map(related_item).collect(),
    }
}

fn fix_item<'a>(fix: &'a Fix, positions: &Positions<'_>) -> FixItem<'a> {
    let edits = fix.edits.iter().map(|edit| {
        let (start, end) = (positions.find(edit.range.start()), positions.find(edit.range.end()));
        EditItem {
            cell: start.cell,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            text: &edit.text,
        }
    });
    FixItem { title: &fix.title, safety: safety_name(fix.safety), edits: edits.collect() }
}

fn related_item<'a>(related: &'a RelatedPlace<'_>) -> RelatedItem<'a> {
    RelatedItem {
        path: &related.path,
        cell: related.start.cell,
        line: related.start.line,
        column: related.start.column,
        end_line: related.end.line,
        end_column: related.end.column,
        message: related.message,
    }
}
