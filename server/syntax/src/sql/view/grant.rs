//! GRANT, REVOKE, DENY.

use super::*;
use crate::sql::name::ObjectKind;

views! {
    /// GRANT, REVOKE, DENY.
    Grant;
    /// A privilege; `ALL PRIVILEGES` is one.
    Privilege;
    /// What privileges are on, with its kind's words.
    Securable;
}

impl<'s> Grant<'s> {
    /// GRANT, REVOKE or DENY.
    pub fn verb(&self) -> Kind {
        self.0.first_token().map_or(Kind::GRANT, |t| t.kind())
    }

    /// The privileges.
    pub fn privileges(&self) -> impl Iterator<Item = Privilege<'s>> + use<'s> {
        self.0.children().filter_map(Privilege::cast)
    }

    /// What they are on.
    pub fn securable(&self) -> Option<Securable<'s>> {
        self.0.children().find_map(Securable::cast)
    }

    /// To or from whom.
    pub fn principals(&self) -> impl Iterator<Item = ObjectName<'s>> + use<'s> {
        self.0.children().filter_map(ObjectName::cast).filter(|n| n.object_kind() == ObjectKind::Principal)
    }
}

impl<'s> Privilege<'s> {
    /// Its words.
    pub fn words(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        self.0.all_tokens().map(|t| t.text())
    }
}

impl<'s> Securable<'s> {
    /// The object; none for the metastore and files.
    pub fn name(&self) -> Option<ObjectName<'s>> {
        self.0.object_name()
    }

    /// Whether all objects of a schema are meant: `ON TABLE s.*`.
    pub fn is_wildcard(&self) -> bool {
        self.0.text().ends_with('*')
    }
}
