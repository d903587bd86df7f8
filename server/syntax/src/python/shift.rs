//! Moves trees to another place in their host. Knows where nodes keep their ranges, and nothing else about them.

use std::sync::Arc;

use super::ast::*;
use super::strings::{StringHole, StringLiteral, StringPart};
use crate::range::TextRange;

/// Something whose ranges can all be moved by a distance, which may be negative.
pub(crate) trait Shift {
    /// Moves all ranges by `by` bytes.
    fn move_by(&mut self, by: i64);
}

impl Shift for TextRange {
    fn move_by(&mut self, by: i64) {
        let moved = |offset: u32| (i64::from(offset) + by) as u32;
        *self = Self::new(moved(self.start()), moved(self.end()));
    }
}

impl<T: Shift> Shift for Option<T> {
    fn move_by(&mut self, by: i64) {
        self.iter_mut().for_each(|value| value.move_by(by));
    }
}

impl<T: Shift> Shift for Box<T> {
    fn move_by(&mut self, by: i64) {
        (**self).move_by(by);
    }
}

impl<T: Shift> Shift for Vec<T> {
    fn move_by(&mut self, by: i64) {
        self.iter_mut().for_each(|value| value.move_by(by));
    }
}

impl<T: Shift + Clone> Shift for Arc<T> {
    fn move_by(&mut self, by: i64) {
        Arc::make_mut(self).move_by(by);
    }
}

/// Moves the named fields of a node.
macro_rules! fields {
    ($by:expr; $($field:expr),* $(,)?) => { { $($field.move_by($by);)* } };
}

impl Shift for Ident {
    fn move_by(&mut self, by: i64) {
        self.range.move_by(by);
    }
}

impl Shift for Stmt {
    fn move_by(&mut self, by: i64) {
        use StmtKind::*;
        self.range.move_by(by);
        match &mut self.kind {
            Expr(value) => value.move_by(by),
            Assign { targets, value } => fields!(by; targets, value),
            AnnAssign { target, annotation, value } => fields!(by; target, annotation, value),
            AugAssign { target, op: _, op_range, value } => fields!(by; target, op_range, value),
            If { test, body, otherwise } | While { test, body, otherwise } => fields!(by; test, body, otherwise),
            For { target, iter, body, otherwise } => fields!(by; target, iter, body, otherwise),
            Try { body, handlers, otherwise, finally } => fields!(by; body, handlers, otherwise, finally),
            With { items, body } => fields!(by; items, body),
            Match { subject, cases } => fields!(by; subject, cases),
            Function(definition) => definition.move_by(by),
            Class(definition) => definition.move_by(by),
            Return(value) => value.move_by(by),
            Raise { exception, cause } => fields!(by; exception, cause),
            Assert { test, message } => fields!(by; test, message),
            Delete(targets) => targets.move_by(by),
            Import(names) => names.move_by(by),
            ImportFrom(import) => fields!(by; import.module, import.names),
            Global(names) | Nonlocal(names) => names.move_by(by),
            Pass | Break | Continue => {}
            Error { parts } => parts.move_by(by),
        }
    }
}

impl Shift for Handler {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.exception, self.name, self.body);
    }
}

impl Shift for WithItem {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.value, self.target);
    }
}

impl Shift for MatchCase {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.bindings, self.guard, self.body);
    }
}

impl Shift for FunctionDef {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.name, self.decorators, self.params, self.returns, self.body, self.range, self.head);
    }
}

impl Shift for ClassDef {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.name, self.decorators, self.bases, self.body, self.range);
    }
}

impl Shift for Param {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.name, self.annotation, self.default);
    }
}

impl Shift for ImportName {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.path, self.alias);
    }
}

impl Shift for Expr {
    fn move_by(&mut self, by: i64) {
        use ExprKind::*;
        self.range.move_by(by);
        match &mut self.kind {
            Name(_) | Int(_) | Float(_) | Number | True | False | None | Ellipsis | Error => {}
            Attribute { object, name } => fields!(by; object, name),
            Call(call) => fields!(by; call.function, call.arguments, call.parens),
            Subscript { object, index } => fields!(by; object, index),
            Slice { lower, upper, step } => fields!(by; lower, upper, step),
            String(literal) => literal.move_by(by),
            List(items) | Tuple(items) | Set(items) => items.move_by(by),
            Dict(items) => items.move_by(by),
            Unary { op: _, operand } => operand.move_by(by),
            Binary { first, rest } => fields!(by; first, rest),
            Bool { op: _, values } => values.move_by(by),
            Compare { first, rest } => fields!(by; first, rest),
            Lambda(lambda) => lambda.move_by(by),
            Conditional { test, body, otherwise } => fields!(by; test, body, otherwise),
            Comprehension(it) => fields!(by; it.element, it.value, it.clauses),
            Await(value) | Starred(value) => value.move_by(by),
            Yield(value) => value.move_by(by),
            Named { target, value } => fields!(by; target, value),
        }
    }
}

impl Shift for BinaryTerm {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.op_range, self.value);
    }
}

impl Shift for CompareTerm {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.op_range, self.value);
    }
}

impl Shift for Argument {
    fn move_by(&mut self, by: i64) {
        if let ArgumentKind::Keyword(name) = &mut self.kind {
            name.move_by(by);
        }
        fields!(by; self.value, self.range);
    }
}

impl Shift for DictItem {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.key, self.value);
    }
}

impl Shift for Lambda {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.params, self.body);
    }
}

impl Shift for ForClause {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.target, self.iter, self.conditions);
    }
}

impl Shift for StringLiteral {
    fn move_by(&mut self, by: i64) {
        self.parts.move_by(by);
    }
}

impl Shift for StringPart {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.range, self.content, self.holes);
    }
}

impl Shift for StringHole {
    fn move_by(&mut self, by: i64) {
        fields!(by; self.range, self.value);
    }
}
