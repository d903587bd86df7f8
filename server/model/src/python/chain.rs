//! Chains of attributes, calls and subscripts, walked link by link without recursion over the chain; and what a chain's
//! links say about a root of which nothing is known.

use brickline_syntax::TextRange;
use brickline_syntax::python::ast::{Call, Expr, ExprKind, FunctionDef, Ident};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::args::eval_args;
use super::expression::{eval, refine_name};
use super::state::Evaluator;
use super::{annotation, call, member, site, subscript, walk};
use crate::facts::semantics::{self, Category};
use crate::value::Value;

/// One link of a chain, with all of the chain up to it.
#[derive(Clone, Copy)]
pub(super) enum Link<'a> {
    Attribute(&'a Ident, &'a Expr),
    Method(&'a Ident, &'a Call, &'a Expr),
    Call(&'a Call, &'a Expr),
    Subscript(&'a Expr, &'a Expr),
}

impl<'a> Link<'a> {
    /// The attribute or method the link names.
    fn name(&self) -> Option<&'a Ident> {
        match self {
            Self::Attribute(name, _) | Self::Method(name, ..) => Some(name),
            Self::Call(..) | Self::Subscript(..) => None,
        }
    }
}

/// The root of a chain; its links are added in order.
fn split_chain<'a>(expr: &'a Expr, links: &mut Vec<Link<'a>>) -> &'a Expr {
    let first = links.len();
    let mut at = expr;
    loop {
        match &at.kind {
            ExprKind::Call(call) => match &call.function.kind {
                ExprKind::Attribute { object, name } => {
                    links.push(Link::Method(name, call, at));
                    at = object;
                }
                _ => {
                    links.push(Link::Call(call, at));
                    at = &call.function;
                }
            },
            ExprKind::Attribute { object, name } => {
                links.push(Link::Attribute(name, at));
                at = object;
            }
            ExprKind::Subscript { object, index } => {
                links.push(Link::Subscript(index, at));
                at = object;
            }
            ExprKind::Await(inner) => at = inner,
            _ => break,
        }
    }
    links[first..].reverse();
    at
}

/// The value of a chain.
pub(super) fn eval_chain<'a>(ev: &mut Evaluator<'a>, expr: &'a Expr) -> Value {
    let first = ev.links.len();
    let root = split_chain(expr, &mut ev.links);
    let end = ev.links.len();
    let mut value = eval(ev, root);
    let root_name = match &root.kind {
        ExprKind::Name(name) => Some(name),
        _ => None,
    };
    let mut holder: Option<(Value, &Ident)> = None;
    let mut believed = false;
    for index in first..end {
        let link = ev.links[index];
        if may_be_anything(&value)
            && !believed
            && let Some(class) = evidence_of(&ev.links[index..end])
        {
            believed = true;
            let end = if index == first { root.range } else { TextRange::at(root.range.end()) };
            // An attribute is told from others by its own name.
            let name = match &holder {
                Some((Value::Object(_), attribute)) => Some(&attribute.text),
                _ => root_name,
            };
            let ident = name.map(|name| Ident { text: name.clone(), range: end });
            value = annotation::instance_of(ev, class, ident.as_ref());
            match (&holder, root_name) {
                (None, Some(name)) if index == first => refine_name(ev, name, value.clone()),
                (Some((Value::Object(object), attribute)), _) => {
                    let (object, attribute) = (*object, attribute.text.clone());
                    if let Some(object) = ev.heap.object_mut(object) {
                        object.attributes.insert(attribute, value.clone());
                    }
                }
                _ => {}
            }
        }
        holder = None;
        value = match link {
            Link::Attribute(name, whole) => {
                let site = site::of_attribute(ev, name, whole);
                let next = member::get_attribute(ev, &value, name, &site);
                holder = Some((value, name));
                next
            }
            Link::Method(name, call, whole) => {
                let args = eval_args(ev, call);
                let site = site::of_method(ev, name, call, whole, &args);
                let next = call::call_method(ev, value, name, &args, &site);
                if let Value::Text(text) = &next
                    && text.literal == Some(whole.range)
                {
                    // `"...".format(...)` spells text as a literal does.
                    ev.literals.insert(whole.range, whole);
                }
                ev.last_site = Some(site);
                next
            }
            Link::Call(call, whole) => {
                let args = eval_args(ev, call);
                let site = site::of_call(ev, call, whole, &args);
                call::call_value(ev, &value, &args, &site)
            }
            Link::Subscript(index, whole) => subscript::get_item(ev, &value, index, whole),
        };
    }
    ev.links.truncate(first);
    value
}

