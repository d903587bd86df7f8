//! A file from its first cell to its last: Python, SQL and magics in order, one session through all of them; then the
//! bodies of its functions.

use brickline_syntax::python::ast::{Stmt, StmtKind};
use brickline_syntax::source::{Cell, CellContent, Magic, ParsedFile, PythonCell};
use smol_str::SmolStr;
use std::sync::Arc;

use super::spark::sql_text;
use super::state::Evaluator;
use super::statement::{Flow, exec};
use super::{graft, pack, record, site, usage};
use crate::exports::{Exports, Imports};
use crate::file::FileModel;
use crate::operation::{Site, What};
use crate::text::TextValue;

/// Models one file, which `path` names relative to the project, with `/`: its Python, its SQL cells and its magics, in order.
/// `imports` says what the rest of the project gives to it; an empty one means that nothing is known of the project.
pub fn model_file(path: &str, file: &ParsedFile, imports: &Imports) -> FileModel {
    let path: Arc<str> = path.into();
    let mut ev = Evaluator::new(&path, file, imports);
    graft::take_calls(&mut ev);
    for cell in &file.cells {
        run_cell(&mut ev, cell);
    }
    ev.context = Default::default();
    record::record_functions(&mut ev);
    ev.record_kept_columns();
    usage::record_unfinished(&mut ev);
    let exports = match &imports.exports {
        Some(exports) => Arc::clone(exports),
        None if imports.private => Arc::default(),
        None => Arc::new(Exports { packed: pack::pack_module(&mut ev), session: pack::pack_session(&mut ev) }),
    };
    // The list doubles as it grows, and the model is kept.
    ev.operations.shrink_to_fit();
    FileModel {
        exports,
        followed: ev.cost_of_linking(),
        calls: ev.foreign_calls,
        operations: ev.operations,
        sql: ev.sql,
        ..FileModel::default()
    }
}

fn run_cell<'a>(ev: &mut Evaluator<'a>, cell: &'a Cell) {
    ev.context.cell = cell.index;
    match &cell.content {
        CellContent::Python(python) => run_python(ev, python),
        CellContent::Sql(embed) => sql_text::run_cell(ev, embed, cell.range),
        CellContent::Magic(magic) => run_magic(ev, magic),
    }
}

/// Runs the statements and magic lines of a cell in the order they are written.
fn run_python<'a>(ev: &mut Evaluator<'a>, cell: &'a PythonCell) {
    let mut magics = cell.magics.iter().peekable();
    let last = cell.body.last();
    for stmt in &cell.body {
        while let Some(magic) = magics.next_if(|magic| magic.range.start() < stmt.range.start()) {
            run_magic(ev, magic);
        }
        let is_last = last.is_some_and(|last| std::ptr::eq(last, stmt));
        ev.context.displayed = ev.file.kind.is_notebook() && is_last && matches!(stmt.kind, StmtKind::Expr(_));
        run_statement(ev, stmt);
        ev.context.displayed = false;
    }
    magics.for_each(|magic| run_magic(ev, magic));
}

fn run_statement<'a>(ev: &mut Evaluator<'a>, stmt: &'a Stmt) {
    // A `return` or `raise` at the top of a cell leaves that cell's statement, and no other.
    let _: Flow = exec(ev, stmt);
    ev.returned = None;
}

/// `%run` shares names and session with the notebook it runs; other magics do nothing that is modelled here.
fn run_magic(ev: &mut Evaluator<'_>, magic: &Magic) {
    if &*magic.name != "run" {
        return;
    }
    let rest = ev.file.text.get(magic.rest.to_usize()).unwrap_or_default();
    let written = rest.trim();
    let start = magic.rest.start() + (rest.len() - rest.trim_start().len()) as u32;
    let quoted = written.strip_prefix('"').and_then(|text| text.split_once('"'));
    let path = match quoted {
        Some((path, _)) => path,
        None => written.split([' ', '\t']).next().unwrap_or_default(),
    };
    let start = start + u32::from(quoted.is_some());
    let path_range = brickline_syntax::TextRange::new(start, start + path.len() as u32);
    let text = Arc::new(TextValue::of(path, None));
    let site = Site { name: magic.name_range, ..site::of_range(ev, magic.range) };
    ev.record(&site, What::NotebookRun { path: text, path_range, inline: true });
    let path = SmolStr::new(path);
    graft::run_notebook(ev, &path);
}
