//! What the platform defines in notebooks: `dbutils`, `display`, `table`, `sql`.

use std::sync::Arc;

use super::super::args::Signature;
use super::super::call::call_unknown;
use super::super::expression::to_text;
use super::super::state::Evaluator;
use super::super::{api, external};
use super::{action, catalog, frame_of, session, udf};
use crate::facts::semantics::{ArgRole, Meaning};
use crate::frame::Setting;
use crate::operation::{ActionKind, PathRole, Site, What};
use crate::value::{Origin, Value};

/// Does what a function of the platform does.
pub(in crate::python) fn invoke(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    let args = signature.args;
    match signature.semantics.meaning {
        Meaning::Display => {
            api::expose(ev, "display", args, site);
            let first = args.given.first().map(|arg| arg.value.clone());
            let frame = first.as_ref().and_then(frame_of).cloned();
            call_unknown(ev, args, site);
            if let Some(frame) = frame {
                // A displayed stream is a query of its own kind, not an action.
                action::record(ev, ActionKind::Display, Some(&frame), site);
            }
            Value::None
        }
        Meaning::Sql => session::run_sql(ev, signature, site),
        Meaning::ReadTable => session::read_table(ev, signature, site),
        Meaning::GetWidget => read(ev, Origin::Widget, signature, ArgRole::Widget, site),
        Meaning::GetSecret => read(ev, Origin::Secret, signature, ArgRole::Key, site),
        Meaning::GetTaskValue => read(ev, Origin::TaskValue, signature, ArgRole::Key, site),
        Meaning::DefineWidget => define_widget(ev, signature, site),
        Meaning::RunNotebook => run_notebook(ev, signature, site),
        Meaning::ExitNotebook => {
            api::expose(ev, "dbutils.notebook.exit", args, site);
            args.values().for_each(|value| super::super::usage::use_other(ev, value, site.whole));
            ev.record(site, What::NotebookExit);
            Value::None
        }
        Meaning::CopyFile
        | Meaning::MoveFile
        | Meaning::RemovePath
        | Meaning::MakeFolder
        | Meaning::ReadFile
        | Meaning::WriteFile
        | Meaning::Mount => {
            paths(ev, signature, site);
            if signature.semantics.meaning == Meaning::WriteFile {
                api::expose(ev, "dbutils.fs.put", args, site);
            }
            Value::Unknown
        }
        Meaning::Listing => {
            paths(ev, signature, site);
            catalog::listing(ev, site.name)
        }
        Meaning::RowUdf => udf::make(ev, signature, site),
        _ => call_unknown(ev, args, site),
    }
}

/// Records the paths a function of `dbutils.fs` is given.
fn paths(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) {
    let (given, _) = signature.all(ArgRole::Path);
    let is_removed = signature.semantics.meaning == Meaning::RemovePath;
    let role = if is_removed { PathRole::Deleted } else { PathRole::FileSystem };
    for arg in given {
        api::use_path(ev, Some(arg), role, site);
    }
}

fn read(ev: &mut Evaluator<'_>, origin: Origin, signature: &Signature<'_>, role: ArgRole, site: &Site) -> Value {
    let name = signature.value(role);
    let default = signature.value(ArgRole::Value);
    external::read(ev, origin, name.as_ref(), default, site)
}

fn define_widget(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    let name = signature.value(ArgRole::Widget).unwrap_or_default();
    let default = signature.value(ArgRole::Value);
    ev.record(site, What::WidgetDefinition { name: to_text(&name), default });
    Value::None
}

fn run_notebook(ev: &mut Evaluator<'_>, signature: &Signature<'_>, site: &Site) -> Value {
    if let Setting::Set(arg) = signature.role(ArgRole::Notebook) {
        let path: Arc<_> = to_text(&arg.value);
        let path_range = super::super::names::text_range(&path, arg.value_range);
        ev.record(site, What::NotebookRun { path, path_range, inline: false });
    }
    call_unknown(ev, signature.args, site)
}
