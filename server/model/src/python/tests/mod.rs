//! Snippets of Python and what the evaluator makes of them.

mod basics;
mod flow;
mod limits;
mod memo;
mod platform;

use brickline_syntax::source::{FileKind, ParsedFile};

use crate::exports::Imports;
use crate::operation::{Kind, Operation};
use crate::python::model_file;
use crate::trace::describe;

/// The operations of a plain file as lines, without those that only say what is used by the way.
fn trace(text: &str) -> String {
    let details = [Kind::ApiUse, Kind::NameUse, Kind::PathUse, Kind::NamedText, Kind::ConfigSet, Kind::Import];
    trace_if(text, |operation| !details.contains(&operation.what.kind()))
}

/// All operations of a plain file as lines, imports and uses of interfaces left out.
fn trace_all(text: &str) -> String {
    trace_if(text, |operation| !matches!(operation.what.kind(), Kind::ApiUse | Kind::Import))
}

fn trace_if(text: &str, shown: impl Fn(&Operation) -> bool) -> String {
    let file = ParsedFile::parse(FileKind::Python, text);
    let model = model_file("example.py", &file, &Imports::default());
    let mut lines = String::new();
    for operation in model.operations.iter().filter(|operation| shown(operation)) {
        let line = text[..operation.site.name.start() as usize].matches('\n').count() + 1;
        lines.push_str(&format!("{line}: {}\n", describe(operation)));
    }
    lines
}
