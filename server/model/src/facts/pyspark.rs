//! The interface of PySpark, Delta and pipelines: which class has which members, since when, with which parameters.
//! Knows names and signatures only; what a call does is said in [`super::semantics`].

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::table::{self, Line, Row};
use crate::tri::Tri;

const TEXT: &str = include_str!("pyspark.tsv");

/// A class, or a module with its functions.
#[derive(Debug)]
pub struct Class {
    /// Its name: `DataFrame`, `SparkSession.Builder`, `pyspark.sql.functions`.
    pub name: &'static str,
    /// The module it is documented to be imported from; `None` for modules and nested classes.
    pub module: Option<&'static str>,
    members: FxHashMap<&'static str, Method>,
    exported: OnceLock<Vec<(SmolStr, SmolStr)>>,
}

/// A member of a class, or a function of a module.
#[derive(Debug)]
pub struct Method {
    /// The class or module it belongs to.
    pub class: &'static str,
    module: Option<&'static str>,
    row: Row,
    read: OnceLock<Read>,
}

/// What of a member's row is asked for often.
#[derive(Debug)]
struct Read {
    path: SmolStr,
    exists: Tri,
    availability: Availability,
    params: Box<[Param]>,
}

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A method of an object.
    Method,
    /// A static or class method.
    Static,
    /// A property: not to be called.
    Property,
    /// A function of a module.
    Function,
    /// An attribute of the class, such as `StorageLevel.DISK_ONLY`.
    Attribute,
    /// A class of a module.
    Class,
    /// `__init__`.
    Initialiser,
}

/// Which build has a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Open-source Spark and the platform, with and without a JVM at hand.
    Everywhere,
    /// Only with a JVM at hand: not under Spark Connect, hence not on serverless compute and standard access mode.
    Classic,
    /// Only in the platform's build.
    Platform,
    /// In no current build; earlier ones had it.
    Removed,
}

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name, without stars.
    pub name: &'static str,
    /// How it takes arguments.
    pub kind: ParamKind,
    /// Whether it may be left out.
    pub has_default: bool,
    kinds: &'static str,
}

/// How a parameter takes arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// By position or name.
    Plain,
    /// By name only.
    Keyword,
    /// `*args`.
    Rest,
    /// `**kwargs`.
    Options,
}

impl Class {
    /// The member of this name.
    pub fn method(&self, name: &str) -> Option<&Method> {
        self.members.get(name)
    }

    /// The member of this name, unless current builds have dropped it.
    pub fn current(&self, name: &str) -> Option<&Method> {
        self.method(name).filter(|method| method.availability() != Availability::Removed)
    }

    /// What `from module import *` brings of a module: names, each with its path.
    pub fn exported(&self) -> &[(SmolStr, SmolStr)] {
        self.exported.get_or_init(|| {
            let is_exported = |member: &&Method| matches!(member.kind(), MemberKind::Function | MemberKind::Class);
            let path = |name: &str| SmolStr::new(format!("{}.{name}", self.name));
            let exported = self.members().filter(is_exported).map(Method::name);
            exported.map(|name| (SmolStr::new_static(name), path(name))).collect()
        })
    }

    /// All members, in no order, removed ones included.
    pub fn members(&self) -> impl Iterator<Item = &Method> {
        self.members.values()
    }
}

