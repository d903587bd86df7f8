//! The evaluator's state: where it stands in the program, what it has recorded, how much it may still do.
//! Knows no Python and no Spark.

use std::cell::Cell;
use std::sync::Arc;

use brickline_syntax::TextRange;
use brickline_syntax::python::ast;
use brickline_syntax::python::strings::StringLiteral;
use brickline_syntax::source::ParsedFile;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::budget::Budget;
use super::calls::CallSite;
use super::chain::Link;
use super::function::{Code, Function};
use super::graft::Graft;
use super::heap::{Heap, Item, ScopeId};
use super::literal::Spelling;
use super::looping::LoopNames;
use super::memo::{Memo, Trail};
use super::record::Role;
use crate::exports::{Exports, ForeignCall, Imports};
use crate::expr::Expr;
use crate::file::SqlSource;
use crate::frame::{Column, Frame, FrameId, FrameIds, Step};
use crate::operation::{Context, Expression, Job, Language, Operation, Place, Site, What};
use crate::text::TextValue;
use crate::tri::Tri;
use crate::value::{FunctionId, OperationId, Reference, Value};

/// How many jobs of one call are noted.
const JOBS: usize = 16;
/// How deep calls are followed.
pub(super) const CALL_DEPTH: u32 = 6;
/// The operation of a value that was made where nothing is recorded.
pub(super) const UNRECORDED: OperationId = OperationId::MAX;

/// The state of one file's evaluation.
pub(super) struct Evaluator<'a> {
    pub file: &'a ParsedFile,
    pub imports: &'a Imports,
    pub heap: Heap,
    pub frames: FrameIds,
    pub functions: Vec<Function<'a>>,
    pub operations: Vec<Operation>,
    pub sql: Vec<SqlSource>,
    /// Calls of other files' functions.
    pub foreign_calls: Vec<ForeignCall>,
    /// Texts that calls from other files give, and that those files spell: what they do is recorded there.
    pub told: FxHashSet<*const TextValue>,
    /// Whether another file's function is followed that was called right where operations are recorded.
    pub through: bool,
    /// The scopes of other files that were taken in.
    pub grafted: FxHashMap<*const Exports, ScopeId>,
    /// What other files packed, and how much of it was taken in.
    pub grafts: Vec<Graft<'a>>,
    /// The arguments that calls were seen to give, by function.
    pub calls: FxHashMap<TextRange, Vec<CallSite>>,
    /// The literal expressions that text values came from, by their ranges.
    pub literals: FxHashMap<TextRange, &'a ast::Expr>,
    /// What the literals say that were evaluated so far, by their places in memory.
    pub spellings: FxHashMap<*const StringLiteral, Spelling<'a>>,
    /// The values of expressions that text was put together from, by their ranges.
    pub spliced: FxHashMap<TextRange, Value>,
    /// The last call whose site was made: where a discarded value comes from.
    pub last_site: Option<Site>,
    /// The SQL texts that expressions were read from, by the expressions' ranges.
    pub written_in_sql: FxHashMap<TextRange, u32>,
    /// The literals that SQL was read from, with the argument it was given as.
    pub read_as_sql: FxHashMap<TextRange, TextRange>,
    /// The text that ranges of the code at hand speak of, and whether it is another file's.
    pub code: Code<'a>,
    /// What surrounds the next operation.
    pub context: Context,
    /// Whether operations are recorded.
    pub recording: bool,
    /// Whether options are set from a list of keys and values, which is where they are written then.
    pub from_list: bool,
    /// The scope of the module.
    pub module: ScopeId,
    /// The innermost scope.
    pub scope: ScopeId,
    /// The functions that are being followed, innermost last.
    pub stack: Vec<FunctionId>,
    /// The links of the chains that are being evaluated, those of the innermost last.
    pub links: Vec<Link<'a>>,
    /// The names that the loops run so far bind, by the places of their bodies in memory.
    pub loop_names: FxHashMap<*const ast::Stmt, LoopNames>,
    /// The calls that were followed and changed nothing.
    pub memo: Memo,
    /// What the calls that are being followed did so far.
    pub trail: Trail,
    /// What the function at hand has returned so far.
    pub returned: Option<Value>,
    /// Columns that functions return or variables hold, with their places: what uses them may be elsewhere.
    pub columns: Vec<(Arc<Expr>, Site, Context)>,
    /// What the function at hand has yielded so far.
    pub yielded: Vec<Item>,
    /// The jobs that run where nothing is recorded.
    pub jobs: Vec<Job>,
    /// The calls that were recorded, with the frames that were made meanwhile: those behind the first, up to the second.
    pub spans: Vec<(FrameId, FrameId, OperationId)>,
    /// What functions are used for, by their ranges.
    pub roles: FxHashMap<TextRange, Role>,
    /// Names of datasets that the file defines, in lower case.
    pub datasets: FxHashSet<SmolStr>,
    /// Whether the file is source of a pipeline.
    pub pipeline: bool,
    /// Which operation made a frame.
    pub made_by: FxHashMap<FrameId, OperationId>,
    /// The variable whose unknown value was believed to be this frame.
    pub believed: FxHashMap<FrameId, SmolStr>,
    /// The instance that stands for `self` when a class's methods are evaluated.
    pub selves: FxHashMap<Reference, Reference>,
    /// The object of a class that annotations promise.
    pub promised: FxHashMap<Reference, Reference>,
    /// All objects that were made, by class.
    pub objects: FxHashMap<Reference, Vec<Reference>>,
    /// Builders opened where operations are recorded.
    pub builders: Vec<Reference>,
    /// Whether the statement at hand is there to fail: a test expects it to, or it finds out whether it does.
    pub probing: bool,
    /// Whether a handler for a missing import surrounds the statement at hand.
    pub guarded: bool,
    /// The text that was last asked whether it is ours, by its address, and the answer.
    ours: Cell<Option<(*const u8, bool)>>,
    /// What surrounded the last operation.
    last_context: Option<Arc<Context>>,
    /// What functions' bodies say of the classes of names, by function.
    pub evidence: FxHashMap<*const ast::FunctionDef, FxHashMap<SmolStr, &'static str>>,
    seen_expressions: FxHashSet<(TextRange, Place)>,
    branches: u32,
    /// How much may still be done.
    pub budget: Budget,
}

