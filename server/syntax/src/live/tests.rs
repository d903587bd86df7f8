use super::*;
use crate::random::Random;
use crate::text::{Edit, apply_edits};

const NOTEBOOK: &str = "# Databricks notebook source
# MAGIC %md
# MAGIC # Title

# COMMAND ----------

# DBTITLE 1,Load
import pyspark.sql.functions as F
from a import (b,
  c)

df = (
    spark.table('main.a.b')  # source
    .filter(F.col('x') > 1)

    .select('x', \"y\")
)
# own line

def f(x: int = 1, *args, **kw) -> str:
    '''doc

    more'''
    if x:
        return f'{x!r} {{}} {y[0]}'
    elif y:
        pass

    else:
        raise E from None

@dlt.table(
  name='a',
)
def g():
    return [i for i in x if i]

# COMMAND ----------

# MAGIC %sql
# MAGIC SELECT 1 -- note
# MAGIC FROM t

# COMMAND ----------

%pip install a
!ls
class C(B):
    x: int = 1

    def m(self):
        match self.x:
            case [1, y]: return y

for x in y:
    print(x)

else:
    z = lambda a: a ** 2

# COMMAND ----------

print 'old'
x = (1,

d = {'a': 1}
";

const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    "\n\n",
    "(",
    ")",
    "[",
    "]",
    "'",
    "\"",
    "'''",
    "#",
    ":",
    "=",
    ".",
    ",",
    "    ",
    "def f():\n",
    "if x:\n",
    "@d\n",
    "else:\n",
    "\\",
    "\\\n",
    "%sql",
    "# COMMAND ----------\n",
    "# MAGIC ",
    "é",
    "{",
    "}",
    "f'",
    "1",
    "x = 1\n",
    "\t",
    "\r\n",
    "import a\n",
    "class",
    "return ",
    "print ",
    "+",
    "*",
    "lambda: ",
];

/// Changes a text as a random user would: mostly by a little, sometimes by a lot.
fn random_edit(random: &mut Random, text: &str) -> Edit {
    let boundary = |at: usize| text.floor_char_boundary(at.min(text.len())) as u32;
    let start = random.below(text.len() + 1);
    let len = if random.below(4) == 0 { random.below(60) } else { random.below(3) };
    let range = TextRange::new(boundary(start), boundary(start + len));
    let text = if random.below(8) == 0 {
        let from = boundary(random.below(text.len() + 1));
        text[from as usize..boundary(from as usize + 80) as usize].to_owned()
    } else {
        random.text(PIECES, 2)
    };
    Edit { range, text }
}

fn check_edits(seed: u64, kind: FileKind, start: &str, edits: usize) {
    let mut random = Random(seed);
    let mut text = start.to_owned();
    let mut live = LiveFile::parse(kind, text.as_str());
    for step in 0..edits {
        if step % 40 == 39 {
            text = start.to_owned();
        }
        let edit = random_edit(&mut random, &text);
        let before = text.clone();
        text = apply_edits(&text, std::slice::from_ref(&edit));
        live = live.update(kind, text.as_str());
        let fresh = ParsedFile::parse(kind, text.as_str());
        if format!("{:?}", live.parsed) != format!("{fresh:?}") {
            let (live, fresh) = (format!("{:#?}", live.parsed), format!("{fresh:#?}"));
            let at = live.lines().zip(fresh.lines()).position(|(live, fresh)| live != fresh).unwrap_or_default();
            let around = |dump: &str| dump.lines().skip(at.saturating_sub(12)).take(24).collect::<Vec<_>>().join("\n");
            panic!(
                "step {step} of seed {seed}: {edit:?}\n{before}\n--- live\n{}\n--- fresh\n{}",
                around(&live),
                around(&fresh)
            );
        }
    }
}

#[test]
fn edits_of_a_notebook_give_what_a_fresh_parse_gives() {
    check_edits(7, FileKind::PythonNotebook, NOTEBOOK, 1_200);
}

#[test]
fn edits_of_a_plain_file_give_what_a_fresh_parse_gives() {
    let code = NOTEBOOK.replace("# COMMAND ----------", "");
    check_edits(8, FileKind::Python, &code, 1_200);
}

#[test]
fn edits_of_a_sql_notebook_give_what_a_fresh_parse_gives() {
    let cell = "SELECT '1' -- c\nFROM t";
    let python = "-- MAGIC %python\n-- MAGIC if a:\n-- MAGIC     x = '''s\n-- MAGIC     t'''\n-- MAGIC y = f(2)";
    let text = format!(
        "-- Databricks notebook source\n{cell}\n-- COMMAND ----------\n{python}\n-- COMMAND ----------\n{cell}\n"
    );
    check_edits(9, FileKind::SqlNotebook, &text, 500);
}

#[test]
fn edits_of_editor_cells_give_what_a_fresh_parse_gives() {
    let mut random = Random(10);
    let mut cells: Vec<String> = NOTEBOOK.split("# COMMAND ----------\n").map(str::to_owned).collect();
    let join =
        |cells: &[String]| Notebook::join(cells.iter().map(|cell| (crate::notebook::Language::Python, cell.as_str())));
    let mut live = LiveFile::parse_notebook(&join(&cells));
    for _ in 0..200 {
        let at = random.below(cells.len());
        match random.below(10) {
            0 => cells.insert(at, random.text(PIECES, 4)),
            1 if cells.len() > 2 => drop(cells.remove(at)),
            _ => {
                let edit = random_edit(&mut random, &cells[at]);
                cells[at] = apply_edits(&cells[at], &[edit]);
            }
        }
        let notebook = join(&cells);
        live = live.update_notebook(&notebook);
        assert_eq!(format!("{:?}", live.parsed), format!("{:?}", ParsedFile::parse_notebook(&notebook)));
    }
}

#[test]
fn what_an_edit_does_not_touch_is_kept() {
    let live = LiveFile::parse(FileKind::PythonNotebook, NOTEBOOK);
    let edited = live.update(FileKind::PythonNotebook, NOTEBOOK.replace("SELECT 1", "SELECT 2"));
    let python = |file: &LiveFile| -> Vec<Arc<PythonCell>> {
        let content = |cell: &crate::source::Cell| match &cell.content {
            CellContent::Python(python) => Some(python.clone()),
            _ => None,
        };
        file.parsed.cells.iter().filter_map(content).collect()
    };
    let (before, after) = (python(&live), python(&edited));
    assert_eq!(before.len(), 3);
    assert!(before.iter().zip(&after).all(|(before, after)| Arc::ptr_eq(before, after)));
    let longer = live.update(FileKind::PythonNotebook, NOTEBOOK.replace("class C(B)", "class Class(B)"));
    let moved = python(&longer);
    assert!(Arc::ptr_eq(&before[0], &moved[0]) && !Arc::ptr_eq(&before[1], &moved[1]));
}

#[test]
fn a_broken_chunk_leaves_the_others_whole() {
    let file = LiveFile::parse(FileKind::Python, "a = (1,\n\ndef f(): pass\n\nb = 2\n");
    let (_, cell) = file.parsed.python().next().unwrap();
    assert_eq!(cell.errors.len(), 1);
    assert_eq!(cell.body.len(), 3);
}