impl Method {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.row.cell(1)
    }

    /// What it is.
    pub fn kind(&self) -> MemberKind {
        match self.row.cell(0) {
            "s" => MemberKind::Static,
            "p" => MemberKind::Property,
            "f" => MemberKind::Function,
            "a" => MemberKind::Attribute,
            "c" => MemberKind::Class,
            "i" => MemberKind::Initialiser,
            _ => MemberKind::Method,
        }
    }

    /// Which build has it.
    pub fn availability(&self) -> Availability {
        self.read().availability
    }

    fn read(&self) -> &Read {
        self.read.get_or_init(|| {
            let path = member_path(self.class, self.module, self.name());
            Read {
                exists: exists(&path),
                path,
                availability: self.parse_availability(),
                params: parse_params(self.row.cell(4)).collect(),
            }
        })
    }

    fn parse_availability(&self) -> Availability {
        match self.row.cell(2) {
            "c" => Availability::Classic,
            "d" => Availability::Platform,
            "r" => Availability::Removed,
            _ => Availability::Everywhere,
        }
    }

    /// The Spark version (for Delta's classes the Delta version) that brought it, where its source says so.
    pub fn since(&self) -> Option<&'static str> {
        self.row.find(3)
    }

    /// Its parameters in order, the receiver left out.
    pub fn params(&self) -> impl Iterator<Item = Param> {
        self.read().params.iter().copied()
    }

    /// The parameter that takes the positional argument at `index`.
    pub fn positional(&self, index: usize) -> Option<Param> {
        let mut plain = self.params().take_while(|param| matches!(param.kind, ParamKind::Plain | ParamKind::Rest));
        let mut last = None;
        for _ in 0..=index {
            match plain.next() {
                Some(param) => last = Some(param),
                None => return last.filter(|param| param.kind == ParamKind::Rest),
            }
        }
        last
    }

    /// The parameter of this name.
    pub fn param(&self, name: &str) -> Option<Param> {
        self.params().find(|param| param.name == name)
    }

    /// The class it returns as annotated: `DataFrame`, `List[Row]`, `int`, `None`. Absent where the source is silent.
    pub fn returns(&self) -> Option<&'static str> {
        self.row.find(5)
    }

    /// The version since which it is deprecated.
    pub fn deprecated_since(&self) -> Option<&'static str> {
        self.row.find(6)
    }

    /// What to use instead of a deprecated member.
    pub fn replacement(&self) -> Option<&'static str> {
        self.row.find(7)
    }

    /// The first Spark version without it.
    pub fn removed_in(&self) -> Option<&'static str> {
        self.row.find(8)
    }
}

impl Param {
    /// Whether text given here names a column.
    pub fn takes_column_name(&self) -> bool {
        self.kinds.contains('c')
    }

    /// Whether it takes a Column.
    pub fn takes_column(&self) -> bool {
        self.kinds.contains(['c', 'C', 'a'])
    }

    /// Whether a number, truth value or date may stand here where a Column may. True also where the source is silent.
    pub fn takes_literal(&self) -> bool {
        self.kinds.is_empty() || self.kinds.contains(['n', 'b', 't', 'a'])
    }
}

/// The class or module of this name, as [`Class::name`] has it.
pub fn class(name: &str) -> Option<&'static Class> {
    tables().classes.get(name)
}

/// The member of a class or module: `method("DataFrame", "withColumn")`.
pub fn method(class_name: &str, name: &str) -> Option<&'static Method> {
    class(class_name)?.method(name)
}

/// The function of `pyspark.sql.functions` of this name, removed ones included.
pub fn function(name: &str) -> Option<&'static Method> {
    method("pyspark.sql.functions", name)
}

/// The function of `pyspark.sql.functions` that `name`, which is none, was probably meant to be.
pub fn nearest_function(name: &str) -> Option<&'static str> {
    let functions = class("pyspark.sql.functions")?.members().filter(|member| member.removed_in().is_none());
    let mut names: Vec<_> = functions.map(Method::name).collect();
    names.sort_unstable();
    super::near::nearest(name, names.into_iter(), 2)
}

/// The members of this name in all classes, modules left out: which classes have a `withColumn`.
pub fn methods_named(name: &str) -> impl Iterator<Item = &'static Method> {
    tables().by_name.get(name).into_iter().flatten().filter_map(|class| method(class, name))
}

