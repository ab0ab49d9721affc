//! Templates: where text becomes markup, and the only place where it is escaped.

use super::model::{ClaimPage, SiteModel};
use super::name::escaped;
use super::page::year_of;
use super::words;
use super::{Settings, SiteError, SiteFile};
use crate::report::closing_line;
use crate::text::legible;
use camino::Utf8Path;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context, escape_formatter};
use serde::Serialize;

/// The templates and files of a site.
pub(super) const TEMPLATES: &[(&str, &str)] = &[
    ("base.html", include_str!("templates/base.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("index.html", include_str!("templates/index.html")),
    ("claim.html", include_str!("templates/claim.html")),
    ("list.html", include_str!("templates/list.html")),
    ("document.html", include_str!("templates/document.html")),
    ("documents.html", include_str!("templates/documents.html")),
    ("speaker.html", include_str!("templates/speaker.html")),
    ("speakers.html", include_str!("templates/speakers.html")),
    ("timeline.html", include_str!("templates/timeline.html")),
    ("contradictions.html", include_str!("templates/contradictions.html")),
    ("checked.html", include_str!("templates/checked.html")),
    ("check.html", include_str!("templates/check.html")),
    ("key.html", include_str!("templates/key.html")),
    ("data.html", include_str!("templates/data.html")),
    ("style.css", include_str!("templates/style.css")),
    ("site.js", include_str!("templates/site.js")),
    ("check.js", include_str!("templates/check.js")),
];

/// Steps that one page may take: a template that runs without end is stopped. The largest page of 10,000 claims takes a
/// hundredth of it.
const MAX_STEPS: u64 = 50_000_000;

/// What is said on every page.
#[derive(Serialize)]
struct Common<'m> {
    title: &'m str,
    question: &'m str,
    method: &'m str,
    review: &'m str,
    address: &'m str,
    date: Option<&'m str>,
    date_words: Option<String>,
    version: &'static str,
    /// The check's own closing line.
    result: String,
    failed: usize,
    claims: usize,
    documents: usize,
    speakers: usize,
    /// Whether any words have a date.
    dated: bool,
    /// Whether a claim contradicts another one, or is both said and denied.
    disputed: bool,
    quotes: usize,
    passed: usize,
    proven: usize,
    waived: usize,
    module: bool,
    /// What a page has to load of it, in words.
    module_size: Option<String>,
}

/// The templates, ready, and what they say on every page.
pub(super) struct Renderer {
    environment: Environment<'static>,
    common: Value,
    address: String,
}

impl Renderer {
    pub(super) fn new(model: &SiteModel<'_>, settings: &Settings) -> Result<Self, SiteError> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        if let Ok(syntax) = syntax {
            environment.set_syntax(syntax);
        }
        environment.set_fuel(Some(MAX_STEPS));
        // Whatever a claim or a document says passes here, and is escaped: also where a template would have it otherwise,
        // but for what it calls safe.
        environment.set_formatter(|out, state, value| match value.as_str() {
            Some(text) if !value.is_safe() => {
                out.write_str(&escaped(&legible(text))).map_err(minijinja::Error::from)
            }
            _ => escape_formatter(out, state, value),
        });
        let known = |name: &str| TEMPLATES.iter().any(|(known, _)| *known == name);
        if let Some(name) = settings.templates.keys().find(|name| !known(name)) {
            let names: Vec<&str> = TEMPLATES.iter().map(|(name, _)| *name).collect();
            return Err(SiteError::Unknown(name.clone(), names.join(", ")));
        }
        for (name, text) in templates(settings).filter(|(name, _)| is_page(name)) {
            environment
                .add_template_owned(name, text.to_owned())
                .map_err(|error| wrong(name, &error))?;
        }
        let common = Value::from(Serde(common(model, settings)));
        let address = settings.config.site.address.trim_end_matches('/').to_owned();
        Ok(Self { environment, common, address })
    }

    /// A page of a template, at its path in the site.
    pub(super) fn page(
        &self,
        template: &str,
        path: String,
        heading: &str,
        view: impl Serialize,
    ) -> Result<SiteFile, SiteError> {
        let context = context! {
            site => self.common.clone(),
            up => "../".repeat(path.matches('/').count()),
            path => path.clone(),
            heading => heading,
            permanent => self.permanent(&path),
            view => Value::from(Serde(view)),
        };
        let found = self.environment.get_template(template);
        let text = found.and_then(|template| template.render(context));
        let mut content = text.map_err(|error| wrong(template, &error))?.into_bytes();
        content.push(b'\n');
        Ok(SiteFile { path, content })
    }

    /// The whole address of a page, where the archive says where it is.
    pub(super) fn permanent(&self, path: &str) -> Option<String> {
        if self.address.is_empty() {
            return None;
        }
        Some(format!("{}/{}", self.address, if path == "index.html" { "" } else { path }))
    }
}

/// The files that are no pages.
pub(super) fn assets(settings: &Settings) -> Vec<SiteFile> {
    let assets = templates(settings).filter(|(name, _)| !is_page(name));
    let file =
        |(name, text): (&str, &str)| SiteFile { path: name.to_owned(), content: text.into() };
    assets.map(file).collect()
}

fn is_page(name: &str) -> bool {
    Utf8Path::new(name).extension() == Some("html")
}

/// Each template, or what stands for it.
fn templates(settings: &Settings) -> impl Iterator<Item = (&'static str, &str)> {
    TEMPLATES
        .iter()
        .map(|(name, text)| (*name, settings.templates.get(*name).map_or(*text, String::as_str)))
}

fn common<'m>(model: &SiteModel<'_>, settings: &'m Settings) -> Common<'m> {
    let (site, summary) = (&settings.config.site, &model.survey.report.summary);
    Common {
        title: if site.title.is_empty() { "Claims and their sources" } else { &site.title },
        question: &site.question,
        method: &site.method,
        review: &site.review,
        address: &site.address,
        date: settings.date.as_deref(),
        date_words: settings.date.as_deref().map(words::date),
        version: env!("CARGO_PKG_VERSION"),
        result: closing_line(summary),
        failed: summary.failed,
        claims: model.claims.len(),
        documents: model.documents.len(),
        speakers: model.speakers.len(),
        dated: model.quotes.iter().any(|quote| year_of(quote).is_some()),
        disputed: model.claims.iter().any(ClaimPage::is_disputed),
        quotes: summary.quotes,
        passed: summary.passed,
        proven: summary.proven,
        waived: summary.waived,
        module: settings.module.is_some(),
        module_size: settings.module.as_deref().map(loaded),
    }
}

/// The size of a module as a page loads it, in base64: “3.4 MB”.
fn loaded(module: &[u8]) -> String {
    let tenths = (module.len().div_ceil(3) * 4).div_ceil(100_000);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

fn wrong(name: &str, error: &minijinja::Error) -> SiteError {
    let name = error.name().unwrap_or(name).to_owned();
    let line = error.line().map(|line| format!("line {line}: ")).unwrap_or_default();
    let kind = error.kind().to_string();
    let detail = error.detail().map_or(kind.clone(), |detail| format!("{kind}: {detail}"));
    SiteError::Template { name, message: format!("{line}{detail}") }
}
