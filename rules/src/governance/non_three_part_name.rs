//! Names of fewer than three parts: what they mean depends on where the code runs.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::name::{ObjectName, Securable};
use brickline_model::operation::{Kind, NameMeaning, NameUse, Operation, What};
use brickline_model::session::Session;
use brickline_model::text::Piece;

use crate::shared::path::show;
use crate::shared::words::has_word;

/// The rule.
pub static RULE: Rule = Rule {
    name: "non-three-part-name",
    group: Group::Governance,
    on: &[Domain::Python, Domain::Sql],
    summary: "A table, view, volume or function is named with fewer than three parts",
    why: "A name without catalog and schema means whatever the workspace's defaults say: another table in another workspace, \
          or one in the legacy metastore. Write `catalog.schema.name`, or set both with `USE` before.",
    bad: Example::sql("SELECT id FROM orders;\n"),
    good: Example::sql("SELECT id FROM main.sales.orders;\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::Project,
    links: &[
        "https://docs.databricks.com/aws/en/data-governance/unity-catalog/",
        "https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-names",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::NameUse], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::NameUse(found) = &operation.what else { return };
    if !must_have_three_parts(found) || found.name.parts.len() >= 3 || cx.is_test() {
        return;
    }
    let session = &operation.context.session;
    if is_of_the_platform(&found.name) || is_completed(&found.name, session) || may_hold_dots(cx, &found.name) {
        return;
    }
    if found.name.parts.len() == 1 && is_in_pipeline(cx, operation) {
        return;
    }
    let has_schema = session.schema.value().is_some_and(|schema| schema != "default");
    let missing = match (found.name.parts.len(), session.catalog.is_absent()) {
        (1, true) if has_schema => "its catalog",
        (1, true) => "its catalog and schema",
        (1, false) => "its schema",
        _ => "its catalog",
    };
    let message = format!("the {} `{}` is named without {missing}", describe(found.securable), show(cx, &found.name));
    let fix = find_prefix(cx, &found.name, session).map(|prefix| {
        let edit = Edit::insert(found.name.spelt_range().start(), format!("{prefix}."));
        Fix::unsafe_(format!("name it in {prefix}"), vec![edit])
    });
    cx.report(found.name.range, message).fix(fix);
}

/// What the settings, or `USE`, put before the name.
fn find_prefix(cx: &Cx<'_>, name: &ObjectName, session: &Session) -> Option<String> {
    let project = &cx.options.project;
    let catalog = session.catalog.value().map(|name| name.to_string()).or_else(|| project.default_catalog.clone())?;
    if !name.exact {
        return None;
    }
    if name.parts.len() == 2 {
        return Some(catalog);
    }
    let in_force = session.schema.value().filter(|schema| *schema != "default").map(|name| name.to_string());
    let schema = in_force.or_else(|| project.default_schema.clone())?;
    Some(format!("{catalog}.{schema}"))
}

fn must_have_three_parts(found: &NameUse) -> bool {
    let is_in_a_schema = matches!(
        found.securable,
        Securable::Table
            | Securable::View
            | Securable::MaterializedView
            | Securable::StreamingTable
            | Securable::Function
            | Securable::Volume
    );
    is_in_a_schema && found.meaning == NameMeaning::Persistent
}

/// Names whose first part is a schema or catalog that is the same everywhere.
fn is_of_the_platform(name: &ObjectName) -> bool {
    ["system", "information_schema", "global_temp", "session", "hive_metastore", "live", "samples"]
        .iter()
        .any(|schema| name.starts_with(schema))
}

/// Whether `USE` supplies the parts that are missing, or may do so. The schema that a bare `USE CATALOG` leaves behind was
/// said by nobody.
fn is_completed(name: &ObjectName, session: &Session) -> bool {
    let has_schema = !session.schema.is_absent() && session.schema.value().is_none_or(|schema| schema != "default");
    !session.catalog.is_absent() && (name.parts.len() == 2 || has_schema)
}

/// Whether a part is text of which nothing is known, so that it may be several parts.
fn may_hold_dots(cx: &Cx<'_>, name: &ObjectName) -> bool {
    let Some(first) = name.parts.first() else { return true };
    if !matches!(first.text.pieces.first(), Some(Piece::Hole(_))) {
        return false;
    }
    let says_more = ["catalog", "namespace", "prefix", "full", "path", "location", "root", "base", "fq", "fqn", "uc"];
    name.parts.len() == 1 || has_word(cx.text(first.range), &says_more)
}

/// Whether the name stands in a pipeline's code, where names of one part are datasets of other files too.
fn is_in_pipeline(cx: &Cx<'_>, operation: &Operation) -> bool {
    operation.context.in_dataset
        || [Kind::Dataset, Kind::Flow].iter().any(|kind| cx.file.model.of_kind(*kind).next().is_some())
}

fn describe(securable: Securable) -> &'static str {
    match securable {
        Securable::View => "view",
        Securable::MaterializedView => "materialized view",
        Securable::StreamingTable => "streaming table",
        Securable::Function => "function",
        Securable::Volume => "volume",
        _ => "table",
    }
}
