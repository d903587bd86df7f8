//! What the evaluator knows of a Python value. Frames and columns are immutable; builders, dicts, lists and objects are
//! references into the evaluation's heap, because PySpark's builders return themselves and changes are seen by all holders.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::expr::{Expr, WindowSpec};
use crate::frame::{DeltaTable, Frame, Grouped};
use crate::operation::{Arg, Site};
use crate::text::{Piece, TextValue};

/// A place in the evaluation's heap.
pub type Reference = u32;

/// An operation of the file, by its place in the list.
pub type OperationId = u32;

/// A function the evaluator has the text of.
pub type FunctionId = u32;

/// An abstract value.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    /// Nothing is known of it.
    #[default]
    Unknown,
    /// `None`.
    None,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A float.
    Float(f64),
    /// Text.
    Text(Arc<TextValue>),
    /// A tuple.
    Tuple(Arc<[Value]>),
    /// A list; shared.
    List(Reference),
    /// A set; shared.
    Set(Reference),
    /// A dict; shared.
    Dict(Reference),
    /// A `SparkSession`.
    Session,
    /// A DataFrame.
    Frame(Arc<Frame>),
    /// The result of `groupBy`, `rollup`, `cube`.
    Grouped(Arc<Grouped>),
    /// A Column.
    Column(Arc<Expr>),
    /// A window specification.
    Window(Arc<WindowSpec>),
    /// A `DeltaTable`.
    DeltaTable(Arc<DeltaTable>),
    /// A reader, writer, merge builder, table builder or session builder; shared.
    Builder(Reference),
    /// A Python UDF, by the operation that made it.
    Udf(OperationId),
    /// A started streaming query, by the operation that started it.
    StreamingQuery(OperationId),
    /// What an action gave, by the operation.
    ActionResult(OperationId),
    /// A function with its text in this project.
    Function(FunctionId),
    /// A class with its text in this project; its attributes are in the heap.
    Class(Reference),
    /// An object of such a class; shared.
    Object(Reference),
    /// A module of this project; its names are in the heap.
    Module(Reference),
    /// Something of a library, by its full path: `pyspark.sql.functions.col`, `dbutils.fs`, `mlflow`, `requests.get`.
    Library(SmolStr),
    /// An object of a library's class, by the class's full path: `pandas.DataFrame`, `delta.tables.DeltaMergeBuilder`.
    /// Behind a pointer: one variant alone may hold a text of its own without making every value larger.
    Instance(Arc<SmolStr>),
    /// A method taken from a value and not yet called.
    Method(Arc<(Value, SmolStr)>),
    /// A callable with some arguments given beforehand (`functools.partial`).
    Partial(Arc<(Value, Vec<Arg>)>),
    /// A decorator that was called with arguments and waits for its function: `dlt.table(name="x")`, `udf("int")`.
    Decorator(Arc<Decorator>),
    /// Something that comes from outside the program.
    External(Arc<External>),
    /// One of these.
    Either(Arc<[Value]>),
}

/// A decorator that waits for its function.
#[derive(Clone, Debug, PartialEq)]
pub struct Decorator {
    /// The full path of what was called: `dlt.table`.
    pub path: SmolStr,
    /// Its arguments, those of known `**options` among them.
    pub arguments: Arc<[Arg]>,
    /// Whether more arguments may be given by name than is known.
    pub open: bool,
    /// Where it was called.
    pub site: Site,
}

/// A value from outside the program.
#[derive(Clone, Debug, PartialEq)]
pub struct External {
    /// Where it comes from.
    pub origin: Origin,
    /// Its name there: the widget, the variable, the secret's key.
    pub name: Option<SmolStr>,
    /// Where it was read.
    pub range: TextRange,
}

/// Where a value from outside comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A notebook widget or job parameter.
    Widget,
    /// A task value.
    TaskValue,
    /// The environment.
    Environment,
    /// The command line.
    CommandLine,
    /// A web request.
    Request,
    /// A secret.
    Secret,
    /// `spark.conf.get`.
    Conf,
}

const _: () = assert!(size_of::<Value>() <= 24, "values are everywhere");

