//! Paths on the DBFS root and on mounts.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::{Bundle, visit_view};
use brickline_model::operation::{Kind, Operation, PathRole, What};

use crate::shared::findings::{Finding, mentions, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "dbfs-path",
    group: Group::Governance,
    on: &[Domain::Python, Domain::Sql, Domain::Bundle],
    summary: "A path on the DBFS root or on a mount is used",
    why: "Everyone in the workspace can read and change what lies on the DBFS root and on mounts: Unity Catalog does not \
          govern it, and both are deprecated. Use a volume (`/Volumes/<catalog>/<schema>/<volume>`) or an external location.",
    bad: Example::py("def read(spark):\n    return spark.read.json(\"dbfs:/mnt/raw/orders\")\n"),
    good: Example::py("def read(spark):\n    return spark.read.json(\"/Volumes/main/raw/orders\")\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &[
        "https://docs.databricks.com/aws/en/dbfs/unity-catalog",
        "https://docs.databricks.com/aws/en/dbfs/mounts",
    ],
    options: &[],
    checks: &[Check::Operation(&[Kind::PathUse], check), Check::Bundle(check_bundle)],
};

/// What lies below these is not the user's to govern, or is governed although it is spelt with DBFS.
const EXEMPT: &[&str] = &["/Volumes", "/databricks-datasets", "/databricks-results"];

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::PathUse(path) = &operation.what else { return };
    let known = path.path.prefix();
    if let Some(what) = find_legacy_root(&known, path.role) {
        cx.report(path.range, format!("`{}` lies on {what}, outside Unity Catalog", path.path.display()));
    }
}

/// The fields of a bundle that hold a path to read, write or run; of `dependencies` each item is one.
const BUNDLE_FIELDS: &[&str] =
    &["jar", "whl", "egg", "requirements", "dependencies", "python_file", "jar_uri", "storage", "artifact_path"];

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    if !mentions(bundle, &["dbfs:", "/dbfs/", "/mnt/"]) {
        return;
    }
    report_views(cx, bundle, |view, found| {
        visit_view(&bundle.schema, view, &mut |place| {
            let is_path = match place.path {
                // Init scripts and the logs of clusters.
                [.., holder, last] if holder == "dbfs" => last == "destination",
                [.., last] => BUNDLE_FIELDS.contains(&last.as_str()),
                [] => false,
            };
            let Some(text) = Some(place.value).filter(|_| is_path).and_then(|value| view.resolve(value)) else { return };
            let path = text.strip_prefix("-r ").unwrap_or(&text).trim();
            if let Some(what) = find_legacy_root(path, PathRole::Library) {
                let message = format!("`{path}` lies on {what}, outside Unity Catalog");
                found.push(Finding::new(place.value.origin, message));
            }
        });
    });
}

/// Which legacy root a path stands on, going by what is known of its beginning.
fn find_legacy_root(path: &str, role: PathRole) -> Option<&'static str> {
    let path = path.strip_prefix("file:").unwrap_or(path);
    let is_mount = |rest: &str| rest.starts_with("/mnt/");
    let rest = match path.strip_prefix("dbfs:") {
        Some(rest) => Some(rest),
        None => path.strip_prefix("/dbfs").filter(|rest| rest.starts_with('/')),
    };
    match rest {
        Some(rest) if EXEMPT.iter().any(|exempt| is_below(rest, exempt)) => None,
        Some(rest) if is_mount(rest) => Some("a DBFS mount"),
        Some(rest) if rest.starts_with('/') => Some("the DBFS root"),
        Some(_) => None,
        // To `open` and its kin /mnt is a folder of the machine's own disk.
        None => (is_mount(path) && role != PathRole::LocalFile).then_some("a DBFS mount"),
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
