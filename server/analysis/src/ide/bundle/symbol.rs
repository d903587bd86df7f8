//! Names that people give in a bundle, and every place that says one: variables, resources, targets, tasks, job clusters,
//! environments, parameters, anchors. Sees each file as it is written, and what an alias brings under each job that uses it.

use brickline_model::bundle::{Bundle, File, FileId, Origin, Reference, each_node, references};
use brickline_syntax::TextRange;
use brickline_syntax::yaml::{self, Node, Scalar};
use smol_str::SmolStr;

use crate::analysis::Analysis;

use super::task_value::find_task_reads;
use super::{Location, find_homes, locate};

/// Something with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    /// A variable.
    Variable(SmolStr),
    /// A target.
    Target(SmolStr),
    /// A resource: its section and its key.
    Resource(SmolStr, SmolStr),
    /// Something of a job: what it is, the job's key, its own key.
    OfJob(Part, SmolStr, SmolStr),
    /// An anchor: its file and where it stands there.
    Anchor(FileId, TextRange),
}

/// What a job has names for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A task.
    Task,
    /// A job cluster.
    Cluster,
    /// An environment.
    Environment,
    /// A job parameter.
    Parameter,
}

/// What a place does with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// It gives the thing.
    Definition,
    /// A target says more of it.
    Override,
    /// It speaks of it.
    Reference,
}

/// A place that says a name: the name's own text, without quotes.
#[derive(Clone, Debug)]
pub(super) struct Occurrence {
    pub symbol: Symbol,
    pub origin: Origin,
    pub role: Role,
    pub spelling: Spelling,
}

/// How a place spells a name, which says what another name needs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As all of an unquoted scalar, which YAML may read as something else than text.
    Plain,
    /// Inside of `{{}}` without backticks, where only letters, digits and `_` may stand.
    Dynamic,
    /// Where any name may stand.
    Exact,
}

impl Symbol {
    /// The name.
    pub fn name<'a>(&'a self, bundle: &'a Bundle) -> &'a str {
        match self {
            Self::Variable(name) | Self::Target(name) | Self::Resource(_, name) | Self::OfJob(_, _, name) => name,
            Self::Anchor(file, range) => bundle.text(Origin { file: *file, range: *range }),
        }
    }
}

/// Where what stands at an offset is defined: the file that a path names, or the places that give a name.
pub fn find_definitions(analysis: &Analysis, path: &str, offset: u32) -> Vec<Location> {
    let mut found = Vec::new();
    for (bundle, file) in find_homes(analysis, path) {
        for link in super::link::find_in_bundle(bundle, file).iter().filter(|link| link.range.touches(offset)) {
            found.extend(link.files.iter().map(|file| Location { file: file.clone(), range: TextRange::at(0) }));
        }
        let all = find_occurrences(bundle);
        let symbols = symbols_at(&all, file, offset);
        let named = all.iter().filter(|other| symbols.contains(&other.symbol) && other.role != Role::Reference);
        let first = named.clone().map(|other| other.role).min();
        found.extend(named.filter(|other| Some(other.role) == first).map(|other| locate(bundle, other.origin)));
    }
    sorted(found)
}

/// Every place that says the name at an offset, its definitions included where they are wanted; of a path, every place that
/// names one of its files.
pub fn find_references(analysis: &Analysis, path: &str, offset: u32, with_definitions: bool) -> Vec<Location> {
    let mut found = Vec::new();
    for (bundle, file) in find_homes(analysis, path) {
        let all = find_occurrences(bundle);
        let symbols = symbols_at(&all, file, offset);
        // A name inside of a path is what is meant there.
        let links = super::link::find_in_bundle(bundle, file);
        for link in links.iter().filter(|link| symbols.is_empty() && link.range.touches(offset)) {
            for bundle in analysis.index().bundles() {
                found.extend(super::link::find_uses(bundle, &link.files).map(|origin| locate(bundle, origin)));
            }
        }
        if symbols.iter().any(|symbol| matches!(symbol, Symbol::OfJob(Part::Task, ..))) {
            let reads = find_task_reads(analysis, bundle).into_iter();
            let reads = reads.filter(|read| symbols.contains(&read.symbol) && !read.is_in_json);
            found.extend(reads.map(|read| Location { file: read.file, range: read.range }));
        }
        let named = all.iter().filter(|other| symbols.contains(&other.symbol));
        let wanted = named.filter(|other| with_definitions || other.role != Role::Definition);
        found.extend(wanted.map(|other| locate(bundle, other.origin)));
    }
    sorted(found)
}

fn sorted(mut found: Vec<Location>) -> Vec<Location> {
    found.sort();
    found.dedup();
    found
}

