//! How a table is partitioned, whichever code says it, and whether that is too fine.
//! Two rules ask: one speaks where it is too fine, the other gives way there.

use std::sync::Arc;

use brickline_analysis::index::table_key;
use brickline_analysis::{Cx, Edit};
use brickline_model::column_type::{TableTypes, find_column_type};
use brickline_model::expr::{Call, Expr, ExprKind, Literal};
use brickline_model::facts::function::{Trait, is};
use brickline_model::frame::{Column, Frame, Setting, Step};
use brickline_model::name::ObjectName;
use brickline_model::operation::{Format, Key, Operation, Site, What};
use brickline_model::session::Session;
use brickline_syntax::TextRange;
use smol_str::SmolStr;

use super::words::split_words;

/// A partitioning.
pub struct Partitioning<'a> {
    /// The columns.
    pub keys: &'a [Key],
    /// The call's name, the argument, or the clause.
    pub range: TextRange,
    /// The call that says it, in Python.
    pub site: Option<&'a Site>,
    /// The columns of the table, where they are spelt.
    pub columns: &'a [Column],
    /// What is written into it.
    pub frame: Option<&'a Arc<Frame>>,
    /// The table's format.
    pub format: Option<&'a Format>,
    /// The table that is written into.
    pub target: Option<&'a ObjectName>,
}

/// The partitionings that an operation states: one, or those of several paths that lead to it.
pub fn find_partitionings(operation: &Operation) -> Vec<Partitioning<'_>> {
    let choices = match &operation.what {
        What::Write(write) if write.partition_by.value().is_none() => &write.partition_choices,
        What::StreamQuery(query) if query.partition_by.value().is_none() => &query.partition_choices,
        _ => return find_partitioning(operation).into_iter().collect(),
    };
    let (frame, format) = match &operation.what {
        What::Write(write) => (write.frame.as_ref(), &write.format),
        What::StreamQuery(query) => (query.frame.as_ref(), &query.format),
        _ => return Vec::new(),
    };
    let partitionings = choices.iter().map(|(site, keys)| Partitioning {
        keys,
        range: site.name,
        site: Some(site),
        columns: &[],
        frame,
        format: Some(format),
        target: find_target(operation),
    });
    partitionings.filter(|partitioning| !partitioning.keys.is_empty()).collect()
}

fn find_target(operation: &Operation) -> Option<&ObjectName> {
    match &operation.what {
        What::Write(write) => write.target.table(),
        What::StreamQuery(query) => query.target.table(),
        _ => None,
    }
}

fn find_partitioning(operation: &Operation) -> Option<Partitioning<'_>> {
    let target = find_target(operation);
    let whole = operation.site.name;
    match &operation.what {
        What::Write(write) => Some(Partitioning {
            keys: write.partition_by.value()?,
            range: write.partition_site.as_ref().map_or(whole, |site| site.name),
            site: write.partition_site.as_ref(),
            columns: &[],
            frame: write.frame.as_ref(),
            format: Some(&write.format),
            target,
        }),
        What::StreamQuery(query) => Some(Partitioning {
            keys: query.partition_by.value()?,
            range: query.partition_site.as_ref().map_or(whole, |site| site.name),
            site: query.partition_site.as_ref(),
            columns: &[],
            frame: query.frame.as_ref(),
            format: Some(&query.format),
            target,
        }),
        What::Definition(table) => Some(Partitioning {
            keys: table.partition_by.value()?,
            range: table.partition_range.unwrap_or(whole),
            site: None,
            columns: &table.columns,
            frame: table.query.as_ref(),
            format: Some(&table.format),
            target,
        }),
        What::Dataset(dataset) => Some(Partitioning {
            keys: dataset.partition_by.value()?,
            range: dataset.partition_range.unwrap_or(whole),
            site: None,
            columns: &[],
            frame: dataset.frame.as_ref(),
            format: None,
            target,
        }),
        _ => None,
    }
    .filter(|partitioning| !partitioning.keys.is_empty())
}

