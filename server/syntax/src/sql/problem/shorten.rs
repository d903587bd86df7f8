//! Long statements made short enough for the referee: of long lists, the items far from the error are left out.
//! Knows tokens only. What is left out was complete, so an error that stays where it was is the statement's own.

use super::super::kind::Kind;
use super::super::tree::{Node, Script, SyntaxError, TokenRef};
use super::Form;

/// Longer statements are not shortened.
const MOST_TOKENS: usize = 200_000;

/// So many items are kept at the start of a list: what stands before it may belong to the first.
const FIRST: usize = 2;

/// An item of a list: where it starts, and how many stand before it.
#[derive(Clone, Copy)]
struct Item {
    start: usize,
    number: usize,
}

/// The statement without list items that have nothing to do with the error; none if the error is not the same there.
pub(super) fn shorten(form: Form, part: Node<'_>, error: &SyntaxError) -> Option<Script> {
    let tokens: Vec<_> = part.all_tokens().collect();
    if tokens.len() > MOST_TOKENS {
        return None;
    }
    let at = tokens.partition_point(|token| token.range().start() < error.range.start());
    let is_kept = kept(&tokens, at);
    let whole = part.script().text();
    let mut text = String::new();
    let (mut place, mut before) = (None, None::<usize>);
    for (index, token) in tokens.iter().enumerate().filter(|(index, _)| is_kept[*index]) {
        match before {
            Some(before) if before + 1 == index => {
                text.push_str(whole.get(tokens[before].range().end() as usize..token.range().start() as usize)?);
            }
            _ => text.push(' '),
        }
        if index == at {
            place = Some(text.len());
        }
        text.push_str(token.text());
        before = Some(index);
    }
    let script = form.parse(text);
    let [found] = script.errors() else { return None };
    let is_there = place.is_none_or(|place| found.range.start() as usize == place);
    (is_there && found.found == error.found && found.expected == error.expected).then_some(script)
}

/// Which tokens are kept: all but those of items that end before the error's own item starts, or start after the next.
fn kept(tokens: &[TokenRef<'_>], at: usize) -> Vec<bool> {
    let mut is_kept = vec![true; tokens.len()];
    let mut open = vec![Item { start: 0, number: 0 }];
    for (index, token) in tokens.iter().enumerate() {
        let start = index + 1;
        match token.kind() {
            Kind::LeftParen | Kind::LeftBracket => open.push(Item { start, number: 0 }),
            Kind::RightParen | Kind::RightBracket if open.len() > 1 => {
                open.pop();
            }
            Kind::Comma => {
                let Some(item) = open.last_mut() else { continue };
                let is_near = index + 1 >= at && item.start <= at + 1;
                if item.number >= FIRST && !is_near {
                    is_kept[item.start..=index].fill(false);
                }
                *item = Item { start, number: item.number + 1 };
            }
            _ => {}
        }
    }
    is_kept
}