/// What the name at an offset stands for; more than one thing where an alias shares the text.
pub(super) fn symbols_at(all: &[Occurrence], file: FileId, offset: u32) -> Vec<Symbol> {
    let at = all.iter().filter(|found| found.origin.file == file && found.origin.range.touches(offset));
    // Of two names that meet, as `a` in `${var.a}`, the shorter one is meant.
    let shortest = at.clone().map(|found| found.origin.range.len()).min();
    at.filter(|found| Some(found.origin.range.len()) == shortest).map(|found| found.symbol.clone()).collect()
}

/// Every place of a bundle that says a name.
pub(super) fn find_occurrences(bundle: &Bundle) -> Vec<Occurrence> {
    let mut found = Vec::new();
    for id in bundle.file_ids() {
        let mut walk = Walk { file: bundle.file(id), id, role: Role::Definition, found: &mut found };
        walk.top();
        walk.references();
        walk.anchors();
    }
    for (at, file) in bundle.overrides.iter().enumerate() {
        let id = FileId((bundle.files.len() + at) as u32);
        Walk { file, id, role: Role::Override, found: &mut found }.variables(&file.document.root);
    }
    found
}

/// Where the parts of a reference's path stand, from the start of its text.
pub(super) fn find_parts<'a>(reference: &Reference<'a>) -> Vec<(&'a str, TextRange)> {
    let mut from = reference.start + "${".len();
    let mut parts = Vec::new();
    for part in reference.path.split(['.', '[']) {
        parts.push((part.trim_end_matches(']'), TextRange::from_usize(from, from + part.len())));
        from += part.len() + 1;
    }
    parts
}

/// The dynamic values in a text: what stands between `{{` and `}}`, trimmed, and where.
pub(super) fn find_dynamic(text: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("{{").map(|at| from + at + 2) {
        let Some(length) = text[open..].find("}}") else { break };
        let inside = &text[open..open + length];
        found.push((inside.trim(), open + inside.len() - inside.trim_start().len()));
        from = open + length + 2;
    }
    found
}

struct Walk<'a> {
    file: &'a File,
    id: FileId,
    role: Role,
    found: &'a mut Vec<Occurrence>,
}

