//! The Python syntax tree that everything above this crate sees: owned nodes with host byte ranges.
//! Knows nothing of the grammar that made it; only `lower/` and `grammar.rs` do.

use smol_str::SmolStr;

pub use super::operator::{BinaryOp, BoolOp, CompareOp, UnaryOp};
use super::strings::StringLiteral;
use crate::range::TextRange;

/// A name and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Ident {
    /// The name.
    pub text: SmolStr,
    /// Where it stands.
    pub range: TextRange,
}

impl Ident {
    /// Stands for a name that is missing at `offset`.
    pub fn missing(offset: u32) -> Self {
        Self { text: SmolStr::default(), range: TextRange::at(offset) }
    }
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// All of it, without the line end.
    pub range: TextRange,
}

/// The kinds of statement.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// An expression on its own.
    Expr(Expr),
    /// `a = b = value`; one entry in `targets` per `=`.
    Assign { targets: Vec<Expr>, value: Expr },
    /// `a: T` or `a: T = value`.
    AnnAssign { target: Expr, annotation: Expr, value: Option<Expr> },
    /// `a += value`.
    AugAssign { target: Expr, op: BinaryOp, op_range: TextRange, value: Expr },
    /// `if`/`elif`/`else`; `elif` is an `If` alone in `otherwise`.
    If { test: Expr, body: Vec<Stmt>, otherwise: Vec<Stmt> },
    /// `for` and `async for`.
    For { target: Expr, iter: Expr, body: Vec<Stmt>, otherwise: Vec<Stmt> },
    /// `while`.
    While { test: Expr, body: Vec<Stmt>, otherwise: Vec<Stmt> },
    /// `try`.
    Try { body: Vec<Stmt>, handlers: Vec<Handler>, otherwise: Vec<Stmt>, finally: Vec<Stmt> },
    /// `with` and `async with`.
    With { items: Vec<WithItem>, body: Vec<Stmt> },
    /// `match`; patterns are kept as expressions where they are ones.
    Match { subject: Expr, cases: Vec<MatchCase> },
    /// `def` and `async def`.
    Function(std::sync::Arc<FunctionDef>),
    /// `class`.
    Class(std::sync::Arc<ClassDef>),
    /// `return`.
    Return(Option<Expr>),
    /// `raise`.
    Raise { exception: Option<Expr>, cause: Option<Expr> },
    /// `assert`.
    Assert { test: Expr, message: Option<Expr> },
    /// `del`.
    Delete(Vec<Expr>),
    /// `import a.b as c`.
    Import(Vec<ImportName>),
    /// `from .a import b as c`.
    ImportFrom(ImportFrom),
    /// `global` names.
    Global(Vec<Ident>),
    /// `nonlocal` names.
    Nonlocal(Vec<Ident>),
    /// `pass`.
    Pass,
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// Text that is not Python; what could be saved of it is in `parts`.
    Error { parts: Vec<Expr> },
}

/// `except X as name:` with its body.
#[derive(Clone, Debug)]
pub struct Handler {
    /// The exception class or tuple.
    pub exception: Option<Expr>,
    /// The name it is bound to.
    pub name: Option<Ident>,
    /// The body.
    pub body: Vec<Stmt>,
}

/// One `value as target` of a `with`.
#[derive(Clone, Debug)]
pub struct WithItem {
    /// The context manager.
    pub value: Expr,
    /// What it is bound to.
    pub target: Option<Expr>,
}

/// One `case` of a `match`.
#[derive(Clone, Debug)]
pub struct MatchCase {
    /// Names the pattern binds.
    pub bindings: Vec<Ident>,
    /// The `if` of the case.
    pub guard: Option<Expr>,
    /// The body.
    pub body: Vec<Stmt>,
}

/// A function with its decorators.
#[derive(Clone, Debug)]
pub struct FunctionDef {
    /// Its name.
    pub name: Ident,
    /// Decorators, first line first.
    pub decorators: Vec<Expr>,
    /// Parameters in order.
    pub params: Vec<Param>,
    /// The annotation behind `->`.
    pub returns: Option<Expr>,
    /// The body.
    pub body: Vec<Stmt>,
    /// Decorators, head and body.
    pub range: TextRange,
    /// From `def` to the colon.
    pub head: TextRange,
}

/// A class with its decorators.
#[derive(Clone, Debug)]
pub struct ClassDef {
    /// Its name.
    pub name: Ident,
    /// Decorators, first line first.
    pub decorators: Vec<Expr>,
    /// Base classes and keywords.
    pub bases: Vec<Argument>,
    /// The body.
    pub body: Vec<Stmt>,
    /// Decorators, head and body.
    pub range: TextRange,
}

/// How a parameter takes arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// By position or name.
    Plain,
    /// By name only, after `*`.
    KeywordOnly,
    /// `*args`.
    Args,
    /// `**kwargs`.
    Kwargs,
}

/// A parameter of a function or lambda.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: Ident,
    /// How it takes arguments.
    pub kind: ParamKind,
    /// Its annotation.
    pub annotation: Option<Expr>,
    /// Its default.
    pub default: Option<Expr>,
}

/// `a.b as c` in an import.
#[derive(Clone, Debug)]
pub struct ImportName {
    /// The dotted path as written.
    pub path: Ident,
    /// The name behind `as`.
    pub alias: Option<Ident>,
}

