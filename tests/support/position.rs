//! Pages of positions: small projects, places in them, and what the server must answer there. Knows how a page is written
//! and rewritten, nothing of the protocol.
//!
//! Before the first `##` stand the files that all cases share: fences with `file=path`, and a fence `files` that lists paths
//! of empty notebooks. A case is a heading with a fence `at path`, lines of a file with `$0` where the cursor stands, or
//! `replace path`, lines of a file, `=>` and what stands in their place, with `$0`. What follows are the questions: a fence
//! each, with the question as its first words and the answer in it.

use std::ops::Range;

/// Where the cursor stands.
const CURSOR: &str = "$0";

/// A page.
#[derive(Debug)]
pub struct PositionPage {
    /// The text of the page.
    pub text: String,
    /// The files that all cases share, by path.
    pub files: Vec<(String, String)>,
    /// The cases.
    pub cases: Vec<PositionCase>,
}

/// A place with what is asked there.
#[derive(Debug)]
pub struct PositionCase {
    /// The heading.
    pub heading: String,
    /// The file that the cursor stands in.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Where the cursor stands in it.
    pub offset: usize,
    /// What is asked.
    pub questions: Vec<Question>,
}

/// A question with its answer.
#[derive(Debug)]
pub struct Question {
    /// The words behind the fence.
    pub words: Vec<String>,
    /// The answer as written.
    pub answer: String,
    /// Where the answer stands in the page.
    pub span: Range<usize>,
}

/// Reads a page; panics, with what is wrong, where it is not well written.
pub fn parse_page(text: &str) -> PositionPage {
    let mut page = PositionPage { text: text.to_owned(), files: Vec::new(), cases: Vec::new() };
    let mut heading = String::new();
    let mut offset = 0;
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        offset += line.len();
        if let Some(name) = line.strip_prefix("## ") {
            heading = name.trim().to_owned();
        }
        let Some(info) = line.strip_prefix("```") else { continue };
        let start = offset;
        for line in lines.by_ref() {
            offset += line.len();
            if line.trim_end() == "```" {
                break;
            }
        }
        let span = start..offset - "```\n".len().min(offset - start);
        add_fence(&mut page, &heading, info, span);
    }
    page
}

fn add_fence(page: &mut PositionPage, heading: &str, info: &str, span: Range<usize>) {
    let words: Vec<String> = info.split_whitespace().map(str::to_owned).collect();
    let body = page.text[span.clone()].to_owned();
    let file = words.iter().find_map(|word| word.strip_prefix("file="));
    let shared = |page: &PositionPage, path: &str| -> String {
        let found = page.files.iter().find(|(known, _)| known == path);
        found.unwrap_or_else(|| panic!("{heading}: there is no file {path}")).1.clone()
    };
    match (words.first().map(String::as_str), file) {
        (_, Some(path)) => page.files.push((path.to_owned(), body)),
        (Some("files"), _) => {
            let notebook = |path: &str| (path.to_owned(), "# Databricks notebook source\n".to_owned());
            page.files.extend(body.lines().map(notebook));
        }
        (Some(word @ ("at" | "replace")), _) => {
            let path = words.get(1).unwrap_or_else(|| panic!("{heading}: `{word}` needs a file")).clone();
            let text = shared(page, &path);
            let (old, new) = match body.split_once("=>\n") {
                Some((old, new)) if word == "replace" => (old.to_owned(), new.to_owned()),
                _ => (body.replace(CURSOR, ""), body),
            };
            let at = find_once(&text, &old).unwrap_or_else(|| panic!("{heading}: not once in {path}:\n{old}"));
            let cursor = new.find(CURSOR).unwrap_or_else(|| panic!("{heading}: no {CURSOR}"));
            let text = format!("{}{}{}", &text[..at], new.replacen(CURSOR, "", 1), &text[at + old.len()..]);
            let heading = heading.to_owned();
            page.cases.push(PositionCase { heading, path, text, offset: at + cursor, questions: Vec::new() });
        }
        _ => {
            let case = page.cases.last_mut().unwrap_or_else(|| panic!("{heading}: a question without a place"));
            case.questions.push(Question { words, answer: body, span });
        }
    }
}

/// The page with other answers, in the order of the questions.
pub fn rewrite(page: &PositionPage, answers: &[String]) -> String {
    let questions: Vec<&Question> = page.cases.iter().flat_map(|case| &case.questions).collect();
    assert_eq!(questions.len(), answers.len());
    let mut text = page.text.clone();
    for (question, answer) in questions.iter().zip(answers).rev() {
        text.replace_range(question.span.clone(), answer);
    }
    text
}

/// Where `part`, whole lines, stands in `text`, if it does so once.
fn find_once(text: &str, part: &str) -> Option<usize> {
    let mut found = text.match_indices(part).map(|(at, _)| at).filter(|&at| at == 0 || text[..at].ends_with('\n'));
    found.next().filter(|_| found.next().is_none())
}
