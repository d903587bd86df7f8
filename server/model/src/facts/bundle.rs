//! The types of the bundle configuration: fields, kinds, marks and closed sets of values, from `bundle.tsv`.
//! Knows nothing of files and of how a bundle is put together.

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::table::{Line, lines};

/// All types, and the one of the root file.
#[derive(Debug)]
pub struct Schema {
    types: Vec<Type>,
    enums: Vec<Enum>,
    root: usize,
}

/// A type with named fields.
#[derive(Debug)]
pub struct Type {
    /// Its name: `jobs.Task`.
    pub name: SmolStr,
    /// Its fields, sorted by name.
    pub fields: Vec<Field>,
    /// Which of them must be given.
    required: Vec<usize>,
}

/// A field of a type.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: SmolStr,
    /// What it takes.
    pub kind: Kind,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Whether the service fills it in and nobody should write it.
    pub output_only: bool,
    /// How far its launch has come.
    pub stage: Stage,
}

/// How far the launch of a field has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Stage {
    General,
    PublicPreview,
    Beta,
    PrivatePreview,
}

/// A closed set of values.
#[derive(Debug)]
pub struct Enum {
    /// Its name: `jobs.RunIf`.
    pub name: SmolStr,
    /// The values, sorted.
    pub values: Vec<SmolStr>,
}

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// Anything.
    Any,
    /// A list.
    List(Box<Kind>),
    /// A mapping with keys of the user's choice.
    Map(Box<Kind>),
    /// A mapping with the fields of a type.
    Object(TypeId),
    /// One of a closed set.
    Enum(EnumId),
}

/// A type of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TypeId(pub(super) usize);

/// A closed set of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EnumId(pub(super) usize);

/// The types that come with brickline.
pub fn schema() -> &'static Arc<Schema> {
    static SCHEMA: LazyLock<Arc<Schema>> = LazyLock::new(|| Arc::new(parse_schema(include_str!("bundle.tsv"))));
    &SCHEMA
}

/// What to write in place of a deprecated field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// What to do, after a colon.
    pub advice: &'static str,
    /// The new name, where a rename is all it takes.
    pub rename: Option<&'static str>,
}

/// What replaces a field that is out of date, whether or not the schema says so.
pub fn find_replacement(owner: &str, field: &str) -> Option<Replacement> {
    static REPLACED: LazyLock<FxHashMap<(&str, &str), Replacement>> = LazyLock::new(|| {
        let rows = lines(include_str!("bundle-replaced.tsv")).filter_map(|line| match line {
            Line::Row(row) => Some(row),
            Line::Section(..) => None,
        });
        rows.map(|row| ((row.cell(0), row.cell(1)), Replacement { advice: row.cell(2), rename: row.find(3) })).collect()
    });
    REPLACED.get(&(owner, field)).copied()
}

impl Schema {
    /// A schema of these types and closed sets, sorted by name; `root` is the place of the root file's.
    pub(super) fn new(types: Vec<Type>, enums: Vec<Enum>, root: usize) -> Self {
        Self { types, enums, root }
    }

    /// What the root file, and every included file, takes.
    pub fn root(&self) -> Kind {
        Kind::Object(TypeId(self.root))
    }

    /// A type by its place.
    pub fn object(&self, id: TypeId) -> &Type {
        &self.types[id.0]
    }

    /// A closed set by its place.
    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.0]
    }

    /// The type of this name.
    pub fn find_type(&self, name: &str) -> Option<TypeId> {
        self.types.binary_search_by(|found| found.name.as_str().cmp(name)).ok().map(TypeId)
    }

    /// All types.
    pub fn types(&self) -> &[Type] {
        &self.types
    }

    /// What stands under `key` in a value of this kind; `None` where no such key exists.
    pub fn find_child<'a>(&'a self, kind: &Kind, key: &str) -> Option<&'a Kind> {
        match kind {
            Kind::Object(id) => self.object(*id).find(key).map(|field| &field.kind),
            _ => None,
        }
    }
}

impl Type {
    /// A type of these fields, sorted by name.
    pub(super) fn new(name: &str, fields: Vec<Field>) -> Self {
        let required = (0..fields.len()).filter(|at| fields[*at].required).collect();
        Self { name: name.into(), fields, required }
    }

    /// The fields that must be given.
    pub fn required(&self) -> impl Iterator<Item = &Field> {
        self.required.iter().map(|at| &self.fields[*at])
    }

