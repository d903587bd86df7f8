//! The names of tree-sitter-python, as enums looked up once. Owns the tie to the grammar; knows nothing of our own nodes.

use std::sync::LazyLock;

use tree_sitter::{Language, Node};

/// Declares an enum whose variants carry the grammar's names.
macro_rules! names {
    ($(#[$doc:meta])* $enum:ident { $($variant:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $enum { $($variant,)* Other }

        impl $enum {
            fn named(name: &str) -> Self {
                match name { $($name => Self::$variant,)* _ => Self::Other }
            }
        }
    };
}

names! {
    /// The kinds of named node that lowering tells apart.
    Kind {
        Error = "ERROR",
        Token = "",
        Comment = "comment",
        LineContinuation = "line_continuation",
        Block = "block",
        // Statements.
        ExpressionStatement = "expression_statement",
        Assignment = "assignment",
        AugmentedAssignment = "augmented_assignment",
        If = "if_statement",
        ElifClause = "elif_clause",
        ElseClause = "else_clause",
        For = "for_statement",
        While = "while_statement",
        Try = "try_statement",
        ExceptClause = "except_clause",
        ExceptGroupClause = "except_group_clause",
        FinallyClause = "finally_clause",
        With = "with_statement",
        WithClause = "with_clause",
        WithItem = "with_item",
        Match = "match_statement",
        CaseClause = "case_clause",
        Function = "function_definition",
        Class = "class_definition",
        Decorated = "decorated_definition",
        Decorator = "decorator",
        Return = "return_statement",
        Raise = "raise_statement",
        Assert = "assert_statement",
        Delete = "delete_statement",
        Import = "import_statement",
        ImportFrom = "import_from_statement",
        FutureImport = "future_import_statement",
        Global = "global_statement",
        Nonlocal = "nonlocal_statement",
        Pass = "pass_statement",
        Break = "break_statement",
        Continue = "continue_statement",
        Print = "print_statement",
        Exec = "exec_statement",
        TypeAlias = "type_alias_statement",
        // Parts of statements.
        RelativeImport = "relative_import",
        ImportPrefix = "import_prefix",
        AliasedImport = "aliased_import",
        DottedName = "dotted_name",
        WildcardImport = "wildcard_import",
        Parameters = "parameters",
        LambdaParameters = "lambda_parameters",
        DefaultParameter = "default_parameter",
        TypedParameter = "typed_parameter",
        TypedDefaultParameter = "typed_default_parameter",
        ListSplatPattern = "list_splat_pattern",
        DictionarySplatPattern = "dictionary_splat_pattern",
        KeywordSeparator = "keyword_separator",
        IfClause = "if_clause",
        ForInClause = "for_in_clause",
        AsPattern = "as_pattern",
        AsPatternTarget = "as_pattern_target",
        CasePattern = "case_pattern",
        ClassPattern = "class_pattern",
        KeywordPattern = "keyword_pattern",
        // Types.
        Type = "type",
        TypeParameter = "type_parameter",
        GenericType = "generic_type",
        UnionType = "union_type",
        MemberType = "member_type",
        SplatType = "splat_type",
        ConstrainedType = "constrained_type",
        // Expressions.
        Identifier = "identifier",
        Attribute = "attribute",
        Call = "call",
        ArgumentList = "argument_list",
        KeywordArgument = "keyword_argument",
        Subscript = "subscript",
        Slice = "slice",
        String = "string",
        ConcatenatedString = "concatenated_string",
        StringStart = "string_start",
        StringEnd = "string_end",
        Interpolation = "interpolation",
        Integer = "integer",
        Float = "float",
        True = "true",
        False = "false",
        None = "none",
        Ellipsis = "ellipsis",
        List = "list",
        ListPattern = "list_pattern",
        Tuple = "tuple",
        TuplePattern = "tuple_pattern",
        ExpressionList = "expression_list",
        PatternList = "pattern_list",
        Set = "set",
        Dictionary = "dictionary",
        Pair = "pair",
        DictionarySplat = "dictionary_splat",
        ListSplat = "list_splat",
        Unary = "unary_operator",
        Not = "not_operator",
        Binary = "binary_operator",
        Boolean = "boolean_operator",
        Comparison = "comparison_operator",
        Lambda = "lambda",
        Conditional = "conditional_expression",
        ListComprehension = "list_comprehension",
        SetComprehension = "set_comprehension",
        DictionaryComprehension = "dictionary_comprehension",
        GeneratorExpression = "generator_expression",
        Await = "await",
        Yield = "yield",
        NamedExpression = "named_expression",
        Parenthesized = "parenthesized_expression",
    }
}

names! {
    /// The fields that lowering tells apart.
    Field {
        Alias = "alias",
        Alternative = "alternative",
        Argument = "argument",
        Arguments = "arguments",
        Attribute = "attribute",
        Body = "body",
        Cause = "cause",
        Code = "code",
        Condition = "condition",
        Consequence = "consequence",
        Definition = "definition",
        Expression = "expression",
        Function = "function",
        Guard = "guard",
        Key = "key",
        Left = "left",
        ModuleName = "module_name",
        Name = "name",
        Object = "object",
        Operator = "operator",
        Operators = "operators",
        Parameters = "parameters",
        ReturnType = "return_type",
        Right = "right",
        Subject = "subject",
        Subscript = "subscript",
        Superclasses = "superclasses",
        Type = "type",
        Value = "value",
    }
}

/// The grammar and its names by number.
pub(super) struct Grammar {
    pub(super) language: Language,
    kinds: Vec<Kind>,
    fields: Vec<Field>,
    /// The numbers of the fields, by our own order.
    field_ids: Vec<u16>,
}

/// The one instance; reading it is free after the first time.
pub(super) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let language: Language = tree_sitter_python::LANGUAGE.into();
    let kind = |id: u16| match language.node_kind_for_id(id) {
        Some(name) if language.node_kind_is_named(id) => Kind::named(name),
        _ => Kind::Token,
    };
    let kinds = (0..language.node_kind_count()).map(|id| kind(id as u16)).collect();
    let field = |id: u16| language.field_name_for_id(id).map_or(Field::Other, Field::named);
    let fields: Vec<Field> = (0..=language.field_count()).map(|id| field(id as u16)).collect();
    let mut field_ids = vec![0; Field::Other as usize + 1];
    for (id, field) in fields.iter().enumerate() {
        field_ids[*field as usize] = id as u16;
    }
    Grammar { kinds, fields, field_ids, language }
});

