//! Jupyter notebook files, nbformat 4: JSON to cells, and edits of cells back to JSON with every other byte kept.
//! Knows where Jupyter and Databricks name a notebook's language; knows no code.

mod write;

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::notebook::{Language, Notebook};
use crate::range::TextRange;
use crate::text::LineIndex;

/// A notebook read from JSON.
#[derive(Clone, Debug)]
pub struct Ipynb {
    /// Its cells.
    pub notebook: Notebook,
    /// Where each cell's source stands in the JSON.
    sources: Vec<Source>,
}

/// Where the source of a cell stands in the JSON.
#[derive(Clone, Debug)]
struct Source {
    /// The string or array.
    range: TextRange,
    /// The strings of an array; `None` for a single string.
    lines: Option<Vec<TextRange>>,
}

/// Why a notebook could not be read, and where in the JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// What is wrong.
    pub message: String,
    /// Where in the JSON, in bytes.
    pub offset: u32,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

#[derive(Deserialize)]
struct RawNotebook<'a> {
    #[serde(borrow)]
    cells: Option<&'a RawValue>,
    nbformat: Option<Value>,
    worksheets: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    metadata: Value,
}

#[derive(Deserialize)]
struct RawCell<'a> {
    #[serde(default)]
    cell_type: Value,
    #[serde(borrow)]
    source: Option<&'a RawValue>,
    #[serde(default)]
    metadata: Value,
}

impl Ipynb {
    /// Reads the JSON of a notebook.
    pub fn parse(json: &str) -> Result<Self, ReadError> {
        let body = json.strip_prefix('\u{feff}').unwrap_or(json);
        let raw: RawNotebook = read(json, body)?;
        let is_old = raw.nbformat.as_ref().and_then(Value::as_u64).is_some_and(|version| version < 4);
        if is_old || raw.worksheets.is_some() {
            return Err(ReadError { message: "notebooks before nbformat 4 are not supported".into(), offset: 0 });
        }
        let Some(cells) = raw.cells else {
            return Err(ReadError { message: "no `cells`: this is no notebook".into(), offset: 0 });
        };
        let default = notebook_language(&raw.metadata);
        let mut sources = Vec::new();
        let mut texts = Vec::new();
        for raw in read::<Vec<&RawValue>>(json, cells.get())? {
            let cell: RawCell = read(json, raw.get())?;
            let Some(source) = cell.source else {
                let offset = offset_in(json, raw.get());
                return Err(ReadError { message: format!("cell {} has no `source`", texts.len() + 1), offset });
            };
            let (text, source) = read_source(json, source)?;
            texts.push((cell_language(&cell, &default), text));
            sources.push(source);
        }
        let notebook = Notebook::join(texts.iter().map(|(language, text)| (language.clone(), &**text)));
        Ok(Self { notebook, sources })
    }
}

/// Reads a part of `json`; the error says where in all of it.
fn read<'a, T: Deserialize<'a>>(json: &'a str, part: &'a str) -> Result<T, ReadError> {
    serde_json::from_str(part).map_err(|error| {
        let index = LineIndex::new(part);
        let line = index.line_range(part, (error.line() as u32).saturating_sub(1));
        let offset = line.start() + (error.column() as u32).saturating_sub(1).min(line.len());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
        ReadError { message, offset: offset + offset_in(json, part) }
    })
}

/// Where `part`, a slice of `json`, starts in it.
fn offset_in(json: &str, part: &str) -> u32 {
    (part.as_ptr() as usize).saturating_sub(json.as_ptr() as usize) as u32
}

fn read_source<'a>(json: &'a str, raw: &'a RawValue) -> Result<(Cow<'a, str>, Source), ReadError> {
    let range_of = |part: &str| TextRange::from_usize(0, part.len()).shift(offset_in(json, part));
    let range = range_of(raw.get());
    if !raw.get().starts_with('[') {
        let text: String = read(json, raw.get())?;
        return Ok((text.into(), Source { range, lines: None }));
    }
    let mut text = String::new();
    let mut lines = Vec::new();
    for line in read::<Vec<&RawValue>>(json, raw.get())? {
        text.push_str(&read::<String>(json, line.get())?);
        lines.push(range_of(line.get()));
    }
    Ok((text.into(), Source { range, lines: Some(lines) }))
}

/// Databricks says the language itself; Jupyter leaves it to the kernel.
fn notebook_language(metadata: &Value) -> Language {
    let databricks = metadata.pointer("/application~1vnd.databricks.v1+notebook/language");
    let kernel = || metadata.pointer("/language_info/name").or(metadata.pointer("/kernelspec/language"));
    databricks.or_else(kernel).and_then(Value::as_str).map_or(Language::Python, Language::named)
}

fn cell_language(cell: &RawCell, default: &Language) -> Language {
    match cell.cell_type.as_str() {
        Some("markdown") => Language::named("markdown"),
        Some("raw") => Language::named("raw"),
        _ => {
            let own = cell.metadata.pointer("/vscode/languageId").and_then(Value::as_str);
            own.map_or_else(|| default.clone(), Language::named)
        }
    }
}

#[cfg(test)]
mod tests;
