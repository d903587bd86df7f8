//! One file, parsed and modelled: what is kept of it, and how it is made. Knows one file at a time.

use std::sync::{Arc, OnceLock};

use brickline_model::{FileModel, Imports, model_file};
use brickline_syntax::TextRange;
use brickline_syntax::live::LiveFile;
use brickline_syntax::source::{FileKind, ParsedFile};

use crate::contain::contain;
use crate::cx::Unit;
use crate::diagnostic::Diagnostic;
use crate::input::Input;
use crate::suppress::{Directive, find_directives};
use crate::timing::{Phase, Timings};

/// How much is wanted of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Interest {
    /// It is there so that other files can be understood; nobody asks for its findings.
    Indexed,
    /// It was found in a folder that is to be checked.
    Found,
    /// It is asked for by name.
    #[default]
    Named,
    /// It is open in an editor: its tree is kept.
    Open,
}

/// A file as the analysis knows it.
#[derive(Clone, Debug)]
pub struct AnalysedFile {
    /// Path, kind, host text, model.
    pub unit: Unit,
    /// The cells' ranges in the host text, by index; empty for a file without cells.
    pub cells: Arc<[TextRange]>,
    /// How much is wanted of it.
    pub interest: Interest,
    /// What it was read from.
    pub input: Input,
    /// Why it could not be read at all, for `.ipynb`.
    pub error: Option<String>,
    /// Whether it was parsed and modelled; else nothing is known of it but its text.
    pub is_modelled: bool,
    pub(crate) imports: Arc<Imports>,
    pub(crate) directives: Vec<Directive>,
    pub(crate) tree: Tree,
    /// What the rules of scope File found, raw.
    pub(crate) found: OnceLock<Vec<Diagnostic>>,
    /// What the rules about a bundle's files as they are written found, raw, if it is one.
    pub(crate) found_written: OnceLock<Vec<Diagnostic>>,
}

/// What is kept of a file's parse.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    /// Nothing: it is parsed again when somebody asks.
    Dropped,
    /// What rules look at.
    Plain(Arc<ParsedFile>),
    /// What rules look at, and what the next text is parsed from.
    Live(Arc<LiveFile>),
}

impl Tree {
    fn parsed(&self) -> Option<&Arc<ParsedFile>> {
        match self {
            Self::Dropped => None,
            Self::Plain(parsed) => Some(parsed),
            Self::Live(live) => Some(live.parsed()),
        }
    }

    /// What the next text can be parsed from.
    pub fn live(&self) -> Option<&Arc<LiveFile>> {
        match self {
            Self::Live(live) => Some(live),
            _ => None,
        }
    }
}

/// Parses a file, from what was kept `before` if it is open.
pub(crate) fn parse(
    kind: FileKind,
    input: &Input,
    interest: Interest,
    before: Option<&LiveFile>,
    timings: &Timings,
) -> Tree {
    timings.measure(Phase::Parse, || match interest {
        Interest::Open => Tree::Live(Arc::new(input.parse_live(kind, before))),
        _ => Tree::Plain(Arc::new(input.parse(kind))),
    })
}

/// Models a parsed file. A panic on the way, a bug of ours, is told by `Err` with what it said.
pub(crate) fn analyse(
    path: &Arc<str>,
    kind: FileKind,
    input: &Input,
    imports: Imports,
    interest: Interest,
    kept: Tree,
    timings: &Timings,
) -> Result<AnalysedFile, String> {
    let run = || {
        let tree = kept.parsed().cloned().unwrap_or_else(|| Arc::new(input.parse(kind)));
        let model = timings.measure(Phase::Model, || model_file(path, &tree, &imports));
        let directives = find_directives(&tree, &model);
        (tree, model, directives)
    };
    let (tree, model, directives) = contain(run)?;
    Ok(AnalysedFile {
        unit: Unit { path: Arc::clone(path), kind, text: Arc::clone(&tree.text), model: Arc::new(model) },
        cells: if kind.is_notebook() { tree.cells.iter().map(|cell| cell.range).collect() } else { Arc::default() },
        interest,
        input: input.clone(),
        error: tree.error.as_ref().map(ToString::to_string),
        is_modelled: true,
        imports: Arc::new(imports),
        directives,
        tree: kept,
        found: OnceLock::new(),
        found_written: OnceLock::new(),
    })
}

/// A file of which nothing is known but its text.
pub(crate) fn unanalysed(path: &Arc<str>, kind: FileKind, input: &Input, interest: Interest) -> AnalysedFile {
    AnalysedFile {
        unit: Unit { path: Arc::clone(path), kind, text: input.host_text(), model: Arc::new(FileModel::default()) },
        cells: Arc::default(),
        interest,
        input: input.clone(),
        error: None,
        is_modelled: false,
        imports: Arc::default(),
        directives: Vec::new(),
        tree: Tree::Dropped,
        found: OnceLock::from(Vec::new()),
        found_written: OnceLock::new(),
    }
}

impl AnalysedFile {
    /// The file with nothing but its text and its cells, as if it had not been modelled.
    pub(crate) fn reduce_to_text(self) -> Self {
        let unit = Unit { model: Arc::default(), ..self.unit };
        let input = Input::Text(Arc::clone(&unit.text));
        Self { unit, input, is_modelled: false, imports: Arc::default(), tree: Tree::Dropped, ..self }
    }

    /// The tree; parsed again where it was dropped.
    pub fn tree(&self) -> Arc<ParsedFile> {
        self.tree.parsed().cloned().unwrap_or_else(|| Arc::new(self.input.parse(self.unit.kind)))
    }

    /// How many places of it could not be parsed.
    pub fn count_syntax_errors(&self) -> usize {
        if self.unit.kind == FileKind::Yaml {
            return brickline_syntax::yaml::parse(&self.unit.text).errors.len();
        }
        self.tree().python().map(|(_, python)| python.errors.len()).sum()
    }
}
