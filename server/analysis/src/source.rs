//! The files of a project as they were handed in: whether each can matter, and which others it names. Decides what is parsed
//! at all; parses nothing.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use brickline_syntax::live::LiveFile;
use brickline_syntax::source::FileKind;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::config::Config;
use crate::cx::is_test;
use crate::dialect::{Evidence, Surroundings, find_evidence};
use crate::file::{AnalysedFile, Interest};
use crate::import::{find_names, resolve_module, resolve_notebook};
use crate::input::Input;
use crate::listing::Listing;
use crate::prefilter::{Promise, find_promise};
use crate::timing::{Phase, Timings};

/// The files by path.
pub(crate) type Sources = BTreeMap<Arc<str>, SourceFile>;

/// A file as it was handed in, and what became of it.
pub(crate) struct SourceFile {
    pub kind: FileKind,
    pub input: Input,
    pub interest: Interest,
    /// `None` until its text was looked at.
    relevance: Option<Relevance>,
    /// The files it names, by what it calls them; `None` until somebody wants to know.
    links: Option<Vec<Link>>,
    pub analysed: Option<Arc<AnalysedFile>>,
    /// What was kept of the text before, for an open file.
    pub before: Option<Arc<LiveFile>>,
}

/// A file that another names.
pub(crate) struct Link {
    pub written: String,
    pub kind: LinkKind,
    pub target: Arc<str>,
}

/// How a file names another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkKind {
    /// It imports it where it is imported itself.
    Module,
    /// It imports it later, in a function, or only in a branch.
    NestedModule,
    /// It runs it.
    Notebook,
}

/// Whether a file can matter, as far as its text tells.
#[derive(Clone, Copy)]
enum Relevance {
    Yes,
    No,
    /// It may hold secrets and nothing else of ours: what it names does not matter.
    Alone,
    /// SQL: the dialect decides, and for that the folders around it.
    Sql(Evidence),
}

impl SourceFile {
    /// A file that takes the place of `old`, if there was one of this path.
    pub fn new(kind: FileKind, input: Input, old: Option<&mut Self>) -> Self {
        let interest = old.as_ref().map(|old| old.interest).unwrap_or_default();
        let before = old.and_then(|old| {
            let analysed = old.analysed.as_ref().and_then(|analysed| analysed.tree.live().cloned());
            analysed.or_else(|| old.before.take())
        });
        Self { kind, input, interest, relevance: None, links: None, analysed: None, before }
    }

    /// The files it names; empty as long as nobody asked.
    pub fn links(&self) -> &[Link] {
        self.links.as_deref().unwrap_or_default()
    }

    /// Forgets which files it names: others exist now.
    pub fn unlink(&mut self) {
        self.links = None;
    }
}

/// How far from a file that matters those are read that do not matter themselves.
const HOPS: usize = 2;

/// The files that are parsed: those that may matter, and what they name, directly or a few steps on.
pub(crate) fn find_active(
    files: &mut Sources,
    listing: &Listing,
    config: &Config,
    timings: &Timings,
) -> BTreeSet<Arc<str>> {
    timings.measure(Phase::Prefilter, || look_at_texts(files));
    let around = OnceCell::new();
    let matters = |path: &str, file: &SourceFile| match file.relevance {
        Some(Relevance::Sql(evidence)) => {
            let around = around.get_or_init(|| Surroundings::new(listing));
            around.is_ours(path, evidence, file.interest, config)
        }
        Some(Relevance::Yes | Relevance::Alone) => true,
        Some(Relevance::No) | None => false,
    };
    let seeds = files.iter().filter(|(path, file)| matters(path, file)).map(|(path, _)| Arc::clone(path));
    let mut active: BTreeSet<Arc<str>> = seeds.collect();
    let is_alone =
        |path: &Arc<str>| files.get(path).is_some_and(|file| matches!(file.relevance, Some(Relevance::Alone)));
    let mut frontier: BTreeSet<Arc<str>> = active.iter().filter(|path| !is_alone(path)).cloned().collect();
    let mut followed = frontier.clone();
    for _ in 0..HOPS {
        link_files(files, &frontier, listing, timings);
        let named = frontier.iter().filter_map(|path| files.get(path)).flat_map(SourceFile::links);
        frontier = named.map(|link| Arc::clone(&link.target)).filter(|target| !followed.contains(target)).collect();
        followed.extend(frontier.iter().cloned());
    }
    active.extend(followed);
    let users = find_users(files, listing, timings);
    active.extend(users);
    active
}

