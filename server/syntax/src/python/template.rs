//! The text that a Python expression spells out, as guest text of the host's length: literals, `+`, `%` and `.format`.
//! Knows how Python builds strings; knows no SQL and no values of names.

use smol_str::SmolStr;

use super::ast::{Argument, ArgumentKind, BinaryOp, Call, DictItem, Expr, ExprKind};
use super::format::{Field, Name, format_fields, percent_fields};
use super::strings::{StringPart, Unit, units};
use crate::embed::{Embed, FILLER, Guard, HOLE, HOLE_REST, Place, Region};
use crate::range::TextRange;
use crate::source::ParsedFile;

/// Guest text from a Python expression.
#[derive(Debug)]
pub struct Template<'e> {
    /// The guest text and its holes.
    pub embed: Embed,
    /// What each hole of `embed` stands for, if its text is the plain value of one expression.
    pub values: Vec<Option<&'e Expr>>,
}

/// The text that `expr` of `file` spells out; `None` if there is no string literal in it.
pub fn find_template<'e>(file: &ParsedFile, expr: &'e Expr) -> Option<Template<'e>> {
    if !spells_text(expr) {
        return None;
    }
    let mut cx = Cx {
        file,
        start: expr.range.start(),
        bytes: Vec::new(),
        holes: Vec::new(),
        regions: Vec::new(),
        after_operand: false,
    };
    add(&mut cx, expr);
    cx.finish()
}

/// Whether `expr` is a literal, or puts one together with something else.
fn spells_text(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::String(literal) => !literal.bytes,
        ExprKind::Binary { first, rest } => {
            let mut found = spells_text(first);
            for term in rest {
                match term.op {
                    BinaryOp::Add => found |= spells_text(&term.value),
                    BinaryOp::Mod if found => {}
                    _ => return false,
                }
            }
            found
        }
        ExprKind::Call(call) => find_format(call).is_some_and(spells_text),
        _ => false,
    }
}

/// The object of a call of `.format`.
fn find_format(call: &Call) -> Option<&Expr> {
    match &call.function.kind {
        ExprKind::Attribute { object, name } if name.text == "format" => Some(object),
        _ => None,
    }
}

/// A hole: its guest range, and its value.
struct Hole<'e> {
    range: TextRange,
    value: Option<&'e Expr>,
}

struct Cx<'f, 'e> {
    file: &'f ParsedFile,
    start: u32,
    bytes: Vec<u8>,
    holes: Vec<Hole<'e>>,
    regions: Vec<Region>,
    /// Whether the last hole is an operand, which reaches up to the next quote.
    after_operand: bool,
}

fn add<'e>(cx: &mut Cx<'_, 'e>, expr: &'e Expr) {
    match &expr.kind {
        ExprKind::String(literal) if !literal.bytes => {
            literal.parts.iter().for_each(|part| add_part(cx, part));
        }
        ExprKind::Binary { first, rest } if spells_text(expr) => {
            let mark = cx.mark();
            add(cx, first);
            for term in rest {
                match term.op {
                    BinaryOp::Add => add(cx, &term.value),
                    _ => fill_percent_fields(cx, &mark, &term.value),
                }
            }
        }
        ExprKind::Call(call) if spells_text(expr) => {
            let mark = cx.mark();
            if let Some(object) = find_format(call) {
                add(cx, object);
            }
            fill_format_fields(cx, &mark, &call.arguments);
        }
        _ => add_operand(cx, expr),
    }
}

/// An operand that is no literal is a hole from quote to quote; neighbours without a quote between them are one hole.
fn add_operand<'e>(cx: &mut Cx<'_, 'e>, expr: &'e Expr) {
    if cx.bytes.is_empty() {
        cx.start = expr.range.start();
    }
    let start = cx.bytes.len();
    let end = (expr.range.end().saturating_sub(cx.start) as usize).max(start);
    match cx.holes.last_mut() {
        Some(hole) if cx.after_operand => {
            hole.range = TextRange::from_usize(hole.range.start() as usize, end);
            hole.value = None;
        }
        _ => {
            cx.holes.push(Hole { range: TextRange::from_usize(start, end), value: Some(expr) });
            cx.bytes.push(HOLE);
        }
    }
    cx.bytes.resize(end, HOLE_REST);
    cx.after_operand = true;
}

