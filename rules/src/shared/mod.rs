//! Predicates and edits that several rules use, so that two rules never disagree on them. Holds no rule.

pub mod chain;
pub mod constant;
pub mod findings;
pub mod grants;
pub mod keys;
pub mod layer;
pub mod order;
pub mod partitioning;
pub mod path;
pub mod pipeline;
pub mod pruning;
pub mod range;
pub mod secret;
pub mod sides;
pub mod star;
pub mod target;
pub mod words;
