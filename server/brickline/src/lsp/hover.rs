//! Hovers: the page of the rules that found something at a place, and what there is to say about a place of a bundle.

use std::fmt::Write;

use brickline_analysis::docs::rule_page;
use brickline_analysis::ide::bundle::{self, Location, Row, find_hover};
use brickline_syntax::TextRange;
use brickline_syntax::text::LineIndex;
use tower_lsp_server::ls_types::*;

use super::view::View;

impl View {
    /// What there is to say about a place.
    pub fn hover(&self, uri: &Uri, position: Position) -> Option<Hover> {
        let at = self.offset(uri, position)?;
        let found: Vec<_> = self.found().into_iter().filter(|found| found.range.touches(at)).collect();
        let mut pages: Vec<_> = found.iter().map(|found| rule_page(found.rule)).collect();
        let mut ranges: Vec<TextRange> = found.iter().map(|found| found.range).collect();
        if let Some(said) = find_hover(&self.analysis, &self.path, at) {
            ranges.insert(0, said.range);
            pages.insert(0, self.render(&said));
        }
        let range = match found.is_empty() {
            true => ranges.first().copied(),
            false => ranges.into_iter().reduce(TextRange::cover),
        }?;
        let kind = if self.client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
        let contents = HoverContents::Markup(MarkupContent { kind, value: pages.join("\n---\n") });
        Some(Hover { contents, range: Some(self.places().range(range)) })
    }

    fn render(&self, said: &bundle::Hover) -> String {
        let mut text = self.mark("**`", &said.title, "`**");
        if !said.detail.is_empty() {
            let _ = write!(text, ": {}", said.detail);
        }
        text.push('\n');
        if !said.text.is_empty() {
            let _ = write!(text, "\n{}\n", said.text);
        }
        if !said.rows.is_empty() {
            text.push('\n');
        }
        for row in &said.rows {
            let _ = writeln!(text, "- {}", self.render_row(row));
        }
        text
    }

    fn render_row(&self, row: &Row) -> String {
        let mut text = match row.targets.is_empty() {
            true => String::new(),
            false => format!("{}: ", row.targets.join(", ")),
        };
        match &row.value {
            // A value of several lines would break the list.
            Some(value) => text.push_str(&self.mark("`", &value.replace(['\n', '`'], " "), "`")),
            None => text.push_str(row.note),
        }
        if let Some(place) = &row.at {
            let _ = write!(text, " ({}", self.line_of(place));
            for over in &row.over {
                let _ = write!(text, ", over {}", self.line_of(over));
            }
            text.push(')');
        }
        text
    }

    fn mark(&self, open: &str, text: &str, close: &str) -> String {
        if self.client.markdown { format!("{open}{text}{close}") } else { text.to_owned() }
    }

    /// `path:line`, the line counted from one.
    fn line_of(&self, place: &Location) -> String {
        let text = self.analysis.text(&place.file).map_or("", |text| &**text);
        format!("{}:{}", place.file, LineIndex::new(text).line(place.range.start()) + 1)
    }
}
