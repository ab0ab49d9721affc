//! How a LaTeX source defines its own commands: `\newcommand`, `\def`, `\let`, `\newenvironment`.

use super::{Argument, Defined, Endless, KEPT, Macro, NO_VALUE, Reading, closing};
use crate::text::{Span, head};

impl Reading<'_, '_> {
    /// What a command defines, if it is one that does.
    pub(super) fn definition(&mut self, name: &str) -> Result<Option<Defined>, Endless> {
        let before = self.at;
        let defined = match name {
            "newcommand"
            | "renewcommand"
            | "providecommand"
            | "DeclareRobustCommand"
            | "newrobustcmd"
            | "renewrobustcmd" => self.command()?,
            "NewDocumentCommand"
            | "RenewDocumentCommand"
            | "ProvideDocumentCommand"
            | "DeclareDocumentCommand"
            | "NewExpandableDocumentCommand" => self.document_command()?,
            "def" | "gdef" | "edef" | "xdef" => self.primitive()?,
            "let" => self.alias()?,
            "newenvironment" | "renewenvironment" => self.environment(name == "newenvironment")?,
            "DeclareMathOperator" => {
                self.star();
                let named = self.named()?;
                let body = self.argument()?;
                named.zip(body).map(|(n, b)| vec![(n.to_owned(), Some(self.made(Vec::new(), b)))])
            }
            _ => return Ok(None),
        };
        let Some(defined) = defined else {
            self.at = before;
            return Ok(None);
        };
        let provides = name.to_ascii_lowercase().starts_with("provide");
        let known = |name: &String| self.writer.known.0.contains_key(name);
        let stays = |name: &String| KEPT.contains(&name.as_str()) || name.contains('@');
        let counts =
            |(name, _): &(String, Option<Macro>)| !(stays(name) || provides && known(name));
        Ok(Some(defined.into_iter().filter(counts).collect()))
    }

    fn star(&mut self) {
        if self.rest().starts_with('*') {
            self.at += 1;
        }
    }

    fn made(&self, arguments: Vec<Argument>, body: Span) -> Macro {
        Macro::new(arguments, self.text.get(body.range()).unwrap_or(""))
    }

    /// `{\name}[2][default]{body}`.
    fn command(&mut self) -> Result<Option<Defined>, Endless> {
        self.star();
        let Some(name) = self.named()? else { return Ok(None) };
        let arguments = self.counted()?;
        let Some(body) = self.argument()? else { return Ok(None) };
        Ok(Some(vec![(name.to_owned(), Some(self.made(arguments, body)))]))
    }

    /// `[2][default]`.
    fn counted(&mut self) -> Result<Vec<Argument>, Endless> {
        let count = self.bracketed()?.and_then(|span| self.text.get(span.range()));
        let count = count.and_then(|count| count.trim().parse::<usize>().ok()).unwrap_or(0);
        let mut arguments = vec![Argument::Braced; count.min(9)];
        if let Some(default) = self.bracketed()?
            && let Some(first) = arguments.first_mut()
        {
            let default = self.text.get(default.range()).unwrap_or("");
            *first = Argument::Optional(default.to_owned());
        }
        Ok(arguments)
    }

    /// `{\name}{s O{default} m}{body}`.
    fn document_command(&mut self) -> Result<Option<Defined>, Endless> {
        let Some(name) = self.named()? else { return Ok(None) };
        let Some(wanted) = self.argument()? else { return Ok(None) };
        let arguments = specified(self.text.get(wanted.range()).unwrap_or(""));
        let Some(body) = self.argument()? else { return Ok(None) };
        let made = arguments.map(|arguments| self.made(arguments, body));
        Ok(Some(vec![(name.to_owned(), made)]))
    }

    /// `\name#1#2{body}`.
    fn primitive(&mut self) -> Result<Option<Defined>, Endless> {
        self.spaces();
        if !self.rest().starts_with('\\') {
            return Ok(None);
        }
        let Some(name) = self.named()? else { return Ok(None) };
        let rest = self.rest();
        let Some(length) = head(rest, MAX_PARAMETERS).find('{') else { return Ok(None) };
        let parameters = rest.get(..length).unwrap_or("").trim();
        self.at += length;
        let Some(body) = self.braced()? else { return Ok(None) };
        if parameters.starts_with('@') {
            return Ok(Some(Vec::new()));
        }
        let count = parameters.len() / 2;
        let numbered = |at: usize| parameters.get(2 * at - 2..2 * at) == Some(&*format!("#{at}"));
        let is_plain = parameters.len() % 2 == 0 && (1..=count).all(numbered);
        let made = self.made(vec![Argument::Braced; count], body);
        Ok(Some(vec![(name.to_owned(), Some(made).filter(|_| is_plain))]))
    }

    /// `\name=\other`.
    fn alias(&mut self) -> Result<Option<Defined>, Endless> {
        let Some(name) = self.named()? else { return Ok(None) };
        self.spaces();
        if self.rest().starts_with('=') {
            self.at += 1;
        }
        let Some(other) = self.argument()? else { return Ok(None) };
        let other = self.text.get(other.range()).unwrap_or("");
        let known = other.strip_prefix('\\').and_then(|other| self.known(other));
        let alias = Macro { is_alias: true, ..Macro::new(Vec::new(), other) };
        Ok(Some(vec![(name.to_owned(), Some(known.unwrap_or(alias)))]))
    }

    /// `{name}[1][default]{begin}{end}`.
    pub(super) fn environment(&mut self, counts: bool) -> Result<Option<Defined>, Endless> {
        self.star();
        let Some(name) = self.argument()? else { return Ok(None) };
        let arguments = self.counted()?;
        let (Some(begin), Some(end)) = (self.argument()?, self.argument()?) else {
            return Ok(None);
        };
        let name = self.text.get(name.range()).unwrap_or("");
        let both = [("begin", arguments, begin), ("end", Vec::new(), end)];
        let both =
            both.map(|(word, a, body)| (format!("{word}{{{name}}}"), Some(self.made(a, body))));
        Ok(Some(both.into_iter().filter(|_| counts).collect()))
    }
}

/// The parameters of a definition, in bytes.
const MAX_PARAMETERS: usize = 256;

/// The arguments that `\NewDocumentCommand` asks for; `None` where it asks for some of another sort.
fn specified(wanted: &str) -> Option<Vec<Argument>> {
    let mut arguments = Vec::new();
    let mut rest = wanted;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..)?;
        match c {
            'm' => arguments.push(Argument::Braced),
            'o' => arguments.push(Argument::Optional(NO_VALUE.to_owned())),
            's' => arguments.push(Argument::Star),
            'O' => {
                rest = rest.trim_start();
                let length = closing(rest, '{', '}')?;
                arguments.push(Argument::Optional(rest.get(1..length)?.to_owned()));
                rest = rest.get(length + 1..)?;
            }
            '+' | '!' => {}
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    Some(arguments)
}
