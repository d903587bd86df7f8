//! What lowering one SQL text carries along: holes, session, the relations in scope, and the operations found so far.
//! Knows how operations are recorded, not what any statement means.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::embed::{Embed, FILLER, HOLE, HOLE_REST};
use brickline_syntax::sql::NamePart;
use brickline_syntax::sql::view::{self, LiteralValue};
use smol_str::SmolStr;

use super::SqlInput;
use crate::expr::Expr;
use crate::frame::{Column, Frame, FrameIds, Given, Step};
use crate::operation::{Context, Expression, Key, Language, Operation, Place, Site, Transform, What};
use crate::session::Session;
use crate::text::{Piece, TextValue};
use crate::tri::Tri;
use crate::value::Value;

/// The state of lowering one text.
pub(super) struct Lowerer<'a> {
    pub embed: &'a Embed,
    pub holes: &'a [Value],
    pub parameters: &'a [(SmolStr, Value)],
    pub pipeline: bool,
    pub session: Arc<Session>,
    pub operations: Vec<Operation>,
    /// Common table expressions in scope, innermost last.
    pub ctes: Vec<(SmolStr, Arc<Frame>)>,
    /// The statement at hand.
    pub statement: TextRange,
    /// Whether text is left over behind it that fits no grammar, such as a template in place of a clause.
    pub is_cut: bool,
    /// Named windows of the SELECT at hand.
    pub windows: Vec<(SmolStr, Arc<crate::expr::WindowSpec>)>,
    /// Whether a column's name can only be a column's: in functions and loops it may be a parameter's or a row's.
    pub knows_columns: bool,
    /// Whether the statement stands in a script, whose labels and loops give names of their own.
    pub in_script: bool,
    /// The depth of the deepest query that an expression holds.
    held: u32,
    context: Arc<Context>,
    frames: &'a mut FrameIds,
    sql: u32,
}

impl<'a> Lowerer<'a> {
    pub fn new(input: SqlInput<'a>) -> Self {
        Self {
            embed: input.embed,
            holes: input.holes,
            parameters: input.parameters,
            pipeline: input.pipeline,
            session: Arc::clone(&input.context.session),
            operations: Vec::new(),
            ctes: Vec::new(),
            statement: TextRange::default(),
            is_cut: false,
            windows: Vec::new(),
            knows_columns: true,
            in_script: false,
            held: 0,
            context: Arc::clone(input.context),
            frames: input.frames,
            sql: input.sql,
        }
    }

    /// The host range of a guest range.
    pub fn host(&self, guest: TextRange) -> TextRange {
        self.embed.host(guest)
    }

    /// Whether a guest range is the very text of the host.
    pub fn is_exact(&self, guest: TextRange) -> bool {
        matches!(self.embed.place, brickline_syntax::embed::Place::Inline { .. })
            && !self.embed.text[guest].bytes().any(|byte| matches!(byte, FILLER | HOLE | HOLE_REST))
    }

    /// Records an operation whose finding points at a guest range.
    pub fn record(&mut self, name: TextRange, what: What) {
        let site = Site {
            name: self.host(name),
            whole: self.host(self.statement),
            link: self.host(self.statement),
            language: Language::Sql(self.sql),
            ..Site::default()
        };
        if !Arc::ptr_eq(&self.context.session, &self.session) {
            let context = Context { session: Arc::clone(&self.session), ..(*self.context).clone() };
            self.context = Arc::new(context);
        }
        let context = Arc::clone(&self.context);
        self.operations.push(Operation { site, context, what });
    }

    /// Changes what surrounds the operations from here on; gives what surrounded them so far.
    pub fn enter(&mut self, change: impl FnOnce(&mut Context)) -> Arc<Context> {
        let before = Arc::clone(&self.context);
        change(Arc::make_mut(&mut self.context));
        before
    }

    /// Goes back to what surrounded the operations before.
    pub fn leave(&mut self, before: Arc<Context>) {
        self.context = before;
    }

    /// Records an outermost expression.
    pub fn record_expression(&mut self, expr: Expr, place: Place, frame: Option<&Arc<Frame>>) -> Expr {
        let name = self.operations.len();
        let what = What::Expression(Expression { expr: Arc::new(expr.clone()), place, frame: frame.cloned() });
        self.record(TextRange::default(), what);
        self.operations[name].site.name = expr.range;
        expr
    }

