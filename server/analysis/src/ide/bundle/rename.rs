//! Renaming what people named in a bundle, over all its files. Knows which names can stand where; refuses what would collide
//! or could not be found everywhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use brickline_model::bundle::{Bundle, Origin, find_pure};
use brickline_syntax::TextRange;
use brickline_syntax::yaml::{self, ScalarKind};
use rustc_hash::FxHashSet;

use crate::analysis::Analysis;
use crate::fix::Edit;

use super::find_homes;
use super::symbol::{Occurrence, Part, Role, Spelling, Symbol, find_occurrences, symbols_at};
use super::task_value::{TaskRead, find_task_reads};

/// How long a key of a job may be.
const MAX_KEY: usize = 100;

/// The name at an offset that can be changed, and where it stands; or why it cannot. `None` in a file of no bundle.
pub fn find_renamable(analysis: &Analysis, path: &str, offset: u32) -> Result<Option<(TextRange, String)>, String> {
    let homes = find_homes(analysis, path);
    let Some((bundle, file)) = homes.first() else { return Ok(None) };
    let all = find_occurrences(bundle);
    let symbol = symbols_at(&all, *file, offset).into_iter().next();
    let symbol = symbol.filter(is_renamable).ok_or_else(|| {
        "only variables, resources, tasks, job clusters and environments of a bundle can be renamed".to_owned()
    })?;
    let place = all
        .iter()
        .find(|found| found.symbol == symbol && found.origin.file == *file && found.origin.range.touches(offset));
    let range = place.map_or(TextRange::at(offset), |found| found.origin.range);
    Ok(Some((range, symbol.name(bundle).to_owned())))
}

/// The edits of each file that a renaming changes.
pub type Renaming = BTreeMap<Arc<str>, Vec<Edit>>;

/// The edits that give what stands at an offset another name everywhere; or why that cannot be done. `None` in a file of no
/// bundle.
pub fn rename(analysis: &Analysis, path: &str, offset: u32, name: &str) -> Result<Option<Renaming>, String> {
    let Some((_, old)) = find_renamable(analysis, path, offset)? else { return Ok(None) };
    let mut edits = Renaming::new();
    for (bundle, file) in find_homes(analysis, path) {
        if let Some(unread) = find_unread(bundle) {
            return Err(format!("`{unread}` cannot be read, and may speak of `{old}`"));
        }
        let all = find_occurrences(bundle);
        let symbols = find_shared(&all, symbols_at(&all, file, offset));
        for symbol in &symbols {
            check_name(symbol, name)?;
            check_free(symbol, &old, name, &all)?;
        }
        for read in find_readers(analysis, bundle, &symbols, &all)? {
            edits.entry(read.file).or_default().push(Edit { range: read.range, text: name.to_owned() });
        }
        for found in all.iter().filter(|found| symbols.contains(&found.symbol)) {
            let text = match found.spelling {
                Spelling::Plain => quote(name),
                Spelling::Dynamic if name.contains('-') => format!("`{name}`"),
                Spelling::Dynamic | Spelling::Exact => name.to_owned(),
            };
            let edit = Edit { range: found.origin.range, text };
            edits.entry(bundle.path(found.origin)).or_default().push(edit);
        }
    }
    for list in edits.values_mut() {
        list.sort();
        list.dedup();
    }
    Ok(Some(edits))
}

fn is_renamable(symbol: &Symbol) -> bool {
    match symbol {
        Symbol::Variable(_) | Symbol::Resource(..) => true,
        // Notebooks read parameters by name.
        Symbol::OfJob(part, ..) => *part != Part::Parameter,
        Symbol::Target(_) | Symbol::Anchor(..) => false,
    }
}

/// A file that the bundle includes and nobody could read.
fn find_unread(bundle: &Bundle) -> Option<&Arc<str>> {
    let mut included = bundle.includes.iter().flat_map(|include| &include.paths);
    included.find(|path| bundle.files.iter().all(|file| file.path != **path))
}

