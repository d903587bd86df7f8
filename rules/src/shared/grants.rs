//! Who is granted what in a bundle: the entries of `grants` and `permissions`, wherever they stand. Knows no privilege.

use std::sync::Arc;

use brickline_model::bundle::{Value, View};

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

/// The users that `permissions` name, of resources and of the whole bundle; owners are left out.
pub fn find_permitted_users(view: &View) -> Vec<Arc<Value>> {
    let of_resources = resources(view).into_iter().map(|(_, resource)| resource);
    let holders = of_resources.chain([Arc::clone(&view.root)]);
    let entries = holders.flat_map(|holder| view.list(&holder, "permissions"));
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