    /// A query that an expression is to hold; nothing is known of one that is too deep. Frames in frames' inputs are walked
    /// without recursion, frames in their expressions are not, and views can stack those up without end.
    pub fn hold(&mut self, query: Arc<Frame>, at: TextRange) -> Arc<Frame> {
        const DEEPEST: u32 = 200;
        if query.depth > DEEPEST {
            return self.opaque(at);
        }
        self.held = self.held.max(query.depth);
        query
    }

    /// Makes a frame without recording it.
    pub fn frame(&mut self, step: Step, inputs: Vec<Arc<Frame>>, at: TextRange) -> Arc<Frame> {
        let streaming = match (&step, inputs.as_slice()) {
            (_, []) => Tri::No,
            (Step::Batch, _) => Tri::No,
            (Step::Either, _) => inputs.iter().map(|input| input.streaming).reduce(Tri::join).unwrap_or_default(),
            _ => inputs.iter().map(|input| input.streaming).fold(Tri::No, Tri::or),
        };
        let depth = inputs.iter().map(|input| input.depth).fold(self.held, u32::max).saturating_add(1);
        let columns = None;
        Arc::new(Frame { id: self.frames.fresh(), streaming, step, inputs, range: self.host(at), columns, depth })
    }

    /// Makes a frame from others and records the step.
    pub fn transform(&mut self, step: Step, inputs: Vec<Arc<Frame>>, at: TextRange) -> Arc<Frame> {
        let frame = self.frame(step, inputs, at);
        self.record(at, What::Transform(Transform { frame: Arc::clone(&frame), carried: false }));
        frame
    }

    /// A frame of which nothing is known but that it is not a stream.
    pub fn opaque(&mut self, at: TextRange) -> Arc<Frame> {
        self.frame(Step::Opaque, Vec::new(), at)
    }

    /// A value with the place it was given at.
    pub fn given(&self, value: Value, at: TextRange) -> Given {
        let range = self.host(at);
        Given { value, range, at: range, link: range }
    }

    /// The values behind holes and constants of a piece of guest text.
    pub fn text(&self, guest: &str, start: u32) -> TextValue {
        if !guest.bytes().any(|byte| matches!(byte, FILLER | HOLE | HOLE_REST)) {
            return TextValue::of(guest, None);
        }
        let mut text = TextValue::default();
        let mut constant = String::new();
        for (offset, letter) in guest.char_indices() {
            match letter as u32 {
                byte if byte == u32::from(FILLER) || byte == u32::from(HOLE_REST) => {}
                byte if byte == u32::from(HOLE) => {
                    text = text.concat(&TextValue::of(std::mem::take(&mut constant), None));
                    text = text.concat(&self.hole_text(start + offset as u32));
                }
                _ => constant.push(letter),
            }
        }
        text.concat(&TextValue::of(constant, None))
    }

    /// The value of the hole that starts at a guest offset.
    pub fn hole(&self, start: u32) -> Value {
        let number = self.embed.holes.iter().position(|hole| hole.start() == start);
        number.and_then(|number| self.holes.get(number)).cloned().unwrap_or_default()
    }

    fn hole_text(&self, start: u32) -> TextValue {
        match self.hole(start) {
            Value::Text(text) => TextValue { pieces: text.pieces.clone(), literal: None, head: None },
            Value::Int(number) => TextValue::of(number.to_string(), None),
            value => TextValue::hole(value),
        }
    }

    /// The value of a string literal, or of a parameter or hole that stands for one.
    pub fn value(&self, expr: view::Expr<'_>) -> Value {
        match expr {
            view::Expr::Literal(literal) => literal_value(self, literal),
            view::Expr::Parameter(parameter) => self.parameter(parameter.text().trim_start_matches(':')),
            view::Expr::Hole(hole) => self.hole(hole.range().start()),
            view::Expr::Column(column) => self.written(column.text(), column.range()),
            view::Expr::Unary(unary) => {
                match (unary.text().starts_with('-'), unary.operand().map(|inner| self.value(inner))) {
                    (true, Some(Value::Int(number))) => number.checked_neg().map_or(Value::Unknown, Value::Int),
                    _ => Value::Unknown,
                }
            }
            _ => Value::Unknown,
        }
    }

