//! Operations as one line of readable text each, for `debug model` and for tests. Where they stand is the reader's to print.

mod render;

use std::fmt::Write as _;

use crate::frame::{Frame, Setting};
use crate::operation::{Context, Discarded, Job, Operation, Options, Source, What};
use crate::text::{Piece, TextValue};
use crate::tri::Tri;
use crate::value::Value;

pub use render::{expr, frame};

/// One operation as a line of text.
pub fn describe(operation: &Operation) -> String {
    let mut line = format!("{:?} {}", operation.what.kind(), what(&operation.what));
    line.push_str(&surroundings(&operation.context));
    line.trim_end().to_owned()
}

fn what(what: &What) -> String {
    match what {
        What::Read(read) => {
            let kind = if read.streaming.is_yes() { "stream " } else { "" };
            format!(
                "{kind}{} format={} schema={}{}",
                source(&read.source),
                setting(&read.format, ToString::to_string),
                tri(read.schema),
                options(&read.options)
            )
        }
        What::Write(write) => format!(
            "{} via={:?} format={} mode={} partition={} cluster={}{} <- {}",
            source(&write.target),
            write.via,
            setting(&write.format, ToString::to_string),
            setting(&write.mode, |mode| format!("{mode:?}")),
            setting(&write.partition_by, |keys| names(keys)),
            setting(&write.cluster_by, |keys| names(keys)),
            options(&write.options),
            optional_frame(write.frame.as_deref()),
        ),
        What::StreamQuery(query) => format!(
            "{} format={} mode={} trigger={} batch={} awaited={}{} <- {}",
            source(&query.target),
            setting(&query.format, ToString::to_string),
            setting(&query.output_mode, |given| value(&given.value)),
            setting(&query.trigger, |trigger| format!("{:?}", trigger.kind)),
            tri(query.foreach_batch),
            tri(query.awaited),
            options(&query.options),
            optional_frame(query.frame.as_deref()),
        ),
        What::Transform(transform) => {
            let carried = if transform.carried { " carried" } else { "" };
            format!("{}{carried}", frame(&transform.frame))
        }
        What::Action(action) => {
            let uses: Vec<String> = action.uses.iter().map(|used| format!("{:?}", used.kind)).collect();
            let known = if action.uses_known { "" } else { " and unknown" };
            format!(
                "{:?} uses=[{}]{known} <- {}",
                action.kind,
                uses.join(", "),
                optional_frame(action.frame.as_deref())
            )
        }
        What::Call(call) => {
            let jobs = call.jobs.iter().map(|job| match job {
                Job::Action(kind, _) => format!("{kind:?}"),
                Job::Write => "Write".to_owned(),
                Job::Stream(query) => format!("Stream {}", source(&query.target)),
            });
            let jobs: Vec<String> = jobs.collect();
            let carried = call.carried.as_ref().map(|made| format!(" carried {}", frame(made))).unwrap_or_default();
            format!("jobs=[{}]{carried}", jobs.join(", "))
        }
        What::Merge(merge) => {
            let clauses: Vec<String> =
                merge.clauses.iter().map(|clause| format!("{:?}:{:?}", clause.when, clause.action)).collect();
            let condition = merge.condition.as_ref().map_or_else(|| "-".to_owned(), expr);
            let source_frame = optional_frame(merge.source.as_deref());
            format!("{} on {condition} [{}] <- {source_frame}", source(&merge.target), clauses.join(", "))
        }
        What::Change(change) => {
            let verb = if change.delete { "delete" } else { "update" };
            format!("{verb} {} where={}", source(&change.target), setting(&change.condition, expr))
        }
        What::Definition(definition) => format!(
            "{:?} {:?} {} format={} partition={} cluster={}{}",
            definition.verb,
            definition.securable,
            definition.name.as_ref().map_or_else(|| "?".to_owned(), |name| name.display()),
            setting(&definition.format, ToString::to_string),
            setting(&definition.partition_by, |keys| names(keys)),
            setting(&definition.cluster_by, |keys| names(keys)),
            options(&definition.properties),
        ),
        What::Drop { securable, name, .. } => format!("{securable:?} {}", name.display()),
        What::Maintenance(maintenance) => format!("{:?} {}", maintenance.kind, source(&maintenance.target)),
        What::Grant(grant) => format!(
            "{:?} {} on {:?} {} to {}",
            grant.verb,
            names(&grant.privileges),
            grant.securable,
            grant.object.as_ref().map_or_else(|| "-".to_owned(), |name| name.display()),
            names(&grant.principals)
        ),
        What::ConfigSet(config) => format!(
            "{:?} {}={} for {}",
            config.scope,
            config.key.display(),
            value(&config.value),
            config.format.as_deref().unwrap_or("-")
        ),
        What::NameUse(used) => {
            format!("{:?} {:?} {} as {:?}", used.role, used.securable, used.name.display(), used.meaning)
        }
        What::PathUse(used) => format!("{:?} {}", used.role, used.path.display()),
        What::Dataset(dataset) => format!(
            "{:?} {} expectations={} returns={} <- {}",
            dataset.kind,
            dataset.name.as_ref().map_or_else(|| "?".to_owned(), |name| name.display()),
            dataset.expectations.len(),
            tri(dataset.returns),
            optional_frame(dataset.frame.as_deref())
        ),
        What::Flow(flow) => format!(
            "{:?} {} keys={} sequence={} <- {}",
            flow.kind,
            flow.target.as_ref().map_or_else(|| "?".to_owned(), |name| name.display()),
            tri(flow.keys),
            tri(flow.sequence),
            optional_frame(flow.source.as_deref())
        ),
        What::Udf(udf) => format!(
            "{:?} {} type={} arrow={}",
            udf.kind,
            udf.name.as_deref().unwrap_or("?"),
            tri(udf.return_type),
            tri(udf.arrow)
        ),
        What::Model(model) => format!(
            "{:?} {} signature={}",
            model.verb,
            model.name.as_ref().map_or_else(|| "-".to_owned(), |name| name.display()),
            tri(model.signature)
        ),
        What::Discard(discard) => match &discard.value {
            Discarded::Frame(discarded) => format!("frame {}", frame(discarded)),
            Discarded::Method(class, method) => format!("method {class}.{method}"),
            Discarded::Action => "action".to_owned(),
        },
        What::Unfinished(unfinished) => format!("{:?}", unfinished.kind),
        What::Trigger(trigger) => format!("{:?}", trigger.kind),
        What::SqlText(sql) => format!("{} statements, {} holes", sql.statements, sql.holes.len()),
        What::Expression(expression) => format!("{:?} {}", expression.place, expr(&expression.expr)),
        What::ColumnMisuse(misuse) => format!("{:?}", misuse.kind),
        What::NamedText(text) => format!("{:?} {}={}", text.how, text.name, text.text.display()),
        What::ApiUse(used) => {
            format!("{}{} exists={}", used.path, if used.called { "()" } else { "" }, tri(used.exists))
        }
        What::Import(import) => {
            let taken = import.names.as_ref().map_or_else(String::new, |keys| format!(" names={}", names(keys)));
            format!("{}{taken}{}", import.module, if import.local { " local" } else { "" })
        }
        What::ExternalRead { origin, name, .. } => format!("{origin:?} {}", optional_text(name.as_deref())),
        What::WidgetDefinition { name, default } => {
            format!("{} default={}", name.display(), default.as_ref().map_or_else(|| "-".to_owned(), value))
        }
        What::NotebookRun { path, inline, .. } => format!("{}{}", path.display(), if *inline { " inline" } else { "" }),
        What::NotebookExit => String::new(),
        What::Exposure { value: exposed, sink } => format!("{} by {sink}", value(exposed)),
        What::Cache { frame, table, drop } => format!(
            "{}{}",
            if *drop { "drop " } else { "" },
            table.as_ref().map_or_else(|| optional_frame(frame.as_deref()), |name| name.display())
        ),
        What::Use { securable, name } => format!("{securable:?} {}", name.display()),
        What::CommonTable(table) => format!("{} read={}", table.name.name, tri(table.is_read)),
        What::ColumnList(list) => {
            let rows: Vec<_> = list.rows.iter().map(|row| row.count.to_string()).collect();
            format!("{} rows of [{}]", names(&list.columns), rows.join(", "))
        }
        What::Hint(hint) => format!("{}({})", hint.name.name, names(&hint.arguments)),
        What::Scope(scope) => {
            let relations: Vec<_> = scope.relations.iter().map(|relation| relation.name.name.as_str()).collect();
            format!("{}{}", relations.join(", "), if scope.known { "" } else { " and more" })
        }
    }
}

