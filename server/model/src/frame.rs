//! What is known of a DataFrame, or of a query's result: the step that made it and the frames it was made from.
//! Frames are immutable and shared; the questions rules ask of them are methods here.

use std::sync::Arc;

use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::expr::{Expr, WindowSpec};
use crate::operation::{Options, Source};
use crate::tri::Tri;

pub use crate::setting::{Given, Setting};

/// Tells one frame of a file from another; equal for the same expression seen twice.
pub type FrameId = u32;

/// Gives the frames of one file their identity.
#[derive(Debug, Default)]
pub struct FrameIds(FrameId);

impl FrameIds {
    /// An identity that no other frame has.
    pub fn fresh(&mut self) -> FrameId {
        self.0 += 1;
        self.0
    }

    /// The identity that was given last.
    pub fn last(&self) -> FrameId {
        self.0
    }
}

/// A DataFrame or a query's result.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Its identity within the file.
    pub id: FrameId,
    /// Whether it is streaming.
    pub streaming: Tri,
    /// What made it.
    pub step: Step,
    /// What it was made from: none for sources, two for joins and set operations, several for branches.
    pub inputs: Vec<Arc<Frame>>,
    /// Where the step is written: the method's or clause's name. Empty for a frame that came from another file.
    pub range: TextRange,
    /// Its columns, when all of them are known.
    pub columns: Option<Arc<[Column]>>,
    /// How far it is from its sources; bounds every walk.
    pub depth: u32,
}

/// A column of a frame or table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name as written.
    pub name: SmolStr,
    /// Its type in lower case, when known.
    pub data_type: Option<SmolStr>,
    /// Where it is written.
    pub range: TextRange,
}

/// A step that makes a frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A read of a table, path, message bus or query.
    Read {
        /// From where.
        source: Source,
        /// The reader's options.
        options: Options,
    },
    /// Rows written down in the code, `range(n)`, `VALUES`, `SELECT 1`, SHOW and DESCRIBE results, and other frames known to be small.
    Rows,
    /// The frame a `foreachBatch` function is given: not streaming, made from the stream in `inputs`.
    Batch,
    /// A value believed to be a DataFrame, by annotation or evidence.
    Parameter {
        /// Whether an annotation says so.
        annotated: bool,
    },
    /// `filter`, `where`, `WHERE`, `HAVING`.
    Filter(Expr),
    /// `select`, `withColumn` and their kin, `SELECT` lists.
    Project(Projection),
    /// A join with its second input.
    Join {
        /// `inner`, `left`, ... in lower case, underscores taken out; `None` when not known.
        how: Option<SmolStr>,
        /// What it joins on.
        on: JoinOn,
    },
    /// `groupBy(...).agg(...)`, `df.agg(...)`, `GROUP BY`.
    Aggregate {
        /// The grouping keys; none for one global row.
        keys: Vec<Expr>,
        /// What is computed.
        aggregates: Vec<Expr>,
        /// Whether all keys are known.
        known: bool,
    },
    /// `distinct`, `dropDuplicates`, `SELECT DISTINCT`.
    Deduplicate {
        /// The columns named; `None` for all of them.
        subset: Option<Vec<SmolStr>>,
        /// Whether the subset is known.
        known: bool,
        /// Whether it keeps state only within the watermark (`dropDuplicatesWithinWatermark`).
        within_watermark: bool,
    },
    /// `orderBy`, `sort`, `ORDER BY`; with `within_partitions` `sortWithinPartitions`, `SORT BY`.
    Sort {
        /// The keys.
        keys: Vec<Expr>,
        /// Whether only within each partition.
        within_partitions: bool,
    },
    /// `limit`, `LIMIT`, `tail`-like cuts.
    Limit(Option<u64>),
    /// `sample`, `TABLESAMPLE`, `randomSplit`.
    Sample {
        /// Whether a seed is given.
        seed: Tri,
    },
    /// `union`, `intersect`, `exceptAll` and their SQL forms.
    SetOperation(SetOperation),
    /// `repartition`, `coalesce`, `repartitionByRange`, `DISTRIBUTE BY`.
    Repartition {
        /// The number asked for, when known.
        partitions: Option<u64>,
        /// Whether it is `coalesce`.
        coalesce: bool,
    },
    /// `withWatermark`, `WATERMARK`.
    Watermark {
        /// The event time column, when known.
        column: Option<SmolStr>,
    },
    /// `cache`, `persist`.
    Cache,
    /// `unpersist`.
    Unpersist,
    /// `checkpoint`, `localCheckpoint`.
    Checkpoint,
    /// `alias`, a table alias.
    Alias(SmolStr),
    /// `hint`, `broadcast`.
    Hint {
        /// Its name in lower case.
        name: SmolStr,
    },
    /// `pivot`, `PIVOT`, `unpivot`.
    Pivot,
    /// `fillna`, `dropna`, `replace`, `to(...)`: rows or values change, columns stay.
    Clean,
    /// `mapInPandas`, `mapInArrow`, `applyInPandas`, `transformWithState`: Python code makes the rows.
    PythonRows,
    /// One of the inputs, nobody knows which.
    Either,
    /// A step that is not understood: nothing is known of the result but its streaming state.
    Opaque,
}

