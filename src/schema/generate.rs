//! The schemas, made from the types and put into words that editors and people can read.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

/// The schema of `T`: draft 2020-12, one piece without references, no `null`, no `oneOf`.
pub(super) fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .with_transform(RecursiveTransform(plain));
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    // One order, whatever features other crates give serde_json's maps.
    schema.sort_all_objects();
    schema
}

/// Rewrites one schema. Members that are not there are left out of a file, so `null` is none of
/// their values; and people can read the error of an `enum`, not that of a `oneOf`.
fn plain(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    without_null(object);
    one_of_to_enum(object);
    if object.get("format").and_then(Value::as_str).is_some_and(|f| f.starts_with("uint")) {
        object.remove("format");
    }
}

fn without_null(object: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(choices)) = object.get("anyOf") else { return };
    let wanted: Vec<&Value> = choices.iter().filter(|choice| choice["type"] != "null").collect();
    if let [Value::Object(only)] = wanted.as_slice() {
        let only = only.clone();
        object.remove("anyOf");
        for (keyword, value) in only {
            object.entry(keyword).or_insert(value);
        }
    }
}

/// `oneOf` of constants to `enum`, their descriptions as lines of the description.
fn one_of_to_enum(object: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = object.get("oneOf") else { return };
    let constants: Option<Vec<Value>> =
        choices.iter().map(|choice| choice.get("const").cloned()).collect();
    let Some(constants) = constants else { return };
    let mut description =
        object.get("description").and_then(Value::as_str).map(str::to_owned).unwrap_or_default();
    for choice in choices {
        if let (Some(name), Some(words)) =
            (choice["const"].as_str(), choice["description"].as_str())
        {
            description.push_str("\n- `");
            description.push_str(name);
            description.push_str("`: ");
            description.push_str(words);
        }
    }
    object.remove("oneOf");
    object.insert("type".to_owned(), "string".into());
    object.insert("enum".to_owned(), constants.into());
    object.insert("description".to_owned(), description.trim_start().into());
}
