//! The borders of the design: which crate may depend on which, and which words must not appear above the model.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use brickline_model::facts::pyspark::{function, methods_named};
use brickline_model::facts::semantics::{Meaning, find};
use brickline_tests::root_dir;

/// The crates from the bottom up, with their folders; each may depend on those before it only.
const LAYERS: &[(&str, &str)] = &[
    ("brickline_syntax", "server/syntax"),
    ("brickline_model", "server/model"),
    ("brickline_analysis", "server/analysis"),
    ("brickline_rules", "rules"),
    ("brickline", "server/brickline"),
];

/// Crates that only the executable may depend on.
const SHELL_ONLY: &[&str] =
    &["clap", "tokio", "tower-lsp-server", "ignore", "indicatif", "annotate-snippets", "anstream"];

#[test]
fn dependencies_point_one_way() {
    for (level, (name, folder)) in LAYERS.iter().enumerate() {
        let dependencies = read_dependencies(&root_dir().join(folder).join("Cargo.toml"));
        let above = LAYERS[level..].iter().map(|(name, _)| *name).filter(|other| dependencies.contains(*other));
        assert_eq!(above.collect::<Vec<_>>(), Vec::<&str>::new(), "{name} depends on what lies above it");
        if *name != "brickline" {
            let shell: Vec<_> = SHELL_ONLY.iter().filter(|other| dependencies.contains(**other)).collect();
            assert!(shell.is_empty(), "{name} depends on {shell:?}, which only the executable may");
        }
    }
}

#[test]
fn parsers_of_python_stay_in_syntax() {
    for (name, folder) in &LAYERS[1..] {
        let manifest = read_dependencies(&root_dir().join(folder).join("Cargo.toml"));
        let is_parser = |crate_: &&String| crate_.starts_with("tree-sitter") || crate_.starts_with("ruff_");
        assert!(!manifest.iter().any(|crate_| is_parser(&crate_)), "{name} depends on a parser of Python");
    }
}

/// What a SQL statement says is asked of typed views: its tree and the kinds of its nodes are private to the front end.
#[test]
fn the_tree_of_sql_stays_behind_its_views() {
    let front_end = root_dir().join("server/syntax/src/sql");
    let module = fs::read_to_string(front_end.join("mod.rs")).expect("the module is readable");
    for hidden in ["node", "tree"] {
        assert!(module.contains(&format!("\nmod {hidden};")), "`{hidden}` is private");
    }
    for (path, text) in read_sources(&front_end) {
        for item in ["pub enum NodeKind", "pub struct Node<", "pub struct TokenRef"] {
            assert!(!text.contains(item), "{}: {item}", path.display());
        }
    }
    for (name, folder) in &LAYERS[1..] {
        for (path, text) in read_sources(&root_dir().join(folder).join("src")) {
            assert!(!text.contains("NodeKind"), "{name}: {} names a kind of node", path.display());
        }
    }
}

#[test]
fn only_the_executable_touches_the_outside() {
    for (name, folder) in &LAYERS[..4] {
        for (path, text) in read_sources(&root_dir().join(folder).join("src")) {
            for word in ["std::fs", "std::env", "std::net", "std::process", "SystemTime", "Instant::now"] {
                assert!(!text.contains(word), "{name}: {} uses {word}", path.display());
            }
        }
    }
}

/// Splits a Cargo.toml's `[dependencies]` into names; development dependencies may point anywhere.
fn read_dependencies(manifest: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(manifest).expect("the manifest is readable");
    let manifest: toml::Table = text.parse().expect("the manifest is TOML");
    let dependencies = manifest.get("dependencies").and_then(|value| value.as_table());
    dependencies.into_iter().flat_map(|table| table.keys().cloned()).collect()
}

fn read_sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut pending = vec![folder.to_path_buf()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is readable").flatten() {
            let path = entry.path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("the source is readable");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// Where a rule decides by a text: `== "x"`, `!= "x"`, `"x" =>`, `"x" |`, `| "x"`.
#[test]
fn rules_name_no_method_of_spark() {
    let mut named = Vec::new();
    // Rules over bundles decide by keys of YAML, which may be called like methods.
    let is_of_bundles = |path: &Path| path.components().any(|part| part.as_os_str() == "bundle");
    let sources = read_sources(&root_dir().join("rules/src"));
    for (path, text) in sources.iter().filter(|(path, _)| !is_of_bundles(path)) {
        for (line, literal) in find_deciding_literals(strip_metadata(text)) {
            let is_method = methods_named(literal).next().is_some() || function(literal).is_some();
            if is_method && !is_format(literal) {
                named.push(format!("{}: `{literal}` in `{}`", path.display(), line.trim()));
            }
        }
    }
    assert!(named.is_empty(), "what methods do is for the model to know:\n{}", named.join("\n"));
}

/// Whether a method is called like the format it reads or writes, which rules may well name.
fn is_format(name: &str) -> bool {
    ["DataFrameReader", "DataFrameWriter"]
        .iter()
        .filter_map(|class| find(class, name))
        .any(|semantics| matches!(semantics.meaning, Meaning::LoadAs | Meaning::SaveAs))
}

/// A rule's file without its `static RULE`, whose texts are documentation, and without its tests.
fn strip_metadata(text: &str) -> Vec<&str> {
    let tests = text.find("#[cfg(test)]").unwrap_or(text.len());
    let mut inside = false;
    let kept = text[..tests].lines().filter(|line| {
        inside |= line.starts_with("pub static RULE");
        let ends = inside && *line == "};";
        let keep = !inside && !line.trim_start().starts_with("//");
        inside &= !ends;
        keep
    });
    kept.collect()
}

fn find_deciding_literals(lines: Vec<&str>) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for line in lines {
        let pieces: Vec<&str> = line.split('"').collect();
        for at in (1..pieces.len().saturating_sub(1)).step_by(2) {
            let (before, after) = (pieces[at - 1].trim_end(), pieces[at + 1].trim_start());
            let compared = before.ends_with("==") || before.ends_with("!=");
            let matched =
                after.starts_with("=>") || after.starts_with('|') || (before.ends_with('|') && !before.ends_with("||"));
            if compared || matched {
                found.push((line, pieces[at]));
            }
        }
    }
    found
}
