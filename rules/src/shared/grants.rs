//! Who is granted what in a bundle: the entries of `grants` and `permissions`, wherever they stand. Knows no privilege.

use std::sync::Arc;

use brickline_model::bundle::{Value, View};
use brickline_model::name::Securable;

/// An entry of a `grants` list: who gets which privileges on which resource.
pub struct BundleGrant {
    /// The section of the resource: `schemas`, `volumes`, ...
    pub section: String,
    /// To whom, where it is a value of its own.
    pub principal: Option<Arc<Value>>,
    /// The privileges.
    pub privileges: Vec<Arc<Value>>,
}

/// All entries of `grants` lists of resources.
pub fn find_grants(view: &View) -> Vec<BundleGrant> {
    let mut found = Vec::new();
    for (section, resource) in resources(view) {
        for entry in view.list(&resource, "grants") {
            found.push(BundleGrant {
                section: section.clone(),
                principal: entry.get("principal").cloned(),
                privileges: view.list(&entry, "privileges"),
            });
        }
    }
    found
}

/// An entry of a `permissions` list.
pub struct BundlePermission {
    /// What it says.
    pub entry: Arc<Value>,
    /// Whether it is for the whole bundle.
    pub of_bundle: bool,
}

/// All entries of `permissions` lists, of resources and of the whole bundle.
pub fn find_permissions(view: &View) -> Vec<BundlePermission> {
    let of_resources = resources(view).into_iter().map(|(_, resource)| (resource, false));
    let holders = of_resources.chain([(Arc::clone(&view.root), true)]);
    holders
        .flat_map(|(holder, of_bundle)| {
            let entries = view.list(&holder, "permissions").into_iter();
            entries.map(move |entry| BundlePermission { entry, of_bundle })
        })
        .collect()
}

/// The users that `permissions` name, of resources and of the whole bundle; owners are left out.
pub fn find_permitted_users(view: &View) -> Vec<Arc<Value>> {
    let entries = find_permissions(view).into_iter().map(|permission| permission.entry);
    let is_owner = |entry: &Value| view.text(entry, "level").is_some_and(|level| level == "IS_OWNER");
    entries.filter(|entry| !is_owner(entry)).filter_map(|entry| entry.get("user_name").cloned()).collect()
}

fn resources(view: &View) -> Vec<(String, Arc<Value>)> {
    let sections = view.root.get("resources").map(|resources| resources.entries()).unwrap_or_default();
    let all = sections.iter().flat_map(|section| {
        section.value.entries().iter().map(|entry| (section.key.to_string(), Arc::clone(&entry.value)))
    });
    all.collect()
}

/// The kinds of object, as the table of privileges calls them, that a word of SQL may stand for; none where it is not known.
pub fn kinds_of(securable: Securable) -> &'static [&'static str] {
    match securable {
        // SQL calls all of them tables.
        Securable::Table => &["TABLE", "VIEW", "MATERIALIZED VIEW"],
        Securable::View => &["VIEW", "MATERIALIZED VIEW"],
        Securable::MaterializedView => &["MATERIALIZED VIEW"],
        // Models are functions in GRANT.
        Securable::Function | Securable::Model => &["FUNCTION", "MODEL"],
        Securable::Volume => &["VOLUME"],
        Securable::Schema => &["SCHEMA"],
        Securable::Catalog => &["CATALOG"],
        Securable::ExternalLocation => &["EXTERNAL LOCATION"],
        Securable::Connection => &["CONNECTION"],
        Securable::Credential => &["STORAGE CREDENTIAL", "SERVICE CREDENTIAL"],
        Securable::Metastore => &["METASTORE"],
        _ => &[],
    }
}

/// The same for a section of a bundle's resources.
pub fn kinds_of_section(section: &str) -> &'static [&'static str] {
    match section {
        "catalogs" => kinds_of(Securable::Catalog),
        "schemas" => kinds_of(Securable::Schema),
        "volumes" => kinds_of(Securable::Volume),
        "registered_models" => kinds_of(Securable::Model),
        "external_locations" => kinds_of(Securable::ExternalLocation),
        _ => &[],
    }
}
