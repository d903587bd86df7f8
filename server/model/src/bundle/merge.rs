//! Merging: files into a bundle, targets over it, list items of one key into one.
//! Knows origins and keys; knows no files and no references.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::value::{Data, Entry, Origin, Value};

/// Two values of different kinds at one path: the CLI refuses to merge them.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The value that comes later.
    pub over: Origin,
    /// What it is.
    pub over_kind: &'static str,
    /// The value that it meets.
    pub under: Origin,
    /// What that is.
    pub under_kind: &'static str,
}

/// `over` on top of `under`: mappings by key, lists one after the other, else the later one wins.
/// <https://docs.databricks.com/aws/en/dev-tools/bundles/settings>
pub fn merge(under: &Arc<Value>, over: &Arc<Value>, conflicts: &mut Vec<Conflict>) -> Arc<Value> {
    let data = match (&under.data, &over.data) {
        (Data::Null | Data::Invalid, _) => return Arc::clone(over),
        (_, Data::Null | Data::Invalid) => return Arc::clone(under),
        (Data::Map(left), Data::Map(right)) => Data::Map(merge_entries(left, right, conflicts)),
        (Data::List(left), Data::List(right)) => Data::List(left.iter().chain(right).cloned().collect()),
        (Data::Scalar(_), Data::Scalar(scalar)) => Data::Scalar(scalar.clone()),
        _ => {
            conflicts.push(Conflict {
                over: over.origin,
                over_kind: over.kind_name(),
                under: under.origin,
                under_kind: under.kind_name(),
            });
            over.data.clone()
        }
    };
    // A mapping or list stands where it was begun, a scalar where it was last given: so the CLI counts, too.
    let (first, then) = if matches!(data, Data::Scalar(_)) { (over, under) } else { (under, over) };
    let others = first.others.iter().chain([&then.origin]).chain(&then.others).copied().collect();
    Arc::new(Value { data, origin: first.origin, others })
}

fn merge_entries(under: &[Entry], over: &[Entry], conflicts: &mut Vec<Conflict>) -> Vec<Entry> {
    let mut entries = under.to_vec();
    let places: FxHashMap<&SmolStr, usize> = under.iter().enumerate().map(|(at, entry)| (&entry.key, at)).collect();
    for entry in over {
        match places.get(&entry.key) {
            Some(&at) => {
                let value = merge(&entries[at].value, &entry.value, conflicts);
                let is_begun_before = value.origin == entries[at].value.origin;
                let origin = if is_begun_before { entries[at].origin } else { entry.origin };
                entries[at] = Entry { key: entry.key.clone(), origin, value };
            }
            None => entries.push(entry.clone()),
        }
    }
    entries
}

/// A mapping with one entry changed or added.
pub fn with_entry(map: &Value, entry: Entry) -> Value {
    let mut map = map.clone();
    if let Data::Map(entries) = &mut map.data {
        match entries.iter_mut().find(|found| found.key == entry.key) {
            Some(found) => *found = entry,
            None => entries.push(entry),
        }
    }
    map
}

/// The value with `change` done to the end of the path; `*` stands for every key. `None` if nothing changed.
pub fn change_at(
    value: &Arc<Value>,
    path: &[&str],
    change: &dyn Fn(&Arc<Value>) -> Option<Arc<Value>>,
) -> Option<Arc<Value>> {
    let Some((first, rest)) = path.split_first() else { return change(value) };
    let changed: Vec<(usize, Arc<Value>)> = value
        .entries()
        .iter()
        .enumerate()
        .filter(|(_, entry)| *first == "*" || entry.key == *first)
        .filter_map(|(at, entry)| Some((at, change_at(&entry.value, rest, change)?)))
        .collect();
    if changed.is_empty() {
        return None;
    }
    let mut value = Value::clone(value);
    if let Data::Map(entries) = &mut value.data {
        for (at, child) in changed {
            entries[at].value = child;
        }
    }
    Some(Arc::new(value))
}

/// The list with items of the same key merged into the first of them. `None` if every key is there once.
pub fn merge_items(list: &Value, key_of: &dyn Fn(&Value) -> Option<SmolStr>) -> Option<Arc<Value>> {
    let mut items: Vec<Arc<Value>> = Vec::new();
    let mut places: FxHashMap<SmolStr, usize> = FxHashMap::default();
    for item in list.items() {
        let known = key_of(item).filter(|_| matches!(item.data, Data::Map(_)));
        match known.as_ref().and_then(|key| places.get(key)) {
            // A conflict inside the items was seen by whoever reads the item's own fields.
            Some(&at) => items[at] = merge(&items[at], item, &mut Vec::new()),
            None => {
                places.extend(known.map(|key| (key, items.len())));
                items.push(Arc::clone(item));
            }
        }
    }
    (items.len() < list.items().len())
        .then(|| Arc::new(Value { data: Data::List(items), origin: list.origin, others: list.others.clone() }))
}

/// The list with only the last item of each key, in the place of the first. `None` if every key is there once.
pub fn keep_last(list: &Value, key_of: &dyn Fn(&Value) -> Option<SmolStr>) -> Option<Arc<Value>> {
    let mut items: Vec<Arc<Value>> = Vec::new();
    let mut places: FxHashMap<SmolStr, usize> = FxHashMap::default();
    for item in list.items() {
        let known = key_of(item).filter(|_| matches!(item.data, Data::Map(_)));
        match known.as_ref().and_then(|key| places.get(key)) {
            Some(&at) => {
                let before = &items[at];
                let others = item.others.iter().chain([&before.origin]).chain(&before.others).copied().collect();
                items[at] = Arc::new(Value { data: item.data.clone(), origin: item.origin, others });
            }
            None => {
                places.extend(known.map(|key| (key, items.len())));
                items.push(Arc::clone(item));
            }
        }
    }
    (items.len() < list.items().len())
        .then(|| Arc::new(Value { data: Data::List(items), origin: list.origin, others: list.others.clone() }))
}
