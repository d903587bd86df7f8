//! The rules of brickline, one file each. A new rule is one line in the list below.

use brickline_analysis::Rule;

/// Declares the modules of the groups and the list of rules at once: `group { rule, rule }`, sorted.
macro_rules! rules {
    ($($group:ident { $($rule:ident),* $(,)? })*) => {
        $(mod $group { $(pub mod $rule;)* })*
        /// All rules, by group and name.
        pub static ALL: &[&Rule] = &[$($(&$group::$rule::RULE),*),*];
    };
}

rules! {
    streaming {
        deprecated_trigger_once,
    }
}
