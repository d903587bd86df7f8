//! Expressions that are no method chains and no strings. Chains of operators become flat lists, so that their length costs no stack.

use std::sync::Arc;

use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::Reader;
use crate::python::ast::*;
use crate::python::lower::number;

impl Reader<'_> {
    pub(super) fn expr(&mut self, expr: &ast::Expr) -> Expr {
        let value = self.nested(|reader| match expr {
            ast::Expr::Attribute(_) | ast::Expr::Call(_) | ast::Expr::Subscript(_) => reader.chain(expr),
            expr => Expr { kind: reader.kind(expr), range: reader.range(expr) },
        });
        value.unwrap_or_else(|| Expr { kind: ExprKind::Error, range: self.range(expr) })
    }

    fn kind(&mut self, expr: &ast::Expr) -> ExprKind {
        match expr {
            ast::Expr::Name(name) => ExprKind::Name(name.id.as_str().into()),
            ast::Expr::StringLiteral(string) => self.string(&string.value),
            ast::Expr::BytesLiteral(string) => self.bytes(&string.value),
            ast::Expr::FString(string) => self.formatted_string(&string.value),
            ast::Expr::TString(string) => self.template_string(&string.value),
            ast::Expr::NumberLiteral(literal) => number(&self.code[literal.range().to_std_range()]),
            ast::Expr::BooleanLiteral(literal) if literal.value => ExprKind::True,
            ast::Expr::BooleanLiteral(_) => ExprKind::False,
            ast::Expr::NoneLiteral(_) => ExprKind::None,
            ast::Expr::EllipsisLiteral(_) => ExprKind::Ellipsis,
            ast::Expr::List(list) => ExprKind::List(self.exprs(&list.elts)),
            ast::Expr::Tuple(tuple) => ExprKind::Tuple(self.exprs(&tuple.elts)),
            ast::Expr::Set(set) => ExprKind::Set(self.exprs(&set.elts)),
            ast::Expr::Dict(dict) => ExprKind::Dict(dict.items.iter().map(|item| self.dict_item(item)).collect()),
            ast::Expr::Slice(slice) => ExprKind::Slice {
                lower: slice.lower.as_deref().map(|bound| self.boxed(bound)),
                upper: slice.upper.as_deref().map(|bound| self.boxed(bound)),
                step: slice.step.as_deref().map(|bound| self.boxed(bound)),
            },
            ast::Expr::UnaryOp(unary) => {
                ExprKind::Unary { op: unary_op(unary.op), operand: self.boxed(&unary.operand) }
            }
            ast::Expr::BinOp(_) => self.binary(expr),
            ast::Expr::BoolOp(chain) => self.boolean(chain),
            ast::Expr::Compare(comparison) => self.comparison(comparison),
            rarer => self.rarer_kind(rarer),
        }
    }

    fn rarer_kind(&mut self, expr: &ast::Expr) -> ExprKind {
        use ComprehensionKind::*;
        match expr {
            ast::Expr::Lambda(lambda) => {
                let params = lambda.parameters.as_deref().map(|params| self.params(params)).unwrap_or_default();
                ExprKind::Lambda(Arc::new(Lambda { params, body: self.expr(&lambda.body) }))
            }
            ast::Expr::If(conditional) => {
                let body = self.boxed(&conditional.body);
                let test = self.boxed(&conditional.test);
                ExprKind::Conditional { test, body, otherwise: self.boxed(&conditional.orelse) }
            }
            ast::Expr::ListComp(it) => self.comprehension(List, &it.elt, None, &it.generators),
            ast::Expr::SetComp(it) => self.comprehension(Set, &it.elt, None, &it.generators),
            ast::Expr::Generator(it) => self.comprehension(Generator, &it.elt, None, &it.generators),
            ast::Expr::DictComp(it) => match &it.key {
                Some(key) => self.comprehension(Dict, key, Some(&it.value), &it.generators),
                None => self.give_up(),
            },
            ast::Expr::Await(it) => ExprKind::Await(self.boxed(&it.value)),
            ast::Expr::Yield(it) => ExprKind::Yield(it.value.as_deref().map(|value| self.boxed(value))),
            ast::Expr::YieldFrom(it) => ExprKind::Yield(Some(self.boxed(&it.value))),
            ast::Expr::Starred(it) => ExprKind::Starred(self.boxed(&it.value)),
            ast::Expr::Named(it) => match &*it.target {
                ast::Expr::Name(name) => {
                    let target = Ident { text: name.id.as_str().into(), range: self.range(name) };
                    ExprKind::Named { target, value: self.boxed(&it.value) }
                }
                _ => self.give_up(),
            },
            _ => self.give_up(),
        }
    }

    fn dict_item(&mut self, item: &ast::DictItem) -> DictItem {
        DictItem { key: self.optional(item.key.as_ref()), value: self.expr(&item.value) }
    }

    /// The left side of an operator is the chain before it, as long as it stands in no parentheses.
    fn binary(&mut self, expr: &ast::Expr) -> ExprKind {
        let mut operators = Vec::new();
        let mut first = expr;
        while let ast::Expr::BinOp(operator) = first {
            operators.push(operator);
            first = &operator.left;
            // Parentheses belong to the range of the operator.
            if first.start() != operator.start() {
                break;
            }
        }
        let first = self.boxed(first);
        let mut rest = Vec::with_capacity(operators.len());
        rest.extend(operators.into_iter().rev().map(|operator| BinaryTerm {
            op: binary_op(operator.op),
            op_range: self.range(self.operator(operator.left.end())),
            value: self.expr(&operator.right),
        }));
        ExprKind::Binary { first, rest }
    }

    fn boolean(&mut self, chain: &ast::ExprBoolOp) -> ExprKind {
        let op = match chain.op {
            ast::BoolOp::And => BoolOp::And,
            ast::BoolOp::Or => BoolOp::Or,
        };
        ExprKind::Bool { op, values: self.exprs(&chain.values) }
    }

    fn comparison(&mut self, comparison: &ast::ExprCompare) -> ExprKind {
        let first = self.boxed(&comparison.left);
        let mut before = comparison.left.end();
        let mut rest = Vec::with_capacity(comparison.ops.len());
        for (op, value) in comparison.ops.iter().zip(&comparison.comparators) {
            let op_range = self.range(self.operator(before));
            rest.push(CompareTerm { op: compare_op(*op), op_range, value: self.expr(value) });
            before = value.end();
        }
        ExprKind::Compare { first, rest }
    }

    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        element: &ast::Expr,
        value: Option<&ast::Expr>,
        clauses: &[ast::Comprehension],
    ) -> ExprKind {
        let element = self.expr(element);
        let value = self.optional(value);
        let clause = |clause: &ast::Comprehension| ForClause {
            target: self.expr(&clause.target),
            iter: self.expr(&clause.iter),
            conditions: self.exprs(&clause.ifs),
        };
        let clauses = clauses.iter().map(clause).collect();
        ExprKind::Comprehension(Box::new(Comprehension { kind, element, value, clauses }))
    }
}

