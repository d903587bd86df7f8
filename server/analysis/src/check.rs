//! Running rules: each enabled rule over one unit, contained when it panics, its findings brought into their final form.
//! Knows how rules are run, not where units come from.

use std::sync::{Arc, Mutex};

use brickline_model::bundle::{Bundle, each_node, visit};
use brickline_model::operation::{Kind, What};
use brickline_syntax::TextRange;
use brickline_syntax::source::ParsedFile;
use rustc_hash::FxHashSet;

use crate::config::{Config, RuleOptions};
use crate::contain::contain;
use crate::cx::{Cx, Unit};
use crate::diagnostic::Diagnostic;
use crate::fix::is_applicable;
use crate::index::ProjectIndex;
use crate::rule::{Check, Rule, Scope, Written};
use crate::suppress::{self, Directive, Judged};

/// A rule that panicked, or another internal error: said once, and the run goes on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Notice {
    /// The rule.
    pub rule: &'static str,
    /// The file it looked at.
    pub file: Arc<str>,
    /// What the panic said.
    pub message: String,
}

/// The enabled rules with their options, sorted by what they need.
#[derive(Debug, Default)]
pub struct Plan {
    pub(crate) file: Vec<Planned>,
    pub(crate) project: Vec<Planned>,
    pub(crate) bundle: Vec<Planned>,
    pub(crate) written: Vec<Planned>,
    ignores: Vec<Planned>,
}

#[derive(Debug)]
pub(crate) struct Planned {
    rule: &'static Rule,
    options: Arc<RuleOptions>,
}

impl Plan {
    /// The plan of these settings.
    pub fn new(config: &Config) -> Self {
        let mut plan = Self::default();
        for rule in config.enabled() {
            let planned = || Planned { rule, options: config.options(rule) };
            let has = |test: fn(&Check) -> bool| rule.checks.iter().any(test);
            if has(|check| matches!(check, Check::Bundle(_))) {
                plan.bundle.push(planned());
            }
            if has(|check| matches!(check, Check::Place(_) | Check::Node(_))) {
                plan.written.push(planned());
            }
            if has(|check| matches!(check, Check::Ignores(_))) {
                plan.ignores.push(planned());
            }
            if has(|check| matches!(check, Check::Operation(..) | Check::Expr(_) | Check::File(_) | Check::Model(_))) {
                match rule.scope {
                    Scope::File => plan.file.push(planned()),
                    Scope::Project => plan.project.push(planned()),
                }
            }
        }
        plan
    }

    /// Whether a rule that waits for the index wants the tree as well.
    pub(crate) fn project_needs_tree(&self) -> bool {
        self.project.iter().any(|planned| planned.rule.checks.iter().any(|check| matches!(check, Check::File(_))))
    }
}

/// What rules are run on.
pub(crate) struct Subject<'a> {
    pub unit: &'a Unit,
    pub tree: Option<&'a ParsedFile>,
    pub bundle: Option<&'a Bundle>,
    pub index: &'a ProjectIndex,
    pub notices: &'a Mutex<Vec<Notice>>,
}

/// Runs rules on a file, one after the other, and those that share a walk; what they found is raw, see [`finish`].
pub(crate) fn run_on_file(rules: &[Planned], subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = run_rules(rules, subject);
    found.append(&mut run_on_expressions(rules, subject));
    found
}

/// Runs rules on a unit, but for those that share a walk; what they found is raw, see [`finish`].
pub(crate) fn run_rules(rules: &[Planned], subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for planned in rules {
        run_contained(planned, subject, &mut found, |cx| {
            for check in planned.rule.checks {
                run_check(check, subject, cx);
            }
        });
    }
    found
}

fn run_check(check: &Check, subject: &Subject<'_>, cx: &mut Cx<'_>) {
    match (check, subject.bundle) {
        (Check::Bundle(run), Some(bundle)) => run(cx, bundle),
        (Check::Operation(kinds, run), None) => {
            for operation in kinds.iter().flat_map(|kind| subject.unit.model.of_kind(*kind)) {
                run(cx, operation);
            }
        }
        (Check::Model(run), None) => run(cx),
        (Check::File(run), None) => {
            if let Some(tree) = subject.tree {
                run(cx, tree);
            }
        }
        _ => {}
    }
}

/// Runs the rules that look at a file's expressions one by one: one walk serves them all.
pub(crate) fn run_on_expressions(rules: &[Planned], subject: &Subject<'_>) -> Vec<Diagnostic> {
    contain(|| walk_expressions(rules, subject)).unwrap_or_else(|_| run_apart(rules, subject, walk_expressions))
}

fn walk_expressions(rules: &[Planned], subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut checks = Vec::new();
    for planned in rules {
        checks.extend(planned.rule.checks.iter().filter_map(|check| match check {
            Check::Expr(run) => Some((planned, run)),
            _ => None,
        }));
    }
    if checks.is_empty() {
        return found;
    }
    for operation in subject.unit.model.of_kind(Kind::Expression) {
        let What::Expression(expression) = &operation.what else { continue };
        expression.expr.walk(&mut |expr| {
            for (planned, run) in &checks {
                run(&mut make_cx(planned, subject, &mut found), operation, expr);
            }
        });
    }
    found
}

