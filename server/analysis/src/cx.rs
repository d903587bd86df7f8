//! What a rule is handed: its file, the index, its options, and a place to report to. Holds no state of its own.

use std::sync::Arc;

use brickline_model::file::FileModel;
use brickline_syntax::TextRange;
use brickline_syntax::source::FileKind;

use crate::config::RuleOptions;
use crate::diagnostic::Diagnostic;
use crate::index::ProjectIndex;
use crate::rule::Rule;

/// The unit a rule looks at: one file, or the root file of a bundle.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its path relative to the project, with `/`.
    pub path: Arc<str>,
    /// What kind of file it is.
    pub kind: FileKind,
    /// Its text.
    pub text: Arc<str>,
    /// What it does.
    pub model: Arc<FileModel>,
}

/// What a rule is handed.
pub struct Cx<'a> {
    /// The rule that runs.
    pub rule: &'static Rule,
    /// The file it looks at.
    pub file: &'a Unit,
    /// What the whole project knows; empty for rules of scope File.
    pub index: &'a ProjectIndex,
    /// The rule's options.
    pub options: &'a RuleOptions,
    /// What it found.
    pub found: &'a mut Vec<Diagnostic>,
}

impl Cx<'_> {
    /// Reports a finding in the file; what it returns takes a fix, related places and another severity.
    pub fn report(&mut self, range: TextRange, message: impl Into<String>) -> &mut Diagnostic {
        self.report_in(Arc::clone(&self.file.path), range, message)
    }

    /// Reports a finding in another file of the unit: a bundle has several.
    pub fn report_in(&mut self, file: Arc<str>, range: TextRange, message: impl Into<String>) -> &mut Diagnostic {
        self.found.push(Diagnostic {
            rule: self.rule,
            file,
            range,
            message: message.into(),
            severity: self.rule.severity,
            related: Vec::new(),
            fix: None,
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// The text of a range of the file.
    pub fn text(&self, range: TextRange) -> &str {
        self.file.text.get(range.to_usize()).unwrap_or_default()
    }

    /// Whether the file is a test: in a folder `tests` or `test`, `test_*.py`, `*_test.py` or `conftest.py`.
    pub fn is_test(&self) -> bool {
        is_test(&self.file.path)
    }
}

/// Whether a path is that of a test.
pub(crate) fn is_test(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let is_test_file =
        name == "conftest.py" || name.ends_with("_test.py") || (name.starts_with("test_") && name.ends_with(".py"));
    is_test_file || parts.any(|folder| folder == "tests" || folder == "test")
}
