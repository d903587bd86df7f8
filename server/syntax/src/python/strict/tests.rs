use std::fmt::Write as _;

use ruff_text_size::Ranged;

use super::read;
use crate::python::lower::lower;
use crate::python::parse::run;
use crate::random::Random;

/// What reading `code` gives and what the grammar does, if both find nothing wrong with it. The grammar takes the star of
/// `*a ** b` for a part of `a`.
fn both(code: &str) -> Option<(String, String)> {
    let read = read(code, 7)?;
    if code.contains('*') && format!("{read:?}").contains("Starred") {
        return None;
    }
    let tree = run(code).filter(|tree| !tree.root_node().has_error())?;
    let lowered = lower(&tree, code, 7);
    Some((format!("{read:#?}"), format!("{:#?}", lowered.body)))
}

/// `code` with spaces for comments: behind the last statement of a block, the grammar takes them for a part of it.
fn blank_comments(code: &str) -> String {
    let mut bytes = code.as_bytes().to_vec();
    let parsed = ruff_python_parser::parse_unchecked_source(code, ruff_python_ast::PySourceType::Python);
    for token in parsed.tokens().iter().filter(|token| token.kind().is_comment()) {
        bytes[token.range().to_std_range()].fill(b' ');
    }
    String::from_utf8(bytes).unwrap()
}

fn check_same(code: &str) -> bool {
    let Some((read, lowered)) = both(&blank_comments(code)) else { return false };
    if read != lowered {
        let mut first = String::new();
        for ((number, a), b) in read.lines().enumerate().zip(lowered.lines()).filter(|((_, a), b)| a != b).take(6) {
            writeln!(first, "{number}: {a} | {b}").unwrap();
        }
        panic!("read | lowered differ for\n{code}\n{first}");
    }
    true
}

#[test]
fn code_means_what_it_means_to_the_grammar() {
    for code in [
        "df = spark.read.option('a', x=1, *b, **c)[0, 1][2:3, ::4]['k',].load\nx = (df\n  # why\n  .a()\n  .b)\n",
        "f(x for x in y)\nf((x for x in y), (a), ( b ), c=(d), e=( # why\n  g))\nf(\n  (h)\n  ,\n)\n",
        "(a, b.c), [d[0]] = e = f,\nfor (g, h), i in j, k: pass\nelse: l\ndel (m), n[0], o.p\ndel (q, r)\n",
        "s: list[int] = []\nt: int | None\n(u): a.B = 1\nv += w; x //= (y)\nz @= yield\n",
        "(a + b) * c - d ** -e ** f | (g)\n-a @ ~b // c % d << e >> f & g\nh ^ i\nnot a and b and (c and d) or e\n",
        "a < (b) <= c is not d not in e != f == g >= h > i\na is \\\n not b\nc not  in d\n",
        "x if y else z if w else v\nlambda a, /, b=1, *c, d, **e: (f, g)\nlambda *, k: (n := k)\nlambda: 0\n",
        "[a for b, c in d if e if f for g in (h, i)]\n{a: b for a in b}\n{a for a in b}\n{**a, 'b': c}\n",
        "b'a' B\"b\" \\\n  rb'''c'''\nx = u'd' f'{e!r:>{f}} {{}} {g=} {h[\"i\"]}' 'j' rf'''k\n{l,}'''\n",
        "0xdead_beef + 0o17 + 0b1 + 1_000.5e-3 + 1j + .5 + 5. + 99999999999999999999\n",
        "@a.b(c)\n# why\n@d\nasync def f(self, x: int = 1, /, y=2, *args: A, z, **kw: B) -> (list[int]) :\n    '''doc'''\n",
        "@a\nclass C(B, metaclass=M, *D, **E):\n    x: int = 1\n    def m(self): return\n\nclass P: pass\n",
        "import a.b.c as d, e\nfrom ... import f\nfrom .g . h import (i as j,)\nfrom k import *\nfrom __future__ import l\n",
        "if a:\n    b\nelif c:\n    d\nelif e: f\nelse:\n    g\nwhile h: i\nelse: j\n",
        "try:\n    a\nexcept B as c: d\nexcept (E, F): g\nexcept: h\nelse: i\nfinally: j\ntry: k\nexcept* L: m\n",
        "with a() as b, c as (d, e): pass\nwith (f() as g, h): pass\nasync with (i): pass\nwith (j, k): pass\n",
        "match x, y:\n    case {'a': [1, *b], **c} | A.B(d=-1.5 + 2j, e=f) if g: pass\n    case (h, _) as i: pass\n    case _: j\n",
        "raise A(b) from c\nraise\nassert (a, b), c\nglobal a, b; nonlocal c\nreturn a, b\nreturn\ntype X[T] = Y\n",
        "async def f():\n    await g()\n    async for h in i: yield j\n    yield from k\n    return [l async for l in m]\n",
        "if True:\n\tx = 1\n\n\n\ty = 2\r\nprint(*a, sep='', file=f)\né = {'é': 'ü'}\n",
    ] {
        assert!(check_same(code), "{code}");
    }
}

