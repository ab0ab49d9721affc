//! What words are listed for, and sets of such lists.

/// What words are listed for. `en.toml` has a comment on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum List {
    /// `not`, `never`, `without`.
    Negations,
    /// `denied`, `ruled out`, `far from`, `unable to`.
    Denials,
    /// `except`, `excluding`, `other than`.
    Exclusions,
    /// `except for`, `without`: after its comma comes what holds only with that taken out.
    Reservations,
    /// `fail-safe`, `without fail`, `No. 5`: what looks like a negation and is none.
    FalseFriends,
    /// `not only`, `no doubt`: a denial that affirms, as long as it is whole.
    Affirmations,
    /// `*less`: a word that denies by its form, as an adjective does.
    Privatives,
    /// `un*`, `non-*`: what makes a word its own opposite.
    Opposites,
    /// 不, 未: a negation that belongs to the letters after it.
    GluedBefore,
    /// ない, ません: a negative ending that belongs to the letters before it.
    GluedAfter,
    /// Hebrew ו, Arabic و: a word glued to the front of another, which stays what it is.
    Proclitics,
    /// `l'`, `qu'`: a short word and its apostrophe, after which a quote may begin.
    Elided,
    /// `'s`, Turkish `'da`: an ending behind an apostrophe, before which a quote may end.
    ApostropheSuffixes,
    /// `only`, `almost`, `at least`.
    Limiters,
    /// `suggests that`, `perhaps`, `allegedly`.
    Hedges,
    /// `critics say`, `according to`.
    Attributions,
    /// `if`, `unless`, `as long as`.
    Conditions,
    /// `Had`, `Were`, `Should`: a condition where it begins the clause.
    Inversions,
    /// `less … than`: one half without the other says something else.
    Pairs,
    /// `and`, `as well as`.
    And,
    /// `or`.
    Or,
    /// `that`: what leads from a frame to what it says (`it is not true that …`).
    That,
    /// 性: what makes a noun of the word that it is written to.
    NounEndings,
    /// `but`, `however`: what turns the sense.
    But,
    /// `must`, `may`: what changes the sense when another takes its place.
    Modals,
    /// `have`, `been`, `to`: what may be between a modal and its verb.
    Auxiliaries,
    /// `can = could`: forms of one modal verb, of which any may take the place of another.
    ModalForms,
    /// `says`, `claims`: a verb that makes what follows another's word.
    Sayings,
    /// `according to`: attributes to somebody what comes before it.
    Voices,
    /// `false`, `denies`: what says of a statement that it is not so.
    Refuting,
    /// `rumour`, `claim`: a noun of statements.
    Claims,
    /// `former`, `vice`: what makes another person or thing of the noun right behind it.
    Modifiers,
    /// `some`, `all`, `most`.
    Quantifiers,
    /// `more`, `less`, `worse`.
    Comparatives,
    /// `before`, `after`, `first`, `last`.
    Order,
    /// `January`.
    Months,
    /// `Monday`.
    Weekdays,
    /// `two`, `seventeen`.
    Numbers,
    /// `one`: a number that most often counts nothing.
    Indefinite,
    /// `million`, `bn`, `dozen`: what multiplies the figure before it.
    Scales,
    /// `half`, `twice`, `double`.
    Multiples,
    /// `third`: what is left of `twenty-third` is another number.
    Ordinals,
    /// `twenty`: *and* joins it with a smaller number (`five and twenty`).
    Tens,
    /// `and a half`: what follows a number and is part of it.
    Parts,
    /// `a`, `of a`: what is between a part or a scale and another scale (`half a million`).
    ScaleLinks,
    /// `metres`, `hours`: from `units.toml`.
    Units,
    /// `per cent`.
    Percent,
    /// Turkish `yüzde`: per cent, before its figure.
    PercentBefore,
    /// `in`, `out of`: what is between the two numbers of a ratio.
    Ratios,
    /// `per`, `a day`: what follows a number and says for what each time.
    Rates,
    /// `more than`, `up to`.
    Comparators,
    /// `or more`, `p.m.`: what says behind a number how much of it is meant.
    ComparatorsBehind,
    /// `from … to`, `between … and`.
    Ranges,
    /// `in`, `since`, `until`: a figure from 1000 to 2100 behind it is a year.
    YearWords,
    /// `No.`, `Fig.`: the figure behind it is a name.
    NumberLabels,
    /// `Dr`, `approx`: the full stop behind it ends no sentence.
    Abbreviations,
    /// `The`, `It`: what begins a sentence even behind an abbreviation.
    Starters,
    /// `is`, `was`, `said`: what makes a bracket a statement.
    Verbs,
    /// `who`, `why`.
    Questions,
    /// `would have`: words after which a verb names what did not happen.
    UnrealForms,
}

