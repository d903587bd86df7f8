//! Paths in the workspace that the CLI fills in: where a bundle is deployed, and where a volume lies.
//! Knows no disk; a path of the user's own stays a reference to the user.
//! <https://docs.databricks.com/aws/en/dev-tools/bundles/settings>

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::value::Value;
use super::view::{Referenced, View};

/// A user's folder; the `~` of a path.
const HOME: &str = "/Workspace/Users/${workspace.current_user.userName}";

/// The paths below the root path, and the folder that each is by default.
const BELOW: [(&str, &str); 4] =
    [("artifact_path", "artifacts"), ("file_path", "files"), ("resource_path", "resources"), ("state_path", "state")];

/// Whether the field of `workspace` is a path that has a default.
pub(super) fn is_path(field: &str) -> bool {
    field == "root_path" || BELOW.iter().any(|(name, _)| *name == field)
}

/// A path of `workspace`: as it is written, or its default.
pub(super) fn find_path(view: &View, field: &str) -> Option<Referenced> {
    let written = view.root.at(&["workspace", field]).filter(|value| !value.is_null());
    if let Some(value) = written {
        return Some(match whole(value.as_str()?) {
            Some(text) => Referenced::Text(text),
            None => Referenced::Value(Arc::clone(value)),
        });
    }
    Some(Referenced::Text(match BELOW.iter().find(|(name, _)| *name == field) {
        Some((_, folder)) => format_smolstr!("${{workspace.root_path}}/{folder}"),
        None => {
            let name = view.root.at(&["bundle", "name"])?;
            format_smolstr!("{HOME}/.bundle/{}/{}", name.as_str()?, view.name())
        }
    }))
}

/// A path of the workspace in full, if it is written in short.
fn whole(path: &str) -> Option<SmolStr> {
    if let Some(rest) = path.strip_prefix("~/") {
        return Some(format_smolstr!("{HOME}/{rest}"));
    }
    let is_short = path.starts_with('/') && !["/Workspace/", "/Volumes/"].iter().any(|start| path.starts_with(start));
    is_short.then(|| format_smolstr!("/Workspace{path}"))
}

/// `/Volumes/<catalog>/<schema>/<name>` of a volume that the bundle declares.
pub(super) fn find_volume_path(view: &View, key: &str) -> Option<Referenced> {
    let volume = view.root.at(&["resources", "volumes", key])?;
    let part = |field: &str| volume.get(field).and_then(|value: &Arc<Value>| value.as_str());
    let (catalog, schema, name) = (part("catalog_name")?, part("schema_name")?, part("name")?);
    Some(Referenced::Text(format_smolstr!("/Volumes/{catalog}/{schema}/{name}")))
}