fn unary_op(op: ast::UnaryOp) -> UnaryOp {
    match op {
        ast::UnaryOp::Invert => UnaryOp::Invert,
        ast::UnaryOp::Not => UnaryOp::Not,
        ast::UnaryOp::UAdd => UnaryOp::Plus,
        ast::UnaryOp::USub => UnaryOp::Minus,
    }
}

pub(super) fn binary_op(op: ast::Operator) -> BinaryOp {
    match op {
        ast::Operator::Add => BinaryOp::Add,
        ast::Operator::Sub => BinaryOp::Sub,
        ast::Operator::Mult => BinaryOp::Mul,
        ast::Operator::MatMult => BinaryOp::MatMul,
        ast::Operator::Div => BinaryOp::Div,
        ast::Operator::Mod => BinaryOp::Mod,
        ast::Operator::Pow => BinaryOp::Pow,
        ast::Operator::LShift => BinaryOp::ShiftLeft,
        ast::Operator::RShift => BinaryOp::ShiftRight,
        ast::Operator::BitOr => BinaryOp::BitOr,
        ast::Operator::BitXor => BinaryOp::BitXor,
        ast::Operator::BitAnd => BinaryOp::BitAnd,
        ast::Operator::FloorDiv => BinaryOp::FloorDiv,
    }
}

fn compare_op(op: ast::CmpOp) -> CompareOp {
    match op {
        ast::CmpOp::Eq => CompareOp::Eq,
        ast::CmpOp::NotEq => CompareOp::NotEq,
        ast::CmpOp::Lt => CompareOp::Lt,
        ast::CmpOp::LtE => CompareOp::LtEq,
        ast::CmpOp::Gt => CompareOp::Gt,
        ast::CmpOp::GtE => CompareOp::GtEq,
        ast::CmpOp::Is => CompareOp::Is,
        ast::CmpOp::IsNot => CompareOp::IsNot,
        ast::CmpOp::In => CompareOp::In,
        ast::CmpOp::NotIn => CompareOp::NotIn,
    }
}
