//! The pages of `tests/positions`: what the real server answers at places in bundles, in each encoding of positions, and
//! whether a bundle is the same after something in it was renamed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use brickline_model::bundle::{self, Files, Options, Resolved, ResolvedData, View, deploy};
use brickline_tests::lsp::{Client, uri};
use brickline_tests::position::{PositionCase, PositionPage, Question, parse_page, rewrite};
use brickline_tests::tests_dir;
use serde_json::{Value, json};

/// What an editor of today can do.
fn capabilities(encoding: &str) -> Value {
    json!({
        "general": { "positionEncodings": [encoding] },
        "textDocument": {
            "diagnostic": {},
            "rename": { "prepareSupport": true },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "completion": { "completionItem": {
                "snippetSupport": true,
                "documentationFormat": ["markdown"],
                "labelDetailsSupport": true,
                "insertTextModeSupport": { "valueSet": [1, 2] },
                "tagSupport": { "valueSet": [1] },
            } },
        },
    })
}

#[test]
fn every_position_is_answered_as_its_page_says() {
    let folder = tests_dir().join("positions");
    let mut pages: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let mut wrong = Vec::new();
    for encoding in ["utf-16", "utf-8", "utf-32"] {
        for path in &pages {
            let page = parse_page(&fs::read_to_string(path).unwrap());
            let answers = answer_page(&page, encoding);
            let asked = page.cases.iter().flat_map(|case| case.questions.iter().map(move |question| (case, question)));
            let differ = |((case, question), answer): ((&PositionCase, &Question), &String)| {
                (question.answer != *answer).then(|| {
                    let name = path.file_name().unwrap().to_string_lossy();
                    format!("{name}, {} ({encoding}): {}\n{answer}", case.heading, question.words.join(" "))
                })
            };
            let differing: Vec<_> = asked.zip(&answers).filter_map(differ).collect();
            if std::env::var_os("UPDATE_EXPECT").is_some() && encoding == "utf-16" {
                fs::write(path, rewrite(&page, &answers)).unwrap();
            } else {
                wrong.extend(differing);
            }
        }
    }
    assert!(wrong.is_empty(), "UPDATE_EXPECT=1 writes the answers:\n{}", wrong.join("\n"));
}

#[test]
fn enough_positions_are_asked_about() {
    let folder = tests_dir().join("positions");
    let read = |name: &str| parse_page(&fs::read_to_string(folder.join(name)).unwrap()).cases.len();
    let pages = fs::read_dir(&folder).unwrap();
    let all: usize = pages.map(|page| read(&page.unwrap().file_name().to_string_lossy())).sum();
    assert!(all >= 60, "{all} positions");
    assert!(read("broken.md") >= 20, "{} in broken files", read("broken.md"));
}

