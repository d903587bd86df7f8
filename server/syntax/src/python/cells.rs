//! Splits files into cells and says what each holds: Python, SQL, or another magic.
//! Knows the marks of Databricks source notebooks and the names of magics; parses neither Python nor SQL.

use std::borrow::Cow;

use super::scan::{CUT, Scan, magic_name, parse_magic, scan};
use crate::comment::{Comment, find_sql_comments};
use smol_str::SmolStr;

use crate::embed::{Embed, Guard, Region, blank, overwrite};
use crate::notebook::Language;
use crate::range::TextRange;
use crate::source::{FileKind, Magic};

/// Where a cell stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) range: TextRange,
    pub(crate) title: Option<TextRange>,
}

/// What a cell holds, before its code is parsed.
#[derive(Debug)]
pub(crate) enum Plan {
    Python(Sketch),
    Sql(Embed),
    Magic(Magic),
}

/// A Python cell before its code is parsed.
#[derive(Debug)]
pub(crate) struct Sketch {
    pub(crate) magics: Vec<Magic>,
    /// What was cut out of the code because no statement can end with it.
    pub(crate) errors: Vec<TextRange>,
    /// What to parse one by one.
    pub(crate) chunks: Vec<TextRange>,
}

/// A cell before its code is parsed.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) span: Span,
    /// The text as the parser shall see it, of the cell's length; `None` if that is the cell's text.
    pub(crate) code: Option<String>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) plan: Plan,
}

/// The comment lines that give a Databricks source notebook its structure.
struct Marks {
    comment: &'static str,
    header: &'static str,
    separator: &'static str,
    title: &'static str,
    magic: &'static str,
}

const PYTHON_MARKS: Marks = Marks {
    comment: "#",
    header: "# Databricks notebook source",
    separator: "# COMMAND ----------",
    title: "# DBTITLE",
    magic: "# MAGIC",
};

const SQL_MARKS: Marks = Marks {
    comment: "--",
    header: "-- Databricks notebook source",
    separator: "-- COMMAND ----------",
    title: "-- DBTITLE",
    magic: "-- MAGIC",
};

/// Magics of the whole cell also with a single `%`, as Databricks documents them, and `%skip` and `%environment` of its
/// exports.
/// <https://docs.databricks.com/aws/en/notebooks/notebooks-code#mix-languages>
const CELL_MAGICS: &[&str] = &["sql", "md", "md-sandbox", "sh", "scala", "r", "fs", "skip", "environment"];

/// Magics whose cell is Python all the same.
const PYTHON_MAGICS: &[&str] = &["python", "python3", "py", "time", "timeit", "capture", "prun", "memit"];

/// Whether `text` starts as a Databricks source notebook.
pub(crate) fn is_notebook(text: &str, language: &Language) -> bool {
    let marks = if *language == Language::Sql { &SQL_MARKS } else { &PYTHON_MARKS };
    let first = text.strip_prefix('\u{feff}').unwrap_or(text).lines().next().unwrap_or("");
    first.trim_end() == marks.header
}

/// The cells of a file that is no `.ipynb`; a file without cells is one.
pub(crate) fn split(kind: FileKind, text: &str) -> Vec<Span> {
    match kind {
        FileKind::PythonNotebook => split_notebook(text, &PYTHON_MARKS),
        FileKind::SqlNotebook => split_notebook(text, &SQL_MARKS),
        FileKind::Python | FileKind::Sql => {
            vec![Span { range: TextRange::from_usize(0, text.len()), title: None }]
        }
        FileKind::Ipynb | FileKind::Yaml => Vec::new(),
    }
}

