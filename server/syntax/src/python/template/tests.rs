use expect_test::{Expect, expect};

use super::*;
use crate::python::ast::{Stmt, StmtKind};
use crate::python::dump;
use crate::source::{FileKind, ParsedFile};

pub(super) fn parse(text: &str) -> ParsedFile {
    ParsedFile::parse(FileKind::detect("x.py", text).unwrap(), text)
}

pub(super) fn last_value(file: &ParsedFile) -> &Expr {
    let (_, cell) = file.python().last().unwrap();
    let Some(Stmt { kind: StmtKind::Expr(value) | StmtKind::Assign { value, .. }, .. }) = cell.body.last() else {
        panic!("no value in {:?}", cell.body);
    };
    value
}

/// The guest text with visible fillers and holes, under the host text it stands in.
fn show(text: &str) -> String {
    let file = parse(text);
    let Some(Template { embed, values }) = find_template(&file, last_value(&file)) else { return "none\n".into() };
    let Place::Inline { start } = embed.place else { panic!() };
    let guest = embed.text.replace('\x01', "·").replace('\x02', "«").replace('\x03', "‹").replace('\n', "⏎");
    let host = &text[start as usize..start as usize + embed.text.len()];
    let mut out = format!("{}\n{guest}\n", host.replace('\n', "⏎").replace('\r', "␍"));
    assert_eq!(embed.holes.len(), values.len());
    for (hole, value) in embed.holes.iter().zip(values) {
        out += &format!("{:?} = {}\n", &text[embed.host(*hole)], value.map_or("?".into(), dump::expr));
    }
    out
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&show(text));
}

