//! Which other files a file names: a scan of its lines, before any parsing, so that files can be parsed and modelled in the
//! order in which they need each other. It may find too much (a line of a docstring), which costs order and nothing else.

use brickline_syntax::source::FileKind;

use crate::listing::{Listing, folder_of, join_path};

/// What a file names, as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Modules with their leading dots: `pkg.utils`, `.utils`; for `from pkg import a` both `pkg` and `pkg.a`.
    pub modules: Vec<String>,
    /// Modules that are imported in a function or a branch: what stands at the margin does not wait for them.
    pub nested: Vec<String>,
    /// Paths behind `%run`.
    pub notebooks: Vec<String>,
    /// Folders added to `sys.path`.
    pub roots: Vec<String>,
}

/// What a file names.
pub fn find_names(kind: FileKind, text: &str) -> Names {
    let mut names = Names::default();
    if matches!(kind, FileKind::Yaml | FileKind::Sql) {
        return names;
    }
    for (written, next) in lines_with(text, "import") {
        let modules = if written.starts_with([' ', '\t']) { &mut names.nested } else { &mut names.modules };
        let line = strip_indent(written);
        if let Some(imported) = line.strip_prefix("import ") {
            modules.extend(imported.split(',').map(module_of).filter(|module| !module.is_empty()));
        } else if let Some(from) = line.strip_prefix("from ") {
            add_from(modules, from, next);
        }
    }
    for (line, _) in lines_with(text, "%run ") {
        let path = strip_indent(line).strip_prefix("%run ");
        names.notebooks.extend(path.map(|path| path.trim().trim_matches(['"', '\'']).to_owned()));
    }
    for (line, _) in lines_with(text, "sys.path.") {
        names.roots.extend(line.split_once("sys.path.").and_then(|(_, added)| find_literal(added)));
    }
    names
}

/// The lines that have the word, each with the text after it.
fn lines_with<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let mut done = 0;
    memchr::memmem::find_iter(text.as_bytes(), word.as_bytes()).filter_map(move |at| {
        if at < done {
            return None;
        }
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        done = (end + 1).min(text.len());
        Some((&text[start..end], &text[done..]))
    })
}

/// A line without its indent and the mark of a magic.
fn strip_indent(line: &str) -> &str {
    let line = line.trim_start();
    let marked = line.strip_prefix("# MAGIC").or_else(|| line.strip_prefix("-- MAGIC"));
    marked.map_or(line, str::trim_start)
}

fn module_of(import: &str) -> String {
    import.split_whitespace().next().unwrap_or_default().trim_end_matches([';', ',', ')']).to_owned()
}

fn add_from(modules: &mut Vec<String>, from: &str, next_lines: &str) {
    let Some((module, imported)) = from.split_once(" import") else { return };
    let module = module.trim();
    let imported = imported.trim_start();
    modules.push(module.to_owned());
    let separator = if module.ends_with('.') { "" } else { "." };
    let mut add = |list: &str| {
        let list = list.split('#').next().unwrap_or_default();
        for name in list.split(',').map(module_of).filter(|name| !name.is_empty() && name != "*" && name != "\\") {
            modules.push(format!("{module}{separator}{name}"));
        }
    };
    let Some(list) = imported.strip_prefix('(') else { return add(imported) };
    add(list);
    if !list.contains(')') {
        let lines = next_lines.lines().take(200);
        for line in lines {
            add(line.split(')').next().unwrap_or_default());
            if line.contains(')') {
                return;
            }
        }
    }
}

fn find_literal(text: &str) -> Option<String> {
    let start = text.find(['"', '\''])?;
    let quote = &text[start..=start];
    let content = &text[start + 1..];
    Some(content[..content.find(quote)?].to_owned())
}

/// The project's file that a module name means; `None` when there is none, or several that it could mean.
pub fn resolve_module(from: &str, module: &str, roots: &[String], listing: &Listing) -> Option<String> {
    let folder = folder_of(from);
    let relative = module.trim_start_matches('.');
    let level = module.len() - relative.len();
    if !listing.may_have_module(relative.split(['.', '/']).filter(|name| !name.is_empty())) {
        return None;
    }
    let path = relative.replace('.', "/");
    if level > 0 {
        let up = "../".repeat(level - 1);
        return find_module(&join_path(folder, &up)?, &path, listing);
    }
    let added = roots.iter().filter_map(|root| join_path(folder, root));
    let mut found = None;
    for root in [folder.to_owned(), String::new(), "src".to_owned()].into_iter().chain(added) {
        match (find_module(&root, &path, listing), &found) {
            (Some(file), None) => found = Some(file),
            (Some(file), Some(other)) if file != *other => return None,
            _ => {}
        }
    }
    found
}

fn find_module(root: &str, path: &str, listing: &Listing) -> Option<String> {
    let base = join_path(root, path)?;
    let candidates = [format!("{base}.py"), join_path(&base, "__init__.py")?];
    candidates.into_iter().find(|candidate| listing.has_file(candidate))
}

/// The project's file that a path behind `%run` means.
pub fn resolve_notebook(from: &str, path: &str, listing: &Listing) -> Option<String> {
    if path.starts_with('/') || path.contains('$') {
        return None;
    }
    let base = join_path(folder_of(from), path)?;
    let candidates = [format!("{base}.py"), format!("{base}.ipynb"), format!("{base}.sql"), base];
    candidates.into_iter().find(|candidate| listing.has_file(candidate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_forms_are_found() {
        let text = "import a.b as c, d\nfrom .x import (\n    y, # why\n    z as w,\n)\nfrom . import q\n    import late\n# MAGIC %run ./setup\nsys.path.append(\"../lib\")\n";
        let names = find_names(FileKind::PythonNotebook, text);
        assert_eq!(names.modules, ["a.b", "d", ".x", ".x.y", ".x.z", ".", ".q"]);
        assert_eq!(names.nested, ["late"]);
        assert_eq!(names.notebooks, ["./setup"]);
        assert_eq!(names.roots, ["../lib"]);
    }

    #[test]
    fn a_module_that_could_be_two_files_is_none() {
        let listing = Listing::new(["jobs/util.py", "util.py", "src/only.py"].map(|path| path.into()));
        assert_eq!(resolve_module("jobs/main.py", "util", &[], &listing), None);
        assert_eq!(resolve_module("jobs/main.py", ".util", &[], &listing).as_deref(), Some("jobs/util.py"));
        assert_eq!(resolve_module("jobs/main.py", "only", &[], &listing).as_deref(), Some("src/only.py"));
        assert_eq!(resolve_notebook("jobs/main.py", "../util", &listing).as_deref(), Some("util.py"));
    }
}