/// Whether nothing is known of a value, or only that it was taken from an object of which nothing is known.
fn may_be_anything(value: &Value) -> bool {
    match value {
        Value::Unknown => true,
        Value::Method(method) => matches!(method.0, Value::Instance(_)),
        _ => false,
    }
}

/// The class that a value must have for these links to make sense, when a name among them is evidence of it.
fn evidence_of(links: &[Link<'_>]) -> Option<&'static str> {
    let (first, rest) = links.split_first()?;
    let name = first.name()?;
    if let Some(found) = evidence_of_link(first, rest.first()) {
        return Some(found);
    }
    // `df.filter(...).withColumn(...)`: what only a frame has, asked of something that a frame gives.
    let gives_frame = semantics::find("DataFrame", &name.text).is_some_and(|found| {
        found.category == Category::Transform && !gives_other(&name.text) && matches!(first, Link::Method(..))
    });
    if gives_frame {
        let mut rest = rest;
        while let Some((link, more)) = rest.split_first() {
            if evidence_of_link(link, more.first()) == Some("DataFrame") {
                return Some("DataFrame");
            }
            let name = link.name()?;
            let found = semantics::find("DataFrame", &name.text)?;
            if found.category != Category::Transform || gives_other(&name.text) || !matches!(link, Link::Method(..)) {
                return None;
            }
            rest = more;
        }
    }
    None
}

/// Whether a method gives no frame, or one that others than frames give: `model.transform(df)`.
fn gives_other(name: &str) -> bool {
    use semantics::Meaning;
    semantics::find("DataFrame", name)
        .is_some_and(|found| matches!(found.meaning, Meaning::Group | Meaning::ApplyFunction))
}

/// What one link alone is evidence of. `withColumn` is none where a data generator's fits: that takes options by name, or a
/// type as text; and `write` is none unless a writer's method follows.
fn evidence_of_link(link: &Link<'_>, next: Option<&Link<'_>>) -> Option<&'static str> {
    let name = link.name()?;
    if let Some(found) = semantics::evidence(&name.text) {
        let property = crate::facts::pyspark::method(found.class, &name.text)
            .is_some_and(|method| method.kind() == crate::facts::pyspark::MemberKind::Property);
        return match link {
            Link::Attribute(..) if property => Some(found.class),
            Link::Method(_, call, _) if !property => {
                let fits = found.meaning != semantics::Meaning::WithColumn || is_frame_with_column(call);
                fits.then_some(found.class)
            }
            _ => None,
        };
    }
    match (link, next?) {
        (Link::Attribute(name, _), Link::Method(method, ..)) => {
            let opened = semantics::find("DataFrame", &name.text)?;
            let is_write = opened.meaning == semantics::Meaning::Write;
            (is_write && semantics::find("DataFrameWriter", &method.text).is_some()).then_some("DataFrame")
        }
        _ => None,
    }
}

/// Whether a `withColumn` call has a frame's shape: a name and a value that is not text, and nothing by other names.
fn is_frame_with_column(call: &Call) -> bool {
    use brickline_syntax::python::ast::ArgumentKind;
    let mut count = 0;
    for argument in &call.arguments {
        match &argument.kind {
            ArgumentKind::Positional => count += 1,
            ArgumentKind::Keyword(name) if name.text == "col" || name.text == "colName" => count += 1,
            _ => return false,
        }
    }
    count == 2 && !call.arguments.last().is_some_and(|last| matches!(last.value.kind, ExprKind::String(_)))
}

/// The classes of names that a function's body uses as only Spark's objects can be used, the function's parameters among them.
pub(super) fn evidence_of_names(def: &FunctionDef) -> FxHashMap<SmolStr, &'static str> {
    let mut found = FxHashMap::default();
    let mut links = Vec::new();
    walk::walk_body(&def.body, &mut |expr| {
        if matches!(expr.kind, ExprKind::Call(_) | ExprKind::Attribute { .. }) {
            links.clear();
            let root = split_chain(expr, &mut links);
            if let ExprKind::Name(name) = &root.kind
                && !found.contains_key(name)
                && let Some(class) = evidence_of(&links)
            {
                found.insert(name.clone(), class);
            }
        }
    });
    found
}
