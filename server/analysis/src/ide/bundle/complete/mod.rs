//! What can be written at a place of a bundle file. Knows where the cursor stands in the configuration and asks who knows what
//! fits there; how a client shows it is not known here.

mod dynamic;
mod key;
mod path;
mod reference;
mod value;

use brickline_model::bundle::{Bundle, FileId};
use brickline_model::facts::bundle::{Field, Kind, Schema, Type};
use brickline_syntax::TextRange;
use smol_str::SmolStr;

use crate::analysis::Analysis;

use super::anchor::find_typed;
use super::find_homes;
use super::probe::{Probe, Step, Word, probe};

/// What can be written at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Completions {
    /// The text that it takes the place of.
    pub range: TextRange,
    /// How far that text stands from the start of its line: what stands below it is indented as much.
    pub column: usize,
    /// How far its line is indented.
    pub indent: usize,
    /// The candidates, the best ones first.
    pub items: Vec<Completion>,
    /// Whether these are all.
    pub complete: bool,
}

/// Something that can be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    /// What people choose.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// A few words about it; may be empty.
    pub detail: String,
    /// What it means.
    pub text: Option<&'static str>,
    /// Whether it is out of date.
    pub deprecated: bool,
    /// What is written. Lines after the first are indented as seen from the first.
    pub insert: String,
    /// Where in that text the cursor goes; at its end if nowhere.
    pub stop: Option<usize>,
}

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum CompletionKind {
    Key,
    Value,
    Name,
    Variable,
    Reference,
    File,
    Folder,
}

impl Completion {
    fn new(label: impl Into<String>, kind: CompletionKind) -> Self {
        let label = label.into();
        let (insert, detail) = (label.clone(), String::new());
        Self { label, kind, detail, text: None, deprecated: false, insert, stop: None }
    }

    fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

/// What can be written at an offset; `None` where nothing is known of what could.
pub fn find_completions(analysis: &Analysis, path: &str, offset: u32) -> Option<Completions> {
    let (bundle, file) = find_homes(analysis, path).into_iter().next()?;
    let text = &*bundle.file(file).text;
    let offset = text.floor_char_boundary((offset as usize).min(text.len()));
    if is_in_comment(bundle, file, offset) {
        return None;
    }
    if let Some(found) = reference::complete(bundle, text, offset) {
        return Some(found);
    }
    let probe = probe(text, offset)?;
    let path = find_typed(&bundle.schema, &probe.document, &probe.way);
    let site = Site::new(bundle, file, &probe, &path);
    if let Some(found) = dynamic::complete(&site, text, offset) {
        return Some(found);
    }
    let (items, complete) = site.find_items(&text[probe.word.range.start() as usize..offset]);
    let Word { range, column, indent, .. } = probe.word;
    (!items.is_empty()).then_some(Completions { range, column, indent, items, complete })
}

fn is_in_comment(bundle: &Bundle, file: FileId, offset: usize) -> bool {
    let comments = &bundle.file(file).document.comments;
    comments.iter().any(|comment| comment.range.start() < offset as u32 && comment.range.touches(offset as u32))
}

/// The place of the cursor in the configuration.
struct Site<'a> {
    bundle: &'a Bundle,
    file: FileId,
    probe: &'a Probe,
    /// The way from the top, without `targets` and the target's name.
    path: &'a [Step],
    /// The target that the place lies in.
    target: Option<&'a SmolStr>,
    /// The type and the field whose value the place is, or is part of.
    owner: Option<(&'a Type, &'a Field)>,
    /// What may stand here.
    kind: Option<Kind>,
}

impl<'a> Site<'a> {
    fn new(bundle: &'a Bundle, file: FileId, probe: &'a Probe, path: &'a [Step]) -> Self {
        let (owner, kind) = find_kind(&bundle.schema, path);
        let (target, path) = match path {
            [Step::Key(top), Step::Key(target), rest @ ..] if top == "targets" || top == "environments" => {
                (Some(target), rest)
            }
            path => (None, path),
        };
        Self { bundle, file, probe, path, target, owner, kind }
    }

    /// The candidates and whether they are all; `typed` is what stands before the cursor of the word.
    fn find_items(&self, typed: &str) -> (Vec<Completion>, bool) {
        let is_structure = match &self.kind {
            Some(Kind::Object(_) | Kind::Map(_)) => true,
            Some(Kind::List(_)) => self.probe.is_key,
            _ => false,
        };
        if self.probe.is_key && is_structure {
            return (key::complete(self), true);
        }
        if let Some(found) = path::complete(self, typed) {
            return found;
        }
        (value::complete(self), true)
    }

    /// The key of the job that the place lies in.
    fn job(&self) -> Option<&'a SmolStr> {
        match self.path {
            [Step::Key(top), Step::Key(section), Step::Key(job), ..] if top == "resources" && section == "jobs" => {
                Some(job)
            }
            _ => None,
        }
    }

    /// The last key on the way here.
    fn last_key(&self) -> Option<&'a str> {
        self.path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Item(_) => None,
        })
    }

    /// The keys on the way here, items of lists left out.
    fn keys(&self) -> Vec<&'a str> {
        let key = |step: &'a Step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Item(_) => None,
        };
        self.path.iter().filter_map(key).collect()
    }
}

/// The field that a place is, or is part of, and what may stand there.
type Typed<'a> = (Option<(&'a Type, &'a Field)>, Option<Kind>);

/// What may stand at the end of a path, and the field that says so.
pub(super) fn find_kind<'a>(schema: &'a Schema, path: &[Step]) -> Typed<'a> {
    let (mut owner, mut kind) = (None, Some(schema.root()));
    for step in path {
        kind = match (step, &kind) {
            (Step::Key(_), Some(Kind::Map(value))) => {
                owner = None;
                Some((**value).clone())
            }
            (Step::Key(key), Some(Kind::Object(id))) => {
                let object = schema.object(*id);
                owner = object.find(key).map(|field| (object, field));
                owner.map(|(_, field)| field.kind.clone())
            }
            (Step::Item(_), Some(Kind::List(item))) => Some((**item).clone()),
            _ => None,
        };
    }
    (owner, kind)
}