/// The class that a full path or bare class name stands for: `pyspark.sql.dataframe.DataFrame`, `pyspark.sql.DataFrame`
/// and `pyspark.sql.connect.dataframe.DataFrame` are all `DataFrame`.
pub fn class_at(path: &str) -> Option<&'static Class> {
    let (package, name) = path.rsplit_once('.').unwrap_or(("", path));
    let found = class(name)?;
    let home = found.module?.split('.').next()?;
    let root = package.split('.').next().unwrap_or("");
    (package.is_empty() || root == home).then_some(found)
}

struct Tables {
    classes: FxHashMap<&'static str, Class>,
    by_name: FxHashMap<&'static str, Vec<&'static str>>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = Tables { classes: FxHashMap::default(), by_name: FxHashMap::default() };
        for class in parse(TEXT) {
            if !is_module(class.name) {
                for name in class.members.keys() {
                    tables.by_name.entry(name).or_default().push(class.name);
                }
            }
            tables.classes.insert(class.name, class);
        }
        tables
    })
}

/// Modules are lower case, classes are not.
fn is_module(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_uppercase())
}

fn parse(text: &'static str) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::new();
    for line in table::lines(text) {
        match line {
            Line::Section(name, module) => {
                let module = Some(module).filter(|module| !module.is_empty());
                classes.push(Class { name, module, members: FxHashMap::default(), exported: OnceLock::new() });
            }
            Line::Row(row) => {
                if let Some(class) = classes.last_mut() {
                    let method = Method { class: class.name, module: class.module, row, read: OnceLock::new() };
                    class.members.insert(row.cell(1), method);
                }
            }
        }
    }
    classes
}

/// The full path of a member of a class or module, `module` being where the class is documented to be imported from.
fn member_path(class: &str, module: Option<&str>, name: &str) -> SmolStr {
    let package = match module {
        None if is_module(class) => return SmolStr::new(format!("{class}.{name}")),
        Some(module) if module.starts_with("pyspark.sql.streaming") => "pyspark.sql.streaming",
        Some(module) if !module.starts_with("pyspark.sql") => module,
        _ => "pyspark.sql",
    };
    SmolStr::new(format!("{package}.{class}.{name}"))
}

/// The full path of something that a class or module of the table has or has not, and whether what has this path exists.
pub fn locate(class_name: &str, name: &str, found: Option<&Method>) -> (SmolStr, Tri) {
    match found {
        Some(method) => (method.read().path.clone(), method.read().exists),
        None => {
            let path = member_path(class_name, class(class_name).and_then(|class| class.module), name);
            let exists = exists(&path);
            (path, exists)
        }
    }
}

/// Whether a library is known to have something, or not to have it.
pub fn exists(path: &str) -> Tri {
    let Some((owner, name)) = path.rsplit_once('.') else { return Tri::Unknown };
    let found = match owner {
        "dlt" | "pyspark.pipelines" => class(owner).or_else(|| class("dlt")),
        _ => class(owner).or_else(|| class_at(owner)),
    };
    match found.map(|class| class.method(name)) {
        Some(Some(method)) => Tri::from(method.parse_availability() != Availability::Removed),
        Some(None) => Tri::from(owner == "pyspark.sql.functions" && UNEXPORTED.contains(&name)),
        None => Tri::Unknown,
    }
}

/// Functions on columns that a star import leaves out, for the sake of Python's `chr` and its module `uuid`.
const UNEXPORTED: &[&str] = &["chr", "uuid"];

fn parse_params(text: &'static str) -> impl Iterator<Item = Param> {
    let mut keyword_only = false;
    text.split(',').filter_map(move |text| {
        if text == "*" {
            keyword_only = true;
        }
        parse_param(text, keyword_only).inspect(|param| keyword_only |= param.kind == ParamKind::Rest)
    })
}

