//! Fixes of quotations: the changed words alone, in the manuscript's own escaping, and only where they read back.
//!
//! What a fix replaces is tried at once: with its edits the manuscript is read again, and must have the same quotations,
//! tied to the same documents, of which just this one has other words, those that were wanted:
//!
//! ```text
//! \enquote{5\,\% of it}     5 → 6       \enquote{6\,\% of it}
//! "he said ""no"""          no → "yes"  "he said ""yes"""
//! ```

use super::check::{Against, Written, check_manuscripts};
use super::{Form, Manuscript, Quotation};
use crate::diagnostic::{Applicability, Diagnostic, Edit, Severity};
use crate::fix::Mended;
use crate::report::checked::{Checked, CheckedQuotation};
use crate::text::{LineIndex, Span};
use camino::{Utf8Path, Utf8PathBuf};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::{BTreeMap, BTreeSet};

/// How much is read again to try fixes in one run, in bytes. Past it mistakes are told, and no fix is offered.
const MAX_TRIED: usize = 512 << 20;

/// What one quotation adds to the price of reading a manuscript, in bytes: to tie it, the text around it is searched.
const QUOTATION_BYTES: usize = 2 << 10;

/// How often manuscripts are checked again: each round gives up fixes.
const MAX_ROUNDS: usize = 8;

/// What was read again in one run.
#[derive(Default)]
pub(super) struct Trials {
    bytes: usize,
}

impl Trials {
    /// The edits that give a quotation other words. `None` where the manuscript cannot be written so.
    pub(super) fn edits(
        &mut self,
        written: &Written,
        quotation: &Quotation,
        new: &str,
    ) -> Option<Vec<Edit>> {
        if written.form.is_container() || self.bytes >= MAX_TRIED {
            return None;
        }
        let part = Part::of(written, quotation, &mut self.bytes);
        let (old, before) = match &part {
            Some(part) => (&part.text, &part.manuscript),
            None => (&written.text, &written.manuscript),
        };
        let price = before.quotations.len().saturating_mul(QUOTATION_BYTES);
        let price = price.saturating_add(old.len());
        if self.bytes.saturating_add(price) > MAX_TRIED {
            return None;
        }
        let number = match &part {
            Some(_) => 0,
            None => before.quotations.iter().position(|q| q == quotation)?,
        };
        for way in Way::of(written.form) {
            self.bytes = self.bytes.saturating_add(price);
            if self.bytes > MAX_TRIED {
                return None;
            }
            let Some(edits) = way.edits(written, quotation, new) else { continue };
            let moved = part.as_ref().map(|part| part.moved(&edits));
            let Some(text) = apply(old, moved.as_ref().unwrap_or(&edits)) else { continue };
            let read = super::read(&text, written.form, &written.hints);
            if read.is_ok_and(|read| is_mended(before, &read, number, new)) {
                return Some(edits);
            }
        }
        None
    }
}

/// A part of a manuscript that is read by itself: a row of a table below its headings, a line of JSON Lines. A fix in it is
/// tried there, so that the time for a table grows with its mistakes and not with their product with its rows.
struct Part {
    text: String,
    manuscript: Manuscript,
    /// Where the row or the line begins, in the file and here.
    begins: (usize, usize),
}

impl Part {
    /// The part that has a quotation, and no other one. What is read for it is added to `bytes`.
    fn of(written: &Written, quotation: &Quotation, bytes: &mut usize) -> Option<Self> {
        let at = quotation.origin.span(Span::new(0, quotation.text.len())).start;
        let (head, row) = match written.form {
            Form::Csv | Form::Tsv => {
                let rows = &written.manuscript.table.as_ref()?.rows;
                let next = rows.partition_point(|(span, _)| span.start <= at);
                let (row, _) = rows.get(next.checked_sub(1)?).filter(|_| next > 1)?;
                (written.text.get(..rows.first()?.0.end)?, *row)
            }
            Form::JsonLines => {
                let start = written.text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
                let length = written.text.get(start..)?.find('\n');
                ("", Span::new(start, length.map_or(written.text.len(), |length| start + length)))
            }
            _ => return None,
        };
        let mut text = head.to_owned();
        if !text.is_empty() {
            text.push('\n');
        }
        let begins = (row.start, text.len());
        text.push_str(written.text.get(row.range())?);
        text.push('\n');
        *bytes = bytes.saturating_add(text.len());
        let manuscript = super::read(&text, written.form, &written.hints).ok()?;
        let [only] = manuscript.quotations.as_slice() else { return None };
        let same = only.text == quotation.text && only.tie == quotation.tie;
        same.then_some(Self { text, manuscript, begins })
    }

