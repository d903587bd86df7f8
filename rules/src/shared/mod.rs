//! Predicates and edits that several rules use, so that two rules never disagree on them. Holds no rule.

pub mod chain;
pub mod cluster;
pub mod conf;
pub mod constant;
pub mod cron;
pub mod dynamic;
pub mod findings;
pub mod given;
pub mod grants;
pub mod insert;
pub mod keys;
pub mod layer;
pub mod order;
pub mod partitioning;
pub mod path;
pub mod pipeline;
pub mod pruning;
pub mod range;
pub mod requirement;
pub mod secret;
pub mod sides;
pub mod star;
pub mod sync;
pub mod target;
pub mod words;
