use super::tests::{last_value, parse};
use super::*;
use crate::python::ast::ExprKind;
use crate::random::Random;
use crate::text::{Edit, apply_edits};

const CONTENTS: &[&str] =
    &["SELECT", " ", "é", "€", "\\n", "\\t", "\\'", "\\\"", "\\x41", "\\u20ac", "\\\\", "\\q", "\\101", "a"];

fn random_literal(random: &mut Random, fields: bool) -> String {
    let quote = random.choose(&["'", "\"", "'''", "\"\"\""]);
    let prefix = if fields { random.choose(&["f", "", "rf"]) } else { random.choose(&["", "r", "u"]) };
    let mut content = random.text(CONTENTS, 6);
    if prefix.contains('f') {
        content += random.choose(&["{x}", "{{", "}}", "{x!r}", ""]);
    }
    if quote.len() == 3 {
        content += random.choose(&["\n", "", "\\\n"]);
        content.push('.');
    }
    format!("{prefix}{quote}{content}{quote}")
}

fn random_text(random: &mut Random, fields: bool) -> String {
    let mut text = random_literal(random, fields);
    for _ in 0..random.below(3) {
        let joint = random.choose(if fields { &[" ", " + ", " + y + ", "\n"] } else { &[" ", " + ", "\n "] });
        text = format!("{text}{joint}{}", random_literal(random, fields));
    }
    format!("({text})")
}

/// What Python would make of a chain of literals.
fn value_of(code: &str, expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::String(literal) => literal.value(code).unwrap().into_owned(),
        ExprKind::Binary { first, rest } => {
            rest.iter().fold(value_of(code, first), |value, term| value + &value_of(code, &term.value))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn guest_text_has_the_length_of_the_host_and_the_value_of_the_literals() {
    let mut random = Random(3);
    for _ in 0..3_000 {
        let text = random_text(&mut random, false);
        let file = parse(&text);
        let value = last_value(&file);
        let template = find_template(&file, value).unwrap();
        assert_eq!(template.embed.text.replace('\x01', ""), value_of(&file.code, value), "{text}");
    }
}

#[test]
fn guest_text_lies_between_the_quotes() {
    let mut random = Random(4);
    for _ in 0..3_000 {
        let text = random_text(&mut random, true);
        let file = parse(&text);
        let Template { embed, values } = find_template(&file, last_value(&file)).unwrap();
        let all = embed.host(TextRange::from_usize(0, embed.text.len()));
        assert!((all.end() as usize) < text.len(), "{text}");
        assert_eq!(embed.holes.len(), values.len());
        for region in &embed.guard.regions {
            assert!(region.range.is_empty() || all.contains_range(region.range), "{text}");
        }
        for hole in &embed.holes {
            assert!(text.is_char_boundary(embed.host(*hole).start() as usize), "{text}");
        }
    }
}

#[test]
fn an_allowed_edit_changes_the_guest_text_by_just_that() {
    let mut random = Random(5);
    let mut allowed = 0;
    for _ in 0..20_000 {
        let text = random_text(&mut random, true);
        let file = parse(&text);
        let embed = find_template(&file, last_value(&file)).unwrap().embed;
        let Place::Inline { start } = embed.place else { panic!() };
        let mut ends = [random.below(text.len() + 1) as u32, random.below(text.len() + 1) as u32];
        ends.sort();
        ends[1] = ends[1].min(ends[0] + 3);
        let range = TextRange::new(ends[0], ends[1]);
        let edit = Edit { range, text: random.choose(&["", "b", "'", "\"", "{", "\n", "\\", "ß x"]).into() };
        let on_boundaries = ends.iter().all(|end| text.is_char_boundary(*end as usize));
        if !on_boundaries || !embed.allows(edit.range, &edit.text) {
            continue;
        }
        allowed += 1;
        let edited = parse(&apply_edits(&text, std::slice::from_ref(&edit)));
        let guest_edit = Edit { range: TextRange::new(ends[0] - start, ends[1] - start), text: edit.text };
        let expected = apply_edits(&embed.text, &[guest_edit]);
        let template =
            find_template(&edited, last_value(&edited)).unwrap_or_else(|| panic!("{text} -> {}", edited.text));
        assert_eq!(*template.embed.text, *expected, "{text} {range:?}");
    }
    assert!(allowed > 1_000, "{allowed}");
}
