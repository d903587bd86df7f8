//! The analysis: one immutable state of a project, and what can be asked of it. Cheap to clone, safe to ask from any thread.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use brickline_model::bundle::Bundle;
use brickline_model::{FileModel, Imports};
use brickline_syntax::TextRange;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::bundle::{find_in_bundles, load_bundles};
use crate::check::{Notice, Plan, Subject, finish, run_on_expressions, run_on_file, run_rules};
use crate::config::Config;
use crate::contain::contain;
use crate::diagnostic::Diagnostic;
use crate::file::{AnalysedFile, Interest, analyse, parse};
use crate::fix::{Edit, Safety, collide};
use crate::index::ProjectIndex;
use crate::listing::Listing;
use crate::timing::{Phase, Timings};

/// A snapshot of a project.
#[derive(Clone)]
pub struct Analysis {
    state: Arc<State>,
}

#[derive(Clone)]
struct State {
    config: Arc<Config>,
    plan: Arc<Plan>,
    files: BTreeMap<Arc<str>, Arc<AnalysedFile>>,
    listing: Listing,
    /// The bundles as they were in the state before this one: most of their files are the same.
    before: Vec<Arc<Bundle>>,
    index: OnceLock<Arc<ProjectIndex>>,
    /// What the bundle rules found, raw, by file.
    in_bundles: OnceLock<Arc<BTreeMap<Arc<str>, Vec<Diagnostic>>>>,
    notices: Arc<Mutex<Vec<Notice>>>,
    timings: Arc<Timings>,
}

/// What fixing a file gave.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The host text after fixing.
    pub text: Arc<str>,
    /// The text to write to disk: for `.ipynb` the JSON.
    pub source: Arc<str>,
    /// How many findings of which rule were fixed.
    pub applied: BTreeMap<&'static str, usize>,
    /// Rules whose fixes were undone because they added syntax errors.
    pub undone: Vec<&'static str>,
}

impl Analysis {
    pub(crate) fn new(
        config: Arc<Config>,
        plan: Arc<Plan>,
        files: BTreeMap<Arc<str>, Arc<AnalysedFile>>,
        listing: Listing,
        before: Vec<Arc<Bundle>>,
        notices: Arc<Mutex<Vec<Notice>>>,
        timings: Arc<Timings>,
    ) -> Self {
        Self {
            state: Arc::new(State {
                config,
                plan,
                files,
                listing,
                before,
                index: OnceLock::new(),
                in_bundles: OnceLock::new(),
                notices,
                timings,
            }),
        }
    }

    /// The settings in force.
    pub fn config(&self) -> &Config {
        &self.state.config
    }

    /// The files, by path.
    pub fn files(&self) -> impl Iterator<Item = &Arc<AnalysedFile>> {
        self.state.files.values()
    }

    /// A file.
    pub fn file(&self, path: &str) -> Option<&Arc<AnalysedFile>> {
        self.state.files.get(path)
    }

    /// A file's host text: for `.ipynb` its cells, joined.
    pub fn text(&self, path: &str) -> Option<&Arc<str>> {
        self.file(path).map(|file| &file.unit.text)
    }

    /// What the project knows as a whole; made when first asked for.
    pub fn index(&self) -> &ProjectIndex {
        self.state.index.get_or_init(|| {
            self.state.timings.measure(Phase::Index, || {
                let models: BTreeMap<Arc<str>, Arc<FileModel>> =
                    self.files().map(|file| (Arc::clone(&file.unit.path), Arc::clone(&file.unit.model))).collect();
                let State { files, listing, config, before, .. } = &*self.state;
                let bundles = load_bundles(files, listing, config, before);
                Arc::new(ProjectIndex::new(models, bundles, listing.clone(), &config.project()))
            })
        })
    }

    /// The bundles, if somebody asked for them, else those of the state before.
    pub(crate) fn known_bundles(&self) -> Vec<Arc<Bundle>> {
        self.state.index.get().map_or_else(|| self.state.before.clone(), |index| index.bundles().to_vec())
    }

    fn in_bundles(&self) -> &BTreeMap<Arc<str>, Vec<Diagnostic>> {
        let State { plan, files, notices, timings, in_bundles, .. } = &*self.state;
        if let Some(found) = in_bundles.get() {
            return found;
        }
        // Not while the lock is held: who waits for other threads may be handed work that needs this, too.
        let found = Arc::new(find_in_bundles(plan, files, self.index(), notices, timings));
        in_bundles.get_or_init(|| found)
    }

    /// What went wrong inside of us so far, in all snapshots of this host.
    pub fn notices(&self) -> Vec<Notice> {
        self.state.notices.lock().map(|notices| notices.clone()).unwrap_or_default()
    }

