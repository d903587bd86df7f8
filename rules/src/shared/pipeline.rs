//! What a pipeline dataset is among the datasets of its project: fed from outside or from others, read by others.
//! Which files make a pipeline is known to its bundle; without one, datasets of other files are taken for ones of the same.

use brickline_analysis::Cx;
use brickline_model::frame::{Frame, Step};
use brickline_model::name::{NamePart, ObjectName, Role};
use brickline_model::operation::{Dataset, DatasetKind, Kind, NameMeaning, Operation, Source, What};
use std::borrow::Cow;
use std::sync::Arc;

/// Whether the dataset takes its rows from outside the pipeline only: files, a message bus, tables of others. A dataset whose
/// making is not known counts as such. Where `declared` says that it stands on others, as silver and gold do, a name that
/// no file at hand defines is one of its pipeline's datasets if it is a bare name.
pub fn is_ingestion(cx: &Cx<'_>, dataset: &Dataset, declared: bool) -> bool {
    let own = dataset.name.as_ref();
    let feeds = |name: &ObjectName| {
        let is_own = own.is_some_and(|own| is_same(own, name));
        !is_own && (is_dataset(cx, name) || is_read_as_dataset(cx, name) || (declared && name.parts.len() == 1))
    };
    let Some(frame) = &dataset.frame else {
        let mut flows = own.into_iter().flat_map(|own| find_sources(cx, own)).peekable();
        let is_filled_elsewhere = declared && dataset.kind == DatasetKind::StreamingTable && flows.peek().is_none();
        return !is_filled_elsewhere && !flows.any(|source| reads_table(source, &feeds));
    };
    !reads_table(frame, &feeds)
}

/// What flows into the dataset of this name.
fn find_sources<'a>(cx: &'a Cx<'_>, name: &'a ObjectName) -> impl Iterator<Item = &'a Arc<Frame>> {
    operations(cx, Kind::Flow).filter_map(move |operation| match &operation.what {
        What::Flow(flow) if flow.target.as_ref().is_some_and(|target| is_same(target, name)) => flow.source.as_ref(),
        _ => None,
    })
}

/// Whether this use of a name says that it is a dataset: `dlt.read(...)`, `LIVE.x`.
fn is_read_as_dataset(cx: &Cx<'_>, name: &ObjectName) -> bool {
    cx.file.model.of_kind(Kind::NameUse).any(|operation| match &operation.what {
        What::NameUse(found) => {
            found.meaning == NameMeaning::Dataset && found.role == Role::Read && found.name == *name
        }
        _ => false,
    })
}

fn reads_table(frame: &Arc<Frame>, test: &dyn Fn(&ObjectName) -> bool) -> bool {
    let mut found = false;
    frame.walk(&mut |upstream| {
        if let Step::Read { source: Source::Table(name), .. } = &upstream.step {
            found |= test(name);
        }
        !found
    });
    found
}

/// Whether a name names a dataset of a pipeline in this project.
pub fn is_dataset(cx: &Cx<'_>, name: &ObjectName) -> bool {
    operations(cx, Kind::Dataset).any(|other| match &other.what {
        What::Dataset(dataset) => dataset.name.as_ref().is_some_and(|dataset| is_same(dataset, name)),
        _ => false,
    })
}

/// Whether another operation of the project reads the dataset of this name.
pub fn is_read_by_others(cx: &Cx<'_>, name: &ObjectName) -> bool {
    operations(cx, Kind::NameUse).any(|other| match &other.what {
        What::NameUse(found) => {
            found.role == Role::Read && found.meaning == NameMeaning::Dataset && is_same(name, &found.name)
        }
        _ => false,
    })
}

/// Whether the statement that defines a table defines a pipeline dataset too, which then is what rules look at.
pub fn defines_dataset(cx: &Cx<'_>, operation: &Operation) -> bool {
    matches!(operation.what, What::Definition(_))
        && cx.file.model.of_kind(Kind::Dataset).any(|other| other.site.whole == operation.site.whole)
}

/// Whether two names are one: the parts that both have agree, from the last, and all are known; `LIVE` says nothing.
fn is_same(one: &ObjectName, other: &ObjectName) -> bool {
    fn parts(name: &ObjectName) -> impl Iterator<Item = Option<Cow<'_, str>>> {
        let known = |part: &'_ NamePart| part.constant().map(|text| Cow::Owned(text.to_string()));
        let parts = name.parts.iter().rev().map(move |part| part.as_str().map(Cow::Borrowed).or_else(|| known(part)));
        parts.filter(|part| part.as_ref().is_none_or(|part| !part.eq_ignore_ascii_case("live")))
    }
    let agree = parts(one).zip(parts(other)).all(|(a, b)| a.zip(b).is_some_and(|(a, b)| is_same_text(&a, &b)));
    agree && parts(one).chain(parts(other)).all(|part| part.is_some()) && parts(one).next().is_some()
}

fn is_same_text(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
        || (!(one.is_ascii() && other.is_ascii()) && one.to_lowercase() == other.to_lowercase())
}

/// The operations of a kind in the pipelines that the file is part of; of all files where no bundle says which those are.
fn operations<'a>(cx: &'a Cx<'_>, kind: Kind) -> impl Iterator<Item = &'a Operation> {
    let runs = cx.index.pipelines(&cx.file.path);
    let is_near =
        move |file: &Arc<str>| runs.is_empty() || runs.iter().any(|run| run.files.binary_search(file).is_ok());
    let models = cx.index.models().filter(move |(file, _)| is_near(file));
    models.flat_map(move |(_, model)| model.of_kind(kind))
}
