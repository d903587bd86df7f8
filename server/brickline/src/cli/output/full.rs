//! Findings with the source around them, carets and a help line.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use brickline_analysis::{Safety, Severity};
use rayon::prelude::*;

use super::{Finding, write_place};

/// Findings longer than this show their beginning: a frame is for a look, not for reading.
const MOST_LINES: usize = 8;

/// Writes the findings, without colours if they are to be plain; they are drawn on all cores.
pub fn write(out: &mut dyn Write, findings: &[Finding<'_>], is_plain: bool) -> io::Result<()> {
    let renderer = if is_plain { Renderer::plain() } else { Renderer::styled() };
    let frames: Vec<String> = findings.par_iter().map(|finding| render(&renderer, finding)).collect();
    frames.iter().try_for_each(|frame| writeln!(out, "{frame}\n"))
}

fn render(renderer: &Renderer, finding: &Finding<'_>) -> String {
    let diagnostic = finding.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let range = diagnostic.range;
    let (window, first_line) = finding.positions.window(range, 1);
    let shown = cut_lines(&finding.positions.text()[window]);
    let start = (range.start() - window.start()) as usize;
    let end = ((range.end() - window.start()) as usize).min(shown.len());
    let path = match finding.start.cell {
        Some(cell) => format!("{}:cell {}", finding.path, cell + 1),
        None => finding.path.clone(),
    };
    let snippet = Snippet::source(shown)
        .path(path)
        .line_start(first_line)
        .annotation(AnnotationKind::Primary.span(start.min(end)..end));
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.rule.name);
    let mut group = title.element(snippet);
    for related in &finding.related {
        let place = write_place(&related.path, related.start);
        group = group.element(Level::NOTE.message(format!("{place}: {}", related.message)));
    }
    let groups: &[Group<'_>] = &[group.element(Level::HELP.message(help(finding)))];
    renderer.render(groups)
}

fn help(finding: &Finding<'_>) -> String {
    let rule = finding.diagnostic.rule.name;
    match &finding.diagnostic.fix {
        Some(fix) => {
            let how = match fix.safety {
                Safety::Safe => " (`--fix`)",
                Safety::Unsafe => " (`--fix --unsafe-fixes`)",
                Safety::Display => "",
            };
            format!("{}{how}; `brickline rule {rule}` explains", fix.title)
        }
        None => format!("`brickline rule {rule}` explains"),
    }
}

fn cut_lines(text: &str) -> &str {
    let end = text.match_indices('\n').nth(MOST_LINES - 1).map_or(text.len(), |(at, _)| at);
    text[..end].trim_end_matches(['\n', '\r'])
}
