//! Keys to storage in the configuration of a session or cluster.

use brickline_analysis::{Check, Cx, Domain, Example, FixKind, Group, Rule, Scope, Severity};
use brickline_model::bundle::Bundle;
use brickline_model::operation::{ConfigScope, Kind, Operation, What};

use crate::shared::conf::find_confs;
use crate::shared::findings::{Finding, report_views};

/// The rule.
pub static RULE: Rule = Rule {
    name: "storage-key-in-session",
    group: Group::Security,
    on: &[Domain::Python, Domain::Bundle],
    summary: "An account key, access key, SAS or client secret for storage is put into the Spark configuration",
    why: "Whoever can run code in the session or on the cluster can read the key and everything it opens, whether it comes from \
          a secret or not, and Unity Catalog sees none of it. Use a volume, or an external location with a storage credential.",
    bad: Example::py("spark.conf.set(\n    \"fs.azure.account.key.shop.dfs.core.windows.net\",\n    dbutils.secrets.get(\"storage\", \"shop\"),\n)\n"),
    good: Example::py("orders = spark.read.json(\"/Volumes/main/raw/orders\")\n"),
    severity: Severity::Warning,
    enabled: true,
    fix: FixKind::None,
    scope: Scope::File,
    links: &["https://docs.databricks.com/aws/en/connect/unity-catalog/cloud-storage/"],
    options: &[],
    checks: &[Check::Operation(&[Kind::ConfigSet], check), Check::Bundle(check_bundle)],
};

/// How the keys begin under which Hadoop's file systems find secrets, with what these are.
const KEYS: &[(&str, &str)] = &[
    ("fs.azure.account.key", "an account key"),
    ("fs.azure.sas", "a shared access signature"),
    ("fs.azure.account.oauth2.client.secret", "a client secret"),
    ("fs.s3a.access.key", "an access key"),
    ("fs.s3a.secret.key", "an access key"),
    ("fs.s3a.session.token", "a session token"),
    ("fs.s3.awsSecretAccessKey", "an access key"),
    ("fs.s3n.awsSecretAccessKey", "an access key"),
    ("fs.s3n.awsAccessKeyId", "an access key"),
    ("fs.gs.auth.service.account.private.key", "a service account's key"),
    ("fs.gs.auth.client.secret", "a client secret"),
];
/// Keys that begin so and hold the name of a class that gets the secret.
const PROVIDERS: &[&str] = &["fs.azure.sas.token.provider", "fs.azure.account.keyprovider"];

fn check(cx: &mut Cx<'_>, operation: &Operation) {
    let What::ConfigSet(config) = &operation.what else { return };
    if !matches!(config.scope, ConfigScope::Session | ConfigScope::Builder | ConfigScope::Cluster) {
        return;
    }
    // The account may be a variable: what the key begins with says enough.
    if let Some(what) = find_secret(&config.key.prefix()) {
        cx.report(config.key_range, format!("{what} for storage lies open in the session"));
    }
}

fn check_bundle(cx: &mut Cx<'_>, bundle: &Bundle) {
    report_views(cx, bundle, |view, found| {
        for conf in find_confs(view) {
            if let Some(what) = find_secret(&conf.key) {
                found.push(Finding::new(conf.origin, format!("{what} for storage lies open on the cluster")));
            }
        }
    });
}

fn find_secret(key: &str) -> Option<&'static str> {
    let key = key.strip_prefix("spark.hadoop.").unwrap_or(key);
    // `fs.s3a.bucket.<name>.access.key`
    let (key, of_bucket) = match key.strip_prefix("fs.s3a.bucket.").and_then(|rest| rest.split_once('.')) {
        Some((_, rest)) => (format!("fs.s3a.{rest}"), true),
        None => (key.to_string(), false),
    };
    let begins = |start: &str| key.strip_prefix(start).is_some_and(|rest| rest.is_empty() || (!of_bucket && rest.starts_with('.')));
    if PROVIDERS.iter().any(|provider| key.starts_with(provider)) {
        return None;
    }
    KEYS.iter().find(|(start, _)| begins(start)).map(|(_, what)| *what)
}
