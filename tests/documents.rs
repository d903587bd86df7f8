//! Holds the tool against what `real/documents.tsv` says of every code block of the documents: those rules speak there, nothing else does.
//! Runs where `BRICKLINE_DOCUMENTS` names their folder, and says so where it does not.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use brickline_tests::binary::binary;
use brickline_tests::tests_dir;

/// A code block: its language and its text.
struct Block {
    language: String,
    text: String,
}

#[test]
fn every_block_gets_what_the_table_says() {
    let Ok(folder) = std::env::var("BRICKLINE_DOCUMENTS") else {
        eprintln!("skipped: BRICKLINE_DOCUMENTS is not set");
        return;
    };
    let table =
        std::fs::read_to_string(tests_dir().join("real/documents.tsv")).expect("the table is in the repository");
    let expected: BTreeSet<String> = table.lines().map(str::to_owned).collect();
    let mut found = BTreeSet::new();
    let mut documents: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("BRICKLINE_DOCUMENTS={folder}: {error}"))
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    documents.sort();
    assert!(!documents.is_empty(), "BRICKLINE_DOCUMENTS={folder} holds no documents");
    for path in documents {
        let name = path.file_name().expect("a file").to_string_lossy()[..3].to_owned();
        let text = String::from_utf8_lossy(&std::fs::read(&path).expect("a document can be read")).into_owned();
        for (number, block) in find_blocks(&text).iter().enumerate() {
            for (line, rule) in lint_block(block) {
                found.insert(format!("{name}\t{}\t{line}\t{rule}", number + 1));
            }
        }
    }
    let missed: Vec<_> = expected.difference(&found).collect();
    let beyond: Vec<_> = found.difference(&expected).collect();
    assert!(missed.is_empty() && beyond.is_empty(), "missed: {missed:#?}\nsaid beyond the table: {beyond:#?}");
}

/// The Python, SQL and YAML blocks of a Markdown text.
fn find_blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines() {
        match &mut open {
            Some(block) if line.starts_with("```") => {
                if matches!(block.language.as_str(), "python" | "sql" | "yaml") {
                    blocks.extend(open.take());
                }
                open = None;
            }
            Some(block) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {
                open = line
                    .strip_prefix("```")
                    .map(|language| Block { language: language.trim().to_owned(), text: String::new() });
            }
        }
    }
    blocks
}

/// What the tool says of a block that is a project of its own: line and rule.
fn lint_block(block: &Block) -> Vec<(u64, String)> {
    let folder = tempfile::tempdir().expect("a folder for the block");
    let path = folder.path().join(file_name(block));
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the block");
    std::fs::write(&path, &block.text).expect("the block can be written");
    run_lint(folder.path())
        .into_iter()
        .map(|finding| {
            let line = finding["line"].as_u64().expect("a line");
            (line, finding["rule"].as_str().expect("a rule").to_owned())
        })
        .collect()
}

fn run_lint(folder: &Path) -> Vec<serde_json::Value> {
    let output = Command::new(binary())
        .args(["lint", "--output-format", "json", "."])
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("no JSON ({error}): {}", String::from_utf8_lossy(&output.stderr));
    })
}

/// YAML goes under the name that its first comment gives.
fn file_name(block: &Block) -> String {
    match block.language.as_str() {
        "python" => "block.py".to_owned(),
        "sql" => "block.sql".to_owned(),
        _ => block
            .text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# "))
            .filter(|name| name.ends_with(".yml") && !name.contains(' '))
            .unwrap_or("databricks.yml")
            .to_owned(),
    }
}