    /// Edits of the file as edits of the part.
    fn moved(&self, edits: &[Edit]) -> Vec<Edit> {
        let (file, here) = self.begins;
        let place = |at: usize| at.saturating_sub(file) + here;
        let span = |span: Span| Span::new(place(span.start), place(span.end));
        edits.iter().map(|edit| Edit { span: span(edit.span), ..edit.clone() }).collect()
    }
}

/// Whether a manuscript that was read again is the one before, but for the words of one quotation.
fn is_mended(before: &Manuscript, after: &Manuscript, number: usize, new: &str) -> bool {
    let same = |a: &str, b: &str| {
        let (a, b) = (with_plain_marks(a), with_plain_marks(b));
        a.split_whitespace().eq(b.split_whitespace())
    };
    before.quotations.len() == after.quotations.len()
        && before.quotations.iter().zip(&after.quotations).enumerate().all(|(at, (old, now))| {
            old.tie == now.tie && same(&now.text, if at == number { new } else { &old.text })
        })
}

/// How new words are written.
#[derive(Clone, Copy)]
enum Way {
    AsItIs,
    /// With the format's own escapes.
    Escaped,
    /// The cell of a table again, in quotation marks.
    WholeCell,
}

impl Way {
    /// The ways to try: first what the format surely reads as it is meant, where it has no characters that are read so
    /// and typeset otherwise.
    const fn of(form: Form) -> [Self; 3] {
        match form {
            Form::Latex | Form::Html | Form::Typst | Form::Json | Form::JsonLines => {
                [Self::Escaped, Self::AsItIs, Self::WholeCell]
            }
            _ => [Self::AsItIs, Self::Escaped, Self::WholeCell],
        }
    }

    fn edits(self, written: &Written, quotation: &Quotation, new: &str) -> Option<Vec<Edit>> {
        let edit = |span: Span, text: String| Edit { file: written.file.clone(), span, text };
        let origin = &quotation.origin;
        if matches!(self, Self::WholeCell) {
            let table = matches!(written.form, Form::Csv | Form::Tsv);
            let span = origin.span(Span::new(0, quotation.text.len()));
            let doubled = new.replace('"', "\"\"");
            return table.then(|| vec![edit(span, format!("\"{doubled}\""))]);
        }
        // A straight mark is a command in LaTeX, and opens nothing by itself.
        let new = if written.form == Form::Latex { &*with_paired_marks(new) } else { new };
        let changes = changes(&quotation.text, new);
        let edits = changes.into_iter().map(|(old, words)| {
            let words = match self {
                Self::Escaped => escaped(&words, written.form),
                _ => words,
            };
            edit(origin.span(old), words)
        });
        Some(edits.collect())
    }
}

/// A text in which quotation marks and apostrophes of all forms are one: a fix leaves those of the manuscript alone.
fn with_plain_marks(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '‘' | '’' | '‚' | '‛' | '‹' | '›' => '\'',
            '“' | '”' | '„' | '‟' | '«' | '»' => '"',
            c => c,
        })
        .collect()
}

