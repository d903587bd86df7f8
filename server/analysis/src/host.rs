//! The host: the one place where texts change. It parses and models what changed, in the order in which files need each
//! other, and hands out immutable snapshots; it knows no disk and no editor.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use brickline_model::bundle::Bundle;
use brickline_model::{ForeignCall, Imports};
use brickline_syntax::notebook::Notebook;
use brickline_syntax::source::FileKind;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::Analysis;
use crate::check::{Notice, Plan};
use crate::config::Config;
use crate::contain::contain;
use crate::cx::is_test;
use crate::file::{AnalysedFile, Interest, Tree, analyse, parse, unanalysed};
use crate::input::Input;
use crate::link::order_levels;
use crate::listing::Listing;
use crate::selector::RuleList;
use crate::source::{LinkKind, SourceFile, Sources, find_active};
use crate::timing::{Clock, Timings};

/// The files of one project, with the settings in force.
pub struct Host {
    config: Arc<Config>,
    plan: Arc<Plan>,
    files: Sources,
    listing: Listing,
    /// Whether names may lead to other files than before.
    relink: bool,
    notices: Arc<Mutex<Vec<Notice>>>,
    timings: Arc<Timings>,
    /// The snapshot of the state as it is, until something changes.
    current: Option<Analysis>,
    /// The bundles of the last snapshot: most of their files do not change from one to the next.
    bundles: Vec<Arc<Bundle>>,
    outdated: Outdated,
}

/// What edits replaced.
#[derive(Default)]
pub struct Outdated {
    files: Vec<SourceFile>,
    snapshots: Vec<Analysis>,
}

impl Host {
    /// An empty project. `rules` are all that exist; `config`, made with the same list, says which of them run.
    pub fn new(rules: RuleList, config: Config) -> Self {
        debug_assert!(std::ptr::eq(rules, config.rules()), "the settings were read for other rules");
        Self {
            plan: Arc::new(Plan::new(&config)),
            config: Arc::new(config),
            files: Sources::new(),
            listing: Listing::default(),
            relink: false,
            notices: Arc::default(),
            timings: Arc::default(),
            current: None,
            outdated: Outdated::default(),
            bundles: Vec::new(),
        }
    }

    /// Puts other settings in force.
    pub fn set_config(&mut self, config: Config) {
        self.plan = Arc::new(Plan::new(&config));
        self.config = Arc::new(config);
        // What rules found was found under the old settings.
        for file in self.files.values_mut() {
            file.analysed = None;
        }
        self.forget();
    }

    /// Counts time by this clock from now on.
    pub fn set_clock(&mut self, clock: Clock) {
        self.timings = Arc::new(Timings::new(Some(clock)));
        self.forget();
    }

    /// Adds a file or gives it another text: for `.ipynb` the JSON as it lies on disk. A file whose name says that it is
    /// none of ours counts as existing, no more.
    pub fn set_source(&mut self, path: &str, text: impl Into<Arc<str>>) {
        let source = text.into();
        let path: Arc<str> = Arc::from(path);
        self.set_exists(&path, true);
        if let Some(kind) = FileKind::detect(&path, &source) {
            // JSON is read later, where all cores are at hand.
            self.set_input(path, kind, Input::Text(source));
        }
    }

    /// Adds a notebook whose cells an editor holds, or gives it other cells.
    pub fn set_notebook(&mut self, path: &str, notebook: Notebook) {
        let path: Arc<str> = Arc::from(path);
        self.set_exists(&path, true);
        self.set_input(path, FileKind::Ipynb, Input::Cells(Arc::new(notebook)));
    }

    fn set_input(&mut self, path: Arc<str>, kind: FileKind, input: Input) {
        let mut old = self.files.remove(&path);
        self.files.insert(path, SourceFile::new(kind, input, old.as_mut()));
        self.outdated.files.extend(old);
    }

    fn set_exists(&mut self, path: &Arc<str>, exists: bool) {
        self.forget();
        self.relink |= self.listing.set(path, exists);
    }

    /// Says how much is wanted of a file that was added; [`Interest::Named`] unless said.
    pub fn set_interest(&mut self, path: &str, interest: Interest) {
        if let Some(file) = self.files.get_mut(path)
            && file.interest != interest
        {
            file.interest = interest;
            file.analysed = None;
            self.forget();
        }
    }

