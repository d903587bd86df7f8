//! The values of a file that refer to something, or look as if they were meant to: found once for all who ask.
//! Knows how a reference looks, not what it stands for.

use brickline_syntax::yaml::{Document, Scalar};

use super::typed::each_node;

/// A single value with a `$`, or with `var` as in `var.name`.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The value.
    pub scalar: Scalar,
    /// Whether it stands under `scripts`, where `${...}` is the shell's.
    pub in_script: bool,
}

/// Every such value of a file.
pub(super) fn find_mentions(document: &Document) -> Vec<Mention> {
    let mut found = Vec::new();
    each_node(document, &mut |path, node| {
        let scalar = node.as_scalar().filter(|scalar| scalar.text.contains('$') || scalar.text.contains("var"));
        let in_script = path.first() == Some(&"scripts");
        found.extend(scalar.map(|scalar| Mention { scalar: scalar.clone(), in_script }));
    });
    found
}