impl Partitioning<'_> {
    /// Whether the table is Delta, so that it can be clustered instead.
    pub fn is_delta(&self) -> bool {
        self.format.is_none_or(|format| match format {
            Setting::Absent => true,
            Setting::Set(format) => format == "delta",
            Setting::Unknown => false,
        })
    }

    /// Whether it is an export for others to read, whose folders are its interface.
    pub fn is_export(&self) -> bool {
        let format = self.format.and_then(|format| format.value());
        format.is_some_and(|format| ["csv", "json", "text"].contains(&format.as_str()))
    }

    /// The columns' names for a message.
    pub fn names(&self) -> String {
        self.keys.iter().map(|key| format!("`{}`", key.name)).collect::<Vec<_>>().join(", ")
    }
}

/// Why a partitioning is too fine, and the column that makes it so (none when there are just too many).
pub fn find_excess<'a>(
    cx: &Cx<'_>,
    operation: &Operation,
    partitioning: &Partitioning<'a>,
) -> Option<(Option<&'a Key>, String)> {
    if partitioning.is_export() {
        return None;
    }
    let types = |table: &ObjectName, column: &str| find_declared_type(cx, &operation.context.session, table, column);
    let fine = partitioning.keys.iter().find_map(|key| Some((key, find_fineness(partitioning, key, &types)?)));
    match fine {
        Some((key, why)) => Some((Some(key), format!("`{}` {why}", key.name))),
        None if partitioning.keys.len() > 2 => {
            Some((None, format!("{} columns ({}) multiply", partitioning.keys.len(), partitioning.names())))
        }
        None => None,
    }
}

/// Why a column has many values: its declared type, how it is computed, or its name.
fn find_fineness(partitioning: &Partitioning<'_>, key: &Key, types: &TableTypes<'_>) -> Option<String> {
    if let Some(data_type) = find_type(partitioning, &key.name, types) {
        let bare = data_type.split('(').next().unwrap_or_default().trim();
        if ["timestamp", "timestamp_ntz", "timestamp_ltz", "double", "float", "real", "binary"].contains(&bare) {
            return Some(format!("is a {} column", bare.to_uppercase()));
        }
        if ["date", "boolean", "tinyint", "byte"].contains(&bare) {
            return None;
        }
    }
    if let Some(expr) = partitioning.frame.and_then(|frame| find_computation(frame, &key.name)) {
        let call = strip_alias(expr);
        return match &call.kind {
            ExprKind::Call(call) if is_fine(call) => Some(format!("is computed by {}", call.name)),
            // A column that is computed in the code is what the computation makes it, whatever its name.
            ExprKind::Call(call) if is_coarse(call) => None,
            ExprKind::Cast { to: Some(to), .. } if to == "date" => None,
            _ => find_fine_name(&key.name),
        };
    }
    find_fine_name(&key.name)
}

fn find_type(partitioning: &Partitioning<'_>, name: &str, types: &TableTypes<'_>) -> Option<SmolStr> {
    let mut columns = partitioning.columns.iter();
    let declared = columns.find(|column| column.name.eq_ignore_ascii_case(name)).map(|column| column.data_type.clone());
    let written = || partitioning.target.and_then(|table| types(table, name));
    let computed = || partitioning.frame.and_then(|frame| find_column_type(frame, name, types));
    declared.flatten().or_else(written).or_else(computed)
}

/// The type that the project's definition of a table gives to a column.
fn find_declared_type(cx: &Cx<'_>, session: &Session, table: &ObjectName, column: &str) -> Option<SmolStr> {
    let key = table_key(table, session, &cx.options.project)?;
    let mut definitions = cx.index.definitions(&key).iter().filter_map(|place| cx.index.operation(place));
    definitions.find_map(|definition| {
        let What::Definition(table) = &definition.what else { return None };
        table.columns.iter().find(|known| known.name.eq_ignore_ascii_case(column))?.data_type.clone()
    })
}

