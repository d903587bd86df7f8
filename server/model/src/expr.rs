//! One expression tree for Column chains and SQL, each node with its host range.
//! Knows what is computed, not in which language it was written; `origin` of the operation tells that.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::facts::sql_function;
use crate::frame::{Frame, FrameId};
use crate::value::Value;

/// An expression over columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands in the host text.
    pub range: TextRange,
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A column.
    Column(ColumnRef),
    /// `*`, `t.*`, with what `EXCEPT` leaves out.
    Star {
        /// The relation before the dot.
        qualifier: Option<SmolStr>,
        /// The names behind `EXCEPT`.
        except: Vec<SmolStr>,
    },
    /// A constant.
    Literal(Literal),
    /// A function call, an aggregate, or a UDF.
    Call(Box<Call>),
    /// `-a`, `NOT a`, `~a`.
    Unary {
        /// The operator.
        op: UnaryOp,
        /// Its operand.
        operand: Box<Expr>,
    },
    /// A chain of one associative operator, or two operands of another; flat, so that a long chain costs no stack.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Where the operators stand: one fewer than the operands.
        op_ranges: Vec<TextRange>,
        /// The operands, at least two.
        operands: Vec<Expr>,
    },
    /// `a IS [NOT] NULL`, `a.isNull()`.
    IsNull {
        /// What is tested.
        operand: Box<Expr>,
        /// Whether it is `IS NOT NULL`.
        negated: bool,
    },
    /// `a [NOT] IN (b, c)`, `a.isin(...)`.
    In {
        /// What is looked for.
        operand: Box<Expr>,
        /// Where.
        list: Vec<Expr>,
        /// Whether it is `NOT IN`.
        negated: bool,
    },
    /// `a [NOT] IN (SELECT ...)`.
    InSubquery {
        /// What is looked for.
        operand: Box<Expr>,
        /// Where.
        query: Arc<Frame>,
        /// Whether it is `NOT IN`.
        negated: bool,
    },
    /// `a [NOT] BETWEEN low AND high`.
    Between {
        /// What is tested.
        operand: Box<Expr>,
        /// The lower bound.
        low: Box<Expr>,
        /// The upper bound.
        high: Box<Expr>,
        /// Whether it is `NOT BETWEEN`.
        negated: bool,
    },
    /// `a [NOT] LIKE b` and its kin.
    Like {
        /// What is tested.
        operand: Box<Expr>,
        /// The pattern.
        pattern: Box<Expr>,
        /// Which test.
        kind: LikeKind,
        /// Whether it is `NOT LIKE`.
        negated: bool,
    },
    /// `CASE`, and `F.when(...).otherwise(...)`.
    Case {
        /// The value behind `CASE`, if any.
        operand: Option<Box<Expr>>,
        /// Condition and result of each branch.
        branches: Vec<(Expr, Expr)>,
        /// The `ELSE`.
        otherwise: Option<Box<Expr>>,
    },
    /// A cast.
    Cast {
        /// What is cast.
        operand: Box<Expr>,
        /// The type as written, in lower case; `None` when not known.
        to: Option<SmolStr>,
    },
    /// `a AS name`.
    Alias {
        /// What is named.
        operand: Box<Expr>,
        /// The name; `None` when not known.
        name: Option<SmolStr>,
        /// Where the name stands.
        name_range: TextRange,
    },
    /// `(x, y) -> body`.
    Lambda {
        /// The parameters.
        params: Vec<SmolStr>,
        /// The body.
        body: Box<Expr>,
    },
    /// `base.field`, `base[index]`, `base:path`.
    Access {
        /// What is looked into.
        base: Box<Expr>,
        /// The field or index, when it is one.
        key: Option<Box<Expr>>,
    },
    /// A scalar subquery.
    Subquery(Arc<Frame>),
    /// `EXISTS (SELECT ...)`.
    Exists(Arc<Frame>),
    /// A sort direction around a key.
    Order {
        /// The key.
        operand: Box<Expr>,
        /// Whether it is descending.
        descending: bool,
    },
    /// A parameter marker, a template, or an interpolated value: fits anything.
    Hole(Value),
    /// Not understood.
    Unknown,
}

