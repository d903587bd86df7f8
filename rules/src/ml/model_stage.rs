//! Stages of the model registry, which aliases replaced.

use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_model::operation::{Kind, Model, ModelVerb, Operation, What};
use brickline_model::text::{Piece, TextValue};
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "model-stage",
    group: Group::Ml,
    on: &[Domain::Python],
    summary: "A model is loaded or moved by stage",
    why: "Stages are deprecated in MLflow, and models in Unity Catalog have none: such calls fail there. Give the version an \
          alias and load `models:/<catalog>.<schema>.<model>@<alias>`.",
    bad: Example::py("import mlflow\n\nmodel = mlflow.pyfunc.load_model(\"models:/main.ml.churn/Production\")\n"),
    good: Example::py("import mlflow\n\nmodel = mlflow.pyfunc.load_model(\"models:/main.ml.churn@production\")\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Unsafe,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/machine-learning/manage-model-lifecycle/",
        "https://mlflow.org/docs/latest/ml/model-registry/",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::Model], check)],
};

const STAGES: &[&str] = &["production", "staging", "archived"];

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::Model(model) = &operation.what else { return };
    match model.verb {
        ModelVerb::TransitionStage => {
            let fix = find_alias_call(cx, operation);
            cx.report(operation.site.name, "models in Unity Catalog have no stages to move between").fix(fix);
        }
        ModelVerb::LatestVersions => {
            cx.report(operation.site.name, "this asks for versions by stage, and models in Unity Catalog have none");
        }
        _ => check_uri(cx, operation, model),
    }
}

fn check_uri(cx: &mut Cx<'_>, operation: &Operation, model: &Model) {
    let Some(stage) = model.name.as_deref().and_then(find_stage) else { return };
    let range = model.name_range.unwrap_or(operation.site.name);
    let fix = find_stage_edit(cx, range, &stage).map(|edit| Fix::unsafe_("load by alias", vec![edit]));
    cx.report(range, format!("this model is loaded by its stage {stage}, not by an alias")).fix(fix);
}

/// The stage at the end of `models:/<name>/<stage>`.
fn find_stage(uri: &TextValue) -> Option<String> {
    let Piece::Constant(last) = uri.pieces.last()? else { return None };
    let (_, stage) = last.rsplit_once('/')?;
    let is_uri = uri.prefix().starts_with("models:/") && uri.display().matches('/').count() == 2;
    (is_uri && STAGES.contains(&stage.to_lowercase().as_str())).then(|| stage.to_string())
}

fn find_stage_edit(cx: &Cx<'_>, range: TextRange, stage: &str) -> Option<Edit> {
    let written = format!("/{stage}");
    let text = cx.text(range);
    let at = text.rfind(&written)?;
    let is_last = text[at + written.len()..].chars().all(|c| c == '"' || c == '\'');
    let start = range.start() + at as u32;
    let place = TextRange::new(start, start + written.len() as u32);
    is_last.then(|| Edit::replace(place, format!("@{}", stage.to_lowercase())))
}

/// `transition...(name=..., version=..., stage="Production")` sets an alias instead, when all arguments are named so.
fn find_alias_call(cx: &Cx<'_>, operation: &Operation) -> Option<Fix> {
    let args = &operation.site.args;
    let find = |name: &str| args.iter().find(|arg| arg.name.as_deref() == Some(name));
    let (stage, _, _) = (find("stage")?, find("name")?, find("version")?);
    let text = stage.value.as_text()?.to_lowercase();
    if args.len() != 3 || !STAGES.contains(&text.as_str()) || cx.text(stage.value_range).is_empty() {
        return None;
    }
    let edits = vec![
        Edit::replace(operation.site.name, "set_registered_model_alias"),
        Edit::replace(stage.range, format!("alias=\"{text}\"")),
    ];
    Some(Fix::unsafe_("set an alias", edits))
}
