//! What a citation in brackets says of itself: that more is told elsewhere, or that it is of no document.

use super::is_date;
use crate::manuscript::SourceKey;

/// Whether a citation says where more is told: `see Smith 2020 for the floods`.
pub(super) fn is_for_more(part: &str, rest: &str) -> bool {
    const SEE: [&str; 6] = ["see ", "siehe ", "voir ", "véase ", "zie ", "cf. "];
    const FOR: [&str; 7] = [" for ", " on ", " about ", " für ", " zu ", " pour ", " sobre "];
    let lower = part.trim_start().to_lowercase();
    SEE.iter().any(|word| lower.starts_with(word)) && FOR.iter().any(|word| rest.contains(word))
}

/// Whether a citation is of what somebody told, and of no document: `Interview with A. Smith, 3 May 2020`. Authors may have
/// such words in their names: `American Telephone and Telegraph Company`, `Interview Magazine`.
pub(super) fn is_talk(cited: &str) -> bool {
    const TALKS: [&str; 9] = [
        "personal communication",
        "pers. comm",
        "personal correspondence",
        "personal conversation",
        "conversation with",
        "gespräch mit",
        "entretien avec",
        "communication personnelle",
        "comunicación personal",
    ];
    let lower = cited.to_lowercase();
    if TALKS.iter().any(|talk| lower.contains(talk)) {
        return true;
    }
    let is_dated = cited.rsplit_once(',').is_some_and(|(_, day)| is_date(day));
    cited.split(',').any(|part| is_part_of_talk(part.trim(), is_dated))
}

/// Whether words between commas say that something was told: `Interview with A. Smith`, or with a day `telephone interview`.
fn is_part_of_talk(part: &str, is_dated: bool) -> bool {
    const TALKS: [&str; 8] = [
        "interview",
        "e-mail",
        "email",
        "telephone",
        "mitteilung",
        "entrevista",
        "intervista",
        "intervju",
    ];
    const WITH: [&str; 10] =
        ["with", "by", "to", "from", "mit", "von", "avec", "con", "com", "med"];
    let lower = part.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let with =
        |pair: &[&str]| matches!(pair, [talk, with] if TALKS.contains(talk) && WITH.contains(with));
    let is_said = is_dated || part.starts_with(char::is_lowercase);
    words.windows(2).any(with) || is_said && words.last().is_some_and(|word| TALKS.contains(word))
}

/// What such a citation names: a document only where one has its title.
pub(super) fn talk(cited: &str, year: String) -> SourceKey {
    let title = cited.to_owned();
    let work = Box::new(SourceKey::Work { author: None, title: Some(title.clone()) });
    SourceKey::Dated { title, date: year, work }
}

#[cfg(test)]
mod tests {
    use super::is_talk;

    #[test]
    fn what_was_told_is_no_document() {
        for (cited, wanted) in [
            ("Interview with A. Smith, 3 May", true),
            ("Telephone interview with A. Smith,", true),
            ("A. Smith, interview,", true),
            ("A. Smith, telephone interview, 3 May", true),
            ("Smith, personal communication, 3 May", true),
            ("E-mail to the author, 3 May", true),
            ("Interview mit A. Schmidt, 3. Mai", true),
            ("American Telephone and Telegraph Company", false),
            ("Interview Magazine, 3 May", false),
            ("Mitteilungen des Vereins", false),
            ("Smith", false),
        ] {
            assert_eq!(is_talk(cited), wanted, "{cited}");
        }
    }
}