/// How a projection chooses its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectionKind {
    /// `select`, a `SELECT` list.
    Select,
    /// `selectExpr`.
    SelectExpr,
    /// `withColumn`.
    WithColumn,
    /// `withColumns`.
    WithColumns,
    /// `withColumnRenamed`, `withColumnsRenamed`, `toDF`.
    Rename,
    /// `drop`.
    Drop,
}

/// A projection.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// How it chooses.
    pub kind: ProjectionKind,
    /// What it computes or keeps; new columns as aliases; for `drop` and renames the columns touched.
    pub items: Vec<Expr>,
    /// Whether all items are known.
    pub known: bool,
}

/// What a join joins on.
#[derive(Clone, Debug, PartialEq)]
pub enum JoinOn {
    /// No condition at all.
    Nothing,
    /// A cross join said outright.
    Cross,
    /// Equal columns by name, `USING`, natural.
    Columns(Vec<SmolStr>),
    /// A condition.
    Condition(Expr),
    /// Not known.
    Unknown,
}

/// Set operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOperation {
    /// By position, all rows kept: `union`, `unionAll`, `UNION ALL`.
    UnionAll,
    /// By name: `unionByName`, `BY NAME`.
    UnionByName,
    /// `UNION` of SQL: duplicates go.
    UnionDistinct,
    /// `intersect`.
    Intersect,
    /// `except`, `subtract`, `MINUS`.
    Except,
}

/// What a grouped frame knows: `df.groupBy(...)` before `agg`.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouped {
    /// The frame that is grouped.
    pub frame: Arc<Frame>,
    /// The keys.
    pub keys: Vec<Expr>,
    /// Whether all keys are known.
    pub known: bool,
    /// Whether `pivot` was called on it.
    pub pivot: bool,
    /// Where `groupBy` stands.
    pub range: TextRange,
}

/// A window in the making or a finished one.
pub type Window = WindowSpec;

/// A Delta table as `DeltaTable` knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeltaTable {
    /// The table or path.
    pub source: Source,
    /// Its alias.
    pub alias: Option<SmolStr>,
    /// Where it was made.
    pub range: TextRange,
}

/// Frames that tell each other apart by identity are compared step by step only where the identities are equal.
impl PartialEq for Frame {
    fn eq(&self, other: &Self) -> bool {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut pending = vec![(self, other)];
        while let Some((one, other)) = pending.pop() {
            if std::ptr::eq(one, other) || !seen.insert((std::ptr::from_ref(one), std::ptr::from_ref(other))) {
                continue;
            }
            let alike = one.id == other.id
                && one.streaming == other.streaming
                && one.range == other.range
                && one.inputs.len() == other.inputs.len()
                && one.columns == other.columns
                && one.step == other.step;
            if !alike {
                return false;
            }
            pending.extend(one.inputs.iter().zip(&other.inputs).map(|(one, other)| (&**one, &**other)));
        }
        true
    }
}

/// Long chains of frames are taken apart one by one: dropping them the usual way would take a stack as deep as the chain.
impl Drop for Frame {
    fn drop(&mut self) {
        let mut pending = std::mem::take(&mut self.inputs);
        while let Some(input) = pending.pop() {
            if let Some(mut input) = Arc::into_inner(input) {
                pending.append(&mut input.inputs);
            }
        }
    }
}

/// How far from its sources a frame may be to be asked about them: what lies deeper is not known. A chain of thousands of
/// steps, each asked, would take time that grows with the square of its length.
const DEEPEST: u32 = 1_000;

impl Frame {
    /// Walks this frame and everything it was made from, nearest first; `enter` says whether to go on upwards from a frame.
    pub fn walk<'a>(self: &'a Arc<Self>, enter: &mut dyn FnMut(&'a Arc<Self>) -> bool) {
        let mut pending = vec![self];
        let mut seen = rustc_hash::FxHashSet::default();
        while let Some(frame) = pending.pop() {
            if seen.insert(Arc::as_ptr(frame)) && enter(frame) {
                pending.extend(frame.inputs.iter().rev());
            }
        }
    }

