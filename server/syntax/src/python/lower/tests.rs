use expect_test::{Expect, expect};

use crate::python::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::python::dump::dump;
use crate::source::{CellContent, FileKind, ParsedFile, PythonCell};

fn parse(code: &str) -> PythonCell {
    let file = ParsedFile::parse(FileKind::Python, code);
    match &file.cells[0].content {
        CellContent::Python(cell) => PythonCell::clone(cell),
        other => panic!("no Python: {other:?}"),
    }
}

fn check(code: &str, expected: Expect) {
    let cell = parse(code);
    let errors: String = cell.errors.iter().map(|error| format!("error {error:?} {:?}\n", &code[*error])).collect();
    expected.assert_eq(&(dump(&cell.body) + &errors));
}

#[test]
fn calls_and_chains() {
    check(
        "df = spark.read.option('a', x=1, *b, **c)[0, 1][2:3, ::4]['k',].load\nf(x for x in y)\n(df\n .a()\n .b)\n",
        expect![[r#"
            df = spark.read.option('24..25', x=1, *b, **c)[(0, 1,)][(2:3:, ::4,)][('59..60',)].load
            f(Generator<x for x in y>)
            df.a().b
        "#]],
    );
}

#[test]
fn operators() {
    check(
        "a + b * c - d\n-a ** b ** c\nnot a and b and c or d or e\na < b <= c is not d not in e != f\nx if y else z if w else v\n",
        expect![[r#"
            (a Add (b Mul c) Sub d)
            Minus((a Pow (b Pow c)))
            ((Not(a) And b And c) Or d Or e)
            (a Lt b LtEq c IsNot d NotIn e NotEq f)
            (x if y else (z if w else v))
        "#]],
    );
}

#[test]
fn assignments() {
    check(
        "a = b = c, d = e\nx: list[int] = []\ny: int\n(z): int = 1\nfor (w,) in (v): pass\na.b += 1\n(p, *q), r[0] = s\nx //= y = 1\nt = u,\nv,\n",
        expect![[r#"
            a = b = (c, d,) = e
            x: list[int] = []
            y: int
            z: int = 1
            for (w,) in v
            then
              pass
            a.b Add= 1
            ((p, *q,), r[0],) = s
            x FloorDiv= ERROR
            t = (u,)
            (v,)
        "#]],
    );
}

#[test]
fn literals() {
    check(
        "[1, 0xFF, 1_000, 1.5e3, 10L, 3j, 99999999999999999999, 0o17, 0b101, True, None, ...]\n{'a': 1, **b}\n{1, *s}\n()\n(1,)\nrb'x' 'y'\nf'''{a}{b!r}{c:>{w}}{d=}{ {1: 2}[1] }{e, f}'''\nf'{f'{x}'}'\nt'{x}'\n",
        expect![[r#"
            [1, 255, 1000, 1500.0, 10, NUMBER, 1e20, 15, 5, True, None, ...]
            {'87..88': 1, **b}
            {1, *s}
            (,)
            (1,)
            rb'118..119' b'122..123'
            tf'129..168{a}{b!}{c!}{d!}{{1: 2}[1]}{(e, f,)}'
            f'174..182{f'177..180{x}'}'
            f'186..189{x}'
        "#]],
    );
}

#[test]
fn comprehensions_and_lambdas() {
    check(
        "[x for x in y if a if b for z in x]\n{k: v for k, v in d.items()}\n{x async for x in y}\nlambda a, *b, c=1, **d: a\nlambda: 0\n(yield x)\nawait f()\n(n := 10)\nx = yield from g()\n",
        expect![[r#"
            List<x for x in y if a if b for z in x>
            Dict<k: v for (k, v,) in d.items()>
            Set<x for x in y>
            lambda a, *b, kw c = 1, **d: a
            lambda : 0
            yield x
            await f()
            (n := 10)
            x = yield g()
        "#]],
    );
}

#[test]
fn definitions() {
    check(
        "@dlt.table(name='x')\n@f\nasync def g[T: int](a, b: int, /, c=1, d: str = 'x', *args: *Ts, e, **kw: Any) -> DataFrame | None:\n    return a\nclass C[T](A, metaclass=M):\n    x = 1\n    def f(self, *, k): pass\ntype X[T] = list[T]\n",
        expect![[r#"
            @dlt.table(name='17..18') @f def g(a, b: int, c = 1, d: str = '73..74', *args: *Ts, kw e, **kw: Any) -> (DataFrame BitOr None)
              return a
            class C(A, metaclass=M)
              x = 1
              def f(self, kw k)
                pass
            X = list[T]
        "#]],
    );
}

#[test]
fn blocks() {
    check(
        "if a:\n    b\nelif c:\n    d\nelif e: f\nelse:\n    g\nfor x, y in z:\n    break\nelse:\n    h\nasync for i in j: continue\nwhile k:\n    pass\ntry:\n    l\nexcept A as m:\n    n\nexcept (B, C):\n    o\nexcept D, E:\n    o2\nexcept* F:\n    o3\nexcept:\n    p\nelse:\n    q\nfinally:\n    r\nwith open(s) as t, u: v\nwith (a1 as b1, c1 as d1):\n    e1\nasync with w as (x1, y1): z1\n",
        expect![[r#"
            if a
            then
              b
            else
              if c
              then
                d
              else
                if e
                then
                  f
                else
                  g
            for (x, y,) in z
            then
              break
            else
              h
            for i in j
            then
              continue
            while k
            then
              pass
            try
            then
              l
            except A m
              n
            except (B, C,)
              o
            except (D, E,)
              o2
            except F
              o3
            except
              p
            else
              q
            finally
              r
            with open(s) as t, u
              v
            with a1 as b1, c1 as d1
              e1
            with w as (x1, y1,)
              z1
        "#]],
    );
}

#[test]
fn imports() {
    check(
        "import a.b as c, d\nfrom . import x\nfrom ..y.z import (e as f, g,)\nfrom h import *\nfrom __future__ import annotations\nglobal i, j\nraise E from c\nassert a, 'b'\ndel x, y[0]\n",
        expect![[r#"
            import a.b as c, d
            from . import x
            from ..y.z import e as f, g
            from h import *
            from __future__ import annotations
            global i, j
            raise E from c
            assert a, '155..156'
            del x, y[0]
        "#]],
    );
}

#[test]
fn match_statements() {
    check(
        "match x, y:\n    case [1, a, *rest] if a > 1:\n        b\n    case Point(x=0, y=q) | m.CONST:\n        c\n    case {'k': v, **others} as whole:\n        d\n    case _:\n        e\nmatch = 1\n",
        expect![[r#"
            match (x, y,)
            case a, rest if (a Gt 1)
              b
            case q
              c
            case v, others, whole
              d
            case
              e
            match = 1
        "#]],
    );
}

#[test]
fn broken_code_keeps_the_rest() {
    check(
        "a = 1\nprint 'x', y\ndf.\nb = 2\nf(1, , z)\nx = = 3\nc = (spark.table('t')\nd = 4\n",
        expect![[r#"
            a = 1
            ERROR '13..14', y
            ERROR df
            b = 2
            f(1, z)
            ERROR x, 3
            ERROR c, spark.table('65..66'), d, 4
            error 6..18 "print 'x', y"
            error 32..33 ","
            error 43..44 "="
            error 49..70 "= (spark.table('t')\nd"
            error 21..22 "."
        "#]],
    );
}

#[test]
fn line_continuations_and_semicolons() {
    check(
        "a = 1 + \\\n  2; b = 3\nimport x. \\\n  y\nif a: b; c\n",
        expect![[r#"
        a = (1 Add 2)
        b = 3
        import x.y
        if a
        then
          b
          c
    "#]],
    );
}

#[test]
fn ranges_are_host_ranges() {
    let text = "# Databricks notebook source\né = 1\n\n# COMMAND ----------\n\nß = f'é{spark}'\n";
    let file = ParsedFile::parse(FileKind::PythonNotebook, text);
    let (_, cell) = file.python().nth(1).unwrap();
    let StmtKind::Assign { targets, value } = &cell.body[0].kind else { panic!() };
    assert_eq!(&text[cell.body[0].range], "ß = f'é{spark}'");
    assert_eq!(&text[targets[0].range], "ß");
    let ExprKind::String(literal) = &value.kind else { panic!() };
    assert_eq!(&text[literal.parts[0].content], "é{spark}");
    assert_eq!(&text[literal.parts[0].holes[0].range], "{spark}");
    assert_eq!(&text[literal.parts[0].holes[0].value.range], "spark");
}

fn value(body: &[Stmt]) -> &Expr {
    match &body[0].kind {
        StmtKind::Expr(value) | StmtKind::Assign { value, .. } => value,
        other => panic!("no value: {other:?}"),
    }
}

#[test]
fn long_chains_of_operators_are_flat() {
    let body = parse(&vec!["a"; 10_000].join(" + ")).body;
    assert!(matches!(&value(&body).kind, ExprKind::Binary { rest, .. } if rest.len() == 9_999));
    let body = parse(&vec!["a"; 10_000].join(" and ")).body;
    assert!(matches!(&value(&body).kind, ExprKind::Bool { values, .. } if values.len() == 10_000));
    let body = parse(&("x = ".repeat(10_000) + "1")).body;
    assert!(matches!(&body[0].kind, StmtKind::Assign { targets, .. } if targets.len() == 10_000));
}

fn depth_of_chain(mut value: &Expr) -> (usize, &Expr) {
    for depth in 0.. {
        value = match &value.kind {
            ExprKind::Call(call) => &call.function,
            ExprKind::Attribute { object, .. } => object,
            _ => return (depth, value),
        };
    }
    unreachable!()
}

#[test]
fn long_method_chains_are_cut_at_their_start() {
    let body = parse(&("df".to_owned() + &".f()".repeat(5_000))).body;
    let (depth, first) = depth_of_chain(value(&body));
    assert!(depth > 500 && depth <= super::MAX_DEPTH as usize);
    assert!(matches!(first.kind, ExprKind::Error));
    let body = parse(&("df".to_owned() + &".f()".repeat(200))).body;
    let (depth, first) = depth_of_chain(value(&body));
    assert_eq!(depth, 400);
    assert!(matches!(first.kind, ExprKind::Name(_)));
}

#[test]
fn deep_nesting_never_overflows() {
    for (open, close) in [("(", ")"), ("[", "]"), ("f(", ")"), ("{1: ", "}"), ("not ", ""), ("-", ""), ("lambda: ", "")]
    {
        parse(&format!("x = {}a{}", open.repeat(10_000), close.repeat(10_000)));
    }
    parse(&format!("x = {}a", "a if b else ".repeat(10_000)));
    parse(&format!("x = {}a", "a ** ".repeat(10_000)));
    parse(&"f'{".repeat(3_000));
    parse(&format!("x: {}a", "a[".repeat(5_000)));
    parse(&(0..3_000).map(|depth| " ".repeat(depth) + "if a:\n").collect::<String>());
    parse(&format!("if a: b\n{}", "elif c: d\n".repeat(10_000)));
    parse(&format!("match x:\n case {}:\n  pass\n", "[".repeat(5_000)));
    parse(&format!("x = a{}", ".f(a".repeat(5_000)));
}

#[test]
fn shallow_nesting_is_kept() {
    let body = parse(&format!("{}a{}", "(".repeat(100), ")".repeat(100))).body;
    assert!(matches!(value(&body).kind, ExprKind::Name(_)));
}

#[test]
fn new_syntax_is_no_error() {
    for code in [
        "x[*a, b]\nreturn *a, b\nfor x in *a, b: pass\n",
        "def f[T: (int, str) = int, *Ts, **P](*args: *Ts) -> tuple[*Ts]: ...\n",
        "class C[T = int]: pass\n",
        "type A[T] = list[T] | None\ntype = 1\nmatch = type\ncase = 2\n",
        "try:\n    pass\nexcept* A as e:\n    pass\n",
        "try:\n    pass\nexcept A, B:\n    pass\n",
        "f'{x:=10} {a[\"b\"]} {c['d']} {'\\n'.join(e)} {f!r:>{w}.{p}} {g = }'\n",
        "f'''{\n    x  # why\n}'''\n",
        "t'{x}' rt'{y}'\n",
        "async def f():\n    return [await x async for x in y if await z]\n",
        "async with (a as b, c as d,):\n    pass\n",
        "with (open(a)) as b, (c): pass\n",
        "@a.b[c](d).e\n@(lambda f: f)\ndef f(): pass\n",
        "lambda *, k=1, **kw: (yield)\nlambda a, /, b: a if b else lambda: c\n",
        "if (n := len(a)) > 10 and (m := n): pass\n",
        "match x:\n    case {'a': [1, *_], **rest} | A.B(c=-1.5 + 2j) if y: pass\n    case None | True | 'a' 'b': pass\n    case (a, b), [c]: pass\n",
        "print(*a, sep='', file=f)\nexec(code)\nprint\nexec = 1\n",
        "x: int\nx.y: int = 1\nx[0]: str\ndel (a), b[0], c.d\n",
        "a = b if c else d,\nassert (a, b), c\nraise A(b) from c\n",
        "def f(a, b=1, /, c: int = 2, *, d, e=3, **f) -> None: pass\n",
        "global a, b; nonlocal c\nimport a.b.c as d, e\nfrom ... import f\nfrom .g.h import (i as j,)\n",
        "if True:\n\tx = 1\n\n\n# c\n\ty = 2\n",
        "x = 0xdead_beef + 0o17 + 0b1 + 1_000.5e-3 + 1j + .5 + 5.\n",
        "a < b == c in d not in e is f is not g\nnot a == b\n-a ** -b\n~a @ b // c % d << e >> f & g ^ h | i\n",
        "x = [\n    1,\n\n    2,\n]\n\nelse_ = 1\n",
    ] {
        let cell = parse(code);
        let errors: Vec<_> = cell.errors.iter().map(|error| &code[*error]).collect();
        assert!(errors.is_empty(), "{code}{errors:?}");
        assert!(!format!("{:?}", cell.body).contains("Error"), "{code}{}", dump(&cell.body));
    }
}

#[test]
fn old_syntax_is_an_error_and_no_more() {
    for code in ["print 'a' % b, c\n", "exec 'a' in b\n", "x = `a`\n", "except E, e:\n"] {
        let code = format!("before = 1\n{code}after = 2\n");
        let cell = parse(&code);
        assert!(!cell.errors.is_empty(), "{code}");
        let names = dump(&cell.body);
        assert!(names.contains("before = 1") && names.contains("after"), "{code}{names}");
    }
}

#[test]
fn a_half_written_line_leaves_the_next_one_alone() {
    check(
        "df.\nb = 2\nx =\nc = a +  # why\nd = 1.\nfrom x import *\ne = x1.\n...\nf = (a.\n  b +\n  c)\ng //=\nh = a \\\n  .b\n",
        expect![[r#"
            ERROR df
            b = 2
            ERROR x
            ERROR c, a
            d = 1.0
            from x import *
            ERROR e, x1
            ...
            f = (a.b Add c)
            ERROR g
            h = a.b
            error 2..3 "."
            error 12..13 "="
            error 20..21 "+"
            error 58..59 "."
            error 85..88 "//="
        "#]],
    );
}
