//! Prints the tree in one line per statement, for tests. Ranges are left out where the text of a node says as much.

use super::ast::*;
use crate::python::strings::StringLiteral;

/// The statements, each on a line of its own, blocks indented.
pub(crate) fn dump(body: &[Stmt]) -> String {
    let mut out = String::new();
    block(&mut out, body, 0);
    out
}

fn block(out: &mut String, body: &[Stmt], indent: usize) {
    for stmt in body {
        line(out, indent, &stmt_head(&stmt.kind));
        stmt_blocks(out, &stmt.kind, indent + 1);
    }
}

fn line(out: &mut String, indent: usize, text: &str) {
    out.push_str(&"  ".repeat(indent));
    out.push_str(text.trim_end());
    out.push('\n');
}

fn stmt_head(kind: &StmtKind) -> String {
    use StmtKind::*;
    match kind {
        Expr(value) => expr(value),
        Assign { targets, value } => format!("{} = {}", list(targets, " = "), expr(value)),
        AnnAssign { target, annotation, value } => {
            format!("{}: {}{}", expr(target), expr(annotation), opt(" = ", value))
        }
        AugAssign { target, op, value, .. } => format!("{} {op:?}= {}", expr(target), expr(value)),
        If { test, .. } => format!("if {}", expr(test)),
        For { target, iter, .. } => format!("for {} in {}", expr(target), expr(iter)),
        While { test, .. } => format!("while {}", expr(test)),
        Try { .. } => "try".into(),
        With { items, .. } => {
            let items: Vec<_> = items.iter().map(|i| format!("{}{}", expr(&i.value), opt(" as ", &i.target))).collect();
            format!("with {}", items.join(", "))
        }
        Match { subject, .. } => format!("match {}", expr(subject)),
        Function(def) => {
            let decorators: String = def.decorators.iter().map(|d| format!("@{} ", expr(d))).collect();
            format!("{decorators}def {}({}){}", def.name.text, params(&def.params), opt(" -> ", &def.returns))
        }
        Class(def) => {
            let decorators: String = def.decorators.iter().map(|d| format!("@{} ", expr(d))).collect();
            format!("{decorators}class {}({})", def.name.text, arguments(&def.bases))
        }
        Return(value) => format!("return{}", opt(" ", value)),
        Raise { exception, cause } => format!("raise{}{}", opt(" ", exception), opt(" from ", cause)),
        Assert { test, message } => format!("assert {}{}", expr(test), opt(", ", message)),
        Delete(targets) => format!("del {}", list(targets, ", ")),
        Import(names) => format!("import {}", import_names(names)),
        ImportFrom(import) => {
            let names = import.names.as_ref().map_or("*".into(), |names| import_names(names));
            format!("from {}{} import {names}", ".".repeat(import.level as usize), import.module.text)
        }
        Global(names) => format!("global {}", idents(names)),
        Nonlocal(names) => format!("nonlocal {}", idents(names)),
        Pass => "pass".into(),
        Break => "break".into(),
        Continue => "continue".into(),
        Error { parts } => format!("ERROR {}", list(parts, ", ")),
    }
}

fn stmt_blocks(out: &mut String, kind: &StmtKind, indent: usize) {
    let mut clause = |name: &str, body: &[Stmt]| {
        if !body.is_empty() {
            line(out, indent - 1, name);
            block(out, body, indent);
        }
    };
    match kind {
        StmtKind::If { body, otherwise, .. }
        | StmtKind::For { body, otherwise, .. }
        | StmtKind::While { body, otherwise, .. } => {
            clause("then", body);
            clause("else", otherwise);
        }
        StmtKind::Try { body, handlers, otherwise, finally } => {
            clause("then", body);
            for handler in handlers {
                let name = handler.name.as_ref().map_or("", |name| &name.text);
                clause(&format!("except{} {name}", opt(" ", &handler.exception)), &handler.body);
            }
            clause("else", otherwise);
            clause("finally", finally);
        }
        StmtKind::Match { cases, .. } => {
            for case in cases {
                clause(&format!("case {}{}", idents(&case.bindings), opt(" if ", &case.guard)), &case.body);
            }
        }
        StmtKind::With { body, .. } => block(out, body, indent),
        StmtKind::Function(def) => block(out, &def.body, indent),
        StmtKind::Class(def) => block(out, &def.body, indent),
        _ => {}
    }
}

fn opt(lead: &str, value: &Option<Expr>) -> String {
    value.as_ref().map_or(String::new(), |value| format!("{lead}{}", expr(value)))
}

fn opt_box(value: &Option<Box<Expr>>) -> String {
    value.as_ref().map_or(String::new(), |value| expr(value))
}

fn list(values: &[Expr], separator: &str) -> String {
    values.iter().map(expr).collect::<Vec<_>>().join(separator)
}

fn idents(names: &[Ident]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ")
}

