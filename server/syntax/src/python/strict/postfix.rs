//! Calls, attributes and subscripts: the links of a method chain, read without recursion over the chain.

use ruff_python_ast as ast;
use ruff_text_size::{Ranged, TextSize};

use super::Reader;
use crate::python::ast::{Argument, ArgumentKind, Call, Expr, ExprKind};
use crate::python::lower::MAX_DEPTH;

impl Reader<'_> {
    /// Reads a chain of calls, attributes and subscripts.
    pub(super) fn chain(&mut self, expr: &ast::Expr) -> Expr {
        let mut links = Vec::new();
        let mut first = expr;
        while let Some(inner) = receiver(first) {
            links.push(first);
            first = inner;
        }
        if self.depth as usize + links.len() > MAX_DEPTH as usize {
            return Expr { kind: self.give_up(), range: self.range(expr) };
        }
        self.depth += links.len() as u32;
        let mut value = self.expr(first);
        for link in links.into_iter().rev() {
            self.depth -= 1;
            value = Expr { kind: self.link(link, value), range: self.range(link) };
        }
        value
    }

    fn link(&mut self, link: &ast::Expr, object: Expr) -> ExprKind {
        match link {
            ast::Expr::Attribute(attribute) => {
                ExprKind::Attribute { object: Box::new(object), name: self.ident(&attribute.attr) }
            }
            ast::Expr::Call(call) => {
                let arguments = self.arguments(&call.arguments);
                let parens = self.range(&call.arguments);
                ExprKind::Call(Box::new(Call { function: object, arguments, parens }))
            }
            ast::Expr::Subscript(subscript) => {
                ExprKind::Subscript { object: Box::new(object), index: Box::new(self.index(&subscript.slice)) }
            }
            _ => self.give_up(),
        }
    }

    /// What stands in brackets; the range of several ends with the last one.
    fn index(&mut self, index: &ast::Expr) -> Expr {
        let mut value = self.expr(index);
        if let (ast::Expr::Tuple(tuple), ExprKind::Tuple(items)) = (index, &value.kind)
            && let (false, [first, .., last] | [first @ last]) = (tuple.parenthesized, items.as_slice())
        {
            value.range = first.range.cover(last.range);
        }
        value
    }

    /// The arguments of a call or class, in order.
    pub(super) fn arguments(&mut self, arguments: &ast::Arguments) -> Vec<Argument> {
        let mut out = Vec::with_capacity(arguments.args.len() + arguments.keywords.len());
        let mut keywords = arguments.keywords.iter().peekable();
        for arg in &arguments.args {
            while let Some(keyword) = keywords.next_if(|keyword| keyword.start() < arg.start()) {
                out.push(self.keyword(keyword));
            }
            out.push(self.positional(arg, arguments));
        }
        out.extend(keywords.map(|keyword| self.keyword(keyword)));
        out
    }

    fn positional(&mut self, arg: &ast::Expr, arguments: &ast::Arguments) -> Argument {
        match arg {
            ast::Expr::Starred(starred) => {
                Argument { kind: ArgumentKind::Star, value: self.expr(&starred.value), range: self.range(arg) }
            }
            ast::Expr::Generator(generator) if !generator.parenthesized => {
                // The parentheses of the call are its own.
                let range = self.range(arguments);
                let value = Expr { range, ..self.expr(arg) };
                Argument { kind: ArgumentKind::Positional, value, range }
            }
            arg => {
                let one = TextSize::new(1);
                let inside = ruff_text_size::TextRange::new(arguments.start() + one, arguments.end() - one);
                let range = match self.code.as_bytes()[..arg.start().to_usize()].last() {
                    Some(b'(' | b' ' | b'\t' | b'\n' | b'\r') => self.parenthesized(arg.range(), inside),
                    _ => arg.range(),
                };
                Argument { kind: ArgumentKind::Positional, value: self.expr(arg), range: self.range(range) }
            }
        }
    }

    fn keyword(&mut self, keyword: &ast::Keyword) -> Argument {
        let kind = match &keyword.arg {
            Some(name) => ArgumentKind::Keyword(self.ident(name)),
            None => ArgumentKind::DoubleStar,
        };
        Argument { kind, value: self.expr(&keyword.value), range: self.range(keyword) }
    }
}

/// What `expr` is called on or taken from.
fn receiver(expr: &ast::Expr) -> Option<&ast::Expr> {
    match expr {
        ast::Expr::Attribute(attribute) => Some(&attribute.value),
        ast::Expr::Call(call) => Some(&call.func),
        ast::Expr::Subscript(subscript) => Some(&subscript.value),
        _ => None,
    }
}
