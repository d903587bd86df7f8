//! A value of another kind than its field takes.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_model::bundle::{
    Assigned, Bundle, Data, Mention, Origin, Place, Reference, Referenced, Variable, View, find_pure, has_reference, references,
};
use brickline_model::facts::bundle::Kind;
use brickline_syntax::TextRange;
use brickline_syntax::yaml::{Scalar, ScalarKind, Value};

use crate::shared::findings::{Finding, report};

/// The rule.
pub static RULE: Rule = Rule {
    name: "type-mismatch",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "A value of another kind than its field takes",
    why: "The CLI drops such a value with a warning and deploys without it. Numbers in quotes and `yes` for `true` \
          are fine, and a value that is one whole `${...}` fits anything.",
    bad: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      max_concurrent_runs: many\n"),
    good: Example::bundle("bundle:\n  name: shop\nresources:\n  jobs:\n    nightly:\n      max_concurrent_runs: \"4\"\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/reference"],
    options: &[],
    checks: &[Check::Place(check), Check::Bundle(report_embedded)],
};

fn check(cx: &mut Cx<'_>, _: &Written<'_>, place: &Place<'_>) {
    let (Some(kind), Some(name)) = (place.kind, place.path.last()) else { return };
    if let Some((expected, actual)) = find_mismatch(kind, &place.value.node.value) {
        let item = if place.entry.is_some() { "" } else { "an item of " };
        let range = first_line(&cx.file.text, place.value.range());
        cx.report(range, format!("{item}`{name}` must be {expected}, not {actual}"));
    }
}

/// Text that a mapping or a list is put into: only single values fit there.
fn report_embedded(cx: &mut Cx<'_>, bundle: &Bundle) {
    let is_complex = |variable: &Variable| match &variable.assigned {
        Assigned::Value(value) => value.as_scalar().is_none_or(|scalar| has_reference(&scalar.text)),
        _ => false,
    };
    let views = bundle.views.iter().flat_map(|view| &view.variables);
    let complex: Vec<&str> = views.filter(|(_, variable)| is_complex(variable)).map(|(name, _)| name.as_str()).collect();
    if complex.is_empty() {
        return;
    }
    for id in bundle.file_ids() {
        let file = bundle.file(id);
        let mut found = Vec::new();
        // A script's text is for its shell.
        for Mention { scalar, .. } in file.mentions().iter().filter(|mention| !mention.in_script) {
            if find_pure(&scalar.text).is_some() {
                continue;
            }
            for reference in references(&file.text[scalar.content]) {
                if !reference.variable().is_some_and(|name| complex.contains(&name)) {
                    continue;
                }
                let kinds = bundle.views.iter().map(|view| find_complex(view, &reference));
                let Some(kind) = kinds.reduce(|one, other| one.filter(|_| other.is_some())).flatten() else { continue };
                let range = TextRange::from_usize(reference.start, reference.end).shift(scalar.content.start());
                let message = format!("`${{{}}}` is {kind}: only a single value can stand inside of text", reference.path);
                found.push(Finding::new(Origin { file: id, range }, message));
            }
        }
        for finding in found {
            report(cx, bundle, finding);
        }
    }
}

/// What a reference stands for, if that is a mapping or a list.
fn find_complex(view: &View, reference: &Reference<'_>) -> Option<&'static str> {
    reference.variable()?;
    let Some(Referenced::Value(value)) = view.find_referenced(reference) else { return None };
    let value = view.follow(&value);
    matches!(value.data, Data::Map(_) | Data::List(_)).then(|| value.kind_name())
}

/// A mapping or list may be long: its first line is enough to show.
fn first_line(text: &str, range: TextRange) -> TextRange {
    let line = text[range].lines().next().map_or(0, str::len) as u32;
    TextRange::new(range.start(), range.start() + line)
}

/// What the kind takes and what stands there, if that does not fit.
fn find_mismatch(kind: &Kind, value: &Value) -> Option<(&'static str, &'static str)> {
    let expected = match kind {
        Kind::Any => return None,
        Kind::Object(_) | Kind::Map(_) => "a mapping",
        Kind::List(_) => "a list",
        Kind::String | Kind::Enum(_) => "text",
        Kind::Bool => "`true` or `false`",
        Kind::Int => "a whole number",
        Kind::Float => "a number",
    };
    let actual = match value {
        Value::Invalid => return None,
        Value::Mapping(_) => "a mapping",
        Value::Sequence(_) => "a list",
        Value::Scalar(scalar) => return find_scalar_mismatch(kind, scalar).map(|actual| (expected, actual)),
    };
    (expected != actual).then_some((expected, actual))
}

fn find_scalar_mismatch(kind: &Kind, scalar: &Scalar) -> Option<&'static str> {
    let text = scalar.text.as_str();
    let fits = match kind {
        // Any scalar is text.
        Kind::Any | Kind::String | Kind::Enum(_) => true,
        _ if scalar.kind() == ScalarKind::Null || find_pure(text).is_some() => true,
        Kind::Object(_) | Kind::Map(_) | Kind::List(_) => false,
        Kind::Bool => scalar.kind() == ScalarKind::Bool || is_boolean_text(text) || has_reference(text),
        Kind::Int => scalar.as_int().is_some() || text.parse::<i64>().is_ok() || is_whole(text) || has_reference(text),
        Kind::Float => {
            matches!(scalar.kind(), ScalarKind::Int | ScalarKind::Float) || text.parse::<f64>().is_ok() || has_reference(text)
        }
    };
    if fits {
        return None;
    }
    Some(match scalar.kind() {
        ScalarKind::Bool => "a boolean",
        ScalarKind::Float if *kind == Kind::Int => "a fraction",
        ScalarKind::Int | ScalarKind::Float => "a number",
        ScalarKind::Timestamp => "a date",
        _ => "text",
    })
}

/// The words that the CLI reads as booleans.
fn is_boolean_text(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n")
}

/// `2.0` is the whole number 2.
fn is_whole(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(|number| number.fract() == 0.0)
}
