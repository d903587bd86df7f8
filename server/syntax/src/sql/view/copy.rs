//! COPY INTO.

use super::*;

views! {
    /// COPY INTO.
    CopyInto;
    /// What it reads: a path, or a SELECT over one.
    CopySource;
}

impl<'s> CopyInto<'s> {
    /// The table it writes.
    pub fn target(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// What it reads.
    pub fn source(&self) -> Option<CopySource<'s>> {
        self.0.children().find_map(CopySource::cast)
    }

    /// FILEFORMAT, FORMAT_OPTIONS and COPY_OPTIONS.
    pub fn clauses(&self) -> Clauses<'s> {
        Clauses(self.0)
    }
}

impl<'s> CopySource<'s> {
    /// The path.
    pub fn path(&self) -> Option<Literal<'s>> {
        self.0.descendants().find_map(Literal::cast)
    }

    /// The SELECT over the path.
    pub fn select(&self) -> Option<Select<'s>> {
        self.0.children().find_map(Select::cast)
    }
}
