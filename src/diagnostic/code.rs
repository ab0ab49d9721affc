//! The stable codes: name, default severity and page, each defined once.

use std::fmt;

/// How grave a finding is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Fails the run.
    Error,
    /// Is shown; fails the run only under `--deny warnings`.
    Warning,
    /// Is not shown.
    Off,
}

impl Severity {
    /// `error`, `warning` or `off`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Off => "off",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal, $severity:ident;)*) => {
        /// A diagnostic code, stable for ever.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Code {
            /// Every code, in the order of its definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// `area/name`, kebab-case.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The severity without configuration.
            #[must_use]
            pub const fn default_severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// The code's page, Markdown: what it means, why it matters, an example, how to fix it.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("explain/", $name, ".md")),)* }
            }
        }
    };
}

codes! {
    /// A file has more findings than the report shows.
    JsonTooManyFindings = "json/too-many-findings", Error;
    /// A file cannot be read.
    JsonUnreadable = "json/unreadable", Error;
    /// A file is not UTF-8.
    JsonNotUtf8 = "json/not-utf8", Error;
    /// A file is not JSON.
    JsonSyntaxError = "json/syntax-error", Error;
    /// Git could not merge a file, and left conflict markers in it.
    JsonConflictMarker = "json/conflict-marker", Error;
    /// An object has a key twice.
    JsonDuplicateKey = "json/duplicate-key", Error;
    /// Arrays or objects nest too deep.
    JsonNestingTooDeep = "json/nesting-too-deep", Error;
    /// A member that the schema does not know.
    SchemaAdditionalProperties = "schema/additional-properties", Error;
    /// A member that must be there is not.
    SchemaRequired = "schema/required", Error;
    /// A value of the wrong JSON type.
    SchemaType = "schema/type", Error;
    /// A value that is not one of the allowed ones.
    SchemaEnum = "schema/enum", Error;
    /// A string that does not have the form asked for.
    SchemaPattern = "schema/pattern", Error;
    /// A string that its standard does not allow (EDTF, SPDX, BCP 47, URI).
    SchemaFormat = "schema/format", Error;
    /// A string that is too short.
    SchemaMinLength = "schema/min-length", Error;
    /// A string that is too long.
    SchemaMaxLength = "schema/max-length", Error;
    /// An array with too few items.
    SchemaMinItems = "schema/min-items", Error;
        /// An array with too many items.
    SchemaMaxItems = "schema/max-items", Error;
    /// An array with the same item twice.
    SchemaUniqueItems = "schema/unique-items", Error;
    /// A number that is too small.
    SchemaMinimum = "schema/minimum", Error;
    /// A claim without evidence whose label needs some.
    ClaimNoEvidence = "claim/no-evidence", Error;
    /// A claim's id is not its file's name.
    ClaimIdMismatch = "claim/id-mismatch", Error;
    /// Two claims have one id.
    ClaimDuplicateId = "claim/duplicate-id", Error;
    /// Evidence cites a source that does not exist.
    ClaimUnknownSource = "claim/unknown-source", Error;
    /// A relation names a claim that does not exist.
    ClaimUnknownClaim = "claim/unknown-claim", Error;
    /// A claim is related to itself.
    ClaimSelfRelation = "claim/self-relation", Error;
    /// A claim contradicts another, which has no relation back.
    ClaimOneSidedContradiction = "claim/one-sided-contradiction", Warning;
    /// Claims support or refine one another in a circle.
    ClaimRelationCycle = "claim/relation-cycle", Error;
    /// The label does not follow from the stances of the evidence.
    ClaimLabelMismatch = "claim/label-mismatch", Error;
    /// A label rests on several sources that are all one source.
    ClaimDependentEvidence = "claim/dependent-evidence", Warning;
    /// Words are dated after the document was issued.
    ClaimAnachronism = "claim/anachronism", Error;
    /// A date that is valid and hardly meant.
    ClaimImprobableDate = "claim/improbable-date", Error;
    /// The document does not name the speaker.
    ClaimSpeakerNotNamed = "claim/speaker-not-named", Warning;
    /// Somebody other than the speaker says the words in the document.
    ClaimSpeakerMismatch = "claim/speaker-mismatch", Warning;
    /// A claim quotes the same words twice.
    ClaimRepeatedQuote = "claim/repeated-quote", Warning;
    /// The same quote supports a statement and refutes it.
    ClaimOpposedStance = "claim/opposed-stance", Error;
    /// The statement has a number that no quote has.
    ClaimNumberNotQuoted = "claim/number-not-quoted", Warning;
    /// A heading, a title, a caption or a reference list as evidence.
    ClaimHeadingAsEvidence = "claim/heading-as-evidence", Warning;
    /// The quote is elsewhere than its locator says.
    ClaimLocatorMismatch = "claim/locator-mismatch", Error;
    /// A page is named by its position in the file, but its label differs.
    ClaimPageByIndex = "claim/page-by-index", Warning;
    /// A topic that the configuration does not list.
    ClaimUnlistedTopic = "claim/unlisted-topic", Warning;
    /// A source's id is not its folder's name.
    SourceIdMismatch = "source/id-mismatch", Error;
    /// `derived_from` names a source that does not exist.
    SourceUnknownSource = "source/unknown-source", Error;
    /// Sources are derived from one another in a circle, or one from itself.
    SourceDerivationCycle = "source/derivation-cycle", Error;
    /// No claim cites the source.
    SourceUnusedSource = "source/unused-source", Warning;
    /// A source's path leaves its folder.
    SourcePathOutside = "source/path-outside", Error;
    /// A source's file is not the one that was pinned.
    SourceChanged = "source/source-changed", Error;
    /// A source's text is not here and there is no seal to prove quotes against.
    SourceMissingText = "source/missing-text", Error;
    /// A source's text cannot be decoded, or its media type is not supported.
    SourceUnreadableText = "source/unreadable-text", Error;
    /// The text of a sealed source is where everybody can read it.
    SourceSealedTextOpen = "source/sealed-text-open", Error;
    /// A source was pinned with another version of its reader.
    SourceReaderChanged = "source/reader-changed", Warning;
    /// The same reader gets a different text from a pinned file.
    SourceExtractionDiffers = "source/extraction-differs", Error;
    /// A source does not say in what language its text is.
    SourceNoLanguage = "source/no-language", Warning;
    /// A source's text is not in the language that it states.
    SourceLanguageDoubtful = "source/language-doubtful", Warning;
    /// The words differ from the nearest passage.
    QuoteAltered = "quote/altered", Error;
    /// The words are in another document.
    QuoteMisattributed = "quote/misattributed", Error;
    /// No passage is near.
    QuoteAbsent = "quote/absent", Error;
    /// The text is not here and no proof covers the quote.
    QuoteUnproven = "quote/unproven", Error;
    /// The cited document is missing, changed or cannot be decoded.
    QuoteUnreadable = "quote/unreadable", Error;
    /// Nothing but marks and punctuation.
    QuoteEmpty = "quote/empty-quote", Error;
    /// More segments and brackets than a quote may have.
    QuoteTooManyMarks = "quote/too-many-marks", Error;
    /// The pieces occur in so many places that they cannot all be tried.
    QuoteTooManyPlaces = "quote/too-many-places", Error;
    /// Fewer than three words.
    QuoteShort = "quote/short-quote", Warning;
    /// One word.
    QuoteTrivial = "quote/trivial-quote", Error;
    /// The words occur more than once, and nothing says which place is meant.
    QuoteAmbiguous = "quote/ambiguous", Warning;
    /// The words before or after are not those of prefix or suffix.
    QuoteContextMismatch = "quote/context-mismatch", Error;
    /// The first letter's case differs and is not marked.
    QuoteInitialCase = "quote/initial-case", Warning;
    /// An invisible character in a quote.
    QuoteHiddenCharacter = "quote/hidden-character", Warning;
    /// A bracket replaces, removes or adds a negation.
    QuoteBracketNegation = "quote/bracket-negation", Error;
    /// Words left out contain a negation.
    QuoteElisionNegation = "quote/elision-negation", Warning;
    /// Words left out contain a number or a comparator.
    QuoteElisionNumber = "quote/elision-number", Warning;
    /// Words left out limit the sentence or give it to somebody else.
    QuoteElisionLimiter = "quote/elision-limiter", Warning;
    /// An ellipsis joins what two speakers say.
    QuoteElisionSpeaker = "quote/elision-speaker", Warning;
    /// An ellipsis runs over a heading.
    QuoteElisionHeading = "quote/elision-heading", Warning;
    /// A bracket replaces, removes or adds a number.
    QuoteBracketNumber = "quote/bracket-number", Warning;
    /// A bracket changes the certainty, quantity, time or attribution of a statement.
    QuoteBracketMeaning = "quote/bracket-meaning", Warning;
    /// A bracket makes a statement of its own.
    QuoteBracketInsertion = "quote/bracket-insertion", Warning;
    /// The quote runs from a heading, caption, item or cell into other text.
    QuoteCrossesBlocks = "quote/crosses-blocks", Warning;
    /// The quote runs from one speaker's words into another's.
    QuoteTwoSpeakers = "quote/two-speakers", Warning;
    /// The quote stops right before, or begins right after, a word that denies or limits.
    QuoteClippedSentence = "quote/clipped-sentence", Warning;
    /// The quote begins or ends between a number and its unit, or inside a range in words.
    QuoteClippedNumber = "quote/clipped-number", Warning;
    /// One space more or fewer than the document has, beside a figure or a sign.
    QuoteOddSpace = "quote/odd-space", Warning;
    /// The quote leaves out a figure that looks like the mark of a note.
    QuoteNoteMark = "quote/note-mark", Warning;
    /// Words were left out or put in brackets in a language without word lists.
    QuoteUncheckedEdit = "quote/unchecked-edit", Warning;
    /// Words were left out that cannot be seen without the text, or only their ends.
    QuoteUnseenElision = "quote/unseen-elision", Warning;
    /// The quote runs over lines of a page whose order is a guess.
    QuoteReadingOrder = "quote/reading-order", Warning;
    /// The quote is in a running head or foot, and not in the text.
    QuoteFurniture = "quote/furniture", Warning;
    /// A proof does not lead to the seal's root.
    SealForgedProof = "seal/forged-proof", Error;
    /// The proofs are not up to date: one is missing, or one is no longer needed.
    SealStaleProof = "seal/stale-proof", Warning;
    /// The proofs show more of a document than the configuration allows.
    SealDisclosesMuch = "seal/discloses-much", Warning;
    /// A seal does not belong to the pinned text.
    SealMismatch = "seal/seal-mismatch", Error;
    /// A seal's algorithm is not known.
    SealUnknownAlgorithm = "seal/unknown-algorithm", Error;
    /// The proofs file cannot be read.
    SealMalformedProofs = "seal/malformed-proofs", Error;
    /// Proofs without a seal to prove them against.
    SealMissing = "seal/missing-seal", Error;
    /// The configuration cannot be used.
    ConfigInvalid = "config/invalid-configuration", Error;
    /// A copied schema is not the one of this version.
    ConfigStaleSchema = "config/stale-schema", Warning;
    /// A file is in a place where nothing reads it.
    ConfigStrayFile = "config/stray-file", Warning;
    /// The configuration lists a topic that no claim has.
    ConfigUnusedTopic = "config/unused-topic", Warning;
}

