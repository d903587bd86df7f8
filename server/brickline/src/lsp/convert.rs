//! Between LSP's types and the engine's: the only file that knows lines and columns of the client together with offsets.

use std::path::PathBuf;

use brickline_syntax::text;
use tower_lsp_server::ls_types::*;

use super::document::Change;

/// The file a URI means, if it means one.
pub fn path(uri: &Uri) -> Option<PathBuf> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    if is_file { uri.to_file_path().map(|path| path.into_owned()) } else { None }
}

/// A change of a document.
pub fn change(change: TextDocumentContentChangeEvent) -> Change {
    let range = change.range.map(|range| (position(range.start), position(range.end)));
    Change { range, text: change.text }
}

fn position(position: Position) -> text::Position {
    text::Position { line: position.line, column: position.character }
}
