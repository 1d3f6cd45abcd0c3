//! A template file as a tree that knows the line of each value.

use std::ops::Range;
use std::rc::Rc;

use toml::de::{DeTable, DeValue};

use crate::TemplateProblem;

/// A value of a template file and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) file: Rc<str>,
    pub(crate) line: usize,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text(String),
    Number(f64),
    Bool(bool),
    List(Vec<Node>),
    Table(Vec<(String, Node)>),
}

impl Node {
    /// Reads a whole file.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self, Vec<TemplateProblem>> {
        let file: Rc<str> = file.into();
        let source = Source { file: &file, text };
        let (table, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return source.table(&(0..0), table.get_ref()).map_err(|p| vec![p]);
        }
        let problem = |e: &toml::de::Error| TemplateProblem {
            file: file.to_string(),
            line: source.line(&e.span().unwrap_or(0..0)),
            term: String::new(),
            why: e.message().to_owned(),
        };
        Err(errors.iter().map(problem).collect())
    }

    /// A problem with this value.
    pub(crate) fn problem(&self, term: &str, why: impl Into<String>) -> TemplateProblem {
        TemplateProblem {
            file: self.file.to_string(),
            line: self.line,
            term: term.to_owned(),
            why: why.into(),
        }
    }

    /// The entry `key`; `None` where this is no table or has no such key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(k, _)| k == key).map(|(_, node)| node)
    }

    pub(crate) fn entries(&self) -> &[(String, Self)] {
        match &self.kind {
            Kind::Table(entries) => entries,
            _ => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        match self.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Lays this file over the one that it extends: tables entry by entry, lists of things that
    /// have an `id` thing by thing, everything else as a whole.
    pub(crate) fn over(self, base: Self) -> Self {
        let (file, line) = (self.file, self.line);
        let kind = match (self.kind, base.kind) {
            (Kind::Table(mine), Kind::Table(mut merged)) => {
                for (key, node) in mine {
                    lay(
                        &mut merged,
                        |(k, _)| *k == key,
                        (key.clone(), node),
                        |(k, n), (_, b)| (k, n.over(b)),
                    );
                }
                Kind::Table(merged)
            }
            (Kind::List(mine), Kind::List(mut merged))
                if mine.iter().chain(&merged).all(|n| n.get("id").is_some()) =>
            {
                for node in mine {
                    let id = node.get("id").and_then(Self::as_text).map(str::to_owned);
                    let same = |n: &Self| n.get("id").and_then(Self::as_text) == id.as_deref();
                    lay(&mut merged, same, node, Self::over);
                }
                Kind::List(merged)
            }
            (mine, _) => mine,
        };
        Self { file, line, kind }
    }
}

/// Puts `item` over the first of `merged` that is the `same`, or at the end.
fn lay<T>(merged: &mut Vec<T>, same: impl Fn(&T) -> bool, item: T, over: impl FnOnce(T, T) -> T) {
    match merged.iter().position(same) {
        Some(at) => {
            let base = merged.remove(at);
            merged.insert(at, over(item, base));
        }
        None => merged.push(item),
    }
}

struct Source<'a> {
    file: &'a Rc<str>,
    text: &'a str,
}

impl Source<'_> {
    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        before.bytes().filter(|&b| b == b'\n').count() + 1
    }

    fn node(&self, span: &Range<usize>, kind: Kind) -> Node {
        Node { file: Rc::clone(self.file), line: self.line(span), kind }
    }

    fn table(&self, span: &Range<usize>, table: &DeTable<'_>) -> Result<Node, TemplateProblem> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let node = self.value(&value.span(), value.get_ref())?;
            entries.push((key.get_ref().to_string(), node));
        }
        Ok(self.node(span, Kind::Table(entries)))
    }

    fn value(&self, span: &Range<usize>, value: &DeValue<'_>) -> Result<Node, TemplateProblem> {
        let kind = match value {
            DeValue::String(text) => Kind::Text(text.to_string()),
            DeValue::Boolean(truth) => Kind::Bool(*truth),
            DeValue::Integer(number) => return self.number(span, number.as_str()),
            DeValue::Float(number) => return self.number(span, number.as_str()),
            DeValue::Array(items) => {
                let items = items.iter().map(|i| self.value(&i.span(), i.get_ref()));
                Kind::List(items.collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => return self.table(span, table),
            DeValue::Datetime(date) => {
                let node = self.node(span, Kind::Bool(false));
                return Err(node.problem(&date.to_string(), "is a date, which no template has"));
            }
        };
        Ok(self.node(span, kind))
    }

    fn number(&self, span: &Range<usize>, text: &str) -> Result<Node, TemplateProblem> {
        match text.parse() {
            Ok(number) => Ok(self.node(span, Kind::Number(number))),
            Err(_) => {
                Err(self.node(span, Kind::Bool(false)).problem(text, "is no number that is used"))
            }
        }
    }
}