/// The words of `old` that are others in `new`. A line break is a space.
fn changes(old: &str, new: &str) -> Vec<(Span, String)> {
    let (olds, news) = (words(old), words(new));
    let plain = |all: &[(usize, &str)]| -> Vec<String> {
        all.iter()
            .map(|(_, w)| if w.trim().is_empty() { " ".into() } else { with_plain_marks(w) })
            .collect()
    };
    let (left, right) = (plain(&olds), plain(&news));
    let start = |at: usize| olds.get(at).map_or(old.len(), |(start, _)| *start);
    let mut changes = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &left, &right) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (was, is) = (op.old_range(), op.new_range());
        let text: String = news.get(is).unwrap_or_default().iter().map(|(_, word)| *word).collect();
        changes.push((Span::new(start(was.start), start(was.end)), text));
    }
    changes
}

/// A text with its straight double marks as pairs.
fn with_paired_marks(text: &str) -> String {
    let mut opens = true;
    let pair = |c: char| {
        if c != '"' {
            return c;
        }
        opens = !opens;
        if opens { '”' } else { '“' }
    };
    text.chars().map(pair).collect()
}

/// Runs of letters and figures, runs of white space, and each other character, with their places.
fn words(text: &str) -> Vec<(usize, &str)> {
    let class = |c: char| (c.is_alphanumeric(), c.is_whitespace());
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, n)| class(*n));
        if next == Some(class(c)) && class(c) != (false, false) {
            continue;
        }
        let end = at + c.len_utf8();
        words.push((start, text.get(start..end).unwrap_or("")));
        start = end;
    }
    words
}

/// What LaTeX does not print as it is written.
const LATEX: [char; 15] =
    ['&', '%', '$', '#', '_', '{', '}', '~', '^', '\\', '<', '>', '|', '“', '”'];

/// Words with the escapes of a form.
fn escaped(words: &str, form: Form) -> String {
    let with = |special: &[char], escape: &dyn Fn(char) -> String| {
        words
            .chars()
            .map(|c| if special.contains(&c) { escape(c) } else { c.to_string() })
            .collect::<String>()
    };
    let backslash = |c: char| format!("\\{c}");
    match form {
        Form::Plain | Form::Org | Form::Rst | Form::Docx | Form::Odt => words.to_owned(),
        Form::Wiki => {
            let plain = with(&['&', '<', '>', '|', '='], &|c| format!("&#{};", u32::from(c)));
            // Two of one sign are markup.
            let pairs = [
                ("[[", "[&#91;"),
                ("]]", "]&#93;"),
                ("{{", "{&#123;"),
                ("}}", "}&#125;"),
                ("''", "'&#39;"),
            ];
            pairs.iter().fold(plain, |text, (pair, shown)| text.replace(pair, shown))
        }
        Form::Markdown => with(
            &['\\', '*', '_', '`', '[', ']', '<', '>', '&', '~', '$', '|', '@', '#', '^'],
            &backslash,
        ),
        Form::Latex => with(&LATEX, &|c| match c {
            // Old fonts have other characters in the places of these.
            '<' => "\\textless{}".to_owned(),
            '>' => "\\textgreater{}".to_owned(),
            '|' => "\\textbar{}".to_owned(),
            '“' => "``".to_owned(),
            '”' => "''".to_owned(),
            '~' => "\\textasciitilde{}".to_owned(),
            '^' => "\\textasciicircum{}".to_owned(),
            '\\' => "\\textbackslash{}".to_owned(),
            c => format!("\\{c}"),
        }),
        Form::Csv | Form::Tsv => words.replace('"', "\"\""),
        Form::Json | Form::JsonLines | Form::Yaml => {
            let quoted = crate::json::quoted(words);
            quoted.get(1..quoted.len() - 1).unwrap_or("").to_owned()
        }
        Form::Html => words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        Form::Typst => with(&['#', '*', '_', '`', '$', '<', '>', '@', '~', '\\', '/'], &backslash),
    }
}

/// `text` with edits applied. `None` where two of them overlap.
fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    let mut out = String::with_capacity(text.len());
    let mut reached = 0;
    for edit in sorted {
        out.push_str(text.get(reached..edit.span.start)?);
        out.push_str(&edit.text);
        reached = edit.span.end;
    }
    out.push_str(text.get(reached..)?);
    Some(out)
}

