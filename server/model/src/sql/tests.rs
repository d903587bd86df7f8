//! What statements lower to, as one line an operation.

use std::sync::Arc;

use brickline_syntax::embed::{Embed, Guard, Place};

use super::{SqlInput, lower_script};
use crate::expr::{BinaryOp, ExprKind};
use crate::frame::{FrameIds, Setting};
use crate::operation::{Context, MaintenanceKind, NameMeaning, What};

fn lower(text: &str) -> super::Script {
    let embed =
        Embed { text: Arc::from(text), place: Place::Inline { start: 0 }, holes: Vec::new(), guard: Guard::default() };
    let context = std::sync::Arc::new(Context::default());
    let input = SqlInput {
        embed: &embed,
        sql: 0,
        holes: &[],
        parameters: &[],
        context: &context,
        base: None,
        frames: &mut FrameIds::default(),
        pipeline: false,
    };
    lower_script(&brickline_syntax::sql::parse(text), input)
}

fn names(text: &str) -> Vec<String> {
    let script = lower(text);
    let uses = script.operations.iter().filter_map(|operation| match &operation.what {
        What::NameUse(found) => Some(format!("{} {:?} {:?}", found.name.display(), found.role, found.meaning)),
        _ => None,
    });
    uses.collect()
}

#[test]
fn names_have_roles_and_meanings() {
    assert_eq!(
        names("WITH a AS (SELECT * FROM main.s.t) SELECT * FROM a JOIN b ON a.x = b.x"),
        ["main.s.t Read Persistent", "a Read Cte", "b Read Persistent"]
    );
    assert_eq!(
        names("CREATE TEMP VIEW v AS SELECT 1; SELECT * FROM v; DROP VIEW v; SELECT * FROM v"),
        ["v Created TemporaryView", "v Read TemporaryView", "v Dropped TemporaryView", "v Read Persistent"]
    );
    assert_eq!(
        names("CREATE OR REFRESH STREAMING TABLE st AS SELECT * FROM STREAM(raw)"),
        ["st Created Dataset", "raw Read Dataset"]
    );
    assert_eq!(names("SELECT * FROM delta.`/p/x`"), Vec::<String>::new());
}

#[test]
fn queries_in_parentheses_are_read() {
    assert_eq!(
        names("SELECT * FROM ((SELECT a FROM x) UNION (SELECT a FROM y)) AS t"),
        ["x Read Persistent", "y Read Persistent"]
    );
    assert_eq!(
        names("INSERT INTO t AS w REPLACE ON w.id = s.id (SELECT * FROM x) AS s"),
        ["x Read Persistent", "t Written Persistent"]
    );
    assert_eq!(names("SELECT * FROM f(TABLE(SELECT * FROM x))"), ["x Read Persistent"]);
}

#[test]
fn use_is_in_force_from_its_place_on() {
    let script = lower("SELECT 1 FROM a; USE CATALOG main; USE SCHEMA s; SELECT 1 FROM b");
    let sessions: Vec<_> = script
        .operations
        .iter()
        .filter(|operation| matches!(operation.what, What::NameUse(_)))
        .map(|operation| operation.context.session.schema.is_absent())
        .collect();
    assert_eq!(sessions, [true, false]);
    assert_eq!(script.session.catalog, Setting::Set("main".into()));
}

#[test]
fn maintenance_keeps_its_numbers() {
    let script = lower("VACUUM c.s.t RETAIN 24 HOURS");
    let kinds = script.operations.iter().filter_map(|operation| match &operation.what {
        What::Maintenance(maintenance) => Some(maintenance.kind.clone()),
        _ => None,
    });
    let kinds: Vec<_> = kinds.collect();
    assert!(
        matches!(kinds.as_slice(), [MaintenanceKind::Vacuum { retain_hours: Setting::Set(hours), dry_run: false, .. }] if *hours == 24.0)
    );
}

#[test]
fn conditions_are_expressions_with_places() {
    let text = "SELECT a FROM t WHERE b = NULL AND year(d) = 2024 OR c LIKE '%x'";
    let script = lower(text);
    let filter = script.operations.iter().find_map(|operation| match &operation.what {
        What::Expression(found) if matches!(found.expr.kind, ExprKind::Binary { .. }) => Some(found.expr.clone()),
        _ => None,
    });
    let filter = filter.expect("the condition is recorded");
    assert_eq!(&text[filter.range], "b = NULL AND year(d) = 2024 OR c LIKE '%x'");
    let mut nulls = 0;
    filter.walk(&mut |expr| nulls += usize::from(expr.is_null()));
    assert_eq!(nulls, 1);
}

#[test]
fn shifts_compare_nothing() {
    let script = lower("SELECT a >> 2 FROM t WHERE b >>> 1 = c");
    let mut found = Vec::new();
    for operation in &script.operations {
        if let What::Expression(outermost) = &operation.what {
            outermost.expr.walk(&mut |expr| {
                if let ExprKind::Binary { op, .. } = &expr.kind {
                    found.push(*op);
                }
            });
        }
    }
    assert_eq!(found, [BinaryOp::Eq, BinaryOp::Other, BinaryOp::Other]);
}

#[test]
fn datasets_are_named_by_their_create() {
    let script = lower("CREATE OR REFRESH MATERIALIZED VIEW gold (CONSTRAINT c EXPECT (a > 0)) AS SELECT a FROM b");
    let dataset = script.operations.iter().find_map(|operation| match &operation.what {
        What::Dataset(dataset) => Some((operation.site.name.end(), dataset.expectations.len())),
        _ => None,
    });
    assert_eq!(dataset, Some((40, 1)));
    let meanings = script.operations.iter().filter_map(|operation| match &operation.what {
        What::NameUse(found) => Some(found.meaning),
        _ => None,
    });
    assert_eq!(meanings.collect::<Vec<_>>(), [NameMeaning::Dataset; 2]);
}