#[test]
fn plain_literals() {
    check(
        "x = 'SELECT 1'",
        expect![[r#"
        SELECT 1
        SELECT 1
    "#]],
    );
    check(
        "x = r\"\"\"a\n\\d\"\"\"",
        expect![[r#"
        a⏎\d
        a⏎\d
    "#]],
    );
    check(
        "b'SELECT'",
        expect![[r#"
        none
    "#]],
    );
    check(
        "x",
        expect![[r#"
        none
    "#]],
    );
}

#[test]
fn escapes() {
    check(
        r"x = 'a\'b\x41\n\t\u20ac\N{DASH}\\\q\101\ud800'",
        expect![[r#"
        a\'b\x41\n\t\u20ac\N{DASH}\\\q\101\ud800
        a·'b···A·⏎·	···€·····�·\\q···A···�
    "#]],
    );
    check(
        "x = '''sel\\\nect'''",
        expect![[r#"
        sel\⏎ect
        sel··ect
    "#]],
    );
    check(
        "x = 'a\\\r\nb'",
        expect![[r#"
            a\␍⏎b
            a···b
        "#]],
    );
}

#[test]
fn seams() {
    check(
        "x = ('SELECT ta'  # c\n  \"ble \" r'z' '')",
        expect![[r#"
        SELECT ta'  # c⏎  "ble " r'z' '
        SELECT ta··········ble ····z···
    "#]],
    );
    check(
        "x = 'a' + ('b' + 'c')",
        expect![[r#"
        a' + ('b' + 'c
        a······b·····c
    "#]],
    );
    check(
        "x = 'a' \\\n  'b'",
        expect![[r#"
        a' \⏎  'b
        a·······b
    "#]],
    );
}

#[test]
fn operands() {
    check(
        "'SELECT ' + cols + ' FROM ' + a + b",
        expect![[r#"
        SELECT ' + cols + ' FROM ' + a + b
        SELECT «‹‹‹‹‹‹‹‹‹‹‹ FROM «‹‹‹‹‹‹‹‹
        "' + cols + '" = cols
        "' + a + b" = ?
    "#]],
    );
    check(
        "prefix + '.t'",
        expect![[r#"
        prefix + '.t
        «‹‹‹‹‹‹‹‹‹.t
        "prefix + '" = prefix
    "#]],
    );
    check(
        "('a' + x) + 'b'",
        expect![[r#"
        a' + x) + 'b
        a«‹‹‹‹‹‹‹‹‹b
        "' + x) + '" = x
    "#]],
    );
    check(
        "'' + x",
        expect![[r#"
        x
        «
        "x" = x
    "#]],
    );
    check(
        "x + y",
        expect![[r#"
        none
    "#]],
    );
    check(
        "'a' * 3",
        expect![[r#"
        none
    "#]],
    );
    check(
        "'a' + str(x) + f'{y}' + z",
        expect![[r#"
        a' + str(x) + f'{y}' + z
        a«‹‹‹‹‹‹‹‹‹‹‹‹‹‹«‹‹«‹‹‹‹
        "' + str(x) + f'" = str(x)
        "{y}" = y
        "' + z" = z
    "#]],
    );
}

#[test]
fn formatted_strings() {
    check(
        "f'SELECT {a.b} {{x}} {c!r} {d:>{w}} {f\"{e}\"}'",
        expect![[r#"
        SELECT {a.b} {{x}} {c!r} {d:>{w}} {f"{e}"}
        SELECT «‹‹‹‹ ·{x·} «‹‹‹‹ «‹‹‹‹‹‹‹ «‹‹‹‹‹‹‹
        "{a.b}" = a.b
        "{c!r}" = ?
        "{d:>{w}}" = ?
        "{f\"{e}\"}" = f'39..42{e}'
    "#]],
    );
    check(
        "f'{a}' 'b' f'{c}'",
        expect![[r#"
        {a}' 'b' f'{c}
        «‹‹···b····«‹‹
        "{a}" = a
        "{c}" = c
    "#]],
    );
}

#[test]
fn percent_formats() {
    check(
        "'a %s b %d 5%% %(no)s' % (x, y)",
        expect![[r#"
        a %s b %d 5%% %(no)s
        a «‹ b «‹ 5·% «‹‹‹‹‹
        "%s" = x
        "%d" = y
        "%(no)s" = ?
    "#]],
    );
    check(
        "'%(a)s %(b)s %(c)5d' % {'a': x, 'c': z}",
        expect![[r#"
        %(a)s %(b)s %(c)5d
        «‹‹‹‹ «‹‹‹‹ «‹‹‹‹‹
        "%(a)s" = x
        "%(b)s" = ?
        "%(c)5d" = ?
    "#]],
    );
    check(
        "'%s' % x + ' LIKE \\'%s\\'' ",
        expect![[r#"
        %s' % x + ' LIKE \'%s\'
        «‹········· LIKE ·'%s·'
        "%s" = x
    "#]],
    );
    check(
        "'%s, %*d %s' % (a, w, n, *rest)",
        expect![[r#"
        %s, %*d %s
        «‹, «‹‹ «‹
        "%s" = a
        "%*d" = ?
        "%s" = ?
    "#]],
    );
    check(
        "('a %s ' + x + ' %s') % t",
        expect![[r#"
        a %s ' + x + ' %s
        a «‹ «‹‹‹‹‹‹‹‹ «‹
        "%s" = ?
        "' + x + '" = x
        "%s" = ?
    "#]],
    );
}

#[test]
fn format_calls() {
    check(
        "'{} {} {{}} {name} {x.y} {z:d}'.format(a, *b, name=c)",
        expect![[r#"
        {} {} {{}} {name} {x.y} {z:d}
        «‹ «‹ ·{·} «‹‹‹‹‹ «‹‹‹‹ «‹‹‹‹
        "{}" = a
        "{}" = ?
        "{name}" = c
        "{x.y}" = ?
        "{z:d}" = ?
    "#]],
    );
    check(
        "('{1}' '{0}' + '{n}').format(a, b, **k)",
        expect![[r#"
        {1}' '{0}' + '{n}
        «‹‹···«‹‹·····«‹‹
        "{1}" = b
        "{0}" = a
        "{n}" = ?
    "#]],
    );
    check(
        "'{}'.format(a) + '{} {'",
        expect![[r#"
        {}'.format(a) + '{} {
        «‹···············{} {
        "{}" = a
    "#]],
    );
    check(
        "f'{x}{{}}'.format(y)",
        expect![[r#"
            {x}{{}}
            «‹‹·«‹‹
            "{x}" = x
            "{}}" = y
        "#]],
    );
}

#[test]
fn marks_of_a_notebook_are_fillers() {
    let text = "-- Databricks notebook source\n-- MAGIC %python\n-- MAGIC x = '''a\n-- MAGIC   b'''\n";
    let file = ParsedFile::parse(FileKind::detect("x.sql", text).unwrap(), text);
    let Template { embed, .. } = find_template(&file, last_value(&file)).unwrap();
    assert_eq!(&*embed.text, format!("a\n{}  b", "\x01".repeat(9)));
    let b = text.rfind('b').unwrap() as u32;
    assert!(embed.allows(TextRange::new(b, b + 1), "c"));
    assert!(!embed.allows(TextRange::new(b, b + 1), "c\nd"));
    assert!(!embed.allows(TextRange::new(b - 4, b + 1), "c"));
}

#[test]
fn edits_that_the_host_would_misread_are_refused() {
    let text = "x = 'a\\nb' f'{c}d{{' + e + \"\"\"f\"\"\"";
    let file = parse(text);
    let Template { embed, .. } = find_template(&file, last_value(&file)).unwrap();
    let allows = |at: &str, len: u32, new: &str| {
        let start = text.find(at).unwrap() as u32;
        embed.allows(TextRange::new(start, start + len), new)
    };
    assert!(allows("a", 1, "z \""));
    assert!(!allows("a", 1, "'") && !allows("a", 1, "\\") && !allows("a", 1, "\n"));
    assert!(!allows("\\n", 1, "") && !allows("\\n", 2, "") && !allows("nb", 1, "") && !allows("nb", 0, "z"));
    assert!(allows("\\n", 0, "z") && allows("b'", 1, "") && allows("b'", 0, "z"));
    assert!(!allows("b'", 2, "") && !allows("' f", 3, "") && !allows("{c", 3, ""));
    assert!(!allows("c}", 0, "z") && allows("d{", 1, "z") && !allows("d{", 1, "{") && !allows("{'", 0, "z"));
    assert!(allows("f\"\"\"", 1, "'\n") && !allows("f\"\"\"", 1, "\""));
    assert!(!allows("x", 1, "y"));
    assert!(!Embed::piecewise("a", Vec::new(), TextRange::new(0, 1)).allows(TextRange::new(0, 1), ""));
}
