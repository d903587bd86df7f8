use super::*;

fn load_files(files: &[(&str, &str)]) -> Bundle {
    let paths = files.iter().map(|(path, _)| Arc::from(*path)).collect();
    let mut project = Files::new(Arc::new(paths));
    for (path, text) in files {
        project.set_text(*path, *text);
    }
    load(&Arc::new(project), "").expect("a root file")
}

fn view<'a>(bundle: &'a Bundle, name: &str) -> &'a View {
    bundle.views.iter().find(|view| view.name() == name).expect("a target")
}

fn text_at(view: &View, path: &[&str]) -> Option<String> {
    view.at(path).and_then(|value| view.resolve(&value)).map(|text| text.to_string())
}

const ROOT: &str = "\
bundle: {name: shop}
include: [resources/*.yml]
variables:
  catalog: {default: dev_cat}
  path: {default: \"${var.catalog}.x\"}
  cluster:
    default: {num_workers: 1}
  loop: {default: \"${var.loop}\"}
  free: {}
workspace: {root_path: \"/Shared/${bundle.name}/${bundle.target}\"}
targets:
  dev: {mode: development}
  prod:
    variables:
      catalog: prod_cat
      cluster: {num_workers: 8}
      free: {default: given}
    resources:
      jobs:
        nightly:
          tasks:
            - task_key: load
              max_retries: 3
";

const JOB: &str = "\
resources:
  jobs:
    nightly:
      name: ${var.path}
      tasks:
        - task_key: load
          new_cluster: ${var.cluster}
        - task_key: save
";

#[test]
fn targets_merge_over_the_base() {
    let bundle = load_files(&[("databricks.yml", ROOT), ("resources/a.yml", JOB), ("other.yml", "a: 1")]);
    assert_eq!(bundle.files.len(), 2);
    let (dev, prod) = (view(&bundle, "dev"), view(&bundle, "prod"));
    let name = ["resources", "jobs", "nightly", "name"];
    assert_eq!(text_at(dev, &name).as_deref(), Some("dev_cat.x"));
    assert_eq!(text_at(prod, &name).as_deref(), Some("prod_cat.x"));
    assert_eq!(text_at(prod, &["workspace", "root_path"]).as_deref(), Some("/Shared/shop/prod"));
    assert_eq!(text_at(dev, &["bundle", "mode"]).as_deref(), Some("development"));
    for (view, workers, retries) in [(dev, "1", None), (prod, "8", Some("3".into()))] {
        let job = view.at(&["resources", "jobs", "nightly"]).expect("a job");
        let tasks = view.list(&job, "tasks");
        assert_eq!(tasks.len(), 2);
        let cluster = view.field(&tasks[0], "new_cluster").expect("a cluster");
        assert_eq!(view.text(&cluster, "num_workers").as_deref(), Some(workers));
        assert_eq!(view.text(&tasks[0], "max_retries"), retries);
    }
    assert!(bundle.conflicts.is_empty());
}

#[test]
fn what_is_not_known_stays_unknown() {
    let bundle = load_files(&[("databricks.yml", ROOT)]);
    let dev = view(&bundle, "dev");
    let value = |name: &str| Value::from_node(FileId(0), &yaml::parse(&format!("\"${{{name}}}\"")).root);
    for name in ["var.loop", "var.free", "var.none", "resources.jobs.a.id", "workspace.host"] {
        assert_eq!(dev.resolve(&value(name)), None, "{name}");
    }
    assert_eq!(view(&bundle, "prod").resolve(&value("var.free")).as_deref(), Some("given"));
}

#[test]
fn kinds_that_do_not_fit_are_conflicts() {
    let bundle = load_files(&[(
        "databricks.yml",
        "resources: {jobs: {a: {tasks: []}}}\ntargets: {t: {resources: {jobs: {a: {tasks: {}}}}}}\n",
    )]);
    let [conflict] = &bundle.conflicts[..] else { panic!("one conflict: {:?}", bundle.conflicts) };
    assert_eq!((bundle.text(conflict.under), bundle.text(conflict.over)), ("[]", "{}"));
}

#[test]
fn paths() {
    let project = Files::new(Arc::new(["a/b/c.py", "a/d.py"].map(Arc::from).into()));
    assert_eq!(project.find("a/b"), Found::Folder);
    assert_eq!(project.find("a/b/c.py"), Found::File);
    assert_eq!(project.find("a/c"), Found::Nothing);
    assert_eq!(join("a/b", "../d.py").as_deref(), Some("a/d.py"));
    assert_eq!(join("a", "../../x").map(|path| project.find(&path)), Some(Found::Outside));
    assert_eq!(project.glob("a", "*/*.py").len(), 1);
}

#[test]
fn tasks_and_pipelines_run_files() {
    let root = "\
variables: {folder: {default: src}}
resources:
  jobs:
    nightly:
      parameters: [{name: day, default: today}, {name: zone, default: eu}]
      job_clusters: [{job_cluster_key: main, new_cluster: {num_workers: 2}}]
      tasks:
        - task_key: load
          job_cluster_key: main
          notebook_task: {notebook_path: \"./${var.folder}/load.yml\", base_parameters: {zone: us}}
  pipelines:
    events:
      catalog: main
      schema: events
      libraries: [{glob: {include: src/**}}]
";
    let bundle = load_files(&[("databricks.yml", root), ("src/load.yml", "")]);
    let [run] = &find_task_runs(&bundle)[..] else { panic!("one run") };
    assert_eq!((&*run.file, run.job.as_str(), run.task.as_deref()), ("src/load.yml", "nightly", Some("load")));
    assert_eq!(run.parameters, [("day".into(), Some("today".into())), ("zone".into(), Some("us".into()))]);
    assert!(matches!(&run.compute, Compute::Cluster(cluster) if cluster.get("num_workers").is_some()));
    let [pipeline] = &find_pipeline_runs(&bundle)[..] else { panic!("one pipeline") };
    assert_eq!((pipeline.catalog.as_deref(), pipeline.files.len()), (Some("main"), 1));
}