/// Runs rules that share a walk with a walk for each, to learn whose bug it is that stopped them and to keep what the others find.
fn run_apart(
    rules: &[Planned],
    subject: &Subject<'_>,
    walk: impl Fn(&[Planned], &Subject<'_>) -> Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for planned in rules {
        run_contained(planned, subject, &mut found, |cx| cx.found.extend(walk(std::slice::from_ref(planned), subject)));
    }
    found
}

/// Runs the rules that look at a bundle's file value by value: one walk serves them all.
pub(crate) fn run_written(
    rules: &[Planned],
    unit: &Unit,
    written: &Written<'_>,
    notices: &Mutex<Vec<Notice>>,
) -> Vec<Diagnostic> {
    let index = ProjectIndex::default();
    let subject = Subject { unit, tree: None, bundle: None, index: &index, notices };
    contain(|| walk_written(rules, &subject, written))
        .unwrap_or_else(|_| run_apart(rules, &subject, |rules, subject| walk_written(rules, subject, written)))
}

fn walk_written(rules: &[Planned], subject: &Subject<'_>, written: &Written<'_>) -> Vec<Diagnostic> {
    let (mut places, mut nodes, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for planned in rules {
        for check in planned.rule.checks {
            match check {
                Check::Place(run) => places.push((planned, run)),
                Check::Node(run) => nodes.push((planned, run)),
                _ => {}
            }
        }
    }
    let mut see = |planned: &Planned, run: &dyn Fn(&mut Cx<'_>)| run(&mut make_cx(planned, subject, &mut found));
    visit(written.schema, written.document, &mut |place| {
        places.iter().for_each(|(planned, run)| see(planned, &|cx| run(cx, written, place)));
    });
    each_node(written.document, &mut |path, node| {
        nodes.iter().for_each(|(planned, run)| see(planned, &|cx| run(cx, written, path, node)));
    });
    found
}

fn make_cx<'a>(planned: &'a Planned, subject: &'a Subject<'_>, found: &'a mut Vec<Diagnostic>) -> Cx<'a> {
    Cx { rule: planned.rule, file: subject.unit, index: subject.index, options: &planned.options, found }
}

fn run_contained(planned: &Planned, subject: &Subject<'_>, found: &mut Vec<Diagnostic>, run: impl FnOnce(&mut Cx<'_>)) {
    let before = found.len();
    let Err(message) = contain(|| run(&mut make_cx(planned, subject, found))) else { return };
    found.truncate(before);
    let notice = Notice { rule: planned.rule.name, file: Arc::clone(&subject.unit.path), message };
    if let Ok(mut notices) = subject.notices.lock()
        && !notices.contains(&notice)
    {
        notices.push(notice);
    }
}

/// Brings the raw findings in one file into their final form: levels, ignores, one per rule and range, fixes that can be
/// applied, ignore comments, order.
pub(crate) fn finish(
    plan: &Plan,
    config: &Config,
    directives: &[Directive],
    subject: &Subject<'_>,
    mut found: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let unit = subject.unit;
    settle(config, unit, &mut found);
    let judged = suppress::apply(directives, config, &unit.path, &mut found);
    if !judged.is_empty() {
        found.append(&mut judge_ignores(plan, config, subject, &judged));
    }
    sort(&mut found);
    found
}

fn judge_ignores(plan: &Plan, config: &Config, subject: &Subject<'_>, judged: &[Judged<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for planned in &plan.ignores {
        run_contained(planned, subject, &mut found, |cx| {
            for check in planned.rule.checks {
                if let Check::Ignores(run) = check {
                    run(cx, judged);
                }
            }
        });
    }
    settle(config, subject.unit, &mut found);
    let directives: Vec<_> = judged.iter().map(|judged| judged.directive.clone()).collect();
    suppress::apply(&directives, config, &subject.unit.path, &mut found);
    found
}

fn settle(config: &Config, unit: &Unit, found: &mut Vec<Diagnostic>) {
    let mut seen = FxHashSet::default();
    found.retain_mut(|diagnostic| {
        diagnostic.range = on_characters(&unit.text, diagnostic.range);
        if let Some(level) = config.level(diagnostic.rule) {
            diagnostic.severity = level;
        }
        if diagnostic.fix.as_ref().is_some_and(|fix| !is_applicable(fix, &unit.text, &unit.model.sql)) {
            diagnostic.fix = None;
        }
        seen.insert((diagnostic.rule.name, diagnostic.range)) && !config.is_ignored_in(diagnostic.rule, &unit.path)
    });
}

/// The range inside the text, on borders of characters.
fn on_characters(text: &str, range: TextRange) -> TextRange {
    let floor = |offset: u32| text.floor_char_boundary((offset as usize).min(text.len()));
    TextRange::from_usize(floor(range.start()), floor(range.end()).max(floor(range.start())))
}

fn sort(found: &mut [Diagnostic]) {
    found.sort_by(|a, b| (a.range, a.rule.name, &a.message).cmp(&(b.range, b.rule.name, &b.message)));
}
