//! What a rule is: plain data with functions in it. Knows how a rule is described, not how it is run.

use brickline_model::bundle::{Bundle, Place};
use brickline_model::expr::Expr;
use brickline_model::facts::bundle::Schema;
use brickline_model::operation::{Kind, Operation};
use brickline_syntax::source::ParsedFile;
use brickline_syntax::yaml::{Document, Node};

use crate::cx::Cx;
use crate::diagnostic::Severity;

/// A rule: one `static` in one file.
#[derive(Debug)]
pub struct Rule {
    /// Its name in kebab-case: the file's name and the case page's.
    pub name: &'static str,
    /// The group it belongs to.
    pub group: Group,
    /// The languages it speaks on.
    pub on: &'static [Domain],
    /// One line for lists.
    pub summary: &'static str,
    /// Markdown: what goes wrong, and what to do instead.
    pub why: &'static str,
    /// Code on which the rule must speak.
    pub bad: Example,
    /// Code on which it must not.
    pub good: Example,
    /// How severe its findings are, unless they or the settings say otherwise.
    pub severity: Severity,
    /// Whether it runs unless asked not to.
    pub enabled: bool,
    /// The most its fixes may be.
    pub fix: FixKind,
    /// What it must see.
    pub scope: Scope,
    /// Official documentation that backs the claim; never empty.
    pub links: &'static [&'static str],
    /// Settings of its own.
    pub options: &'static [OptionSpec],
    /// What it does.
    pub checks: &'static [Check],
}

/// Example code of a rule.
#[derive(Debug)]
pub struct Example {
    /// The name of the file the code stands in; tells the language: `example.py`, `example.sql`, `databricks.yml`.
    pub file: &'static str,
    /// The code.
    pub code: &'static str,
}

impl Example {
    /// Python code.
    pub const fn py(code: &'static str) -> Self {
        Self { file: "example.py", code }
    }

    /// SQL.
    pub const fn sql(code: &'static str) -> Self {
        Self { file: "example.sql", code }
    }

    /// A bundle's root file.
    pub const fn bundle(code: &'static str) -> Self {
        Self { file: "databricks.yml", code }
    }
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Operations of these kinds: most rules.
    Operation(&'static [Kind], fn(&mut Cx<'_>, &Operation)),
    /// Each expression of columns, at any depth, with the operation that it is part of.
    Expr(fn(&mut Cx<'_>, &Operation, &Expr)),
    /// A whole parsed file: for rules about text and layout.
    File(fn(&mut Cx<'_>, &ParsedFile)),
    /// All operations of the file at once: for rules that weigh them against each other.
    Model(fn(&mut Cx<'_>)),
    /// Each value of a bundle's file as it is written, with its type. A finding may depend on nothing but the file.
    Place(fn(&mut Cx<'_>, &Written<'_>, &Place<'_>)),
    /// Each value of a bundle's file as it is written, with the keys that lead to it; an anchor's are seen once. A finding
    /// may depend on nothing but the file.
    Node(fn(&mut Cx<'_>, &Written<'_>, &[&str], &Node)),
    /// A bundle with all its files.
    Bundle(fn(&mut Cx<'_>, &Bundle)),
    /// The ignore comments of a file, after they were applied.
    Ignores(fn(&mut Cx<'_>, &[crate::suppress::Judged<'_>])),
}

/// A file of a bundle as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The types of the configuration.
    pub schema: &'a Schema,
    /// The file's text as a tree.
    pub document: &'a Document,
}

/// What a rule must see before it can speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Its own file, right after it was modelled.
    File,
    /// The index of the whole project.
    Project,
}

/// The groups of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Group {
    Correctness,
    Streaming,
    Delta,
    Governance,
    Security,
    Performance,
    Pipelines,
    Ml,
    Notebook,
    Style,
    Bundle,
    Project,
    Ci,
    Meta,
}

impl Group {
    /// All groups, in the order of the catalogue.
    pub const ALL: &'static [Self] = &[
        Self::Correctness,
        Self::Streaming,
        Self::Delta,
        Self::Governance,
        Self::Security,
        Self::Performance,
        Self::Pipelines,
        Self::Ml,
        Self::Notebook,
        Self::Style,
        Self::Bundle,
        Self::Project,
        Self::Ci,
        Self::Meta,
    ];

    /// The group's name, as users write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Correctness => "correctness",
            Self::Streaming => "streaming",
            Self::Delta => "delta",
            Self::Governance => "governance",
            Self::Security => "security",
            Self::Performance => "performance",
            Self::Pipelines => "pipelines",
            Self::Ml => "ml",
            Self::Notebook => "notebook",
            Self::Style => "style",
            Self::Bundle => "bundle",
            Self::Project => "project",
            Self::Ci => "ci",
            Self::Meta => "meta",
        }
    }
}

/// The languages a rule speaks on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Domain {
    Python,
    Sql,
    Bundle,
    Ci,
}

impl Domain {
    /// The domain's name, as the catalogue writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Sql => "sql",
            Self::Bundle => "bundle",
            Self::Ci => "ci",
        }
    }
}

/// The most a rule's fixes may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum FixKind {
    None,
    Safe,
    Unsafe,
    Display,
}

impl FixKind {
    /// The kind's name, as the catalogue writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::Display => "display",
        }
    }
}

/// A setting of a rule.
#[derive(Debug)]
pub struct OptionSpec {
    /// Its name.
    pub name: &'static str,
    /// What it means, in one sentence.
    pub summary: &'static str,
    /// Its default.
    pub default: OptionDefault,
}

/// The default of a rule's setting; its kind is the setting's kind.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum OptionDefault {
    Integer(i64),
    Bool(bool),
    Text(&'static str),
    Texts(&'static [&'static str]),
}
