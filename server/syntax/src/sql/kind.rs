//! The kinds of SQL tokens, and the table of keywords that the lexer looks words up in.
//! Knows spellings only: no grammar, and no word is reserved here.

macro_rules! token_kinds {
    (symbols { $($symbol:ident = $shown:literal,)* } keywords { $($word:ident)* }) => {
        /// What a token is. Every keyword is a kind of its own; all of them may also serve as names.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Kind {
            $(#[doc = $shown] $symbol,)*
            $(#[doc = concat!("The word `", stringify!($word), "`.")] $word,)*
        }

        const SHOWN: &[&str] = &[$($shown,)* $(stringify!($word),)*];
        const KEYWORDS: &[(&str, Kind)] = &[$((stringify!($word), Kind::$word),)*];
    };
}

token_kinds! {
    symbols {
        Whitespace = "white space",
        LineComment = "a comment",
        BlockComment = "a comment",
        Filler = "filler bytes",
        TemplateTag = "a template tag",
        Magic = "a magic line",
        End = "the end of the statement",
        Word = "a name",
        QuotedName = "a quoted name",
        HoleWord = "a name with a hole",
        Hole = "a hole",
        Template = "a template",
        String = "a string",
        DoubleString = "a string in double quotes",
        DollarString = "a body in `$$`",
        Integer = "an integer",
        Decimal = "a decimal number",
        Exponent = "a number with exponent",
        TypedNumber = "a number with a type suffix",
        HintStart = "`/*+`",
        HintEnd = "`*/`",
        Semicolon = "`;`",
        LeftParen = "`(`",
        RightParen = "`)`",
        LeftBracket = "`[`",
        RightBracket = "`]`",
        Comma = "`,`",
        Dot = "`.`",
        Bang = "`!`",
        Eq = "`=`",
        NullSafeEq = "`<=>`",
        NotEq = "`<>`",
        Less = "`<`",
        LessEq = "`<=`",
        Greater = "`>`",
        GreaterEq = "`>=`",
        ShiftLeft = "`<<`",
        Plus = "`+`",
        Minus = "`-`",
        Star = "`*`",
        Slash = "`/`",
        Percent = "`%`",
        Tilde = "`~`",
        Ampersand = "`&`",
        Pipe = "`|`",
        Concat = "`||`",
        PipeArrow = "`|>`",
        Hat = "`^`",
        Colon = "`:`",
        DoubleColon = "`::`",
        TryColon = "`?::`",
        At = "`@`",
        Arrow = "`->`",
        FatArrow = "`=>`",
        Question = "`?`",
        Unclosed = "an unclosed quote or comment",
        Unknown = "an unknown character",
    }
    keywords {
        ACTION ADD ADOPT AFTER AGGREGATE ALIGN ALL ALTER ALWAYS ANALYZE AND ANONYMOUS ANTI ANY ANY_VALUE APPLY APPROX ARCHIVE
        ARRAY AS ASC ASENSITIVE ASOF ASYNC AT ATOMIC AUTHORIZATION AUTO BEGIN BERNOULLI BETWEEN BIGINT BIN BINARY BINDING
        BIN_DISTRIBUTE_RATIO BIN_END BIN_START BLOOMFILTER BOOLEAN BOTH BUCKET BUCKETS BY BYTE CACHE CALL CALLED CASCADE CASE
        CAST CATALOG CATALOGS CDC CHANGE CHANGES CHAR CHARACTER CHECK CLEAR CLONE CLOSE CLUSTER CLUSTERED CODEGEN COLLATE
        COLLATION COLLATIONS COLLECTION COLUMN COLUMNS COMMENT COMMIT COMPACT COMPACTIONS COMPENSATION COMPUTE CONCATENATE
        CONDITION CONNECTION CONNECTIONS CONSTRAINT CONTAINS CONTINUE CONVERT COPY COPY_OPTIONS COST CREATE CREDENTIAL
        CREDENTIALS CRON CROSS CUBE CURRENT CURRENT_DATABASE CURRENT_DATE CURRENT_PATH CURRENT_SCHEMA CURRENT_TIME
        CURRENT_TIMESTAMP CURRENT_USER CURSOR DATA DATABASE DATABASES DATE DATEADD DATEDIFF DATE_ADD DATE_DIFF DAY DAYOFYEAR
        DAYS DBPROPERTIES DEC DECIMAL DECLARE DEEP DEFAULT DEFAULT_PATH DEFERRABLE DEFERRED DEFINED DEFINER DELAY DELETE
        DELIMITED DELTA DENY DESC DESCRIBE DETAIL DETERMINISTIC DFS DIAGNOSTICS DIRECTORIES DIRECTORY DISABLE DISTANCE
        DISTINCT DISTRIBUTE DIV DO DOUBLE DROP DRY ELSE ELSEIF ENABLE END ENFORCED ENVIRONMENT ERROR ESCAPE ESCAPED EVERY
        EVOLUTION EXACT EXCEPT EXCHANGE EXCLUDE EXCLUSIVE EXECUTE EXISTS EXIT EXPECT EXPLAIN EXPORT EXTEND EXTENDED EXTERNAL
        EXTRACT FAIL FALSE FEATURE FETCH FIELDS FILEFORMAT FILES FILTER FIRST FLOAT FLOW FOLLOWING FOR FOREIGN FORMAT
        FORMATTED FORMAT_OPTIONS FOUND FROM FSCK FULL FUNCTION FUNCTIONS GENERATE GENERATED GEOGRAPHY GEOMETRY GET GLOBAL GRANT
        GRANTS GROUP GROUPING GROUPS HANDLER HAVING HISTORY HOUR HOURS ID IDENTIFIED IDENTIFIER IDENTITY IF IGNORE ILIKE
        IMMEDIATE IMPORT IN INCLUDE INCLUSIVE INCREMENT INCREMENTAL INDEX INDEXES INHERIT INITIALLY INNER INOUT INPATH INPUT
        INPUTFORMAT INSENSITIVE INSERT INT INTEGER INTERSECT INTERVAL INTO INVOKER IS ITEMS ITERATE JOIN JSON JSON_TABLE KEY
        KEYS LANGUAGE LAST LATERAL LAZY LEADING LEAVE LEFT LEVEL LIKE LIMIT LINES LIST LITE LIVE LOAD LOCAL LOCALTIME
        LOCATION LOCK LOCKS LOGICAL LONG LOOP MACRO MAINTENANCE MANAGED MAP MASK MATCH MATCHED MATCH_CONDITION MATERIALIZED
        MAX MEASURE MERGE METADATA METASTORE METRIC METRICS MICROSECOND MICROSECONDS MILLISECOND MILLISECONDS MINUS MINUTE
        MINUTES MODEL MODELS MODIFIES MONTH MONTHS MOST MSCK NAME NAMESPACE NAMESPACES NANOSECOND NANOSECONDS NATURAL NEAREST
        NEXT NO NONE NORELY NOT NULL NULLS NUMERIC OF OFFSET ON ONCE ONLY OPEN OPTIMIZATION OPTIMIZE OPTION OPTIONS OR ORDER
        ORDINALITY OUT OUTER OUTPUTFORMAT OVER OVERLAPS OVERLAY OVERWRITE OWNER PARAMETER PARAMETERS PARTITION PARTITIONED
        PARTITIONS PATH PATTERN PERCENT PIVOT PLACING POLICIES POLICY POSITION PRECEDING PREDICTIVE PRIMARY PRINCIPALS
        PRIVATE PRIVILEGES PROCEDURE PROCEDURES PROPERTIES PROVIDER PROVIDERS PURGE PUT QUALIFY QUARTER QUERY RANGE READ
        READS REAL RECIPIENT RECIPIENTS RECORDREADER RECORDWRITER RECOVER RECURSION RECURSIVE REDUCE REFERENCES REFRESH
        REGEXP REGISTERED RELY REMOVE RENAME REORG REPAIR REPEAT REPEATABLE REPLACE RESET RESIGNAL RESPECT RESTORE RESTRICT
        RETAIN RETURN RETURNS REVOKE RIGHT RLIKE ROLE ROLES ROLLBACK ROLLUP ROW ROWS RUN SCD SCHEDULE SCHEMA SCHEMAS SEARCH
        SECOND SECONDS SECURITY SELECT SEMI SEPARATED SEQUENCE SERDE SERDEPROPERTIES SERVER SERVICE SESSION_USER SET SETS
        SHALLOW SHARE SHARES SHORT SHOW SIGNAL SIMILARITY SINGLE SKEWED SKIP SMALLINT SOME SORT SORTED SOURCE SPECIFIC SQL
        SQLEXCEPTION SQLSTATE START STATISTICS STORAGE STORED STRATIFY STREAM STREAMING STRICT STRING STRUCT STYLE SUBSTR
        SUBSTRING SYNC SYSTEM SYSTEM_PATH SYSTEM_TIME SYSTEM_VERSION TABLE TABLES TABLESAMPLE TAG TAGS TARGET TBLPROPERTIES
        TEMP TEMPORARY TERMINATED THEN TIME TIMEDIFF TIMESERIES TIMESTAMP TIMESTAMPADD TIMESTAMPDIFF TIMESTAMP_LTZ
        TIMESTAMP_NTZ TINYINT TO TOUCH TRACK TRAILING TRANSACTION TRANSACTIONS TRANSFORM TRIGGER TRIM TRUE TRUNCATE TRY_CAST
        TYPE UNARCHIVE UNBOUNDED UNCACHE UNDROP UNIFORM UNION UNIQUE UNKNOWN UNLOCK UNNEST UNPIVOT UNSET UNTIL UPDATE UPDATES
        USE USER USERS USING VACUUM VALIDATE VALUE VALUES VAR VARCHAR VARIABLE VARIANT VERSION VIEW VIEWS VIOLATION VOID
        VOLUME VOLUMES WATERMARK WEEK WEEKS WHEN WHERE WHILE WIDGET WIDGETS WIDTH WINDOW WITH WITHIN WITHOUT X YEAR YEARS
        ZONE ZORDER
    }
}

/// The words that Spark lets stand for a name, but never for a table's alias.
const NOT_AN_ALIAS: &[Kind] = &[
    Kind::ANTI,
    Kind::CROSS,
    Kind::EXCEPT,
    Kind::FULL,
    Kind::INNER,
    Kind::INTERSECT,
    Kind::JOIN,
    Kind::LATERAL,
    Kind::LEFT,
    Kind::MINUS,
    Kind::NATURAL,
    Kind::ON,
    Kind::RIGHT,
    Kind::SEMI,
    Kind::UNION,
    Kind::USING,
];

impl Kind {
    /// Whether it is trivia: white space, comments, fillers, template tags, magic lines.
    #[inline]
    pub fn is_trivia(self) -> bool {
        self <= Self::Magic
    }

    /// Whether it is one of the keywords.
    #[inline]
    pub fn is_keyword(self) -> bool {
        self > Self::Unknown
    }

    /// Whether it may stand where the grammar wants a name.
    #[inline]
    pub fn is_name(self) -> bool {
        self.is_keyword() || matches!(self, Self::Word | Self::QuotedName) || self.is_hole()
    }

    /// Whether its value is not known before the program runs.
    #[inline]
    pub fn is_hole(self) -> bool {
        matches!(self, Self::HoleWord | Self::Hole | Self::Template)
    }

    /// Whether it may stand for a table's alias.
    pub fn is_alias(self) -> bool {
        self.is_name() && !NOT_AN_ALIAS.contains(&self)
    }

    /// Whether it is a string literal.
    #[inline]
    pub fn is_string(self) -> bool {
        matches!(self, Self::String | Self::DoubleString)
    }

    /// Whether it is a number.
    #[inline]
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Exponent | Self::TypedNumber)
    }

    /// How a message calls it: the word in capitals, or words for it.
    pub fn shown(self) -> &'static str {
        SHOWN[self as usize]
    }
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.shown())
    }
}

