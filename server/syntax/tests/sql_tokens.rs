//! Tokens, statements and recovery of the SQL front end, one expectation a line.

use brickline_syntax::sql::view::{Expr, LiteralValue, Stmt};
use brickline_syntax::sql::{Kind, lex, parse, parse_expression, parse_schema, parse_select_items, parse_type};

fn kinds(text: &str) -> Vec<Kind> {
    lex(text).into_iter().map(|t| t.kind).filter(|k| *k != Kind::Whitespace).collect()
}

#[test]
fn literals_and_their_suffixes() {
    use Kind::*;
    assert_eq!(
        kinds("1 1L 1s 1Y 1.5 .5 1. 1e3 1E-3 1.5BD 1e3D 2f"),
        [
            Integer,
            TypedNumber,
            TypedNumber,
            TypedNumber,
            Decimal,
            Decimal,
            Decimal,
            Exponent,
            Exponent,
            TypedNumber,
            TypedNumber,
            TypedNumber
        ]
    );
    assert_eq!(kinds("1a 1Lx a.1b"), [Word, Word, Word, Dot, Word]);
    assert_eq!(kinds(r#"'it''s' 'a\'b' "x" r'\' R"\""#), [String, String, DoubleString, String, String]);
    assert_eq!(
        kinds("`a``b` $$ any ' $$ /* a /* b */ */ -- c\\\nd\n/*+ H */"),
        [QuotedName, DollarString, BlockComment, LineComment, HintStart, Word, HintEnd]
    );
    assert_eq!(kinds("'open\nSELECT"), [Unclosed, SELECT]);
}

#[test]
fn holes_templates_and_fillers() {
    use Kind::*;
    assert_eq!(kinds("SEL\u{1}ECT \u{2}\u{3}\u{3} a_\u{2}\u{3}.b"), [SELECT, Hole, HoleWord, Dot, Word]);
    assert_eq!(
        kinds("${x} dev_${x} {{ f('a') }} {df} $y :p ? @v1"),
        [Template, HoleWord, Template, Template, Template, Colon, Word, Question, At, Word]
    );
    assert_eq!(kinds("{% if a %} z {# c #}"), [TemplateTag, Word, TemplateTag]);
    assert_eq!(kinds("%sql SELECT a % b;\n%run ./x"), [Magic, SELECT, Word, Percent, Word, Semicolon, Magic]);
    assert_eq!(kinds("größe 漢字 naïve_1"), [Word, Word, Word]);
}

#[test]
fn statements_end_at_semicolons_that_end_them() {
    let count = |text: &str| parse(text).statements().count();
    assert_eq!(count("SELECT ';'; SELECT 1 -- ;\n; /* ; */ SELECT `;`"), 3);
    assert_eq!(count("BEGIN SELECT 1; IF a THEN SELECT CASE WHEN b THEN 1 END; END IF; END; SELECT 2"), 2);
    assert_eq!(count("CREATE FUNCTION f() RETURNS INT LANGUAGE PYTHON AS $$ a; b; $$; SELECT 1"), 2);
    assert_eq!(count("l: BEGIN WHILE a DO SELECT 1; END WHILE; END l; SELECT 1;"), 2);
    assert_eq!(count("; ;"), 0);
}

#[test]
fn a_broken_statement_still_yields_what_it_says() {
    let names = |text: &str| parse(text).statements().flat_map(|s| s.names()).map(|n| n.dotted()).collect::<Vec<_>>();
    assert_eq!(names("SELECT a, FROM t WHERE"), ["t"]);
    assert_eq!(names("SELECT a b c FROM t JOIN u ON"), ["t", "u"]);
    assert_eq!(names("SELECT f(a, FROM t"), ["t"]);
    assert_eq!(names("SELECT * FROM (SELECT x y z FROM inner_t WHERE) s JOIN u"), ["inner_t", "u"]);
    assert_eq!(names("FROBNICATE THE TABLE a.b INTO c"), ["a.b", "c"]);
    let script = parse("SELECT 1 +; SELECT a FROM t");
    assert_eq!(script.errors().len(), 1);
    assert_eq!(script.statements().count(), 2);
}

#[test]
fn errors_say_where_and_what() {
    let error = |text: &str| {
        let script = parse(text);
        let error = script.errors().first().cloned().expect("an error");
        (text[error.range.to_usize()].to_owned(), error.expected, error.found)
    };
    assert_eq!(error("SELECT (a FROM t"), ("FROM".into(), "`)`", Kind::FROM));
    assert_eq!(error("SELECT a FROM t LIMIT 1 2"), ("2".into(), "the end of the statement", Kind::Integer));
    assert_eq!(error("SELECT a FROM t WHERE a IN (1, "), ("".into(), "an expression", Kind::End));
    assert_eq!(error("SELECT listagg(a) WITHIN GROUP ("), ("".into(), "ORDER BY", Kind::End));
    assert!(parse("SELECT ${x} ${y} ((( FROM").errors().is_empty());
}

#[test]
fn fragments_parse_on_their_own() {
    let script = parse_expression("a.b = 'x\\ty' AND c");
    let Some(Expr::And(and)) = script.expression() else { panic!("no AND") };
    let Some(Expr::Binary(equal)) = and.operands().next() else { panic!("no comparison") };
    let Some((_, _, Expr::Literal(text))) = equal.simple() else { panic!("no literal") };
    assert_eq!(text.value(), LiteralValue::Text("x\ty".into()));
    assert_eq!(parse_select_items("a, count(*) AS n, *").items().count(), 3);
    assert_eq!(
        parse_type("ARRAY<STRUCT<a: INT, b: DECIMAL(10, 2)>>").data_type().expect("a type").arguments().count(),
        1
    );
    let script = parse_schema("id BIGINT NOT NULL, m MAP<STRING, ARRAY<INT>>");
    let columns: Vec<_> = script.columns().filter_map(|c| c.name()).map(|n| n.text()).collect();
    assert_eq!(columns, ["id", "m"]);
}

#[test]
fn ranges_are_exact() {
    let text = "VACUUM  main.s.`t x`  RETAIN 1 HOURS -- keep\n;";
    let script = parse(text);
    let Some(Stmt::Vacuum(vacuum)) = script.statements().next().map(|s| s.view()) else { panic!("no VACUUM") };
    assert_eq!(&text[vacuum.table().expect("a table").range().to_usize()], "main.s.`t x`");
    assert_eq!(vacuum.table().expect("a table").parts()[2].text, "t x");
    assert_eq!(&text[vacuum.retain().expect("RETAIN").range().to_usize()], "RETAIN 1 HOURS");
    assert_eq!(&text[vacuum.range().to_usize()], "VACUUM  main.s.`t x`  RETAIN 1 HOURS");
    assert_eq!(script.comments().map(|c| &text[c.to_usize()]).collect::<Vec<_>>(), ["-- keep"]);
}
