//! Keys with values: properties, options, tags.

use super::*;

views! {
    /// TBLPROPERTIES, DBPROPERTIES.
    Properties;
    /// OPTIONS, `WITH (..)`, FORMAT_OPTIONS, COPY_OPTIONS.
    Options;
    /// One property.
    Property;
}

/// The key of a property.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PropertyKey<'s> {
    /// Words with dots between them.
    Name(Name<'s>),
    /// A string.
    Text(Literal<'s>),
}

impl<'s> Part<'s> {
    /// The keys and values it lists, if it is a list of properties, options or tags.
    pub fn properties(&self) -> impl Iterator<Item = Property<'s>> + use<'s> {
        let is_list = matches!(self.0.kind(), NodeKind::Options | NodeKind::Properties | NodeKind::Tags);
        self.0.children().filter(move |_| is_list).filter_map(Property::cast)
    }
}

impl<'s> Properties<'s> {
    /// The properties.
    pub fn entries(&self) -> impl Iterator<Item = Property<'s>> + use<'s> {
        self.0.children().filter_map(Property::cast)
    }
}

impl<'s> Options<'s> {
    /// The options.
    pub fn entries(&self) -> impl Iterator<Item = Property<'s>> + use<'s> {
        self.0.children().filter_map(Property::cast)
    }
}

impl<'s> Property<'s> {
    /// The key: words joined by dots, or the text of the string.
    pub fn key(&self) -> String {
        match self.written_key() {
            Some(PropertyKey::Text(literal)) => literal.string().unwrap_or_default(),
            Some(PropertyKey::Name(name)) => name.parts().iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("."),
            None => String::new(),
        }
    }

    /// The key as it is written.
    pub fn written_key(&self) -> Option<PropertyKey<'s>> {
        let key = self.0.children().next()?;
        Literal::cast(key).map(PropertyKey::Text).or_else(|| Name::cast(key).map(PropertyKey::Name))
    }

    /// The value.
    pub fn value(&self) -> Option<Expr<'s>> {
        self.0.operands().nth(1)
    }

    /// The value as text: of a string, or as written.
    pub fn value_text(&self) -> Option<String> {
        match self.value()? {
            Expr::Literal(literal) if literal.is_string() => literal.string(),
            value if value.has_hole() => None,
            value => Some(value.text().to_owned()),
        }
    }
}
