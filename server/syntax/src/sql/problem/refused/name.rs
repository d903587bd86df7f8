//! Names that need backquotes, and names of too many parts.

use super::super::super::kind::Kind;
use super::super::super::node::NodeKind as N;
use super::super::super::tree::Node;
use super::super::words::quote;
use super::{Found, text_of};
use crate::range::TextRange;

/// `page-view` and `https://..` without backquotes.
pub(super) fn check(node: Node<'_>, found: &mut Found) {
    let tokens: Vec<_> = node.tokens().collect();
    for (at, token) in tokens.iter().enumerate() {
        if token.kind() == Kind::Minus {
            let is_inner = at >= 2 && tokens[at - 2].kind() == Kind::Minus;
            let end = tokens[at..].chunks(2).take_while(|pair| pair[0].kind() == Kind::Minus).last();
            let (Some(first), Some([.., last])) = (at.checked_sub(1).map(|at| tokens[at]), end) else { continue };
            if !is_inner {
                say(first.range().cover(last.range()), node, found);
            }
        } else if token.kind() == Kind::Word && token.text().contains("://") {
            say(token.range(), node, found);
        }
    }
}

fn say(range: TextRange, node: Node<'_>, found: &mut Found) {
    let start = node.range().start();
    let inner = TextRange::new(range.start() - start, range.end() - start);
    let text = node.text().get(inner.to_usize()).unwrap_or_default();
    found.say(
        range,
        format!("{} needs backquotes around it: without them a name has letters, digits and `_` only", quote(text)),
    );
}

/// Places whose text Spark reads raw, or whose grammar is not known.
const RAW: &[N] = &[N::ConfigKey, N::ConfigValue, N::Resource, N::NativeCommand, N::Opaque, N::UnknownClause, N::Error];

/// `größe` without backquotes, wherever a name stands.
pub(super) fn check_letters(part: Node<'_>, found: &mut Found) {
    let mut raw = part.descendants().filter(|node| RAW.contains(&node.kind())).map(|node| node.range()).peekable();
    let foreign = part.all_tokens().filter(|token| token.kind() == Kind::Word && !token.text().is_ascii());
    for token in foreign {
        while raw.next_if(|range| range.end() <= token.range().start()).is_some() {}
        let is_raw = raw.peek().is_some_and(|range| range.contains_range(token.range()));
        if !is_raw && token.text().chars().any(|c| !c.is_ascii() && c.is_alphanumeric()) {
            let text = quote(token.text());
            found.say(token.range(), format!("{text} needs backquotes around it: it has letters beyond a to z"));
        }
    }
}

/// `AS IDENTIFIER('a.b')`: an alias and a window have one part.
pub(super) fn check_identifier_clause(node: Node<'_>, found: &mut Found) {
    let Some(name) = node.child(N::Name) else { return };
    let Some(literal) = name.child(N::IdentifierClause).and_then(|clause| clause.children().next()) else { return };
    let Some(text) = text_of(literal) else { return };
    if text.contains('.') && !text.contains('`') {
        found.say(
            literal.range(),
            format!("{} has more than one part: an alias and a window's name have one", quote(&text)),
        );
    }
}
