//! Ignore comments that hide nothing, or name a rule that does not exist.

use brickline_analysis::suppress::{DirectiveName, Judged, NameState};
use brickline_analysis::{Check, Cx, Domain, Edit, Example, Fix, FixKind, Group, Rule, Scope, Severity};
use brickline_syntax::TextRange;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-ignore",
    group: Group::Meta,
    on: &[Domain::Python, Domain::Sql, Domain::Bundle, Domain::Ci],
    summary: "An ignore comment hides no finding, or names no rule that exists",
    why: "A comment that once hid a finding goes on hiding the next one at the same place after its reason is gone, and one \
          with a misspelt name never hid anything. Remove it, or name the rule that is meant: \
          `# brickline: ignore[rule] reason`. Rules that do not run here are never called unused.",
    bad: Example::py("# brickline: ignore[missing-chekpoint] the writer sets it\nprint(\"spark\")\n"),
    good: Example::py("# brickline is a linter for spark\nprint(\"spark\")\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::Safe,
    scope: Scope::File,
    links: &["https://github.com/brickline/brickline/blob/main/docs/configuration.md"],
    options: &[],
    checks: &[Check::Ignores(check)],
};

fn check(cx: &mut Cx<'_>, ignores: &[Judged<'_>]) {
    for judged in ignores {
        let directive = judged.directive;
        if directive.names.is_empty() {
            let comment = directive.removal(&cx.file.text);
            cx.report(directive.range, "this ignore comment names no rule and hides nothing: write `ignore[rule]`")
                .fix(Fix::safe("remove the comment", vec![Edit::delete(comment)]));
            continue;
        }
        let is_idle = |state: &NameState| matches!(state, NameState::Unused | NameState::Unknown(_));
        let all_idle = judged.states.iter().all(is_idle);
        for (number, name) in directive.names.iter().enumerate() {
            let message = match judged.states[number] {
                NameState::Unused => format!("`{}` hides nothing here", name.text),
                NameState::Unknown(Some(nearest)) => {
                    format!("there is no rule `{}`; did you mean `{nearest}`?", name.text)
                }
                NameState::Unknown(None) => format!("there is no rule `{}`", name.text),
                NameState::Used | NameState::NotRun => continue,
            };
            let fix = if all_idle {
                Fix::safe("remove the comment", vec![Edit::delete(directive.removal(&cx.file.text))])
            } else {
                Fix::safe("remove the name", vec![Edit::delete(find_item(&directive.names, number))])
            };
            cx.report(name.range, message).fix(fix);
        }
    }
}

/// A name of a list with the comma that parts it from its neighbour.
fn find_item(names: &[DirectiveName], number: usize) -> TextRange {
    let own = names[number].range;
    match (number.checked_sub(1).and_then(|before| names.get(before)), names.get(number + 1)) {
        (Some(before), _) => TextRange::new(before.range.end(), own.end()),
        (None, Some(after)) => TextRange::new(own.start(), after.range.start()),
        (None, None) => own,
    }
}
