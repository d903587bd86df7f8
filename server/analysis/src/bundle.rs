//! The bundles of a project: which there are, and what rules find in them. Knows how rules are run on a bundle, not what
//! a bundle says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use brickline_model::bundle::{self, Bundle, Files, Options};
use brickline_syntax::source::FileKind;
use brickline_syntax::yaml::Document;
use rayon::prelude::*;

use crate::check::{Notice, Plan, Subject, run_rules, run_written};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::file::AnalysedFile;
use crate::index::ProjectIndex;
use crate::listing::Listing;
use crate::rule::Written;
use crate::timing::{Phase, Timings};

/// The bundles among these files. Files that are as they were in the bundles of `before` are not parsed again.
pub(crate) fn load_bundles(
    files: &BTreeMap<Arc<str>, Arc<AnalysedFile>>,
    listing: &Listing,
    config: &Config,
    before: &[Arc<Bundle>],
) -> Vec<Arc<Bundle>> {
    let mut project = Files::new(listing.paths());
    let roots = project.bundle_roots();
    if roots.is_empty() {
        return Vec::new();
    }
    for (path, file) in files {
        match file.unit.kind {
            FileKind::Yaml => project.set_text(Arc::clone(path), Arc::clone(&file.unit.text)),
            kind => project.set_notebook(Arc::clone(path), kind.is_notebook()),
        }
    }
    let project = Arc::new(project);
    let external_variables = config.project().external_variables.clone();
    let options = match config.bundle_schema() {
        Some(schema) => Options { schema: Arc::clone(schema), external_variables },
        None => Options { external_variables, ..Options::default() },
    };
    let load = |folder: &Arc<str>| {
        let before = before.iter().find(|bundle| bundle.folder == *folder);
        bundle::load(&project, folder, &options, before.map(|bundle| &**bundle))
    };
    roots.iter().filter_map(load).map(Arc::new).collect()
}

/// What the bundle rules find, raw, by file; they run side by side.
pub(crate) fn find_in_bundles(
    plan: &Plan,
    files: &BTreeMap<Arc<str>, Arc<AnalysedFile>>,
    index: &ProjectIndex,
    notices: &Mutex<Vec<Notice>>,
    timings: &Timings,
) -> BTreeMap<Arc<str>, Vec<Diagnostic>> {
    let mut found: BTreeMap<Arc<str>, Vec<Diagnostic>> = BTreeMap::new();
    for bundle in index.bundles() {
        let Some(root) = bundle.files.first().and_then(|file| files.get(&file.path)) else { continue };
        let subject = Subject { unit: &root.unit, tree: None, bundle: Some(&**bundle), index, notices };
        let by_rule: Vec<Vec<Diagnostic>> = plan
            .bundle
            .par_iter()
            .map(|rule| timings.measure(Phase::Rules, || run_rules(std::slice::from_ref(rule), &subject)))
            .collect();
        let written = bundle.files.par_iter().filter_map(|file| {
            let analysed = files.get(&file.path)?;
            Some(
                timings
                    .measure(Phase::Rules, || find_written(plan, analysed, bundle, &file.document, notices).to_vec()),
            )
        });
        let written: Vec<Vec<Diagnostic>> = written.collect();
        for diagnostic in by_rule.into_iter().chain(written).flatten() {
            found.entry(Arc::clone(&diagnostic.file)).or_default().push(diagnostic);
        }
    }
    found
}

/// The raw findings of the rules that need nothing but the file as it is written; run once, kept with the file.
fn find_written<'a>(
    plan: &Plan,
    file: &'a AnalysedFile,
    bundle: &Bundle,
    document: &Document,
    notices: &Mutex<Vec<Notice>>,
) -> &'a [Diagnostic] {
    file.found_written
        .get_or_init(|| run_written(&plan.written, &file.unit, &Written { schema: &bundle.schema, document }, notices))
}
