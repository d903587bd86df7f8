use super::*;

fn load_files(files: &[(&str, &str)]) -> Bundle {
    let paths = files.iter().map(|(path, _)| Arc::from(*path)).collect();
    let mut project = Files::new(Arc::new(paths));
    for (path, text) in files {
        project.set_text(*path, *text);
    }
    load(&Arc::new(project), "", &Options::default(), None).expect("a root file")
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

fn load_with(files: &[(&str, &str)], options: &Options, before: Option<&Bundle>) -> Bundle {
    let paths = files.iter().map(|(path, _)| Arc::from(*path)).collect();
    let mut project = Files::new(Arc::new(paths));
    for (path, text) in files {
        project.set_text(*path, *text);
    }
    load(&Arc::new(project), "", options, before).expect("a root file")
}

#[test]
fn variables_come_from_outside_in_order() {
    let root = "\
variables:
  plain: {default: a}
  sought: {lookup: {cluster: shared}}
  sent: {default: b}
  size: {type: complex, default: {workers: 1}}
targets:
  dev: {variables: {plain: c}}
  prod: {}
";
    let given = r#"{"plain": "d", "sought": "e", "sent": "f", "size": {"workers": 2}, "unheard": 1}"#;
    let files = [("databricks.yml", root), (".databricks/bundle/dev/variable-overrides.json", given)];
    let options = Options { external_variables: vec!["sent".into()], ..Options::default() };
    let bundle = load_with(&files, &options, None);
    let text = |target: &str, name: &str| {
        let text = format!("\"${{var.{name}}}\"");
        view(&bundle, target)
            .resolve(&Value::from_node(FileId(0), &yaml::parse(&text).root))
            .map(|text| text.to_string())
    };
    assert_eq!(text("dev", "plain").as_deref(), Some("d"));
    assert_eq!(text("prod", "plain").as_deref(), Some("a"));
    assert_eq!(text("dev", "size.workers").as_deref(), Some("2"));
    assert_eq!((text("dev", "sought"), text("dev", "sent")), (None, None));
    let Assigned::Value(value) = &view(&bundle, "dev").variables["plain"].assigned else { panic!("a value") };
    let places: Vec<&str> = value.others.iter().map(|origin| bundle.text(*origin)).collect();
    assert_eq!((bundle.text(value.origin), places), ("\"d\"", vec!["c", "a"]));
    assert_eq!(&*bundle.path(value.origin), ".databricks/bundle/dev/variable-overrides.json");
    assert_eq!(bundle.file_ids().count(), 1);
}

#[test]
fn files_that_are_the_same_are_parsed_once() {
    let options = Options::default();
    let before = load_with(&[("databricks.yml", ROOT), ("resources/a.yml", JOB)], &options, None);
    let after = load_with(&[("databricks.yml", ROOT), ("resources/a.yml", "resources: {}\n")], &options, Some(&before));
    assert!(Arc::ptr_eq(&before.files[0].document, &after.files[0].document));
    assert!(!Arc::ptr_eq(&before.files[1].document, &after.files[1].document));
    let moved = load_with(
        &[("databricks.yml", ROOT), ("resources/0.yml", ""), ("resources/a.yml", JOB)],
        &options,
        Some(&before),
    );
    assert!(Arc::ptr_eq(&before.files[1].document, &moved.files[2].document));
    assert_eq!(moved.files[2].value.origin.file, FileId(2));
}

#[test]
fn jobs_without_references_are_found_once_for_all_targets_and_edits() {
    let root = |name: &str| {
        format!(
            "\
include: [resources/*.yml]
bundle: {{name: {name}}}
variables: {{job: {{type: complex, default: {{name: x}}}}, folder: {{default: src}}}}
resources: {{jobs: {{one: \"${{var.job}}\", two: \"${{var.job}}\"}}}}
targets: {{dev: {{resources: {{jobs: {{mine: {{max_concurrent_runs: 2}}}}}}}}, prod: {{variables: {{folder: lib}}}}}}
"
        )
    };
    let jobs = "\
resources:
  jobs:
    free: {tasks: [{task_key: a, notebook_task: {notebook_path: ./a}}]}
    bound: {tasks: [{task_key: a, notebook_task: {notebook_path: \"./${var.folder}/a\"}}]}
    mine: {tasks: [{task_key: a, notebook_task: {notebook_path: ./a}}]}
";
    let options = Options::default();
    let before = load_with(&[("databricks.yml", &root("shop")), ("resources/a.yml", jobs)], &options, None);
    let after = load_with(&[("databricks.yml", &root("store")), ("resources/a.yml", jobs)], &options, Some(&before));
    let find = |bundle: &Bundle, target: &str, key: &str| {
        view(bundle, target).jobs.iter().find(|job| job.resource.key == key).map(Arc::clone).expect("a job")
    };
    for (key, in_targets, in_edits) in [("free", true, true), ("bound", false, false), ("mine", false, false)] {
        let dev = find(&before, "dev", key);
        assert_eq!(Arc::ptr_eq(&dev, &find(&before, "prod", key)), in_targets, "{key}");
        assert_eq!(Arc::ptr_eq(&dev, &find(&after, "dev", key)), in_edits, "{key}");
    }
    let paths = |target: &str| find(&after, target, "bound").paths().map(|used| used.path.clone()).collect::<Vec<_>>();
    assert_eq!((paths("dev"), paths("prod")), (vec!["resources/src/a".into()], vec!["resources/lib/a".into()]));
    // One value may be two jobs.
    let keys: Vec<_> = view(&after, "dev").jobs().map(|job| job.resource.key.as_str()).collect();
    assert_eq!(keys, ["one", "two", "free", "bound", "mine"]);
}

#[test]
fn list_items_of_one_key_are_one() {
    let root = "\
resources:
  jobs:
    j:
      parameters: [{name: a, default: x}]
      job_clusters: [{job_cluster_key: k, new_cluster: {num_workers: 1}}]
  pipelines: {p: {clusters: [{num_workers: 1}, {label: Maintenance, num_workers: 1}]}}
  apps: {app: {resources: [{name: r, description: old, job: {id: \"1\"}}]}}
  schemas: {s: {grants: [{principal: team, privileges: [USE_SCHEMA]}]}}
targets:
  t:
    resources:
      jobs: {j: {parameters: [{name: a, default: y}], job_clusters: [{job_cluster_key: k, new_cluster: {num_workers: 2}}]}}
      pipelines: {p: {clusters: [{label: DEFAULT, num_workers: 2}, {label: maintenance, num_workers: 3}]}}
      apps: {app: {resources: [{name: r, job: {id: \"2\"}}]}}
      schemas: {s: {grants: [{principal: team, privileges: [USE_SCHEMA, SELECT]}]}}
";
    let bundle = load_files(&[("databricks.yml", root)]);
    let view = view(&bundle, "t");
    let one = |path: &[&str]| {
        let list = view.at(path).expect("a list");
        list.items().iter().map(|item| view.follow(item)).collect::<Vec<_>>()
    };
    let [parameter] = &one(&["resources", "jobs", "j", "parameters"])[..] else { panic!("one parameter") };
    assert_eq!(view.text(parameter, "default").as_deref(), Some("y"));
    let [cluster] = &one(&["resources", "jobs", "j", "job_clusters"])[..] else { panic!("one cluster") };
    assert_eq!(view.field(cluster, "new_cluster").and_then(|new| view.text(&new, "num_workers")).as_deref(), Some("2"));
    let [standard, upkeep] = &one(&["resources", "pipelines", "p", "clusters"])[..] else { panic!("two clusters") };
    assert_eq!(view.text(standard, "num_workers").as_deref(), Some("2"));
    assert_eq!(view.text(upkeep, "num_workers").as_deref(), Some("3"));
    let [resource] = &one(&["resources", "apps", "app", "resources"])[..] else { panic!("one resource") };
    assert!(resource.get("description").is_none() && resource.others.len() == 1);
    let [grant] = &one(&["resources", "schemas", "s", "grants"])[..] else { panic!("one grant") };
    assert_eq!(view.list(grant, "privileges").len(), 2);
}

#[test]
fn legacy_names_are_read_as_todays() {
    let bundle = load_files(&[(
        "databricks.yml",
        "bundle: {compute_id: one}\nenvironments:\n  dev: {git: {branch: main}, compute_id: two, mode: development}\n  prod: {}\n",
    )]);
    let id = ["bundle", "cluster_id"];
    assert_eq!(text_at(view(&bundle, "dev"), &id).as_deref(), Some("two"));
    assert_eq!(text_at(view(&bundle, "prod"), &id).as_deref(), Some("one"));
    assert_eq!(text_at(view(&bundle, "dev"), &["bundle", "git", "branch"]).as_deref(), Some("main"));
    assert_eq!(text_at(view(&bundle, "dev"), &["bundle", "mode"]).as_deref(), Some("development"));
}

#[test]
fn references_read_resources_and_paths() {
    let root = "\
bundle: {name: shop}
workspace: {root_path: /Shared/x}
resources:
  schemas: {s: {catalog_name: main, name: sales}}
  volumes: {v: {catalog_name: main, schema_name: raw, name: in}}
  jobs: {j: {name: nightly, max_retries: 1, tags: {team: core}}}
targets: {plain: {}, dev: {mode: development}, own: {workspace: {root_path: ~/x, state_path: /Workspace/s}}}
";
    let bundle = load_files(&[("databricks.yml", root)]);
    let text = |target: &str, name: &str| {
        let text = format!("\"${{{name}}}\"");
        view(&bundle, target)
            .resolve(&Value::from_node(FileId(0), &yaml::parse(&text).root))
            .map(|text| text.to_string())
    };
    for (target, name, expected) in [
        ("plain", "resources.schemas.s.catalog_name", Some("main")),
        ("plain", "resources.schemas.s.name", Some("sales")),
        ("dev", "resources.schemas.s.name", None),
        ("dev", "resources.jobs.j.max_retries", Some("1")),
        ("plain", "resources.jobs.j.tags.team", Some("core")),
        ("plain", "resources.jobs.j.id", None),
        ("dev", "resources.volumes.v.volume_path", Some("/Volumes/main/raw/in")),
        ("plain", "workspace.root_path", Some("/Workspace/Shared/x")),
        ("plain", "workspace.file_path", Some("/Workspace/Shared/x/files")),
        ("own", "workspace.file_path", None),
        ("own", "workspace.state_path", Some("/Workspace/s")),
    ] {
        assert_eq!(text(target, name).as_deref(), expected, "{target} {name}");
    }
}

/// A resolved value at a path; digits are places in lists.
fn resolved<'a>(root: &'a Resolved, path: &str) -> Option<&'a Resolved> {
    path.split('.').try_fold(root, |value, part| match (&value.data, part.parse::<usize>()) {
        (ResolvedData::List(items), Ok(at)) => items.get(at),
        _ => value.get(part),
    })
}

#[test]
fn development_changes_what_is_deployed() {
    let root = "\
bundle: {name: shop}
resources:
  jobs:
    a: {name: nightly, schedule: {quartz_cron_expression: x}, tags: {dev: mine}, tasks: [{task_key: b}, {task_key: a}]}
    b: {max_concurrent_runs: 1, trigger: {pause_status: UNPAUSED}}
  pipelines: {p: {name: flow, development: false, continuous: true}}
  schemas: {s: {name: sales}}
  experiments: {e: {name: /Shared/exp}}
targets:
  dev: {mode: development}
  team: {presets: {name_prefix: \"[team] \", tags: {cost: \"7\"}, jobs_max_concurrent_runs: 2, trigger_pause_status: UNPAUSED}}
  prod: {mode: production}
";
    let bundle = load_files(&[("databricks.yml", root)]);
    let (dev, team, prod) =
        (deploy(view(&bundle, "dev")), deploy(view(&bundle, "team")), deploy(view(&bundle, "prod")));
    let user = "${workspace.current_user.short_name}";
    let prefixed = format!("[dev {user}] nightly");
    let schema = format!("dev_{user}_sales");
    for (tree, path, expected) in [
        (&dev, "resources.jobs.a.name", Some(prefixed.as_str())),
        (&dev, "resources.jobs.a.schedule.pause_status", Some("PAUSED")),
        (&dev, "resources.jobs.a.tags.dev", Some("mine")),
        (&dev, "resources.jobs.a.max_concurrent_runs", Some("4")),
        (&dev, "resources.jobs.a.tasks.0.task_key", Some("a")),
        (&dev, "resources.jobs.b.tags.dev", Some(user)),
        (&dev, "resources.jobs.b.max_concurrent_runs", Some("1")),
        (&dev, "resources.jobs.b.trigger.pause_status", Some("UNPAUSED")),
        (&dev, "resources.pipelines.p.development", Some("true")),
        (&dev, "resources.pipelines.p.continuous", Some("false")),
        (&dev, "resources.schemas.s.name", Some(schema.as_str())),
        (&team, "resources.schemas.s.name", Some("team_sales")),
        (&team, "resources.experiments.e.name", Some("/Shared/[team] exp")),
        (&team, "resources.jobs.a.schedule.pause_status", Some("UNPAUSED")),
        (&team, "resources.jobs.a.tags.cost", Some("7")),
        (&team, "resources.jobs.b.max_concurrent_runs", Some("1")),
        (&team, "resources.pipelines.p.continuous", Some("true")),
        (&prod, "resources.jobs.a.name", Some("nightly")),
        (&prod, "resources.jobs.a.max_concurrent_runs", None),
        (&prod, "resources.pipelines.p.development", Some("false")),
        (&prod, "bundle.target", Some("prod")),
    ] {
        assert_eq!(resolved(tree, path).and_then(Resolved::as_str), expected, "{path}");
    }
    let changed = resolved(&dev, "resources.pipelines.p.development").expect("a flag");
    assert_eq!(changed.origin.map(|origin| bundle.text(origin)), Some("development"));
    assert_eq!(changed.replaced.iter().map(|origin| bundle.text(*origin)).collect::<Vec<_>>(), ["false"]);
}

#[test]
fn complex_variables_unfold_within_bounds() {
    let mut root = String::from("variables:\n  v0: {type: complex, default: [x, x, x, x, x, x, x, x, x, x]}\n");
    for at in 1..10 {
        let items = vec![format!("\"${{var.v{}}}\"", at - 1); 10].join(", ");
        root.push_str(&format!("  v{at}: {{type: complex, default: [{items}]}}\n"));
    }
    root.push_str("resources: {jobs: {j: {tags: {a: \"${var.v9}\", b: \"${var.none}/${bundle.target}\"}}}}\n");
    let bundle = load_files(&[("databricks.yml", &root)]);
    let tree = deploy(&bundle.views[0]);
    let text = resolved(&tree, "resources.jobs.j.tags.b").and_then(Resolved::as_str);
    assert_eq!(text, Some("${var.none}/${bundle.target}"));
}
