//! Where data lies and goes, in words: targets for messages, places for checkpoints. Knows names and paths, no operation.

use brickline_analysis::Cx;
use brickline_model::name::ObjectName;
use brickline_model::operation::Source;
use brickline_model::session::Session;
use smol_str::SmolStr;

/// A table's or path's text for a message; nothing where none of it is known.
pub fn describe(source: &Source) -> Option<String> {
    let text = match source {
        Source::Table(name) => name.display(),
        Source::Path { path, .. } => path.display(),
        Source::Format | Source::Unknown => return None,
    };
    (text != "{}").then(|| format!("`{text}`"))
}

/// A volume path that belongs to a table, below a folder of this name; nothing where its catalog or schema is not known.
pub fn volume_path(source: &Source, session: &Session, folder: &str) -> Option<String> {
    let Source::Table(name) = source else { return None };
    let [catalog, schema, table] = <[SmolStr; 3]>::try_from(find_parts(name, session)?).ok()?;
    Some(format!("/Volumes/{catalog}/{schema}/{folder}/{table}"))
}

/// A name as it is written, where parts of it are not known: `{catalog}.sales.orders` says more than its holes.
pub fn show(cx: &Cx<'_>, name: &ObjectName) -> String {
    let display = name.display();
    let written = cx.text(name.range);
    let written = written.trim_start_matches(['f', 'F']).trim_matches(['"', '\'']).replace('`', "");
    let is_name = written.contains('{') && !written.contains(char::is_whitespace) && written.len() < 80;
    let says_more = is_name && written.matches('.').count() + 1 >= name.parts.len();
    if display.contains("{}") && says_more { written } else { display }
}

/// The parts of a name with those that `USE` supplies before them; nothing where one is not known.
pub fn find_parts(name: &ObjectName, session: &Session) -> Option<Vec<SmolStr>> {
    let written: Vec<SmolStr> = name.parts.iter().map(|part| part.constant()).collect::<Option<_>>()?;
    let mut parts = Vec::new();
    if written.len() < 3 {
        parts.push(session.catalog.value()?.clone());
    }
    if written.len() < 2 {
        parts.push(session.schema.value()?.clone());
    }
    parts.extend(written);
    Some(parts)
}
