//! The generated documentation says what the rules and settings say. `UPDATE_EXPECT=1 cargo test` writes it anew.

use std::collections::BTreeSet;

use brickline_analysis::config::schema::settings_schema;
use brickline_analysis::docs::{rule_page, rules_page, settings_page};
use brickline_rules::ALL;
use brickline_tests::root_dir;
use expect_test::expect_file;

#[test]
fn the_list_of_rules_is_current() {
    expect_file![root_dir().join("docs/rules.md")].assert_eq(&rules_page(ALL));
}

#[test]
fn the_pages_of_rules_are_current() {
    let folder = root_dir().join("docs/rules");
    for rule in ALL {
        expect_file![folder.join(format!("{}.md", rule.name))].assert_eq(&rule_page(rule));
    }
    let known: BTreeSet<String> = ALL.iter().map(|rule| format!("{}.md", rule.name)).collect();
    for entry in std::fs::read_dir(&folder).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if known.contains(&name) {
            continue;
        }
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::remove_file(entry.path()).unwrap();
        } else {
            panic!("docs/rules/{name} belongs to no rule");
        }
    }
}

#[test]
fn the_settings_page_is_current() {
    expect_file![root_dir().join("docs/configuration.md")].assert_eq(&settings_page());
}

#[test]
fn the_settings_schema_is_current() {
    let schema = serde_json::to_string_pretty(&settings_schema(ALL)).unwrap();
    expect_file![root_dir().join("docs/settings.schema.json")].assert_eq(&format!("{schema}\n"));
}

#[test]
fn every_example_of_a_setting_is_sound() {
    use brickline_analysis::Settings;
    use brickline_analysis::config::spec::SETTINGS;
    for setting in SETTINGS {
        let parsed = Settings::parse(setting.example, &[], "example", ALL);
        let settings = parsed.unwrap_or_else(|errors| panic!("{}: {errors:?}", setting.name)).unwrap();
        let prefix = format!("{}.", setting.name);
        let is_said = settings.entries.keys().any(|key| key == setting.name || key.starts_with(&prefix));
        assert!(is_said, "the example of {} does not set it", setting.name);
    }
}
