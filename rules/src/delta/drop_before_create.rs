//! Tables and folders that are deleted right before they are made again.

use std::sync::Arc;

use brickline_analysis::index::{path_key, table_key};
use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::name::Securable;
use brickline_model::operation::{DefinitionVerb, Language, Operation, PathRole, Source, What, WriteVia};
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "drop-before-create",
    group: Group::Delta,
    on: &[Domain::Python, Domain::Sql],
    summary: "A table is dropped and made again, or a folder deleted and written again",
    why: "Dropping a table throws away its history and its grants, and whoever reads it in between fails. \
          `CREATE OR REPLACE TABLE` and `mode(\"overwrite\")` replace the rows in one step and keep both.",
    bad: Example::sql(
        "DROP TABLE IF EXISTS main.gold.revenue;\nCREATE TABLE main.gold.revenue AS SELECT day, sum(total) AS total FROM main.silver.orders GROUP BY day;\n",
    ),
    good: Example::sql(
        "CREATE OR REPLACE TABLE main.gold.revenue AS SELECT day, sum(total) AS total FROM main.silver.orders GROUP BY day;\n",
    ),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/tables/operations/drop-table"],
    options: &[],
    checks: &[Check::Model(check)],
};

/// What is deleted: a table by its key, or a path.
#[derive(Clone, PartialEq)]
enum Target {
    Table(String),
    Path(String),
}

fn check(cx: &mut Cx<'_>) {
    let model = Arc::clone(&cx.file.model);
    let mut deleted: Vec<(Target, &Operation)> = Vec::new();
    for operation in &model.operations {
        if let Some(target) = find_deleted(cx, operation) {
            deleted.retain(|(known, _)| *known != target);
            deleted.push((target, operation));
            continue;
        }
        if deleted.is_empty() {
            continue;
        }
        if let Some(target) = find_made(cx, operation) {
            if let Some(at) = deleted.iter().rposition(|(known, _)| *known == target) {
                let (_, drop) = deleted.remove(at);
                if stand_together(drop, operation) {
                    report(cx, drop, operation, &target);
                }
            }
        } else if let Some(target) = find_used(cx, operation) {
            // Something else uses the name in between. The statements themselves use it too.
            deleted.retain(|(known, drop)| *known != target || belongs(drop, operation));
        }
    }
}

/// Whether a use of a name is part of the statement or call that drops it, or of one that makes it.
fn belongs(drop: &Operation, used: &Operation) -> bool {
    let makes = match &used.what {
        What::NameUse(name) => matches!(name.role, brickline_model::name::Role::Created | brickline_model::name::Role::Written),
        What::PathUse(path) => path.role == PathRole::Write,
        _ => false,
    };
    makes || drop.site.whole == used.site.whole || drop.site.whole.contains_range(used.site.name)
}

fn stand_together(drop: &Operation, create: &Operation) -> bool {
    drop.context.function == create.context.function
        && drop.context.branches == create.context.branches
        && drop.context.in_loop.as_ref().map(|around| around.range) == create.context.in_loop.as_ref().map(|around| around.range)
}

fn find_deleted(cx: &Cx<'_>, operation: &Operation) -> Option<Target> {
    match &operation.what {
        What::Drop { securable: Securable::Table, name, .. } => {
            table_key(name, &operation.context.session, &cx.options.project).map(Target::Table)
        }
        What::PathUse(path) if path.role == PathRole::Deleted => path.path.constant().map(|path| Target::Path(path_key(&path))),
        _ => None,
    }
}

fn find_made(cx: &Cx<'_>, operation: &Operation) -> Option<Target> {
    let key = |name| table_key(name, &operation.context.session, &cx.options.project).map(Target::Table);
    match &operation.what {
        What::Definition(table) if table.verb == DefinitionVerb::Create && table.securable == Securable::Table => {
            let is_delta = table.format.is_absent() || table.format.value().is_some_and(|format| format == "delta");
            if is_delta && !table.temporary { key(table.name.as_ref()?) } else { None }
        }
        What::Write(write) => match (&write.target, write.via) {
            (Source::Table(name), WriteVia::SaveAsTable) => key(name),
            (Source::Path { path, .. }, WriteVia::Save) => path.constant().map(|path| Target::Path(path_key(&path))),
            _ => None,
        },
        _ => None,
    }
}

fn find_used(cx: &Cx<'_>, operation: &Operation) -> Option<Target> {
    match &operation.what {
        What::NameUse(used) => table_key(&used.name, &operation.context.session, &cx.options.project).map(Target::Table),
        What::PathUse(path) => path.path.constant().map(|path| Target::Path(path_key(&path))),
        _ => None,
    }
}

fn report(cx: &mut Cx<'_>, drop: &Operation, create: &Operation, target: &Target) {
    let message = match target {
        Target::Table(_) => "this table was dropped just before: its history, grants and readers are lost",
        Target::Path(_) => "this folder was deleted just before: its history and readers are lost",
    };
    let fix = find_edits(cx, drop, create).map(|edits| Fix::unsafe_("replace the table in one step", edits));
    cx.report(create.site.name, message).related(drop.site.name, "deleted here").fix(fix);
}

/// `CREATE OR REPLACE`, and no DROP; only where both are statements of one SQL text.
fn find_edits(cx: &Cx<'_>, drop: &Operation, create: &Operation) -> Option<Vec<Edit>> {
    let (Language::Sql(first), Language::Sql(second), What::Definition(table)) =
        (drop.site.language, create.site.language, &create.what)
    else {
        return None;
    };
    let head = cx.text(create.site.name);
    let word = head.get(..6).filter(|word| word.eq_ignore_ascii_case("create"))?;
    if first != second || table.if_not_exists {
        return None;
    }
    let at = create.site.name.start() + word.len() as u32;
    let rest = cx.text(TextRange::new(drop.site.whole.end(), create.site.name.start()));
    let gap = rest.len() - rest.trim_start_matches(';').trim_start().len();
    let gone = TextRange::new(drop.site.whole.start(), drop.site.whole.end() + gap as u32);
    Some(vec![Edit::delete(gone), Edit::insert(at, " OR REPLACE")])
}