/// Lists of a few words each, which one rule asks for. No [`ListSet`] has them; they are read one word after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ShortList {
    /// `answered`, `cried`: with [`List::Sayings`], what words in quotation marks follow.
    Answering,
    /// `a`, `the`, in languages that have a capital for names alone; and what a number one also is: Dutch `een`.
    Articles,
    /// `method`, `function`: the name after it is one of a program.
    CodeKinds,
    /// `example`: a word whose figure is a name, only with a capital.
    CapitalLabels,
    /// `to`, before a verb.
    InfinitiveMarks,
    /// German `be`, `ver`: what a verb begins with whose participle has no `ge`.
    Inseparable,
    /// `so`, `tellement`: what leads with its *that* to a consequence.
    LeadsTo,
    /// German `gehen`, `bereit`: what looks like a participle and is another word.
    NoParticiples,
    /// German `dem`, `seiner`: what may be between a preposition and its noun.
    ObliqueArticles,
    /// `page`, `p`: what the number of a page has before it.
    Pages,
    /// German `wird`: a modal that makes the passive voice of a participle.
    Passives,
    /// `have`: between a hedge and its participle.
    Perfects,
    /// `it`, `this`: what means what was said.
    Pronouns,
    /// `shows`, `evidence`: verbs and nouns of proof.
    Proving,
    /// German `auf`, `entgegen`: what is written to its verb, before the `ge` of a participle.
    Separable,
    /// `operator`, `mark`: what the sign of a programming language is called.
    SignKinds,
    /// `ISO`, `RFC`: a name, all in capitals, that the figure after it is part of.
    Standards,
    /// `until`: what turns a statement, without a comma before it.
    Until,
}

/// A set of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListSet(u64);

impl ListSet {
    /// No list.
    pub const NONE: Self = Self(0);

    /// All lists.
    pub(crate) const ALL: Self = Self(u64::MAX);

    /// The set of these lists.
    #[must_use]
    pub const fn of(lists: &[List]) -> Self {
        let (mut bits, mut rest) = (0, lists);
        while let [list, tail @ ..] = rest {
            bits |= 1 << *list as u64;
            rest = tail;
        }
        Self(bits)
    }

    /// Whether the list is one of them.
    #[must_use]
    pub const fn has(self, list: List) -> bool {
        self.0 & (1 << list as u64) != 0
    }

    /// Whether the two sets have a list in common.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether it has no list.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// What denies: negations, denials, and exclusions.
pub(crate) const DENYING: ListSet =
    ListSet::of(&[List::Negations, List::Denials, List::Exclusions]);

/// Numbers written out.
pub(crate) const SPELLED: ListSet = ListSet::of(&[List::Numbers, List::Scales, List::Multiples]);

/// What is in a number expression.
pub(super) const COUNTING: ListSet = ListSet::of(&[
    List::Numbers,
    List::Indefinite,
    List::Scales,
    List::Multiples,
    List::Ordinals,
    List::Parts,
    List::ScaleLinks,
    List::Percent,
    List::PercentBefore,
    List::And,
    List::Units,
]);
