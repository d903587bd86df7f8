//! How bundle rules report: at a place in one of the bundle's files, and once for all targets that agree.
//! Knows no rule.

use std::collections::HashMap;

use brickline_analysis::{Cx, Diagnostic, Edit, Fix, Severity};
use brickline_model::bundle::{Bundle, MergedPlace, Origin, Value, View, visit_views};
use brickline_syntax::TextRange;

/// Something wrong with a value.
pub struct Finding {
    /// Where.
    pub origin: Origin,
    /// What is wrong here.
    pub message: String,
    /// Another severity than the rule's.
    pub severity: Option<Severity>,
    /// How to fix it.
    pub fix: Option<Fix>,
    /// A place that belongs to it, and what is there.
    pub related: Vec<(Origin, String)>,
}

impl Finding {
    /// A finding of the rule's own severity without a fix.
    pub fn new(origin: Origin, message: impl Into<String>) -> Self {
        Self { origin, message: message.into(), severity: None, fix: None, related: Vec::new() }
    }

    /// The finding with a fix, if there is one.
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// The finding with another severity.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// The finding with a place that belongs to it.
    pub fn related(mut self, origin: Origin, message: impl Into<String>) -> Self {
        self.related.push((origin, message.into()));
        self
    }
}

/// Reports a finding in the file it lies in.
pub fn report<'a>(cx: &'a mut Cx<'_>, bundle: &Bundle, finding: Finding) -> &'a mut Diagnostic {
    let diagnostic = cx.report_in(bundle.path(finding.origin), finding.origin.range, finding.message).fix(finding.fix);
    if let Some(severity) = finding.severity {
        diagnostic.severity(severity);
    }
    for (origin, message) in finding.related {
        diagnostic.related_in(bundle.path(origin), origin.range, message);
    }
    diagnostic
}

/// Judges the bundle as each target sees it. What all targets share is reported once; what only some have names them.
pub fn report_views(cx: &mut Cx<'_>, bundle: &Bundle, judge: impl FnMut(&View, &mut Vec<Finding>)) {
    report_collected(cx, bundle, collect_views(bundle, judge));
}

/// Judges every mapping and list that has a type, as the targets see it, by nothing but itself. Reported like [`report_views`].
pub fn report_places(cx: &mut Cx<'_>, bundle: &Bundle, mut judge: impl FnMut(&MergedPlace<'_>) -> Option<Finding>) {
    let mut collected = Collected::default();
    visit_views(bundle, &mut |views, place| {
        if let Some(finding) = Some(place).filter(|place| place.value.as_scalar().is_none()).and_then(&mut judge) {
            collected.add(finding, views.iter().map(|&at| bundle.views[at].name()));
        }
    });
    report_collected(cx, bundle, collected.findings);
}

/// Findings with the names of the targets that have them.
#[derive(Default)]
struct Collected<'a> {
    findings: Vec<(Finding, Vec<&'a str>)>,
    places: HashMap<(Origin, String), usize>,
}

impl<'a> Collected<'a> {
    fn add(&mut self, finding: Finding, targets: impl Iterator<Item = &'a str>) {
        let place = self.places.entry((finding.origin, finding.message.clone())).or_insert(self.findings.len());
        if *place == self.findings.len() {
            self.findings.push((finding, Vec::new()));
        }
        let known = &mut self.findings[*place].1;
        for target in targets {
            if !known.contains(&target) {
                known.push(target);
            }
        }
    }
}

/// What is found as each target sees the bundle: each finding once, with the names of the targets that have it.
pub fn collect_views(bundle: &Bundle, mut judge: impl FnMut(&View, &mut Vec<Finding>)) -> Vec<(Finding, Vec<&str>)> {
    let mut collected = Collected::default();
    for view in &bundle.views {
        let mut found = Vec::new();
        judge(view, &mut found);
        for finding in found {
            collected.add(finding, std::iter::once(view.name()));
        }
    }
    collected.findings
}

/// Reports what was collected, with the names of the targets where not all have it.
pub fn report_collected(cx: &mut Cx<'_>, bundle: &Bundle, findings: Vec<(Finding, Vec<&str>)>) {
    for (mut finding, targets) in findings {
        if targets.len() < bundle.views.len() {
            let plural = if targets.len() > 1 { "s" } else { "" };
            finding.message += &format!(" (in target{plural} {})", targets.join(", "));
        }
        report(cx, bundle, finding);
    }
}

/// Two entries of a mapping that exclude each other: reported at the second, which `noun` has too.
pub fn find_both(owner: &Value, first: &str, second: &str, noun: &str) -> Option<Finding> {
    let given = |key: &str| owner.find(key).filter(|entry| !entry.value.is_null());
    let (first, second) = (given(first)?, given(second)?);
    let message = format!("{noun} has a `{}` and a `{}`: it takes one of them", first.key, second.key);
    Some(Finding::new(second.origin, message).related(first.origin, "the other one"))
}

/// Whether any file of the bundle has one of these texts: cheaper to ask than to walk all that is merged.
pub fn mentions(bundle: &Bundle, texts: &[&str]) -> bool {
    bundle.files.iter().chain(&bundle.overrides).any(|file| texts.iter().any(|text| file.text.contains(text)))
}

/// Puts `text` in place of a scalar, inside its quotes.
pub fn replace_scalar(value: &Value, title: impl Into<String>, text: &str) -> Option<Fix> {
    let content = value.as_scalar()?.content;
    Some(Fix::unsafe_(title, vec![Edit::replace(content, text)]))
}

/// Puts the nearest name in place of one that does not exist.
pub fn rename(range: TextRange, nearest: Option<&str>) -> Option<Fix> {
    nearest.map(|nearest| Fix::unsafe_(format!("change to `{nearest}`"), vec![Edit::replace(range, nearest)]))
}

/// Takes an entry with its lines away; `None` where it does not stand on lines of its own.
pub fn delete_entry(text: &str, key: TextRange, value: TextRange) -> Option<Edit> {
    let (start, end) = (key.start() as usize, value.end().max(key.end()) as usize);
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let next = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    let rest = text[end..next].trim_start_matches(':').trim();
    let stands_alone = text[line..start].trim().is_empty() && (rest.is_empty() || rest.starts_with('#'));
    stands_alone.then(|| Edit::delete(TextRange::from_usize(line, next)))
}
