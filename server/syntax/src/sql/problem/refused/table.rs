//! CREATE of tables, views and functions: clauses given twice, and clauses that exclude each other.

use super::super::super::kind::Kind;
use super::super::super::node::NodeKind as N;
use super::super::super::tree::Node;
use super::{Found, head, own};

/// Clauses that may be given once, with the words they start with.
const ONCE: &[(N, &str, usize)] = &[
    (N::Using, "USING", 1),
    (N::Options, "OPTIONS", 1),
    (N::Properties, "TBLPROPERTIES", 1),
    (N::PartitionedBy, "PARTITIONED BY", 2),
    (N::ClusterBy, "CLUSTER BY", 2),
    (N::ClusteredBy, "CLUSTERED BY", 2),
    (N::RowFormat, "ROW FORMAT", 2),
    (N::StoredAs, "STORED AS", 2),
    (N::Location, "LOCATION", 1),
    (N::Comment, "COMMENT", 1),
    (N::DefaultCollation, "DEFAULT COLLATION", 2),
    (N::Schedule, "SCHEDULE", 1),
];

pub(super) fn check(node: Node<'_>, found: &mut Found) {
    check_modes(node, found);
    for (kind, words, width) in ONCE {
        let mut clauses = node.children_of(*kind);
        if let (Some(first), Some(second)) = (clauses.next(), clauses.next()) {
            let message = format!("{words} is given twice: a {} has one", what(node));
            found.say_with(head(second, *width), message, head(first, *width), "given here before");
        }
    }
    check_parameters(node, found);
    if node.kind() == N::CreateTable {
        check_exclusive(node, found);
        check_formats(node, found);
    }
    for properties in node.children().filter(|child| matches!(child.kind(), N::Options | N::Properties)) {
        check_values(properties, found);
    }
}

fn what(node: Node<'_>) -> &'static str {
    match node.kind() {
        N::CreateView => "view",
        N::CreateFunction => "function",
        _ => "table",
    }
}

/// OR REPLACE and IF NOT EXISTS contradict each other.
fn check_modes(node: Node<'_>, found: &mut Found) {
    if let (Some(replace), Some(exists)) = (own(node, Kind::REPLACE), own(node, Kind::IF))
        && own(node, Kind::EXISTS).is_some()
    {
        let message = "IF NOT EXISTS and OR REPLACE exclude each other: keep one";
        found.say_with(exists.range(), message, replace.range(), "replaces what exists");
    }
    if let Some(bang) = own(node, Kind::Bang) {
        found.say(bang.range(), "`!` stands for NOT before an expression only: write IF NOT EXISTS");
    }
}

fn check_exclusive(node: Node<'_>, found: &mut Found) {
    if let Some(cluster) = node.child(N::ClusterBy) {
        let other = [(N::PartitionedBy, "PARTITIONED BY"), (N::ClusteredBy, "CLUSTERED BY")];
        for (kind, words) in other {
            if let Some(clause) = node.child(kind) {
                let (first, second) = if clause.id() < cluster.id() { (clause, cluster) } else { (cluster, clause) };
                let message = format!("CLUSTER BY and {words} exclude each other: keep CLUSTER BY");
                found.say_with(head(second, 2), message, head(first, 2), "the other one");
            }
        }
    }
    if let Some(skewed) = node.child(N::SkewedBy) {
        found.say(head(skewed, 2), "tables have no SKEWED BY");
    }
}

/// USING says the format; Hive's clauses say it another way.
fn check_formats(node: Node<'_>, found: &mut Found) {
    let is_like = own(node, Kind::LIKE).is_some();
    let (row, stored) = (node.child(N::RowFormat), node.child(N::StoredAs));
    if let (Some(using), Some(hive)) = (node.child(N::Using), row.or(stored))
        && !is_like
    {
        let words = if hive.kind() == N::RowFormat { "ROW FORMAT" } else { "STORED AS" };
        let message = format!("USING and {words} exclude each other: {words} is for Hive tables");
        found.say_with(head(hive, 2), message, using.range(), "the format");
        return;
    }
    let Some(stored) = stored else { return };
    if let Some(by) = own(stored, Kind::BY) {
        found.say(head(stored, 2).cover(by.range()), "STORED BY is not supported: the format stands behind USING");
        return;
    }
    let Some(row) = row else { return };
    let Some(format) = stored.child(N::Name).map(|name| name.text().to_ascii_lowercase()) else { return };
    let fits: &[&str] =
        if own(row, Kind::SERDE).is_some() { &["textfile", "sequencefile", "rcfile"] } else { &["textfile"] };
    if !fits.contains(&format.as_str()) {
        let message =
            "this ROW FORMAT goes with STORED AS TEXTFILE only: other formats say themselves how a row is written";
        found.say_with(head(row, 2), message, stored.range(), "the format");
    }
}

/// `PARTITIONED BY (a, b INT)`: names of columns or new columns, not both.
pub(super) fn check_partitions(node: Node<'_>, found: &mut Found) {
    let typed = node.children().find(|child| child.kind() == N::ColumnDef);
    let plain = node.children().find(|child| child.kind() != N::ColumnDef);
    if let (Some(typed), Some(plain)) = (typed, plain) {
        let message = "PARTITIONED BY names columns of the table or adds columns with types, not both";
        let (first, second) = if typed.id() < plain.id() { (typed, plain) } else { (plain, typed) };
        found.say_with(second.range(), message, first.range(), "the other sort");
    }
}

/// Keys without values in the properties and options of something new.
fn check_values(properties: Node<'_>, found: &mut Found) {
    for property in properties.children_of(N::Property) {
        if property.children().count() == 1 {
            found.say(property.range(), "this key has no value");
        }
    }
}

/// Parameters of a function are columns without constraints.
fn check_parameters(node: Node<'_>, found: &mut Found) {
    if node.kind() != N::CreateFunction {
        return;
    }
    let parameters = node.child(N::Parameters).into_iter().flat_map(|list| list.children_of(N::ColumnDef));
    for option in parameters.flat_map(|parameter| parameter.children()) {
        match option.kind() {
            N::Generated | N::Identity => found.say(option.range(), "a parameter is not generated"),
            N::Constraint => found.say(option.range(), "a parameter has no constraints"),
            _ => {}
        }
    }
}

/// `CREATE SCHEMA .. WITH DBPROPERTIES (owner = ..)`.
pub(super) fn check_schema(node: Node<'_>, found: &mut Found) {
    if !node.tokens().any(|token| matches!(token.kind(), Kind::SCHEMA | Kind::DATABASE | Kind::NAMESPACE)) {
        return;
    }
    let properties = node.descendants_of(N::Properties).flat_map(|list| list.children_of(N::Property));
    for key in properties.filter_map(|property| property.children().next()) {
        match key.text().trim_matches(['\'', '"', '`']).to_ascii_lowercase().as_str() {
            "owner" => {
                found.say(key.range(), "this property is reserved: the owner is set with ALTER SCHEMA ... OWNER TO")
            }
            "location" => {
                found.say(key.range(), "this property is reserved: where the data lies stands behind LOCATION")
            }
            _ => {}
        }
    }
}
