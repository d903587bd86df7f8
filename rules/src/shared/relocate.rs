//! Moves of an entry of a YAML file to the mapping above or below it, with all its lines. Knows indentation, no field.

use brickline_analysis::Edit;
use brickline_syntax::TextRange;
use brickline_syntax::yaml::{Document, Entry, Mapping, Node, Value};

use super::findings::delete_entry;

/// Moves an entry of `owner` into the mapping around it, before the key that leads to `owner`.
pub fn move_up(text: &str, document: &Document, owner: &Mapping, entry: &Entry) -> Option<Vec<Edit>> {
    let (parent, way) = find_parent(&document.root, owner)?;
    let is_free = parent.get(&entry.key.text).is_none() && !parent.flow && owner.written.len() > 1;
    let moved = shift(text, entry, column(text, way))?;
    let indent = " ".repeat(column(text, way));
    let insert = Edit::insert(way.key_range.start(), format!("{moved}\n{indent}"));
    is_free.then(|| Some(vec![insert, take_out(text, entry)?])).flatten()
}

/// Moves an entry of `owner` into the mapping under `below`, which is begun where it is not there.
pub fn move_down(text: &str, owner: &Mapping, entry: &Entry, below: &str) -> Option<Vec<Edit>> {
    let Some(target) = owner.find(below) else {
        let column = column(text, entry);
        let moved = shift(text, entry, column + 2)?;
        let range = entry.range();
        return take_out(text, entry)
            .map(|_| vec![Edit::replace(range, format!("{below}:\n{}{moved}", " ".repeat(column + 2)))]);
    };
    let inner = target.value.node.as_mapping().filter(|inner| target.value.alias.is_none() && !inner.flow)?;
    let first = inner.written.first().filter(|_| inner.get(&entry.key.text).is_none())?;
    let moved = shift(text, entry, column(text, first))?;
    let insert = Edit::insert(first.key_range.start(), format!("{moved}\n{}", " ".repeat(column(text, first))));
    Some(vec![insert, take_out(text, entry)?])
}

/// The mapping around another one, and its entry that leads there.
fn find_parent<'a>(node: &'a Node, owner: &Mapping) -> Option<(&'a Mapping, &'a Entry)> {
    let mut pending = vec![(node, None)];
    while let Some((node, around)) = pending.pop() {
        match &node.value {
            Value::Mapping(mapping) if std::ptr::eq(mapping, owner) => return around,
            Value::Mapping(mapping) => {
                let own = mapping.written.iter().filter(|entry| entry.value.alias.is_none());
                pending.extend(own.map(|entry| (&*entry.value.node, Some((mapping, entry)))));
            }
            Value::Sequence(items) => {
                pending.extend(items.iter().filter(|item| item.alias.is_none()).map(|item| (&*item.node, around)));
            }
            _ => {}
        }
    }
    None
}

/// The entry's text with its lines moved so that the first begins at `column`.
fn shift(text: &str, entry: &Entry, column_after: usize) -> Option<String> {
    let before = " ".repeat(column(text, entry));
    let mut lines = text[entry.range().to_usize()].lines();
    let mut moved = lines.next()?.to_string();
    for line in lines {
        let rest = if line.trim().is_empty() { "" } else { line.strip_prefix(&before)? };
        moved += &format!("\n{}{rest}", if rest.is_empty() { String::new() } else { " ".repeat(column_after) });
    }
    Some(moved)
}

fn take_out(text: &str, entry: &Entry) -> Option<Edit> {
    delete_entry(text, entry.key_range, TextRange::new(entry.key_range.start(), entry.range().end()))
}

/// How far from its line's start a key stands.
fn column(text: &str, entry: &Entry) -> usize {
    let start = entry.key_range.start() as usize;
    start - text[..start].rfind('\n').map_or(0, |at| at + 1)
}
