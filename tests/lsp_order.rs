//! Edits and requests are handled in the order they were sent: thousands of random edits without waiting, and every
//! request sees exactly the edits before it. Counts columns on its own, so that it can disagree with the server.

use brickline_tests::lsp::Client;
use serde_json::{Value, json};

const EDITS: usize = 2_000;
const URI: &str = "file:///work/notebook.py";

/// What is typed: line ends of all kinds, characters of one to four bytes, combining ones, joined ones, and characters
/// that are line ends elsewhere but not in the protocol.
const SNIPPETS: &[&str] = &[
    "x",
    "df",
    " ",
    "(",
    "\"",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "\t",
    "é",
    "e\u{301}",
    "ß",
    "数据",
    "😀",
    "👩‍👩‍👧",
    "\u{2028}",
    "\u{85}",
    "\u{b}",
    "\u{c}",
    "\u{feff}",
    "",
    "",
    "spark.table(\"a.b.c\")\n",
    "# COMMAND ----------\r\n",
    "# MAGIC %sql\n",
];

#[test]
fn edits_in_bytes_stay_in_order() {
    edit_without_waiting("utf-8", |text| text.len());
}

#[test]
fn edits_in_utf16_stay_in_order() {
    edit_without_waiting("utf-16", |text| text.encode_utf16().count());
}

#[test]
fn edits_in_code_points_stay_in_order() {
    edit_without_waiting("utf-32", |text| text.chars().count());
}

fn edit_without_waiting(encoding: &str, width: fn(&str) -> usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let capabilities = json!({
        "general": { "positionEncodings": [encoding] },
        "textDocument": { "diagnostic": {} },
    });
    let (mut client, offer) = Client::start(folder.path(), capabilities);
    assert_eq!(offer["positionEncoding"], encoding);
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut text = "# Databricks notebook source\n😀 = 1\r\nprint('ü')\n".repeat(20);
    client.open(URI, "python", &text);

    let mut expected: Vec<(i64, String)> = Vec::new();
    let mut pulls = Vec::new();
    for version in 2..EDITS as i32 + 2 {
        // One notification may carry several changes, each on top of the one before.
        let changes: Vec<Value> = (0..1 + random.below(8) / 7).map(|_| change(&mut text, &mut random, width)).collect();
        let document = json!({ "uri": URI, "version": version });
        client.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
        if version % 7 == 0 {
            expected.push((client.ask("brickline/text", json!({ "uri": URI })), text.clone()));
        }
        if version % 50 == 0 {
            pulls.push(client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } })));
        }
    }
    for (id, text) in expected {
        assert_eq!(client.answer(id)["result"], text, "a request saw another text than the one before it");
    }
    for id in pulls {
        assert_eq!(client.answer(id)["result"]["kind"], "full");
    }
    assert_eq!(client.text(URI), text);
    assert_eq!(client.shut_down(), 0);
}

/// Changes `text` somewhere and gives the change as the protocol writes it.
fn change(text: &mut String, random: &mut Random, width: fn(&str) -> usize) -> Value {
    let start = boundary(text, random.below(text.len() + 1));
    let end = boundary(text, (start + random.below(12)).min(text.len())).max(start);
    let new = SNIPPETS[random.below(SNIPPETS.len())];
    let range = json!({ "start": position(text, start, width), "end": position(text, end, width) });
    text.replace_range(start..end, new);
    json!({ "range": range, "text": new })
}

/// The nearest place before `offset` that the protocol can name: no part of a character, none between `\r` and `\n`.
fn boundary(text: &str, offset: usize) -> usize {
    let offset = text.floor_char_boundary(offset);
    if text[..offset].ends_with('\r') && text[offset..].starts_with('\n') { offset - 1 } else { offset }
}

fn position(text: &str, offset: usize, width: fn(&str) -> usize) -> Value {
    let (mut line, mut start) = (0, 0);
    let bytes = text.as_bytes();
    for at in 0..offset {
        let is_end = bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
        if is_end {
            (line, start) = (line + 1, at + 1);
        }
    }
    json!({ "line": line, "character": width(&text[start..offset]) })
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}
