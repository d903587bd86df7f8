//! Snippets of Python and what the evaluator makes of them.

mod basics;

mod scratch;

use brickline_syntax::source::{FileKind, ParsedFile};

use crate::exports::Imports;
use crate::operation::Kind;
use crate::python::model_file;
use crate::trace::describe;

/// The operations of a plain file as lines, without those that only say which interfaces were used.
fn trace(text: &str) -> String {
    trace_as(FileKind::Python, text)
}

fn trace_as(kind: FileKind, text: &str) -> String {
    let file = ParsedFile::parse(kind, text);
    let model = model_file("example.py", &file, &Imports::default());
    let shown = model.operations.iter().filter(|op| {
        !matches!(
            op.what.kind(),
            Kind::ApiUse | Kind::NameUse | Kind::PathUse | Kind::NamedText | Kind::ConfigSet | Kind::Import
        )
    });
    let mut lines = String::new();
    for operation in shown {
        let line = text[..operation.site.name.start() as usize].matches('\n').count() + 1;
        lines.push_str(&format!("{line}: {}\n", describe(operation)));
    }
    lines
}
