//! SQL text in Python: from a value to guest text where it stands, or pieced together where it comes from several places;
//! and what lowering it gives. Knows no SQL.

use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::embed::{Embed, HOLE, HOLE_REST};
use brickline_syntax::python::template::find_template;
use brickline_syntax::sql as syntax;
use brickline_syntax::sql::problem::is_sound;
use smol_str::SmolStr;

use super::super::state::Evaluator;
use crate::expr::Expr;
use crate::file::{SqlKind, SqlSource};
use crate::frame::Frame;
use crate::operation::Context;
use crate::sql::{self, Script, SqlInput};
use crate::text::{Piece, TextValue};
use crate::value::Value;

/// Guest text with its tree, and the values of its holes.
struct Guest {
    embed: Arc<Embed>,
    tree: syntax::Script,
    holes: Vec<Value>,
    number: u32,
}

/// Turns a text into guest text: in its literal's place where it has one that no other SQL was read from, pieced together
/// and reported at `range` otherwise.
fn guest(ev: &mut Evaluator<'_>, text: &TextValue, range: TextRange, kind: SqlKind) -> Guest {
    let (embed, holes) = inline(ev, text, range).unwrap_or_else(|| piecewise(text, range));
    let recording = ev.recording;
    parse(ev, Arc::new(embed), holes, range, kind, recording)
}

/// Parses guest text; where it is recorded, what its parser thinks of it is kept, since its tree is not.
fn parse(
    ev: &mut Evaluator<'_>,
    embed: Arc<Embed>,
    holes: Vec<Value>,
    range: TextRange,
    kind: SqlKind,
    recording: bool,
) -> Guest {
    let tree = match kind {
        SqlKind::Script => syntax::parse(Arc::clone(&embed.text)),
        SqlKind::Expression => syntax::parse_expression(Arc::clone(&embed.text)),
        SqlKind::SelectItem => syntax::parse_select_items(Arc::clone(&embed.text)),
    };
    let number = if recording {
        ev.sql.push(SqlSource { embed: Arc::clone(&embed), kind, range, sound: is_sound(&tree) });
        (ev.sql.len() - 1) as u32
    } else {
        u32::MAX
    };
    Guest { embed, tree, holes, number }
}

fn inline(ev: &mut Evaluator<'_>, text: &TextValue, range: TextRange) -> Option<(Embed, Vec<Value>)> {
    let literal = text.literal?;
    if ev.recording && ev.read_as_sql.insert(literal, range).is_some_and(|earlier| earlier != range) {
        return None;
    }
    let expr = *ev.literals.get(&literal)?;
    let template = find_template(ev.file, expr)?;
    let holes = template.values.iter().map(|expr| {
        let value = expr.and_then(|expr| ev.spliced.get(&expr.range));
        value.cloned().unwrap_or_default()
    });
    let holes = holes.collect();
    Some((template.embed, holes))
}

fn piecewise(text: &TextValue, range: TextRange) -> (Embed, Vec<Value>) {
    let mut bytes: Vec<u8> = Vec::new();
    let (mut ranges, mut holes) = (Vec::new(), Vec::new());
    for piece in &text.pieces {
        match piece {
            Piece::Constant(constant) => bytes.extend_from_slice(constant.as_bytes()),
            Piece::Hole(value) => {
                let start = bytes.len();
                bytes.extend_from_slice(&[HOLE, HOLE_REST, HOLE_REST]);
                ranges.push(TextRange::from_usize(start, bytes.len()));
                holes.push(value.clone());
            }
        }
    }
    let text = String::from_utf8(bytes).unwrap_or_default();
    (Embed::piecewise(text, ranges, range), holes)
}

/// Lowers a text as one expression over the columns of `base`.
pub(in crate::python) fn expression(
    ev: &mut Evaluator<'_>,
    text: &TextValue,
    range: TextRange,
    base: Option<&Arc<Frame>>,
) -> Expr {
    let guest = guest(ev, text, range, SqlKind::Expression);
    let context = ev.surroundings();
    let expr = sql::lower_expression(&guest.tree, input(ev, &guest, &[], &context, base));
    remember(ev, &expr, guest.number);
    expr
}

/// Keeps which text an expression was read from, for when it is recorded.
fn remember(ev: &mut Evaluator<'_>, expr: &Expr, number: u32) {
    if ev.recording {
        ev.written_in_sql.insert(expr.range, number);
    }
}

/// Lowers a text as select items over the columns of `base`.
pub(in crate::python) fn select_items(
    ev: &mut Evaluator<'_>,
    text: &TextValue,
    range: TextRange,
    base: Option<&Arc<Frame>>,
) -> Vec<Expr> {
    let guest = guest(ev, text, range, SqlKind::SelectItem);
    let context = ev.surroundings();
    let exprs = sql::lower_select_items(&guest.tree, input(ev, &guest, &[], &context, base));
    exprs.iter().for_each(|expr| remember(ev, expr, guest.number));
    exprs
}

/// What running a text as statements gives, and its number.
pub(in crate::python) struct Ran {
    pub script: Script,
    pub number: u32,
    pub holes: Vec<Value>,
}

/// Lowers a text as statements; their operations are recorded, and the session goes on from what they leave.
pub(in crate::python) fn run(
    ev: &mut Evaluator<'_>,
    text: &TextValue,
    range: TextRange,
    parameters: &[(SmolStr, Value)],
) -> Ran {
    let guest = guest(ev, text, range, SqlKind::Script);
    let mut ran = run_guest(ev, &guest, parameters);
    if let Some(statements) = count_filled(&guest, text, range) {
        ran.script.statements = statements;
    }
    ran
}

/// How many statements a text holds when known values stand in its holes, where these bring a `;` along.
fn count_filled(guest: &Guest, text: &TextValue, range: TextRange) -> Option<u32> {
    let count = |text: &str| memchr::memchr_iter(b';', text.as_bytes()).count();
    let has_constant = text.pieces.iter().any(|piece| matches!(piece, Piece::Constant(part) if part.contains(';')));
    if guest.embed.holes.is_empty() || !has_constant {
        return None;
    }
    let (filled, _) = piecewise(text, range);
    (count(&filled.text) > count(&guest.embed.text)).then(|| syntax::parse(filled.text).statements().count() as u32)
}

/// Runs a cell or file of SQL.
pub(in crate::python) fn run_cell(ev: &mut Evaluator<'_>, embed: &Arc<Embed>, range: TextRange) {
    let holes = vec![Value::Unknown; embed.holes.len()];
    let guest = parse(ev, Arc::clone(embed), holes, range, SqlKind::Script, true);
    run_guest(ev, &guest, &[]);
}

fn run_guest(ev: &mut Evaluator<'_>, guest: &Guest, parameters: &[(SmolStr, Value)]) -> Ran {
    let context = ev.surroundings();
    let mut script = sql::lower_script(&guest.tree, input(ev, guest, parameters, &context, None));
    ev.heap.set_session(Arc::clone(&script.session));
    if ev.recording {
        ev.operations.append(&mut script.operations);
    }
    Ran { script, number: guest.number, holes: guest.holes.clone() }
}

fn input<'i>(
    ev: &'i mut Evaluator<'_>,
    guest: &'i Guest,
    parameters: &'i [(SmolStr, Value)],
    context: &'i Arc<Context>,
    base: Option<&'i Arc<Frame>>,
) -> SqlInput<'i> {
    SqlInput {
        embed: &guest.embed,
        sql: guest.number,
        holes: &guest.holes,
        parameters,
        context,
        base,
        pipeline: ev.pipeline,
        frames: &mut ev.frames,
    }
}
