//! Common tables and whether anything reads them. Reads the tree alone; knows no other statement.

use brickline_syntax::TextRange;
use brickline_syntax::sql::{Kind, Node, NodeKind, ObjectName};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, StrExt};

use super::lowerer::Lowerer;
use crate::operation::{Key, What};
use crate::scope::CommonTable;
use crate::tri::Tri;

/// Records the common tables of a statement.
pub(super) fn record(cx: &mut Lowerer<'_>, statement: Node<'_>) {
    let withs: Vec<Node<'_>> = statement.descendants_of(NodeKind::With).collect();
    if withs.is_empty() {
        return;
    }
    let is_clear = !cx.is_cut && is_clear(statement);
    let reads = reads_of(statement);
    for with in withs {
        let tables: Vec<Node<'_>> = with.children_of(NodeKind::CommonTable).collect();
        for (number, table) in tables.iter().enumerate() {
            let Some(part) = table.name_part().filter(|part| !part.hole) else { continue };
            let places = reads.get(&part.text.to_lowercase_smolstr()).map(Vec::as_slice).unwrap_or_default();
            let is_read = places.iter().any(|place| !table.range().contains_range(*place));
            let is_read = if is_read {
                Tri::Yes
            } else if is_clear {
                Tri::No
            } else {
                Tri::Unknown
            };
            let name = Key { name: part.text.clone(), range: cx.host(part.range) };
            let removal = cx.host(removal(cx, with, &tables, number));
            cx.record(part.range, What::CommonTable(CommonTable { name, is_read, removal }));
        }
    }
}

/// Where tables are named by one part, by their names in lower case.
fn reads_of(statement: Node<'_>) -> FxHashMap<SmolStr, Vec<TextRange>> {
    let mut reads: FxHashMap<SmolStr, Vec<TextRange>> = FxHashMap::default();
    for name in statement.descendants().filter_map(ObjectName::cast) {
        if let [part] = name.parts().as_slice() {
            reads.entry(part.text.to_lowercase_smolstr()).or_default().push(part.range);
        }
    }
    reads
}

/// Whether all tables of a statement are known: it is understood, and no hole stands where a table could.
fn is_clear(statement: Node<'_>) -> bool {
    statement.descendants().all(|node| match node.kind() {
        NodeKind::Hole
        | NodeKind::Error
        | NodeKind::Opaque
        | NodeKind::TooDeep
        | NodeKind::UnknownClause
        | NodeKind::IdentifierClause => false,
        NodeKind::ObjectName => ObjectName::cast(node)
            .is_some_and(|name| name.parts().len() > 1 || !name.parts().iter().any(|part| part.hole)),
        NodeKind::Alias => !node.has_hole(),
        _ => true,
    })
}

/// A table with its comma, or WITH as a whole; what follows moves up to where it began.
fn removal(cx: &Lowerer<'_>, with: Node<'_>, tables: &[Node<'_>], number: usize) -> TextRange {
    let commas: Vec<TextRange> =
        with.tokens().filter(|token| token.kind() == Kind::Comma).map(|token| token.range()).collect();
    match (tables.len(), commas.get(number), number.checked_sub(1).and_then(|before| commas.get(before))) {
        (1, ..) => with_gap(cx, with.range()),
        (_, Some(comma), _) => with_gap(cx, TextRange::new(tables[number].range().start(), comma.end())),
        (_, None, Some(comma)) => TextRange::new(comma.start(), tables[number].range().end()),
        (_, None, None) => tables[number].range(),
    }
}

/// The range with the white space behind it.
fn with_gap(cx: &Lowerer<'_>, range: TextRange) -> TextRange {
    let rest = &cx.embed.text[range.end() as usize..];
    let gap = rest.len() - rest.trim_start().len();
    TextRange::new(range.start(), range.end() + gap as u32)
}