    /// Takes over the open files of another host of the same project, with all that is known of them.
    pub fn adopt_open(&mut self, other: Self) {
        for (path, mut file) in other.files.into_iter().filter(|(_, file)| file.interest == Interest::Open) {
            // Which files it names may be known only here.
            file.unlink();
            self.set_exists(&path, true);
            self.files.insert(path, file);
        }
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
        self.set_exists(&Arc::from(path), false);
    }

    /// Says which files exist, ignored and binary ones included; the files added are among them in any case.
    pub fn set_listing(&mut self, existing: impl IntoIterator<Item = Arc<str>>) {
        self.listing = Listing::new(existing.into_iter().chain(self.files.keys().cloned()));
        self.relink = true;
        self.forget();
    }

    /// Lets go of the last snapshot, which is of yesterday now.
    fn forget(&mut self) {
        if let Some(before) = self.current.take() {
            self.bundles = before.known_bundles();
            self.outdated.snapshots.push(before);
        }
    }

    /// Hands out what is outdated. To take it apart takes milliseconds which nobody has to wait for, and would fight with
    /// whoever models or checks over processors and the allocator's locks: drop it when the answer is out.
    pub fn take_outdated(&mut self) -> Outdated {
        std::mem::take(&mut self.outdated)
    }

    /// The state as it is now; what changed since the last snapshot is parsed and modelled here, on all cores.
    pub fn snapshot(&mut self) -> Analysis {
        if let Some(current) = &self.current {
            return current.clone();
        }
        self.model();
        let files = self.files.iter().filter_map(|(path, file)| Some((Arc::clone(path), file.analysed.clone()?)));
        let analysis = Analysis::new(
            Arc::clone(&self.config),
            Arc::clone(&self.plan),
            files.collect(),
            self.listing.clone(),
            self.bundles.clone(),
            Arc::clone(&self.notices),
            Arc::clone(&self.timings),
        );
        self.current = Some(analysis.clone());
        analysis
    }

    /// Models what changed, level by level: a file after the files it names.
    fn model(&mut self) {
        if std::mem::take(&mut self.relink) {
            self.files.values_mut().for_each(SourceFile::unlink);
        }
        let active = find_active(&mut self.files, &self.listing, &self.config, &self.timings);
        self.set_aside(&active);
        let active: Vec<Arc<str>> = active.into_iter().collect();
        let number: FxHashMap<&str, usize> =
            active.iter().enumerate().map(|(number, path)| (&**path, number)).collect();
        let links = |path| self.files[path].links().iter().filter_map(|link| number.get(&*link.target).copied());
        let edges: Vec<Vec<usize>> = active.iter().map(|path| links(path).collect()).collect();
        let named: FxHashSet<usize> = edges.iter().flatten().copied().collect();
        let levels = order_levels(&edges);
        let kept = AtomicUsize::new(0);
        for level in &levels {
            let done: Vec<_> = level
                .par_iter()
                .with_max_len(1)
                .flat_map_iter(|group| {
                    let private = !group.iter().any(|number| named.contains(number));
                    self.model_group(group.iter().map(|&number| &active[number]).collect(), private)
                })
                .map(|analysed| self.settle_unless_called(analysed, &kept))
                .collect();
            self.keep(done);
        }
        self.hand_calls(&active, &levels);
        self.settle_rest();
    }

    /// Settles a file, unless others may call its functions: then it may be modelled again, from the same tree.
    fn settle_unless_called(&self, analysed: Arc<AnalysedFile>, kept: &AtomicUsize) -> Arc<AnalysedFile> {
        /// Bytes of text whose trees are kept at most; what comes after is parsed again if need be.
        const KEPT: usize = 4_000_000;
        let size = analysed.unit.text.len();
        let may_be_called = !analysed.imports.private && analysed.unit.model.exports.has_functions();
        let is_kept = may_be_called && kept.fetch_add(size, Ordering::Relaxed) < KEPT;
        if is_kept { analysed } else { self.settle(analysed) }
    }