fn add_part<'e>(cx: &mut Cx<'_, 'e>, part: &'e StringPart) {
    if cx.bytes.is_empty() {
        cx.start = part.content.start();
    }
    let end = (part.content.start().saturating_sub(cx.start) as usize).max(cx.bytes.len());
    match cx.holes.last_mut() {
        Some(hole) if cx.after_operand => {
            hole.range = TextRange::from_usize(hole.range.start() as usize, end);
            cx.bytes.resize(end, HOLE_REST);
        }
        _ => cx.bytes.resize(end, FILLER),
    }
    cx.after_operand = false;
    units(&cx.file.code, part).into_iter().for_each(|unit| add_unit(cx, unit));
    let forbidden = forbidden(cx, part);
    cx.regions.push(Region { range: part.content, forbidden });
}

fn add_unit<'e>(cx: &mut Cx<'_, 'e>, unit: Unit<'e>) {
    match unit {
        Unit::Plain(range) => add_plain(cx, range),
        Unit::Char { range, value } => {
            let mut buffer = [0; 4];
            let value = value.encode_utf8(&mut buffer).as_bytes();
            cx.fill((range.len() as usize).saturating_sub(value.len()));
            cx.bytes.extend(value.iter().map(|byte| guest_byte(*byte)));
        }
        Unit::Nothing(range) => cx.fill(range.len() as usize),
        Unit::Hole(hole) => {
            let start = cx.bytes.len();
            let end = start + hole.range.len() as usize;
            let value = (!hole.formatted).then_some(&hole.value);
            cx.holes.push(Hole { range: TextRange::from_usize(start, end), value });
            cx.hole(start, end);
        }
    }
}

/// Where the code differs from the text stands the mark of a notebook cell, with one space behind each of its words.
fn add_plain(cx: &mut Cx, range: TextRange) {
    let (code, text) = (&cx.file.code.as_bytes()[range.to_usize()], &cx.file.text.as_bytes()[range.to_usize()]);
    let mut after_mark = false;
    for (&code, &text) in code.iter().zip(text) {
        let is_mark = code != text;
        cx.bytes.push(if is_mark || after_mark && code == b' ' { FILLER } else { guest_byte(code) });
        after_mark = is_mark;
    }
}

/// Control characters that have a meaning in guest text cannot stand for themselves.
fn guest_byte(byte: u8) -> u8 {
    if matches!(byte, FILLER | HOLE | HOLE_REST) { FILLER } else { byte }
}

/// What an edit must not insert into the content of a literal.
fn forbidden(cx: &Cx, part: &StringPart) -> SmolStr {
    let (text, code) = (&cx.file.text, &cx.file.code);
    let line_start = text[..part.content.start() as usize].rfind('\n').unwrap_or(0);
    let lines = line_start..part.content.end() as usize;
    let is_marked = text.as_bytes()[lines.clone()] != code.as_bytes()[lines];
    let mut forbidden = String::from(if part.quote == b'\'' { "'\\" } else { "\"\\" });
    if !part.triple || is_marked {
        forbidden.push_str("\n\r");
    }
    if part.formatted {
        forbidden.push_str("{}");
    }
    forbidden.into()
}

/// How far the text was when something began that may be formatted as a whole.
struct Mark {
    bytes: usize,
    regions: usize,
}

