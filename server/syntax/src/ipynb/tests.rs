use super::*;
use crate::random::Random;
use crate::source::{CellContent, FileKind, ParsedFile};
use crate::text::{Edit, apply_edits};

const JUPYTER: &str = r##"{
 "cells": [
  {
   "cell_type": "markdown",
   "metadata": {},
   "source": ["# Title\n", "%python is no magic here"]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "metadata": {},
   "outputs": [{"text": ["deep [ \" ] \\"]}],
   "source": [
    "df = spark.table(\"caf\u00e9\")\n",
    "df.count()"
   ]
  },
  {
   "cell_type": "code",
   "metadata": {"vscode": {"languageId": "sql"}},
   "source": "SELECT 1\nFROM t"
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": []
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": ["%%sql\n", "SELECT 2"]
  }
 ],
 "metadata": {"language_info": {"name": "python"}},
 "nbformat": 4,
 "nbformat_minor": 5
}
"##;

fn databricks(language: &str) -> String {
    format!(
        r#"{{"cells": [{{"cell_type": "code", "metadata": {{}}, "source": ["x"]}}],
 "metadata": {{"application/vnd.databricks.v1+notebook": {{"language": "{language}"}}, "language_info": {{"name": "python"}}}},
 "nbformat": 4}}"#
    )
}

fn edit(text: &str, old: &str, new: &str) -> Edit {
    let start = text.find(old).unwrap();
    Edit { range: TextRange::from_usize(start, start + old.len()), text: new.into() }
}

#[test]
fn cells_are_joined_by_a_newline() {
    let ipynb = Ipynb::parse(JUPYTER).unwrap();
    let text = &ipynb.notebook.text;
    assert_eq!(
        &**text,
        "# Title\n%python is no magic here\ndf = spark.table(\"café\")\ndf.count()\nSELECT 1\nFROM t\n\n%%sql\nSELECT 2"
    );
    let cells: Vec<_> = ipynb.notebook.cells.iter().map(|cell| &text[cell.range]).collect();
    assert_eq!(cells[1..4], ["df = spark.table(\"café\")\ndf.count()", "SELECT 1\nFROM t", ""]);
    for (number, cell) in ipynb.notebook.cells.iter().enumerate() {
        assert_eq!(ipynb.notebook.find_cell(cell.range.start()), Some(number));
        assert_eq!(ipynb.notebook.find_cell(cell.range.end()), Some(number));
    }
    assert_eq!(ipynb.notebook.find_cell(text.len() as u32 + 1), None);
}

#[test]
fn cells_have_their_languages() {
    let file = ParsedFile::parse(FileKind::Ipynb, JUPYTER);
    let kinds: Vec<_> = file
        .cells
        .iter()
        .map(|cell| match &cell.content {
            CellContent::Python(python) => format!("python {}", python.body.len()),
            CellContent::Sql(embed) => format!("sql {:?}", embed.text),
            CellContent::Magic(magic) => format!("magic {}", magic.name),
        })
        .collect();
    assert_eq!(kinds, ["magic md", "python 2", "sql \"SELECT 1\\nFROM t\"", "python 0", "sql \"     \\nSELECT 2\""]);
    let language = |name| Ipynb::parse(&databricks(name)).unwrap().notebook.cells[0].language.clone();
    assert_eq!(language("sql"), Language::Sql);
    assert_eq!(language("python"), Language::Python);
    assert_eq!(language("scala"), Language::Other("scala".into()));
}