/// The expression that computes a column on its way here.
fn find_computation<'a>(frame: &'a Arc<Frame>, name: &str) -> Option<&'a Expr> {
    let mut found = None;
    frame.walk(&mut |upstream| {
        if let (None, Step::Project(projection)) = (found, &upstream.step) {
            let computes = |item: &&Expr| {
                item.output_name().is_some_and(|output| output.eq_ignore_ascii_case(name)) && item.as_column().is_none()
            };
            found = projection.items.iter().rev().find(computes);
        }
        found.is_none()
    });
    found
}

fn strip_alias(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Alias { operand, .. } => operand,
        _ => expr,
    }
}

fn is_fine(call: &Call) -> bool {
    if is(&call.name, Trait::Truncation) {
        let unit = call.args.iter().find_map(|arg| match &arg.kind {
            ExprKind::Literal(Literal::Text(unit)) => Some(unit.to_lowercase()),
            _ => None,
        });
        let fine_units = ["hour", "minute", "second", "millisecond", "microsecond"];
        return unit.is_some_and(|unit| fine_units.contains(&unit.as_str()));
    }
    is(&call.name, Trait::Fine)
}

fn is_coarse(call: &Call) -> bool {
    [Trait::DatePart, Trait::ToDate, Trait::Truncation].iter().any(|of| is(&call.name, *of))
}

/// Whether a column's name says that it tells rows apart.
fn find_fine_name(name: &str) -> Option<String> {
    const FINE: &[&str] = &["id", "uuid", "guid", "email", "ts", "timestamp", "hash"];
    const COARSE: &[&str] = &[
        "date",
        "day",
        "month",
        "year",
        "week",
        "quarter",
        "region",
        "country",
        "category",
        "status",
        "type",
        "partition",
        "state",
        "tenant",
    ];
    let words = split_words(name);
    let (last, before) = words.split_last()?;
    let says_fine = FINE.contains(&last.as_str()) || (last == "key" && !before.is_empty());
    let is_coarse = before.last().is_some_and(|word| COARSE.contains(&word.as_str()));
    (says_fine && !is_coarse).then(|| "has about as many values as there are rows".to_string())
}

/// The edits that cluster instead of partitioning, where the text is simple enough to be rewritten.
pub fn cluster_instead(cx: &Cx<'_>, partitioning: &Partitioning<'_>) -> Option<Vec<Edit>> {
    if !partitioning.is_delta() || partitioning.keys.len() > 4 {
        return None;
    }
    if let Some(site) = partitioning.site {
        return Some(vec![Edit::replace(site.name, "clusterBy")]);
    }
    let text = cx.text(partitioning.range);
    if let Some(keyword) = text.strip_prefix("partition_cols") {
        let end = partitioning.range.end() - keyword.len() as u32;
        return Some(vec![Edit::replace(TextRange::new(partitioning.range.start(), end), "cluster_by")]);
    }
    let (head, list) = text.split_once('(')?;
    if head.trim().eq_ignore_ascii_case("partitionedBy") {
        let end = partitioning.range.start() + head.trim_end().len() as u32;
        return Some(vec![Edit::replace(TextRange::new(partitioning.range.start(), end), "clusterBy")]);
    }
    // A typed partition column would have to move to the table's columns first.
    let are_plain_names = list.trim_end_matches(')').split(',').all(|name| !name.trim().contains(char::is_whitespace));
    let clause_words: Vec<_> = head.split_whitespace().map(str::to_lowercase).collect();
    let is_clause = matches!(clause_words.as_slice(), [first, by] if first.starts_with("partition") && by == "by");
    if !are_plain_names || !is_clause {
        return None;
    }
    let head_range =
        TextRange::new(partitioning.range.start(), partitioning.range.start() + head.trim_end().len() as u32);
    Some(vec![Edit::replace(head_range, "CLUSTER BY")])
}