    fn settle_rest(&mut self) {
        let is_left = |file: &&mut SourceFile| {
            file.analysed.as_ref().is_some_and(|analysed| matches!(analysed.tree, Tree::Plain(_)))
        };
        let left: Vec<_> = self.files.values_mut().filter(is_left).filter_map(|file| file.analysed.take()).collect();
        let done: Vec<_> = left.into_par_iter().with_max_len(1).map(|analysed| self.settle(analysed)).collect();
        self.keep(done);
    }

    fn keep(&mut self, done: Vec<Arc<AnalysedFile>>) {
        for analysed in done {
            if let Some(file) = self.files.get_mut(&analysed.unit.path) {
                file.before = None;
                file.analysed = Some(analysed);
            }
        }
    }

    /// Tells files how others call their functions, and models them again where that is news; callers before callees, so that
    /// each file is modelled again once at most.
    fn hand_calls(&mut self, active: &[Arc<str>], levels: &[Vec<Vec<usize>>]) {
        let mut incoming: FxHashMap<Arc<str>, BTreeMap<Arc<str>, Vec<ForeignCall>>> = FxHashMap::default();
        for analysed in self.files.values().filter_map(|file| file.analysed.as_ref()) {
            add_calls(&mut incoming, analysed);
        }
        for level in levels.iter().rev() {
            let paths: Vec<&Arc<str>> = level.iter().flatten().map(|&number| &active[number]).collect();
            let done: Vec<_> = paths
                .par_iter()
                .with_max_len(1)
                .filter_map(|path| {
                    let before = self.files[*path].analysed.as_ref()?;
                    let calls = incoming.get(*path).into_iter().flat_map(BTreeMap::values).flatten();
                    let calls: Arc<[ForeignCall]> = calls.cloned().collect();
                    if before.imports.calls == calls {
                        return None;
                    }
                    // Its callers took in what it gave to them before, and are not modelled again for what it gives now.
                    let exports = Some(Arc::clone(&before.unit.model.exports));
                    let imports = Imports { calls, exports, ..(*before.imports).clone() };
                    let tree = Some(before.tree.clone()).filter(|tree| !matches!(tree, Tree::Dropped));
                    Some(self.settle(Arc::new(self.analyse(path, imports, tree))))
                })
                .collect();
            for analysed in &done {
                incoming.values_mut().for_each(|callers| {
                    callers.remove(&analysed.unit.path);
                });
                add_calls(&mut incoming, analysed);
            }
            self.keep(done);
        }
    }

    /// Files that are not parsed: nothing is known of them but their text.
    fn set_aside(&mut self, active: &BTreeSet<Arc<str>>) {
        for (path, file) in self.files.iter_mut().filter(|(path, _)| !active.contains(*path)) {
            if file.analysed.as_ref().is_none_or(|analysed| analysed.is_modelled) {
                file.analysed = Some(Arc::new(unanalysed(path, file.kind, &file.input, file.interest)));
            }
        }
        for path in active {
            let file = self.files.get_mut(path);
            if let Some(file) = file.filter(|file| file.analysed.as_ref().is_some_and(|analysed| !analysed.is_modelled))
            {
                file.analysed = None;
            }
        }
    }

    /// Models files that name each other, or one file: again until what they export no longer changes, twice at most.
    fn model_group(&self, mut group: Vec<&Arc<str>>, private: bool) -> Vec<Arc<AnalysedFile>> {
        const ROUNDS: usize = 2;
        group.sort();
        let levels = self.order_group(&group);
        let rounds = if group.len() > 1 { ROUNDS } else { 1 };
        let mut done: BTreeMap<Arc<str>, Arc<AnalysedFile>> = BTreeMap::new();
        for _ in 0..rounds {
            let mut changed = false;
            for level in &levels {
                let level = level.par_iter().with_max_len(1);
                let analysed: Vec<_> = level.filter_map(|path| self.model_in_group(path, &done, private)).collect();
                for analysed in analysed {
                    let path = Arc::clone(&analysed.unit.path);
                    let before = done.get(&path).or(self.files[&path].analysed.as_ref());
                    changed |= before.is_none_or(|before| before.unit.model.exports != analysed.unit.model.exports);
                    done.insert(path, analysed);
                }
            }
            if !changed {
                break;
            }
        }
        done.into_values().collect()
    }

