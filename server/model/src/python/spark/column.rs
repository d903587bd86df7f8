//! Columns: references, operators and methods make expressions. Ranges are those of the Python text.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::super::args::Signature;
use super::super::expression::elements;
use super::super::function::call_with;
use super::super::operator::Operand;
use super::super::state::Evaluator;
use super::expressions::{as_column, as_value};
use crate::expr::{BinaryOp, Call, ColumnRef, Expr, ExprKind, LikeKind, UnaryOp, WindowSpec};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::{Frame, Setting, Step};
use crate::operation::{Place, Site};
use crate::value::Value;

/// How many items of an `isin` list are kept.
const LISTED: usize = 2000;
/// How large an expression may be that has to be copied to grow further.
const COPIED: usize = 256;

/// The expression of a Column, copied only where something else holds it too, and only if it is not too large.
fn own(expr: Arc<Expr>) -> Expr {
    match Arc::try_unwrap(expr) {
        Ok(expr) => expr,
        Err(shared) => {
            let mut size = 0;
            shared.walk(&mut |_| size += 1);
            if size > COPIED { Expr::unknown(shared.range) } else { Expr::clone(&shared) }
        }
    }
}

fn column(kind: ExprKind, range: TextRange) -> Value {
    Value::Column(Arc::new(Expr { kind, range }))
}

/// `df.name`.
pub(in crate::python) fn of_frame(
    ev: &Evaluator<'_>,
    frame: &Arc<Frame>,
    name: &SmolStr,
    name_range: TextRange,
    range: TextRange,
) -> Value {
    let reference =
        ColumnRef { qualifier: Vec::new(), name: name.clone(), name_range: ev.at(name_range), frame: Some(frame.id) };
    column(ExprKind::Column(reference), range)
}

/// `df["a"]`, `column["field"]`.
pub(in crate::python) fn get_item(
    ev: &mut Evaluator<'_>,
    object: &Value,
    key: &Value,
    key_range: TextRange,
    range: TextRange,
) -> Value {
    match (object, key) {
        (Value::Frame(frame), Value::Text(text)) => match text.constant() {
            Some(name) => {
                let content = super::super::names::content_range(ev, text, key_range);
                let frame = Arc::clone(frame);
                let mut expr = super::expressions::named_column(&name, content);
                expr.range = range;
                if let ExprKind::Column(reference) = &mut expr.kind {
                    reference.frame = Some(frame.id);
                }
                Value::Column(Arc::new(expr))
            }
            None => column(ExprKind::Hole(key.clone()), range),
        },
        (Value::Frame(frame), Value::Column(condition)) => {
            let (frame, condition) = (Arc::clone(frame), Arc::clone(condition));
            let site = Site { name: range, whole: range, ..Site::default() };
            ev.record_expression(&site, &condition, Place::Filter, Some(&frame));
            let step = Step::Filter(Expr::clone(&condition));
            super::frame::transform(ev, step, vec![frame], &site)
        }
        (Value::Frame(frame), Value::List(_) | Value::Tuple(_)) => {
            let frame = Arc::clone(frame);
            Value::Frame(ev.opaque(vec![frame], range))
        }
        (Value::Frame(_), _) => column(ExprKind::Unknown, range),
        (object, key) => field(ev, object, key, range),
    }
}

/// A field of a Column.
pub(in crate::python) fn field(ev: &mut Evaluator<'_>, object: &Value, key: &Value, range: TextRange) -> Value {
    let Value::Column(base) = object else { return Value::Unknown };
    let key = as_value(ev, key, range);
    let base = Box::new(own(Arc::clone(base)));
    column(ExprKind::Access { base, key: Some(Box::new(key)) }, range)
}

/// `col(name)`, and a frame's `colRegex` and kin.
pub(in crate::python) fn by_name(
    ev: &mut Evaluator<'_>,
    frame: Option<&Arc<Frame>>,
    name: Option<Value>,
    range: TextRange,
) -> Value {
    let value = name.unwrap_or_default();
    let mut expr = as_column(ev, &value, range);
    expr.range = range;
    if let (Some(frame), ExprKind::Column(reference)) = (frame, &mut expr.kind) {
        reference.frame = Some(frame.id);
    }
    Value::Column(Arc::new(expr))
}

/// `-c`, `~c`.
pub(in crate::python) fn unary(ev: &Evaluator<'_>, op: UnaryOp, operand: Arc<Expr>, range: TextRange) -> Value {
    let range = ev.at(range);
    column(ExprKind::Unary { op, operand: Box::new(own(operand)) }, range)
}

