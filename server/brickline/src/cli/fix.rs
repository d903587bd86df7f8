//! Applying fixes to files: as a diff, to stdout, or to disk. A file is replaced whole or left alone; one that changed since
//! it was read is left alone.

use std::io::{self, Write};
use std::path::Path;

use brickline_analysis::{AnalysedFile, Diagnostic, Safety};
use rayon::prelude::*;

use super::args::LintArgs;
use super::session::{Loaded, Request, Session, load};
use crate::project::display;

/// What fixing led to.
#[derive(Default)]
pub struct Outcome {
    /// Whether fixing changes, or would change, anything.
    pub differs: bool,
    /// Whether a file could not be written.
    pub failed: bool,
    /// Whether stdout holds a diff or a fixed text, and so no findings.
    pub owns_stdout: bool,
}

/// A file and what it is to hold.
struct Change {
    path: std::path::PathBuf,
    shown: String,
    before: std::sync::Arc<str>,
    after: String,
    fixes: usize,
    undone: Vec<&'static str>,
}

/// Fixes, as the arguments ask; afterwards the session holds the files as they are then.
pub fn run(session: &mut Session, args: &LintArgs, request: &Request<'_>) -> io::Result<Outcome> {
    let safety = if args.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let mut changes = Vec::new();
    for project in &session.projects {
        changes.append(&mut fix_project(project, safety, request.working));
    }
    // Bundles that share a file would each fix it.
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes.dedup_by(|a, b| a.path == b.path);
    for change in changes.iter().filter(|change| !change.undone.is_empty()) {
        let rules = change.undone.join(", ");
        session.notes.push(format!("{}: fixes undone because they broke the code: {rules}", change.shown));
    }
    changes.retain(|change| change.after != *change.before);
    let mut outcome = Outcome { differs: !changes.is_empty(), ..Outcome::default() };
    let mut out = anstream::stdout().lock();
    if args.diff {
        outcome.owns_stdout = true;
        for change in &changes {
            write_diff(&mut out, change)?;
        }
        return Ok(outcome);
    }
    if let Some((path, text)) = &request.stdin {
        outcome.owns_stdout = true;
        let fixed = changes.first().map_or(text.as_str(), |change| &change.after);
        out.write_all(fixed.as_bytes())?;
        let request = Request { stdin: Some((path.clone(), fixed.to_owned())), ..request.clone() };
        reload(session, &request);
        return Ok(outcome);
    }
    let mut fixed = 0;
    for change in &changes {
        match replace(change) {
            Ok(()) => fixed += change.fixes,
            Err(reason) => {
                outcome.failed = true;
                session.notes.push(format!("{}: not fixed: {reason}", change.shown));
            }
        }
    }
    if fixed > 0 {
        reload(session, request);
        session.notes.push(format!("fixed {fixed} finding{}", if fixed == 1 { "" } else { "s" }));
    }
    Ok(outcome)
}

fn reload(session: &mut Session, request: &Request<'_>) {
    match load(request) {
        Ok(mut again) => {
            again.notes = std::mem::take(&mut session.notes);
            again.failed |= session.failed;
            *session = again;
        }
        Err(message) => session.notes.push(message),
    }
}

fn fix_project(project: &Loaded, safety: Safety, working: &Path) -> Vec<Change> {
    let fixable = |diagnostic: &&Diagnostic| diagnostic.fix.as_ref().is_some_and(|fix| fix.safety <= safety);
    let mut files: Vec<_> = project.findings.iter().filter(fixable).map(|diagnostic| &diagnostic.file).collect();
    files.sort();
    files.dedup();
    files.into_par_iter().filter_map(|file| fix_file(project, file, safety, working)).collect()
}

fn fix_file(project: &Loaded, file: &str, safety: Safety, working: &Path) -> Option<Change> {
    let before: &AnalysedFile = project.analysis.file(file)?;
    let fixed = project.analysis.fix_text(file, safety)?;
    let path = project.path(file);
    Some(Change {
        shown: display(&path, working),
        path,
        before: before.input.source(),
        after: fixed.source.to_string(),
        fixes: fixed.applied.values().sum(),
        undone: fixed.undone,
    })
}

fn write_diff(out: &mut dyn Write, change: &Change) -> io::Result<()> {
    let diff = similar::TextDiff::from_lines(&*change.before, change.after.as_str());
    let shown = &change.shown;
    write!(out, "{}", diff.unified_diff().context_radius(3).header(&format!("a/{shown}"), &format!("b/{shown}")))
}

/// Replaces a file through a rename, so that nobody ever sees half of it.
fn replace(change: &Change) -> Result<(), String> {
    let say = |error: io::Error| error.to_string();
    // A link is followed: the file it leads to is what is to change.
    let path = std::fs::canonicalize(&change.path).map_err(say)?;
    let metadata = std::fs::metadata(&path).map_err(say)?;
    if metadata.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    let now = std::fs::read_to_string(&path).map_err(say)?;
    if now != *change.before {
        return Err("it changed while brickline ran".to_owned());
    }
    let folder = path.parent().ok_or("it has no folder")?;
    let mut file = tempfile::Builder::new().prefix(".brickline-").tempfile_in(folder).map_err(say)?;
    file.write_all(change.after.as_bytes()).map_err(say)?;
    file.as_file().set_permissions(metadata.permissions()).map_err(say)?;
    file.as_file().sync_all().map_err(say)?;
    file.persist(&path).map_err(|error| error.to_string())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_since_it_was_read_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.py");
        let change = Change {
            path: path.clone(),
            shown: "a.py".to_owned(),
            before: "old\n".into(),
            after: "new\n".to_owned(),
            fixes: 1,
            undone: Vec::new(),
        };
        std::fs::write(&path, "meanwhile\n").unwrap();
        assert_eq!(replace(&change).unwrap_err(), "it changed while brickline ran");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "meanwhile\n");
        std::fs::write(&path, "old\n").unwrap();
        replace(&change).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "a temporary file was left behind");
    }
}
