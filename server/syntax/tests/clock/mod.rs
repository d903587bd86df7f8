//! How long this thread has run: a loaded machine makes a test wait, not work longer.

use std::time::{Duration, Instant};

/// A moment of this thread.
pub enum Moment {
    /// Time on a processor, as Linux counts it for the thread.
    Busy(Duration),
    /// The clock on the wall, elsewhere.
    Wall(Instant),
}

/// Now.
pub fn now() -> Moment {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = counted.and_then(|text| text.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| Moment::Wall(Instant::now()), |n| Moment::Busy(Duration::from_nanos(n)))
}

impl Moment {
    /// How long the thread has worked since.
    pub fn elapsed(&self) -> Duration {
        match (self, now()) {
            (Self::Busy(before), Moment::Busy(after)) => after.saturating_sub(*before),
            (Self::Wall(before), _) => before.elapsed(),
            (Self::Busy(_), Moment::Wall(_)) => Duration::ZERO,
        }
    }
}