impl<'a> Evaluator<'a> {
    pub fn new(path: &'a Arc<str>, file: &'a ParsedFile, imports: &'a Imports) -> Self {
        let mut heap = Heap::default();
        let module = heap.new_scope(None);
        Self {
            file,
            imports,
            heap,
            frames: FrameIds::default(),
            functions: Vec::new(),
            operations: Vec::new(),
            sql: Vec::new(),
            foreign_calls: Vec::new(),
            told: FxHashSet::default(),
            through: false,
            grafted: FxHashMap::default(),
            grafts: Vec::new(),
            calls: FxHashMap::default(),
            literals: FxHashMap::default(),
            spellings: FxHashMap::default(),
            spliced: FxHashMap::default(),
            last_site: None,
            read_as_sql: FxHashMap::default(),
            written_in_sql: FxHashMap::default(),
            code: Code { text: &file.code, file: path, foreign: false },
            context: Context::default(),
            recording: true,
            from_list: false,
            module,
            scope: module,
            stack: Vec::new(),
            memo: Memo::default(),
            trail: Trail::default(),
            links: Vec::new(),
            loop_names: FxHashMap::default(),
            returned: None,
            columns: Vec::new(),
            yielded: Vec::new(),
            jobs: Vec::new(),
            spans: Vec::new(),
            roles: FxHashMap::default(),
            datasets: FxHashSet::default(),
            pipeline: false,
            made_by: FxHashMap::default(),
            believed: FxHashMap::default(),
            selves: FxHashMap::default(),
            promised: FxHashMap::default(),
            objects: FxHashMap::default(),
            builders: Vec::new(),
            probing: false,
            guarded: false,
            ours: Cell::new(None),
            last_context: None,
            evidence: FxHashMap::default(),
            seen_expressions: FxHashSet::default(),
            branches: 0,
            budget: Budget::of(file),
        }
    }

    /// Whether the code at hand speaks of Spark or is a notebook's. A name may ask at each of its uses, and the text is long.
    pub fn is_code_ours(&self) -> bool {
        let text = self.code.text;
        match self.ours.get() {
            Some((asked, ours)) if asked == text.as_ptr() => ours,
            _ => {
                let ours = super::globals::is_ours(text);
                self.ours.set(Some((text.as_ptr(), ours)));
                ours
            }
        }
    }

    /// How many steps were taken in functions that were followed, and how many values of other files were taken in.
    pub fn cost_of_linking(&self) -> u32 {
        let taken_in: usize = self.grafts.iter().map(Graft::count).sum();
        self.budget.taken(self.file) + taken_in as u32
    }

    /// Keeps the value of an expression that text is put together from.
    pub fn splice(&mut self, range: TextRange, value: &Value) {
        self.trail.splice(range, value);
        self.spliced.insert(range, value.clone());
    }

    /// A number for branches that exclude each other.
    pub fn fresh_branch(&mut self) -> u32 {
        self.branches += 1;
        self.branches
    }

