//! UPDATE, DELETE and TRUNCATE.

use super::*;

views! {
    /// UPDATE.
    Update;
    /// DELETE.
    Delete;
    /// `a = b` in SET.
    Assignment;
    /// TRUNCATE TABLE.
    Truncate;
}

macro_rules! changes {
    ($($name:ident)*) => {
        $(
            impl<'s> $name<'s> {
                /// The table it changes.
                pub fn target(&self) -> Option<ObjectName<'s>> {
                    self.0.object_name()
                }

                /// The table's alias.
                pub fn target_alias(&self) -> Option<Alias<'s>> {
                    self.0.children().find_map(Alias::cast)
                }

                /// WHERE.
                pub fn where_clause(&self) -> Option<Where<'s>> {
                    self.0.children().find_map(Where::cast)
                }
            }
        )*
    };
}

changes! { Update Delete }

impl<'s> Update<'s> {
    /// What is set.
    pub fn assignments(&self) -> impl Iterator<Item = Assignment<'s>> + use<'s> {
        self.0.children().filter_map(Assignment::cast)
    }
}

impl<'s> Assignment<'s> {
    /// What is assigned to.
    pub fn column(&self) -> Option<Name<'s>> {
        self.0.children().find_map(Name::cast)
    }

    /// The value.
    pub fn value(&self) -> Option<Expr<'s>> {
        self.0.operands().nth(1)
    }
}

impl<'s> Truncate<'s> {
    /// The table it empties.
    pub fn target(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }
}
