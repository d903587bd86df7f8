//! Maintenance: OPTIMIZE, VACUUM, RESTORE, ANALYZE and their like.

use super::*;

views! {
    /// OPTIMIZE.
    Optimize;
    /// VACUUM.
    Vacuum;
    /// RESTORE.
    Restore;
    /// CONVERT TO DELTA.
    Convert;
    /// REORG or GENERATE.
    Reorg;
    /// ANALYZE.
    Analyze;
    /// RETAIN.
    Retain;
}

impl<'s> Optimize<'s> {
    /// The table.
    pub fn table(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// WHERE.
    pub fn where_clause(&self) -> Option<Where<'s>> {
        self.0.children().find_map(Where::cast)
    }

    /// ZORDER BY.
    pub fn zorder(&self) -> Option<ZOrderBy<'s>> {
        self.0.children().find_map(ZOrderBy::cast)
    }

    /// Whether FULL follows.
    pub fn is_full(&self) -> bool {
        self.0.has(Kind::FULL)
    }
}

impl<'s> Vacuum<'s> {
    /// The table.
    pub fn table(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// The path, where it is one in quotes.
    pub fn path(&self) -> Option<Literal<'s>> {
        self.0.children().find_map(Literal::cast)
    }

    /// RETAIN.
    pub fn retain(&self) -> Option<Retain<'s>> {
        self.0.children().find_map(Retain::cast)
    }

    /// Whether it is a DRY RUN.
    pub fn is_dry_run(&self) -> bool {
        self.0.child(NodeKind::DryRun).is_some()
    }
}

impl<'s> Retain<'s> {
    /// How many hours.
    pub fn hours(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }
}

impl<'s> Restore<'s> {
    /// The table.
    pub fn table(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// The version or time.
    pub fn time_travel(&self) -> Option<TimeTravel<'s>> {
        self.0.children().find_map(TimeTravel::cast)
    }
}
