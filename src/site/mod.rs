//! The archive as web pages, for people who run no programs: files, made of a run that kept what it read.
//!
//! A pure room: a [`Survey`] in, files out. It decides nothing; it says in words what the check found. Of a text that may not be
//! published it can hold nothing but what is proven, where the run did not read it
//! ([`Options::sealed_unread`](crate::Options::sealed_unread)).

mod chart;
mod data;
mod model;
mod name;
mod page;
mod render;
mod text;
mod view;
mod words;

pub use data::{Claim, Claims, Evidence, Relation, schema};

use crate::config::Config;
use crate::report::Survey;
use std::collections::BTreeMap;

/// What a site is made with, besides the run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The archive's configuration.
    pub config: Config,
    /// The day that the pages are made, `2026-11-29`: only with it they name one, and there is a feed.
    pub date: Option<String>,
    /// Templates and files that stand for those of the same name.
    pub templates: BTreeMap<String, String>,
    /// The files of the documents whose text may be shown, by their source's id: what the reader's own check reads.
    pub documents: BTreeMap<String, Vec<u8>>,
    /// The checker for browsers, compiled to WebAssembly; without it the pages name the command.
    pub module: Option<Vec<u8>>,
}

/// A file of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    /// Its path in the site, with `/`: small letters, digits, hyphens and full stops.
    pub path: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// Why there is no site.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A template is wrong, or asks for what is not there.
    #[error("the template {name} cannot be used: {message}")]
    Template {
        /// Its name.
        name: String,
        /// What is wrong, with the line.
        message: String,
    },
    /// A file that stands for none.
    #[error("no template is named {0}: there are {1}")]
    Unknown(String, String),
}

/// All files of the site.
///
/// # Errors
/// Where a template of the settings cannot be used.
pub fn build(survey: &Survey, settings: &Settings) -> Result<Vec<SiteFile>, SiteError> {
    let model = model::SiteModel::new(survey, &settings.config.corpus);
    let renderer = render::Renderer::new(&model, settings)?;
    let (pages, data) =
        rayon::join(|| page::pages(&model, settings, &renderer), || data::files(&model, settings));
    let mut files = pages?;
    files.extend(data);
    files.extend(render::assets(settings));
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// The claims as reviews (`ClaimReview` of schema.org), a list of JSON-LD. `None` where the configuration does not say who
/// reviews.
#[must_use]
pub fn reviews(survey: &Survey, settings: &Settings) -> Option<String> {
    let model = model::SiteModel::new(survey, &settings.config.corpus);
    data::reviews(&model, settings)
}

/// The names of the templates and files that an archive may replace, with what they hold.
#[must_use]
pub fn templates() -> &'static [(&'static str, &'static str)] {
    render::TEMPLATES
}
