//! What becomes of the order that a sort gives: which later step keeps it, and which loses it. Knows frames, no rule.

use std::collections::HashMap;
use std::sync::Arc;

use brickline_model::expr::{Expr, ExprKind};
use brickline_model::facts::function::{Trait, is};
use brickline_model::frame::{Frame, Step};
use brickline_model::name::Securable;
use brickline_model::operation::{Language, Operation, What};

/// Which frames are made from which, and which are asked for as they are.
#[derive(Default)]
pub struct Consumers<'a> {
    made: HashMap<*const Frame, Vec<&'a Arc<Frame>>>,
    asked: HashMap<*const Frame, Asked>,
}

/// Who asks for a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A write or an action: an order may matter.
    Result,
    /// A view, whose readers see no order.
    View,
    /// A condition or value.
    Value,
}

/// What becomes of an order.
#[derive(Clone, Copy, Debug)]
pub enum Fate<'a> {
    /// It may matter.
    Kept,
    /// This step loses it.
    Lost(&'a Arc<Frame>),
    /// A view ends with it.
    View,
    /// A subquery ends with it; the last step that is made from it, if one is.
    Subquery(Option<&'a Arc<Frame>>),
}

/// How a frame was come to from a sort.
#[derive(Clone, Copy)]
struct Way {
    /// Over how many steps.
    depth: u32,
    /// Where the sort is written.
    sort: u32,
    /// Whether all steps may be those of one pipe, which stand behind the sort: what reads a subquery or a common table
    /// begins before it, or gives it a name.
    in_pipe: bool,
}

/// How many steps are followed.
const DEPTH: u32 = 64;

/// The consumers of all frames of a file.
pub fn find_consumers(operations: &[Operation]) -> Consumers<'_> {
    let mut consumers = Consumers::default();
    for operation in operations {
        let (frame, asked) = match &operation.what {
            What::Transform(transform) => (Some(&transform.frame), None),
            What::Write(write) => (write.frame.as_ref(), Some(Asked::Result)),
            What::StreamQuery(query) => (query.frame.as_ref(), Some(Asked::Result)),
            What::Action(action) => (action.frame.as_ref(), Some(Asked::Result)),
            What::Dataset(dataset) => (dataset.frame.as_ref(), Some(Asked::Result)),
            What::Merge(merge) => (merge.source.as_ref(), Some(Asked::Result)),
            What::Cache { frame, .. } => (frame.as_ref(), Some(Asked::Result)),
            What::Definition(made) if made.securable == Securable::View => {
                // A view that Python makes is a name for a frame, which may be shown as well.
                let is_sql = matches!(operation.site.language, Language::Sql(_));
                (made.query.as_ref(), is_sql.then_some(Asked::View))
            }
            What::Definition(made) => (made.query.as_ref(), Some(Asked::Result)),
            What::Expression(expression) => {
                expression.expr.walk(&mut |part| consumers.add_value(part));
                (None, None)
            }
            _ => (None, None),
        };
        if let Some(frame) = frame {
            consumers.add(frame, asked);
        }
    }
    consumers
}

impl<'a> Consumers<'a> {
    fn add(&mut self, frame: &'a Arc<Frame>, asked: Option<Asked>) {
        if let Some(asked) = asked {
            self.asked.entry(Arc::as_ptr(frame)).or_insert(asked);
        }
        frame.walk(&mut |frame| {
            for input in &frame.inputs {
                let made = self.made.entry(Arc::as_ptr(input)).or_default();
                if made.iter().any(|known| Arc::ptr_eq(known, frame)) {
                    // What lies above was seen with it.
                    return false;
                }
                made.push(frame);
            }
            true
        });
    }

    fn add_value(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Subquery(query) | ExprKind::Exists(query) | ExprKind::InSubquery { query, .. } => {
                self.add(query, Some(Asked::Value));
            }
            _ => {}
        }
    }

    /// What becomes of the order of a sorted frame, for each way it goes.
    pub fn fates(&self, sorted: &'a Arc<Frame>) -> Vec<Fate<'a>> {
        let mut fates = Vec::new();
        self.follow(sorted, Way { depth: 0, sort: sorted.range.start(), in_pipe: true }, &mut fates);
        fates
    }

    fn follow(&self, frame: &'a Arc<Frame>, way: Way, fates: &mut Vec<Fate<'a>>) {
        let asked = self.asked.get(&Arc::as_ptr(frame));
        match asked {
            Some(Asked::Result) => fates.push(Fate::Kept),
            Some(Asked::View) => fates.push(Fate::View),
            Some(Asked::Value) => fates.push(Fate::Subquery(None)),
            None => {}
        }
        let made = self.made.get(&Arc::as_ptr(frame)).map(Vec::as_slice).unwrap_or_default();
        if way.depth > DEPTH || (made.is_empty() && asked.is_none()) {
            // The end of a query that is one of its own gives its rows in order.
            fates.push(if way.in_pipe || way.depth > DEPTH { Fate::Kept } else { Fate::Subquery(Some(frame)) });
        }
        for next in made {
            self.step(next, way, fates);
        }
    }

    fn step(&self, next: &'a Arc<Frame>, way: Way, fates: &mut Vec<Fate<'a>>) {
        match &next.step {
            Step::Aggregate { aggregates, .. } => {
                let sees_order = aggregates.iter().any(is_order_sensitive) || self.selects_in_order(next);
                fates.push(if sees_order { Fate::Kept } else { Fate::Lost(next) });
            }
            Step::Sort { within_partitions: false, .. }
            | Step::Join { .. }
            | Step::Deduplicate { .. }
            | Step::SetOperation(_)
            | Step::Repartition { coalesce: false, .. } => fates.push(Fate::Lost(next)),
            Step::Project(list) if list.items.iter().any(is_order_sensitive) => fates.push(Fate::Kept),
            Step::Project(_) | Step::Filter(_) | Step::Alias(_) | Step::Hint { .. } => {
                let is_behind = next.range.start() > way.sort && !matches!(next.step, Step::Alias(_));
                self.follow(next, Way { depth: way.depth + 1, in_pipe: way.in_pipe && is_behind, ..way }, fates);
            }
            _ => fates.push(Fate::Kept),
        }
    }

    /// Whether the select list over a grouping asks for the order of rows.
    fn selects_in_order(&self, grouped: &Arc<Frame>) -> bool {
        let made = self.made.get(&Arc::as_ptr(grouped)).map(Vec::as_slice).unwrap_or_default();
        made.iter().any(|next| match &next.step {
            Step::Project(list) => list.items.iter().any(is_order_sensitive),
            Step::Filter(_) => self.selects_in_order(next),
            _ => false,
        })
    }
}

/// Whether what an expression gives depends on the order of rows, or on what is not known.
fn is_order_sensitive(item: &Expr) -> bool {
    let mut sensitive = false;
    item.walk(&mut |part| {
        sensitive |= match &part.kind {
            ExprKind::Call(call) => is(&call.name, Trait::OrderSensitive) || is(&call.name, Trait::Numbers),
            ExprKind::Hole(_) => true,
            _ => false,
        };
    });
    sensitive
}