/// The answers to all questions of a page, each case a project of its own in one session.
fn answer_page(page: &PositionPage, encoding: &'static str) -> Vec<String> {
    let root = tempfile::tempdir().unwrap();
    let folder = |number: usize| root.path().join(format!("case-{number}"));
    for (number, case) in page.cases.iter().enumerate() {
        for (path, text) in files_of(page, case) {
            let path = folder(number).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let (mut client, _) = Client::start(root.path(), capabilities(encoding));
    let mut answers = Vec::new();
    for (number, case) in page.cases.iter().enumerate() {
        let mut session = Session { client: &mut client, folder: &folder(number), page, case, encoding };
        let uri = uri(&session.folder.join(&case.path));
        session.client.open(&uri, "yaml", &case.text);
        answers.extend(case.questions.iter().map(|question| session.answer(question)));
        session.client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }
    assert_eq!(client.shut_down(), 0);
    answers
}

fn files_of(page: &PositionPage, case: &PositionCase) -> BTreeMap<String, String> {
    let mut files: BTreeMap<_, _> = page.files.iter().cloned().collect();
    files.insert(case.path.clone(), case.text.clone());
    files
}

struct Session<'a> {
    client: &'a mut Client,
    folder: &'a Path,
    page: &'a PositionPage,
    case: &'a PositionCase,
    encoding: &'static str,
}

impl Session<'_> {
    fn answer(&mut self, question: &Question) -> String {
        let words: Vec<&str> = question.words.iter().map(String::as_str).collect();
        let lines = match words[..] {
            ["definition"] => self.locations("textDocument/definition", json!({})),
            ["references"] => {
                self.locations("textDocument/references", json!({ "context": { "includeDeclaration": true } }))
            }
            ["prepare"] => {
                let answer = self.ask("textDocument/prepareRename", json!({}));
                match answer["error"]["message"].as_str() {
                    Some(error) => vec![format!("error: {error}")],
                    None => vec![self.place(&self.case.path, &answer["result"]["range"])],
                }
            }
            ["rename", name] => self.rename(name),
            ["links"] => self.links(),
            ["outline"] => outline(&self.ask("textDocument/documentSymbol", json!({}))["result"], 0),
            ["folds"] => {
                let folds = self.ask("textDocument/foldingRange", json!({}))["result"].clone();
                let line = |fold: &Value, key: &str| fold[key].as_u64().unwrap() + 1;
                let show = |fold: &Value| format!("{}-{}", line(fold, "startLine"), line(fold, "endLine"));
                let folds = folds.as_array().unwrap().iter();
                folds
                    .map(|fold| format!("{}{}", show(fold), if fold["kind"].is_null() { "" } else { " comment" }))
                    .collect()
            }
            ["hover"] => {
                let hover = self.ask("textDocument/hover", json!({}))["result"].clone();
                let text = hover["contents"]["value"].as_str().unwrap_or("nothing").trim_end();
                // Of a rule's page its title is enough, which is all that tells pages apart.
                let parts = text.split("\n---\n").map(|part| match part.strip_prefix("# ") {
                    Some(page) => format!("page of {}", page.lines().next().unwrap_or_default()),
                    None => part.trim_end().to_owned(),
                });
                parts.collect::<Vec<_>>().join("\n").lines().map(str::to_owned).collect()
            }
            ["complete"] => self.complete().iter().map(describe).collect(),
            ["complete", most] => {
                let (items, most) = (self.complete(), most.parse::<usize>().unwrap());
                let more = (items.len() > most).then(|| format!("... {} more", items.len() - most));
                items.iter().take(most).map(describe).chain(more).collect()
            }
            ["accept", label] => self.accept(label),
            _ => panic!("{}: what is {words:?}?", self.case.heading),
        };
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn ask(&mut self, method: &str, mut params: Value) -> Value {
        params["textDocument"] = json!({ "uri": uri(&self.folder.join(&self.case.path)) });
        params["position"] = position(&self.case.text, self.case.offset, self.encoding);
        self.client.request(method, params)
    }

    /// `path:line:column text`.
    fn place(&self, path: &str, range: &Value) -> String {
        let text = &files_of(self.page, self.case)[path];
        let (start, end) = (offset(text, &range["start"], self.encoding), offset(text, &range["end"], self.encoding));
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let (line, column) = (text[..start].matches('\n').count() + 1, text[line_start..start].chars().count() + 1);
        format!("{path}:{line}:{column} {}", &text[start..end]).trim_end().to_owned()
    }

    fn path<'v>(&self, uri: &'v str) -> &'v str {
        uri.strip_prefix(&format!("file://{}/", self.folder.display())).unwrap_or_else(|| panic!("{uri} is elsewhere"))
    }

    fn locations(&mut self, method: &str, params: Value) -> Vec<String> {
        let answer = self.ask(method, params)["result"].clone();
        let show = |place: &Value| self.place(self.path(place["uri"].as_str().unwrap()), &place["range"]);
        answer.as_array().map_or(vec!["nothing".to_owned()], |places| places.iter().map(show).collect())
    }

    fn complete(&mut self) -> Vec<Value> {
        let answer = self.ask("textDocument/completion", json!({}));
        let mut items = answer["result"]["items"].as_array().cloned().unwrap_or_default();
        items.sort_by_key(|item| item["sortText"].as_str().unwrap().to_owned());
        items
    }

    /// The lines that differ after a candidate was taken, the cursor at `$0`.
    fn accept(&mut self, label: &str) -> Vec<String> {
        let items = self.complete();
        let Some(item) = items.iter().find(|item| item["label"] == label) else { return vec!["not offered".into()] };
        let edit = &item["textEdit"];
        let mut text = self.case.text.clone();
        let at = |end: &str| offset(&self.case.text, &edit["range"][end], self.encoding);
        text.replace_range(at("start")..at("end"), edit["newText"].as_str().unwrap());
        let before: Vec<&str> = self.case.text.lines().collect();
        let after: Vec<&str> = text.lines().collect();
        let same = before.iter().zip(&after).take_while(|(left, right)| left == right).count();
        let ends = before.iter().rev().zip(after.iter().rev()).take_while(|(left, right)| left == right).count();
        let end = after.len() - ends.min(after.len() - same).min(before.len() - same);
        after[same..end].iter().map(|line| (*line).to_owned()).collect()
    }

    fn links(&mut self) -> Vec<String> {
        let answer = self.ask("textDocument/documentLink", json!({}))["result"].clone();
        let show = |link: &Value| {
            let target = self.path(link["target"].as_str().unwrap());
            format!("{} => {target}", self.place(&self.case.path, &link["range"]))
        };
        answer.as_array().unwrap().iter().map(show).collect()
    }

    fn rename(&mut self, name: &str) -> Vec<String> {
        let answer = self.ask("textDocument/rename", json!({ "newName": name }));
        if let Some(error) = answer["error"]["message"].as_str() {
            return vec![format!("error: {error}")];
        }
        let before = files_of(self.page, self.case);
        let (mut after, mut lines) = (before.clone(), Vec::new());
        let changes: BTreeMap<_, _> = answer["result"]["changes"].as_object().unwrap().iter().collect();
        for (uri, edits) in changes {
            let path = self.path(uri);
            let text = after.get_mut(path).unwrap();
            let mut edits = edits.as_array().unwrap().clone();
            edits.sort_by_key(|edit| offset(&before[path], &edit["range"]["start"], self.encoding));
            for edit in &edits {
                lines.push(format!("{} => {}", self.place(path, &edit["range"]), edit["newText"].as_str().unwrap()));
            }
            for edit in edits.iter().rev() {
                let at = |end: &str| offset(&before[path], &edit["range"][end], self.encoding);
                text.replace_range(at("start")..at("end"), edit["newText"].as_str().unwrap());
            }
        }
        let old =
            self.ask("textDocument/prepareRename", json!({}))["result"]["placeholder"].as_str().unwrap().to_owned();
        assert!(before.values().all(|text| !text.contains(name)), "{}: {name} is there already", self.case.heading);
        let same = deploy_all(&before, &old, &old) == deploy_all(&after, name, &old);
        assert!(same, "{}: the bundle is another after renaming", self.case.heading);
        lines
    }
}

