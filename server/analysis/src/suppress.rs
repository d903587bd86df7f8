//! Ignore comments: reading them, matching findings with them, and telling which ones did nothing.
//! Knows the form of a directive, not who wrote the finding.

use brickline_model::FileModel;
use brickline_syntax::TextRange;
use brickline_syntax::embed::Place;
use brickline_syntax::source::{CellContent, FileKind, ParsedFile};

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::nearest::find_nearest;
use crate::rule::Rule;
use crate::selector::{Selector, parse_selector};

const MARK: &str = "brickline:";

/// An ignore comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Directive {
    /// The whole comment it stands in.
    pub comment: TextRange,
    /// From `brickline:` to the closing bracket.
    pub range: TextRange,
    /// The names in the brackets; empty when there are none.
    pub names: Vec<DirectiveName>,
    /// Whether it is `ignore-file`.
    pub whole_file: bool,
    /// Where it holds: findings that start in one of these ranges. Empty for an `ignore-file` that does not stand at the top.
    covers: Vec<TextRange>,
}

/// A name in an ignore comment.
#[derive(Clone, Debug, PartialEq)]
pub struct DirectiveName {
    /// The name as written.
    pub text: String,
    /// Where it stands.
    pub range: TextRange,
}

impl Directive {
    /// What to delete so that the directive is gone: the comment with the space before it, the whole line when nothing else
    /// stands there, or only its own part of a comment that says more.
    pub fn removal(&self, text: &str) -> TextRange {
        let comment = &text[self.comment.start() as usize..self.range.start() as usize];
        let mark = comment.trim_end().trim_end_matches(['#', '-']);
        let start = self.comment.start() as usize + mark.len();
        let line = line_of(text, self.comment.start());
        let before = &text[line.start() as usize..start];
        if is_blank(before) {
            let end = (line.end() as usize + 1).min(text.len());
            return TextRange::from_usize(line.start() as usize, end);
        }
        TextRange::from_usize(line.start() as usize + before.trim_end().len(), self.comment.end() as usize)
    }
}

/// Whether nothing stands before a comment on its line but white space and a mark of a magic line.
fn is_blank(before: &str) -> bool {
    matches!(before.trim(), "" | "# MAGIC" | "-- MAGIC")
}

/// What a name in an ignore comment did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameState {
    /// It hid a finding.
    Used,
    /// It hid none, and its rule ran.
    Unused,
    /// Its rule did not run, so nobody can tell.
    NotRun,
    /// There is no such rule; the nearest there is.
    Unknown(Option<&'static str>),
}

/// An ignore comment and what each of its names did.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// The comment.
    pub directive: &'a Directive,
    /// One state per name.
    pub states: Vec<NameState>,
}

/// The ignore comments of a file.
pub fn find_directives(file: &ParsedFile, model: &FileModel) -> Vec<Directive> {
    let text = &*file.text;
    if memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut found: Vec<Directive> = Vec::new();
    let comments = file.comments.iter().map(|comment| comment.range);
    let embedded = model.sql.iter().filter(|sql| matches!(sql.embed.place, Place::Inline { .. }));
    let embedded = embedded.flat_map(|sql| find_marked_comments(text, sql.range, &["--"]));
    let yaml = (file.kind == FileKind::Yaml).then(|| find_marked_comments(text, whole(text), &["#"]));
    for comment in comments.chain(embedded).chain(yaml.into_iter().flatten()) {
        if !found.iter().any(|known| known.comment.overlaps(comment)) {
            found.extend(parse_directive(text, comment));
        }
    }
    found.sort_by_key(|directive| directive.range);
    cover_statements(file, model, &mut found);
    found
}

fn whole(text: &str) -> TextRange {
    TextRange::from_usize(0, text.len())
}