    /// A range of the code at hand, as a range of this file: empty where the code is another file's.
    pub fn at(&self, range: TextRange) -> TextRange {
        if self.code.foreign { TextRange::default() } else { range }
    }

    /// Where a value is written that is given as an argument: in the list it is taken from, if it is, or right there.
    pub fn spelt(&self, value: &Value, argument: TextRange) -> TextRange {
        match value {
            Value::Text(text) if self.from_list => text.literal.unwrap_or(argument),
            _ => argument,
        }
    }

    /// What surrounds an operation that stands here; shared by all that stand in one place.
    pub fn surroundings(&mut self) -> Arc<Context> {
        let session = self.heap.session();
        match &self.last_context {
            Some(last) if last.is_same(&self.context, session) => Arc::clone(last),
            _ => {
                let context = Arc::new(Context { session: Arc::clone(session), ..self.context.clone() });
                self.last_context = Some(Arc::clone(&context));
                context
            }
        }
    }

    /// Records an operation, if this is a place where operations are recorded.
    pub fn record(&mut self, site: &Site, what: What) -> OperationId {
        if !self.recording {
            if let Some(job) = Job::of(&what) {
                self.trail.act();
                if self.jobs.len() < JOBS {
                    self.jobs.push(job);
                }
            }
            return UNRECORDED;
        }
        let context = self.surroundings();
        self.operations.push(Operation { site: site.clone(), context, what });
        (self.operations.len() - 1) as OperationId
    }

    /// Records an outermost expression, once.
    pub fn record_expression(&mut self, site: &Site, expr: &Arc<Expr>, place: Place, frame: Option<&Arc<Frame>>) {
        if self.recording && !expr.range.is_empty() && self.seen_expressions.insert((expr.range, place)) {
            let expression = Expression { expr: Arc::clone(expr), place, frame: frame.cloned() };
            let mut site = site.clone();
            if let Some(number) = self.written_in_sql.get(&expr.range) {
                site.language = Language::Sql(*number);
            }
            self.record(&site, What::Expression(expression));
        }
    }

    /// Keeps a column that is returned or held by a variable.
    pub fn keep_column(&mut self, value: &Value, site: Site) {
        const COLUMNS: usize = 1_000;
        if let Value::Column(expr) = value
            && self.recording
            && !expr.range.is_empty()
            && self.columns.len() < COLUMNS
        {
            let context = Context { session: Arc::clone(self.heap.session()), ..self.context.clone() };
            self.columns.push((Arc::clone(expr), site, context));
        }
    }

    /// Records the columns that were kept and that nothing at hand uses.
    pub fn record_kept_columns(&mut self) {
        let mut kept = std::mem::take(&mut self.columns);
        kept.sort_by_key(|(expr, ..)| (expr.range.start(), std::cmp::Reverse(expr.range.end())));
        let mut used: Vec<TextRange> = self.seen_expressions.iter().map(|(range, _)| *range).collect();
        for (expr, site, context) in kept {
            if !used.iter().any(|range| range.contains_range(expr.range) || expr.range.contains_range(*range)) {
                used.push(expr.range);
                self.context = context;
                self.record_expression(&site, &expr, Place::Other, None);
            }
        }
    }

    /// The operation of this number, when it is one.
    pub fn operation_mut(&mut self, id: OperationId) -> Option<&mut Operation> {
        self.operations.get_mut(id as usize)
    }

    /// Makes a frame.
    pub fn frame(&mut self, step: Step, inputs: Vec<Arc<Frame>>, range: TextRange) -> Frame {
        let streaming = inputs.iter().map(|input| input.streaming).reduce(Tri::or).unwrap_or_default();
        let depth = inputs.iter().map(|input| input.depth + 1).max().unwrap_or(0);
        Frame { id: self.frames.fresh(), streaming, step, inputs, range, columns: None, depth }
    }

    /// A frame of which nothing is known but, perhaps, what it was made from.
    pub fn opaque(&mut self, inputs: Vec<Arc<Frame>>, range: TextRange) -> Arc<Frame> {
        Arc::new(self.frame(Step::Opaque, inputs, range))
    }

    /// A frame that stands for a parameter or another value believed to be a frame.
    pub fn believed_frame(&mut self, range: TextRange, name: Option<&SmolStr>, annotated: bool) -> Arc<Frame> {
        let frame = Arc::new(self.frame(Step::Parameter { annotated }, Vec::new(), range));
        if let Some(name) = name {
            self.believed.insert(frame.id, name.clone());
        }
        frame
    }

    /// A frame with these columns.
    pub fn with_columns(mut frame: Frame, columns: Option<Arc<[Column]>>) -> Arc<Frame> {
        frame.columns = columns;
        Arc::new(frame)
    }
}
