//! The host: the one place where texts change. It parses and models what changed, in the order in which files need each
//! other, and hands out immutable snapshots; it knows no disk and no editor.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use brickline_model::{Exports, Imports};
use brickline_syntax::notebook::Notebook;
use brickline_syntax::source::FileKind;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::check::{Notice, Plan};
use crate::config::Config;
use crate::dialect::{Evidence, Surroundings, find_evidence};
use crate::file::{AnalysedFile, Interest, analyse, unanalysed};
use crate::import::{Names, find_names, resolve_module, resolve_notebook};
use crate::input::Input;
use crate::link::order_levels;
use crate::listing::Listing;
use crate::prefilter::may_matter;
use crate::selector::RuleList;
use crate::timing::{Clock, Phase, Timings};

/// The files of one project, with the settings in force.
pub struct Host {
    config: Arc<Config>,
    plan: Arc<Plan>,
    files: BTreeMap<Arc<str>, SourceFile>,
    listing: Listing,
    notices: Arc<Mutex<Vec<Notice>>>,
    timings: Arc<Timings>,
    /// The snapshot of the state as it is, until something changes.
    current: Option<Analysis>,
}

/// A file as it was handed in.
struct SourceFile {
    kind: FileKind,
    input: Input,
    interest: Interest,
    /// What its lines say; `None` until scanned.
    scan: Option<Scan>,
    /// The files it names, by what it calls them.
    links: Vec<Link>,
    analysed: Option<Arc<AnalysedFile>>,
}

struct Scan {
    relevance: Relevance,
    names: Names,
}

/// Whether a file can matter, as far as its text tells.
#[derive(Clone, Copy)]
enum Relevance {
    Yes,
    No,
    /// SQL: the dialect decides, and for that the folders around it.
    Sql(Evidence),
}

/// A file that another names.
struct Link {
    written: String,
    is_notebook: bool,
    target: Arc<str>,
}

