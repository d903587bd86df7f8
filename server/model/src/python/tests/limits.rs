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
fn a_method_kept_under_its_own_name_is_called_once() {
    let kept = "class Job:\n    def __init__(self):\n        self.run = self.run\n    def run(self):\n        spark.table('main.a.b').count()\njob = Job()\njob.run()\n";
    let on_class = "Job.run = job.run\njob.run()\n";
    let model = repeat(kept, on_class, 1);
    let actions = model.operations.iter().filter(|operation| operation.what.kind() == crate::operation::Kind::Action);
    assert_eq!(actions.count(), 1);
}
