//! Displays, and chains of attributes, calls and subscripts. What is not plain in them is left to the grammar, and what is plain
//! in that is settled. Knows nothing of what literals hold.

use super::{MAX_LEVELS, Plain, Reader, is_keyword, is_name};
use crate::python::ast::{Argument, ArgumentKind, Call, DictItem, Expr, ExprKind, Ident, UnaryOp};

/// What brackets hold.
#[derive(Clone, Copy, PartialEq)]
enum Group {
    Arguments,
    Index,
    Tuple,
    List,
    Braces,
}

/// What stands between two commas.
struct Element {
    kind: ArgumentKind,
    /// The key in a dict.
    key: Option<Plain>,
    value: Plain,
    start: usize,
    end: usize,
}

/// What stands between brackets, if all of it is plain.
struct Elements {
    items: Vec<Element>,
    /// How many levels the items have at most.
    levels: u32,
    ends_with_comma: bool,
}

impl Reader<'_> {
    /// Reads an operand and the chain on it. Of one that is not plain, the plain parts are settled.
    pub(super) fn primary(&mut self, after_operand: bool) -> Option<Plain> {
        let start = self.at;
        let mut value = self.atom(after_operand);
        loop {
            let end = self.at;
            self.skip_space();
            match self.peek() {
                Some(b'.') => {
                    self.at += 1;
                    let name = self.word();
                    if !is_name(name) {
                        self.at = end;
                        return value;
                    }
                    let name_start = self.at;
                    self.at += name.len();
                    let name = Ident { text: name.into(), range: self.host(name_start, self.at) };
                    value = value.and_then(|object| {
                        let kind = ExprKind::Attribute { object: Box::new(object.value), name };
                        self.plain(start, kind, object.levels + 1)
                    });
                }
                Some(b'(') if self.at == end => value = self.call(value, start),
                Some(b'[') if self.at == end => value = self.subscript(value, start),
                _ => {
                    self.at = end;
                    return value;
                }
            }
        }
    }

    /// An expression from `start` to this place.
    fn plain(&mut self, start: usize, kind: ExprKind, levels: u32) -> Option<Plain> {
        if levels > MAX_LEVELS {
            self.give_up();
            return None;
        }
        Some(Plain { value: Expr { kind, range: self.host(start, self.at) }, levels })
    }

    fn atom(&mut self, after_operand: bool) -> Option<Plain> {
        let start = self.at;
        match self.peek()? {
            b'(' => self.display(Group::Tuple, after_operand),
            b'[' => self.display(Group::List, after_operand),
            b'{' => self.display(Group::Braces, after_operand),
            b'"' | b'\'' => self.strings(),
            byte if byte.is_ascii_digit() => self.number(),
            _ => {
                let word = self.word();
                if self.is_quote(self.at + word.len()) {
                    return self.strings();
                }
                self.at += word.len();
                is_name(word).then(|| self.plain(start, ExprKind::Name(word.into()), 0)).flatten()
            }
        }
    }

    fn call(&mut self, function: Option<Plain>, start: usize) -> Option<Plain> {
        let open = self.at;
        let arguments = self.elements(Group::Arguments, b')');
        let (function, arguments) = self.both(function, arguments)?;
        let parens = self.host(open, self.at);
        let levels = function.levels.max(arguments.levels) + 1;
        let argument = |item: Element| Argument {
            kind: item.kind,
            value: item.value.value,
            range: self.host(item.start, item.end),
        };
        let arguments = arguments.map(argument);
        let call = Call { function: function.value, arguments, parens };
        self.plain(start, ExprKind::Call(Box::new(call)), levels)
    }

    fn subscript(&mut self, object: Option<Plain>, start: usize) -> Option<Plain> {
        let index = self.elements(Group::Index, b']').filter(|index| !index.items.is_empty());
        let (object, mut index) = self.both(object, index)?;
        let levels = object.levels.max(index.levels) + 1;
        let index = match (index.items.len(), index.ends_with_comma) {
            (1, false) => index.items.remove(0).value.value,
            (len, _) => {
                let range = self.host(index.items[0].start, index.items[len - 1].end);
                Expr { kind: ExprKind::Tuple(index.values()), range }
            }
        };
        let kind = ExprKind::Subscript { object: Box::new(object.value), index: Box::new(index) };
        self.plain(start, kind, levels)
    }

    /// A tuple, list, dict or set. Behind an operand the brackets are something else.
    fn display(&mut self, group: Group, after_operand: bool) -> Option<Plain> {
        let start = self.at;
        let close = match group {
            Group::Tuple => b')',
            Group::List => b']',
            _ => b'}',
        };
        let elements = self.elements(group, close)?;
        let is_dict = |item: &Element| item.key.is_some() || item.kind == ArgumentKind::DoubleStar;
        let dict_items = elements.items.iter().filter(|item| is_dict(item)).count();
        let is_mixed = dict_items != 0 && dict_items != elements.items.len();
        let is_in_parentheses = group == Group::Tuple && elements.items.len() == 1 && !elements.ends_with_comma;
        if after_operand || is_mixed || is_in_parentheses {
            self.settle_all(elements);
            return None;
        }
        let levels = elements.levels + 1;
        let kind = match group {
            Group::Tuple => ExprKind::Tuple(elements.values()),
            Group::List => ExprKind::List(elements.values()),
            _ if dict_items == elements.items.len() => {
                let item = |item: Element| DictItem { key: item.key.map(|key| key.value), value: item.value.value };
                ExprKind::Dict(elements.map(item))
            }
            _ => ExprKind::Set(elements.values()),
        };
        self.plain(start, kind, levels)
    }

    /// What stands between brackets, up to `close`; if not all of it is plain, the plain parts are settled.
    fn elements(&mut self, group: Group, close: u8) -> Option<Elements> {
        if self.brackets == MAX_LEVELS {
            self.give_up();
            return None;
        }
        self.at += 1;
        self.brackets += 1;
        let elements = self.read_elements(group, close);
        self.brackets -= 1;
        elements
    }

    fn read_elements(&mut self, group: Group, close: u8) -> Option<Elements> {
        let mut elements = Elements { items: Vec::new(), levels: 0, ends_with_comma: false };
        loop {
            self.skip_space();
            if self.peek() == Some(close) {
                self.at += 1;
                return Some(elements);
            }
            let element = self.element(group);
            self.skip_space();
            let follows = self.peek();
            elements.ends_with_comma = follows == Some(b',');
            let is_whole = element.is_some() && (elements.ends_with_comma || follows == Some(close));
            elements.items.extend(element);
            if !is_whole {
                self.settle_all(elements);
                self.read_rest(Some(close), true);
                return None;
            }
            self.at += usize::from(elements.ends_with_comma);
            elements.levels = elements.items.last().map_or(0, |item| elements.levels.max(item.levels()));
        }
    }

    fn element(&mut self, group: Group) -> Option<Element> {
        let start = self.at;
        let stars = self.code[start..].iter().take_while(|byte| **byte == b'*').count();
        let mut kind = match (stars, group) {
            (0, _) => ArgumentKind::Positional,
            (1, Group::Arguments) => ArgumentKind::Star,
            (2, Group::Arguments | Group::Braces) => ArgumentKind::DoubleStar,
            _ => return None,
        };
        self.at += stars;
        if kind == ArgumentKind::Positional
            && group == Group::Arguments
            && let Some(name) = self.keyword()
        {
            kind = ArgumentKind::Keyword(name);
        }
        let mut value = self.value()?;
        let mut end = self.at;
        let mut key = None;
        if group == Group::Braces && kind == ArgumentKind::Positional {
            self.skip_space();
            if self.peek() == Some(b':') {
                self.at += 1;
                let Some(of_key) = self.value() else {
                    self.settle(Some(value));
                    return None;
                };
                key = Some(std::mem::replace(&mut value, of_key));
                end = self.at;
            }
        }
        self.at = end;
        Some(Element { kind, key, value, start, end })
    }

    /// The name of a keyword argument, with the `=` behind it.
    fn keyword(&mut self) -> Option<Ident> {
        let name = self.word();
        let end = self.at + name.len();
        let space = self.code[end..].iter().take_while(|byte| **byte == b' ').count();
        let is_keyword = self.code[end + space..].starts_with(b"=") && !self.code[end + space..].starts_with(b"==");
        if !is_keyword || !is_name(name) {
            return None;
        }
        let ident = Ident { text: name.into(), range: self.host(self.at, end) };
        self.at = end + space + 1;
        Some(ident)
    }

    fn value(&mut self) -> Option<Plain> {
        self.skip_space();
        let start = self.at;
        let word = self.word();
        let constant = match word {
            "True" => ExprKind::True,
            "False" => ExprKind::False,
            "None" => ExprKind::None,
            "" if self.code[start..].starts_with(b"...") => {
                self.at += 3;
                return self.plain(start, ExprKind::Ellipsis, 0);
            }
            "" if self.peek() == Some(b'-') && self.code.get(start + 1).is_some_and(u8::is_ascii_digit) => {
                self.at += 1;
                let operand = Box::new(self.number()?.value);
                return self.plain(start, ExprKind::Unary { op: UnaryOp::Minus, operand }, 1);
            }
            _ => {
                let is_operand = matches!(self.peek()?, b'"' | b'\'' | b'(' | b'[' | b'{') || !word.is_empty();
                let is_operator = is_keyword(word) && !self.is_quote(start + word.len());
                return if is_operand && !is_operator { self.primary(false) } else { None };
            }
        };
        self.at += word.len();
        self.plain(start, constant, 0)
    }

    /// Both parts of a chain, or neither: then what is there is settled.
    fn both(&mut self, object: Option<Plain>, elements: Option<Elements>) -> Option<(Plain, Elements)> {
        match (object, elements) {
            (Some(object), Some(elements)) => Some((object, elements)),
            (object, elements) => {
                self.settle(object);
                elements.into_iter().for_each(|elements| self.settle_all(elements));
                None
            }
        }
    }

    fn settle_all(&mut self, elements: Elements) {
        for item in elements.items {
            self.settle(item.key);
            self.settle(Some(item.value));
        }
    }
}

impl Element {
    fn levels(&self) -> u32 {
        self.key.as_ref().map_or(0, |key| key.levels).max(self.value.levels)
    }
}

impl Elements {
    fn values(self) -> Vec<Expr> {
        self.map(|item| item.value.value)
    }

    /// Collecting would keep the memory of the elements, which are larger than what they become.
    fn map<T>(self, f: impl Fn(Element) -> T) -> Vec<T> {
        let mut mapped = Vec::with_capacity(self.items.len());
        mapped.extend(self.items.into_iter().map(f));
        mapped
    }
}
