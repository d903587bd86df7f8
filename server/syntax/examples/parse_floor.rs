//! `parse_floor FOLDER`: reads every Python file below a folder and parses it by tree-sitter, on all cores, and does nothing with the
//! trees: what `scripts/measure` holds the time of `lint` against.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

fn main() {
    let folder = std::env::args().nth(1).expect("a folder is given");
    let mut files = Vec::new();
    find_python(Path::new(&folder), &mut files);
    let nodes: usize = files.par_iter().map_init(make_parser, |parser, file| count_nodes(parser, file)).sum();
    println!("{} files, {nodes} nodes", files.len());
}

fn find_python(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => find_python(&path, files),
            Ok(kind) if kind.is_file() && path.extension().is_some_and(|extension| extension == "py") => {
                files.push(path)
            }
            _ => {}
        }
    }
}

fn make_parser() -> tree_sitter::Parser {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_python::LANGUAGE.into()).expect("the grammar fits the library");
    parser
}

fn count_nodes(parser: &mut tree_sitter::Parser, file: &Path) -> usize {
    let text = std::fs::read(file).unwrap_or_default();
    parser.parse(text, None).map_or(0, |tree| tree.root_node().descendant_count())
}
