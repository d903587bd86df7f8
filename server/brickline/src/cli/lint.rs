//! `brickline lint`: loads what the paths ask for, fixes where asked to, writes the findings, tells the exit code.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use brickline_analysis::timing::Phase;
use brickline_analysis::{Diagnostic, Severity};
use rayon::prelude::*;

use super::args::{FailOn, LintArgs};
use super::output::{self, Finding};
use super::progress::Progress;
use super::session::{Loaded, Purpose, Request, Session, load};
use super::{FAILED, Failure, find_working_folder, fix, read_settings};
use crate::position::Positions;
use crate::project::absolute;

/// Runs the command.
pub fn run(args: &LintArgs) -> Result<ExitCode, Failure> {
    // On one of the workers: else each step for all cores would wake them up, and wait until they sleep again.
    rayon::scope(|_| lint(args))
}

fn lint(args: &LintArgs) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let working = find_working_folder()?;
    let settings = read_settings(&args.settings)?;
    let stdin = read_stdin(args, &working)?;
    let paths: &[PathBuf] = if stdin.is_some() { &[] } else { &args.paths };
    let progress = Progress::start();
    let purpose = if args.diff || args.fix { Purpose::Fixes } else { Purpose::Findings };
    let request = Request { working: &working, paths, stdin, settings: &settings, purpose, timed: args.timings };
    let mut session = load(&request)?;
    let mut outcome = fix::Outcome::default();
    if purpose == Purpose::Fixes {
        outcome = fix::run(&mut session, args, &request)?;
    }
    drop(progress);
    for note in &session.notes {
        eprintln!("brickline: {note}");
    }
    let findings = describe(&session, &working);
    let printing = Instant::now();
    if !outcome.owns_stdout {
        output::write(args, &findings)?;
    }
    let notices = report_notices(&session);
    if args.timings {
        report_timings(&session, printing.elapsed().as_secs_f64(), start.elapsed().as_secs_f64());
    }
    let fails = findings.iter().any(|finding| reaches(finding.diagnostic.severity, args.fail_on));
    let failed = session.failed || outcome.failed || notices;
    drop(findings);
    // The process ends here: taking every tree and model apart first would only cost time.
    std::mem::forget(session);
    Ok(match () {
        () if failed => ExitCode::from(FAILED),
        () if args.diff => ExitCode::from(u8::from(outcome.differs)),
        () => ExitCode::from(u8::from(fails)),
    })
}

fn read_stdin(args: &LintArgs, working: &Path) -> Result<Option<(PathBuf, String)>, Failure> {
    let is_asked = args.paths.iter().any(|path| path.as_os_str() == "-");
    match (&args.stdin_filename, is_asked) {
        (None, false) => Ok(None),
        (Some(_), false) => Err("--stdin-filename needs `-` as the path".to_owned().into()),
        _ if args.paths.len() > 1 => Err("`-` cannot be mixed with other paths".to_owned().into()),
        (name, true) => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(|error| format!("stdin cannot be read: {error}"))?;
            let name = name.clone().unwrap_or_else(|| PathBuf::from("stdin.py"));
            Ok(Some((absolute(&name, working), text)))
        }
    }
}

/// Findings with paths, lines and columns, sorted.
fn describe<'a>(session: &'a Session, working: &Path) -> Vec<Finding<'a>> {
    let by_file: Vec<(&Loaded, &[Diagnostic])> = session
        .projects
        .iter()
        .flat_map(|project| project.findings.chunk_by(|a, b| a.file == b.file).map(move |group| (project, group)))
        .collect();
    let described = by_file.into_par_iter().filter_map(|(project, group)| {
        let file = project.analysis.file(&group.first()?.file)?;
        let positions = Arc::new(Positions::new(file));
        let path = project.display(&file.unit.path, working);
        let finding = |diagnostic| Finding::new(project, working, &path, &positions, diagnostic);
        Some(group.iter().map(finding).collect::<Vec<_>>())
    });
    let described: Vec<Vec<Finding<'a>>> = described.collect();
    let mut findings: Vec<Finding<'a>> = described.into_iter().flatten().collect();
    findings.sort_by(|a, b| a.path.cmp(&b.path));
    // Bundles that share a file find the same in it.
    let mut seen = std::collections::HashSet::new();
    findings.retain(|found| {
        let diagnostic = found.diagnostic;
        seen.insert((found.path.clone(), diagnostic.rule.name, diagnostic.range, &diagnostic.message))
    });
    findings
}

fn reaches(severity: Severity, fail_on: FailOn) -> bool {
    match fail_on {
        FailOn::Error => severity >= Severity::Error,
        FailOn::Warning => severity >= Severity::Warning,
        FailOn::Info => true,
        FailOn::Never => false,
    }
}

/// Says which rules failed inside; true when one did.
fn report_notices(session: &Session) -> bool {
    let notices: Vec<_> = session.projects.iter().flat_map(|project| project.analysis.notices()).collect();
    for notice in &notices {
        eprintln!(
            "brickline: internal error in `{}` on {}: {}; the run went on without it, please report this",
            notice.rule, notice.file, notice.message
        );
    }
    !notices.is_empty()
}

fn report_timings(session: &Session, printing: f64, total: f64) {
    let line = |name: &str, seconds: f64| eprintln!("{name:>10} {:9.1} ms", seconds * 1e3);
    line("walk", session.walk_seconds);
    line("read", session.read_seconds);
    for phase in Phase::ALL {
        let spent: u64 = session.projects.iter().map(|project| project.analysis.timings().spent(*phase)).sum();
        line(phase.name(), spent as f64 / 1e9);
    }
    line("print", printing);
    line("total", total);
    eprintln!("prefilter, parse, model and rules add up over threads; the others are wall time");
}
