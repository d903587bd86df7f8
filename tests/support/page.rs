//! Case pages: Markdown whose headings are cases and whose fences are files. Knows the form of a page, not how it is run.

use std::path::Path;

/// A case page.
#[derive(Debug)]
pub struct Page {
    /// The rule or capability it is about: the file's name without `.md`.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Its cases.
    pub cases: Vec<Case>,
}

/// A case: what stands under one heading, or one unnamed fence of it.
#[derive(Debug)]
pub struct Case {
    /// The heading.
    pub heading: String,
    /// The line of its first fence, from 1.
    pub line: usize,
    /// Its files. A fence without a name is a project of its own.
    pub files: Vec<Fence>,
    /// What files hold after fixing.
    pub fixed: Vec<Fence>,
}

/// A fence.
#[derive(Clone, Debug)]
pub struct Fence {
    /// Its language: `py`, `sql`, `yaml`, `ipynb`, `toml`, `json`, `text`.
    pub language: String,
    /// The file's path.
    pub path: String,
    /// What stands between the fence's lines.
    pub body: String,
    /// Where the body stands in the page.
    pub span: std::ops::Range<usize>,
    named: bool,
    fixed: bool,
    line: usize,
}

impl Fence {
    /// The comment marker of its language.
    pub fn marker(&self) -> &'static str {
        if self.language == "sql" { "--" } else { "#" }
    }

    /// The body as the host text has it: a notebook's without the `# %%` lines between its cells.
    pub fn host_body(&self) -> String {
        if self.language == "ipynb" { self.body.replace("# %%\n", "") } else { self.body.clone() }
    }
}

/// Reads a page. What is malformed is an error that names the line.
pub fn read_page(path: &Path) -> Result<Page, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let cases = parse_cases(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Page { name, text, cases })
}

/// All pages of a folder, by name.
pub fn read_pages(folder: &Path) -> Result<Vec<Page>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths.iter().map(|path| read_page(path)).collect()
}

fn parse_cases(text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    for (heading, fences) in parse_sections(text)? {
        // Named fences share one project; it starts at the first of them.
        let mut project: Option<usize> = None;
        for fence in fences {
            let new_case =
                |fences: Vec<Fence>, line| Case { heading: heading.clone(), line, files: fences, fixed: Vec::new() };
            match (fence.fixed, fence.named) {
                (true, _) => {
                    let case = if fence.named { project.and_then(|at| cases.get_mut(at)) } else { cases.last_mut() };
                    case.ok_or(format!("line {}: `fixed` without a file before it", fence.line))?.fixed.push(fence);
                }
                (false, false) => cases.push(new_case(vec![fence.clone()], fence.line)),
                (false, true) => match project {
                    Some(at) => {
                        let case = &mut cases[at];
                        case.files.push(fence);
                    }
                    None => {
                        project = Some(cases.len());
                        cases.push(new_case(vec![fence.clone()], fence.line));
                    }
                },
            }
        }
    }
    Ok(cases)
}

fn parse_sections(text: &str) -> Result<Vec<(String, Vec<Fence>)>, String> {
    let mut sections: Vec<(String, Vec<Fence>)> = vec![(String::new(), Vec::new())];
    let mut open: Option<Fence> = None;
    let mut offset = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end();
        offset += line.len();
        match &mut open {
            Some(fence) if bare == "```" => {
                fence.span.end = offset - line.len();
                fence.body = text[fence.span.clone()].to_string();
                let section = sections.last_mut().ok_or("a page has a section")?;
                section.1.extend(open.take());
            }
            Some(_) => {}
            None if bare.starts_with("```") => open = Some(parse_fence_info(&bare[3..], offset, number + 1)?),
            None if bare.starts_with('#') => {
                sections.push((bare.trim_start_matches('#').trim().to_string(), Vec::new()));
            }
            None => {}
        }
    }
    match open {
        Some(fence) => Err(format!("line {}: this fence never ends", fence.line)),
        None => Ok(sections),
    }
}

fn parse_fence_info(info: &str, start: usize, line: usize) -> Result<Fence, String> {
    let mut words = info.split_whitespace();
    let language = words.next().unwrap_or("text").to_string();
    let mut words = words.peekable();
    let fixed = words.next_if_eq(&"fixed").is_some();
    let path = words.next().map(|word| word.strip_prefix("file=").unwrap_or(word));
    let named = path.is_some();
    let path = match (path, language.as_str()) {
        (Some(path), _) => path.to_string(),
        (None, "py" | "sql" | "ipynb") => format!("example.{language}"),
        (None, "yaml") => "databricks.yml".to_string(),
        (None, other) => return Err(format!("line {line}: a `{other}` fence needs a file name")),
    };
    Ok(Fence { language, path, body: String::new(), span: start..start, named, fixed, line })
}