/// What all targets of the bundle would deploy, as text; with one name in place of another.
fn deploy_all(files: &BTreeMap<String, String>, name: &str, shown: &str) -> String {
    let mut project = Files::new(Arc::new(files.keys().map(|path| Arc::from(path.as_str())).collect()));
    for (path, text) in files {
        project.set_text(path.as_str(), text.as_str());
    }
    let bundle = bundle::load(&Arc::new(project), "", &Options::default(), None).expect("a bundle");
    let show = |view: &View| format!("target {}: {}\n", view.name(), show(&deploy(view), name, shown));
    bundle.views.iter().map(show).collect()
}

/// A value as text, in an order that does not depend on names; a name in backticks is the same name.
fn show(value: &Resolved, name: &str, shown: &str) -> String {
    let rename = |text: &str| text.replace(name, shown).replace('`', "");
    let mut parts: Vec<String> = match &value.data {
        ResolvedData::Null => return "null".to_owned(),
        ResolvedData::Scalar(text, kind) => return format!("{} {kind:?}", rename(text)),
        ResolvedData::Map(entries) => {
            entries.iter().map(|(key, value)| format!("{}: {}", rename(key), show(value, name, shown))).collect()
        }
        ResolvedData::List(items) => items.iter().map(|item| show(item, name, shown)).collect(),
    };
    parts.sort();
    format!("{{{}}}", parts.join(", "))
}

/// `label: detail`, with `(old)` before what is deprecated.
fn describe(item: &Value) -> String {
    let old = if item["tags"].is_null() { "" } else { "(old) " };
    let detail = item["labelDetails"]["description"].as_str().map_or(String::new(), |detail| format!(": {detail}"));
    format!("{old}{}{detail}", item["label"].as_str().unwrap())
}

fn outline(items: &Value, depth: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for item in items.as_array().into_iter().flatten() {
        let detail = item["detail"].as_str().map_or(String::new(), |detail| format!(" ({detail})"));
        let line = item["selectionRange"]["start"]["line"].as_u64().unwrap() + 1;
        lines.push(format!("{}{}{detail} :{line}", "  ".repeat(depth), item["name"].as_str().unwrap()));
        lines.extend(outline(&item["children"], depth + 1));
    }
    lines
}

/// The width of a text in an encoding's units.
fn width(text: &str, encoding: &str) -> usize {
    match encoding {
        "utf-8" => text.len(),
        "utf-32" => text.chars().count(),
        _ => text.encode_utf16().count(),
    }
}

fn position(text: &str, offset: usize, encoding: &str) -> Value {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    json!({ "line": text[..start].matches('\n').count(), "character": width(&text[start..offset], encoding) })
}

fn offset(text: &str, position: &Value, encoding: &str) -> usize {
    let line = position["line"].as_u64().unwrap() as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let wanted = position["character"].as_u64().unwrap() as usize;
    let ends = (start..=text.len()).filter(|&at| text.is_char_boundary(at));
    let found = ends.into_iter().find(|&at| width(&text[start..at], encoding) >= wanted);
    found.unwrap_or(text.len())
}
