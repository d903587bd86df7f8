//! Secrets written into code.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity, Written};
use brickline_model::operation::{Kind, Language, NamedText, Operation, What};
use brickline_syntax::TextRange;
use brickline_syntax::yaml::Node;

use crate::shared::secret::{find_tokens, has_secret_looks, is_secret_name};
use crate::shared::words::split_words;

/// The rule.
pub static RULE: Rule = Rule {
    name: "hardcoded-secret",
    group: Group::Security,
    on: &[Domain::Python, Domain::Sql, Domain::Bundle, Domain::Ci],
    summary: "A password, token or key is written into the code",
    why: "Whoever can read the repository, a copy of the notebook or its history has the secret, and it stays there when it is \
          changed. Put it into a secret scope, read it with `dbutils.secrets.get`, and revoke the one that was written down.",
    bad: Example::py(
        "orders = (\n    spark.read.format(\"jdbc\")\n    .option(\"user\", \"etl\")\n    .option(\"password\", \"s3cr3t-Pa55\")\n    .load()\n)\n",
    ),
    good: Example::py(
        "orders = (\n    spark.read.format(\"jdbc\")\n    .option(\"user\", \"etl\")\n    .option(\"password\", dbutils.secrets.get(scope=\"shop\", key=\"db-password\"))\n    .load()\n)\n",
    ),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/security/secrets/"],
    options: &[],
    checks: &[Check::Model(check), Check::Node(check_bundle)],
};

fn check(cx: &mut Cx<'_>) {
    let model = Arc::clone(&cx.file.model);
    let tokens = find_tokens(&cx.file.text);
    for token in &tokens {
        let holder = model.of_kind(Kind::NamedText).find_map(|operation| match &operation.what {
            What::NamedText(named) if is_all_of(token.range, named.range) => Some((operation, named)),
            _ => None,
        });
        let fix = holder.and_then(|(operation, named)| find_fix(cx, operation, named));
        cx.report(token.range, format!("this is {}, readable by everyone who sees the code", token.what)).fix(fix);
    }
    if cx.is_test() {
        return;
    }
    for operation in model.of_kind(Kind::NamedText) {
        let What::NamedText(named) = &operation.what else { continue };
        let is_found = tokens.iter().any(|token| named.range.contains_range(token.range));
        if is_found || named.text.has_holes() || !is_secret_name(&named.name) {
            continue;
        }
        if named.text.constant().is_some_and(|text| has_secret_looks(&text) && !says_its_name(&text, &named.name)) {
            let fix = find_fix(cx, operation, named);
            cx.report(named.range, format!("the secret `{}` is written into the code", named.name)).fix(fix);
        }
    }
}

/// Values of a bundle whose key, variable, parameter or environment variable says that they are secret.
fn check_bundle(cx: &mut Cx<'_>, _: &Written<'_>, path: &[&str], node: &Node) {
    let named = find_name(path).map(|name| (name, node));
    let pair = node.as_mapping().and_then(|mapping| {
        let name = mapping.get("name")?.node.as_str()?;
        let value = mapping.get("value").or_else(|| mapping.get("default"))?;
        Some((name, &*value.node))
    });
    for (name, node) in named.into_iter().chain(pair) {
        report_named(cx, path, name, node);
    }
}

/// The name that a value has: its key, or the variable that it is a value of.
fn find_name<'a>(path: &[&'a str]) -> Option<&'a str> {
    match path {
        [.., "variables", name, "default"] => Some(name),
        [.., last] => Some(last.strip_suffix("_plaintext").unwrap_or(last)),
        [] => None,
    }
}

fn report_named(cx: &mut Cx<'_>, path: &[&str], name: &str, node: &Node) {
    let Some(scalar) = node.as_scalar() else { return };
    // Most texts are told apart by what is cheap to see.
    if scalar.text.len() < 6 || scalar.text.contains(['$', '/', ' ']) {
        return;
    }
    let is_secret = is_secret_name(name) && has_secret_looks(&scalar.text) && !says_its_name(&scalar.text, name);
    if !is_secret || cx.is_test() || !find_tokens(&scalar.text).is_empty() {
        return;
    }
    // Only these take a reference to a secret.
    let takes_secret = path.iter().any(|key| matches!(*key, "spark_conf" | "spark_env_vars"));
    let reference = format!("{{{{secrets/<scope>/{}}}}}", split_words(name).join("-"));
    let is_quoted = cx.file.text[node.range].starts_with(['"', '\'']);
    let text = if is_quoted { reference } else { format!("\"{reference}\"") };
    let fix = takes_secret.then(|| Fix::unsafe_("read it from a secret scope", vec![Edit::replace(scalar.content, text)]));
    cx.report(node.range, format!("the secret `{name}` is written into the bundle")).fix(fix);
}

/// Whether a token is all that a literal holds.
fn is_all_of(token: TextRange, literal: TextRange) -> bool {
    literal.contains_range(token) && literal.len() <= token.len() + 2
}

/// Whether the text repeats the name, as the mapping of a column or parameter to itself does.
fn says_its_name(text: &str, name: &str) -> bool {
    split_words(text) == split_words(name)
}

fn find_fix(cx: &Cx<'_>, operation: &Operation, named: &NamedText) -> Option<Fix> {
    let is_literal = cx.text(named.range).starts_with(['"', '\'']);
    let key = split_words(&named.name).join("-");
    let call = match operation.site.language {
        Language::Python => format!("dbutils.secrets.get(scope=\"<scope>\", key=\"{key}\")"),
        Language::Sql(_) => format!("secret('<scope>', '{key}')"),
        Language::Bundle => return None,
    };
    is_literal.then(|| Fix::unsafe_("read it from a secret scope", vec![Edit::replace(named.range, call)]))
}
