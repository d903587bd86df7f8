//! A finding: where, what, how severe, what belongs to it, and how to fix it. Ranges are host bytes; shells turn them into lines.

use std::sync::Arc;

use brickline_syntax::TextRange;

use crate::fix::Fix;
use crate::rule::Rule;

/// How severe a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Advice.
    Info,
    /// It costs money, speed or safety.
    Warning,
    /// It fails, loses data or leaks a secret.
    Error,
}

impl Severity {
    /// The severity's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that speaks.
    pub rule: &'static Rule,
    /// The file, by its path relative to the project.
    pub file: Arc<str>,
    /// Where.
    pub range: TextRange,
    /// What is wrong here.
    pub message: String,
    /// How severe it is.
    pub severity: Severity,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// How to fix it.
    pub fix: Option<Fix>,
}

/// A place that belongs to a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// The file, by its path relative to the project.
    pub file: Arc<str>,
    /// Where.
    pub range: TextRange,
    /// What is there.
    pub message: String,
}

impl Diagnostic {
    /// Adds a fix.
    pub fn fix(&mut self, fix: impl Into<Option<Fix>>) -> &mut Self {
        self.fix = fix.into();
        self
    }

    /// Adds a place in the same file.
    pub fn related(&mut self, range: TextRange, message: impl Into<String>) -> &mut Self {
        let file = Arc::clone(&self.file);
        self.related_in(file, range, message)
    }

    /// Adds a place in another file.
    pub fn related_in(&mut self, file: Arc<str>, range: TextRange, message: impl Into<String>) -> &mut Self {
        self.related.push(Related { file, range, message: message.into() });
        self
    }

    /// Sets another severity than the rule's.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }
}
