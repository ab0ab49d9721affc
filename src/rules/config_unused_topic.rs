//! A topic that the table `[topics]` lists and no claim has.

use crate::diagnostic::{At, Code, Finding};
use crate::model::Model;
use std::collections::BTreeSet;

pub(super) fn check(model: &Model<'_>) -> Vec<Finding> {
    // A claim that could not be read may have any topic.
    let Some(listed) = model.topics().filter(|_| model.is_complete()) else {
        return Vec::new();
    };
    let used: BTreeSet<&str> =
        model.claims().flat_map(|(_, claim)| claim.topics()).map(|topic| &**topic).collect();
    let idle = listed.places.iter().filter(|(topic, _)| !used.contains(topic.as_str()));
    idle.map(|(topic, span)| {
        let message = format!("no claim has the topic `{topic}`");
        Finding::new(Code::ConfigUnusedTopic, listed.file.clone(), At::Span(*span), message)
            .help("give it to a claim, or remove the line")
    })
    .collect()
}
