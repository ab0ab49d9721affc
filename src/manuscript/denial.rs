//! What a sentence says of a quotation so that the words need not be the source's: that they are rejected, supposed, or said in
//! other words; and with whom somebody is only compared.
//!
//! ```text
//! Smith (2020) rejects the idea that “floods are acts of God”.
//! Contrary to the claim that “everyone was warned”, Smith (2020) finds no evidence.
//! Unlike Jones (2019), Smith (2020) says “never”.              Jones does not speak
//! ```

mod words;

use super::speaker::is_saying;
use words::{
    ASCRIBED, CALLED, COMPARES, INVERTED, LABELS, NEVER, OPINIONS, REJECTED, REJECTS, SAY, SAYS,
    SPANISH, SPOKEN_OF, THE_WORDS, UNSAID, UNTRUE,
};

/// Words between the verb and the opinion.
const BETWEEN: usize = 3;

/// How far after a quotation such words are looked for, in words.
const UNSAID_AFTER: usize = 8;

/// Whether the words around a quotation say that it was not said: `Smith did not write “…”`, `a myth that Smith wrote “…”`. A
/// citation after it then says whose words it is not.
pub(super) fn is_unsaid(before: &str, after: &str) -> bool {
    let before = plain(before);
    // What follows `but` is what was said: `did not say so, but wrote “…”`.
    let clause = [" but ", "; ", " sondern ", " mais ", " sino "]
        .iter()
        .filter_map(|joint| before.rfind(joint).map(|at| at + joint.len()))
        .max()
        .and_then(|at| before.get(at..))
        .unwrap_or(&before);
    let after: Vec<&str> = after.split_whitespace().take(UNSAID_AFTER).collect();
    let after = plain(&after.join(" "));
    let has = |text: &str, words: &[&str]| words.iter().any(|words| holds(text, words).is_some());
    let rest_of = |words: &&str| {
        let at = holds(clause, words)? + words.len();
        Some(clause.get(at..)?.trim_end_matches([' ', ',']))
    };
    let misquoted = |words: &&str| {
        let before = holds(clause, words).and_then(|at| clause.get(..at)).unwrap_or("");
        rest_of(words).is_some_and(|rest| goes_on(rest) && !is_of_somebody(before, rest))
    };
    let untrue =
        |words: &&str| rest_of(words).is_some_and(|rest| !rest.contains(',') && says_at_last(rest));
    is_labelled(&before)
        || has(clause, &ASCRIBED)
        || has(&after, &ASCRIBED)
        || UNSAID.iter().any(misquoted)
        || UNTRUE.iter().any(untrue)
        || never_says(clause)
}

/// Whether a sentence begins with a word that calls what follows untrue: `Myth: that she ended with “…”`.
fn is_labelled(sentence: &str) -> bool {
    LABELS.iter().any(|label| {
        let sentence = sentence.trim_start_matches(|c: char| !c.is_alphanumeric());
        let rest = sentence.strip_prefix(label).unwrap_or("");
        let rest = rest.trim_start_matches(|c: char| {
            c.is_ascii_digit() || c.is_whitespace() || matches!(c, '#' | '*' | '_')
        });
        rest.starts_with([':', '—', '–'])
    })
}

/// Whether words lead on to a quotation: no comma ends what was begun, but for `misquotes her, writing “…”`.
fn goes_on(rest: &str) -> bool {
    const ON: [&str; 6] = ["writing", "saying", "claiming", "reporting", "as", "who"];
    let first = |part: &str| part.split_whitespace().next().map(str::to_owned);
    rest.split(',').skip(1).all(|part| first(part).is_some_and(|word| ON.contains(&&*word)))
}

/// Whether somebody speaks at the end of what is untrue. After a colon somebody says what is so: `the myth that salt was cheap:
/// “…”`.
fn says_at_last(rest: &str) -> bool {
    rest.split_once(':').map_or(rest, |(told, _)| told).split_whitespace().any(is_saying)
}

