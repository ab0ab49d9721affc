//! The kinds of `quote/altered`, each defined once.

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal;)*) => {
        /// How the words of a quote differ from the nearest passage of the document.
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
        )]
        #[cfg_attr(feature = "archive", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Kind {
            /// Every kind, in the order of its definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The kind's name in reports.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The name under which it is configured and explained, `quote/altered/<kind>`.
            #[must_use]
            pub const fn full_name(self) -> &'static str {
                match self { $(Self::$variant => concat!("quote/altered/", $name),)* }
            }
        }
    };
}

kinds! {
    /// The same words, other capitals.
    Case = "case";
    /// The same words, other punctuation.
    Punctuation = "punctuation";
    /// The same letters, other spaces between them.
    Space = "space";
    /// A figure, sign, comparator, currency or per-cent mark differs.
    Number = "number";
    /// A negation is dropped, added or changed.
    Negation = "negation";
    /// A word stands for another.
    WordChanged = "word-changed";
    /// The quote has a word that the document has not.
    WordAdded = "word-added";
    /// The document has a word that the quote has not.
    WordMissing = "word-missing";
    /// The same words in another order.
    Reordered = "reordered";
    /// Pieces joined that are not together.
    Spliced = "spliced";
    /// A letter of another script that looks the same.
    Confusable = "confusable";
}
