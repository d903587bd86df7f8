//! Calls that are followed again: what they gave before is given again only where all that they read is as it was.

use expect_test::expect;

use super::trace;

#[test]
fn a_call_sees_what_became_of_the_variables_it_reads() {
    let text = r#"
catalog = "dev"
def name():
    return f"{catalog}.a.b"
spark.table(name())
spark.table(name())
catalog = "prod"
spark.table(name())
"#;
    expect![[r#"
        5: Read dev.a.b format=delta schema=no
        6: Read dev.a.b format=delta schema=no
        8: Read prod.a.b format=delta schema=no
    "#]]
    .assert_eq(&trace(text));
}

#[test]
fn a_call_sees_what_became_of_the_containers_and_objects_it_reads() {
    let text = r#"
class Config:
    def __init__(self, schema):
        self.schema = schema
    def table(self):
        return "main." + self.schema + ".t"
options = {"name": "main.a.x"}
def pick(options):
    return options["name"]
config = Config("a")
spark.table(pick(options))
spark.table(pick(options))
spark.table(config.table())
spark.table(config.table())
options["name"] = "main.a.y"
config.schema = "b"
spark.table(pick(options))
spark.table(config.table())
"#;
    expect![[r#"
        11: Read main.a.x format=delta schema=no
        12: Read main.a.x format=delta schema=no
        13: Read main.a.t format=delta schema=no
        14: Read main.a.t format=delta schema=no
        17: Read main.a.y format=delta schema=no
        18: Read main.b.t format=delta schema=no
    "#]]
    .assert_eq(&trace(text));
}

#[test]
fn a_call_that_changes_something_changes_it_each_time() {
    let text = r#"
names = []
def add(name):
    names.append(name)
def switch(name):
    global catalog
    catalog = name
add("x")
add("x")
spark.table("main.a.t").select(*names)
switch("dev")
catalog = "prod"
switch("dev")
spark.table(f"{catalog}.a.t")
"#;
    expect![[r#"
        10: Read main.a.t format=delta schema=no
        10: Expression Projection x
        10: Transform Select(x, x) < read main.a.t
        10: Discard frame Select(x, x) < read main.a.t
        14: Read dev.a.t format=delta schema=no
    "#]]
    .assert_eq(&trace(text));
}