/// The files that say nothing of ours themselves but import one that does: whatever Spark they use comes from there.
fn find_users(files: &mut Sources, listing: &Listing, timings: &Timings) -> BTreeSet<Arc<str>> {
    let is_ours = |file: &SourceFile| file.kind == FileKind::Python && matches!(file.relevance, Some(Relevance::Yes));
    let mut found: BTreeSet<Arc<str>> =
        files.iter().filter(|(_, file)| is_ours(file)).map(|(path, _)| Arc::clone(path)).collect();
    let mut users = BTreeSet::new();
    let mut frontier = found.clone();
    for _ in 0..HOPS {
        let candidates = timings.measure(Phase::Prefilter, || find_mentions(files, &frontier, &found));
        link_files(files, &candidates, listing, timings);
        let imports = |path: &Arc<str>| {
            let links = files.get(path).map(SourceFile::links).unwrap_or_default();
            links.iter().any(|link| frontier.contains(&link.target))
        };
        let new: BTreeSet<Arc<str>> = candidates.into_iter().filter(imports).collect();
        found.extend(new.iter().cloned());
        users.extend(new.iter().cloned());
        frontier = new;
    }
    users
}

/// The Python files not found yet that import something of the name of one of these modules.
fn find_mentions(files: &Sources, modules: &BTreeSet<Arc<str>>, found: &BTreeSet<Arc<str>>) -> BTreeSet<Arc<str>> {
    let names: FxHashSet<&str> = modules.iter().filter_map(|path| module_name(path)).collect();
    // Dots alone are the folder's own module.
    let is_named = |module: &String| module.split('.').any(|name| names.contains(name)) || module.ends_with('.');
    let mentions = |(path, file): &(&Arc<str>, &SourceFile)| match &file.input {
        Input::Text(text) if file.kind == FileKind::Python && !found.contains(*path) => {
            let names = find_names(file.kind, text);
            names.modules.iter().chain(&names.nested).any(is_named)
        }
        _ => false,
    };
    files.par_iter().filter(mentions).map(|(path, _)| Arc::clone(path)).collect()
}

/// What a file is called where it is imported: its name, or its folder's.
fn module_name(path: &str) -> Option<&str> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name.strip_suffix(".py")? {
        "__init__" => folders.rsplit('/').next().filter(|folder| !folder.is_empty()),
        name => Some(name),
    }
}

fn look_at_texts(files: &mut Sources) {
    let new: Vec<_> = files.iter_mut().filter(|(_, file)| file.relevance.is_none()).collect();
    new.into_par_iter().for_each(|(path, file)| file.relevance = Some(find_relevance(path, file.kind, &file.input)));
}

fn find_relevance(path: &str, kind: FileKind, input: &Input) -> Relevance {
    let Input::Text(text) = input else { return Relevance::Yes };
    match kind {
        FileKind::Sql => Relevance::Sql(find_evidence(text)),
        FileKind::Python => find_promised(path, text),
        // Cells can be SQL by a magic, or because a notebook of the platform says so.
        FileKind::Ipynb if !(text.contains("%sql") || text.contains("vnd.databricks")) => find_promised(path, text),
        _ => Relevance::Yes,
    }
}

fn find_promised(path: &str, text: &str) -> Relevance {
    match find_promise(text, is_test(path)) {
        Promise::Nothing => Relevance::No,
        Promise::Secrets => Relevance::Alone,
        Promise::Anything => Relevance::Yes,
    }
}

/// Finds out which files those on the frontier name; the cells of notebooks are read for it.
fn link_files(files: &mut Sources, frontier: &BTreeSet<Arc<str>>, listing: &Listing, timings: &Timings) {
    let unlinked: Vec<_> =
        frontier.iter().filter(|path| files.get(*path).is_some_and(|file| file.links.is_none())).collect();
    let linked: Vec<_> = unlinked
        .into_par_iter()
        .filter_map(|path| {
            let file = files.get(path)?;
            timings.measure(Phase::Prefilter, || {
                let input = file.input.clone().opened(file.kind);
                let links = find_links(path, file.kind, &input, files, listing);
                Some((path, input, links))
            })
        })
        .collect();
    for (path, input, links) in linked {
        if let Some(file) = files.get_mut(path) {
            file.input = input;
            file.links = Some(links);
        }
    }
}

fn find_links(path: &Arc<str>, kind: FileKind, input: &Input, files: &Sources, listing: &Listing) -> Vec<Link> {
    let mut names = find_names(kind, &input.host_text());
    for names in [&mut names.modules, &mut names.nested, &mut names.notebooks] {
        names.sort_unstable();
        names.dedup();
    }
    names.nested.retain(|module| names.modules.binary_search(module).is_err());
    let link = |written: &String, kind, target: Option<String>| {
        let (target, _) = files.get_key_value(target?.as_str()).filter(|(target, _)| *target != path)?;
        Some(Link { written: written.clone(), kind, target: Arc::clone(target) })
    };
    let module = |written| resolve_module(path, written, &names.roots, listing);
    let modules = names.modules.iter().filter_map(|written| link(written, LinkKind::Module, module(written)));
    let nested = names.nested.iter().filter_map(|written| link(written, LinkKind::NestedModule, module(written)));
    let notebooks = names.notebooks.iter();
    let notebooks =
        notebooks.filter_map(|written| link(written, LinkKind::Notebook, resolve_notebook(path, written, listing)));
    modules.chain(nested).chain(notebooks).collect()
}