#[test]
fn only_changed_sources_are_written() {
    let ipynb = Ipynb::parse(JUPYTER).unwrap();
    let text = &ipynb.notebook.text;
    let edits = [
        edit(text, "count()", "show('é')\nx"),
        edit(text, "1\nFROM", "\"1\""),
        Edit { range: ipynb.notebook.cells[3].range, text: "a\nb".into() },
    ];
    let written = ipynb.apply(JUPYTER, &edits).unwrap();
    let expected = JUPYTER
        .replace("    \"df.count()\"\n", "    \"df.show('\\u00e9')\\n\",\n    \"x\"\n")
        .replace(r#""SELECT 1\nFROM t""#, r#""SELECT \"1\" t""#)
        .replace("\"source\": []", "\"source\": [\n    \"a\\n\",\n    \"b\"\n   ]");
    assert_eq!(written, expected);
    assert_eq!(*Ipynb::parse(&written).unwrap().notebook.text, *apply_edits(text, &edits));
}

#[test]
fn a_source_can_become_empty() {
    let ipynb = Ipynb::parse(JUPYTER).unwrap();
    let edits = [Edit { range: ipynb.notebook.cells[4].range, text: String::new() }];
    let written = ipynb.apply(JUPYTER, &edits).unwrap();
    assert_eq!(written, JUPYTER.replace(r#"["%%sql\n", "SELECT 2"]"#, "[]"));
}

#[test]
fn edits_across_cells_are_refused() {
    let ipynb = Ipynb::parse(JUPYTER).unwrap();
    let end = ipynb.notebook.cells[1].range.end();
    assert_eq!(ipynb.apply(JUPYTER, &[Edit { range: TextRange::new(end, end + 1), text: "".into() }]), None);
    assert_eq!(ipynb.apply(JUPYTER, &[]).as_deref(), Some(JUPYTER));
}

#[test]
fn files_that_are_no_notebooks_are_errors_with_a_place() {
    let error = |json: &str| Ipynb::parse(json).unwrap_err();
    assert_eq!(error("").offset, 0);
    assert_eq!(error("{\n  \"cells\": [,]}").offset, 14);
    assert!(error("3").message.contains("invalid type"));
    assert!(error("{}").message.contains("cells"));
    assert!(error(r#"{"cells": 3}"#).message.contains("invalid type"));
    assert_eq!(error(r#"{"cells": [{"cell_type": "code"}]}"#).offset, 11);
    assert_eq!(error(r#"{"cells": [{"source": 3}]}"#).offset, 22);
    assert!(error(r#"{"cells": [{"source": ["a", 3]}]}"#).offset >= 28);
    assert!(error(r#"{"worksheets": [], "nbformat": 3}"#).message.contains("nbformat 4"));
    assert!(error(r#"{"cells": [{"source": "\ud800"}]}"#).offset >= 22);
    let file = ParsedFile::parse(FileKind::Ipynb, "{");
    assert!(file.error.is_some() && file.cells.is_empty() && file.text.is_empty());
}

#[test]
fn damaged_files_never_panic() {
    let mut random = Random(6);
    for _ in 0..3_000 {
        let start = random.below(JUPYTER.len());
        let range = TextRange::from_usize(start, (start + random.below(9)).min(JUPYTER.len()));
        if JUPYTER.get(range.to_usize()).is_none() {
            continue;
        }
        let damage = random.text(&["\"", "[", "]", "{", "}", ",", "\\", "\n", "null", "\u{feff}", "é"], 2);
        let json = apply_edits(JUPYTER, &[Edit { range, text: damage }]);
        match Ipynb::parse(&json) {
            Ok(ipynb) => assert_eq!(ipynb.apply(&json, &[]), Some(json)),
            Err(error) => assert!(error.offset as usize <= json.len()),
        }
    }
    assert!(Ipynb::parse(&"[".repeat(100_000)).is_err());
    assert!(Ipynb::parse(&format!("{{\"cells\": {}", "[".repeat(100_000))).is_err());
}

#[test]
fn a_byte_order_mark_stays() {
    let json = format!("\u{feff}{JUPYTER}");
    let ipynb = Ipynb::parse(&json).unwrap();
    let written = ipynb.apply(&json, &[edit(&ipynb.notebook.text, "count", "show")]).unwrap();
    assert_eq!(written, json.replace("df.count", "df.show"));
}
