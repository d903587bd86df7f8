//! Names that are no object's: columns, aliases, variables, formats; alone and in lists.

use super::*;

views! {
    /// A name, with a part for each dot in it and one more.
    Name;
    /// Names in parentheses.
    NameList;
}

impl<'s> Name<'s> {
    /// Its parts.
    pub fn parts(&self) -> Vec<NamePart> {
        parts_of(self.0)
    }
}

impl<'s> NameList<'s> {
    /// The names.
    pub fn names(&self) -> impl Iterator<Item = Name<'s>> + use<'s> {
        self.0.children().filter_map(Name::cast)
    }
}
