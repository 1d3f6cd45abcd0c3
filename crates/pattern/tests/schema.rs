//! The published schema is that of the reader.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use pattern::{Design, TemplateProblem};
use serde_json::Value;

/// A template with every key of the language.
const WHOLE: &str = include_str!("whole.toml");

fn parse(text: &str) -> Result<Design, Vec<TemplateProblem>> {
    Design::parse("whole.toml", text, &|_| None)
}

#[test]
fn the_schema_in_the_docs_is_the_one_of_the_code() {
    let path = common::seeds().join("../../docs/garment.schema.json");
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    if std::env::var_os("NAMZA_WRITE").is_some() {
        std::fs::write(&path, pattern::schema_text()).unwrap();
        return;
    }
    assert!(
        text == pattern::schema_text(),
        "docs/garment.schema.json is out of date: `namza lint --schema > docs/garment.schema.json`"
    );
}

/// A table of the template: where it stands, and which definition of the schema describes it.
fn walk(schema: &Value, value: &toml::Value, of: &Value, path: &str, seen: &mut Vec<Found>) {
    if let Some(name) = of.get("$ref").and_then(Value::as_str) {
        let name = name.rsplit('/').next().unwrap();
        let definition = &schema["$defs"][name];
        let table = value.as_table().unwrap_or_else(|| panic!("{path} is no {name}"));
        for (key, entry) in table {
            let described = &definition["properties"][key];
            assert!(!described.is_null(), "{path}.{key} is not in the schema");
            let must = definition["required"].as_array().unwrap().iter().any(|r| r == key.as_str());
            seen.push(Found {
                table: name.to_owned(),
                path: path.to_owned(),
                key: key.clone(),
                must,
            });
            walk(schema, entry, described, &format!("{path}/{key}"), seen);
        }
        return;
    }
    if let Some(any) = of.get("anyOf").and_then(Value::as_array) {
        // A seam is a list or a table.
        if let Some(table) =
            any.iter().find(|a| a.get("$ref").is_some()).filter(|_| value.is_table())
        {
            walk(schema, value, table, path, seen);
        }
        return;
    }
    match value {
        toml::Value::Array(items) if of.get("items").is_some() => {
            for (i, item) in items.iter().enumerate() {
                walk(schema, item, &of["items"], &format!("{path}/{i}"), seen);
            }
        }
        toml::Value::Table(entries) => {
            for (key, entry) in entries {
                walk(schema, entry, &of["additionalProperties"], &format!("{path}/{key}"), seen);
            }
        }
        _ => {}
    }
}

struct Found {
    table: String,
    path: String,
    key: String,
    must: bool,
}

/// The value at `path` of a template.
fn at<'a>(root: &'a mut toml::Value, path: &str) -> &'a mut toml::Value {
    path.split('/').filter(|p| !p.is_empty()).fold(root, |value, part| match value {
        toml::Value::Array(items) => &mut items[part.parse::<usize>().unwrap()],
        other => other.get_mut(part).unwrap(),
    })
}

fn problems(value: &toml::Value) -> Vec<TemplateProblem> {
    parse(&toml::to_string(value).unwrap()).err().unwrap_or_default()
}

/// Every key that the schema has, the whole template has; every key that must be there is missed
/// when it is not; and every key is read, since a value of the wrong kind is found.
#[test]
fn the_reader_reads_every_key_as_the_schema_says() {
    let schema = pattern::schema();
    let whole: toml::Value = toml::from_str(WHOLE).unwrap();
    let found = problems(&whole);
    let lines: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", lines.join("\n"));
    let mut seen = Vec::new();
    let root = serde_json::json!({"$ref": "#/$defs/garment"});
    walk(&schema, &whole, &root, "", &mut seen);
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        if name.ends_with("-change") {
            continue;
        }
        for key in definition["properties"].as_object().unwrap().keys() {
            assert!(
                seen.iter().any(|f| f.table == *name && f.key == *key),
                "the whole template has no {name} with {key}"
            );
        }
    }
    for Found { path, key, must, table } in &seen {
        if *must {
            let mut without = whole.clone();
            at(&mut without, path).as_table_mut().unwrap().remove(key);
            assert!(!problems(&without).is_empty(), "{table} without {key} at {path} is taken");
        }
        // No key takes a date, so each refuses one; the reader says so of the file as a whole. A
        // list of lists is no value either.
        let mut wrong = whole.clone();
        let nonsense = toml::Value::Array(vec![toml::Value::Array(Vec::new())]);
        at(&mut wrong, path).as_table_mut().unwrap().insert(key.clone(), nonsense);
        assert!(!problems(&wrong).is_empty(), "{table} takes nonsense for {key} at {path}");
    }
    let mut unknown = whole.clone();
    for Found { path, .. } in &seen {
        let table = at(&mut unknown, path).as_table_mut().unwrap();
        table.insert("no_such_key".to_owned(), toml::Value::Boolean(true));
        assert!(problems(&unknown).iter().any(|p| p.term == "no_such_key"), "{path}");
        at(&mut unknown, path).as_table_mut().unwrap().remove("no_such_key");
    }
}
