//! Common tables and whether anything reads them. Reads the tree alone; knows no other statement.

use brickline_syntax::TextRange;
use brickline_syntax::sql::view::{self, Part, Piece};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, StrExt};

use super::lowerer::Lowerer;
use crate::operation::{Key, What};
use crate::scope::CommonTable;
use crate::tri::Tri;

/// Records the common tables of a statement.
pub(super) fn record(cx: &mut Lowerer<'_>, statement: Part<'_>) {
    let withs = statement.pieces().filter_map(|piece| match piece {
        Piece::With(with) => Some(with),
        _ => None,
    });
    let withs: Vec<view::With<'_>> = withs.collect();
    if withs.is_empty() {
        return;
    }
    let is_clear = !cx.is_cut && is_clear(statement);
    let reads = reads_of(statement);
    for with in withs {
        let tables: Vec<view::CommonTable<'_>> = with.tables().collect();
        for (number, table) in tables.iter().enumerate() {
            let Some(part) = table.name().filter(|part| !part.hole) else { continue };
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
            cx.record(part.range, What::CommonTable(Box::new(CommonTable { name, is_read, removal })));
        }
    }
}

/// Where tables are named by one part, by their names in lower case.
fn reads_of(statement: Part<'_>) -> FxHashMap<SmolStr, Vec<TextRange>> {
    let mut reads: FxHashMap<SmolStr, Vec<TextRange>> = FxHashMap::default();
    for name in statement.names() {
        if let [part] = name.parts().as_slice() {
            reads.entry(part.text.to_lowercase_smolstr()).or_default().push(part.range);
        }
    }
    reads
}

/// Whether all tables of a statement are known: it is understood, and no hole stands where a table could.
fn is_clear(statement: Part<'_>) -> bool {
    statement.pieces().all(|piece| match piece {
        Piece::Hole(_)
        | Piece::Error(_)
        | Piece::Opaque(_)
        | Piece::TooDeep(_)
        | Piece::UnknownClause(_)
        | Piece::Identifier(_) => false,
        Piece::Name(name) => name.parts().len() > 1 || !name.has_hole(),
        Piece::Alias(alias) => !alias.has_hole(),
        _ => true,
    })
}

/// A table with its comma, or WITH as a whole; what follows moves up to where it began.
fn removal(cx: &Lowerer<'_>, with: view::With<'_>, tables: &[view::CommonTable<'_>], number: usize) -> TextRange {
    let commas: Vec<TextRange> = with.commas().collect();
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
