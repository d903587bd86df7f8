use expect_test::{Expect, expect};

use crate::python::dump::dump;
use crate::source::{CellContent, FileKind, Magic, ParsedFile};

fn magic(text: &str, magic: &Magic) -> String {
    let Magic { name, name_range, rest, range } = magic;
    format!("magic {name} {:?} {:?} {:?}", &text[*name_range], &text[*rest], &text[*range])
}

fn show(file: &ParsedFile) -> String {
    let text = &file.text;
    assert_eq!(file.code.len(), text.len());
    let mut out = String::new();
    for cell in &file.cells {
        out += &format!("[{}] {:?}", cell.index, cell.range);
        if let Some(title) = cell.title {
            out += &format!(" title {:?}", &text[title]);
        }
        out += "\n";
        match &cell.content {
            CellContent::Python(python) => {
                python.magics.iter().for_each(|it| out += &format!("{}\n", magic(text, it)));
                out += &dump(&python.body);
                python.errors.iter().for_each(|error| out += &format!("error {:?}\n", &text[*error]));
            }
            CellContent::Sql(embed) => {
                assert_eq!(embed.text.len(), cell.range.len() as usize);
                out += &format!("sql {:?}\n", embed.text);
                let editable: Vec<_> = embed.guard.regions.iter().map(|region| &text[region.range]).collect();
                out += &format!("editable {editable:?}\n");
            }
            CellContent::Magic(it) => out += &format!("{}\n", magic(text, it)),
        }
    }
    for comment in &file.comments {
        out += &format!("comment {:?}{}\n", &text[comment.range], if comment.own_line { " own line" } else { "" });
    }
    out
}

fn check(path: &str, text: &str, expected: Expect) {
    let kind = FileKind::detect(path, text).unwrap();
    expected.assert_eq(&format!("{kind:?}\n{}", show(&ParsedFile::parse(kind, text))));
    // Line ends of Windows change nothing but offsets.
    let windows = ParsedFile::parse(kind, text.replace('\n', "\r\n"));
    assert_eq!(windows.cells.len(), ParsedFile::parse(kind, text).cells.len());
}