/// Whether `misquoted` only says of somebody, or of something, what often happens to it: `the often misquoted Smith writes`.
fn is_of_somebody(before: &str, rest: &str) -> bool {
    const OF: [&str; 10] =
        ["the", "a", "an", "this", "that", "his", "her", "their", "its", "another"];
    const OFTEN: [&str; 7] = ["often", "oft", "much", "ever", "so", "most", "still"];
    const GOES_ON: [&str; 10] =
        ["as", "by", "in", "when", "because", "with", "to", "him", "them", "it"];
    let words: Vec<&str> =
        before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_often = |word: &&&str| OFTEN.contains(*word) || word.ends_with("ly");
    let often = words.iter().rev().take_while(is_often).count();
    let is_of = words.len().checked_sub(often + 1).and_then(|at| words.get(at));
    let next = rest.split_whitespace().next().unwrap_or("");
    let is_name = !next.is_empty() && !GOES_ON.contains(&next);
    let is_attribute = is_of.is_none_or(|word| OF.contains(word)) && is_name;
    is_attribute && (often > 0 || rest.split_whitespace().any(is_saying))
}

/// Whether a clause ends in a denied verb of saying, and nothing after it but words that lead to a quotation.
fn never_says(clause: &str) -> bool {
    const BETWEEN: [&str; 7] = ["ever", "even", "in", "fact", "himself", "herself", "themselves"];
    let words: Vec<&str> = clause.split_whitespace().map(|w| w.trim_end_matches(bare)).collect();
    let says = |word: &&str| SAY.contains(word) || is_saying(word);
    let Some(verb) = words.iter().rposition(says) else { return false };
    let (head, leads) = words.split_at(verb);
    let leads = leads.get(1..).unwrap_or(&[]);
    if !leads.iter().all(|word| word.is_empty() || THE_WORDS.contains(word)) {
        return false;
    }
    // `did not actually write`; of `did not only write` it was written.
    let adverb = |word: &&&str| {
        BETWEEN.contains(*word)
            || word.ends_with("ly") && !matches!(**word, "only" | "merely" | "simply")
    };
    let adverbs = head.iter().rev().take_while(adverb).count();
    let head = head.get(..head.len() - adverbs).unwrap_or(&[]).join(" ");
    let is_never = |never: &&str| {
        head.strip_suffix(never).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
    };
    // `no escribió` is no denial of the English `no`.
    let is_spanish = words.get(verb).is_some_and(|verb| SPANISH.contains(verb));
    let is_inverted = |words: &&str| {
        let at = holds(&head, words).map(|at| at + words.len());
        let who = at.and_then(|at| head.get(at..)).unwrap_or("");
        let is_other = |word: &str| matches!(word, "that" | "who" | "which" | "whom");
        let mut words = who.split_whitespace();
        at.is_some() && words.clone().count() <= WHO && !who.contains(',') && !words.any(is_other)
    };
    // `Don’t use “…”` asks for something: nobody is said not to have said it.
    if matches!(&*head, "don’t" | "don't" | "do not") {
        return false;
    }
    NEVER.iter().any(is_never)
        || is_spanish && (head == "no" || head.ends_with(" no"))
        || INVERTED.iter().any(is_inverted)
}

/// The most words that name who did not speak.
const WHO: usize = 5;

/// Whether the words before a quotation say of an opinion that it is wrong: `rejects the idea that “…”`. A citation after it may be
/// of whoever says so, and whether the words are that document's is not said.
pub(super) fn is_rejected(before: &str) -> bool {
    let before = plain(before);
    let rest_of = |words: &&str| before.get(holds(&before, words)? + words.len()..);
    let untrue = |words: &&str| {
        rest_of(words).is_some_and(|rest| rest.trim_end_matches([' ', ',']).is_empty())
    };
    // `disputes the claim that costs rose, but adds “…”` says nothing of the words.
    let leads = |rest: &str| !rest.contains(',') && !rest.split_whitespace().any(is_saying);
    rejects(&before, leads) || UNTRUE.iter().filter(|words| !words.starts_with("no ")).any(untrue)
}

/// The most words of a name or a meaning: what is longer is a sentence of somebody.
const TERM: usize = 5;

/// Whether the words right before a quotation make a name or a meaning of it: `the so-called “…”`, `which means “…”`.
pub(super) fn is_called(before: &str, quotation: &str) -> bool {
    let before = plain(before);
    let before = before.trim_end();
    let is_phrase =
        ["by all means", "by any means", "by no means"].iter().any(|words| before.ends_with(words));
    // A mark that a space parts from the words is none: `« port sec »`.
    let mut words =
        quotation.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
    if is_phrase || words.nth(TERM).is_some() {
        return false;
    }
    CALLED.iter().any(|words| {
        before.strip_suffix(words).is_some_and(|t| !t.ends_with(char::is_alphanumeric))
    })
}

