//! The Python evaluator: syntax trees in, operations out. Knows other files only as the exports it is handed.

mod annotation;
mod api;
mod args;
mod assign;
mod branch;
mod budget;
mod builder;
mod builtin;
mod call;
mod calls;
mod cells;
mod chain;
mod class;
mod comprehension;
mod container;
mod contents;
mod decorator;
mod escape;
mod expression;
mod external;
mod function;
mod globals;
mod graft;
mod heap;
mod import;
mod join;
mod library;
mod literal;
mod looping;
mod member;
mod memo;
mod misuse;
mod mlflow;
mod names;
mod operator;
mod pack;
mod record;
mod site;
mod spark;
mod state;
mod statement;
mod subscript;
mod text_method;
mod transfer;
mod usage;
mod walk;
mod watch;

#[cfg(test)]
mod tests;

pub use cells::model_file;
pub(crate) use pack::Packed;
