//! How long the phases of an analysis take, added up over threads. Knows no clock: the executable hands one in.

use std::sync::atomic::{AtomicU64, Ordering};

/// A clock: nanoseconds since some fixed moment.
pub type Clock = fn() -> u64;

/// The phases of an analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Phase {
    Prefilter,
    Parse,
    Model,
    Index,
    Rules,
}

impl Phase {
    /// All phases, in the order in which they run.
    pub const ALL: &'static [Self] = &[Self::Prefilter, Self::Parse, Self::Model, Self::Index, Self::Rules];

    /// The phase's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prefilter => "prefilter",
            Self::Parse => "parse",
            Self::Model => "model",
            Self::Index => "index",
            Self::Rules => "rules",
        }
    }
}

/// Time spent by phase; counts only when there is a clock.
#[derive(Debug, Default)]
pub struct Timings {
    clock: Option<Clock>,
    spent: [AtomicU64; Phase::ALL.len()],
}

impl Timings {
    /// Timings by this clock.
    pub fn new(clock: Option<Clock>) -> Self {
        Self { clock, spent: Default::default() }
    }

    /// Runs `work` and adds the time it takes to `phase`.
    pub fn measure<T>(&self, phase: Phase, work: impl FnOnce() -> T) -> T {
        let Some(clock) = self.clock else { return work() };
        let start = clock();
        let result = work();
        self.spent[phase as usize].fetch_add(clock().saturating_sub(start), Ordering::Relaxed);
        result
    }

    /// Nanoseconds spent in a phase, all threads together.
    pub fn spent(&self, phase: Phase) -> u64 {
        self.spent[phase as usize].load(Ordering::Relaxed)
    }
}