const fn bare(c: char) -> bool {
    matches!(c, ',' | ':' | ';' | '“' | '"' | '‘' | '„' | '«')
}

/// Whether the words around a quotation say that it need not be the source's words.
pub(super) fn denies(before: &str, after: &str) -> bool {
    let before = plain(before);
    let after = plain(after);
    let has = |text: &str, words: &[&str]| words.iter().any(|words| holds(text, words).is_some());
    has(&before, &SAYS)
        || is_unsaid(&before, &after)
        || rejects(&before, |_| true)
        || has(&after, &REJECTED)
        || before.starts_with("if ") && has(&before, &["had", "were to"])
        || has(&before, &["read", "reads"]) && before.ends_with("as saying ")
}

/// Whether words reject an opinion: a verb, what is rejected right after it, and after that nothing but what `leads` to the
/// quotation.
fn rejects(before: &str, leads: impl Fn(&str) -> bool) -> bool {
    REJECTS.iter().any(|verb| {
        let Some(at) = holds(before, verb) else { return false };
        let mut rest = before.get(at + verb.len()..).unwrap_or("").trim_start();
        for _ in 0..BETWEEN {
            let Some((word, behind)) = rest.split_once(' ') else { break };
            if OPINIONS.contains(&word.trim_end_matches([',', ':'])) {
                return leads(behind);
            }
            rest = behind;
        }
        false
    })
}

/// Where words are in a text as whole words.
fn holds(text: &str, words: &str) -> Option<usize> {
    let free = |at: usize| {
        text.get(..at).is_some_and(|t| !t.ends_with(char::is_alphanumeric))
            && text.get(at + words.len()..).is_some_and(|t| !t.starts_with(char::is_alphanumeric))
    };
    text.match_indices(words).map(|(at, _)| at).find(|at| free(*at))
}

/// Small letters, and one space between words.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for word in text.split_whitespace() {
        plain.push_str(&word.to_lowercase());
        plain.push(' ');
    }
    plain
}

/// Whether a citation is only compared with: `Unlike Jones (2019), Smith (2020) says`.
pub(super) fn is_compared(before: &str, after: &str) -> bool {
    let Some(rest) = after.trim_start().strip_prefix(',') else { return false };
    let goes_on = rest.trim_start().starts_with("who ") || rest.trim_start().starts_with("der ");
    let before = plain(before);
    let before = before.trim_end();
    let ends = |words: &str| {
        before.strip_suffix(words).is_some_and(|t| !t.ends_with(char::is_alphanumeric))
    };
    !goes_on && COMPARES.iter().any(|words| ends(words))
}

/// Whether a citation is what is spoken of, and not who speaks: `Asked about Smith (2020), the mayor said`, `a reviewer of Smith
/// (2020) complains`.
pub(super) fn is_spoken_of(before: &str) -> bool {
    let before = plain(before);
    let before = before.trim_end();
    let ends = |words: &&str| {
        before.strip_suffix(*words).is_some_and(|t| !t.ends_with(char::is_alphanumeric))
    };
    SPOKEN_OF.iter().any(ends)
}

#[cfg(test)]
mod tests {
    use super::{denies, is_called, is_compared, is_rejected, is_unsaid};