/// A reference to a column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnRef {
    /// What stands before the name: alias, table, struct.
    pub qualifier: Vec<SmolStr>,
    /// The column's name as written.
    pub name: SmolStr,
    /// Where the name itself stands.
    pub name_range: TextRange,
    /// The frame it is bound to, when it was taken from one (`df.a`, `df["a"]`).
    pub frame: Option<FrameId>,
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `NULL`, `None`, `lit(None)`.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// Another number.
    Float(f64),
    /// Text.
    Text(SmolStr),
    /// A date, timestamp or interval literal, as written.
    Temporal(SmolStr),
    /// Something else, or a number out of range.
    Other,
}

/// A call of a function on columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function's SQL name in lower case, its qualifier included (`catalog.schema.f`).
    pub name: SmolStr,
    /// Where the name stands.
    pub name_range: TextRange,
    /// Whose function it is.
    pub callee: Callee,
    /// Arguments by position.
    pub args: Vec<Expr>,
    /// Arguments by name.
    pub named: Vec<(SmolStr, Expr)>,
    /// Whether `DISTINCT` stands before the arguments.
    pub distinct: bool,
    /// The `FILTER (WHERE ...)`.
    pub filter: Option<Expr>,
    /// The window behind `OVER`.
    pub over: Option<Arc<WindowSpec>>,
}

impl Call {
    /// A call of a built-in function, whose name is given in lower case, with arguments by position and nothing else.
    pub fn builtin(name: impl Into<SmolStr>, name_range: TextRange, args: Vec<Expr>) -> Self {
        Self {
            name: name.into(),
            name_range,
            callee: Callee::Builtin,
            args,
            named: Vec::new(),
            distinct: false,
            filter: None,
            over: None,
        }
    }
}

/// Whose function a call calls.
#[derive(Clone, Debug, PartialEq)]
pub enum Callee {
    /// A function of Spark or Databricks, by the table of facts.
    Builtin,
    /// A Python UDF: the operation that made it, when it stands in this file.
    PythonUdf(Option<TextRange>),
    /// A function not known here.
    Other,
}