fn surroundings(context: &Context) -> String {
    let mut text = String::new();
    if let Some(around) = &context.in_loop {
        let kind = if around.comprehension { "comprehension" } else { "loop" };
        let turns = around.turns.map_or_else(|| "?".to_owned(), |turns| turns.to_string());
        let listing = if around.over_listing { " listing" } else { "" };
        let _ = write!(text, " in {kind}({turns}{listing})");
    }
    let flags = [
        (context.function.is_some(), " in function"),
        (context.in_dataset, " in dataset"),
        (context.in_foreach_batch, " in batch"),
        (context.in_worker, " in worker"),
        (context.displayed, " displayed"),
    ];
    flags.iter().filter(|(holds, _)| *holds).for_each(|(_, flag)| text.push_str(flag));
    text
}

fn source(source: &Source) -> String {
    match source {
        Source::Table(name) => name.display(),
        Source::Path { path, .. } => format!("'{}'", path.display()),
        Source::Format => "by format".to_owned(),
        Source::Unknown => "?".to_owned(),
    }
}

fn options(options: &Options) -> String {
    let mut text = String::new();
    for entry in &options.entries {
        let sure = if entry.always { "" } else { "?" };
        let _ = write!(text, " {}{sure}={}", entry.written, value(&entry.given.value));
    }
    if options.open {
        text.push_str(" open");
    }
    text
}

fn setting<T>(setting: &Setting<T>, show: impl Fn(&T) -> String) -> String {
    match setting {
        Setting::Absent => "-".to_owned(),
        Setting::Set(value) => show(value),
        Setting::Unknown => "?".to_owned(),
    }
}

fn names(keys: &[crate::operation::Key]) -> String {
    keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>().join(",")
}

fn tri(value: Tri) -> &'static str {
    match value {
        Tri::Yes => "yes",
        Tri::No => "no",
        Tri::Unknown => "?",
    }
}

fn optional_frame(value: Option<&Frame>) -> String {
    value.map_or_else(|| "?".to_owned(), frame)
}

fn optional_text(text: Option<&TextValue>) -> String {
    text.map_or_else(|| "?".to_owned(), TextValue::display)
}

fn value(value: &Value) -> String {
    match value {
        Value::None => "None".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => text
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Constant(constant) => constant.to_string(),
                Piece::Hole(_) => "{}".to_owned(),
            })
            .collect(),
        Value::External(external) => format!("{:?}:{}", external.origin, external.name.as_deref().unwrap_or("?")),
        _ => "?".to_owned(),
    }
}