/// Applies the fixes of a check in memory: those that are safe, or all. Whatever is handed out was read and checked again:
/// the words of each quotation that it mends pass.
#[must_use]
pub fn mend_manuscripts(
    manuscripts: &[Written],
    against: &Against<'_>,
    checked: &Checked,
    allowed: Applicability,
) -> Vec<Mended> {
    let may = |d: &&Diagnostic| {
        let allowed_one = |f: &crate::diagnostic::Fix| {
            f.applicability == Applicability::Safe || allowed == Applicability::Unsafe
        };
        d.fix.as_ref().is_some_and(allowed_one)
    };
    let mut wanted: Vec<&Diagnostic> = checked.report.diagnostics.iter().filter(may).collect();
    for _ in 0..MAX_ROUNDS {
        let chosen = apart(&wanted);
        let mended = mended(manuscripts, &chosen);
        let changed: Option<Vec<Written>> = mended
            .values()
            .map(|one| {
                let old = manuscripts.iter().find(|w| w.file == one.file)?;
                Written::read(&*one.file, one.new.clone(), old.form, &old.hints).ok()
            })
            .collect();
        let Some(changed) = changed.filter(|all| !all.is_empty()) else { return Vec::new() };
        let again = check_manuscripts(&changed, against, false);
        let failing = guilty(manuscripts, &changed, &again, &chosen);
        if failing.is_empty() {
            return mended.into_values().collect();
        }
        let names: BTreeSet<(&Utf8Path, Span)> = failing.iter().map(|d| name(d)).collect();
        wanted.retain(|d| !names.contains(&name(d)));
    }
    Vec::new()
}

fn name(diagnostic: &Diagnostic) -> (&Utf8Path, Span) {
    (&diagnostic.location.file, diagnostic.location.span)
}

/// The fixes of which no two touch the same bytes.
fn apart<'d>(wanted: &[&'d Diagnostic]) -> Vec<&'d Diagnostic> {
    let mut taken: BTreeMap<&Utf8Path, Vec<Span>> = BTreeMap::new();
    let mut chosen = Vec::new();
    for diagnostic in wanted {
        let Some(fix) = &diagnostic.fix else { continue };
        let taken = taken.entry(&diagnostic.location.file).or_default();
        let meets = |a: Span| taken.iter().any(|b| a.start <= b.end && b.start <= a.end);
        if !fix.edits.iter().any(|edit| meets(edit.span)) {
            taken.extend(fix.edits.iter().map(|edit| edit.span));
            chosen.push(*diagnostic);
        }
    }
    chosen
}

fn mended(manuscripts: &[Written], chosen: &[&Diagnostic]) -> BTreeMap<Utf8PathBuf, Mended> {
    let mut mended = BTreeMap::new();
    for written in manuscripts {
        let here: Vec<&&Diagnostic> =
            chosen.iter().filter(|d| d.location.file == written.file).collect();
        let fixes = here.iter().filter_map(|d| d.fix.as_ref());
        let edits: Vec<Edit> = fixes.flat_map(|fix| fix.edits.iter().cloned()).collect();
        let Some(new) = apply(&written.text, &edits).filter(|_| !edits.is_empty()) else {
            continue;
        };
        let lines = LineIndex::new(&written.text);
        let done = here.iter().filter_map(|d| {
            let at = lines.position(&written.text, d.location.span.start);
            Some((format!("{}:{}", at.line, at.column), d.fix.as_ref()?.title.clone()))
        });
        let (file, old) = (written.file.clone(), written.text.clone());
        let one = Mended { file: file.clone(), old, new, done: done.collect() };
        mended.insert(file, one);
    }
    mended
}

