//! A topic that the table `[topics]` does not list.

use super::{Asked, did_you_mean};
use crate::diagnostic::{At, Code, Finding};
use crate::model::{ClaimEntry, ClaimRecord};

pub(super) fn check(
    asked: &Asked<'_>,
    entry: &ClaimEntry<'_>,
    claim: &ClaimRecord,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Without a table every topic is as good as another.
    let Some(listed) = asked.model.topics() else { return findings };
    for (at, topic) in claim.topics().iter().enumerate() {
        if listed.places.contains_key(&**topic) {
            continue;
        }
        let message = format!("the topic `{topic}` is not in `[topics]` of {}", listed.file);
        let at = At::Value(format!("/topics/{at}"));
        let otherwise = format!("use a topic that is listed, or add there: `{topic} = \"…\"`");
        findings.push(
            Finding::new(Code::ClaimUnlistedTopic, entry.file, at, message).help(did_you_mean(
                topic,
                listed.places.keys().map(String::as_str),
                &otherwise,
            )),
        );
    }
    findings
}