impl Code {
    /// The gravest severity that a finding of the code has without configuration. A code that is a warning by default may have
    /// findings that are errors: an ellipsis that leaves out a “not” right beside the words that it denies.
    #[must_use]
    pub const fn gravest(self) -> Severity {
        match self {
            Self::QuoteElisionNegation
            | Self::QuoteElisionSpeaker
            | Self::QuoteBracketMeaning
            | Self::QuoteBracketNumber
            | Self::QuoteUnseenElision
            | Self::QuoteHiddenCharacter => Severity::Error,
            _ => self.default_severity(),
        }
    }

    /// The mildest severity that configuration may give the code. A proof that proves nothing, or a file
    /// that cannot be read, is always an error; a quote that fails may be a warning, but is never hidden.
    #[must_use]
    pub fn mildest(self) -> Severity {
        let name = self.name();
        let fixed = name.starts_with("json/")
            || name.starts_with("schema/")
            || (name.starts_with("seal/")
                && !matches!(self, Self::SealStaleProof | Self::SealDisclosesMuch))
            || matches!(
                self,
                Self::SourceChanged
                    | Self::SourceExtractionDiffers
                    | Self::SourcePathOutside
                    | Self::ClaimUnknownSource
                    | Self::ConfigInvalid
            );
        match self {
            _ if fixed => Severity::Error,
            Self::QuoteAltered
            | Self::QuoteMisattributed
            | Self::QuoteAbsent
            | Self::QuoteUnproven
            | Self::QuoteUnseenElision
            | Self::QuoteUnreadable
            | Self::QuoteEmpty
            | Self::QuoteTooManyMarks
            | Self::QuoteTooManyPlaces => Severity::Warning,
            _ => Severity::Off,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