    /// Answers a question of this frame from the answers for its inputs; each frame is asked once, and nothing recurs.
    fn fold<T: Copy>(self: &Arc<Self>, answer: &dyn Fn(&Self, &[T]) -> T) -> T {
        let mut known: rustc_hash::FxHashMap<*const Self, T> = rustc_hash::FxHashMap::default();
        let mut pending = vec![self];
        loop {
            let frame = pending[pending.len() - 1];
            let inputs: Option<Vec<T>> =
                frame.inputs.iter().map(|input| known.get(&Arc::as_ptr(input)).copied()).collect();
            let Some(inputs) = inputs else {
                pending.extend(frame.inputs.iter().filter(|input| !known.contains_key(&Arc::as_ptr(input))));
                continue;
            };
            let own = answer(frame, &inputs);
            if pending.len() == 1 {
                return own;
            }
            known.insert(Arc::as_ptr(frame), own);
            pending.pop();
        }
    }

    /// Whether a step for which `test` holds stands in the making of this frame, itself included.
    /// Unknown where some of the making is not known.
    pub fn has_upstream(self: &Arc<Self>, test: &dyn Fn(&Self) -> bool) -> Tri {
        if self.depth > DEEPEST {
            return Tri::Unknown;
        }
        self.fold(&|frame, inputs| match &frame.step {
            _ if test(frame) => Tri::Yes,
            Step::Opaque | Step::Parameter { .. } => inputs.iter().copied().fold(Tri::Unknown, Tri::or),
            Step::Either => inputs.iter().copied().reduce(Tri::join).unwrap_or_default(),
            _ => inputs.iter().copied().fold(Tri::No, Tri::or),
        })
    }

    /// The sources it is made from, with the frames that read them.
    pub fn sources(self: &Arc<Self>) -> Vec<(&Arc<Self>, &Source)> {
        let mut found = Vec::new();
        if self.depth > DEEPEST {
            return found;
        }
        self.walk(&mut |frame| {
            if let Step::Read { source, .. } = &frame.step {
                found.push((frame, source));
            }
            true
        });
        found
    }

    /// Whether all of its making is known, down to its sources.
    pub fn is_known(self: &Arc<Self>) -> bool {
        let mut known = self.depth <= DEEPEST;
        self.walk(&mut |frame| {
            known &= !matches!(frame.step, Step::Opaque | Step::Parameter { .. });
            known
        });
        known
    }

    /// Whether it is known to hold few rows: a limit, a global aggregate or literal rows, and nothing after it that makes more.
    pub fn is_small(self: &Arc<Self>) -> Tri {
        if self.depth > DEEPEST {
            return Tri::Unknown;
        }
        self.fold(&|frame, inputs| match &frame.step {
            Step::Rows => Tri::Yes,
            Step::Limit(limit) => limit.map_or(Tri::Unknown, |limit| Tri::from(limit <= 100_000)),
            Step::Aggregate { keys, known: true, .. } if keys.is_empty() => Tri::Yes,
            Step::Project(projection) if frame.is_global_aggregate(projection) => Tri::Yes,
            Step::Aggregate { keys, .. } if keys.is_empty() => Tri::Unknown,
            // What is said to be a frame, and no more, may hold any number of rows.
            Step::Parameter { annotated } => {
                if *annotated {
                    Tri::No
                } else {
                    Tri::Unknown
                }
            }
            Step::Opaque => Tri::Unknown,
            // A temporary view is as small as what it shows.
            Step::Read { .. } => inputs.first().copied().unwrap_or(Tri::No),
            Step::Either => inputs.iter().copied().reduce(Tri::join).unwrap_or_default(),
            _ => inputs.iter().copied().reduce(Tri::and).unwrap_or_default(),
        })
    }

    /// Whether a projection makes one row of all rows: `select(max("id"))`. Behind a grouping it makes one of each group.
    fn is_global_aggregate(&self, projection: &Projection) -> bool {
        let selects = matches!(projection.kind, ProjectionKind::Select | ProjectionKind::SelectExpr);
        let mut input = self.inputs.first();
        while let Some(Step::Filter(_)) = input.map(|frame| &frame.step) {
            input = input.and_then(|frame| frame.inputs.first());
        }
        let is_grouped = matches!(input.map(|frame| &frame.step), Some(Step::Aggregate { .. }));
        selects && !is_grouped && projection.items.iter().any(Expr::aggregates)
    }

    /// The watermark set upstream, if there is one.
    pub fn watermark(self: &Arc<Self>) -> Option<&Arc<Self>> {
        let mut found = None;
        self.walk(&mut |frame| {
            if found.is_none() && matches!(frame.step, Step::Watermark { .. }) {
                found = Some(frame);
            }
            found.is_none()
        });
        found
    }
}