    /// How long the phases took.
    pub fn timings(&self) -> &Timings {
        &self.state.timings
    }

    /// What it takes to show these findings: the texts of the files that they name. All else goes.
    pub fn reduce_to(self, findings: &[Diagnostic]) -> Self {
        let related = findings.iter().flat_map(|finding| &finding.related).map(|related| &*related.file);
        let named: FxHashSet<&str> = findings.iter().map(|finding| &*finding.file).chain(related).collect();
        let State { config, plan, files, listing, notices, timings, .. } = Arc::unwrap_or_clone(self.state);
        let files = files.into_iter().filter(|(path, _)| named.contains(&**path));
        let files = files.map(|(path, file)| (path, Arc::new(Arc::unwrap_or_clone(file).reduce_to_text())));
        Self::new(config, plan, files.collect(), listing, Vec::new(), notices, timings)
    }

    /// The findings in one file, sorted by place; empty for a file that is not known.
    pub fn check(&self, path: &str) -> Vec<Diagnostic> {
        self.file(path).map(|file| self.check_file(file)).unwrap_or_default()
    }

    /// The findings in all files that findings are wanted of, by path and place; made on all cores.
    pub fn check_all(&self) -> Vec<Diagnostic> {
        // Made before the threads part, which would all wait for the one that makes them.
        self.in_bundles();
        let files: Vec<_> = self.files().filter(|file| file.interest > Interest::Indexed).collect();
        files.into_par_iter().with_max_len(1).flat_map_iter(|file| self.check_file(file)).collect()
    }

    fn check_file(&self, file: &AnalysedFile) -> Vec<Diagnostic> {
        let State { plan, config, notices, timings, .. } = &*self.state;
        let mut found = find_in_file(file, plan, notices, timings).to_vec();
        timings.measure(Phase::Rules, || {
            let tree = plan.project_needs_tree().then(|| file.tree());
            let subject =
                Subject { unit: &file.unit, tree: tree.as_deref(), bundle: None, index: self.index(), notices };
            found.append(&mut run_on_file(&plan.project, &subject));
            found.extend(self.in_bundles().get(&file.unit.path).into_iter().flatten().cloned());
            finish(plan, config, &file.directives, &subject, found)
        })
    }

    /// The findings with a fix that touch `range`, for an editor's quick fixes.
    pub fn fixes(&self, path: &str, range: TextRange) -> Vec<Diagnostic> {
        let mut found = self.check(path);
        found.retain(|diagnostic| diagnostic.fix.is_some() && diagnostic.range.intersect(range).is_some());
        found
    }

    /// Applies all fixes up to `safety` to a file, again and again until none is left: ten passes at most, and never to a
    /// text seen before. A pass that adds a syntax error is undone, and its culprits named.
    pub fn fix_text(&self, path: &str, safety: Safety) -> Option<Fixed> {
        const PASSES: usize = 10;
        let file = self.file(path)?;
        let mut fixed = Fixed {
            text: Arc::clone(&file.unit.text),
            source: file.input.source(),
            applied: BTreeMap::new(),
            undone: Vec::new(),
        };
        let mut seen = vec![Arc::clone(&fixed.text)];
        let mut analysis = self.clone();
        for _ in 0..PASSES {
            let mut chosen = choose_fixes(analysis.check(path), safety, &fixed.undone);
            let Some(mut next) = analysis.with_fixes(path, &chosen) else { break };
            if adds_errors(&analysis, &next, path) {
                let breaks = |rule: &&'static str| {
                    let own = chosen.iter().filter(|diagnostic| diagnostic.rule.name == *rule).cloned();
                    let alone = analysis.with_fixes(path, &own.collect::<Vec<_>>());
                    alone.is_some_and(|alone| adds_errors(&analysis, &alone, path))
                };
                let mut rules: Vec<&'static str> = chosen.iter().map(|diagnostic| diagnostic.rule.name).collect();
                rules.sort_unstable();
                rules.dedup();
                let culprits: Vec<_> = rules.iter().copied().filter(breaks).collect();
                fixed.undone.extend(if culprits.is_empty() { rules } else { culprits });
                chosen.retain(|diagnostic| !fixed.undone.contains(&diagnostic.rule.name));
                match analysis.with_fixes(path, &chosen) {
                    Some(retried) if !adds_errors(&analysis, &retried, path) => next = retried,
                    _ => break,
                }
            }
            let text = Arc::clone(next.text(path)?);
            if seen.contains(&text) {
                break;
            }
            for diagnostic in &chosen {
                *fixed.applied.entry(diagnostic.rule.name).or_default() += 1;
            }
            seen.push(Arc::clone(&text));
            fixed.text = text;
            fixed.source = next.file(path)?.input.source();
            analysis = next;
        }
        Some(fixed)
    }

    /// This snapshot with fixes made in one file; `None` when there is nothing to do.
    fn with_fixes(&self, path: &str, chosen: &[Diagnostic]) -> Option<Self> {
        if chosen.is_empty() {
            return None;
        }
        let edits = chosen.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()).flat_map(|fix| &fix.edits);
        let mut edits: Vec<Edit> = edits.cloned().collect();
        edits.sort();
        self.with_edits(path, &edits)
    }

    /// This snapshot with edits, sorted and apart, made in one file; other files keep their models. `None` when they cannot
    /// be made, as one across the cells of a notebook.
    pub fn with_edits(&self, path: &str, edits: &[Edit]) -> Option<Self> {
        let file = self.file(path)?;
        let input = file.input.with_edits(edits)?;
        let imports: Imports = (*file.imports).clone();
        let (path, kind) = (&file.unit.path, file.unit.kind);
        let before = file.tree.live().map(|live| &**live);
        let timings = &self.state.timings;
        let tree = contain(|| parse(kind, &input, Interest::Open, before, timings)).ok()?;
        let analysed = analyse(path, kind, &input, imports, Interest::Open, tree, timings).ok()?;
        let mut state = (*self.state).clone();
        state.files.insert(Arc::clone(path), Arc::new(analysed));
        state.before = self.known_bundles();
        state.index = OnceLock::new();
        state.in_bundles = OnceLock::new();
        Some(Self { state: Arc::new(state) })
    }
}

