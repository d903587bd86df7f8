//! Two queries with one checkpoint: each overwrites what the other remembers.

use std::sync::Arc;

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_analysis::index::path_key;
use brickline_model::file::FileModel;
use brickline_model::operation::{Job, Kind, Operation, Source, StreamQuery, What};
use brickline_model::frame::Frame;
use brickline_model::text::{Piece, TextValue};
use brickline_model::value::Value;
use brickline_syntax::TextRange;

use crate::shared::path::describe;

/// The rule.
pub static RULE: Rule = Rule {
    name: "shared-checkpoint",
    group: Group::Streaming,
    on: &[Domain::Python],
    summary: "Two streams use the same checkpoint location",
    why: "A checkpoint belongs to one query. Two queries that share one read each other's offsets and state: they fail, or \
          skip and repeat rows. Give every query a folder of its own.",
    bad: Example::py(
        "def start(spark):\n    orders = spark.readStream.table(\"main.bronze.orders\")\n    clicks = spark.readStream.table(\"main.bronze.clicks\")\n    orders.writeStream.option(\"checkpointLocation\", \"/Volumes/main/etl/state\").toTable(\"main.silver.orders\")\n    clicks.writeStream.option(\"checkpointLocation\", \"/Volumes/main/etl/state\").toTable(\"main.silver.clicks\")\n",
    ),
    good: Example::py(
        "def start(spark):\n    orders = spark.readStream.table(\"main.bronze.orders\")\n    clicks = spark.readStream.table(\"main.bronze.clicks\")\n    orders.writeStream.option(\"checkpointLocation\", \"/Volumes/main/etl/state/orders\").toTable(\"main.silver.orders\")\n    clicks.writeStream.option(\"checkpointLocation\", \"/Volumes/main/etl/state/clicks\").toTable(\"main.silver.clicks\")\n",
    ),
    severity: Severity::Error,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::Project,
    links: &["https://docs.databricks.com/aws/en/structured-streaming/checkpoints"],
    options: &[],
    checks: &[Check::Model(check)],
};

/// A query with a checkpoint that is known.
struct Kept<'a> {
    file: &'a Arc<str>,
    operation: &'a Operation,
    query: &'a StreamQuery,
    place: String,
    range: TextRange,
}

fn check(cx: &mut Cx<'_>) {
    let (model, path) = (Arc::clone(&cx.file.model), Arc::clone(&cx.file.path));
    let here: Vec<Kept<'_>> = model.of_kind(Kind::StreamQuery).filter_map(|operation| find_checkpoint(&path, operation)).collect();
    check_calls(cx, &path, &model);
    for kept in &here {
        // The partner named is the nearest one in this file, or the first in another.
        let near = here.iter().filter(|other| clash(kept, other)).min_by_key(|other| kept.range.start().abs_diff(other.range.start()));
        let partner = match near {
            Some(other) => Some((Arc::clone(other.file), other.range)),
            None => find_elsewhere(cx, kept),
        };
        let Some((file, range)) = partner else {
            if starts_several(cx, kept) {
                let message = format!("every turn of the loop starts a stream with the checkpoint `{}`", kept.place);
                cx.report(kept.range, message);
            }
            continue;
        };
        let message = format!("another stream has the checkpoint `{}` too", kept.place);
        cx.report(kept.range, message).related_in(file, range, "the other stream's checkpoint");
    }
}

/// Streams that calls of the project's functions start: one function that is called twice starts two.
fn check_calls(cx: &mut Cx<'_>, path: &Arc<str>, model: &FileModel) {
    let calls: Vec<Kept<'_>> = model.of_kind(Kind::Call).flat_map(|operation| find_checkpoints_of_call(path, operation)).collect();
    let mut reported: Vec<TextRange> = Vec::new();
    for kept in &calls {
        let near = calls
            .iter()
            .filter(|other| clash(kept, other) && go_elsewhere(kept.query, other.query))
            .min_by_key(|other| kept.operation.site.whole.start().abs_diff(other.operation.site.whole.start()));
        if (near.is_none() && !starts_several(cx, kept)) || reported.contains(&kept.range) {
            continue;
        }
        reported.push(kept.range);
        let message = format!("several streams are started with the checkpoint `{}`", kept.place);
        let found = cx.report(kept.range, message);
        if let Some(near) = near {
            found.related_in(Arc::clone(path), near.operation.site.name, "another of them is started here");
        }
    }
}

/// Whether two queries are known to write to different places.
fn go_elsewhere(one: &StreamQuery, other: &StreamQuery) -> bool {
    match (&one.target, &other.target) {
        (Source::Table(a), Source::Table(b)) => a.constant().zip(b.constant()).is_some_and(|(a, b)| a != b),
        (Source::Path { path: a, .. }, Source::Path { path: b, .. }) => {
            a.constant().zip(b.constant()).is_some_and(|(a, b)| a != b)
        }
        _ => false,
    }
}

