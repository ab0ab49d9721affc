//! What a citation in brackets says of itself: that more is told elsewhere, or that it is of no document.

use crate::manuscript::SourceKey;

/// Whether a citation says where more is told: `see Smith 2020 for the floods`.
pub(super) fn is_for_more(part: &str, rest: &str) -> bool {
    const SEE: [&str; 6] = ["see ", "siehe ", "voir ", "véase ", "zie ", "cf. "];
    const FOR: [&str; 7] = [" for ", " on ", " about ", " für ", " zu ", " pour ", " sobre "];
    let lower = part.trim_start().to_lowercase();
    SEE.iter().any(|word| lower.starts_with(word)) && FOR.iter().any(|word| rest.contains(word))
}

/// Whether a citation is of what somebody told, and of no document: `Interview with A. Smith, 3 May 2020`.
pub(super) fn is_talk(cited: &str) -> bool {
    const TALKS: [&str; 16] = [
        "interview",
        "personal communication",
        "pers. comm",
        "personal correspondence",
        "personal conversation",
        "conversation with",
        "e-mail",
        "email",
        "telephone",
        "mitteilung",
        "gespräch mit",
        "entretien avec",
        "communication personnelle",
        "entrevista",
        "comunicación personal",
        "intervista",
    ];
    let lower = cited.to_lowercase();
    TALKS.iter().any(|talk| lower.contains(talk))
}

/// What such a citation names: a document only where one has its title.
pub(super) fn talk(cited: &str, year: String) -> SourceKey {
    let title = cited.to_owned();
    let work = Box::new(SourceKey::Work { author: None, title: Some(title.clone()) });
    SourceKey::Dated { title, date: year, work }
}