    /// Models a file of a group, unless it has been with the same imports.
    fn model_in_group(
        &self,
        path: &Arc<str>,
        done: &BTreeMap<Arc<str>, Arc<AnalysedFile>>,
        private: bool,
    ) -> Option<Arc<AnalysedFile>> {
        let imports = Imports { private, ..self.imports(path, done) };
        let before = done.get(path).or(self.files[path].analysed.as_ref());
        if before.is_some_and(|before| before.imports.is_same(&imports)) {
            return None;
        }
        let tree = done.get(path).map(|done| done.tree.clone());
        Some(Arc::new(self.analyse(path, imports, tree)))
    }

    /// The files of a group in the order in which Python would come to run them, where they would not wait for each other:
    /// most circles are closed by an import in a function. What is told apart by nothing is modelled side by side.
    fn order_group<'p>(&self, group: &[&'p Arc<str>]) -> Vec<Vec<&'p Arc<str>>> {
        let number: FxHashMap<&str, usize> =
            group.iter().enumerate().map(|(number, path)| (&***path, number)).collect();
        let links = |path: &str| {
            let links = self.files[path].links().iter().filter(|link| link.kind != LinkKind::NestedModule);
            links.filter_map(|link| number.get(&*link.target).copied()).collect()
        };
        let edges: Vec<Vec<usize>> = group.iter().map(|path| links(path)).collect();
        let levels = order_levels(&edges).into_iter();
        levels.map(|level| level.into_iter().flatten().map(|number| group[number]).collect()).collect()
    }

    fn imports(&self, path: &str, done: &BTreeMap<Arc<str>, Arc<AnalysedFile>>) -> Imports {
        let known = self.files[path].analysed.as_ref().map(|analysed| Arc::clone(&analysed.imports.calls));
        let mut imports = Imports { calls: known.unwrap_or_default(), ..Imports::default() };
        for link in self.files[path].links() {
            let target = done.get(&link.target).or_else(|| self.files[&link.target].analysed.as_ref());
            let Some(target) = target.filter(|target| target.is_modelled) else { continue };
            let names = if link.kind == LinkKind::Notebook { &mut imports.notebooks } else { &mut imports.modules };
            names.insert(link.written.as_str().into(), Arc::clone(&target.unit.model.exports));
        }
        imports
    }

    /// Models a file; its `tree` is at hand where it was modelled before with other imports.
    fn analyse(&self, path: &Arc<str>, imports: Imports, tree: Option<Tree>) -> AnalysedFile {
        let file = &self.files[path];
        let parse = || parse(file.kind, &file.input, file.interest, file.before.as_deref(), &self.timings);
        let analysed = contain(|| tree.unwrap_or_else(parse))
            .and_then(|tree| analyse(path, file.kind, &file.input, imports, file.interest, tree, &self.timings));
        analysed.unwrap_or_else(|message| {
            if let Ok(mut notices) = self.notices.lock() {
                notices.push(Notice { rule: "model", file: Arc::clone(path), message });
            }
            unanalysed(path, file.kind, &file.input, file.interest)
        })
    }

    /// Runs the rules that need nothing but the file while its tree is at hand, then drops the tree; an open file keeps it.
    fn settle(&self, analysed: Arc<AnalysedFile>) -> Arc<AnalysedFile> {
        if analysed.interest == Interest::Open {
            return analysed;
        }
        if analysed.interest > Interest::Indexed {
            crate::analysis::find_in_file(&analysed, &self.plan, &self.notices, &self.timings);
        }
        let mut analysed = Arc::unwrap_or_clone(analysed);
        analysed.tree = Tree::Dropped;
        Arc::new(analysed)
    }
}

/// Adds the calls that a file makes of others' functions, by the file that is called and the file that calls.
fn add_calls(incoming: &mut FxHashMap<Arc<str>, BTreeMap<Arc<str>, Vec<ForeignCall>>>, analysed: &AnalysedFile) {
    // What tests give to a function says little about what it is given when it runs.
    let from_test = is_test(&analysed.unit.path);
    for call in analysed.unit.model.calls.iter().filter(|call| !from_test || is_test(&call.file)) {
        let callers = incoming.entry(Arc::clone(&call.file)).or_default();
        callers.entry(Arc::clone(&analysed.unit.path)).or_default().push(call.clone());
    }
}