fn import_names(names: &[ImportName]) -> String {
    let name = |name: &ImportName| match &name.alias {
        Some(alias) => format!("{} as {}", name.path.text, alias.text),
        None => name.path.text.to_string(),
    };
    names.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn params(params: &[Param]) -> String {
    let param = |param: &Param| {
        let kind = match param.kind {
            ParamKind::Plain => "",
            ParamKind::KeywordOnly => "kw ",
            ParamKind::Args => "*",
            ParamKind::Kwargs => "**",
        };
        format!("{kind}{}{}{}", param.name.text, opt(": ", &param.annotation), opt(" = ", &param.default))
    };
    params.iter().map(param).collect::<Vec<_>>().join(", ")
}

fn arguments(arguments: &[Argument]) -> String {
    let argument = |argument: &Argument| match &argument.kind {
        ArgumentKind::Positional => expr(&argument.value),
        ArgumentKind::Keyword(name) => format!("{}={}", name.text, expr(&argument.value)),
        ArgumentKind::Star => format!("*{}", expr(&argument.value)),
        ArgumentKind::DoubleStar => format!("**{}", expr(&argument.value)),
    };
    arguments.iter().map(argument).collect::<Vec<_>>().join(", ")
}

/// An expression with every bracket that its structure implies.
pub(crate) fn expr(value: &Expr) -> String {
    use ExprKind::*;
    match &value.kind {
        Name(name) => name.to_string(),
        Attribute { object, name } => format!("{}.{}", expr(object), name.text),
        Call(call) => format!("{}({})", expr(&call.function), arguments(&call.arguments)),
        Subscript { object, index } => format!("{}[{}]", expr(object), expr(index)),
        Slice { lower, upper, step } => format!("{}:{}:{}", opt_box(lower), opt_box(upper), opt_box(step)),
        String(literal) => string(literal),
        Int(value) => value.to_string(),
        Float(value) => format!("{value:?}"),
        Number => "NUMBER".into(),
        True => "True".into(),
        False => "False".into(),
        None => "None".into(),
        Ellipsis => "...".into(),
        List(items) => format!("[{}]", list(items, ", ")),
        Tuple(items) => format!("({},)", list(items, ", ")),
        Set(items) => format!("{{{}}}", list(items, ", ")),
        Dict(items) => {
            let item = |item: &DictItem| match &item.key {
                Some(key) => format!("{}: {}", expr(key), expr(&item.value)),
                Option::None => format!("**{}", expr(&item.value)),
            };
            format!("{{{}}}", items.iter().map(item).collect::<Vec<_>>().join(", "))
        }
        Unary { op, operand } => format!("{op:?}({})", expr(operand)),
        Binary { first, rest } => {
            let terms: std::string::String =
                rest.iter().map(|term| format!(" {:?} {}", term.op, expr(&term.value))).collect();
            format!("({}{terms})", expr(first))
        }
        Bool { op, values } => format!("({})", list(values, &format!(" {op:?} "))),
        Compare { first, rest } => {
            let terms: std::string::String =
                rest.iter().map(|term| format!(" {:?} {}", term.op, expr(&term.value))).collect();
            format!("({}{terms})", expr(first))
        }
        Lambda(lambda) => format!("lambda {}: {}", params(&lambda.params), expr(&lambda.body)),
        Conditional { test, body, otherwise } => format!("({} if {} else {})", expr(body), expr(test), expr(otherwise)),
        Comprehension(comprehension) => self::comprehension(comprehension),
        Await(value) => format!("await {}", expr(value)),
        Yield(value) => format!("yield {}", opt_box(value)),
        Starred(value) => format!("*{}", expr(value)),
        Named { target, value } => format!("({} := {})", target.text, expr(value)),
        Error => "ERROR".into(),
    }
}

fn comprehension(it: &Comprehension) -> String {
    let clauses: String = it.clauses.iter().map(for_clause).collect();
    format!("{:?}<{}{}{clauses}>", it.kind, expr(&it.element), opt(": ", &it.value))
}

fn for_clause(it: &ForClause) -> String {
    let conditions: String = it.conditions.iter().map(|test| format!(" if {}", expr(test))).collect();
    format!(" for {} in {}{conditions}", expr(&it.target), expr(&it.iter))
}

fn string(literal: &StringLiteral) -> String {
    let parts = literal.parts.iter().map(|part| {
        let fields: String = part
            .holes
            .iter()
            .map(|hole| format!("{{{}{}}}", expr(&hole.value), if hole.formatted { "!" } else { "" }))
            .collect();
        let flags = [(part.raw, 'r'), (part.triple, 't'), (part.formatted, 'f'), (literal.bytes, 'b')];
        let flags: String = flags.iter().filter(|(on, _)| *on).map(|(_, flag)| flag).collect();
        format!("{flags}'{:?}{fields}'", part.content)
    });
    parts.collect::<Vec<_>>().join(" ")
}