fn split_notebook(text: &str, marks: &Marks) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut current = Lines::default();
    let mut title = None;
    for (start, end) in lines(text) {
        let line = text[start..end].trim_end();
        if line == marks.separator {
            // Databricks writes no separator before the first cell, so nothing before the first separator is no cell.
            if !(spans.is_empty() && current.is_blank()) {
                spans.push(Span { range: current.range(start), title });
            }
            (current, title) = (Lines::default(), None);
        } else if current.is_blank() && line.starts_with(marks.title) {
            let label = line.find(',').map_or(marks.title.len(), |comma| comma + 1);
            title = Some(TextRange::from_usize(start + label, start + line.len()));
        } else if !(start <= '\u{feff}'.len_utf8() && line.trim_start_matches('\u{feff}') == marks.header) {
            current.push(start, start + line.len(), line.is_empty());
        }
    }
    if !(spans.is_empty() && current.is_blank() && title.is_none()) {
        spans.push(Span { range: current.range(text.len()), title });
    }
    spans
}

/// The lines of a cell from the first to the last that is not blank.
#[derive(Default)]
struct Lines {
    range: Option<(usize, usize)>,
}

impl Lines {
    fn is_blank(&self) -> bool {
        self.range.is_none()
    }

    fn push(&mut self, start: usize, end: usize, is_blank: bool) {
        if !is_blank {
            self.range = Some((self.range.map_or(start, |(first, _)| first), end));
        }
    }

    fn range(&self, fallback: usize) -> TextRange {
        let (start, end) = self.range.unwrap_or((fallback, fallback));
        TextRange::from_usize(start, end)
    }
}

/// The lines of `text` as start and end, without line ends.
fn lines(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let mut next = 0;
    memchr::memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len())).filter_map(move |newline| {
        let start = std::mem::replace(&mut next, newline + 1);
        let end = if newline > start && bytes[newline - 1] == b'\r' { newline - 1 } else { newline };
        (start < bytes.len()).then_some((start, end))
    })
}

/// Says what the cell at `span` holds. `language` is what cells without a magic are written in.
pub(crate) fn draft(kind: FileKind, language: &Language, text: &str, span: Span) -> Draft {
    let cell = &text[span.range];
    let base = span.range.start();
    let plain = Guest::plain(cell, base);
    let marks = match kind {
        FileKind::PythonNotebook => &PYTHON_MARKS,
        FileKind::SqlNotebook => &SQL_MARKS,
        _ => return draft_guest(plain, language, span),
    };
    if !first_code_line(cell, marks.comment, marks.magic).is_some_and(|line| is_marked(line, marks)) {
        return draft_guest(plain, language, span);
    }
    match strip_marks(cell, base, marks) {
        Stripped::Magic(guest) => draft_guest(guest, language, span),
        Stripped::Mixed if *language == Language::Python => draft_mixed(cell, base, span),
        Stripped::Mixed => draft_guest(plain, language, span),
    }
}

/// A cell's text without the marks of a source notebook, and what of it may be edited.
struct Guest<'t> {
    text: Cow<'t, str>,
    base: u32,
    /// Comments before the magic.
    comments: Vec<Comment>,
    /// The contents of marked lines; `None` if nothing is marked.
    marked: Option<Vec<TextRange>>,
}

impl<'t> Guest<'t> {
    fn plain(cell: &'t str, base: u32) -> Self {
        Self { text: cell.into(), base, comments: Vec::new(), marked: None }
    }
}

enum Stripped<'t> {
    Magic(Guest<'t>),
    /// Marked lines and plain code in one cell.
    Mixed,
}

fn is_marked(line: &str, marks: &Marks) -> bool {
    line.strip_prefix(marks.magic).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// The first line that is neither blank nor a comment; a line that starts with `mark` counts as code.
fn first_code_line<'t>(cell: &'t str, comment: &str, mark: &str) -> Option<&'t str> {
    let is_code = |line: &&str| !line.is_empty() && (!line.starts_with(comment) || line.starts_with(mark));
    cell.lines().map(str::trim).find(is_code)
}