impl<'e> Cx<'_, 'e> {
    fn mark(&self) -> Mark {
        Mark { bytes: self.bytes.len(), regions: self.regions.len() }
    }

    fn fill(&mut self, len: usize) {
        self.bytes.resize(self.bytes.len() + len, FILLER);
    }

    /// Writes the bytes of a hole at `start..end`.
    fn hole(&mut self, start: usize, end: usize) {
        self.bytes.resize(end.max(self.bytes.len()), HOLE_REST);
        self.bytes[start..end].fill(HOLE_REST);
        if start < end {
            self.bytes[start] = HOLE;
        }
    }

    /// Puts the fields of a format in place, and forbids `special` in everything since `mark`.
    fn set_fields(
        &mut self,
        mark: &Mark,
        fields: Vec<Field>,
        special: &str,
        value: impl Fn(&Field) -> Option<&'e Expr>,
    ) {
        for field in &fields {
            let range = TextRange::from_usize(field.start, field.end);
            if field.name == Name::Doubled {
                self.bytes[field.start] = FILLER;
                continue;
            }
            self.holes.retain(|hole| !range.contains_range(hole.range));
            self.holes.push(Hole { range, value: value(field) });
            self.hole(field.start, field.end);
        }
        self.holes.sort_by_key(|hole| hole.range.start());
        for region in &mut self.regions[mark.regions..] {
            region.forbidden = format!("{}{special}", region.forbidden).into();
        }
    }

    fn finish(self) -> Option<Template<'e>> {
        let holes: Vec<_> = self.holes.into_iter().filter(|hole| !hole.range.is_empty()).collect();
        let embed = Embed {
            text: String::from_utf8(self.bytes).ok()?.into(),
            place: Place::Inline { start: self.start },
            holes: holes.iter().map(|hole| hole.range).collect(),
            guard: Guard { regions: self.regions },
        };
        Some(Template { embed, values: holes.into_iter().map(|hole| hole.value).collect() })
    }
}

/// `text % operand`.
fn fill_percent_fields<'e>(cx: &mut Cx<'_, 'e>, mark: &Mark, operand: &'e Expr) {
    let fields = percent_fields(&cx.bytes, mark.bytes);
    let code = &cx.file.code;
    let is_single = fields.iter().filter(|field| field.name != Name::Doubled).count() == 1;
    cx.set_fields(mark, fields, "%", |field| match (&operand.kind, &field.name) {
        _ if !field.plain => None,
        (ExprKind::Dict(items), Name::Word(name)) => find_item(code, items, name),
        (ExprKind::Tuple(items), Name::Number(at)) => find_positional(items.iter(), *at),
        (ExprKind::Dict(_) | ExprKind::Tuple(_), _) => None,
        (_, Name::Number(0)) if is_single => Some(operand),
        _ => None,
    });
}

/// `text.format(arguments)`.
fn fill_format_fields<'e>(cx: &mut Cx<'_, 'e>, mark: &Mark, arguments: &'e [Argument]) {
    let fields = format_fields(&cx.bytes, mark.bytes);
    cx.set_fields(mark, fields, "{}", |field| match &field.name {
        _ if !field.plain => None,
        Name::Number(at) => {
            let argument = arguments.get(*at)?;
            let is_fixed = arguments[..=*at].iter().all(|argument| argument.kind == ArgumentKind::Positional);
            is_fixed.then_some(&argument.value)
        }
        Name::Word(name) => arguments.iter().find(|it| is_keyword(it, name)).map(|it| &it.value),
        Name::Doubled => None,
    });
}

fn is_keyword(argument: &Argument, name: &str) -> bool {
    matches!(&argument.kind, ArgumentKind::Keyword(keyword) if keyword.text == name)
}

fn find_positional<'e>(mut items: impl Iterator<Item = &'e Expr> + Clone, at: usize) -> Option<&'e Expr> {
    let is_fixed = !items.clone().take(at + 1).any(|item| matches!(item.kind, ExprKind::Starred(_)));
    if is_fixed { items.nth(at) } else { None }
}

/// The value of a key in a dict display, if nothing after it can replace it.
fn find_item<'e>(code: &str, items: &'e [DictItem], name: &str) -> Option<&'e Expr> {
    for item in items.iter().rev() {
        let ExprKind::String(key) = &item.key.as_ref()?.kind else { return None };
        if key.value(code)? == name {
            return Some(&item.value);
        }
    }
    None
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
