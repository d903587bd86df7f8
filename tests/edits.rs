//! What a host knows after edits is what a fresh host finds in the same texts, whatever it kept from before.

use std::collections::BTreeMap;
use std::fs;

use brickline_analysis::{Analysis, Config, Host, Settings};
use brickline_model::bundle::deploy;
use brickline_tests::position::parse_page;
use brickline_tests::tests_dir;

/// Edits of each project.
const EDITS: usize = 60;

/// A bundle in which targets override some jobs and leave others alone, and in which files name files.
const SHOP: [(&str, &str); 6] = [
    (
        "databricks.yml",
        "\
bundle: {name: shop}
include: [resources/*.yml]
variables:
  catalog: {default: main}
  folder: {default: src}
  tasks: {type: complex, default: [{task_key: a, notebook_task: {notebook_path: src/load}}]}
targets:
  dev:
    mode: development
    variables: {catalog: dev, folder: lib}
    resources:
      jobs:
        nightly:
          tasks: [{task_key: load, max_retries: 2}]
  prod:
    mode: production
    resources:
      jobs:
        hourly: {max_concurrent_runs: 4}
",
    ),
    (
        "resources/nightly.yml",
        "\
resources:
  jobs:
    nightly:
      name: nightly-${bundle.target}
      job_clusters: [{job_cluster_key: main, new_cluster: {num_workers: 2}}]
      tasks:
        - task_key: load
          job_cluster_key: main
          notebook_task: {notebook_path: ../src/load.py, base_parameters: {catalog: \"${var.catalog}\"}}
        - task_key: clean
          depends_on: [{task_key: load}]
          notebook_task: {notebook_path: ../src/clean.py}
",
    ),
    (
        "resources/hourly.yml",
        "\
resources:
  jobs:
    hourly:
      name: hourly
      tasks:
        - task_key: load
          notebook_task: {notebook_path: \"../${var.folder}/load.py\"}
        - task_key: each
          for_each_task:
            inputs: [1, 2]
            task: {task_key: inner, spark_python_task: {python_file: ../src/tool.py}}
    whole:
      tasks: ${var.tasks}
",
    ),
    (
        "resources/events.yml",
        "resources:\n  pipelines:\n    events:\n      catalog: ${var.catalog}\n      libraries: [{glob: {include: ../src/**}}]\n",
    ),
    ("src/load.py", "# Databricks notebook source\nspark.table('main.sales.orders').collect()\n"),
    ("src/tool.py", "print(1)\n"),
];

type Texts = BTreeMap<String, String>;

fn projects() -> Vec<Texts> {
    let own = |files: &[(&str, &str)]| files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    let pages = fs::read_dir(tests_dir().join("positions")).unwrap();
    let mut pages: Vec<_> = pages.map(|page| page.unwrap().path()).collect();
    pages.sort();
    let read = |page: &std::path::PathBuf| parse_page(&fs::read_to_string(page).unwrap()).files.into_iter().collect();
    std::iter::once(own(&SHOP)).chain(pages.iter().map(read)).collect()
}

fn new_host() -> Host {
    let rules = brickline_rules::ALL;
    Host::new(rules, Config::new(rules, Settings::default(), ""))
}

/// All that is found and resolved.
fn describe(analysis: &Analysis) -> String {
    let mut text = String::new();
    for found in analysis.check_all() {
        text += &format!("{found:?}\n");
    }
    for bundle in analysis.index().bundles() {
        for view in &bundle.views {
            let paths: Vec<_> = bundle.paths_of(view).collect();
            let jobs: Vec<_> = view.jobs().collect();
            text += &format!("{} {}: {:?} {paths:?} {jobs:?}\n", bundle.folder, view.name(), deploy(view));
        }
    }
    text
}

/// Numbers by a seed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// Changes one file: a letter, a line, another file's line, all of it; or takes it away, or brings it back.
fn edit(texts: &mut Texts, original: &Texts, random: &mut Random) -> String {
    let path = original.keys().nth(random.below(original.len())).unwrap().clone();
    let text = texts.get(&path).unwrap_or(&original[&path]);
    let mut lines: Vec<&str> = text.lines().collect();
    let at = random.below(lines.len());
    let other = original.values().nth(random.below(original.len())).unwrap();
    let foreign = other.lines().nth(random.below(other.lines().count())).unwrap_or_default();
    let changed;
    match random.below(10) {
        0..3 if !lines.is_empty() => {
            let line = lines[at];
            let column = line.floor_char_boundary(random.below(line.len() + 1));
            let letter = ["x", "$", " ", "{", "/", ":"][random.below(6)];
            changed = format!("{}{letter}{}", &line[..column], &line[column..]);
            lines[at] = &changed;
        }
        3 if !lines.is_empty() => drop(lines.remove(at)),
        4 if !lines.is_empty() => lines.insert(at, lines[at]),
        5 => lines.insert(at, foreign),
        6 => lines.insert(0, "# moved by a line"),
        7 => {
            texts.remove(&path);
            return path;
        }
        _ => lines = original[&path].lines().collect(),
    }
    let text = lines.join("\n") + "\n";
    texts.insert(path.clone(), text);
    path
}

#[test]
fn what_is_kept_over_edits_is_what_a_fresh_host_finds() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for original in projects() {
        let mut texts = original.clone();
        let mut host = new_host();
        texts.iter().for_each(|(path, text)| host.set_source(path, text.as_str()));
        host.snapshot().check_all();
        for _ in 0..EDITS {
            let path = edit(&mut texts, &original, &mut random);
            match texts.get(&path) {
                Some(text) => host.set_source(&path, text.as_str()),
                None => host.remove(&path),
            }
            let mut fresh = new_host();
            texts.iter().for_each(|(path, text)| fresh.set_source(path, text.as_str()));
            let (kept, found) = (describe(&host.snapshot()), describe(&fresh.snapshot()));
            let first = kept.lines().zip(found.lines()).find(|(kept, found)| kept != found);
            assert!(kept == found, "after a change of {path}: {first:?}\n{texts:#?}");
        }
    }
}
