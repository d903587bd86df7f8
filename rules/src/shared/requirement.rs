//! Requirements as pip takes them: which arguments of an install name packages, and which of these have no bound on the
//! version. Knows no package.

/// Options of pip that take the next word.
const WITH_VALUE: &[&str] = &[
    "-r",
    "--requirement",
    "-e",
    "--editable",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "-t",
    "--target",
    "--prefix",
    "--root",
    "--platform",
    "--python-version",
    "--proxy",
    "--timeout",
    "--retries",
    "--cert",
    "--trusted-host",
    "--progress-bar",
    "--log",
    "--cache-dir",
    "--no-binary",
    "--only-binary",
    "--upgrade-strategy",
];

/// The packages that `%pip install ...` names; none where a file of constraints bounds them.
pub fn find_packages(arguments: &str) -> Vec<&str> {
    let mut words = split(arguments).into_iter();
    if words.next() != Some("install") {
        return Vec::new();
    }
    let mut packages = Vec::new();
    while let Some(word) = words.next() {
        if word.starts_with("-c") || word.starts_with("--constraint") {
            return Vec::new();
        }
        if WITH_VALUE.contains(&word) {
            words.next();
        } else if !word.starts_with('-') {
            packages.push(word);
        }
    }
    packages
}

/// Whether a requirement is the name of a package, extras aside, and nothing more.
pub fn is_unbound(requirement: &str) -> bool {
    let requirement = requirement.split(';').next().unwrap_or_default().trim();
    let (name, extras) = match requirement.split_once('[') {
        Some((name, extras)) => (name.trim(), extras.strip_suffix(']')),
        None => (requirement, Some("")),
    };
    let is_name = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let is_file = [".whl", ".gz", ".zip", ".txt", ".toml", ".jar", ".egg"].iter().any(|end| name.ends_with(end));
    let is_package = name.starts_with(|c: char| c.is_ascii_alphanumeric()) && is_name(name) && !is_file;
    let has_extras = extras.is_some_and(|extras| extras.split(',').all(|extra| is_name(extra.trim())));
    is_package && has_extras
}

/// The words of a line as a shell splits them, quotes taken off; a comment ends it.
fn split(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\\');
        let Some(first) = rest.chars().next() else { return words };
        let (word, length) = match first {
            '#' => return words,
            '"' | '\'' => {
                let inner = &rest[1..];
                let end = inner.find(first).unwrap_or(inner.len());
                (&inner[..end], (end + 2).min(rest.len()))
            }
            _ => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (&rest[..end], end)
            }
        };
        words.push(word);
        rest = &rest[length..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_packages_are_found() {
        assert_eq!(
            find_packages("install -U pandas 'a>=1' -r req.txt --index-url https://x b # c"),
            ["pandas", "a>=1", "b"]
        );
        assert!(find_packages("install a -c bounds.txt").is_empty() && find_packages("list a").is_empty());
    }

    #[test]
    fn a_bound_of_any_kind_is_one() {
        for text in ["pandas", "a.b-c_d", "x[sql, y]", "pandas; python_version < '3.9'"] {
            assert!(is_unbound(text), "{text}");
        }
        for text in [
            "a==1",
            "a>=1",
            "a~=1",
            "a<2",
            "a @ https://x",
            "./x.whl",
            "/Volumes/a/b.whl",
            "x.whl",
            "git+https://x",
            "$x",
            "{x}",
            "",
        ] {
            assert!(!is_unbound(text), "{text}");
        }
    }
}
