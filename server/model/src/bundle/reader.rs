//! Reading a view's values while watching whether what is read depends on the view.
//! Knows references, not what the values mean.

use std::cell::Cell;
use std::sync::Arc;

use smol_str::SmolStr;

use super::value::Value;
use super::view::View;

/// Reads values as a view does, and remembers whether it met a reference: without one, every view reads the same.
pub(super) struct Reader<'a> {
    view: &'a View,
    met_reference: Cell<bool>,
}

impl<'a> Reader<'a> {
    pub fn new(view: &'a View) -> Self {
        Self { view, met_reference: Cell::new(false) }
    }

    /// Whether any view would have read the same so far.
    pub fn is_fixed(&self) -> bool {
        !self.met_reference.get()
    }

    /// [`View::follow`].
    pub fn follow(&self, value: &Arc<Value>) -> Arc<Value> {
        if self.meets_reference(value) { self.view.follow(value) } else { Arc::clone(value) }
    }

    /// [`View::field`].
    pub fn field(&self, value: &Value, key: &str) -> Option<Arc<Value>> {
        value.get(key).map(|value| self.follow(value))
    }

    /// [`View::list`].
    pub fn list(&self, value: &Value, key: &str) -> Vec<Arc<Value>> {
        self.field(value, key).map_or(Vec::new(), |list| list.items().iter().map(|item| self.follow(item)).collect())
    }

    /// [`View::text`].
    pub fn text(&self, value: &Value, key: &str) -> Option<SmolStr> {
        self.resolve(value.get(key)?)
    }

    /// [`View::resolve`].
    pub fn resolve(&self, value: &Value) -> Option<SmolStr> {
        if self.meets_reference(value) {
            self.view.resolve(value)
        } else {
            value.as_scalar().map(|scalar| scalar.text.clone())
        }
    }

    fn meets_reference(&self, value: &Value) -> bool {
        let is_met = value.as_str().is_some_and(|text| text.contains("${"));
        if is_met {
            self.met_reference.set(true);
        }
        is_met
    }
}
