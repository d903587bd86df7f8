//! How much evaluation may still do: the steps of functions that are followed, and how deep all nests.

use brickline_syntax::source::ParsedFile;

/// How many statements and expressions of functions are evaluated to follow the calls of a file; then values are unknown.
/// It grows with the file, up to a limit: what a file costs must not depend on how much it imports.
const STEPS: u32 = 8_000;
const BYTES_PER_STEP: usize = 8;
const MOST_STEPS: u32 = 40_000;
/// How many of them one call that is written in the file may take, and which part of those that are left, so that none leaves
/// nothing for the others.
const CALL_STEPS: u32 = 2_000;
const CALL_PART: u32 = 16;
/// How deep expressions and statements may nest, over all calls that are being followed.
const NESTING: u32 = 160;

/// What may still be done, and what was.
pub(super) struct Budget {
    steps: u32,
    nesting: u32,
    /// The deepest nesting since it was last asked for.
    deepest: u32,
}

fn steps(file: &ParsedFile) -> u32 {
    STEPS.saturating_add((file.text.len() / BYTES_PER_STEP) as u32).min(MOST_STEPS)
}

impl Budget {
    /// What a file may cost.
    pub fn of(file: &ParsedFile) -> Self {
        Self { steps: steps(file), nesting: 0, deepest: 0 }
    }

    /// How many of the file's steps were taken.
    pub fn taken(&self, file: &ParsedFile) -> u32 {
        steps(file) - self.steps
    }

    /// Leaves no more steps than one call may take; gives how many are left for others.
    pub fn set_steps_aside(&mut self) -> u32 {
        let kept = self.steps - CALL_STEPS.min(self.steps / CALL_PART);
        self.steps -= kept;
        kept
    }

    /// Gives back what was set aside.
    pub fn return_steps(&mut self, kept: u32) {
        self.steps += kept;
    }

    /// Takes one step; false when the file has used up its budget.
    #[inline]
    pub fn step(&mut self) -> bool {
        self.steps = self.steps.saturating_sub(1);
        self.steps > 0
    }

    /// Goes one level deeper; false, and not deeper, where it would be too deep.
    #[inline]
    pub fn enter(&mut self) -> bool {
        if self.nesting >= NESTING {
            return false;
        }
        self.nesting += 1;
        self.deepest = self.deepest.max(self.nesting);
        true
    }

    /// Comes back up from [`Self::enter`].
    #[inline]
    pub fn leave(&mut self) {
        self.nesting -= 1;
    }

    /// Begins to measure what a call costs: gives what [`Self::end_measure`] asks for.
    pub fn start_measure(&mut self) -> (u32, u32) {
        (self.steps, std::mem::replace(&mut self.deepest, self.nesting))
    }

    /// How many steps were taken, and how much deeper it went, since these were given; `None` where a limit was met.
    pub fn end_measure(&mut self, steps: u32, deepest: u32) -> (Option<u32>, Option<u32>) {
        let taken = (self.steps > 0).then(|| steps - self.steps);
        let deeper = (self.deepest < NESTING).then(|| self.deepest - self.nesting);
        self.deepest = self.deepest.max(deepest);
        (taken, deeper)
    }

    /// Whether so many steps can be taken, so much deeper, without meeting a limit.
    pub fn can_spend(&self, steps: u32, nesting: u32) -> bool {
        self.steps > steps && self.nesting + nesting < NESTING
    }

    /// Takes that many steps.
    pub fn spend(&mut self, steps: u32, nesting: u32) {
        self.steps -= steps;
        self.deepest = self.deepest.max(self.nesting + nesting);
    }
}