/// A window.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct WindowSpec {
    /// `PARTITION BY`.
    pub partition_by: Vec<Expr>,
    /// `ORDER BY`.
    pub order_by: Vec<Expr>,
    /// Whether a frame (`ROWS`/`RANGE BETWEEN`) is given.
    pub frame: bool,
    /// Whether all of it is known; an unknown window is no evidence of anything.
    pub known: bool,
    /// Where it is written.
    pub range: TextRange,
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`, `+`.
    Sign,
    /// `NOT`, and `~` on a Column.
    Not,
    /// `~` on a number.
    Invert,
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `AND`, `&`.
    And,
    /// `OR`, `|`.
    Or,
    /// `=`, `==`.
    Eq,
    /// `<>`, `!=`.
    NotEq,
    /// `<=>`.
    NullSafeEq,
    /// `<`.
    Lt,
    /// `<=`.
    LtEq,
    /// `>`.
    Gt,
    /// `>=`.
    GtEq,
    /// `+`.
    Add,
    /// `-`.
    Sub,
    /// `*`.
    Mul,
    /// `/`.
    Div,
    /// `%`, `DIV`, `||`, bit operators and the rest.
    Other,
}

impl BinaryOp {
    /// Whether it compares its operands.
    pub fn is_comparison(self) -> bool {
        matches!(self, Self::Eq | Self::NotEq | Self::NullSafeEq | Self::Lt | Self::LtEq | Self::Gt | Self::GtEq)
    }
}

/// Pattern tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LikeKind {
    /// `LIKE`.
    Like,
    /// `ILIKE`.
    ILike,
    /// `RLIKE`, `REGEXP`.
    RLike,
    /// `startswith`.
    StartsWith,
    /// `endswith`.
    EndsWith,
    /// `contains`.
    Contains,
}

impl Expr {
    /// An expression nobody understands.
    pub fn unknown(range: TextRange) -> Self {
        Self { kind: ExprKind::Unknown, range }
    }

    /// Whether it is the constant `NULL`, also as `lit(None)`.
    pub fn is_null(&self) -> bool {
        matches!(self.kind, ExprKind::Literal(Literal::Null))
    }

    /// The column, when the expression is nothing but one, an alias around it put aside.
    pub fn as_column(&self) -> Option<&ColumnRef> {
        match &self.kind {
            ExprKind::Column(column) => Some(column),
            ExprKind::Alias { operand, .. } | ExprKind::Order { operand, .. } => operand.as_column(),
            _ => None,
        }
    }

    /// The name the expression's result has: its alias, or the column's own name.
    pub fn output_name(&self) -> Option<SmolStr> {
        match &self.kind {
            ExprKind::Alias { name, .. } => name.clone(),
            ExprKind::Column(column) => Some(column.name.clone()),
            _ => None,
        }
    }

    /// The direct parts of it; queries are not entered.
    pub fn children(&self) -> Vec<&Self> {
        let mut children = Vec::new();
        self.each_child_reversed(&mut |child| children.push(child));
        children.reverse();
        children
    }

    /// Whether it is too large to be copied into another: code such as `c = F.concat(c, c)`, written a few dozen times, would
    /// make one that no memory holds and no stack takes apart.
    pub(crate) fn is_too_large(&self) -> bool {
        const DEEPEST: usize = 100;
        const MOST: usize = 50_000;
        let mut pending = vec![(self, 0)];
        let mut count = 0;
        while let Some((expr, depth)) = pending.pop() {
            count += 1;
            if depth > DEEPEST || count > MOST {
                return true;
            }
            expr.each_child_reversed(&mut |child| pending.push((child, depth + 1)));
        }
        false
    }

    /// Calls `visit` on the direct parts, the last first.
    fn each_child_reversed<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        match &self.kind {
            ExprKind::Call(call) => {
                let windows = call.over.iter();
                windows
                    .flat_map(|window| window.order_by.iter().rev().chain(window.partition_by.iter().rev()))
                    .for_each(&mut *visit);
                call.filter.iter().for_each(&mut *visit);
                call.named.iter().rev().map(|(_, value)| value).for_each(&mut *visit);
                call.args.iter().rev().for_each(visit);
            }
            ExprKind::Unary { operand, .. }
            | ExprKind::IsNull { operand, .. }
            | ExprKind::Cast { operand, .. }
            | ExprKind::Alias { operand, .. }
            | ExprKind::Order { operand, .. }
            | ExprKind::InSubquery { operand, .. } => visit(operand),
            ExprKind::Lambda { body, .. } => visit(body),
            ExprKind::Binary { operands, .. } => operands.iter().rev().for_each(visit),
            ExprKind::In { operand, list, .. } => {
                list.iter().rev().for_each(&mut *visit);
                visit(operand);
            }
            ExprKind::Between { operand, low, high, .. } => {
                [high, low, operand].into_iter().for_each(|part| visit(part))
            }
            ExprKind::Like { operand, pattern, .. } => [pattern, operand].into_iter().for_each(|part| visit(part)),
            ExprKind::Case { operand, branches, otherwise } => {
                otherwise.iter().for_each(|part| visit(part));
                branches.iter().rev().for_each(|(condition, result)| {
                    visit(result);
                    visit(condition);
                });
                operand.iter().for_each(|part| visit(part));
            }
            ExprKind::Access { base, key } => {
                key.iter().for_each(|part| visit(part));
                visit(base);
            }
            ExprKind::Column(_)
            | ExprKind::Star { .. }
            | ExprKind::Literal(_)
            | ExprKind::Subquery(_)
            | ExprKind::Exists(_)
            | ExprKind::Hole(_)
            | ExprKind::Unknown => {}
        }
    }

    /// Whether it computes an aggregate over all rows or those of a group, not over a window.
    pub fn aggregates(&self) -> bool {
        let mut found = false;
        self.walk(&mut |expr| {
            if let ExprKind::Call(call) = &expr.kind {
                let known = call.callee == Callee::Builtin && call.over.is_none();
                found |= known && sql_function::find(&call.name).is_some_and(|function| function.is_aggregate());
            }
        });
        found
    }

    /// Calls `visit` on this expression and everything in it, outermost first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        let mut pending = Pending::default();
        let mut next = Some(self);
        while let Some(expr) = next {
            visit(expr);
            expr.each_child_reversed(&mut |child| pending.push(child));
            next = pending.pop();
        }
    }
}

/// Expressions still to be visited. The first few need no memory of their own: most expressions are small, and each is
/// walked by a dozen rules.
#[derive(Default)]
struct Pending<'a> {
    few: [Option<&'a Expr>; 8],
    count: usize,
    rest: Vec<&'a Expr>,
}

impl<'a> Pending<'a> {
    fn push(&mut self, expr: &'a Expr) {
        match self.few.get_mut(self.count) {
            Some(place) => {
                *place = Some(expr);
                self.count += 1;
            }
            None => self.rest.push(expr),
        }
    }

    fn pop(&mut self) -> Option<&'a Expr> {
        self.rest.pop().or_else(|| {
            self.count = self.count.checked_sub(1)?;
            self.few[self.count].take()
        })
    }
}