fn strip_marks<'t>(cell: &'t str, base: u32, marks: &Marks) -> Stripped<'t> {
    let mut blanks = Vec::new();
    let mut guest = Guest { marked: Some(Vec::new()), ..Guest::plain(cell, base) };
    for (start, end) in lines(cell) {
        let line = &cell[start..end];
        let range = TextRange::from_usize(start, end);
        if is_marked(line, marks) {
            let mark = marks.magic.len() + usize::from(line.len() > marks.magic.len());
            blanks.push(TextRange::from_usize(start, start + mark));
            guest.marked.get_or_insert_default().push(TextRange::from_usize(start + mark, end).shift(base));
        } else if line.trim_start().starts_with(marks.comment) {
            blanks.push(range);
            guest.comments.push(Comment { range: range.shift(base), own_line: true });
        } else if !line.trim().is_empty() {
            return Stripped::Mixed;
        }
    }
    guest.text = blank(cell, &blanks);
    Stripped::Magic(guest)
}

/// Python that follows marked lines without a separator still runs; the marked lines are kept as one magic.
fn draft_mixed(cell: &str, base: u32, span: Span) -> Draft {
    let marked: Vec<_> = lines(cell).filter(|&(start, end)| is_marked(&cell[start..end], &PYTHON_MARKS)).collect();
    let blanks: Vec<_> = marked.iter().map(|&(start, end)| TextRange::from_usize(start, end)).collect();
    let code = blank(cell, &blanks);
    let mut draft = draft_python(Guest { text: code, ..Guest::plain(cell, base) }, span, &[]);
    if let (Some(&(first, first_end)), Some(&(_, end)), Plan::Python(Sketch { magics, .. })) =
        (marked.first(), marked.last(), &mut draft.plan)
    {
        let start = first + PYTHON_MARKS.magic.len() + 1;
        let mut magic = parse_magic(cell, start.min(first_end), first_end, base);
        magic.range = TextRange::from_usize(first, end).shift(base);
        magics.insert(0, magic);
    }
    draft
}

/// Finds the magic that starts a cell and follows it.
fn draft_guest(guest: Guest<'_>, language: &Language, span: Span) -> Draft {
    if let Language::Markup(name) = language {
        return draft_other(guest, span, name);
    }
    let is_code = |&(start, end): &(usize, usize)| {
        let line = guest.text[start..end].trim();
        !line.is_empty() && !["#", "--", "//"].iter().any(|comment| line.starts_with(comment))
    };
    let Some((start, end)) = lines(&guest.text).find(is_code) else {
        return draft_default(guest, language, span);
    };
    let line = &guest.text[start..end];
    let first = start + line.len() - line.trim_start().len();
    let Some(name) = magic_name(line.trim_start()) else {
        return draft_default(guest, language, span);
    };
    let owns_cell = line.trim_start().starts_with("%%");
    let name = name.to_ascii_lowercase();
    let is_python = PYTHON_MAGICS.contains(&name.as_str()) && (owns_cell || name == "python");
    if name == "sql" {
        let magic = parse_magic(&guest.text, first, end, guest.base);
        draft_sql(guest, span, Some(magic))
    } else if is_python {
        draft_python(guest, span, &[(first, end)])
    } else if owns_cell || CELL_MAGICS.contains(&name.as_str()) {
        draft_magic(guest, span, first, end)
    } else {
        draft_python(guest, span, &[])
    }
}

fn draft_default(guest: Guest<'_>, language: &Language, span: Span) -> Draft {
    match language {
        _ if guest.marked.is_some() => draft_magic(guest, span, 0, 0),
        Language::Python => draft_python(guest, span, &[]),
        Language::Sql => draft_sql(guest, span, None),
        Language::Other(name) | Language::Markup(name) => draft_other(guest, span, name),
    }
}

/// A cell in a language that is not read, as if a magic said so.
fn draft_other(guest: Guest<'_>, span: Span, name: &str) -> Draft {
    let name_range = TextRange::at(span.range.start());
    let magic = Magic { name: name.into(), name_range, rest: span.range, range: span.range };
    Draft { span, code: None, comments: guest.comments, plan: Plan::Magic(magic) }
}