    /// The field of this name.
    pub fn find(&self, name: &str) -> Option<&Field> {
        self.fields.binary_search_by(|field| field.name.as_str().cmp(name)).ok().map(|at| &self.fields[at])
    }
}

fn parse_schema(text: &'static str) -> Schema {
    let mut rows: [Vec<Vec<&'static str>>; 2] = Default::default();
    let mut section = 0;
    for line in lines(text) {
        match line {
            Line::Section(name, _) => section = usize::from(name == "enums"),
            Line::Row(row) => rows[section].push(row.cells().collect()),
        }
    }
    let [types, enums] = rows;
    let place = |rows: &[Vec<&'static str>]| -> FxHashMap<&'static str, usize> {
        rows.iter().enumerate().map(|(at, cells)| (cells[0], at)).collect()
    };
    let (type_places, enum_places) = (place(&types), place(&enums));
    let parse_kind = |text: &str| parse_kind(text, &type_places, &enum_places);
    Schema {
        root: type_places.get("root").copied().unwrap_or(0),
        types: types
            .iter()
            .map(|cells| {
                let mut fields: Vec<Field> = cells[1..].iter().map(|cell| parse_field(cell, &parse_kind)).collect();
                fields.sort_by(|left, right| left.name.cmp(&right.name));
                Type::new(cells[0], fields)
            })
            .collect(),
        enums: enums
            .iter()
            .map(|cells| Enum { name: cells[0].into(), values: cells[1..].iter().map(|&value| value.into()).collect() })
            .collect(),
    }
}

fn parse_field(cell: &str, parse_kind: &dyn Fn(&str) -> Kind) -> Field {
    let (head, kind) = cell.split_once(':').unwrap_or((cell, "s"));
    let name = head.trim_end_matches(['!', '-', '?', '+', '~', '^']);
    let marks = &head[name.len()..];
    let stage = match marks.chars().next_back() {
        Some('?') => Stage::PrivatePreview,
        Some('~') => Stage::Beta,
        Some('+') => Stage::PublicPreview,
        _ => Stage::General,
    };
    Field {
        name: name.into(),
        kind: parse_kind(kind),
        required: marks.contains('!'),
        deprecated: marks.contains('-'),
        output_only: marks.contains('^'),
        stage,
    }
}

fn parse_kind(text: &str, types: &FxHashMap<&str, usize>, enums: &FxHashMap<&str, usize>) -> Kind {
    if let Some(item) = text.strip_prefix('[') {
        return Kind::List(Box::new(parse_kind(item, types, enums)));
    }
    if let Some(value) = text.strip_prefix('{') {
        return Kind::Map(Box::new(parse_kind(value, types, enums)));
    }
    match text {
        "s" => Kind::String,
        "b" => Kind::Bool,
        "i" => Kind::Int,
        "f" => Kind::Float,
        name => match (types.get(name), enums.get(name)) {
            (Some(&at), _) => Kind::Object(TypeId(at)),
            (None, Some(&at)) => Kind::Enum(EnumId(at)),
            (None, None) => Kind::Any,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table is part of the binary.
    #[test]
    fn the_table_is_small_and_sorted() {
        assert!(include_str!("bundle.tsv").len() < 60_000);
        assert!(schema().types.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn the_table_is_whole() {
        let schema = schema();
        assert_eq!(schema.types.len(), 330);
        let fields: usize =
            schema.types.iter().map(|found| found.fields.iter().filter(|f| !f.output_only).count()).sum();
        assert_eq!(fields, 1614);
        assert_eq!(schema.types.iter().flat_map(|found| &found.fields).filter(|field| field.deprecated).count(), 53);
        assert_eq!(schema.types.iter().flat_map(|found| &found.fields).filter(|field| field.required).count(), 236);
    }

    #[test]
    fn kinds_are_linked() {
        let schema = schema();
        let task = schema.object(schema.find_type("jobs.Task").expect("tasks"));
        assert!(task.find("task_key").expect("a key").required);
        let Kind::List(item) = &task.find("depends_on").expect("dependencies").kind else { panic!("a list") };
        assert_eq!(**item, Kind::Object(schema.find_type("jobs.TaskDependency").expect("the item's type")));
        let Kind::Enum(id) = task.find("run_if").expect("a condition").kind else { panic!("a closed set") };
        assert!(schema.enumeration(id).values.contains(&"ALL_DONE".into()));
        let target = schema.object(schema.find_type("config.Target").expect("targets"));
        assert!(matches!(target.find("mode").expect("a mode").kind, Kind::Enum(_)));
    }
}