/// The places in code that name one of these tasks; or why they cannot be given another name.
fn find_readers(
    analysis: &Analysis,
    bundle: &Bundle,
    symbols: &[Symbol],
    all: &[Occurrence],
) -> Result<Vec<TaskRead>, String> {
    if !symbols.iter().any(|symbol| matches!(symbol, Symbol::OfJob(Part::Task, ..))) {
        return Ok(Vec::new());
    }
    let reads = find_task_reads(analysis, bundle);
    let (ours, others): (Vec<_>, Vec<_>) = reads.into_iter().partition(|read| symbols.contains(&read.symbol));
    if let Some(read) = ours.iter().find(|read| read.is_in_json) {
        return Err(format!("`{}` names the task, and text in an `.ipynb` is not changed from here", read.file));
    }
    // The code may be run by another job, too, that has a task of this name.
    let is_task = |symbol: &Symbol| all.iter().any(|found| found.symbol == *symbol && found.role != Role::Reference);
    let is_shared = |read: &&TaskRead| ours.iter().any(|own| (&own.file, own.range) == (&read.file, read.range));
    match others.iter().filter(is_shared).find(|read| is_task(&read.symbol)) {
        Some(TaskRead { symbol: Symbol::OfJob(_, job, _), file, .. }) => {
            Err(format!("`{file}` names the task, and is run by job `{job}` with a task of this name as well"))
        }
        _ => Ok(ours),
    }
}

/// With an alias one text may name tasks of several jobs: they are renamed together.
fn find_shared(all: &[Occurrence], mut symbols: Vec<Symbol>) -> Vec<Symbol> {
    loop {
        let is_ours = |found: &Occurrence| symbols.contains(&found.symbol);
        let places: FxHashSet<Origin> = all.iter().filter(|found| is_ours(found)).map(|found| found.origin).collect();
        let mut added: Vec<Symbol> = Vec::new();
        for found in all.iter().filter(|found| places.contains(&found.origin) && !is_ours(found)) {
            if !added.contains(&found.symbol) {
                added.push(found.symbol.clone());
            }
        }
        if added.is_empty() {
            return symbols;
        }
        symbols.extend(added);
    }
}

/// Whether a name can stand for such a thing.
fn check_name(symbol: &Symbol, name: &str) -> Result<(), String> {
    match symbol {
        Symbol::OfJob(..) => {
            let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            if name.is_empty() || name.len() > MAX_KEY || !name.chars().all(fits) {
                return Err(format!(
                    "`{name}` cannot be a key of a job: use letters, digits, `_` and `-`, at most {MAX_KEY}"
                ));
            }
        }
        _ if find_pure(&format!("${{var.{name}}}")).is_none_or(|reference| reference.parts().count() != 2) => {
            return Err(format!(
                "`{name}` cannot be referred to: use letters, digits, `_` and `-`, with a letter first, and a letter or \
                 digit last"
            ));
        }
        _ => {}
    }
    Ok(())
}

/// Whether nothing else bears the name already.
fn check_free(symbol: &Symbol, old: &str, name: &str, all: &[Occurrence]) -> Result<(), String> {
    let is_taken = |found: &&Occurrence| match (symbol, &found.symbol) {
        (Symbol::Variable(_), Symbol::Variable(other)) => other == name,
        // A key stands for one resource, whatever its type.
        (Symbol::Resource(..), Symbol::Resource(_, other)) => other == name,
        (Symbol::OfJob(part, job, _), Symbol::OfJob(other_part, other_job, other)) => {
            part == other_part && job == other_job && other == name
        }
        _ => false,
    };
    if name == old || !all.iter().any(|found| is_taken(&found)) {
        return Ok(());
    }
    Err(match symbol {
        Symbol::OfJob(part, job, _) => {
            let noun = match part {
                Part::Task => "a task",
                Part::Cluster => "a job cluster",
                Part::Environment => "an environment",
                Part::Parameter => "a parameter",
            };
            format!("job `{job}` already speaks of {noun} `{name}`")
        }
        Symbol::Resource(..) => format!("the bundle already speaks of a resource `{name}`"),
        _ => format!("the bundle already speaks of a variable `{name}`"),
    })
}

/// The name as YAML reads it back as text.
fn quote(name: &str) -> String {
    let kind = yaml::parse(name).root.as_scalar().map(yaml::Scalar::kind);
    if kind == Some(ScalarKind::String) { name.to_owned() } else { format!("\"{name}\"") }
}