    /// The text of words that stand for themselves.
    pub fn written(&self, text: &str, range: TextRange) -> Value {
        Value::Text(Arc::new(self.text(text, range.start())))
    }

    /// The value of a named parameter.
    pub fn parameter(&self, name: &str) -> Value {
        let found = self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// The value of a literal: text, number, truth, NULL.
fn literal_value(cx: &Lowerer<'_>, literal: view::Literal<'_>) -> Value {
    if let Some(strings) = literal.strings() {
        let parts = strings.into_iter().map(|(text, range)| unquote(cx, text, range.start()));
        return Value::Text(Arc::new(parts.reduce(|text, part| text.concat(&part)).unwrap_or_default()));
    }
    match literal.value() {
        LiteralValue::Null => Value::None,
        LiteralValue::Boolean(value) => Value::Bool(value),
        LiteralValue::Integer(_) | LiteralValue::Number(_) => parse_number(literal.text()),
        LiteralValue::Text(_) | LiteralValue::Unknown => Value::Unknown,
    }
}

fn parse_number(text: &str) -> Value {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    digits.parse().map(Value::Int).or_else(|_| digits.parse().map(Value::Float)).unwrap_or_default()
}

/// The text of a string token: quotes and escapes taken off, templates in it turned into holes.
fn unquote(cx: &Lowerer<'_>, token: &str, start: u32) -> TextValue {
    let raw = token.starts_with(['r', 'R']);
    let body = if raw { &token[1..] } else { token };
    let inner = body.get(1..body.len().saturating_sub(1)).unwrap_or_default();
    let text = cx.text(inner, start + (token.len() - body.len()) as u32 + 1);
    let pieces = text.pieces.into_iter().flat_map(|piece| match piece {
        Piece::Constant(constant) => split_templates(&if raw { constant.to_string() } else { unescape(&constant) }),
        hole => vec![hole],
    });
    TextValue { pieces: pieces.collect(), literal: None, head: None }
}

fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => plain.push('\n'),
                Some('t') => plain.push('\t'),
                Some('r') => plain.push('\r'),
                Some(other @ ('%' | '_')) => plain.extend(['\\', other]),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            other => plain.push(other),
        }
    }
    plain
}

/// `${x}` and `{{x}}` inside a string are replaced before SQL sees it.
pub(super) fn split_templates(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((start, open, close)) =
        [("${", "}"), ("{{", "}}")].iter().filter_map(|(open, close)| Some((rest.find(open)?, open, close))).min()
    {
        let Some(length) = rest[start + open.len()..].find(close) else { break };
        if start > 0 {
            pieces.push(Piece::Constant(SmolStr::new(&rest[..start])));
        }
        pieces.push(Piece::Hole(Value::Unknown));
        rest = &rest[start + open.len() + length + close.len()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Constant(SmolStr::new(rest)));
    }
    pieces
}

/// A column that a definition spells.
pub(super) fn column_of(cx: &Lowerer<'_>, column: view::ColumnDef<'_>) -> Option<Column> {
    let name = column.name()?;
    let data_type = column.data_type().map(|kind| SmolStr::new(kind.text().to_lowercase()));
    Some(Column { name: plain_name(cx, &name.parts()), data_type, range: cx.host(name.range()) })
}

/// A name that is no object's, without its backquotes; `{}` for what is not known.
pub(super) fn plain_name(cx: &Lowerer<'_>, parts: &[NamePart]) -> SmolStr {
    if let [part] = parts
        && !part.hole
    {
        return part.text.clone();
    }
    let texts = parts.iter().map(|part| cx.text(&part.text, part.range.start()).display());
    SmolStr::from(texts.collect::<Vec<_>>().join("."))
}

/// The columns that names name.
pub(super) fn keys_of<'s>(cx: &Lowerer<'_>, names: impl IntoIterator<Item = view::Name<'s>>) -> Vec<Key> {
    let keys = names.into_iter().map(|name| Key { name: plain_name(cx, &name.parts()), range: cx.host(name.range()) });
    keys.collect()
}

/// The range from the start of a statement to the end of a part of it.
pub(super) fn head(statement: TextRange, end: TextRange) -> TextRange {
    TextRange::new(statement.start(), end.end().max(statement.start()))
}
