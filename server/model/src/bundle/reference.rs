//! References: `${var.x}` and the like inside text, by the grammar of the Databricks CLI.
//! Knows how a reference is written, not what it stands for.

/// A reference inside a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// Where its `$` stands in the text.
    pub start: usize,
    /// Where it ends, after its `}`.
    pub end: usize,
    /// What stands between the braces.
    pub path: &'a str,
}

/// The references of a text, in order. `${` that does not start one is plain text, as for the CLI.
pub fn references(text: &str) -> impl Iterator<Item = Reference<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + memchr::memchr(b'$', text.as_bytes().get(from..)?)?;
            from = start + 1;
            if text.as_bytes().get(from) != Some(&b'{') {
                continue;
            }
            from += 1;
            if let Some(length) = path_length(&text[from..]) {
                let path = &text[from..from + length];
                from += length + 1;
                return Some(Reference { start, end: from, path });
            }
        }
    })
}

/// The reference, if the whole text is one.
pub fn find_pure(text: &str) -> Option<Reference<'_>> {
    if !text.starts_with("${") {
        return None;
    }
    let reference = references(text).next()?;
    (reference.start == 0 && reference.end == text.len()).then_some(reference)
}

/// Whether the text holds a reference.
pub fn has_reference(text: &str) -> bool {
    references(text).next().is_some()
}

impl<'a> Reference<'a> {
    /// The parts of its path: names, and indices as digits. `${var.a[0].b}` has `var`, `a`, `0`, `b`.
    pub fn parts(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.path.split(['.', '[']).map(|part| part.trim_end_matches(']'))
    }

    /// The name of the variable it reads: of `${var.x...}` and `${variables.x.value...}`.
    pub fn variable(&self) -> Option<&'a str> {
        let mut parts = self.parts();
        match parts.next()? {
            "var" => parts.next(),
            "variables" => parts.next(),
            _ => None,
        }
    }
}

/// How long the path is that ends before `}`, if one stands at the start of the text.
fn path_length(text: &str) -> Option<usize> {
    let mut at = segment_length(text)?;
    loop {
        match text.as_bytes().get(at)? {
            b'}' => return Some(at),
            b'.' => at += 1 + segment_length(&text[at + 1..])?,
            b'[' => {
                let digits = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
                if digits == 0 || text.as_bytes().get(at + 1 + digits) != Some(&b']') {
                    return None;
                }
                at += digits + 2;
            }
            _ => return None,
        }
    }
}

/// A letter, then letters, digits, `-` and `_`; the last is a letter or a digit.
fn segment_length(text: &str) -> Option<usize> {
    let length = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(text.len());
    let segment = &text[..length];
    let fits = segment.starts_with(char::is_alphabetic) && !segment.ends_with(['-', '_']);
    fits.then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar() {
        let paths = |text| references(text).map(|reference| reference.path).collect::<Vec<_>>();
        assert_eq!(paths("a ${var.x}/${bundle.target} $${var.y}"), ["var.x", "bundle.target", "var.y"]);
        assert_eq!(paths("${var.a[0].b-c_d}"), ["var.a[0].b-c_d"]);
        assert_eq!(paths("${ var.x} ${var.a-} ${var.} ${} ${1a} ${var.x"), [""; 0]);
        assert_eq!(paths("${${var.x}"), ["var.x"]);
        assert_eq!(references("${var.a[0].b}").next().map(|r| r.parts().collect()), Some(vec!["var", "a", "0", "b"]));
        assert!(find_pure("${var.x}").is_some() && find_pure("${var.x} ").is_none());
    }
}
