//! The session: USE, SET, RESET, variables, cached tables.

use super::*;

views! {
    /// USE, SET CATALOG.
    Use;
    /// SET of a configuration key.
    Set;
    /// SET of variables.
    SetVariable;
    /// RESET.
    Reset;
    /// DECLARE of a variable, cursor or condition.
    Declare;
    /// CACHE TABLE.
    Cache;
    /// UNCACHE TABLE, CLEAR CACHE.
    Uncache;
    /// The key of SET.
    ConfigKey;
    /// The value of SET.
    ConfigValue;
}

impl<'s> Use<'s> {
    /// The catalog or schema; its kind says which. `USE a.b` names catalog and schema, as a schema of two parts.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }
}

impl<'s> Set<'s> {
    /// The key.
    pub fn key(&self) -> Option<ConfigKey<'s>> {
        self.0.children().find_map(ConfigKey::cast)
    }

    /// The value; none if only the key is shown.
    pub fn value(&self) -> Option<ConfigValue<'s>> {
        self.0.children().find_map(ConfigValue::cast)
    }
}

impl<'s> Reset<'s> {
    /// The key; none for all.
    pub fn key(&self) -> Option<ConfigKey<'s>> {
        self.0.children().find_map(ConfigKey::cast)
    }
}

impl<'s> Declare<'s> {
    /// The variables or the cursor.
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

impl<'s> Cache<'s> {
    /// The table or view.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// The query whose rows it caches.
    pub fn query(&self) -> Option<Query<'s>> {
        self.0.child(NodeKind::AsQuery).unwrap_or(self.0).children().find_map(Query::cast)
    }
}

impl<'s> Uncache<'s> {
    /// The table or view; none for CLEAR CACHE.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }
}
