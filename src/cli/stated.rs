//! The options of `source add` and `source edit` that describe a document.

use quoteproof::author::SourceMetadata;
use serde_json::Value;

#[derive(clap::Args)]
pub(super) struct Stated {
    /// The document's title
    #[arg(long)]
    title: Option<String>,
    /// An author (may be repeated)
    #[arg(long, value_name = "NAME")]
    author: Vec<String>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// When it was issued (EDTF: 1990-02-14, 1990, 2022~)
    #[arg(long, value_name = "DATE")]
    issued: Option<String>,
    /// The day on which you obtained it
    #[arg(long, value_name = "DAY")]
    accessed: Option<String>,
    /// Where you obtained it
    #[arg(long)]
    url: Option<String>,
    /// Its language (BCP 47: en, de-AT): chooses the word lists
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Its licence (SPDX: CC-BY-4.0, LicenseRef-all-rights-reserved)
    #[arg(long, value_name = "SPDX")]
    license: Option<String>,
    /// The source that it republishes
    #[arg(long, value_name = "ID")]
    derived_from: Option<String>,
}

impl Stated {
    /// The first option that can be said of one document only.
    pub(super) fn of_one_document(&self) -> Option<&'static str> {
        let given = [
            ("--title", self.title.is_some()),
            ("--url", self.url.is_some()),
            ("--derived-from", self.derived_from.is_some()),
        ];
        given.into_iter().find(|(_, is_given)| *is_given).map(|(name, _)| name)
    }

    pub(super) fn metadata(&self) -> SourceMetadata {
        SourceMetadata {
            title: self.title.clone(),
            author: self.author.clone(),
            publisher: self.publisher.clone(),
            issued: self.issued.clone(),
            accessed: self.accessed.clone(),
            url: self.url.clone(),
            language: self.language.clone(),
            license: self.license.clone(),
            derived_from: self.derived_from.clone(),
        }
    }

    /// The members that are reported, with their values.
    pub(super) fn members(&self) -> Vec<(&'static str, Value)> {
        let one = |name, value: &Option<String>| Some((name, Value::from(value.as_deref()?)));
        let author = (!self.author.is_empty()).then(|| ("author", self.author.clone().into()));
        [
            one("title", &self.title),
            author,
            one("publisher", &self.publisher),
            one("issued", &self.issued),
            one("accessed", &self.accessed),
            one("url", &self.url),
            one("language", &self.language),
            one("license", &self.license),
            one("derived_from", &self.derived_from),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
