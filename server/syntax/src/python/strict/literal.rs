//! Strings and their fields; what strings mean is up to `strings.rs`.

use ruff_python_ast as ast;
use ruff_python_ast::StringFlags;
use ruff_text_size::{Ranged, TextRange};

use super::Reader;
use crate::python::ast::ExprKind;
use crate::python::strings::{Prefix, StringHole, StringLiteral, StringPart};

impl Reader<'_> {
    pub(super) fn string(&mut self, value: &ast::StringLiteralValue) -> ExprKind {
        let parts = value.iter().map(|part| self.part(part.range, part.flags, None)).collect();
        ExprKind::String(Box::new(StringLiteral { parts, bytes: false }))
    }

    pub(super) fn bytes(&mut self, value: &ast::BytesLiteralValue) -> ExprKind {
        let parts = value.iter().map(|part| self.part(part.range, part.flags, None)).collect();
        ExprKind::String(Box::new(StringLiteral { parts, bytes: true }))
    }

    pub(super) fn formatted_string(&mut self, value: &ast::FStringValue) -> ExprKind {
        let part = |part: &ast::FStringPart| match part {
            ast::FStringPart::Literal(part) => self.part(part.range, part.flags, None),
            ast::FStringPart::FString(part) => self.part(part.range, part.flags, Some(&part.elements)),
        };
        ExprKind::String(Box::new(StringLiteral { parts: value.iter().map(part).collect(), bytes: false }))
    }

    pub(super) fn template_string(&mut self, value: &ast::TStringValue) -> ExprKind {
        let parts = value.iter().map(|part| self.part(part.range, part.flags, Some(&part.elements))).collect();
        ExprKind::String(Box::new(StringLiteral { parts, bytes: false }))
    }

    fn part(
        &mut self,
        range: TextRange,
        flags: impl StringFlags,
        elements: Option<&ast::InterpolatedStringElements>,
    ) -> StringPart {
        let content = TextRange::new(range.start() + flags.opener_len(), range.end() - flags.closer_len());
        let letters = &self.code.as_bytes()[range.start().to_usize()..content.start().to_usize()];
        let letters = letters.strip_suffix(flags.quote_str().as_bytes()).unwrap_or_default();
        let fields = elements.into_iter().flat_map(|elements| elements.interpolations());
        StringPart {
            range: self.range(range),
            content: self.range(content),
            raw: Prefix::find(letters).is_some_and(|prefix| prefix.raw),
            triple: flags.is_triple_quoted(),
            quote: flags.quote_style().as_byte(),
            formatted: elements.is_some(),
            holes: fields.map(|field| self.field(field)).collect(),
        }
    }

    fn field(&mut self, field: &ast::InterpolatedElement) -> StringHole {
        let formatted = !field.conversion.is_none() || field.format_spec.is_some() || field.debug_text.is_some();
        StringHole { range: self.range(field.range()), value: self.expr(&field.expression), formatted }
    }
}