/// `a op b`, of which one is a Column. Chains of one operator stay flat.
pub(in crate::python) fn binary(
    ev: &mut Evaluator<'_>,
    op: BinaryOp,
    op_range: TextRange,
    (left, left_range): Operand,
    (right, right_range): Operand,
    range: TextRange,
) -> Value {
    let right = match right {
        Value::Column(right) => own(right),
        right => as_value(ev, &right, right_range),
    };
    let left = match left {
        Value::Column(left) => own(left),
        left => as_value(ev, &left, left_range),
    };
    let range = ev.at(range);
    let associative = matches!(op, BinaryOp::And | BinaryOp::Or | BinaryOp::Add | BinaryOp::Mul);
    match left.kind {
        ExprKind::Binary { op: inner, mut op_ranges, mut operands } if inner == op && associative => {
            op_ranges.push(op_range);
            operands.push(right);
            column(ExprKind::Binary { op, op_ranges, operands }, range)
        }
        kind => {
            let left = Expr { kind, range: left.range };
            column(ExprKind::Binary { op, op_ranges: vec![op_range], operands: vec![left, right] }, range)
        }
    }
}

/// All of several conditions.
pub(in crate::python) fn all_of(mut conditions: Vec<Expr>, range: TextRange) -> Expr {
    if conditions.len() == 1 {
        return conditions.remove(0);
    }
    let op_ranges = vec![TextRange::at(range.start()); conditions.len().saturating_sub(1)];
    Expr { kind: ExprKind::Binary { op: BinaryOp::And, op_ranges, operands: conditions }, range }
}

/// A call of a built-in function.
pub(in crate::python) fn call(name: &str, name_range: TextRange, args: Vec<Expr>, range: TextRange) -> Expr {
    let call = Call::builtin(name.to_lowercase(), name_range, args);
    Expr { kind: ExprKind::Call(Box::new(call)), range }
}

/// Does what a method of a Column does.
pub(in crate::python) fn invoke(
    ev: &mut Evaluator<'_>,
    receiver: &Value,
    signature: &Signature<'_>,
    site: &Site,
) -> Value {
    let Value::Column(base) = receiver else { return column(ExprKind::Unknown, site.whole) };
    let base = Arc::clone(base);
    let range = site.whole;
    let arg = |at: usize| signature.args.positional().nth(at).or_else(|| signature.args.given.get(at));
    let kind = match signature.semantics.meaning {
        Meaning::NameColumn => {
            let name = signature.role(ArgRole::NewColumn).value().and_then(|arg| arg.value.as_text());
            let name_range = signature.role(ArgRole::NewColumn).value().map_or(site.name, |arg| arg.value_range);
            ExprKind::Alias { operand: Box::new(own(base)), name, name_range }
        }
        Meaning::SortOrder => {
            let descending = signature.semantics.name.starts_with("desc");
            ExprKind::Order { operand: Box::new(own(base)), descending }
        }
        Meaning::Cast => {
            let to = signature.value(ArgRole::Type).and_then(|value| type_name(&value));
            ExprKind::Cast { operand: Box::new(own(base)), to }
        }
        Meaning::When => return add_branch(ev, base, signature, site),
        Meaning::Otherwise => return add_otherwise(ev, base, signature, site),
        Meaning::Over => return over(base, signature, site),
        Meaning::Field | Meaning::Item => {
            let key = arg(0).map(|arg| (arg.value.clone(), arg.value_range));
            let key = key.map(|(value, range)| Box::new(as_value(ev, &value, range)));
            ExprKind::Access { base: Box::new(own(base)), key }
        }
        Meaning::ApplyFunction => {
            let callee = signature.value(ArgRole::Driver).unwrap_or_default();
            return match call_with(ev, &callee, vec![receiver.clone()]) {
                value @ Value::Column(_) => value,
                _ => column(ExprKind::Unknown, range),
            };
        }
        Meaning::Operator => return operator(ev, base, signature, site),
        _ => {
            let mut args = vec![own(base)];
            for arg in signature.args.given.iter() {
                args.push(as_value(ev, &arg.value, arg.value_range));
            }
            return Value::Column(Arc::new(call(signature.semantics.name, site.name, args, range)));
        }
    };
    column(kind, range)
}

/// The name of a type given as text or as an object of `pyspark.sql.types`, in lower case.
pub(in crate::python) fn type_name(value: &Value) -> Option<SmolStr> {
    let path: &str = match value {
        Value::Text(_) => return value.as_text().map(|text| SmolStr::new(text.to_lowercase())),
        Value::Library(path) => path,
        Value::Instance(path) => path,
        _ => return None,
    };
    let name = path.rsplit('.').next()?;
    let name = name.strip_suffix("Type")?.to_lowercase();
    Some(SmolStr::new(match name.as_str() {
        "integer" => "int",
        "long" => "bigint",
        "short" => "smallint",
        "byte" => "tinyint",
        "timestampntz" => "timestamp_ntz",
        name => name,
    }))
}

