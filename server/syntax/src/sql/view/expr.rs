//! Expressions. Chains of one level (`a AND b AND c`, `a + b - c`) are one flat view with many operands.

use super::*;

views! {
    /// A chain of AND.
    And;
    /// A chain of OR.
    Or;
    /// NOT, once or more.
    Not;
    /// Operands of one level with operators between them; operators associate to the left.
    Binary;
    /// Signs before an operand.
    Unary;
    /// BETWEEN.
    Between;
    /// IN.
    In;
    /// LIKE, ILIKE, RLIKE.
    Like;
    /// IS NULL, IS TRUE, IS DISTINCT FROM.
    Is;
    /// EXISTS.
    Exists;
    /// A query as a value.
    Subquery;
    /// An expression in parentheses.
    Paren;
    /// Several expressions in parentheses.
    Row;
    /// An expression with a name, in STRUCT(..) or a row.
    NamedField;
    /// A column, qualified or not.
    Column;
    /// `*` or `t.*`.
    Star;
    /// INTERVAL.
    Interval;
    /// `:name` or `?`.
    Parameter;
    /// CASE.
    Case;
    /// WHEN .. THEN.
    When;
    /// CAST, TRY_CAST.
    Cast;
    /// `a::INT`, `a?::INT`.
    CastChain;
    /// An operand with subscripts and fields.
    Access;
    /// `a:b.c[0]`.
    Path;
    /// COLLATE.
    Collate;
    /// A lambda.
    Lambda;
    /// A hole.
    Hole;
}

macro_rules! expressions {
    ($($name:ident)*) => {
        /// An expression. Match on it.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Expr<'s> {
            $(#[doc = concat!("See [`", stringify!($name), "`](struct@", stringify!($name), ").")] $name($name<'s>),)*
            /// What is no expression where one belongs: text that fits no grammar, or is nested too deep.
            Unknown(Part<'s>),
        }

        impl<'s> Expr<'s> {
            pub(crate) fn cast(node: Node<'s>) -> Option<Self> {
                match node.kind() {
                    $(NodeKind::$name => $name::cast(node).map(Self::$name),)*
                    NodeKind::TooDeep => Some(Self::Unknown(Part(node))),
                    _ => None,
                }
            }

            pub(crate) fn of(node: Node<'s>) -> Self {
                Self::cast(node).unwrap_or(Self::Unknown(Part(node)))
            }

            pub(crate) fn node(&self) -> Node<'s> {
                match self {
                    $(Self::$name(view) => view.node(),)*
                    Self::Unknown(part) => part.0,
                }
            }
        }
    };
}

expressions! {
    And Or Not Binary Unary Between In Like Is Exists Subquery Paren Row NamedField Column Star Literal TypedLiteral Interval Parameter
    Call Case Cast CastChain Access Path Collate Lambda Hole
}

impl<'s> Expr<'s> {
    /// Where it stands.
    pub fn range(&self) -> TextRange {
        self.node().range()
    }

    /// Its text, comments and fillers in it included.
    pub fn text(&self) -> &'s str {
        self.node().text()
    }

    /// Whether any of it is a hole or template.
    pub fn has_hole(&self) -> bool {
        self.node().has_hole()
    }

    /// What it is without its grammar.
    pub fn part(&self) -> Part<'s> {
        Part(self.node())
    }

    /// Itself without parentheses around it.
    pub fn unwrap_parens(self) -> Self {
        let mut inner = self;
        while let Self::Paren(paren) = inner {
            match paren.inner() {
                Some(expr) => inner = expr,
                None => break,
            }
        }
        inner
    }
}

impl<'s> Exists<'s> {
    /// The query.
    pub fn query(&self) -> Option<Query<'s>> {
        self.0.children().find_map(Query::cast)
    }
}

impl<'s> Subquery<'s> {
    /// The query; through further parentheses too.
    pub fn query(&self) -> Option<Query<'s>> {
        let mut node = self.0;
        loop {
            if let Some(query) = node.children().find_map(Query::cast) {
                return Some(query);
            }
            node = node.child(NodeKind::Subquery)?;
        }
    }
}

impl<'s> Paren<'s> {
    /// What stands in the parentheses.
    pub fn inner(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }
}

impl<'s> Row<'s> {
    /// The expressions.
    pub fn items(&self) -> impl Iterator<Item = Expr<'s>> + use<'s> {
        self.0.operands()
    }
}

impl<'s> NamedField<'s> {
    /// The expression.
    pub fn expression(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }

