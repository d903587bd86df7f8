//! Variables or resources that refer to each other in a circle.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use std::collections::{BTreeMap, HashSet};

use brickline_model::bundle::{Assigned, Bundle, Data, Origin, Value, View, references};

use brickline_syntax::TextRange;

use crate::shared::findings::{Finding, mentions, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "reference-cycle",
    group: Group::Bundle,
    on: &[Domain::Bundle],
    summary: "Variables or resources that refer to each other in a circle",
    why: "A circle has no value: the CLI stops, and does not say where the circle is. Take one of the references \
          out.",
    bad: Example::bundle("bundle:\n  name: shop\nvariables:\n  a:\n    default: ${var.b}\n  b:\n    default: ${var.a}\n"),
    good: Example::bundle("bundle:\n  name: shop\nvariables:\n  a:\n    default: ${var.b}\n  b:\n    default: x\n"),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/dev-tools/bundles/variables"],
    options: &[],
    checks: &[Check::Bundle(check)],
};

/// A reference from one variable or resource to another.
struct Step {
    to: String,
    origin: Origin,
    /// Whether the value stands in place of another.
    overrides: bool,
}

/// What each variable and resource refers to.
type Steps = BTreeMap<String, Vec<Step>>;

fn check(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        let steps = collect_steps(bundle, view);
        found.extend(find_circles(&steps).into_iter().filter_map(describe));
    });
}

/// The step that closes the circle, or else the one that a target brought in.
fn describe(mut circle: Vec<(&str, &Step)>) -> Option<Finding> {
    if let Some(at) = circle.iter().rposition(|(_, step)| step.overrides) {
        let next = (at + 1) % circle.len();
        circle.rotate_left(next);
    }
    let ((last, close), others) = circle.split_last()?;
    if others.is_empty() {
        return Some(Finding::new(close.origin, format!("`{last}` refers to itself")));
    }
    let names: Vec<&str> = circle.iter().map(|(name, _)| *name).chain([close.to.as_str()]).collect();
    let finding = Finding::new(close.origin, format!("a circle: {}", names.join(" → ")));
    let related = |finding: Finding, (name, step): &(&str, &Step)| {
        finding.related(step.origin, format!("`{name}` refers to `{}`", step.to))
    };
    Some(others.iter().fold(finding, related))
}

fn collect_steps(bundle: &Bundle, view: &View) -> Steps {
    let mut steps = Steps::new();
    for (name, variable) in &view.variables {
        if let Assigned::Value(value) = &variable.assigned {
            collect(bundle, value, steps.entry(format!("var.{name}")).or_default());
        }
    }
    // A resource that no other one names is part of no circle.
    if !mentions(bundle, &["${resources."]) {
        return steps;
    }
    for section in view.at(&["resources"]).iter().flat_map(|resources| resources.entries().to_vec()) {
        for resource in section.value.entries() {
            let name = format!("resources.{}.{}", section.key, resource.key);
            let steps = steps.entry(name).or_default();
            // Who may do what is deployed after the resources themselves, and may name any of them.
            let own = resource.value.entries().iter().filter(|entry| !matches!(&*entry.key, "permissions" | "grants"));
            own.for_each(|entry| collect(bundle, &entry.value, steps));
        }
    }
    steps
}

/// The references in a value, as they are written.
fn collect(bundle: &Bundle, value: &Value, steps: &mut Vec<Step>) {
    match &value.data {
        Data::Map(entries) => entries.iter().for_each(|entry| collect(bundle, &entry.value, steps)),
        Data::List(items) => items.iter().for_each(|item| collect(bundle, item, steps)),
        Data::Scalar(scalar) => {
            for reference in references(&bundle.file(value.origin.file).text[scalar.content]) {
                let parts: Vec<&str> = reference.parts().collect();
                let to = match parts[..] {
                    ["var" | "variables", name, ..] => format!("var.{name}"),
                    ["resources", section, key, ..] => format!("resources.{section}.{key}"),
                    _ => continue,
                };
                let start = scalar.content.start() + reference.start as u32;
                let range = TextRange::new(start, start + (reference.end - reference.start) as u32);
                steps.push(Step { to, origin: Origin { file: value.origin.file, range }, overrides: !value.others.is_empty() });
            }
        }
        Data::Null | Data::Invalid => {}
    }
}

/// The circles, each as the steps from its first name back to it; a name is part of one circle at most.
fn find_circles(steps: &Steps) -> Vec<Vec<(&str, &Step)>> {
    let mut circles = Vec::new();
    let mut done: HashSet<&str> = HashSet::new();
    for start in steps.keys() {
        // The way from `start`: names, each with the steps that are still to be tried, and the one that is being tried.
        let mut way: Vec<(&str, std::slice::Iter<'_, Step>, Option<&Step>)> = Vec::new();
        if !done.contains(start.as_str()) {
            way.push((start, steps[start].iter(), None));
        }
        while let Some((name, pending, tried)) = way.last_mut() {
            let name: &str = name;
            let Some(step) = pending.next() else {
                done.insert(name);
                way.pop();
                continue;
            };
            *tried = Some(step);
            let Some((to, next)) = steps.get_key_value(&step.to).filter(|(to, _)| !done.contains(to.as_str())) else { continue };
            match way.iter().position(|(known, ..)| *known == to) {
                Some(from) => {
                    circles.push(way[from..].iter().filter_map(|(name, _, step)| Some((*name, (*step)?))).collect());
                    done.extend(way[from..].iter().map(|(name, ..)| *name));
                    way.truncate(from);
                }
                None => way.push((to, next.iter(), None)),
            }
        }
    }
    circles
}