/// How deep values may be held in one another, and how many there may be in one. Code such as `x = (x, x)`, written a few
/// dozen times, would make a value that no memory holds and no stack takes apart.
const DEEPEST: usize = 32;
const MOST: usize = 50_000;

impl Value {
    /// A tuple.
    pub fn tuple(values: impl IntoIterator<Item = Self>) -> Self {
        Self::Tuple(values.into_iter().collect()).bounded()
    }

    /// An object of a library's class.
    pub fn instance(path: impl Into<SmolStr>) -> Self {
        Self::Instance(Arc::new(path.into()))
    }

    /// A method taken from a value.
    pub fn method(receiver: Self, name: SmolStr) -> Self {
        Self::Method(Arc::new((receiver, name))).bounded()
    }

    /// A callable with some arguments given beforehand.
    pub fn partial(callee: Self, given: Vec<Arg>) -> Self {
        Self::Partial(Arc::new((callee, given))).bounded()
    }

    /// This value, or unknown where it holds too much to be carried around.
    pub(crate) fn bounded(self) -> Self {
        if self.holds_too_much() { Self::Unknown } else { self }
    }

    fn holds_too_much(&self) -> bool {
        let holds_others = matches!(
            self,
            Self::Tuple(_) | Self::Either(_) | Self::Text(_) | Self::Method(_) | Self::Partial(_) | Self::Decorator(_)
        );
        if !holds_others {
            return false;
        }
        let mut pending = vec![(self, 0)];
        let mut count = 0;
        while let Some((value, depth)) = pending.pop() {
            let first = pending.len();
            match value {
                Self::Tuple(values) | Self::Either(values) => {
                    pending.extend(values.iter().map(|part| (part, depth + 1)))
                }
                Self::Text(text) => pending.extend(text.pieces.iter().filter_map(|piece| match piece {
                    Piece::Hole(hole) => Some((hole, depth + 1)),
                    Piece::Constant(_) => None,
                })),
                Self::Method(method) => pending.push((&method.0, depth + 1)),
                Self::Partial(partial) => {
                    pending.push((&partial.0, depth + 1));
                    pending.extend(partial.1.iter().map(|arg| (&arg.value, depth + 1)));
                }
                Self::Decorator(decorator) => {
                    pending.extend(decorator.arguments.iter().map(|arg| (&arg.value, depth + 1)));
                }
                _ => {}
            }
            count += pending.len() - first;
            if count > MOST || depth > DEEPEST {
                return true;
            }
        }
        false
    }

    /// Text that is all known.
    pub fn text(text: impl Into<SmolStr>) -> Self {
        Self::Text(Arc::new(TextValue::of(text, None)))
    }

    /// The text, when the value is text of which all is known.
    pub fn as_text(&self) -> Option<SmolStr> {
        match self {
            Self::Text(text) => text.constant(),
            _ => None,
        }
    }

    /// Whether it is text of which all is known, and says this.
    pub fn is_text(&self, text: &str) -> bool {
        match self {
            Self::Text(own) => match own.pieces.as_slice() {
                [] => text.is_empty(),
                [Piece::Constant(only)] => only == text,
                _ => own.constant().is_some_and(|own| own == text),
            },
            _ => false,
        }
    }

    /// Whether it is equal to another, texts compared by what they say and not by where they are written.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one.pieces == other.pieces,
            _ => self == other,
        }
    }

    /// The integer, when it is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether it is known to be true, with Spark's reading of `"true"` where options are concerned.
    pub fn as_flag(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Text(text) => match text.constant()?.to_lowercase().as_str() {
                "true" | "1" | "yes" => Some(true),
                "false" | "0" | "no" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The frame, when it is one.
    pub fn as_frame(&self) -> Option<&Arc<Frame>> {
        match self {
            Self::Frame(frame) => Some(frame),
            _ => None,
        }
    }

    /// The texts that it may be: one, or several where it is one of several.
    pub fn texts(&self) -> impl Iterator<Item = &Arc<TextValue>> {
        let alternatives = match self {
            Self::Either(values) => &**values,
            value => std::slice::from_ref(value),
        };
        alternatives.iter().filter_map(|value| match value {
            Self::Text(text) => Some(text),
            _ => None,
        })
    }

    /// Whether nothing is known of it.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}
