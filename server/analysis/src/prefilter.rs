//! The byte scan that says which Python files can matter at all, so that the others are never parsed.
//! Knows words, no syntax; a word too many costs a parse, a word too few a finding.

mod secret;

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use brickline_model::facts::library;

/// Words of which one makes a file ours.
const OURS: &[&str] = &[
    "spark",
    "dbutils",
    // The packages; a name that merely begins so, such as a package of the project's own, says nothing.
    "from databricks.",
    "import databricks.",
    "databricks import",
    "databricks_cli",
    "databricks-cli",
    "databricks_api",
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

/// A library that makes a file ours where one of the functions and classes of it that do something stands in the text, too.
const MODELS: &str = "mlflow";

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

/// What a Python text may hold that a rule speaks on. In a test, passwords are those of a test.
pub fn find_promise(text: &str, is_test: bool) -> Promise {
    let matcher = matcher();
    let mut promise = Promise::Nothing;
    let (mut has_library, mut has_name) = (false, false);
    for found in matcher.words.find_iter(text) {
        match matcher.marks[found.pattern().as_usize()] {
            Mark::Ours => return Promise::Anything,
            Mark::Library => has_library = true,
            Mark::LibraryName => has_name = true,
            Mark::Secret(number) => {
                if promise == Promise::Nothing && secret::may_follow(number, text, found.range(), is_test) {
                    promise = Promise::Secrets;
                }
            }
        }
        if has_library && has_name {
            return Promise::Anything;
        }
    }
    promise
}

/// What a word says of a text.
#[derive(Clone, Copy)]
enum Mark {
    Ours,
    Library,
    LibraryName,
    Secret(usize),
}

/// The words to look for, and what each says.
struct Matcher {
    words: AhoCorasick,
    marks: Vec<Mark>,
}

fn matcher() -> &'static Matcher {
    static MATCHER: OnceLock<Matcher> = OnceLock::new();
    MATCHER.get_or_init(|| {
        let ours = OURS.iter().map(|word| (*word, Mark::Ours));
        let names = library::names(MODELS).into_iter().map(|name| (name, Mark::LibraryName));
        let secrets = secret::marks().enumerate().map(|(number, word)| (word, Mark::Secret(number)));
        let (words, marks): (Vec<_>, _) = ours.chain([(MODELS, Mark::Library)]).chain(names).chain(secrets).unzip();
        // `LeftmostFirst` has the vectorised search that the default kind lacks.
        let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words);
        Matcher { words: builder.expect("a fixed list of words is a valid automaton"), marks }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promise(text: &str) -> Promise {
        find_promise(text, false)
    }

    #[test]
    fn files_without_any_of_our_words_are_skipped() {
        assert_eq!(
            Promise::Nothing,
            promise("from datetime import timedelta\nimport pandas as pd\npd.read_csv('a')\n")
        );
        assert_eq!(Promise::Nothing, promise("from databricks_tools.a import b\n"));
        assert_eq!(Promise::Nothing, promise("# https://docs.databricks.com/\nimport mlflow\n"));
        assert_eq!(Promise::Nothing, promise("from keras.models import load_model\n"));
        assert_eq!(Promise::Anything, promise("import mlflow\nmodel = mlflow.sklearn.load_model(uri)\n"));
        assert_eq!(Promise::Anything, promise("from databricks import sql\n"));
        assert_eq!(Promise::Anything, promise("from databricks.sdk import WorkspaceClient\n"));
        assert_eq!(Promise::Anything, promise("from pyspark.sql import SparkSession\n"));
    }

    #[test]
    fn what_may_be_a_secret_is_looked_at() {
        for text in [
            "config['password'] = \"hunter2!\"\n",
            "connect(api_key='K3y-93')\n",
            "API_KEY: str = 'K3y-93'\n",
            "clientSecret = (\n    'K3y' '-93'\n)\n",
            "d = {'user.token' : \"\"\"K3y-93hG\"\"\"}\n",
            "url = 'postgres://user:pass@host/db'\n",
            "# AKIA2E0A8F3B244C9986\n",
        ] {
            assert_eq!(Promise::Secrets, promise(text), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_a_secret_is_not() {
        for text in [
            "token = next(tokens)\npassword: str\nprint('https://example.com/a:b@c')\n",
            "token_type = 'K3y-93'\n",
            "password = ''\nsecret = 'a name'\nTOKEN = \"plain-name\"\n",
            "class ASIA:\n    dose = 1\n    sig='a'\n",
        ] {
            assert_eq!(Promise::Nothing, promise(text), "{text}");
        }
        assert_eq!(Promise::Nothing, find_promise("password = 'hunter2!'\n", true));
        assert_eq!(Promise::Secrets, find_promise("key = 'AKIA2E0A8F3B244C9986'\n", true));
    }
}
