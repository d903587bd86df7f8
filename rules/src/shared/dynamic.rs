//! Dynamic value references in jobs: every `{{...}}` with its parts and its place. Knows no name.

use std::sync::Arc;

use brickline_model::bundle::{Bundle, Data, Origin, Value, View};
use brickline_syntax::TextRange;

use super::findings::mentions;

/// A `{{...}}`.
pub struct Dynamic {
    /// Where it stands; all of the value where that cannot be told.
    pub origin: Origin,
    /// The parts of its name, backticks taken off.
    pub parts: Vec<String>,
    /// What stands between the braces, if the place is known.
    inner: Option<(TextRange, String)>,
}

impl Dynamic {
    /// Where a part of its name stands.
    pub fn find_part(&self, part: &str) -> Option<TextRange> {
        let (range, text) = self.inner.as_ref()?;
        let at = text.find(part).filter(|_| !part.is_empty())?;
        Some(TextRange::from_usize(at, at + part.len()).shift(range.start()))
    }

    /// Where the whole name stands, without braces and spaces.
    pub fn name_range(&self) -> Option<TextRange> {
        let (range, text) = self.inner.as_ref()?;
        let start = text.len() - text.trim_start().len();
        Some(TextRange::from_usize(start, start + text.trim().len()).shift(range.start()))
    }
}

/// Whether there is any such reference: most bundles have none, and need no walk.
pub fn has_dynamic(bundle: &Bundle) -> bool {
    mentions(bundle, &["{{"])
}

/// The most values that are looked through for one job: variables that hold each other may stand for any number.
const MAX_VALUES: usize = 20_000;

/// Calls `see` for every reference in a value, and says whether it stands in the task of a `for_each_task`.
pub fn each_dynamic(bundle: &Bundle, view: &View, value: &Arc<Value>, see: &mut dyn FnMut(&Dynamic, bool)) {
    let mut pending = vec![(Arc::clone(value), false)];
    for _ in 0..MAX_VALUES {
        let Some((value, in_loop)) = pending.pop() else { return };
        let value = view.follow(&value);
        match &value.data {
            Data::Scalar(scalar) if scalar.text.contains("{{") => {
                find_all(bundle, &value, &scalar.text, scalar.content).iter().for_each(|dynamic| see(dynamic, in_loop));
            }
            Data::Map(entries) => {
                let is_loop = value.get("inputs").is_some();
                let inner = entries.iter().rev();
                pending
                    .extend(inner.map(|entry| (Arc::clone(&entry.value), in_loop || (is_loop && entry.key == "task"))));
            }
            Data::List(items) => pending.extend(items.iter().rev().map(|item| (Arc::clone(item), in_loop))),
            _ => {}
        }
    }
}

fn find_all(bundle: &Bundle, value: &Value, text: &str, content: TextRange) -> Vec<Dynamic> {
    let written = &bundle.file(value.origin.file).text[content];
    let is_as_written = written == text;
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((start, length)) =
        text[from..].find("{{").and_then(|at| Some((from + at, text[from + at + 2..].find("}}")?)))
    {
        let inner = &text[start + 2..start + 2 + length];
        from = start + length + 4;
        let Some(parts) = split_name(inner.trim()) else { continue };
        let range = |from: usize, to: usize| TextRange::from_usize(from, to).shift(content.start());
        let origin = match is_as_written {
            true => Origin { file: value.origin.file, range: range(start, start + length + 4) },
            false => value.origin,
        };
        let inner = is_as_written.then(|| (range(start + 2, start + 2 + length), inner.to_string()));
        found.push(Dynamic { origin, parts, inner });
    }
    found
}

/// The parts of a dotted name; backticks keep dots together. Nothing where it is no such name.
fn split_name(name: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in name.chars() {
        match c {
            '`' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            c if quoted || c.is_alphanumeric() || c == '_' || c == '-' => parts.last_mut()?.push(c),
            _ => return None,
        }
    }
    (!quoted && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::split_name;

    #[test]
    fn names_split_at_dots_outside_of_backticks() {
        assert_eq!(split_name("job.parameters.`a.b`").unwrap(), ["job", "parameters", "a.b"]);
        assert!(split_name("a..b").is_none() && split_name("a b").is_none() && split_name("").is_none());
    }
}
