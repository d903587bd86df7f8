//! Maintenance, grants, settings, the session.

use super::*;
use crate::range::TextRange;
use crate::sql::name::{ObjectKind, ObjectName};

views! {
    /// OPTIMIZE.
    Optimize;
    /// VACUUM.
    Vacuum;
    /// RESTORE.
    Restore;
    /// GRANT, REVOKE, DENY.
    Grant;
    /// USE, SET CATALOG.
    Use;
    /// SET of a configuration key.
    Set;
    /// RESET.
    Reset;
    /// DECLARE of a variable.
    Declare;
}

impl<'s> Optimize<'s> {
    /// The table.
    pub fn table(&self) -> Option<ObjectName<'s>> {
        self.0.children().find_map(ObjectName::cast)
    }

    /// The condition after WHERE.
    pub fn where_clause(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Where)?.expression()
    }

    /// ZORDER BY, with its words.
    pub fn zorder(&self) -> Option<Node<'s>> {
        self.0.child(NodeKind::ZOrderBy)
    }

    /// The columns after ZORDER BY.
    pub fn zorder_columns(&self) -> impl Iterator<Item = Vec<NamePart>> + use<'s> {
        self.zorder().into_iter().flat_map(|z| z.name_lists())
    }

    /// Whether FULL follows.
    pub fn is_full(&self) -> bool {
        self.0.has(Kind::FULL)
    }
}

impl<'s> Vacuum<'s> {
    /// The table.
    pub fn table(&self) -> Option<ObjectName<'s>> {
        self.0.children().find_map(ObjectName::cast)
    }

    /// The path, where it is one in quotes.
    pub fn path(&self) -> Option<Literal<'s>> {
        self.0.children().find_map(Literal::cast)
    }

    /// The hours after RETAIN, and the clause.
    pub fn retain(&self) -> Option<(Option<Expr<'s>>, TextRange)> {
        self.0.child(NodeKind::Retain).map(|r| (r.expression(), r.range()))
    }

    /// Whether it is a DRY RUN.
    pub fn is_dry_run(&self) -> bool {
        self.0.child(NodeKind::DryRun).is_some()
    }
}

impl<'s> Restore<'s> {
    /// The table.
    pub fn table(&self) -> Option<ObjectName<'s>> {
        self.0.children().find_map(ObjectName::cast)
    }

    /// The version or time.
    pub fn time_travel(&self) -> Option<TimeTravel<'s>> {
        self.0.children().find_map(TimeTravel::cast)
    }
}

impl<'s> Grant<'s> {
    /// GRANT, REVOKE or DENY.
    pub fn verb(&self) -> Kind {
        self.0.first_token().map_or(Kind::GRANT, |t| t.kind())
    }

    /// The privileges: `ALL PRIVILEGES` is one.
    pub fn privileges(&self) -> impl Iterator<Item = (&'s str, TextRange)> + use<'s> {
        self.0.children_of(NodeKind::Privilege).map(|p| (p.text(), p.range()))
    }

    /// What they are on, with its kind's words.
    pub fn securable(&self) -> Option<Node<'s>> {
        self.0.child(NodeKind::Securable)
    }

    /// The object they are on; none for the metastore and files.
    pub fn object(&self) -> Option<ObjectName<'s>> {
        self.securable()?.children().find_map(ObjectName::cast)
    }

    /// To or from whom.
    pub fn principals(&self) -> impl Iterator<Item = ObjectName<'s>> + use<'s> {
        self.0.children().filter_map(ObjectName::cast).filter(|n| n.object_kind() == ObjectKind::Principal)
    }
}

impl<'s> Use<'s> {
    /// The catalog or schema; its kind says which. `USE a.b` names catalog and schema, as a schema of two parts.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.children().find_map(ObjectName::cast)
    }
}

impl<'s> Set<'s> {
    /// The key, as written.
    pub fn key(&self) -> Option<(&'s str, TextRange)> {
        self.0.child(NodeKind::ConfigKey).map(|k| (k.text().trim_matches('`'), k.range()))
    }

    /// The value, as written; none if only the key is shown.
    pub fn value(&self) -> Option<(&'s str, TextRange)> {
        self.0.child(NodeKind::ConfigValue).map(|v| (v.text(), v.range()))
    }
}

impl<'s> Reset<'s> {
    /// The key, as written; none for all.
    pub fn key(&self) -> Option<(&'s str, TextRange)> {
        self.0.child(NodeKind::ConfigKey).map(|k| (k.text().trim_matches('`'), k.range()))
    }
}

impl<'s> Declare<'s> {
    /// The variables.
    pub fn names(&self) -> impl Iterator<Item = ObjectName<'s>> + use<'s> {
        self.0.children().filter_map(ObjectName::cast)
    }

    /// The type.
    pub fn data_type(&self) -> Option<Type<'s>> {
        self.0.children().find_map(Type::cast)
    }

    /// The value after DEFAULT or `=`.
    pub fn default(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Default)?.expression()
    }
}
