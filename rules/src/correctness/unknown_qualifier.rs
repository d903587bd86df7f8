//! Qualifiers that name nothing the query reads from, and aliases that are given twice.

use brickline_analysis::nearest::find_nearest;
use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope as Reach, Severity};
use brickline_model::operation::{Key, Kind, Operation, What};
use brickline_model::scope::{JoinScope, Qualified, Scope};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-qualifier",
    group: Group::Correctness,
    on: &[Domain::Sql],
    summary: "A column is qualified by a name that the query does not have, or an alias is given twice",
    why: "A table with an alias is known by the alias alone, and a common table only where it stands behind `FROM`. Any other \
          name before a column's dot fails with UNRESOLVED_COLUMN; an alias given twice makes every use of it ambiguous.",
    bad: Example::sql("SELECT orders.id FROM main.silver.orders AS o;\n"),
    good: Example::sql("SELECT o.id FROM main.silver.orders AS o;\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Reach::File,
    links: &["https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-name-resolution"],
    options: &[],
    checks: &[Check::Operation(&[Kind::Scope], check)],
};

/// The shortest name of which a slip can be told from another name.
const LONG: usize = 5;

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Scope(scope) = &operation.what else { return };
    check_aliases(cx, scope);
    let is_open = !scope.known || scope.others.iter().any(|name| name == "*");
    if is_open {
        return;
    }
    for column in scope.columns.iter().filter(|column| !is_visible(scope, &column.qualifier.name)) {
        // What stands before the dot may also be a struct; so there must be a sign that it is meant as a relation.
        let Some((message, instead)) = find_sign(scope, column) else { continue };
        let place = column.qualifier.range;
        let can_change = cx.text(place).trim_matches('`').eq_ignore_ascii_case(&column.qualifier.name);
        let fix = instead.filter(|_| can_change).map(|name| {
            Fix::unsafe_(format!("change to `{name}`"), vec![Edit::replace(place, name)])
        });
        cx.report(place, message).fix(fix);
    }
}

fn check_aliases(cx: &mut Cx<'_>, scope: &Scope) {
    for (number, relation) in scope.relations.iter().enumerate().filter(|(_, relation)| relation.is_alias) {
        let is_same = |other: &&brickline_model::scope::Relation| {
            other.is_alias && other.name.name.eq_ignore_ascii_case(&relation.name.name)
        };
        if let Some(first) = scope.relations[..number].iter().find(is_same) {
            let message = format!("the alias `{}` is given twice in this FROM", relation.name.name);
            cx.report(relation.name.range, message).related(first.name.range, "first here");
        }
    }
}

fn is_visible(scope: &Scope, name: &str) -> bool {
    scope.relations.iter().any(|relation| relation.name.name.eq_ignore_ascii_case(name))
        || scope.others.iter().any(|other| other.eq_ignore_ascii_case(name))
}

/// What shows that a qualifier is meant as a relation: why it is none, and what was probably meant.
fn find_sign(scope: &Scope, column: &Qualified) -> Option<(String, Option<String>)> {
    let name = column.qualifier.name.as_str();
    let hides = |relation: &&brickline_model::scope::Relation| {
        relation.hidden.as_ref().is_some_and(|hidden| hidden.eq_ignore_ascii_case(name))
    };
    let mut hidden = scope.relations.iter().filter(hides);
    if let Some(relation) = hidden.next() {
        let alias = relation.name.name.to_string();
        let only = hidden.next().is_none();
        return Some((format!("`{name}` is called `{alias}` in this query"), only.then_some(alias)));
    }
    let mut outer = scope.around.iter().filter(hides);
    if let Some(relation) = outer.next() {
        let alias = relation.name.name.to_string();
        let is_free = !scope.relations.iter().any(|own| own.name.name.eq_ignore_ascii_case(&alias));
        let only = outer.next().is_none() && is_free;
        return Some((format!("`{name}` is called `{alias}` in the query around this one"), only.then_some(alias)));
    }
    if scope.elsewhere.iter().any(|other| other.eq_ignore_ascii_case(name)) {
        return Some((format!("`{name}` does not stand behind this query's FROM"), None));
    }
    if let Some(right) = find_unjoined(scope, &column.qualifier) {
        return Some((format!("there is no `{name}` in this query, and nothing joins `{right}`"), Some(right)));
    }
    let near = find_slip(scope, name)?;
    Some((format!("there is no `{name}` in this query; did you mean `{near}`?"), Some(near)))
}

/// The relation that a join condition should name and does not, where this is its only name that is not known.
fn find_unjoined(scope: &Scope, qualifier: &Key) -> Option<String> {
    let is_of = |join: &&JoinScope| {
        join.columns.iter().flatten().any(|column| column.qualifier.range == qualifier.range)
    };
    scope.joins.iter().filter(is_of).find_map(|join| find_missing(scope, join, qualifier))
}

fn find_missing(scope: &Scope, join: &JoinScope, qualifier: &Key) -> Option<String> {
    let columns = join.columns.as_ref()?;
    let [right] = join.right.as_slice() else { return None };
    let is_right = |column: &Qualified| column.qualifier.name.eq_ignore_ascii_case(right);
    let is_same = |column: &Qualified| column.qualifier.name.eq_ignore_ascii_case(&qualifier.name);
    let others_known = columns.iter().all(|column| is_same(column) || is_visible(scope, &column.qualifier.name));
    let joins_left = columns.iter().any(|column| !is_same(column));
    (others_known && joins_left && !columns.iter().any(is_right)).then(|| right.to_string())
}

/// The relation that the name is one slip away from. A plural is no slip: a struct is often called like its table.
fn find_slip(scope: &Scope, name: &str) -> Option<String> {
    let names = scope.relations.iter().map(|relation| relation.name.name.as_str());
    let near = find_nearest(name, names)?;
    let (longer, shorter) = if near.len() > name.len() { (near, name) } else { (name, near) };
    let is_inflected = longer.to_lowercase().starts_with(&shorter.to_lowercase());
    let differ_by_digit = longer.ends_with(|letter: char| letter.is_ascii_digit());
    (shorter.len() >= LONG && longer.len() - shorter.len() <= 1 && !is_inflected && !differ_by_digit).then(|| near.to_string())
}