    /// The name.
    pub fn alias(&self) -> Option<Alias<'s>> {
        self.0.children().find_map(Alias::cast)
    }
}

impl<'s> Column<'s> {
    /// The parts: the last are fields if the first ones are a column.
    pub fn parts(&self) -> Vec<NamePart> {
        parts_of(self.0)
    }
}

impl<'s> Star<'s> {
    /// The qualifier: `t` in `t.*`. A star after a struct has its operand as child.
    pub fn qualifier(&self) -> Vec<NamePart> {
        let words = self.0.elements().take_while(|e| matches!(e, Element::Token(t) if t.kind() != Kind::Star));
        let names = words.filter_map(|e| match e {
            Element::Token(token) if token.kind() != Kind::Dot => Some(token),
            _ => None,
        });
        names.map(crate::sql::name::part_of).collect()
    }

    /// The columns after EXCEPT.
    pub fn except(&self) -> impl Iterator<Item = Name<'s>> + use<'s> {
        self.0.children().filter_map(NameList::cast).flat_map(|list| list.names())
    }
}

impl<'s> Parameter<'s> {
    /// The name after the colon; none for `?`.
    pub fn name(&self) -> Option<&'s str> {
        self.0.tokens().nth(1).map(|t| t.text())
    }
}

impl<'s> Case<'s> {
    /// The operand of `CASE x WHEN ..`.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.children().find(|c| !matches!(c.kind(), NodeKind::When | NodeKind::Else)).map(Expr::of)
    }

    /// The branches.
    pub fn branches(&self) -> impl Iterator<Item = When<'s>> + use<'s> {
        self.0.children().filter_map(When::cast)
    }

    /// The value after ELSE.
    pub fn otherwise(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::Else)?.operand()
    }
}

impl<'s> When<'s> {
    /// The condition, or the value compared with.
    pub fn condition(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }

    /// The result.
    pub fn result(&self) -> Option<Expr<'s>> {
        self.0.operands().nth(1)
    }
}

impl<'s> Cast<'s> {
    /// What is cast.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }

    /// The type.
    pub fn data_type(&self) -> Option<Type<'s>> {
        self.0.children().find_map(Type::cast)
    }

    /// Whether it is TRY_CAST.
    pub fn is_try(&self) -> bool {
        self.0.has(Kind::TRY_CAST)
    }
}

impl<'s> CastChain<'s> {
    /// What is cast.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }

    /// The types, in the order in which they apply.
    pub fn types(&self) -> impl Iterator<Item = Type<'s>> + use<'s> {
        self.0.children().filter_map(Type::cast)
    }

    /// Whether all casts are `?::`.
    pub fn is_try(&self) -> bool {
        !self.0.has(Kind::DoubleColon)
    }
}

/// One step of an access.
#[derive(Clone, Debug)]
pub enum AccessStep<'s> {
    /// `[i]`.
    Subscript(Option<Expr<'s>>),
    /// `.name`.
    Field(NamePart),
}

impl<'s> Access<'s> {
    /// What is accessed.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }

    /// The steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = AccessStep<'s>> + use<'s> {
        self.0.children().filter_map(|step| match step.kind() {
            NodeKind::Subscript => Some(AccessStep::Subscript(step.operand())),
            NodeKind::Field => parts_of(step).into_iter().next().map(AccessStep::Field),
            _ => None,
        })
    }
}

impl<'s> Path<'s> {
    /// The column before the colon.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }

    /// The path after the colon, as written.
    pub fn steps(&self) -> Option<&'s str> {
        self.0.child(NodeKind::PathSteps).map(|n| n.text())
    }

    /// The first subscript of the path.
    pub fn subscript(&self) -> Option<Expr<'s>> {
        self.0.child(NodeKind::PathSteps)?.operand()
    }
}

impl<'s> Collate<'s> {
    /// What is collated.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }
}

impl<'s> Lambda<'s> {
    /// The parameters.
    pub fn parameters(&self) -> impl Iterator<Item = NamePart> + use<'s> {
        self.0.children_of(NodeKind::Name).filter_map(|n| parts_of(n).into_iter().next())
    }

    /// The body.
    pub fn body(&self) -> Option<Expr<'s>> {
        self.0.operands().last()
    }
}

impl<'s> Unary<'s> {
    /// Its operand.
    pub fn operand(&self) -> Option<Expr<'s>> {
        self.0.operand()
    }

    /// The signs before it, outermost first: `-`, `+`, `~`.
    pub fn signs(&self) -> impl Iterator<Item = Kind> + use<'s> {
        self.0.tokens().map(|t| t.kind())
    }
}