impl Walk<'_> {
    fn top(&mut self) {
        let file = self.file;
        for (key, _, value) in children(&file.document.root) {
            match key {
                "variables" => self.variables(value),
                "resources" => self.resources(value),
                "targets" | "environments" => {
                    for (name, entry, target) in children(value) {
                        self.add(Symbol::Target(name.into()), entry, Role::Definition);
                        self.role = Role::Override;
                        for (key, _, value) in children(target) {
                            match key {
                                "variables" => self.variables(value),
                                "resources" => self.resources(value),
                                _ => {}
                            }
                        }
                        self.role = Role::Definition;
                    }
                }
                _ => {}
            }
        }
    }

    fn variables(&mut self, node: &Node) {
        for (name, key, _) in children(node) {
            self.add(Symbol::Variable(name.into()), key, self.role);
        }
    }

    fn resources(&mut self, node: &Node) {
        for (section, _, resources) in children(node) {
            for (name, key, resource) in children(resources) {
                self.add(Symbol::Resource(section.into(), name.into()), key, self.role);
                if section == "jobs" {
                    self.job(&name.into(), resource);
                }
            }
        }
    }

    fn job(&mut self, job: &SmolStr, node: &Node) {
        for (key, _, value) in children(node) {
            match key {
                "tasks" => items(value).for_each(|task| self.task(job, task)),
                "job_clusters" => self.named(job, Part::Cluster, value, "job_cluster_key"),
                "environments" => self.named(job, Part::Environment, value, "environment_key"),
                "parameters" => self.named(job, Part::Parameter, value, "name"),
                _ => {}
            }
        }
        self.dynamic(job, node);
    }

    fn named(&mut self, job: &SmolStr, part: Part, list: &Node, key: &str) {
        for item in items(list) {
            self.say(job, part, item, key, self.role);
        }
    }

    fn task(&mut self, job: &SmolStr, task: &Node) {
        self.say(job, Part::Task, task, "task_key", self.role);
        self.say(job, Part::Cluster, task, "job_cluster_key", Role::Reference);
        self.say(job, Part::Environment, task, "environment_key", Role::Reference);
        for (key, _, value) in children(task) {
            match key {
                "depends_on" => {
                    items(value).for_each(|item| self.say(job, Part::Task, item, "task_key", Role::Reference));
                }
                "for_each_task" => {
                    children(value).filter(|(key, ..)| *key == "task").for_each(|(_, _, inner)| self.task(job, inner))
                }
                _ => {}
            }
        }
    }

    /// A key of `owner` whose value is a name.
    fn say(&mut self, job: &SmolStr, part: Part, owner: &Node, key: &str, role: Role) {
        let value = owner.as_mapping().and_then(|mapping| mapping.get(key)).and_then(|value| value.node.as_scalar());
        if let Some(scalar) = value.filter(|scalar| !scalar.text.is_empty() && !scalar.text.contains("${")) {
            self.add(Symbol::OfJob(part, job.clone(), scalar.text.clone()), scalar, role);
        }
    }

    /// `{{tasks.x.values.y}}` and `{{job.parameters.x}}` anywhere in a job.
    fn dynamic(&mut self, job: &SmolStr, node: &Node) {
        match &node.value {
            yaml::Value::Scalar(scalar) => {
                let raw = &self.file.text[scalar.content];
                for (path, at) in find_dynamic(raw).into_iter().filter(|_| raw.contains("{{")) {
                    let (part, before) = match (path.strip_prefix("tasks."), path.strip_prefix("job.parameters.")) {
                        (Some(rest), _) => (Part::Task, path.len() - rest.len()),
                        (_, Some(rest)) => (Part::Parameter, path.len() - rest.len()),
                        _ => continue,
                    };
                    let rest = &path[before..];
                    let (name, skip, spelling) = match rest.strip_prefix('`') {
                        Some(quoted) => (quoted.split('`').next().unwrap_or(quoted), 1, Spelling::Exact),
                        None => (rest.split('.').next().unwrap_or(rest), 0, Spelling::Dynamic),
                    };
                    let start = scalar.content.start() as usize + at + before + skip;
                    let origin = Origin { file: self.id, range: TextRange::from_usize(start, start + name.len()) };
                    let symbol = Symbol::OfJob(part, job.clone(), name.into());
                    self.found.push(Occurrence { symbol, origin, role: Role::Reference, spelling });
                }
            }
            yaml::Value::Sequence(items) => items.iter().for_each(|item| self.dynamic(job, &item.node)),
            yaml::Value::Mapping(mapping) => {
                mapping.entries().iter().for_each(|entry| self.dynamic(job, &entry.value.node));
            }
            yaml::Value::Invalid => {}
        }
    }

    /// Adds a name that a scalar spells out as it is.
    fn add(&mut self, symbol: Symbol, scalar: &Scalar, role: Role) {
        if self.file.text[scalar.content] == *scalar.text {
            let origin = Origin { file: self.id, range: scalar.content };
            let spelling = if scalar.is_plain() { Spelling::Plain } else { Spelling::Exact };
            self.found.push(Occurrence { symbol, origin, role, spelling });
        }
    }

    /// `${var.x}` and `${resources.jobs.x.id}` anywhere in the text, even where it is broken; comments do not count.
    fn references(&mut self) {
        let comments = &self.file.document.comments;
        for reference in references(&self.file.text) {
            let at = reference.start as u32;
            let after = comments.partition_point(|comment| comment.range.start() <= at);
            if after > 0 && comments[after - 1].range.contains(at) {
                continue;
            }
            let parts = find_parts(&reference);
            let (symbol, range) = match parts[..] {
                [("var" | "variables", _), (name, range), ..] => (Symbol::Variable(name.into()), range),
                [("resources", _), (section, _), (name, range), ..] => {
                    (Symbol::Resource(section.into(), name.into()), range)
                }
                _ => continue,
            };
            let origin = Origin { file: self.id, range };
            self.found.push(Occurrence { symbol, origin, role: Role::Reference, spelling: Spelling::Exact });
        }
    }

    fn anchors(&mut self) {
        let mut add = |anchor: TextRange, range: TextRange, role: Role| {
            let (symbol, origin) = (Symbol::Anchor(self.id, anchor), Origin { file: self.id, range });
            self.found.push(Occurrence { symbol, origin, role, spelling: Spelling::Exact });
        };
        each_node(&self.file.document, &mut |_, node| {
            if let Some(anchor) = node.anchor {
                add(anchor, anchor, Role::Definition);
            }
        });
        for alias in &self.file.document.aliases {
            add(alias.anchor, TextRange::new(alias.range.start() + 1, alias.range.end()), Role::Reference);
        }
    }
}

/// The entries of a mapping: key, where it stands, value. What `<<` brings in counts.
fn children(node: &Node) -> impl Iterator<Item = (&str, &Scalar, &Node)> {
    let entries = node.as_mapping().map_or(Vec::new(), |mapping| mapping.entries());
    entries.into_iter().map(|entry| (entry.key.text.as_str(), &entry.key, &*entry.value.node))
}

fn items(node: &Node) -> impl Iterator<Item = &Node> {
    node.as_sequence().unwrap_or_default().iter().map(|item| &*item.node)
}