impl Host {
    /// An empty project. `rules` are all that exist; `config`, made with the same list, says which of them run.
    pub fn new(rules: RuleList, config: Config) -> Self {
        debug_assert!(std::ptr::eq(rules, config.rules()), "the settings were read for other rules");
        Self {
            plan: Arc::new(Plan::new(&config)),
            config: Arc::new(config),
            files: BTreeMap::new(),
            listing: Listing::default(),
            notices: Arc::default(),
            timings: Arc::default(),
            current: None,
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
        self.current = None;
    }

    /// Counts time by this clock from now on.
    pub fn set_clock(&mut self, clock: Clock) {
        self.timings = Arc::new(Timings::new(Some(clock)));
        self.current = None;
    }

    /// Adds a file or gives it another text: for `.ipynb` the JSON as it lies on disk. A file whose name says that it is
    /// none of ours counts as existing, no more.
    pub fn set_source(&mut self, path: &str, text: impl Into<Arc<str>>) {
        let source = text.into();
        let path: Arc<str> = Arc::from(path);
        self.listing.set(&path, true);
        self.current = None;
        if let Some(kind) = FileKind::detect(&path, &source) {
            // JSON is read later, where all cores are at hand.
            self.set_input(path, kind, Input::Text(source));
        }
    }

    /// Adds a notebook whose cells an editor holds, or gives it other cells.
    pub fn set_notebook(&mut self, path: &str, notebook: Notebook) {
        let path: Arc<str> = Arc::from(path);
        self.listing.set(&path, true);
        self.current = None;
        self.set_input(path, FileKind::Ipynb, Input::Cells(Arc::new(notebook)));
    }

    fn set_input(&mut self, path: Arc<str>, kind: FileKind, input: Input) {
        let interest = self.files.get(&path).map(|file| file.interest).unwrap_or_default();
        let file = SourceFile { kind, input, interest, scan: None, links: Vec::new(), analysed: None };
        self.files.insert(path, file);
    }

    /// Says how much is wanted of a file that was added; [`Interest::Named`] unless said.
    pub fn set_interest(&mut self, path: &str, interest: Interest) {
        if let Some(file) = self.files.get_mut(path)
            && file.interest != interest
        {
            file.interest = interest;
            file.analysed = None;
            self.current = None;
        }
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
        self.listing.set(&Arc::from(path), false);
        self.current = None;
    }

    /// Says which files exist, ignored and binary ones included; the files added are among them in any case.
    pub fn set_listing(&mut self, existing: impl IntoIterator<Item = Arc<str>>) {
        self.listing = Listing::new(existing.into_iter().chain(self.files.keys().cloned()));
        self.current = None;
    }

    /// The state as it is now; what changed since the last snapshot is parsed and modelled here, on all cores.
    pub fn snapshot(&mut self) -> Analysis {
        if let Some(current) = &self.current {
            return current.clone();
        }
        self.scan();
        self.link();
        self.model();
        let files = self.files.iter().filter_map(|(path, file)| Some((Arc::clone(path), file.analysed.clone()?)));
        let analysis = Analysis::new(
            Arc::clone(&self.config),
            Arc::clone(&self.plan),
            files.collect(),
            self.listing.clone(),
            Arc::clone(&self.notices),
            Arc::clone(&self.timings),
        );
        self.current = Some(analysis.clone());
        analysis
    }

    fn scan(&mut self) {
        let timings = &self.timings;
        self.files.par_iter_mut().filter(|(_, file)| file.scan.is_none()).for_each(|(_, file)| {
            let scan = || {
                let relevance = find_relevance(file.kind, &file.input);
                if matches!(relevance, Relevance::Yes) {
                    file.input.open(file.kind);
                }
                Scan { relevance, names: find_names(file.kind, &file.input.host_text()) }
            };
            file.scan = Some(timings.measure(Phase::Prefilter, scan));
        });
    }

    fn link(&mut self) {
        let (listing, paths) = (&self.listing, self.files.keys().cloned().collect::<Vec<_>>());
        let known =
            |path: String| paths.binary_search_by(|known| (**known).cmp(&path)).ok().map(|at| Arc::clone(&paths[at]));
        self.files.par_iter_mut().for_each(|(path, file)| {
            let Some(names) = file.scan.as_ref().map(|scan| &scan.names) else { return };
            let module = |written: &String| resolve_module(path, written, &names.roots, listing);
            let notebook = |written: &String| resolve_notebook(path, written, listing);
            let link = |written: &String, is_notebook, target: Option<String>| {
                let target = target.and_then(known).filter(|target| target != path)?;
                Some(Link { written: written.clone(), is_notebook, target })
            };
            let modules = names.modules.iter().filter_map(|written| link(written, false, module(written)));
            let notebooks = names.notebooks.iter().filter_map(|written| link(written, true, notebook(written)));
            file.links = modules.chain(notebooks).collect();
        });
    }

    /// Models what changed, level by level: a file after the files it names.
    fn model(&mut self) {
        let active = self.find_active();
        let number: FxHashMap<&str, usize> =
            active.iter().enumerate().map(|(number, path)| (&**path, number)).collect();
        let edges: Vec<Vec<usize>> = active
            .iter()
            .map(|path| self.files[path].links.iter().filter_map(|link| number.get(&*link.target).copied()).collect())
            .collect();
        for level in order_levels(&edges) {
            let done: Vec<_> = level
                .par_iter()
                .flat_map_iter(|group| self.model_group(group.iter().map(|&number| &active[number]).collect()))
                .collect();
            for analysed in done {
                if let Some(file) = self.files.get_mut(&analysed.unit.path) {
                    file.analysed = Some(analysed);
                }
            }
        }
        let active: std::collections::BTreeSet<_> = active.into_iter().collect();
        for (path, file) in self.files.iter_mut().filter(|(path, _)| !active.contains(*path)) {
            file.analysed = Some(Arc::new(unanalysed(path, file.kind, &file.input, file.interest)));
        }
    }

    /// The files that are parsed at all: those that may matter, and what they name.
    fn find_active(&self) -> Vec<Arc<str>> {
        let around = OnceCell::new();
        let matters = |path: &str, file: &SourceFile| match file.scan.as_ref().map(|scan| scan.relevance) {
            Some(Relevance::Sql(evidence)) => around.get_or_init(|| Surroundings::new(&self.listing)).is_ours(
                path,
                evidence,
                file.interest,
                &self.config,
            ),
            Some(Relevance::Yes) => true,
            Some(Relevance::No) | None => false,
        };
        let mut pending: Vec<&Arc<str>> =
            self.files.iter().filter(|(path, file)| matters(path, file)).map(|(path, _)| path).collect();
        let mut active = std::collections::BTreeSet::new();
        while let Some(path) = pending.pop() {
            if active.insert(Arc::clone(path)) {
                pending.extend(self.files[path].links.iter().map(|link| &link.target));
            }
        }
        active.into_iter().collect()
    }

    /// Models files that name each other, or one file: again until what they export no longer changes, three times at most.
    fn model_group(&self, mut group: Vec<&Arc<str>>) -> Vec<Arc<AnalysedFile>> {
        const ROUNDS: usize = 3;
        group.sort();
        let rounds = if group.len() > 1 { ROUNDS } else { 1 };
        let mut done: BTreeMap<&str, Arc<AnalysedFile>> = BTreeMap::new();
        for _ in 0..rounds {
            let mut changed = false;
            for path in &group {
                let imports = self.imports(path, &done);
                let before = done.get(&***path).or(self.files[*path].analysed.as_ref());
                if before.is_some_and(|before| same_imports(&before.imports, &imports)) {
                    continue;
                }
                let analysed = Arc::new(self.analyse(path, imports));
                changed |= before.is_none_or(|before| before.unit.model.exports != analysed.unit.model.exports);
                done.insert(path, analysed);
            }
            if !changed {
                break;
            }
        }
        done.into_values().map(|analysed| self.settle(analysed)).collect()
    }

    fn imports(&self, path: &str, done: &BTreeMap<&str, Arc<AnalysedFile>>) -> Imports {
        let mut imports = Imports::default();
        for link in &self.files[path].links {
            let target = done.get(&*link.target).or_else(|| self.files[&link.target].analysed.as_ref());
            let Some(target) = target else { continue };
            let names = if link.is_notebook { &mut imports.notebooks } else { &mut imports.modules };
            names.insert(link.written.as_str().into(), Arc::clone(&target.unit.model.exports));
        }
        imports
    }

    fn analyse(&self, path: &Arc<str>, imports: Imports) -> AnalysedFile {
        let file = &self.files[path];
        analyse(path, file.kind, &file.input, imports, file.interest, &self.timings).unwrap_or_else(|message| {
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
        analysed.tree = None;
        Arc::new(analysed)
    }
}

fn find_relevance(kind: FileKind, input: &Input) -> Relevance {
    let Input::Text(text) = input else { return Relevance::Yes };
    match kind {
        FileKind::Sql => Relevance::Sql(find_evidence(text)),
        FileKind::Python if !may_matter(text) => Relevance::No,
        FileKind::Ipynb if !may_matter(text) && !text.contains("%sql") => Relevance::No,
        _ => Relevance::Yes,
    }
}

fn same_imports(a: &Imports, b: &Imports) -> bool {
    let same = |a: &FxHashMap<_, Arc<Exports>>, b: &FxHashMap<_, Arc<Exports>>| {
        a.len() == b.len()
            && a.iter()
                .all(|(name, exports)| b.get(name).is_some_and(|other| Arc::ptr_eq(exports, other) || exports == other))
    };
    same(&a.modules, &b.modules) && same(&a.notebooks, &b.notebooks)
}