/// The raw findings of the rules that need nothing but the file; run once, kept with the file.
pub(crate) fn find_in_file<'a>(
    file: &'a AnalysedFile,
    plan: &Plan,
    notices: &Mutex<Vec<Notice>>,
    timings: &Timings,
) -> &'a [Diagnostic] {
    if let Some(found) = file.found.get() {
        return found;
    }
    let tree = file.tree();
    let found = timings.measure(Phase::Rules, || {
        let index = ProjectIndex::default();
        let subject = Subject { unit: &file.unit, tree: Some(&*tree), bundle: None, index: &index, notices };
        if file.interest == Interest::Open {
            // Somebody waits for these. Not while the cell is being filled: a thread that waits for the others may come by
            // here again.
            let share = plan.file.len().div_ceil(RULE_SHARES).max(1);
            let of_shares = || plan.file.par_chunks(share).flat_map_iter(|rules| run_rules(rules, &subject)).collect();
            let (mut found, more): (Vec<_>, _) = rayon::join(of_shares, || run_on_expressions(&plan.file, &subject));
            found.extend(more);
            found
        } else {
            run_on_file(&plan.file, &subject)
        }
    });
    file.found.get_or_init(|| found)
}

/// In how many shares the rules of an open file are run side by side.
const RULE_SHARES: usize = 8;

/// The fixes to make in one pass: sorted by place, whole or not at all, none overlapping another.
fn choose_fixes(mut found: Vec<Diagnostic>, safety: Safety, banned: &[&str]) -> Vec<Diagnostic> {
    let allowed = |diagnostic: &Diagnostic| {
        diagnostic.fix.as_ref().is_some_and(|fix| fix.safety <= safety && fix.safety != Safety::Display)
            && !banned.contains(&diagnostic.rule.name)
    };
    found.retain(allowed);
    found.sort_by_key(|diagnostic| diagnostic.fix.as_ref().and_then(|fix| fix.edits.first()).map(|edit| edit.range));
    let mut taken: Vec<Edit> = Vec::new();
    found.retain(|diagnostic| {
        let edits = diagnostic.fix.as_ref().map(|fix| fix.edits.as_slice()).unwrap_or_default();
        let fits = edits.iter().all(|edit| {
            let at = taken.partition_point(|other| other < edit);
            at.checked_sub(1).and_then(|before| taken.get(before)).is_none_or(|before| !collide(before, edit))
                && taken.get(at).is_none_or(|after| !collide(edit, after))
        });
        if fits {
            for edit in edits {
                taken.insert(taken.partition_point(|other| other < edit), edit.clone());
            }
        }
        fits
    });
    found
}

fn adds_errors(before: &Analysis, after: &Analysis, path: &str) -> bool {
    let errors = |analysis: &Analysis| analysis.file(path).map_or(0, |file| file.count_syntax_errors());
    errors(after) > errors(before)
}
