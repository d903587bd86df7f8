use expect_test::{Expect, expect};

use super::condense;
use crate::python::parse::ChunkTree;
use crate::random::Random;

/// Checks what the grammar sees of `code`, and that the code means what it means without.
fn check(code: &str, seen: Expect) {
    let condensed = condense(code, 0);
    seen.assert_eq(condensed.as_ref().map_or("the code itself", |condensed| condensed.seen.as_str()));
    check_same(code);
}

/// Checks that code in which the grammar finds no error means what it means without reading plain expressions first.
fn check_same(code: &str) {
    let Some((_, condensed)) = ChunkTree::parse_condensed(code, 7, None) else { return };
    let (_, whole) = ChunkTree::parse_whole(code, 7).unwrap();
    let seen = condense(code, 7).unwrap().seen;
    assert_eq!(format!("{whole:#?}"), format!("{condensed:#?}"), "{code}\n{seen}");
}

#[test]
fn a_chain_is_one_token() {
    check(
        "df = spark.read.option('a', x=1, *b, **c)[0, 1]['k',].load\nf(a).b = g()\nx = (df\n  # why\n  .a()\n  .b)\n",
        expect![[r#"
            df = xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            xxxxxx = 00L
            x = (xxxxxxxxxxxxxxxxxxxxxx)
        "#]],
    );
}

#[test]
fn what_is_not_plain_is_left_around_what_is() {
    check(
        "df.filter(F.col('a') > 1, [i.j for i in f(x)], a if b.c else d)[1:n()]\nlambda a, b=f(): a.b(c + d.e, 'x')\n",
        expect![[r#"
            xxxxxxxxx(000000000L > 1, [xxx for i in 000L], a if xxx else d)[1:00L]
            lambda a, b=00L: xxx(c + xxx, 00L)
        "#]],
    );
}

#[test]
fn strings_and_displays_are_numbers() {
    check(
        "x = 'a' \"b\" \\\n  rb'''c'''\ny = {'a': [1, -2.5, None], **b, 'c': (d,)}, {e, ...}, ()\nf(['a'], (b, [c]))\n'a'.join(b)\n",
        expect![[r#"
            x = 00000000000000000000L
            y = 0000000000000000000000000000000000000L, 0000000L, 0L
            00000000000000000L
            0000000000L
        "#]],
    );
}

#[test]
fn fields_hold_a_name_and_no_more() {
    check(
        "a = f'{b} {{}} { c.d !r:>10} {e:%Y}'\ng = f'{h[0]}', f'{i + 1}', f'{j}' 'k', f'{l:{m}}', f'\\N{DASH}', f'{None}'\n",
        expect![[r#"
            a = 0000000000000000000000000000000L
            g = f'{h[0]}', f'{i + 1}', 000000000L, f'{l:{m}}', f'\N{DASH}', f'{None}'
        "#]],
    );
}

#[test]
fn targets_stay_what_they_are() {
    check(
        "(a, b.c), [d[0]] = e\nfor (f, g) in [h, 'i']: pass\nwith (j(), k('l')): pass\nwith (m() as n): pass\ndel (o, p.q)\nr.s += 1\n",
        expect![[r#"
            (a, xxx), [xxxx] = e
            for (f, g) in 0000000L: pass
            with (00L, 00000L): pass
            with (00L as n): pass
            del (o, xxx)
            xxx += 1
        "#]],
    );
}

#[test]
fn definitions_are_no_calls() {
    check(
        "@a.b(c='d')\ndef f(self, x: g.h = i(), *args) -> j[k]: return(l, 'm')\nclass C(D.E, metaclass=n('o')): pass\nclass P(): 'q'\n",
        expect![[r#"
            @000000000L
            def f(self, x: xxx = 00L, *args) -> xxxx: return(l, 'm')
            class C(xxx, metaclass=00000L): pass
            class P(): 00L
        "#]],
    );
}

#[test]
fn imports_and_old_statements_stay_what_they_are() {
    check(
        "import a.b as c\nfrom d.e import (f, g)\nfrom .h.i import j\nprint ('k', l)\nprint('m', n)\n",
        expect![[r#"
            import xxx as c
            from xxx import (f, g)
            from .xxx import j
            print (00L, l)
            000000000000L
        "#]],
    );
}

#[test]
fn tokens_never_stick_to_words() {
    check(
        "a = not'b'\nc = d in['e']\nf = 'g'if h else'i'\nreturn{'j'}\n",
        expect![[r#"
            a = not'b'
            c = d in['e']
            f = 'g'if h else'i'
            return{'j'}
        "#]],
    );
}

#[test]
fn what_is_uncertain_is_left_alone() {
    for code in ["f(a\n", "a)\n", "'a\n", "f'{a['b']}'\n", "f'{a['\n", "match x:\n    case f(y): pass\n"] {
        check(code, expect!["the code itself"]);
    }
    check_same(&format!("x = {}1{}\n", "f(".repeat(120), ")".repeat(120)));
    check_same(&format!("x = y{}\n", ".f()".repeat(300)));
}

#[test]
fn names_alone_are_no_chains() {
    for code in
        ["f(a.b=1)\n", "def f(a.b): pass\n", "import a[0]\n", "global a.b\n", "import x as a.b\n", "(a.b := 1)\n"]
    {
        assert!(ChunkTree::parse_condensed(code, 0, None).is_none(), "{code}");
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
    "print ",
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
    for _ in 0..20_000 {
        check_same(&random.text(PIECES, 12));
    }
}
