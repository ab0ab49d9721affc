//! Articles and theses that the editor has open: their quotations, checked as `quoteproof check` does it, against the
//! documents of the archive that they lie in.

use super::session::Buffers;
use crate::check::Stop;
use crate::desk::Desk;
use crate::diagnostic::Applicability;
use crate::fix::Mended;
use crate::manuscript::{
    Against, Bibliography, CitedDocument, Form, Hints, Library, Named, Written,
    check_manuscripts_again, mend_manuscripts,
};
use crate::report::checked::{Checked, CheckedQuotation};
use crate::repository::{World, stays_inside};
use camino::{Utf8Path, Utf8PathBuf};

/// The articles of one archive, and what was found of them.
#[derive(Default)]
pub(super) struct Articles {
    pub(super) checked: Checked,
    /// What the checks before have read and found.
    desk: Desk,
    written: Vec<Written>,
    /// The archive's documents as they are cited; nothing where they may be others by now.
    documents: Option<(Vec<CitedDocument>, Vec<Named>)>,
    /// The documents' names, and what the articles' bibliographies say of them.
    library: Library,
    /// Whether something has changed since they were checked.
    pub(super) stale: bool,
}

/// Whether a file by its name is an article: the three forms that are written in an editor.
pub(super) fn form_of(file: &Utf8Path) -> Option<Form> {
    let form = Form::of_name(file.file_name()?)?;
    matches!(form, Form::Markdown | Form::Latex | Form::Typst).then_some(form)
}

impl Articles {
    /// That the archive's documents may be others.
    pub(super) fn look(&mut self) {
        self.documents = None;
        self.stale = true;
    }

    /// Checks those that are open. `false` where that was stopped.
    pub(super) fn refresh(
        &mut self,
        (root, archive): (&Utf8Path, &Desk),
        world: &dyn World,
        (buffers, is_ours): (&Buffers, &dyn Fn(&Utf8Path) -> bool),
        stop: Stop<'_>,
    ) -> bool {
        let open = buffers.iter().filter(|(file, buffer)| is_ours(file) && !buffer.is_large());
        let written = open.filter_map(|(file, buffer)| {
            let name = file.strip_prefix(root).ok()?;
            let text = buffer.text().to_string();
            Written::read(name, text, form_of(file)?, &Hints::default()).ok()
        });
        self.written = written.collect();
        let has_tied = |one: &Written| {
            one.manuscript.quotations.iter().any(|quotation| quotation.tie.is_some())
        };
        if !self.written.iter().any(has_tied) {
            // Most Markdown quotes nothing: no document is read for it.
            (self.checked, self.stale) = (Checked::default(), false);
            return true;
        }
        let (documents, names) =
            self.documents.get_or_insert_with(|| documents(root, archive, world));
        self.library = library(names.clone(), root, world, &self.written);
        let against = Against { documents, library: &self.library, keep: None };
        let checked = check_manuscripts_again(&mut self.desk, &self.written, &against, stop);
        let is_done = checked.is_some();
        if let Some(checked) = checked {
            self.checked = checked;
        }
        self.stale = !is_done;
        is_done
    }

    /// The quotation at a byte of an article.
    pub(super) fn at(&self, name: &Utf8Path, byte: usize) -> Option<&CheckedQuotation> {
        let holds = |q: &&CheckedQuotation| q.span.start <= byte && byte <= q.span.end;
        self.checked.quotations.iter().filter(|q| q.file == name).find(holds)
    }

    /// An article with all safe fixes, tried together and checked again.
    pub(super) fn mend(&self, name: &Utf8Path) -> Option<Mended> {
        let (documents, _) = self.documents.as_ref()?;
        let against = Against { documents, library: &self.library, keep: None };
        let all = mend_manuscripts(&self.written, &against, &self.checked, Applicability::Safe);
        all.into_iter().find(|mended| mended.file == name)
    }
}

/// The documents of an archive whose texts are here, and their names.
fn documents(
    root: &Utf8Path,
    archive: &Desk,
    world: &dyn World,
) -> (Vec<CitedDocument>, Vec<Named>) {
    let (mut documents, mut names) = (Vec::new(), Vec::new());
    for (id, _, source) in archive.sources() {
        let (Some(source), Some(path)) = (source, archive.text_file(id)) else { continue };
        let Ok(bytes) = world.read(path) else { continue };
        let file = path.strip_prefix(root).unwrap_or(path).to_owned();
        names.push(Named::described(id, &file, source));
        documents.push(CitedDocument {
            id: id.to_owned(),
            file,
            media_type: source.text.media_type.clone(),
            bytes: bytes.into(),
            language: source.language.clone(),
        });
    }
    (documents, names)
}

/// The documents by their names, with what the bibliographies that the articles name say of them.
fn library(names: Vec<Named>, root: &Utf8Path, world: &dyn World, written: &[Written]) -> Library {
    let mut library = Library::new(names);
    for one in written {
        let folder = one.file.parent().unwrap_or(Utf8Path::new(""));
        for name in &one.manuscript.bibliographies {
            let file: Utf8PathBuf = folder.join(name).components().collect();
            let text = stays_inside(&file).then(|| world.read(&root.join(&file)).ok()).flatten();
            let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
            for entry in text.iter().flat_map(|text| Bibliography::read(text).entries) {
                library.add(&entry);
            }
        }
    }
    library
}