/// The fixes after which the words of their quotation do not pass.
fn guilty<'d>(
    manuscripts: &[Written],
    changed: &[Written],
    again: &Checked,
    chosen: &[&'d Diagnostic],
) -> Vec<&'d Diagnostic> {
    let whole = |q: &Quotation| q.origin.span(Span::new(0, q.text.len()));
    let passes = |diagnostic: &Diagnostic| -> Option<bool> {
        let file = &diagnostic.location.file;
        let old = manuscripts.iter().find(|w| w.file == *file)?;
        let new = changed.iter().find(|w| w.file == *file)?;
        let holds = |q: &Quotation| {
            let span = whole(q);
            span.start <= diagnostic.location.span.start
                && diagnostic.location.span.start < span.end.max(span.start + 1)
        };
        let number = old.manuscript.quotations.iter().position(holds)?;
        let span = whole(new.manuscript.quotations.get(number)?);
        // A wrong page is not in the words, and stays for people to correct.
        let of_words = |d: &Diagnostic| {
            d.severity == Severity::Error
                && d.location.file == *file
                && span.start <= d.location.span.start
                && d.location.span.start < span.end.max(span.start + 1)
                && d.code.name().starts_with("quote/")
        };
        let right = |q: &CheckedQuotation| {
            q.result.verdict.passes() && !again.report.diagnostics.iter().any(of_words)
        };
        Some(again.quotations.iter().any(|q| q.file == *file && q.span == span && right(q)))
    };
    chosen.iter().filter(|d| passes(d) != Some(true)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::{Form, MAX_TRIED, QUOTATION_BYTES, Trials, Written, escaped};
    use crate::manuscript::Hints;

    /// Each mistake is a trial. In running text a trial reads the whole manuscript.
    #[test]
    fn fixes_are_not_tried_without_end() {
        let text = "As he says, “one two three” [@x].\n\n".repeat(10);
        let written = Written::read("a.md", text, Form::Markdown, &Hints::default());
        let written = written.expect("an article");
        let quotation = &written.manuscript.quotations[0];
        let mut trials = Trials::default();
        assert!(trials.edits(&written, quotation, "one two four").is_some());
        assert_eq!(trials.bytes, written.text.len() + 10 * QUOTATION_BYTES);
        trials.bytes = MAX_TRIED;
        assert!(trials.edits(&written, quotation, "one two four").is_none());
        assert_eq!(trials.bytes, MAX_TRIED);
    }

    /// In a table a trial reads the headings and one row, and so does the look whether the row can be read by itself.
    #[test]
    fn fixes_of_tables_are_tried_on_their_row() {
        let row = "one two three,x\n";
        let text = format!("quote,source\n{}", row.repeat(10));
        let written = Written::read("a.csv", text, Form::Csv, &Hints::default());
        let written = written.expect("a table");
        let quotation = &written.manuscript.quotations[7];
        let mut trials = Trials::default();
        let edits = trials.edits(&written, quotation, "one two four").expect("a fix");
        assert_eq!(written.text.get(edits[0].span.range()), Some("three"));
        assert_eq!(edits[0].span.start, "quote,source\n".len() + 7 * row.len() + 8);
        let part = "quote,source\n".len() + row.len();
        assert_eq!(trials.bytes, 2 * part + QUOTATION_BYTES);
        // What is left is enough for the look, and for no trial.
        trials.bytes = MAX_TRIED - 1;
        assert!(trials.edits(&written, quotation, "one two four").is_none());
        assert_eq!(trials.bytes, MAX_TRIED - 1 + part);
        assert!(trials.edits(&written, quotation, "one two four").is_none());
        assert_eq!(trials.bytes, MAX_TRIED - 1 + part);
    }

    #[test]
    fn words_in_wikitext_are_what_they_print() {
        for (words, written) in [
            ("The sea rose – twice", "The sea rose – twice"),
            ("L'Avenir [sic]", "L'Avenir [sic]"),
            ("Tar & feather", "Tar &#38; feather"),
            ("a | b = <c>", "a &#124; b &#61; &#60;c&#62;"),
            ("[[a]] {{b}} ''c''", "[&#91;a]&#93; {&#123;b}&#125; '&#39;c'&#39;"),
        ] {
            assert_eq!(escaped(words, Form::Wiki), written);
            let read = crate::manuscript::wiki::read(&format!("{{{{quote|{written}}}}}"));
            let read: Vec<&str> = read.quotations.iter().map(|q| &*q.text).collect();
            assert_eq!(read, [words]);
        }
    }
}