const SLOTS: usize = 2048;
const LONGEST: usize = longest();
static TABLE: [u16; SLOTS] = table();
static KEYS: [u64; KEYWORDS.len()] = keys();

const fn longest() -> usize {
    let (mut longest, mut i) = (0, 0);
    while i < KEYWORDS.len() {
        if KEYWORDS[i].0.len() > longest {
            longest = KEYWORDS[i].0.len();
        }
        i += 1;
    }
    longest
}

const fn keys() -> [u64; KEYWORDS.len()] {
    let mut keys = [0; KEYWORDS.len()];
    let mut i = 0;
    while i < KEYWORDS.len() {
        keys[i] = key(KEYWORDS[i].0.as_bytes());
        i += 1;
    }
    keys
}

/// Open addressing, filled at compile time; a slot holds the keyword's number plus one.
const fn table() -> [u16; SLOTS] {
    let mut table = [0; SLOTS];
    let mut i = 0;
    while i < KEYWORDS.len() {
        let mut slot = slot(key(KEYWORDS[i].0.as_bytes()));
        while table[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        table[slot] = i as u16 + 1;
        i += 1;
    }
    table
}

/// The word's first four and last four letters in capitals: all of a word of up to eight, whose length is known.
const fn key(word: &[u8]) -> u64 {
    const CAPITALS: u64 = 0xDFDF_DFDF_DFDF_DFDF;
    let (head, tail) = match (word.first_chunk::<4>(), word.last_chunk::<4>()) {
        (Some(head), Some(tail)) => (u32::from_le_bytes(*head), u32::from_le_bytes(*tail)),
        _ => match word {
            [a] => (*a as u32, 0),
            [a, b] => (*a as u32, *b as u32),
            [a, b, c] => (*a as u32, u32::from_le_bytes([*b, *c, 0, 0])),
            _ => (0, 0),
        },
    };
    (head as u64 | (tail as u64) << 32) & CAPITALS
}

const fn slot(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 53) as usize
}

/// The keyword that the letters, digits and underscores spell, whatever their case.
pub fn find_keyword(word: &[u8]) -> Option<Kind> {
    if word.len() > LONGEST {
        return None;
    }
    let key = key(word);
    let mut slot = slot(key);
    while TABLE[slot] != 0 {
        let number = TABLE[slot] as usize - 1;
        let (text, kind) = KEYWORDS[number];
        if KEYS[number] == key
            && text.len() == word.len()
            && (word.len() <= 8 || text.as_bytes().eq_ignore_ascii_case(word))
        {
            return Some(kind);
        }
        slot = (slot + 1) % SLOTS;
    }
    None
}

/// Every keyword with its kind, for spelling suggestions.
pub fn keywords() -> &'static [(&'static str, Kind)] {
    KEYWORDS
}
