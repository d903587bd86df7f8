//! What gives names a meaning: functions, classes, parameters, imports and the patterns of `match`.

use std::sync::Arc;

use ruff_python_ast as ast;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use super::Reader;
use crate::python::ast::*;

impl Reader<'_> {
    pub(super) fn function(&mut self, function: &ast::StmtFunctionDef) -> StmtKind {
        let start = match function.decorator_list.last() {
            Some(last) => self.find_token(last.end(), |kind| matches!(kind, TokenKind::Async | TokenKind::Def)),
            None => None,
        };
        let start = start.map_or(function.start(), Ranged::start);
        let signature = function.returns.as_ref().map_or(function.parameters.end(), |returns| returns.end());
        let colon = self.find_token(signature, |kind| kind == TokenKind::Colon);
        let head_end = colon.map_or(signature, Ranged::end);
        StmtKind::Function(Arc::new(FunctionDef {
            name: self.ident(&function.name),
            decorators: self.decorators(&function.decorator_list),
            params: self.params(&function.parameters),
            returns: self.optional(function.returns.as_deref()),
            body: self.block(&function.body),
            range: self.range(function),
            head: self.range(ruff_text_size::TextRange::new(start, head_end)),
        }))
    }

    pub(super) fn class(&mut self, class: &ast::StmtClassDef) -> StmtKind {
        StmtKind::Class(Arc::new(ClassDef {
            name: self.ident(&class.name),
            decorators: self.decorators(&class.decorator_list),
            bases: class.arguments.as_deref().map(|bases| self.arguments(bases)).unwrap_or_default(),
            body: self.block(&class.body),
            range: self.range(class),
        }))
    }

    fn decorators(&mut self, decorators: &[ast::Decorator]) -> Vec<Expr> {
        decorators.iter().map(|decorator| self.expr(&decorator.expression)).collect()
    }

    /// The parameters of a function or lambda.
    pub(super) fn params(&mut self, params: &ast::Parameters) -> Vec<Param> {
        let mut out = Vec::with_capacity(params.len());
        for param in params.posonlyargs.iter().chain(&params.args) {
            out.push(self.param(&param.parameter, ParamKind::Plain, param.default.as_deref()));
        }
        if let Some(param) = &params.vararg {
            out.push(self.param(param, ParamKind::Args, None));
        }
        for param in &params.kwonlyargs {
            out.push(self.param(&param.parameter, ParamKind::KeywordOnly, param.default.as_deref()));
        }
        if let Some(param) = &params.kwarg {
            out.push(self.param(param, ParamKind::Kwargs, None));
        }
        out
    }

    fn param(&mut self, param: &ast::Parameter, kind: ParamKind, default: Option<&ast::Expr>) -> Param {
        Param {
            name: self.ident(&param.name),
            kind,
            annotation: self.optional(param.annotation.as_deref()),
            default: self.optional(default),
        }
    }

    pub(super) fn import_names(&self, names: &[ast::Alias]) -> Vec<ImportName> {
        let name = |alias: &ast::Alias| ImportName {
            path: self.ident(&alias.name),
            alias: alias.asname.as_ref().map(|name| self.ident(name)),
        };
        names.iter().map(name).collect()
    }

    pub(super) fn import_from(&self, import: &ast::StmtImportFrom) -> ImportFrom {
        let module = match &import.module {
            Some(module) => self.ident(module),
            None => {
                let is_dot = |kind| matches!(kind, TokenKind::Dot | TokenKind::Ellipsis);
                let tokens = self.tokens_from(import.start()).iter();
                let dots = tokens.take_while(|token| token.kind() != TokenKind::Import);
                let last = dots.filter(|token| is_dot(token.kind())).last();
                Ident::missing(last.map_or(self.range(import), |last| self.range(last)).end())
            }
        };
        let everything = import.names.iter().any(|alias| alias.name.as_str() == "*");
        ImportFrom { level: import.level, module, names: (!everything).then(|| self.import_names(&import.names)) }
    }

    /// The names that a `case` pattern binds, found without recursion.
    pub(super) fn bindings(&self, pattern: &ast::Pattern) -> Vec<Ident> {
        let mut bound: Vec<Ident> = Vec::new();
        let mut pending = vec![pattern];
        while let Some(pattern) = pending.pop() {
            match pattern {
                ast::Pattern::MatchValue(_) | ast::Pattern::MatchSingleton(_) => {}
                ast::Pattern::MatchSequence(sequence) => pending.extend(&sequence.patterns),
                ast::Pattern::MatchOr(either) => pending.extend(&either.patterns),
                ast::Pattern::MatchMapping(mapping) => {
                    pending.extend(&mapping.patterns);
                    bound.extend(mapping.rest.as_ref().map(|name| self.ident(name)));
                }
                ast::Pattern::MatchClass(class) => {
                    pending.extend(&class.arguments.patterns);
                    pending.extend(class.arguments.keywords.iter().map(|keyword| &keyword.pattern));
                }
                ast::Pattern::MatchStar(star) => bound.extend(star.name.as_ref().map(|name| self.ident(name))),
                ast::Pattern::MatchAs(alias) => {
                    pending.extend(alias.pattern.as_deref());
                    bound.extend(alias.name.as_ref().map(|name| self.ident(name)));
                }
            }
        }
        bound.retain(|name| name.text != "_");
        bound.sort_by_key(|name| name.range.start());
        bound
    }
}
