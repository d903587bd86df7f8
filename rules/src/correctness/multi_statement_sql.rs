//! Several statements in one `spark.sql` call.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::operation::{Kind, Operation, SqlText, What};
use brickline_model::value::Value;
use brickline_syntax::TextRange;
use brickline_syntax::embed::Place;
use brickline_syntax::sql::parse;

/// The rule.
pub static RULE: Rule = Rule {
    name: "multi-statement-sql",
    group: Group::Correctness,
    on: &[Domain::Python],
    summary: "`spark.sql` is given more than one statement",
    why: "`spark.sql` takes one statement and rejects text with several. Give each its own call, or put them into one \
          `BEGIN ... END` script.",
    bad: Example::py("spark.sql(\"USE CATALOG main; DELETE FROM sales.orders WHERE id IS NULL\")\n"),
    good: Example::py("spark.sql(\"USE CATALOG main\")\nspark.sql(\"DELETE FROM sales.orders WHERE id IS NULL\")\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.sql.html"],
    options: &[],
    checks: &[Check::Operation(&[Kind::SqlText], check)],
};

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::SqlText(text) = &operation.what else { return };
    if text.statements < 2 {
        return;
    }
    let fix = split_call(cx, operation, text);
    let message = format!("this is given {} statements, and takes one", text.statements);
    let brought = find_brought(text);
    let found = cx.report(operation.site.name, message).fix(fix);
    if let Some(literal) = brought {
        found.related(literal, "this brings a `;` along");
    }
}

/// The literal of a value that is put into the text with a `;` in it.
fn find_brought(text: &SqlText) -> Option<TextRange> {
    text.holes.iter().find_map(|value| {
        let Value::Text(value) = value else { return None };
        value.literal.filter(|_| value.constant().is_some_and(|constant| constant.contains(';')))
    })
}

/// One call for each statement, where the call is a statement of its own with one plain literal.
fn split_call(cx: &Cx<'_>, operation: &Operation, text: &SqlText) -> Option<Fix> {
    let site = &operation.site;
    let source = cx.file.model.sql.get(text.sql as usize)?;
    let [argument] = &*site.args else { return None };
    let literal = cx.text(argument.value_range);
    let Place::Inline { .. } = source.embed.place else { return None };
    let quote = literal.chars().next().filter(|&quote| quote == '"' || quote == '\'')?;
    if literal.starts_with(&quote.to_string().repeat(3)) || literal.contains('\n') || !stands_alone(cx, site.whole) {
        return None;
    }
    let head = cx.text(TextRange::new(site.whole.start(), argument.value_range.start()));
    let tail = cx.text(TextRange::new(argument.value_range.end(), site.whole.end()));
    let script = parse(std::sync::Arc::clone(&source.embed.text));
    let ranges = script.statements().map(|statement| statement.view().part().range());
    let calls: Vec<String> =
        ranges.map(|range| format!("{head}{quote}{}{quote}{tail}", cx.text(source.embed.host(range)))).collect();
    let break_ = format!("\n{}", find_indent(cx, site.whole));
    let edit = Edit::replace(site.whole, calls.join(&break_));
    (calls.len() == text.statements as usize).then(|| Fix::unsafe_("give each statement its own call", vec![edit]))
}

/// Whether nothing but white space stands beside it on its lines.
fn stands_alone(cx: &Cx<'_>, range: TextRange) -> bool {
    let rest = cx.text(TextRange::new(range.end(), cx.file.text.len() as u32));
    let after = rest.lines().next().unwrap_or_default();
    find_indent(cx, range).trim().is_empty() && after.trim().is_empty()
}

/// What stands on the line before a range.
fn find_indent<'a>(cx: &'a Cx<'_>, range: TextRange) -> &'a str {
    let before = cx.text(TextRange::new(0, range.start()));
    before.rsplit('\n').next().unwrap_or_default()
}
