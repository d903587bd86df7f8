//! Hints: what stands in `/*+ .. */`.

use super::*;

views! {
    /// One hint: its name and arguments.
    HintItem;
}

impl<'s> HintItem<'s> {
    /// Its name.
    pub fn name(&self) -> Option<NamePart> {
        self.0.name_part()
    }

    /// Its arguments.
    pub fn arguments(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.expressions()
    }
}