/// Comments with a directive inside `within`, found by their marks: for texts whose comments no parser lists.
fn find_marked_comments(text: &str, within: TextRange, marks: &[&str]) -> Vec<TextRange> {
    let Some(inside) = text.get(within.to_usize()) else { return Vec::new() };
    let base = within.start() as usize;
    let mut found = Vec::new();
    for (at, _) in inside.match_indices(MARK) {
        let line = inside[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let Some(start) = marks.iter().filter_map(|mark| inside[line..at].find(mark)).min() else { continue };
        let end = inside[at..].find('\n').map_or(inside.len(), |newline| at + newline);
        found.push(TextRange::from_usize(base + line + start, base + end));
    }
    found
}

fn parse_directive(text: &str, comment: TextRange) -> Option<Directive> {
    let content = text.get(comment.to_usize())?;
    let mark = content.find(MARK)?;
    let (at, after) = (comment.start() as usize + mark, &content[mark + MARK.len()..]);
    let word = after.trim_start();
    let whole_file = word.starts_with("ignore-file");
    let rest = word.strip_prefix(if whole_file { "ignore-file" } else { "ignore" })?;
    let names_at = comment.start() as usize + content.len() - rest.len();
    let (names, end) = match rest.strip_prefix('[').and_then(|list| Some(&list[..list.find(']')?])) {
        Some(list) => (parse_names(list, names_at + 1), names_at + list.len() + 2),
        None if rest.starts_with(|next: char| next.is_alphanumeric() || next == '-') => return None,
        None => (Vec::new(), names_at),
    };
    let covers = if whole_file {
        if is_top(&text[..comment.start() as usize]) { vec![whole(text)] } else { Vec::new() }
    } else {
        vec![covered_line(text, comment)]
    };
    Some(Directive { comment, range: TextRange::from_usize(at, end), names, whole_file, covers })
}

fn parse_names(list: &str, base: usize) -> Vec<DirectiveName> {
    let mut names = Vec::new();
    let mut at = base;
    for part in list.split(',') {
        let name = part.trim();
        if !name.is_empty() {
            let start = at + part.len() - part.trim_start().len();
            names
                .push(DirectiveName { text: name.to_owned(), range: TextRange::from_usize(start, start + name.len()) });
        }
        at += part.len() + 1;
    }
    names
}

/// Whether nothing but comments, blank lines and a notebook's header stand before.
fn is_top(before: &str) -> bool {
    before.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#') || line.starts_with("--"))
}

/// The comment's own line, or the next line with anything on it when the comment stands alone.
fn covered_line(text: &str, comment: TextRange) -> TextRange {
    let line = line_of(text, comment.start());
    if !is_blank(&text[line.start() as usize..comment.start() as usize]) {
        return line;
    }
    let mut next = line;
    while (next.end() as usize) < text.len() {
        next = line_of(text, next.end() + 1);
        let content = text[next.to_usize()].trim();
        if !(content.is_empty() || content == "# MAGIC" || content.starts_with('#') && content.contains(MARK)) {
            break;
        }
    }
    line.cover(next)
}

/// The line that `offset` stands on, without its newline.
fn line_of(text: &str, offset: u32) -> TextRange {
    let offset = (offset as usize).min(text.len());
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |newline| offset + newline);
    TextRange::from_usize(start, end)
}

/// A Python comment on the first or last line of a statement holds for SQL strings in that statement too.
fn cover_statements(file: &ParsedFile, model: &FileModel, directives: &mut [Directive]) {
    let text = &*file.text;
    let mut statements = Vec::new();
    for cell in &file.cells {
        if let CellContent::Python(python) = &cell.content {
            crate::statement::find_leaves(&python.body, &mut statements);
        }
    }
    for sql in &model.sql {
        let at = sql.range.start();
        let last = statements.partition_point(|statement| statement.start() <= at);
        let Some(statement) = last.checked_sub(1).and_then(|last| statements.get(last)) else { continue };
        if !statement.contains_range(sql.range) {
            continue;
        }
        let (first, last) = (line_of(text, statement.start()), line_of(text, statement.end()));
        for directive in directives.iter_mut().filter(|directive| !directive.whole_file) {
            let holds = directive.covers.iter().any(|line| line.overlaps(first) || line.overlaps(last));
            if holds && !sql.range.contains_range(directive.comment) {
                directive.covers.push(sql.range);
            }
        }
    }
}

/// Takes away the findings that ignore comments hide, and judges the comments.
pub fn apply<'a>(
    directives: &'a [Directive],
    config: &Config,
    path: &str,
    found: &mut Vec<Diagnostic>,
) -> Vec<Judged<'a>> {
    let mut judged: Vec<_> = directives
        .iter()
        .map(|directive| Judged {
            directive,
            states: directive.names.iter().map(|name| initial_state(&name.text, config, path)).collect(),
        })
        .collect();
    found.retain(|diagnostic| {
        let mut hidden = false;
        for judged in &mut judged {
            if !judged.directive.covers.iter().any(|range| range.touches(diagnostic.range.start())) {
                continue;
            }
            for (name, state) in judged.directive.names.iter().zip(&mut judged.states) {
                if is_named(&name.text, diagnostic.rule, config) {
                    *state = NameState::Used;
                    hidden = true;
                }
            }
        }
        !hidden
    });
    judged
}

fn is_named(name: &str, rule: &Rule, config: &Config) -> bool {
    match parse_selector(name, config.rules()) {
        Ok(Selector::Rule(named)) => named.name == rule.name,
        Ok(Selector::Group(group)) => group == rule.group,
        _ => false,
    }
}

fn initial_state(name: &str, config: &Config, path: &str) -> NameState {
    let runs = |rule: &Rule| config.is_enabled(rule) && !config.is_ignored_in(rule, path);
    match parse_selector(name, config.rules()) {
        Ok(Selector::Rule(rule)) if runs(rule) => NameState::Unused,
        Ok(Selector::Rule(_)) => NameState::NotRun,
        Ok(Selector::Group(group)) if config.rules().iter().any(|rule| rule.group == group && runs(rule)) => {
            NameState::Unused
        }
        Ok(Selector::Group(_)) => NameState::NotRun,
        _ => NameState::Unknown(find_nearest(name, config.rules().iter().map(|rule| rule.name))),
    }
}