/// A cell whose magic, in the line at `start..end`, owns all that follows.
fn draft_magic(guest: Guest<'_>, span: Span, start: usize, end: usize) -> Draft {
    let mut magic = parse_magic(&guest.text, start, end, guest.base);
    let cell_end = span.range.end();
    magic.rest = TextRange::new(magic.rest.start().min(cell_end), cell_end);
    magic.range = TextRange::new(magic.range.start(), cell_end);
    Draft { span, code: None, comments: guest.comments, plan: Plan::Magic(magic) }
}

/// A Python cell; `head` is the line of the magic that says so, if there is one.
fn draft_python(guest: Guest<'_>, span: Span, head: &[(usize, usize)]) -> Draft {
    let Scan { mut comments, mut magics, blank: mut blanks, errors, chunks } = scan(&guest.text, guest.base);
    for &(start, end) in head {
        if !magics.iter().any(|magic| magic.range.start() == guest.base + start as u32) {
            let magic = parse_magic(&guest.text, start, end, guest.base);
            blanks.push(magic.range);
            magics.push(magic);
        }
    }
    let local = |ranges: &[TextRange]| -> Vec<TextRange> {
        let local = |range: &TextRange| TextRange::new(range.start() - guest.base, range.end() - guest.base);
        ranges.iter().map(local).collect()
    };
    let mut code = match blank(&guest.text, &local(&blanks)) {
        Cow::Owned(code) => Some(code),
        Cow::Borrowed(_) => None,
    };
    if let Cow::Owned(cut) = overwrite(code.as_deref().unwrap_or(&guest.text), &local(&errors), CUT) {
        code = Some(cut);
    }
    let is_empty = code.as_deref().unwrap_or(&guest.text).trim_start().is_empty();
    let code = code.or(match guest.text {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    });
    comments.splice(0..0, guest.comments);
    let plan = match magics.len() {
        1 if is_empty && head.is_empty() => Plan::Magic(magics.remove(0)),
        _ => Plan::Python(Sketch { magics, errors, chunks }),
    };
    Draft { span, code, comments, plan }
}

fn draft_sql(guest: Guest<'_>, span: Span, magic: Option<Magic>) -> Draft {
    let start = magic.as_ref().map_or(guest.base, |magic| magic.name_range.end());
    let local = |range: TextRange| TextRange::new(range.start() - guest.base, range.end() - guest.base);
    let mut comments = guest.comments;
    let mut blanks = Vec::new();
    if let Some(magic) = &magic {
        // Comments above `%sql` may be Python's.
        let head = &guest.text[..local(magic.name_range).start() as usize];
        let above = lines(head).filter(|&(start, end)| head[start..end].trim_start().starts_with('#'));
        let above: Vec<_> = above.map(|(start, end)| TextRange::from_usize(start, end)).collect();
        comments.extend(above.iter().map(|range| Comment { range: range.shift(guest.base), own_line: true }));
        blanks.extend(above);
        blanks.push(local(magic.name_range));
        blanks.extend(has_flags(&guest.text[local(magic.rest)]).then(|| local(magic.rest)));
    }
    let text = blank(&guest.text, &blanks).into_owned();
    comments.extend(find_sql_comments(&text, guest.base));
    comments.sort_by_key(|comment| comment.range.start());
    // A new line in a marked cell would need a mark of its own.
    let forbidden = SmolStr::new_static(if guest.marked.is_some() { "\n\r" } else { "" });
    let after_magic = TextRange::new(start, span.range.end());
    let lines = guest.marked.unwrap_or_else(|| vec![span.range]);
    let lines = lines.into_iter().filter_map(|line| line.intersect(after_magic));
    let regions = lines.map(|range| Region { range, forbidden: forbidden.clone() }).collect();
    let embed = Embed { guard: Guard { regions }, ..Embed::plain(text.as_str(), guest.base) };
    Draft { span, code: None, comments, plan: Plan::Sql(embed) }
}

/// Whether what follows `%%sql` on its line are flags and targets rather than SQL.
fn has_flags(rest: &str) -> bool {
    rest.starts_with('-') && !rest.starts_with("--") || rest.trim_end().ends_with("<<")
}

#[cfg(test)]
mod tests;