/// `name:kinds=`, `*name`, `**name`; nothing for the bare marks `*` and `/`.
fn parse_param(text: &'static str, keyword_only: bool) -> Option<Param> {
    let stars = text.len() - text.trim_start_matches('*').len();
    let rest = &text[stars..];
    let bare = rest.trim_end_matches('=');
    let (name, kinds) = bare.split_once(':').unwrap_or((bare, ""));
    let kind = match stars {
        0 if keyword_only => ParamKind::Keyword,
        0 => ParamKind::Plain,
        1 => ParamKind::Rest,
        _ => ParamKind::Options,
    };
    let has_default = stars > 0 || rest.ends_with('=');
    (!name.is_empty() && name != "/").then_some(Param { name, kind, has_default, kinds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_members_of_a_class() {
        let with_column = method("DataFrame", "withColumn").unwrap();
        assert_eq!(with_column.kind(), MemberKind::Method);
        assert_eq!(with_column.since(), Some("1.3"));
        assert_eq!(with_column.returns(), Some("DataFrame"));
        assert_eq!(with_column.params().map(|param| param.name).collect::<Vec<_>>(), ["colName", "col"]);
        assert_eq!(method("DataFrame", "write").unwrap().kind(), MemberKind::Property);
        assert_eq!(method("DataFrame", "rdd").unwrap().availability(), Availability::Classic);
        assert!(method("DataFrame", "with_column").is_none());
        assert_eq!(method("SparkSession.Builder", "getOrCreate").unwrap().returns(), Some("SparkSession"));
    }

    #[test]
    fn knows_what_is_deprecated_and_removed() {
        let register = method("DataFrame", "registerTempTable").unwrap();
        assert_eq!(
            (register.deprecated_since(), register.replacement()),
            (Some("2.0"), Some("createOrReplaceTempView"))
        );
        assert_eq!(method("DataFrame", "unionAll").unwrap().deprecated_since(), None);
        let koalas = method("DataFrame", "to_koalas").unwrap();
        assert_eq!((koalas.availability(), koalas.removed_in()), (Availability::Removed, Some("4.0")));
        assert!(class("DataFrame").unwrap().current("to_koalas").is_none());
    }

    #[test]
    fn knows_which_parameter_takes_what() {
        let pow = function("pow").unwrap().positional(1).unwrap();
        assert!(pow.takes_column_name() && pow.takes_literal());
        let sum = function("sum").unwrap().positional(0).unwrap();
        assert!(sum.takes_column_name() && !sum.takes_literal());
        assert!(!function("lit").unwrap().positional(0).unwrap().takes_column_name());
        let coalesce = function("coalesce").unwrap();
        assert_eq!(coalesce.positional(7).unwrap().kind, ParamKind::Rest);
        assert!(function("upper").unwrap().positional(1).is_none());
        let trigger = method("DataStreamWriter", "trigger").unwrap();
        assert_eq!(trigger.param("availableNow").unwrap().kind, ParamKind::Keyword);
        assert!(trigger.positional(0).is_none());
    }

    #[test]
    fn finds_classes_by_path_and_by_member() {
        assert_eq!(class_at("pyspark.sql.dataframe.DataFrame").unwrap().name, "DataFrame");
        assert_eq!(class_at("delta.tables.DeltaTable").unwrap().name, "DeltaTable");
        assert!(class_at("pandas.DataFrame").is_none());
        let mut owners: Vec<_> = methods_named("withWatermark").map(|method| method.class).collect();
        owners.sort_unstable();
        assert_eq!(owners, ["DataFrame"]);
        assert!(methods_named("count").count() > 2);
    }

    #[test]
    fn table_is_sorted_and_free_of_duplicates() {
        let mut section = "";
        let mut last = "";
        for line in table::lines(TEXT) {
            match line {
                Line::Section(name, _) => {
                    assert!(section < name, "{section} < {name}");
                    (section, last) = (name, "");
                }
                Line::Row(row) => {
                    assert!(last < row.cell(1), "{section}: {last} < {}", row.cell(1));
                    last = row.cell(1);
                }
            }
        }
    }
}
