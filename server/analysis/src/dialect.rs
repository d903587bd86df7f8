//! Which `.sql` files are Databricks SQL: a rule about another dialect's file is a false alarm. Knows marks of dialects and
//! the folders around a file, no grammar.

use std::sync::{Arc, OnceLock};

use aho_corasick::AhoCorasick;
use brickline_model::bundle::Files;

use crate::config::{Config, SqlMode};
use crate::file::Interest;
use crate::listing::{Listing, folder_of};

/// What only Databricks (or Spark) understands, in lower case.
const OURS: &[&str] = &[
    "using delta",
    "using iceberg",
    "zorder by",
    "cluster by auto",
    "tblproperties",
    "or refresh",
    "streaming table",
    "live.",
    "stream(",
    "read_files(",
    "cloud_files(",
    "apply changes into",
    "auto cdc into",
    "hive_metastore.",
    "delta.`",
    "parquet.`",
    "dbfs:/",
    "/volumes/",
    "lateral view",
    "ai_query(",
    "workspace.",
    "system.access.",
    "system.billing.",
    "system.compute.",
    "system.lakeflow.",
    "system.query",
    "set spark.",
    "/*+ broadcast",
    "privileges on catalog",
    "privileges on schema",
    "privileges on table",
    "use catalog",
    "use schema on",
    "on volume",
    "-- databricks notebook source",
];

/// What Databricks does not understand, in lower case.
const FOREIGN: &[&str] = &[
    "{{ ref(",
    "{{ref(",
    "{{ source(",
    "{{ config(",
    "{{config(",
    "set nocount",
    "[dbo].",
    "nvarchar",
    "getdate()",
    "auto_increment",
    "engine=innodb",
    "engine = innodb",
    "bigserial",
    " serial primary key",
    "plpgsql",
    "::jsonb",
    "jsonb",
    "varchar2",
    "sysdate",
    "pragma ",
    "autoincrement",
    "mergetree",
    "create or replace warehouse",
    "copy grants",
    // Titles of examples that show another dialect beside Databricks'.
    "presto sql:",
    "trino sql:",
    "snowflake sql:",
    "tsql sql:",
    "oracle sql:",
    "redshift sql:",
    "bigquery sql:",
    "teradata sql:",
    "synapse sql:",
];

/// What a text says of its dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    Ours,
    Foreign,
    Nothing,
}

/// What a SQL text says of its dialect. A foreign mark weighs more than one of ours: it is what makes an alarm false.
pub(crate) fn find_evidence(text: &str) -> Evidence {
    static MARKS: OnceLock<AhoCorasick> = OnceLock::new();
    let marks = MARKS.get_or_init(|| {
        let builder = AhoCorasick::builder().ascii_case_insensitive(true).build(FOREIGN.iter().chain(OURS));
        builder.expect("a fixed list of words is a valid automaton")
    });
    let mut evidence = Evidence::Nothing;
    for found in marks.find_iter(text) {
        if found.pattern().as_usize() < FOREIGN.len() {
            return Evidence::Foreign;
        }
        evidence = Evidence::Ours;
    }
    evidence
}

/// The folders that decide about the SQL files in them.
#[derive(Default)]
pub(crate) struct Surroundings {
    bundles: Vec<Arc<str>>,
    dbt: Vec<String>,
}

impl Surroundings {
    /// Finds them among the files that exist.
    pub fn new(listing: &Listing) -> Self {
        let is_dbt = |path: &&Arc<str>| path.rsplit('/').next() == Some("dbt_project.yml");
        Self {
            bundles: Files::new(listing.paths()).bundle_roots(),
            dbt: listing.iter().filter(is_dbt).map(|path| folder_of(path).to_owned()).collect(),
        }
    }

    /// Whether a plain `.sql` file is ours.
    pub fn is_ours(&self, path: &str, evidence: Evidence, interest: Interest, config: &Config) -> bool {
        if let Some(mode) = config.sql_mode(path) {
            return mode == SqlMode::Databricks;
        }
        if evidence == Evidence::Foreign || self.dbt.iter().any(|folder| is_in(path, folder)) {
            return false;
        }
        evidence == Evidence::Ours
            || interest >= Interest::Named
            || self.bundles.iter().any(|folder| is_in(path, folder))
    }
}

fn is_in(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_decide_and_foreign_ones_win() {
        assert_eq!(find_evidence("CREATE TABLE a (b INT) USING DELTA"), Evidence::Ours);
        assert_eq!(find_evidence("SELECT a FROM b"), Evidence::Nothing);
        assert_eq!(find_evidence("SELECT a FROM {{ ref('b') }} -- using delta"), Evidence::Foreign);
        assert_eq!(find_evidence("-- presto sql:\nSELECT 1;\n-- databricks sql:\nLATERAL VIEW x"), Evidence::Foreign);
    }

    #[test]
    fn a_file_in_a_bundle_is_ours_but_not_in_a_dbt_project() {
        let paths = ["b/databricks.yml", "b/x.sql", "d/dbt_project.yml", "d/models/y.sql", "z.sql"];
        let around = Surroundings::new(&Listing::new(paths.map(Arc::from)));
        let config = Config::defaults(&[]);
        let ours = |path, interest| around.is_ours(path, Evidence::Nothing, interest, &config);
        assert!(ours("b/x.sql", Interest::Found));
        assert!(!ours("d/models/y.sql", Interest::Named));
        assert!(!ours("z.sql", Interest::Found));
        assert!(ours("z.sql", Interest::Named));
    }
}
