use super::*;
use crate::random::Random;

/// The tree in one line, JSON-like; plain scalars by their text, others in quotes.
fn show(node: &Node) -> String {
    match &node.value {
        Value::Scalar(scalar) if scalar.kind() == ScalarKind::Null => "null".into(),
        Value::Scalar(scalar) if scalar.is_plain() && !scalar.text.contains('\n') => scalar.text.to_string(),
        Value::Scalar(scalar) => format!("{:?}", scalar.text),
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(|item| show(&item.node)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Mapping(mapping) => {
            let entries = mapping.entries();
            let entries: Vec<String> =
                entries.iter().map(|entry| format!("{}: {}", entry.key.text, show(&entry.value.node))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Invalid => "?".into(),
    }
}

fn errors(text: &str) -> Vec<(String, String)> {
    parse(text).errors.iter().map(|error| (text[error.range].to_string(), error.message.clone())).collect()
}

#[track_caller]
fn check(text: &str, tree: &str) {
    let document = parse(text);
    assert_eq!(show(&document.root), tree, "{text}");
    assert_eq!(errors(text), [], "{text}");
}

#[track_caller]
fn check_broken(text: &str, tree: &str, places: &[&str]) {
    let document = parse(text);
    assert_eq!(show(&document.root), tree, "{text}");
    let found = errors(text);
    let found: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(found, places, "{text}");
}

#[test]
fn blocks() {
    check("a:\n  b: 1\n  c:\n    - x\n    - y: 2\n      z: 3\nd:\n", "{a: {b: 1, c: [x, {y: 2, z: 3}]}, d: null}");
    check("a:\n- x\n- y\nb: 1", "{a: [x, y], b: 1}");
    check("- - 1\n  - 2\n- \n  - 3\n", "[[1, 2], [3]]");
    check("a: # note\n\n  # more\n  b: c # end\n", "{a: {b: c}}");
    check("\u{feff}a: 1\r\nb:\r\n  - 2\r\n", "{a: 1, b: [2]}");
    check("%YAML 1.2\n---\na: 1\n...\nb: 2\n", "{a: 1}");
    check("a: 1\n---\nb: 2\n", "{a: 1}");
    check("", "null");
    check("# only\n", "null");
    check("a: 1\n? b\n: c: 2\n  d: 3\n? \"e\"\n: 4\n", "{a: 1, b: {c: 2, d: 3}, e: 4}");
    check("\"a b\": 'it''s'\n", "{a b: \"it's\"}");
}

#[test]
fn scalars() {
    check("a: one\n  two\n\n  three\nb: x#y # c\n", "{a: \"one two\\nthree\", b: x#y}");
    check("a: \"x\\ty\\u0041\\\n  z\"\n", "{a: \"x\\tyAz\"}");
    check("a: 'one\n  two'\nb: http://x:1/y\n", "{a: \"one two\", b: http://x:1/y}");
    check("a: |\n  x\n   y\n\n  z\n\nb: 1\n", "{a: \"x\\n y\\n\\nz\\n\", b: 1}");
    check("a: >-\n  x\n  y\n\n  z\n    w\n", "{a: \"x y\\nz\\n  w\"}");
    check("a: |2+\n    x\n\nb: 1", "{a: \"  x\\n\\n\", b: 1}");
    check("- |\n x\n- !!str 1\n- ${var.x}\n- -1\n- - a\n", "[\"x\\n\", 1, ${var.x}, -1, [a]]");
}

#[test]
fn brackets() {
    check("a: [1, {b: c, d}, \"e\": f, g: h,]\n", "{a: [1, {b: c, d: null}, {e: f}, {g: h}]}");
    check("a: {\n\"b\": 1\n}\n", "{a: {b: 1}}");
    check("{\"a\":[1,2],\"b\":{\"c\":null,\"d\":\"x\\/y\"}}", "{a: [1, 2], b: {c: null, d: \"x/y\"}}");
    check("a: [one\n  two, # c\n  three]", "{a: [one two, three]}");
    check("{\n\t\"a\": 1\n}\n", "{a: 1}");
}

#[test]
fn anchors_and_merges() {
    check("a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n", "{a: {p: 1, q: 2}, b: {p: 1, q: 3}}");
    check("a: &x\n  p: 1\nb: &y\n  p: 2\nc:\n  <<: [*x, *y]\n", "{a: {p: 1}, b: {p: 2}, c: {p: 2}}");
    check("a: &x 1\nb: [*x, *x]\nc: &k\n- *x\n", "{a: 1, b: [1, 1], c: [1]}");
    check("a: &x.y/z {p: 1}\nb: *x.y/z\nc: &k 1\nd: [*k, {e: *k}]\n", "{a: {p: 1}, b: {p: 1}, c: 1, d: [1, {e: 1}]}");
    check(
        "a: &x:\n  p: 1\nb:\n  <<: *x\nc:\n  <<: *x:\nd: &k q\n*k: 1\n*k : {*k: 2}\n",
        "{a: {p: 1}, b: {p: 1}, c: {p: 1}, d: q, q: {q: 2}}",
    );
    check_broken("a: &x\n  b: *x\nc: *nope\n", "{a: {b: ?}, c: ?}", &["*x", "*nope"]);
    check_broken("a:\n  <<: 1\n  b: 2\n", "{a: {b: 2}}", &["<<: 1"]);
}

#[test]
fn a_broken_part_loses_only_itself() {
    check_broken("a:\n  c: [1, 2\n  d: 3\ne: 4\n", "{a: {c: [1, 2], d: 3}, e: 4}", &["["]);
    check_broken("a:\n  b: 1\n  nam\n  d: 3\ne: 4\n", "{a: {b: 1, d: 3}, e: 4}", &["nam"]);
    check_broken("a:\n  b: 1\n\tc: 2\n  d: 3\n", "{a: {b: 1, c: 2, d: 3}}", &["\t"]);
    check_broken("a:\n  b: \"abc\n  d: 3\ne: \"f\"\n", "{a: {b: \"abc\", d: 3}, e: \"f\"}", &["\"abc"]);
    check_broken("a:\n  - x: 1\n    y: 2\n   z: 3\ne: 4\n", "{a: [{x: 1, y: 2, z: 3}], e: 4}", &["z: 3"]);
    check_broken("a:\n  b: x: y\n  d: 3\n", "{a: {b: x: y, d: 3}}", &[":"]);
    check_broken("a:\n  b: @x\n  d: 3\n", "{a: {b: ?, d: 3}}", &["@x"]);
    check_broken("a: {{x}}\nd: 3\n", "{a: {}, d: 3}", &["{"]);
    check_broken("a: 1\n  b: 2\nc: 3\n", "{a: 1, b: 2, c: 3}", &["b: 2"]);
    check_broken("a: \"\\d\"\n", "{a: \"\\\\d\"}", &["\\d"]);
    check_broken("a: 'x' y\nb: 1\n", "{a: \"x\", b: 1}", &["y"]);
    check_broken("a:\n  - x\n  b: 1\nc: 2\n", "{a: [x], b: 1, c: 2}", &["b: 1"]);
    check_broken("  a: 1\nb: 2\n", "{a: 1, b: 2}", &["b: 2"]);
    check_broken("a: - b\nc: 1\n", "{a: [b], c: 1}", &["-"]);
    check_broken("a: [1 2\n  : 3]\nb: 1", "{a: [1 2], b: 1}", &[":"]);
}

#[test]
fn types() {
    let kind = |text: &str| parse(text).root.as_scalar().map(Scalar::kind);
    for (text, expected) in [
        ("~", ScalarKind::Null),
        ("True", ScalarKind::Bool),
        ("yes", ScalarKind::String),
        ("0x1F", ScalarKind::Int),
        ("-12", ScalarKind::Int),
        ("1_000", ScalarKind::Int),
        ("1.5e3", ScalarKind::Float),
        ("-.inf", ScalarKind::Float),
        ("2024-01-31", ScalarKind::Timestamp),
        ("2024-01-31T10:00:00Z", ScalarKind::Timestamp),
        ("15.4.x-scala2.12", ScalarKind::String),
        ("1.2.3", ScalarKind::String),
        ("\"1\"", ScalarKind::String),
        ("!!str 1", ScalarKind::String),
    ] {
        assert_eq!(kind(text), Some(expected), "{text}");
    }
}

#[test]
fn ranges_and_comments() {
    let text = "a: 'x${var.y}' # c\n# own\nb: *n\n";
    let document = parse(text);
    let entry = document.root.as_mapping().and_then(|mapping| mapping.find("a")).expect("a");
    assert_eq!(&text[entry.value.range()], "'x${var.y}'");
    let scalar = entry.value.node.as_scalar().expect("text");
    assert_eq!(scalar.host_range(1, 9).map(|range| &text[range]), Some("${var.y}"));
    let comments: Vec<(&str, bool)> = document.comments.iter().map(|c| (&text[c.range], c.own_line)).collect();
    assert_eq!(comments, [("# c", false), ("# own", true)]);
}

#[test]
fn hostile_input_is_bounded() {
    for text in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        (0..3_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect(),
        "a: [1, 2\n".repeat(20_000),
        "a: \"x\n".repeat(20_000),
        "a: 1\n".repeat(100_000),
        "# c\n".repeat(100_000),
        format!("a:\n{}", "\n".repeat(100_000)),
        "\t".repeat(100_000),
        "a: &x\n  <<: *x\n".repeat(1_000),
    ] {
        parse(&text);
    }
    let mut bomb = String::from("a0: &a0 [x, x]\n");
    for level in 1..60 {
        bomb.push_str(&format!("a{level}: &a{level} [*a{0}, *a{0}]\n", level - 1));
    }
    assert!(parse(&bomb).errors.iter().any(|error| error.message.contains("too large")));
    let mut chain = String::from("a0: &a0 [x]\n");
    for level in 1..1_000 {
        chain.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    assert!(parse(&chain).errors.iter().any(|error| error.message.contains("too deeply")));
}

#[test]
fn every_line_end_breaks_a_line() {
    let text =
        "a: x\n  y\n\n  z\nb: [1, # c\n  2]\nc: \"q\n  \\\n  r\n\n  s\"\nd: |\n  t\n   u\n\ne: 'v\n  w'\n? f\n: g\n";
    let tree = "{a: \"x y\\nz\", b: [1, 2], c: \"q r\\ns\", d: \"t\\n u\\n\", e: \"v w\", f: g}";
    for end in ["\n", "\r\n", "\r"] {
        check(&text.replace('\n', end), tree);
    }
}

#[test]
fn arbitrary_text_ends() {
    let pieces = [
        "a", ": ", ":", "- ", "? ", "\n", "\r", "\r\n", "  ", "\t", "[", "]", "{", "}", ", ", "\"", "'", "\\", "|\n",
        ">-", "&x ", "*x", "<<: ", "!!str ", "# c", "---\n", "...", "é", "\u{0}", "@", "%",
    ];
    for seed in 0..20_000 {
        let text = Random(seed).text(&pieces, 24);
        for error in parse(&text).errors {
            assert!(
                text.get(error.range.start() as usize..error.range.end() as usize).is_some(),
                "{text:?}: {}",
                error.message
            );
        }
    }
}
