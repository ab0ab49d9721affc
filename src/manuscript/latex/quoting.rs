//! The commands and environments that quote, those that cite, and notes.

use super::Scanner;
use crate::manuscript::SourceKey;
use crate::manuscript::author_year::{is_against, is_translated, page_of};
use crate::manuscript::prose::{InTextCitation, Prose};
use crate::reader::tex_words::arguments;
use crate::text::Span;

impl Scanner<'_> {
    /// The commands of csquotes that quote. `None` where the command is none of them.
    pub(super) fn quotation(
        &mut self,
        name: &str,
        after: usize,
        to: usize,
        depth: usize,
    ) -> Option<usize> {
        let cited = name.ends_with("cquote");
        let language = name.starts_with("foreign") || name.starts_with("hyphen");
        let known = matches!(
            name,
            "enquote"
                | "textquote"
                | "textcquote"
                | "blockquote"
                | "blockcquote"
                | "parquote"
                | "say"
        ) || (language && (name.ends_with("quote")));
        if !known {
            return None;
        }
        let mut at = after;
        if language {
            at = self.braced(self.blank(at, to, '{'), to)?.1;
        }
        let mut optional = Vec::new();
        loop {
            let (found, end) = self.optional(self.blank(at, to, '['), to);
            let Some(found) = found else { break };
            optional.push(found);
            at = end;
        }
        let mut citation = None;
        if cited {
            let (keys, end) = self.braced(self.blank(at, to, '{'), to)?;
            citation = Some((self.keys(keys), optional.last().and_then(|o| self.page(*o))));
            // The closing punctuation, in brackets of its own.
            at = self.optional(end, to).1;
        } else if let Some(first) = optional.first().filter(|_| !matches!(name, "enquote" | "say"))
        {
            citation = self.cited_within(*first);
        }
        let (inner, end) = self.braced(self.blank(at, to, '{'), to)?;
        let start = self.open.opens(Span::new(after, inner.start));
        self.quoting += 1;
        self.scan(inner.start, inner.end, depth + 1);
        self.quoting -= 1;
        self.open.closes(start, citation, Span::new(inner.end, end));
        Some(end)
    }

    /// `\epigraph{words}{whose they are}`, `\dictum[whose they are]{words}`.
    pub(super) fn epigraph(
        &mut self,
        name: &str,
        after: usize,
        to: usize,
        depth: usize,
    ) -> Option<usize> {
        let (said, from) = self.optional(self.blank(after, to, '['), to);
        let (words, mut end) = self.braced(self.blank(from, to, '{'), to)?;
        let mut source = said;
        if name == "epigraph" {
            let (inner, next) = self.braced(self.blank(end, to, '{'), to)?;
            (source, end) = (Some(inner), next);
        }
        self.end();
        self.blocks.push(None);
        self.scan(words.start, words.end, depth + 1);
        self.end();
        self.blocks.pop();
        if let Some(source) = source {
            self.scan(source.start, source.end, depth + 1);
            self.open.attribution = true;
            self.end();
        }
        Some(end)
    }

    pub(super) fn environment(&mut self, begins: bool, after: usize, to: usize) -> usize {
        let Some((name, mut end)) = self.braced(after, to) else { return after };
        let name = self.file.get(name.range()).unwrap_or("");
        let bare = name.trim_end_matches('*');
        if matches!(
            bare,
            "equation"
                | "align"
                | "verbatim"
                | "lstlisting"
                | "figure"
                | "table"
                | "tikzpicture"
                | "comment"
                | "thebibliography"
                | "filecontents"
        ) && begins
        {
            let close = format!("\\end{{{name}}}");
            let rest = self.file.get(end..to).unwrap_or("");
            return rest.find(&close).map_or(to, |length| end + length + close.len());
        }
        if bare == "document" && !begins {
            return to;
        }
        let cited = bare.ends_with("displaycquote");
        let language = bare.starts_with("foreign") || bare.starts_with("hyphen");
        let quotes = matches!(
            bare,
            "quote" | "quotation" | "quoting" | "verse" | "displayquote" | "displaycquote"
        ) || language && (bare.ends_with("displayquote") || cited);
        if !quotes {
            if begins {
                end = self.past(arguments(name), end, to);
            }
            return end;
        }
        self.end();
        if !begins {
            self.blocks.pop();
            return end;
        }
        if language && let Some((_, next)) = self.braced(end, to) {
            end = next;
        }
        let (optional, next) = self.optional(end, to);
        let mut source = None;
        end = next;
        if cited {
            let (second, next) = self.optional(end, to);
            if let Some((keys, next)) = self.braced(next, to) {
                source = Some((self.keys(keys), second.or(optional).and_then(|o| self.page(o))));
                // The closing punctuation, in brackets of its own.
                end = self.optional(next, to).1;
            }
        } else if let Some(optional) = optional {
            source = self.cited_within(optional);
        }
        self.blocks.push(source);
        end
    }

    /// `[{\cite[5]{jones}}]`: the citation that an optional argument has.
    fn cited_within(&self, argument: Span) -> Option<(Vec<SourceKey>, Option<String>)> {
        let text = self.file.get(argument.range())?;
        let at = argument.start + text.find("cite")?;
        let brace = at + self.file.get(at..argument.end)?.find(['[', '{'])?;
        let (page, end) = self.optional(brace, argument.end);
        let (keys, _) = self.braced(end, argument.end)?;
        Some((self.keys(keys), page.and_then(|p| self.page(p))))
    }

    fn keys(&self, span: Span) -> Vec<SourceKey> {
        let keys = self.file.get(span.range()).unwrap_or("").split(',');
        keys.map(str::trim)
            .filter(|k| !k.is_empty())
            .map(|k| SourceKey::Name(k.to_owned()))
            .collect()
    }

    fn page(&self, span: Span) -> Option<String> {
        let mut text = self.file.get(span.range())?.replace(['~', '{', '}'], " ");
        for (command, shown) in [
            ("\\psqq", "ff"),
            ("\\psq", "f"),
            ("\\ppno", "pp."),
            ("\\pno", "p."),
            ("\\pnfmt", ""),
            ("\\nopp", ""),
            ("\\,", " "),
            ("\\textendash", "–"),
        ] {
            text = text.replace(command, shown);
        }
        page_of(&text)
    }

    /// `\parencite[see][3]{key}`, `\textcite{key}`, `\cites(see)()[3]{key}[4]{other}`, `\volcite{2}[3]{key}`.
    pub(super) fn citation(&mut self, name: &str, at: usize, after: usize, to: usize) -> usize {
        let name = name.to_ascii_lowercase();
        let many = name.ends_with("cites");
        let mut end = after;
        if name.ends_with("volcite") {
            end = self.optional(self.blank(end, to, '['), to).1;
            let Some((_, next)) = self.braced(self.blank(end, to, '{'), to) else { return after };
            end = next;
        }
        while many && let Some((_, next)) = self.balanced(end, to, '(', ')') {
            end = next;
        }
        let mut cited: Option<InTextCitation> = None;
        loop {
            let (first, next) = self.optional(self.blank(end, to, '['), to);
            let (second, next) = self.optional(self.blank(next, to, '['), to);
            let Some((keys, next)) = self.braced(self.blank(next, to, '{'), to) else { break };
            let said =
                |span: Option<Span>| span.and_then(|s| self.file.get(s.range())).unwrap_or("");
            let prefix = if second.is_some() { said(first) } else { "" };
            let against = is_against(&format!("{} ", prefix.trim()));
            let page = second.or(first).and_then(|span| self.page(span));
            let translated = is_translated(said(first)) || is_translated(said(second));
            let cited = cited.get_or_insert_with(InTextCitation::default);
            end = next;
            if !against {
                cited.keys.extend(self.keys(keys));
                cited.page = cited.page.take().or(page);
                cited.translated |= translated;
            }
            if !many {
                break;
            }
        }
        let Some(cited) = cited else { return after };
        if cited.keys.is_empty() || name == "nocite" {
            return end;
        }
        // `\citeauthor{smith} (\citeyear{smith})`: the year of what is cited already.
        if name.starts_with("citeyear")
            && let Some(last) = self.open.citations.last().filter(|last| last.keys == cited.keys)
        {
            let (start, page) = (last.span.start, last.page.clone().or(cited.page));
            self.object(at, end);
            if let Some(last) = self.open.citations.last_mut() {
                last.span = Span::new(start, self.open.text.len());
                last.page = page;
            }
            return end;
        }
        let narrative =
            name.starts_with("text") || name.starts_with("citet") || name.starts_with("citeauthor");
        self.open.cite(cited.keys, cited.page, narrative, Span::new(at, end));
        if let Some(last) = self.open.citations.last_mut() {
            last.translated = cited.translated;
        }
        end
    }

    /// The citations of a footnote are where its mark is; its own quotations are a paragraph of their own.
    pub(super) fn footnote(&mut self, at: usize, after: usize, to: usize, depth: usize) -> usize {
        let Some((inner, end)) = self.braced(self.optional(after, to).1, to) else { return after };
        let outer = std::mem::take(&mut self.open);
        let quoting = std::mem::take(&mut self.quoting);
        self.scan(inner.start, inner.end, depth + 1);
        self.quoting = quoting;
        let note = std::mem::replace(&mut self.open, outer);
        let cited = self.notes.cited(std::iter::once(&note));
        self.open.note(cited, Span::new(at, end));
        if !note.is_empty() {
            self.paragraphs.push(Prose { note: true, ..note });
        }
        end
    }
}