#[test]
fn python_notebook() {
    check(
        "a/b.py",
        "# Databricks notebook source\n# MAGIC %md\n# MAGIC # Title\n\n# COMMAND ----------\n\n# DBTITLE 1,Load, then go\nx = 1  # one\n# alone\n\n# COMMAND ----------\n\n# MAGIC %run ./setup $a=\"b\"\n\n# COMMAND ----------\n\n# comment\n# MAGIC %sql\n# MAGIC -- note\n# MAGIC SELECT 1\n# MAGIC\n# MAGIC FROM t\n\n# COMMAND ----------\n\n\n# COMMAND ----------\n\n# MAGIC %pip install a \\\n# MAGIC   b\n# MAGIC dbutils.library.restartPython()\n",
        expect![[r##"
            PythonNotebook
            [0] 29..56
            magic md "%md" "\n# MAGIC # Title" "%md\n# MAGIC # Title"
            [1] 106..126 title "Load, then go"
            x = 1
            [2] 150..177
            magic run "%run" "./setup $a=\"b\"" "%run ./setup $a=\"b\""
            [3] 201..279
            sql "         \n            \n        -- note\n        SELECT 1\n       \n        FROM t"
            editable ["", "-- note", "SELECT 1", "", "FROM t"]
            [4] 304..304
            [5] 326..402
            magic pip "%pip" "install a \\\n# MAGIC   b" "%pip install a \\\n# MAGIC   b"
            dbutils.library.restartPython()
            comment "# one"
            comment "# alone" own line
            comment "# comment" own line
            comment "-- note" own line
        "##]],
    );
}

#[test]
fn other_languages_and_unknown_magics() {
    check(
        "n.py",
        "# Databricks notebook source\n# MAGIC %scala\n# MAGIC val x = 1\n\n# COMMAND ----------\n\n# MAGIC %r\n# MAGIC x\n\n# COMMAND ----------\n\n# MAGIC %sh ls\n\n# COMMAND ----------\n\n# MAGIC %fs ls /\n\n# COMMAND ----------\n\n# MAGIC %skip\n# MAGIC x = 1\n\n# COMMAND ----------\n\n# MAGIC %python\n# MAGIC x = '''a\n# MAGIC   b'''\n\n# COMMAND ----------\n\n# MAGIC %frobnicate now\n# MAGIC x\n\n# COMMAND ----------\n\n# MAGIC %%bash\n# MAGIC x\n\n# COMMAND ----------\n\n# MAGIC no magic at all\n\n# COMMAND ----------\n\n# MAGIC %%sql\n# MAGIC SELECT 1\n",
        expect![[r##"
            PythonNotebook
            [0] 29..61
            magic scala "%scala" "\n# MAGIC val x = 1" "%scala\n# MAGIC val x = 1"
            [1] 85..105
            magic r "%r" "\n# MAGIC x" "%r\n# MAGIC x"
            [2] 129..143
            magic sh "%sh" "ls" "%sh ls"
            [3] 167..183
            magic fs "%fs" "ls /" "%fs ls /"
            [4] 207..234
            magic skip "%skip" "\n# MAGIC x = 1" "%skip\n# MAGIC x = 1"
            [5] 258..305
            magic python "%python" "" "%python"
            x = t'289..302'
            [6] 329..362
            magic frobnicate "%frobnicate" "now" "%frobnicate now"
            x
            [7] 386..410
            magic bash "%%bash" "\n# MAGIC x" "%%bash\n# MAGIC x"
            [8] 434..457
            magic  "" "# MAGIC no magic at all" "# MAGIC no magic at all"
            [9] 481..511
            sql "             \n        SELECT 1"
            editable ["", "SELECT 1"]
        "##]],
    );
}

#[test]
fn python_behind_a_magic_without_separator_still_runs() {
    check(
        "n.py",
        "# Databricks notebook source\n# MAGIC %md\n# MAGIC hello\nimport x\n\n# COMMAND ----------\nx = 1\n# MAGIC %sql\n# MAGIC select 1\n\n# COMMAND ----------\n# MAGIC é no mark\ny = 2\n",
        expect![[r##"
            PythonNotebook
            [0] 29..63
            magic md "%md" "" "# MAGIC %md\n# MAGIC hello"
            import x
            [1] 86..121
            x = 1
            [2] 144..168
            magic  "" "é no mark" "# MAGIC é no mark"
            y = 2
            comment "# MAGIC %sql" own line
            comment "# MAGIC select 1" own line
        "##]],
    );
}

#[test]
fn line_magics_in_python() {
    check(
        "plain.py",
        "%pip install a\n!ls -l\n?help\nobj.name??\nfiles = !ls\nx = %sql SELECT 1\nif a:\n    %run ./b\ny = (a\n% b)\nz = 1 \\\n  % 2\ns = '''\n%pip\n# no comment\n'''\n",
        expect![[r#"
            Python
            [0] 0..144
            magic pip "%pip" "install a" "%pip install a"
            magic ! "!" "ls -l" "!ls -l"
            magic ? "?" "help" "?help"
            magic ? "?" "?" "obj.name??"
            magic ! "!" "ls" "files = !ls"
            magic sql "%sql" "SELECT 1" "x = %sql SELECT 1"
            magic run "%run" "./b" "%run ./b"
            if a
            y = (a Mod b)
            z = (1 Mod 2)
            s = t'121..140'
        "#]],
    );
}

#[test]
fn sql_notebook() {
    check(
        "n.sql",
        "-- Databricks notebook source\n-- MAGIC %python\n-- MAGIC if a:\n-- MAGIC     x = '''s\n-- MAGIC     t'''  # c\n-- MAGIC y = 2\n\n-- COMMAND ----------\n\n-- DBTITLE 0,Hidden\nSELECT '--' /* a /* b */ c */, `--` -- end\n\n-- COMMAND ----------\n\n-- MAGIC %md\n-- MAGIC text\n\n-- COMMAND ----------\n\n-- comment\nSELECT 2\n-- MAGIC not a magic\n\n-- COMMAND ----------\n\n-- MAGIC %run ./x\n",
        expect![[r##"
            SqlNotebook
            [0] 30..121
            magic python "%python" "" "%python"
            if a
            then
              x = t'82..98'
            y = 2
            [1] 166..208 title "Hidden"
            sql "SELECT '--' /* a /* b */ c */, `--` -- end"
            editable ["SELECT '--' /* a /* b */ c */, `--` -- end"]
            [2] 233..259
            magic md "%md" "\n-- MAGIC text" "%md\n-- MAGIC text"
            [3] 284..324
            sql "-- comment\nSELECT 2\n-- MAGIC not a magic"
            editable ["-- comment\nSELECT 2\n-- MAGIC not a magic"]
            [4] 349..366
            magic run "%run" "./x" "%run ./x"
            comment "# c"
            comment "/* a /* b */ c */"
            comment "-- end"
            comment "-- comment" own line
            comment "-- MAGIC not a magic" own line
        "##]],
    );
}

#[test]
fn plain_files() {
    check(
        "q.sql",
        "-- c\nSELECT 1",
        expect![[r#"
        Sql
        [0] 0..13
        sql "-- c\nSELECT 1"
        editable ["-- c\nSELECT 1"]
        comment "-- c" own line
    "#]],
    );
    check(
        "e.py",
        "",
        expect![[r#"
        Python
        [0] 0..0
    "#]],
    );
    check(
        "\u{feff}b.py",
        "\u{feff}# Databricks notebook source\nx = 1",
        expect![[r#"
        PythonNotebook
        [0] 32..37
        x = 1
    "#]],
    );
    assert_eq!(FileKind::detect("x/databricks.yml", ""), Some(FileKind::Yaml));
    assert_eq!(FileKind::detect("C:\\x.IPYNB", ""), Some(FileKind::Ipynb));
    assert_eq!(FileKind::detect("Makefile", ""), None);
    assert_eq!(FileKind::detect("a.py/b", ""), None);
}

#[test]
fn comments_never_reach_the_grammar() {
    let run = "# a comment that says something\n".repeat(16_000);
    for text in [format!("x = 1\n{run}"), format!("def f():\n    x = 1\n{run}"), format!("if a:\n{run}    b\n{run}c\n")]
    {
        let file = ParsedFile::parse(FileKind::Python, text);
        assert!(!file.code.contains('#'));
        assert!(file.comments.len() >= 16_000);
    }
    let text = "x = [\n# a\n1]\ns = '# b'\nt = '''\n# c\n'''  # d\n";
    let file = ParsedFile::parse(FileKind::Python, text);
    assert_eq!(&*file.code, "x = [\n   \n1]\ns = '# b'\nt = '''\n# c\n'''  # d\n");
}

#[test]
fn magic_lines_in_a_row_never_reach_the_grammar() {
    let text = format!("# Databricks notebook source\nx = 1\n{}", "# MAGIC select 1\n".repeat(16_000));
    let file = ParsedFile::parse(FileKind::PythonNotebook, text);
    assert!(!file.code.contains("MAGIC"));
    assert_eq!(file.cells.len(), 1);
}
