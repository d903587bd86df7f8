//! Where the code that a job runs names a task of the job: `dbutils.jobs.taskValues.get(taskKey="load", ...)`. Knows calls in
//! which the key is written out, no bundle's text.

use std::sync::Arc;

use brickline_model::bundle::{Bundle, PathKind};
use brickline_model::operation::{Kind, Operation, What};
use brickline_model::value::Origin;
use brickline_syntax::TextRange;
use brickline_syntax::source::FileKind;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::analysis::Analysis;
use crate::cx::Unit;

use super::symbol::{Part, Symbol};

/// A place in code that names a task of a job that runs the code.
#[derive(Clone, Debug)]
pub(super) struct TaskRead {
    /// The task.
    pub symbol: Symbol,
    /// The code's file.
    pub file: Arc<str>,
    /// The key, without quotes.
    pub range: TextRange,
    /// Whether the file is JSON, in which the range is none of its own text.
    pub is_in_json: bool,
}

/// Every such place, once for each job.
pub(super) fn find_task_reads(analysis: &Analysis, bundle: &Bundle) -> Vec<TaskRead> {
    let mut seen: FxHashSet<(SmolStr, &str)> = FxHashSet::default();
    let mut found = Vec::new();
    for job in bundle.views.iter().flat_map(|view| view.jobs()) {
        let runs = job.paths().filter(|used| matches!(used.kind, PathKind::Notebook | PathKind::File));
        for used in runs.filter(|used| seen.insert((job.resource.key.clone(), &used.path))) {
            let Some(file) = analysis.file(&used.path) else { continue };
            for (task, range) in find_keys(&file.unit) {
                found.push(TaskRead {
                    symbol: Symbol::OfJob(Part::Task, job.resource.key.clone(), task),
                    file: Arc::clone(&file.unit.path),
                    range,
                    is_in_json: file.unit.kind == FileKind::Ipynb,
                });
            }
        }
    }
    found
}

/// The keys of tasks that are written out in a file's code, and where.
fn find_keys(unit: &Unit) -> Vec<(SmolStr, TextRange)> {
    let is_read =
        |operation: &&Operation| matches!(operation.what, What::ExternalRead { origin: Origin::TaskValue, .. });
    let mut found: Vec<_> =
        unit.model.of_kind(Kind::ExternalRead).filter(is_read).filter_map(|read| find_key(unit, read)).collect();
    found.sort_by_key(|(_, range)| *range);
    found.dedup();
    found
}

fn find_key(unit: &Unit, read: &Operation) -> Option<(SmolStr, TextRange)> {
    let args = &read.site.args;
    let named = args.iter().find(|arg| arg.name.as_deref() == Some("taskKey"));
    let arg = named.or_else(|| args.first().filter(|arg| arg.name.is_none()))?;
    let written = unit.text.get(arg.value_range.to_usize())?;
    let quote = written.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let key = written.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let start = arg.value_range.start() + 1;
    is_plain.then(|| (key.into(), TextRange::new(start, start + key.len() as u32)))
}
