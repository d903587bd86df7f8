//! Three-valued truth: what is known to hold, known not to hold, or not known. Unknown means silent.

/// Whether something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub enum Tri {
    /// It holds on every path.
    Yes,
    /// It holds on no path.
    No,
    /// Nobody can tell, or paths differ.
    #[default]
    Unknown,
}

impl Tri {
    /// Whether it is known to hold.
    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }

    /// Whether it is known not to hold.
    pub fn is_no(self) -> bool {
        self == Self::No
    }

    /// What is known when either of two paths was taken.
    pub fn join(self, other: Self) -> Self {
        if self == other { self } else { Self::Unknown }
    }

    /// Whether one of two things holds.
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            _ => Self::Unknown,
        }
    }

    /// Whether both things hold.
    pub fn and(self, other: Self) -> Self {
        !((!self).or(!other))
    }
}

impl std::ops::Not for Tri {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Tri {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}
