//! Patterns as Go's `filepath.Glob` reads them: `*` and `?` within one part of a path, classes, escapes, no `**`.
//! Knows strings only.

/// Whether all of `path` matches.
pub fn is_match(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if is_part_match(pattern.as_bytes(), part.as_bytes()) => {}
            _ => return false,
        }
    }
}

/// Whether the text holds anything that a pattern gives a meaning to.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Whether Go can read the pattern: every class is closed and no escape ends it.
pub fn is_valid(pattern: &str) -> bool {
    let bytes = pattern.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        at = match bytes[at] {
            b'[' => match class_end(bytes, at) {
                Some(end) => end + 1,
                None => return false,
            },
            b'\\' if at + 1 == bytes.len() => return false,
            b'\\' => at + 2,
            _ => at + 1,
        };
    }
    true
}

fn is_part_match(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() || p < pattern.len() {
        if pattern.get(p) == Some(&b'*') {
            p += 1;
            retry = Some((p, t + 1));
            continue;
        }
        if let Some(next) = text.get(t).and_then(|&byte| match_one(pattern, p, byte)) {
            p = next;
            t += 1;
            continue;
        }
        match retry {
            Some((star, from)) if from <= text.len() => {
                p = star;
                t = from;
                retry = Some((star, from + 1));
            }
            _ => return false,
        }
    }
    true
}

/// Where the pattern goes on if its next item matches `byte`.
fn match_one(pattern: &[u8], at: usize, byte: u8) -> Option<usize> {
    match *pattern.get(at)? {
        b'?' => Some(at + 1),
        b'[' => {
            let end = class_end(pattern, at)?;
            is_class_match(&pattern[at + 1..end], byte).then_some(end + 1)
        }
        b'\\' => (pattern.get(at + 1) == Some(&byte)).then_some(at + 2),
        same => (same == byte).then_some(at + 1),
    }
}

fn class_end(pattern: &[u8], at: usize) -> Option<usize> {
    let first = if pattern.get(at + 1) == Some(&b'^') { at + 3 } else { at + 2 };
    (first..pattern.len()).find(|&end| pattern[end] == b']' && pattern[end - 1] != b'\\')
}

fn is_class_match(class: &[u8], byte: u8) -> bool {
    let (negated, class) = match class.strip_prefix(b"^") {
        Some(rest) => (true, rest),
        None => (false, class),
    };
    let mut at = 0;
    let mut found = false;
    while at < class.len() {
        let low = class[at];
        if class.get(at + 1) == Some(&b'-') && at + 2 < class.len() {
            found |= (low..=class[at + 2]).contains(&byte);
            at += 3;
        } else {
            found |= low == byte;
            at += 1;
        }
    }
    found != negated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(is_match("resources/*.yml", "resources/a.yml"));
        assert!(!is_match("resources/*.yml", "resources/a/b.yml"));
        assert!(is_match("resources/**/*.yml", "resources/a/b.yml"));
        assert!(!is_match("resources/**/*.yml", "resources/b.yml"));
        assert!(is_match("r?s/[a-c]*x.y[^m]l", "res/bxx.yal"));
        assert!(!is_match("*a*b", &"a".repeat(200)));
        assert!(!is_valid("a[b"));
    }
}
