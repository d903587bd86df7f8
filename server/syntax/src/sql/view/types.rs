//! Data types.

use super::*;

views! {
    /// A data type.
    Type;
    /// A field of a STRUCT type.
    StructField;
}

impl<'s> Type<'s> {
    /// Its first word, as written: `DECIMAL`, `ARRAY`, `INTERVAL`.
    pub fn name(&self) -> &'s str {
        self.0.first_token().map_or("", |t| t.text())
    }

    /// The first word's kind: a keyword for the types Spark has.
    pub fn head(&self) -> Option<Kind> {
        self.0.first_token().map(|t| t.kind())
    }

    /// The numbers in parentheses: precision and scale, or length.
    pub fn numbers(&self) -> impl Iterator<Item = Literal<'s>> + use<'s> {
        self.0.children().filter_map(Literal::cast)
    }

    /// The element of an ARRAY; key and value of a MAP.
    pub fn arguments(&self) -> impl Iterator<Item = Type<'s>> + use<'s> {
        self.0.children().filter_map(Type::cast)
    }

    /// The fields of a STRUCT.
    pub fn fields(&self) -> impl Iterator<Item = StructField<'s>> + use<'s> {
        self.0.children().filter_map(StructField::cast)
    }
}

impl<'s> StructField<'s> {
    /// Its name.
    pub fn name(&self) -> Option<Name<'s>> {
        self.0.children().find_map(Name::cast)
    }

    /// Its type.
    pub fn data_type(&self) -> Option<Type<'s>> {
        self.0.children().find_map(Type::cast)
    }
}
