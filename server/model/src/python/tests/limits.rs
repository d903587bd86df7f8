//! Code that would make values without end, or calls that never come back: the evaluator gives up instead.

use std::sync::Arc;

use brickline_syntax::source::{FileKind, ParsedFile};

use crate::exports::Imports;
use crate::file::FileModel;
use crate::python::model_file;

/// Models a file that runs a line many times over, and one that imports what came of it.
fn repeat(head: &str, line: &str, times: usize) -> FileModel {
    let text = format!(
        "import functools\nfrom pyspark.sql import functions as F\n{head}\n{}",
        format!("{line}\n").repeat(times)
    );
    let file = ParsedFile::parse(FileKind::Python, text);
    let model = model_file("made.py", &file, &Imports::default());
    let user = ParsedFile::parse(FileKind::Python, "from made import x\nx()\nx.a\nprint(x)\n");
    let mut imports = Imports::default();
    imports.modules.insert("made".into(), Arc::clone(&model.exports));
    model_file("user.py", &user, &imports);
    model
}

#[test]
fn values_that_hold_each_other_stay_small() {
    for (head, line) in [
        ("x = 1", "x = (x, x)"),
        ("x = 1", "x = (x, x) if f() else (1, x)"),
        ("x = (1, 2)", "x += x"),
        ("x = [1, 2]", "x = x + x"),
        ("x = [1, 2]", "x.extend(x)"),
        ("x = [1, 2]", "x = zip(x, x)"),
        ("x = 'a text'", "x = f'{x}{x}'"),
        ("x = 'a text'", "x = '%s%s' % (x, x)"),
        ("x = 'a text'", "x = '{}{}'.format(x, x)"),
        ("x = 'a text'", "x = x.replace('t', 'tt')"),
        ("x = f()", "x = f'{(x, x)}'"),
        ("x = F.col('a')", "x = F.concat(x, x)"),
        ("x = F.col('a')", "x = x + x"),
        ("x = print", "x = functools.partial(x, x)"),
    ] {
        repeat(head, line, 60);
    }
}

#[test]
fn values_that_are_nested_again_and_again_cost_no_stack() {
    for (head, line) in [
        ("x = 1", "x = (x,)"),
        ("x = 1", "if f():\n    x = (x, 2)"),
        ("x = print", "x = functools.partial(x, 1)"),
        ("x = 'a' + f()", "x = x.upper()"),
        ("x = F.col('a')", "x = F.upper(x)"),
        ("x = F.col('a')", "x = -x"),
        ("x = spark.table('t')", "x = x.where('a = 1')"),
        ("x = 1", "x = spark.read.option('a', x).load('p')"),
        ("x = 1", "spark.sql('create or replace temporary view v as select (select max(a) from v) from t')"),
    ] {
        repeat(head, line, 3_000);
    }
}

#[test]
fn what_linking_costs_grows_with_a_file_and_not_with_what_it_imports() {
    let (modules, mut exports, mut costs) = (40, Vec::new(), Vec::new());
    for number in 0..modules {
        let imports: String =
            (0..number).map(|other| format!("from m{other} import work_{other}, Job{other}\n")).collect();
        let calls: String =
            (0..number).map(|other| format!("    x = work_{other}(x)\n    Job{other}(x).run()\n")).collect();
        let text = format!(
            "{imports}\nclass Job{number}:\n    def __init__(self, x):\n        self.x = x\n    def run(self):\n        return work_{number}(self.x)\n\ndef work_{number}(x):\n{calls}    return x\n"
        );
        let mut given = Imports::default();
        for (other, exports) in exports.iter().enumerate() {
            given.modules.insert(format!("m{other}").into(), Arc::clone(exports));
        }
        let file = ParsedFile::parse(FileKind::Python, text);
        let size = file.text.len() as u32;
        let model = model_file(&format!("m{number}.py"), &file, &given);
        exports.push(model.exports);
        costs.push((size, model.followed));
    }
    let dearest = costs.iter().map(|(size, cost)| cost.saturating_sub(*size)).max();
    assert!(dearest < Some(10_000), "{costs:?}");
}

#[test]
fn what_a_function_of_another_file_mentions_comes_along() {
    let link = |text: &str, given: &[(&str, &Arc<crate::exports::Exports>)]| {
        let mut imports = Imports::default();
        for (name, exports) in given {
            imports.modules.insert((*name).into(), Arc::clone(exports));
        }
        model_file("a.py", &ParsedFile::parse(FileKind::Python, text), &imports)
    };
    let names = link("CATALOG = 'main'\nclass Names:\n    schema = 'a'\n", &[]);
    let base =
        "from names import CATALOG, Names\nOTHER = 1\ndef full(name):\n    return f'{CATALOG}.{Names.schema}.{name}'\n";
    let base = link(base, &[("names", &names.exports)]);
    let read = "from base import full\ndef read(spark, name, how=full):\n    return spark.table(how(name))\n";
    let read = link(read, &[("base", &base.exports)]);
    let model = link("from read import read\nread(spark, 'b').collect()\n", &[("read", &read.exports)]);
    let actions = model.operations.iter().map(crate::trace::describe).filter(|line| line.contains("Action"));
    assert_eq!(actions.collect::<Vec<_>>().join("\n"), "Action Collect uses=[] <- read main.a.b");
}

#[test]
fn a_method_kept_under_its_own_name_is_called_once() {
    let kept = "class Job:\n    def __init__(self):\n        self.run = self.run\n    def run(self):\n        spark.table('main.a.b').count()\njob = Job()\njob.run()\n";
    let on_class = "Job.run = job.run\njob.run()\n";
    let model = repeat(kept, on_class, 1);
    let actions = model.operations.iter().filter(|operation| operation.what.kind() == crate::operation::Kind::Action);
    assert_eq!(actions.count(), 1);
}