impl Grammar {
    /// The kind of `node`.
    pub(super) fn kind(&self, node: Node) -> Kind {
        self.kinds.get(node.kind_id() as usize).copied().unwrap_or(Kind::Error)
    }

    /// The first child of `node` in `field`.
    pub(super) fn child<'t>(&self, node: Node<'t>, field: Field) -> Option<Node<'t>> {
        node.child_by_field_id(self.field_ids[field as usize])
    }

    /// The field with the number `id`.
    pub(super) fn field(&self, id: u16) -> Field {
        self.fields.get(id as usize).copied().unwrap_or(Field::Other)
    }
}

impl Kind {
    /// Whether it is a statement.
    pub(super) fn is_statement(self) -> bool {
        use Kind::*;
        matches!(
            self,
            ExpressionStatement
                | If
                | For
                | While
                | Try
                | With
                | Match
                | Function
                | Class
                | Decorated
                | Return
                | Raise
                | Assert
                | Delete
                | Import
                | ImportFrom
                | FutureImport
                | Global
                | Nonlocal
                | Pass
                | Break
                | Continue
                | Print
                | Exec
                | TypeAlias
        )
    }

    /// Whether it is an expression that makes sense on its own.
    pub(super) fn is_expression(self) -> bool {
        use Kind::*;
        matches!(
            self,
            Identifier
                | Attribute
                | Call
                | Subscript
                | String
                | ConcatenatedString
                | Integer
                | Float
                | True
                | False
                | None
                | Ellipsis
                | List
                | Tuple
                | ExpressionList
                | PatternList
                | Set
                | Dictionary
                | Unary
                | Not
                | Binary
                | Boolean
                | Comparison
                | Lambda
                | Conditional
                | ListComprehension
                | SetComprehension
                | DictionaryComprehension
                | GeneratorExpression
                | Await
                | Yield
                | NamedExpression
                | Parenthesized
        )
    }
}