/// Whether a loop starts one query after another here, each into a target of its own.
fn starts_several(cx: &Cx<'_>, kept: &Kept<'_>) -> bool {
    let Some(around) = kept.operation.context.in_loop.as_ref() else { return false };
    let (has_holes, range) = match &kept.query.target {
        Source::Table(name) => (name.constant().is_none(), name.range),
        Source::Path { path, range } => (path.has_holes(), *range),
        Source::Format | Source::Unknown => return false,
    };
    // A target that is the same in every turn is that of one query, which is started again when it fails.
    let site = &kept.operation.site;
    let said = if site.whole.contains_range(range) && !range.is_empty() { range } else { site.whole };
    let mut words = cx.text(said).split(|c: char| !c.is_alphanumeric() && c != '_');
    let varies = words.any(|word| around.names.iter().any(|name| name == word));
    has_holes && varies && around.turns.is_none_or(|turns| turns > 1)
}

fn find_elsewhere(cx: &Cx<'_>, kept: &Kept<'_>) -> Option<(Arc<str>, TextRange)> {
    let places = cx.index.checkpoint(&path_key(&kept.place)).iter().filter(|place| place.file != cx.file.path);
    places.filter_map(|place| find_checkpoint(&place.file, cx.index.operation(place)?)).find_map(|other| {
        clash(kept, &other).then(|| (Arc::clone(other.file), other.range))
    })
}

fn clash(one: &Kept<'_>, other: &Kept<'_>) -> bool {
    let same = one.file == other.file && one.operation.site == other.operation.site;
    !same && one.place == other.place && are_two_queries(one, other)
}

fn find_checkpoints_of_call<'a>(file: &'a Arc<str>, operation: &'a Operation) -> Vec<Kept<'a>> {
    let What::Call(call) = &operation.what else { return Vec::new() };
    let queries = call.jobs.iter().filter_map(|job| match job {
        Job::Stream(query) => Some(&**query),
        _ => None,
    });
    queries.filter_map(|query| find_checkpoint_of(file, operation, query)).collect()
}

fn find_checkpoint<'a>(file: &'a Arc<str>, operation: &'a Operation) -> Option<Kept<'a>> {
    match &operation.what {
        What::StreamQuery(query) => find_checkpoint_of(file, operation, query),
        _ => None,
    }
}

fn find_checkpoint_of<'a>(file: &'a Arc<str>, operation: &'a Operation, query: &'a StreamQuery) -> Option<Kept<'a>> {
    let given = *query.options.get("checkpointLocation").value()?;
    let Value::Text(text) = &given.value else { return None };
    let place = path_key(&comparable(text)?);
    // An option given in a helper stands at one place for all its callers; the queries themselves tell them apart.
    let spelt = text.literal.filter(|_| matches!(operation.what, What::Call(_)));
    let own = Some(given.range).filter(|range| operation.site.whole.contains_range(*range) && !range.is_empty());
    let range = spelt.or(own).unwrap_or(operation.site.name);
    Some(Kept { file, operation, query, place, range })
}

/// The text with each hole by the name of what fills it; nothing where two holes that look alike may differ.
fn comparable(text: &TextValue) -> Option<String> {
    text.pieces
        .iter()
        .map(|piece| match piece {
            Piece::Constant(constant) => Some(constant.to_string()),
            Piece::Hole(Value::External(external)) => external.name.as_ref().map(|name| format!("{{{name}}}")),
            Piece::Hole(_) => None,
        })
        .collect()
}

/// Whether these are two queries, not one that is started at two places of the code.
fn are_two_queries(one: &Kept<'_>, other: &Kept<'_>) -> bool {
    // Branches are numbered within a file.
    let exclusive = one.file == other.file && one.operation.context.branches.iter().any(|(branch, arm)| {
        other.operation.context.branches.iter().any(|(same, other_arm)| branch == same && arm != other_arm)
    });
    let same_target = match (&one.query.target, &other.query.target) {
        (Source::Table(a), Source::Table(b)) => a.constant().is_some() && a.constant() == b.constant(),
        (Source::Path { path: a, .. }, Source::Path { path: b, .. }) => a.constant().is_some() && a.constant() == b.constant(),
        _ => false,
    };
    let is_one_query = same_target && read_the_same(one.query, other.query);
    !exclusive && !is_one_query
}

fn read_the_same(one: &StreamQuery, other: &StreamQuery) -> bool {
    let (Some(one), Some(other)) = (&one.frame, &other.frame) else { return true };
    let names = |frame: &Arc<Frame>| -> Vec<String> { frame.sources().iter().map(|(_, source)| format!("{:?}", describe(source))).collect() };
    names(one) == names(other)
}
