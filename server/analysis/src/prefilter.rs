//! The byte scan that says which Python files can matter at all, so that the others are never parsed.
//! Knows words, no syntax; a word too many costs a parse, a word too few a finding.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// Words of which one makes a file ours.
const OURS: &[&str] = &[
    "spark",
    "dbutils",
    // Packages and hosts; a name that merely begins so, such as a package of the project's own, says nothing.
    "databricks.",
    "databricks import",
    "databricks_cli",
    "databricks-cli",
    "databricks_api",
    "mlflow",
    "dbfs",
    "import dlt",
    "from dlt",
    "from delta",
    "import delta",
    "deltalake",
    "DeltaTable",
    "hive_metastore",
    // What only Spark's objects have, and the URIs of models.
    ".withColumn",
    "partitionBy(",
    "readStream",
    "saveAsTable",
    "writeStream",
    "models:/",
    "brickline:",
];

/// The heads of tokens and keys, which may stand in any file.
const TOKENS: &[&str] = &[
    "dapi",
    "dose",
    "AKIA",
    "ASIA",
    "ghp_",
    "gho_",
    "ghs_",
    "ghu_",
    "ghr_",
    "GOCSPX-",
    "sig=",
    "github_pat_",
    "AIza",
    "-----BEGIN ",
    "eyJ",
    "AccountKey=",
    "SharedAccessSignature",
];

/// Words that matter only where text is given under them: `password = "..."`, `"api_key": "..."`, `user:pass@host`.
const NAMES: &[&str] =
    &["passw", "pwd", "secret", "token", "api_key", "apikey", "access_key", "account_key", "connection_string", "://"];

/// What a text may hold that a rule speaks on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Nothing.
    Nothing,
    /// Secrets at most, for which no other file is needed.
    Secrets,
    /// Anything.
    Anything,
}

/// What a Python text may hold that a rule speaks on.
pub fn find_promise(text: &str) -> Promise {
    let bytes = text.as_bytes();
    let mut promise = Promise::Nothing;
    for found in matcher().find_iter(bytes) {
        let Some(other) = found.pattern().as_usize().checked_sub(OURS.len()) else { return Promise::Anything };
        let holds_secret = promise == Promise::Secrets
            || match other.checked_sub(TOKENS.len()) {
                None => true,
                Some(name) if NAMES[name] == "://" => has_password(&bytes[found.end()..]),
                Some(_) => is_given_text(&bytes[found.end()..]),
            };
        if holds_secret {
            promise = Promise::Secrets;
        }
    }
    promise
}

fn matcher() -> &'static AhoCorasick {
    static MATCHER: OnceLock<AhoCorasick> = OnceLock::new();
    MATCHER.get_or_init(|| {
        // `LeftmostFirst` has the vectorised search that the default kind lacks.
        let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build([OURS, TOKENS, NAMES].concat());
        builder.expect("a fixed list of words is a valid automaton")
    })
}

/// Whether behind a name, or the quote that ends it, `=`, `:` or `,` and then a literal follow.
fn is_given_text(after: &[u8]) -> bool {
    let mut rest = after.iter().copied().take(80).skip_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let mut seen_mark = false;
    rest.by_ref().find_map(|byte| match byte {
        b'=' | b':' | b',' => {
            seen_mark = true;
            None
        }
        b'"' | b'\'' if seen_mark => Some(true),
        b'"' | b'\'' | b']' | b' ' | b'(' | b'f' | b'r' | b'b' => None,
        _ => Some(false),
    }) == Some(true)
}

/// Whether `user:password@` follows a URL's `://`.
fn has_password(after: &[u8]) -> bool {
    let authority = after.iter().take(200).take_while(|byte| !matches!(byte, b'/' | b'"' | b'\'' | b' ' | b'\n'));
    let mut colon = false;
    for byte in authority {
        match byte {
            b':' => colon = true,
            b'@' => return colon,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_without_any_of_our_words_are_skipped() {
        assert_eq!(
            Promise::Nothing,
            find_promise("from datetime import timedelta\nimport pandas as pd\npd.read_csv('a')\n")
        );
        assert_eq!(
            Promise::Nothing,
            find_promise("token = next(tokens)\npassword: str\nprint('https://example.com/a:b@c')\n")
        );
        assert_eq!(Promise::Nothing, find_promise("from databricks_tools.a import b\n"));
        assert_eq!(Promise::Anything, find_promise("from databricks import sql\n"));
        assert_eq!(Promise::Anything, find_promise("from databricks.sdk import WorkspaceClient\n"));
        assert_eq!(Promise::Anything, find_promise("from pyspark.sql import SparkSession\n"));
        assert_eq!(Promise::Secrets, find_promise("config['password'] = \"hunter2\"\n"));
        assert_eq!(Promise::Secrets, find_promise("connect(api_key='k')\n"));
        assert_eq!(Promise::Secrets, find_promise("url = 'postgres://user:pass@host/db'\n"));
    }
}