    #[test]
    fn what_was_not_said() {
        for (before, after, wanted) in [
            ("Hartwell did not write ", "", true),
            ("Hartwell didn’t actually write that ", "", true),
            ("It is not true that salt was cheap, as Hartwell shows: ", "", false),
            ("Hartwell, who is often misquoted, says ", "", false),
            ("Nobody ever said anything like ", ".", true),
            ("Hartwell never used the words ", ".", true),
            ("Critics misquote her as saying ", ".", true),
            ("It is a myth that Hartwell (1998) wrote ", ".", true),
            ("The line ", ", wrongly attributed to Hartwell ", true),
            ("Hartwell hat nie geschrieben: ", ".", true),
            ("Hartwell did not only write ", ".", false),
            ("Hartwell did not say so, but wrote ", ".", false),
            ("Hartwell did not write for money; she said ", ".", false),
            ("Hartwell did not say who had written in the margin of the ledger ", ".", false),
            ("Hartwell writes that she never came: ", ".", false),
            ("Those who never went write ", ".", false),
            ("Hartwell wrote ", ", and never came back.", false),
            ("The often misquoted Hartwell writes ", "", false),
            ("The oft-misquoted sentence ", "", false),
            ("Often misquoted Hartwell writes ", "", false),
            ("The misquoted Hartwell writes ", "", false),
            ("The misquoted sentence ", "", true),
            ("Hartwell is often misquoted as writing ", "", true),
            ("The paper misquoted her, writing ", "", true),
            ("The paper misquoted her, but the board says ", "", false),
            ("Nowhere does Hartwell write ", ".", true),
            ("Nobody in the ministry ever wrote that ", ".", true),
            ("None of the nine villages wrote ", ".", true),
            ("Nobody doubts that Hartwell wrote ", ".", false),
            ("Nobody who came wrote ", ".", false),
            ("Don’t use ", ".", false),
            ("Nowhere did the board, as Hartwell writes, say what it paid: ", ".", false),
            ("What Hartwell never said is ", ".", true),
            ("There is no evidence that Hartwell ever wrote ", ".", true),
            ("Hartwell found no evidence that ", ".", false),
            ("It is a myth that ", ".", false),
            ("Myth: that she ended with ", "", true),
            ("Myth #2: ", "", true),
            ("Mythos — ", "", true),
            ("Myth and fact: ", "", false),
            ("Fact: ", "", false),
            ("Legend: ", "", false),
            ("Fiction. ", "", false),
            ("The keeper came home; myth: ", "", false),
            ("The sentence ", " does not appear in Hartwell ", true),
            ("Hartwell n’a jamais écrit ", ".", true),
            ("Hartwell no escribió ", ".", true),
            ("The answer was no, wrote ", ".", false),
        ] {
            assert_eq!(is_unsaid(before, after), wanted, "{before}|{after}");
        }
    }

    #[test]
    fn what_is_a_name_or_a_meaning() {
        for (before, quotation, wanted) in [
            ("the so-called ", "dry harbour", true),
            ("the so-called ", "harbour of the town was always dry", false),
            ("le prétendu ", "« port de la ville sèche »", true),
            ("a word that means ", "always dry", true),
            ("She answered by all means ", "always dry", false),
            ("It was by no means ", "always dry", false),
            ("The town is best known as ", "the dry port", true),
            ("The town is best known as ", "the harbour that was always dry", false),
            ("She writes ", "always dry", false),
        ] {
            assert_eq!(is_called(before, quotation), wanted, "{before}|{quotation}");
        }
    }

    #[test]
    fn what_is_rejected() {
        for (before, wanted) in [
            ("Hartwell rejects the idea that ", true),
            ("Although she disputes the claim that costs rose, the author adds ", false),
            ("Hartwell questions these officials and reports ", false),
            ("Hartwell dispels the myth that ", true),
            ("It is not true that ", true),
            ("Hartwell found no evidence that ", false),
            ("Hartwell rejects the plan: ", false),
            ("The myth that salt was cheap is old: Hartwell writes ", false),
        ] {
            assert_eq!(is_rejected(before), wanted, "{before}");
        }
    }

    #[test]
    fn what_is_not_the_sources() {
        for (before, after, wanted) in [
            ("Smith (2020) rejects the idea that ", ".", true),
            ("Contrary to the claim that ", ", Smith (2020) finds none.", true),
            ("If Smith (2020) had written ", ", he would be wrong.", true),
            ("I read Smith (2020) as saying ", ".", true),
            ("Smith (2020) quotes the mayor as saying ", ".", false),
            ("The rumour that ", " is refuted by Smith (2020).", true),
            ("Smith (2020) rejects the plan: ", ".", false),
            ("Smith (2020) says that ", ".", false),
            ("Smith (2020) asks if they had ", ".", false),
            ("Smith (2020) bestreitet die Behauptung, ", ".", true),
        ] {
            assert_eq!(denies(before, after), wanted, "{before}|{after}");
        }
    }

    #[test]
    fn who_is_compared_with() {
        for (before, after, wanted) in [
            ("Unlike ", ", Smith (2020) says", true),
            ("Smith (2020), against ", ", says", true),
            ("Like ", ", who says that", false),
            ("Dislike ", ", Smith", false),
            ("After ", " had said", false),
        ] {
            assert_eq!(is_compared(before, after), wanted, "{before}|{after}");
        }
    }
}