/// `from ..path import names`.
#[derive(Clone, Debug)]
pub struct ImportFrom {
    /// How many dots lead.
    pub level: u32,
    /// The dotted path behind the dots; may be empty.
    pub module: Ident,
    /// What is imported; `None` means `*`.
    pub names: Option<Vec<ImportName>>,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// All of it; parentheses around it are not part of it.
    pub range: TextRange,
}

/// The kinds of expression.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A name.
    Name(SmolStr),
    /// `object.name`.
    Attribute { object: Box<Expr>, name: Ident },
    /// `function(arguments)`.
    Call(Box<Call>),
    /// `object[index]`; a tuple index is a `Tuple`.
    Subscript { object: Box<Expr>, index: Box<Expr> },
    /// `lower:upper:step` inside `[]`.
    Slice { lower: Option<Box<Expr>>, upper: Option<Box<Expr>>, step: Option<Box<Expr>> },
    /// String literals that stand side by side are one.
    String(Box<StringLiteral>),
    /// An integer, when it fits.
    Int(i64),
    /// A float, or an integer that does not fit.
    Float(f64),
    /// A complex number, or a number that could not be read.
    Number,
    /// `True`.
    True,
    /// `False`.
    False,
    /// `None`.
    None,
    /// `...`.
    Ellipsis,
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `(a, b)` or `a, b`.
    Tuple(Vec<Expr>),
    /// `{a, b}`.
    Set(Vec<Expr>),
    /// `{k: v, **d}`.
    Dict(Vec<DictItem>),
    /// `-a`, `+a`, `~a`, `not a`.
    Unary { op: UnaryOp, operand: Box<Expr> },
    /// A left-associative chain `first op a op b`, flat so that ten thousand terms cost no stack.
    Binary { first: Box<Expr>, rest: Vec<BinaryTerm> },
    /// `a and b and c`, `a or b`.
    Bool { op: BoolOp, values: Vec<Expr> },
    /// `first < a <= b`.
    Compare { first: Box<Expr>, rest: Vec<CompareTerm> },
    /// `lambda params: body`.
    Lambda(std::sync::Arc<Lambda>),
    /// `body if test else otherwise`.
    Conditional { test: Box<Expr>, body: Box<Expr>, otherwise: Box<Expr> },
    /// A comprehension or generator.
    Comprehension(Box<Comprehension>),
    /// `await value`.
    Await(Box<Expr>),
    /// `yield value` and `yield from value`.
    Yield(Option<Box<Expr>>),
    /// `*value` outside calls.
    Starred(Box<Expr>),
    /// `target := value`.
    Named { target: Ident, value: Box<Expr> },
    /// Text that is not Python, or nests too deep to be followed.
    Error,
}

/// One `op value` of a binary chain.
#[derive(Clone, Debug)]
pub struct BinaryTerm {
    /// The operator.
    pub op: BinaryOp,
    /// Where the operator stands.
    pub op_range: TextRange,
    /// The right operand.
    pub value: Expr,
}

/// One `op value` of a comparison.
#[derive(Clone, Debug)]
pub struct CompareTerm {
    /// The operator.
    pub op: CompareOp,
    /// Where the operator stands.
    pub op_range: TextRange,
    /// The right operand.
    pub value: Expr,
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// What is called.
    pub function: Expr,
    /// The arguments in order.
    pub arguments: Vec<Argument>,
    /// The argument list with its parentheses.
    pub parens: TextRange,
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub struct Argument {
    /// How it is given.
    pub kind: ArgumentKind,
    /// Its value.
    pub value: Expr,
    /// All of it, name or stars included.
    pub range: TextRange,
}

/// How an argument is given.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgumentKind {
    /// By position.
    Positional,
    /// By name.
    Keyword(Ident),
    /// `*value`.
    Star,
    /// `**value`.
    DoubleStar,
}

/// An item of a dict display.
#[derive(Clone, Debug)]
pub struct DictItem {
    /// The key; `None` for `**value`.
    pub key: Option<Expr>,
    /// The value.
    pub value: Expr,
}

/// A lambda.
#[derive(Clone, Debug)]
pub struct Lambda {
    /// Parameters in order.
    pub params: Vec<Param>,
    /// The body.
    pub body: Expr,
}

/// What a comprehension makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComprehensionKind {
    /// `[...]`.
    List,
    /// `{...}`.
    Set,
    /// `{k: v ...}`.
    Dict,
    /// `(...)` or a bare generator argument.
    Generator,
}

/// A comprehension.
#[derive(Clone, Debug)]
pub struct Comprehension {
    /// What it makes.
    pub kind: ComprehensionKind,
    /// The element, or the key of a dict comprehension.
    pub element: Expr,
    /// The value of a dict comprehension.
    pub value: Option<Expr>,
    /// The `for` clauses with their conditions.
    pub clauses: Vec<ForClause>,
}

/// `for target in iter if a if b`.
#[derive(Clone, Debug)]
pub struct ForClause {
    /// What is bound.
    pub target: Expr,
    /// What is walked.
    pub iter: Expr,
    /// The conditions.
    pub conditions: Vec<Expr>,
}