#[test]
fn what_is_wrong_or_too_deep_is_for_the_grammar() {
    for code in ["f(a\n", "x = = 1\n", "  x\n y\n", "print 'a'\n", "match x:\n case -'x': y\n", "x = df\u{c}\n"] {
        assert!(read(code, 0).is_none(), "{code}");
    }
    assert!(read(&format!("x = {}1{}", "(".repeat(300), ")".repeat(300)), 0).is_some());
    assert!(read(&format!("x = {}1{}", "[".repeat(300), "]".repeat(300)), 0).is_none());
    assert!(read(&format!("x = y{}", ".f()".repeat(290)), 0).is_some());
    assert!(read(&format!("x = y{}", ".f()".repeat(310)), 0).is_none());
}

/// Taking a tree apart recurses over it, which no depth of ours bounds.
#[test]
fn deep_trees_fit_on_the_stack_set_aside() {
    const LEVELS: usize = 60_000;
    let deep = [
        format!("x{}", ".a".repeat(LEVELS)),
        format!("x{}", "()".repeat(LEVELS)),
        format!("x{}", "[0]".repeat(LEVELS)),
        format!("x{}", "+a".repeat(LEVELS)),
        format!("{}a", "a**".repeat(LEVELS)),
        format!("{}a", "-".repeat(LEVELS)),
        format!("{}a", "not ".repeat(LEVELS)),
        format!("{}a", "a if b else ".repeat(LEVELS)),
        format!("{}a", "lambda:".repeat(LEVELS)),
        format!("{}a{}", "[".repeat(LEVELS), "]".repeat(LEVELS)),
        format!("{}a{}", "{0:".repeat(LEVELS), "}".repeat(LEVELS)),
        format!("{}a{}", "f(".repeat(LEVELS), ")".repeat(LEVELS)),
        format!("match x:\n case {}:\n  pass\n", "[".repeat(LEVELS) + &"]".repeat(LEVELS)),
    ];
    for code in deep {
        let flat = code.contains('+') || code.contains("case");
        assert_eq!(read(&code, 0).is_some(), flat, "{}", &code[..20]);
    }
}

const PIECES: &[&str] = &[
    "a",
    "b.c",
    "d.e.f",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ", ",
    ": ",
    "=",
    " = ",
    ".g",
    " ",
    "\n",
    "\n    ",
    "'h'",
    "\"i\"",
    "f'{j}'",
    "f'{k!r:>{l}}'",
    "b''",
    "'''m\nn'''",
    "1",
    "2.5",
    "-3",
    "None",
    "...",
    "*",
    "**",
    " + ",
    " if ",
    " else ",
    " for o in ",
    " in ",
    "not ",
    "lambda p: ",
    "f(q)",
    "r[0]",
    "s(t=1, *u)",
    "# v\n",
    "\\\n",
    "return ",
    "with ",
    " as w",
    "del ",
    "await ",
    "def x(y): ",
    "class z: ",
    "(1,)",
    "[2]",
    "{3: 4}",
    "{5}",
    "pass",
    "import ",
    "from ",
];

#[test]
fn random_code_means_the_same() {
    let mut random = Random(7);
    let compared = (0..20_000).filter(|_| check_same(&random.text(PIECES, 12))).count();
    assert!(compared > 200, "{compared}");
}
