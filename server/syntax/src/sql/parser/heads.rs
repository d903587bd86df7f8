//! The words that start statements, and whether a word is one of them misspelt.
//! Knows no grammar.

use super::super::kind::Kind;
use super::super::node::NodeKind;
use super::core::Parser;

const HEADS: &[&str] = &[
    "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "ALTER", "DROP", "REPLACE", "TRUNCATE", "DESCRIBE",
    "EXPLAIN", "SHOW", "GRANT", "REVOKE", "OPTIMIZE", "VACUUM", "ANALYZE", "REFRESH", "CACHE", "UNCACHE", "DECLARE",
    "EXECUTE", "VALUES", "TABLE", "WITH", "COPY", "RESTORE", "CONVERT", "COMMENT", "REPAIR", "RESET", "BEGIN", "FROM",
    "USE", "SET", "LOAD", "LIST", "DESC", "MSCK", "CALL", "CLEAR", "REDUCE",
];

/// The node of a statement that starts with the word.
pub(super) fn kind_of(head: Kind) -> Option<NodeKind> {
    Some(match head {
        Kind::SELECT | Kind::WITH | Kind::VALUES | Kind::FROM | Kind::TABLE | Kind::LeftParen => {
            NodeKind::QueryStatement
        }
        Kind::INSERT => NodeKind::Insert,
        Kind::UPDATE => NodeKind::Update,
        Kind::DELETE => NodeKind::Delete,
        Kind::MERGE => NodeKind::Merge,
        Kind::COPY => NodeKind::CopyInto,
        Kind::CREATE | Kind::REPLACE => NodeKind::CreateObject,
        Kind::ALTER => NodeKind::Alter,
        Kind::DROP => NodeKind::Drop,
        Kind::TRUNCATE => NodeKind::Truncate,
        Kind::OPTIMIZE => NodeKind::Optimize,
        Kind::VACUUM => NodeKind::Vacuum,
        Kind::RESTORE => NodeKind::Restore,
        Kind::CONVERT => NodeKind::Convert,
        Kind::ANALYZE => NodeKind::Analyze,
        Kind::SHOW => NodeKind::Show,
        Kind::DESCRIBE | Kind::DESC => NodeKind::Describe,
        Kind::EXPLAIN => NodeKind::Explain,
        Kind::USE => NodeKind::Use,
        Kind::SET => NodeKind::Set,
        Kind::CACHE => NodeKind::Cache,
        Kind::REFRESH => NodeKind::Refresh,
        Kind::COMMENT => NodeKind::CommentOn,
        Kind::DECLARE => NodeKind::Declare,
        Kind::CALL => NodeKind::CallProcedure,
        Kind::BEGIN => NodeKind::Block,
        Kind::APPLY | Kind::AUTO => NodeKind::ApplyChanges,
        _ => return None,
    })
}

/// Whether the word is one edit or one swap away from a word that starts a statement.
pub(super) fn is_misspelt(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    HEADS.iter().any(|head| is_near(word.as_bytes(), head.as_bytes()))
}

fn is_near(a: &[u8], b: &[u8]) -> bool {
    if a.len().abs_diff(b.len()) > 1 || a == b {
        return false;
    }
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let suffix = a[prefix..].iter().rev().zip(b[prefix..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (left, right) = (&a[prefix..a.len() - suffix], &b[prefix..b.len() - suffix]);
    let is_swap = left.len() == 2 && right.len() == 2 && left[0] == right[1] && left[1] == right[0];
    (left.len() <= 1 && right.len() <= 1) || is_swap
}

const OBJECTS: &[&str] = &[
    "TABLE",
    "VIEW",
    "FUNCTION",
    "SCHEMA",
    "DATABASE",
    "TABLES",
    "VIEWS",
    "FUNCTIONS",
    "SCHEMAS",
    "DATABASES",
    "COLUMNS",
    "PARTITIONS",
    "TBLPROPERTIES",
    "TEMPORARY",
    "EXTERNAL",
    "CATALOG",
    "VOLUME",
    "MATERIALIZED",
    "STREAMING",
    "NAMESPACE",
    "INDEX",
    "REPLACE",
];

/// Whether the word is one edit or one swap away from a word for a kind of object.
fn is_misspelt_object(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    OBJECTS.iter().any(|object| is_near(word.as_bytes(), object.as_bytes()))
}

/// Words that CREATE, ALTER, DROP or SHOW may be followed by, beyond the kinds of objects: Hive's and Databricks' own.
const RARE_OBJECTS: &[Kind] = &[
    Kind::ROLE,
    Kind::ROLES,
    Kind::MACRO,
    Kind::WIDGET,
    Kind::INDEX,
    Kind::INDEXES,
    Kind::USER,
    Kind::USERS,
    Kind::GROUP,
    Kind::GROUPS,
    Kind::EXTERNAL,
    Kind::SERVICE,
    Kind::STORAGE,
    Kind::SEARCH,
    Kind::METRIC,
    Kind::ALL,
    Kind::CURRENT,
    Kind::PRINCIPALS,
    Kind::COMPACTIONS,
    Kind::TRANSACTIONS,
    Kind::LOCKS,
    Kind::PARTITION,
    Kind::SHARES,
    Kind::RECIPIENTS,
    Kind::PROVIDERS,
    Kind::VOLUMES,
    Kind::CREDENTIALS,
    Kind::CONNECTIONS,
    Kind::MODELS,
    Kind::POLICIES,
    Kind::PRIVATE,
    Kind::CATALOG,
    Kind::SCHEMA,
    Kind::DATABASE,
    Kind::FUNCTION,
    Kind::TABLE,
    Kind::MATERIALIZED,
    Kind::PREDICTIVE,
];

impl Parser<'_> {
    /// Whether the word here may name a kind of object nobody knows, rather than be a slip.
    pub(super) fn is_foreign_object(&self) -> bool {
        match self.peek() {
            Kind::Word => !is_misspelt_object(self.word(0)) && self.nth(1).is_name() && self.nth(1) != Kind::AS,
            kind => RARE_OBJECTS.contains(&kind) || kind.is_hole(),
        }
    }
}
