//! What targets are for. Knows names and modes of targets, no rule.

use brickline_model::bundle::View;

/// Whether a target is for production: its mode says so, or its name.
pub fn is_production(view: &View) -> bool {
    let mode = view.at(&["bundle", "mode"]).and_then(|mode| view.resolve(&mode));
    mode.as_deref() == Some("production") || has_production_name(view)
}

/// Whether a target is named as one for production.
pub fn has_production_name(view: &View) -> bool {
    view.target.is_some() && ["prod", "production"].iter().any(|name| view.name().eq_ignore_ascii_case(name))
}

/// Whether a target is set up for development: its mode says so.
pub fn is_development(view: &View) -> bool {
    let mode = view.at(&["bundle", "mode"]).and_then(|mode| view.resolve(&mode));
    mode.as_deref() == Some("development")
}