fn operator(ev: &mut Evaluator<'_>, base: Arc<Expr>, signature: &Signature<'_>, site: &Site) -> Value {
    let mut values: Vec<(Value, TextRange)> =
        signature.args.given.iter().map(|arg| (arg.value.clone(), arg.value_range)).collect();
    let like = |kind| (kind, false);
    let found = match signature.semantics.name {
        "like" => Some(like(LikeKind::Like)),
        "ilike" => Some(like(LikeKind::ILike)),
        "rlike" => Some(like(LikeKind::RLike)),
        "startswith" => Some(like(LikeKind::StartsWith)),
        "endswith" => Some(like(LikeKind::EndsWith)),
        "contains" => Some(like(LikeKind::Contains)),
        _ => None,
    };
    let operand = Box::new(own(base));
    let kind = match (signature.semantics.name, values.len()) {
        (_, 1) if let Some((kind, negated)) = found => {
            let (value, range) = values.remove(0);
            let pattern = Box::new(as_value(ev, &value, range));
            ExprKind::Like { operand, pattern, kind, negated }
        }
        ("isNull", _) => ExprKind::IsNull { operand, negated: false },
        ("isNotNull", _) => ExprKind::IsNull { operand, negated: true },
        ("between", 2) => {
            let mut bounds = values.into_iter().map(|(value, range)| Box::new(as_value(ev, &value, range)));
            match (bounds.next(), bounds.next()) {
                (Some(low), Some(high)) => ExprKind::Between { operand, low, high, negated: false },
                _ => ExprKind::Unknown,
            }
        }
        ("eqNullSafe", 1) => {
            let (value, range) = values.remove(0);
            let right = as_value(ev, &value, range);
            ExprKind::Binary { op: BinaryOp::NullSafeEq, op_ranges: vec![site.name], operands: vec![*operand, right] }
        }
        ("isin", _) => ExprKind::In { operand, list: in_list(ev, values), negated: false },
        (name, _) => {
            let mut args = vec![*operand];
            for (value, range) in values {
                args.push(as_value(ev, &value, range));
            }
            return Value::Column(Arc::new(call(name, site.name, args, site.whole)));
        }
    };
    column(kind, site.whole)
}

fn in_list(ev: &mut Evaluator<'_>, values: Vec<(Value, TextRange)>) -> Vec<Expr> {
    let mut list = Vec::new();
    for (value, range) in values {
        match elements(ev, &value) {
            Some((items, open)) => {
                for item in items.iter().take(LISTED) {
                    let range = crate::python::names::within(item.range, range);
                    list.push(as_value(ev, &item.value, range));
                }
                if open {
                    list.push(Expr::unknown(range));
                }
            }
            None => list.push(as_value(ev, &value, range)),
        }
    }
    list
}

/// `F.when(condition, value)`.
pub(in crate::python) fn when(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    let branch = branch(ev, signature, site);
    column(ExprKind::Case { operand: None, branches: vec![branch], otherwise: None }, site.whole)
}

fn branch(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> (Expr, Expr) {
    let mut part = |name: &str| match signature.param(name) {
        Setting::Set(arg) => as_value(ev, &arg.value, arg.value_range),
        _ => Expr::unknown(site.whole),
    };
    (part("condition"), part("value"))
}

fn add_branch(ev: &mut Evaluator<'_>, base: Arc<Expr>, signature: &Signature<'_>, site: &Site) -> Value {
    let added = branch(ev, signature, site);
    match own(base).kind {
        ExprKind::Case { operand, mut branches, otherwise } => {
            branches.push(added);
            column(ExprKind::Case { operand, branches, otherwise }, site.whole)
        }
        _ => column(ExprKind::Unknown, site.whole),
    }
}

fn add_otherwise(ev: &mut Evaluator<'_>, base: Arc<Expr>, signature: &Signature<'_>, site: &Site) -> Value {
    let value = match signature.args.given.first() {
        Some(arg) => as_value(ev, &arg.value, arg.value_range),
        None => Expr::unknown(site.whole),
    };
    match own(base).kind {
        ExprKind::Case { operand, branches, .. } => {
            column(ExprKind::Case { operand, branches, otherwise: Some(Box::new(value)) }, site.whole)
        }
        _ => column(ExprKind::Unknown, site.whole),
    }
}

fn over(base: Arc<Expr>, signature: &Signature<'_>, site: &Site) -> Value {
    let window = match signature.role(ArgRole::Window) {
        Setting::Set(arg) => match &arg.value {
            Value::Window(window) => Arc::clone(window),
            _ => Arc::new(WindowSpec { range: arg.value_range, ..WindowSpec::default() }),
        },
        _ => Arc::new(WindowSpec { range: site.name, ..WindowSpec::default() }),
    };
    match own(base).kind {
        ExprKind::Call(mut call) => {
            call.over = Some(window);
            column(ExprKind::Call(call), site.whole)
        }
        _ => column(ExprKind::Unknown, site.whole),
    }
}
