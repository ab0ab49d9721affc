//! Pages to look at while one writes: a server for this machine alone, which knows nothing but the files of the site.
//!
//! It answers `GET` and `HEAD` for names that it has in memory: it opens no file, and no path can lead anywhere.

use anyhow::Context;
use quoteproof::site::SiteFile;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Bytes of a question: the names of a site are short.
const MAX_QUESTION: u64 = 8 << 10;

/// Questions at once; a browser asks six.
const MAX_GUESTS: usize = 32;

/// How long a browser may take to ask and to take the answer, in all.
const PATIENCE: Duration =
    if cfg!(test) { Duration::from_millis(500) } else { Duration::from_secs(20) };

/// The files of a site, by their names.
type Files = BTreeMap<String, Vec<u8>>;

/// The files of a site as they are now. Whoever answers takes them as they are, and keeps nobody from changing them.
type Pages = Arc<RwLock<Arc<Files>>>;

/// A server that has its address, and pages to show.
pub(super) struct Server {
    listener: TcpListener,
    pages: Pages,
}

impl Server {
    /// Takes an address of this machine that no other machine reaches.
    pub(super) fn bind(port: u16) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| {
            format!("port {port} is in use or not allowed; choose another: --serve=8080")
        })?;
        Ok(Self { listener, pages: Pages::default() })
    }

    pub(super) fn address(&self) -> anyhow::Result<String> {
        Ok(format!("http://{}/", self.listener.local_addr()?))
    }

    /// Shows other pages from now on.
    pub(super) fn show(&self, files: Vec<SiteFile>) {
        let files: Files = files.into_iter().map(|file| (file.path, file.content)).collect();
        *self.pages.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(files);
    }

    /// Answers, on threads of its own, as long as the process lives.
    pub(super) fn start(&self) -> anyhow::Result<std::thread::JoinHandle<()>> {
        let listener = self.listener.try_clone()?;
        let pages = Arc::clone(&self.pages);
        let port = listener.local_addr()?.port();
        Ok(std::thread::spawn(move || {
            let guests = Arc::new(AtomicUsize::new(0));
            for stream in listener.incoming().flatten() {
                if guests.fetch_add(1, Ordering::SeqCst) >= MAX_GUESTS {
                    guests.fetch_sub(1, Ordering::SeqCst);
                    continue;
                }
                let (pages, guests) = (Arc::clone(&pages), Arc::clone(&guests));
                std::thread::spawn(move || {
                    // A browser that goes away is no failure.
                    let _ = answer(stream, port, &pages);
                    guests.fetch_sub(1, Ordering::SeqCst);
                });
            }
        }))
    }
}

/// A browser, and when nobody waits for it any more: not even if it says a byte now and then.
struct Guest {
    stream: TcpStream,
    until: Instant,
}

impl Guest {
    fn left(&self) -> std::io::Result<Option<Duration>> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Guest {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(bytes)
    }
}

impl Write for Guest {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.stream.flush()
    }
}

fn answer(stream: TcpStream, port: u16, pages: &Pages) -> std::io::Result<()> {
    let mut stream = Guest { stream, until: Instant::now() + PATIENCE };
    let mut lines = Vec::new();
    for line in BufReader::new((&mut stream).take(MAX_QUESTION)).lines() {
        let line = line?;
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let pages = Arc::clone(&pages.read().unwrap_or_else(PoisonError::into_inner));
    let (status, name, content) = found(&lines, port, &pages);
    let kind = match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "jsonld" => "application/ld+json",
        "xml" => "application/atom+xml",
        _ => "text/plain; charset=utf-8",
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        content.len()
    );
    stream.write_all(head.as_bytes())?;
    if !lines.first().is_some_and(|line| line.starts_with("HEAD ")) {
        stream.write_all(content)?;
    }
    stream.flush()
}

/// What is answered: the status, the name of the file, what is in it.
fn found<'p>(lines: &[String], port: u16, pages: &'p Files) -> (&'static str, String, &'p [u8]) {
    let refused = |status, words: &'static str| (status, String::new(), words.as_bytes());
    let mut words = lines.first().map_or("", String::as_str).split(' ');
    let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    if !matches!(method, "GET" | "HEAD") {
        return refused("405 Method Not Allowed", "Pages can only be read here.\n");
    }
    // A page of another host that has been led here by its name is not answered.
    let host = lines.iter().skip(1).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim().to_owned())
    });
    let ours = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    if !host.is_some_and(|host| ours.contains(&host)) {
        return refused("403 Forbidden", "This server is for this machine.\n");
    }
    let path = path.split(['?', '#']).next().unwrap_or("").trim_start_matches('/');
    let name = if path.is_empty() { "index.html" } else { path };
    match pages.get(name) {
        Some(content) => ("200 OK", name.to_owned(), content),
        None => refused("404 Not Found", "There is no such page.\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_GUESTS, Server, SiteFile, found};
    use std::collections::BTreeMap;
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::{Duration, Instant};

    #[test]
    fn it_answers_for_what_it_has_and_to_this_machine() {
        let pages = BTreeMap::from([
            ("index.html".to_owned(), b"front".to_vec()),
            ("claim/a.html".to_owned(), b"a claim".to_vec()),
        ]);
        for (question, host, status) in [
            ("GET / HTTP/1.1", "127.0.0.1:8000", "200 OK"),
            ("GET /claim/a.html?x HTTP/1.1", "localhost:8000", "200 OK"),
            ("HEAD /index.html HTTP/1.1", "localhost:8000", "200 OK"),
            ("GET /claim/../index.html HTTP/1.1", "localhost:8000", "404 Not Found"),
            ("GET /../../etc/passwd HTTP/1.1", "localhost:8000", "404 Not Found"),
            ("GET /%2e%2e/etc/passwd HTTP/1.1", "localhost:8000", "404 Not Found"),
            ("POST / HTTP/1.1", "localhost:8000", "405 Method Not Allowed"),
            ("GET / HTTP/1.1", "evil.example:8000", "403 Forbidden"),
            ("GET / HTTP/1.1", "localhost:8001", "403 Forbidden"),
            ("", "localhost:8000", "405 Method Not Allowed"),
        ] {
            let lines = [question.to_owned(), format!("Host: {host}")];
            assert_eq!(found(&lines, 8000, &pages).0, status, "{question} {host}");
        }
        assert_eq!(found(&["GET / HTTP/1.1".to_owned()], 8000, &pages).0, "403 Forbidden");
    }

    /// Whoever asks a byte at a time, or takes nothing of what it asked for, is in nobody's way for long.
    #[test]
    fn nobody_waits_for_those_who_are_slow() {
        let server = Server::bind(0).expect("a port");
        let page = |content| vec![SiteFile { path: "index.html".to_owned(), content }];
        server.show(page(vec![b'a'; 64 << 20]));
        let port = server.listener.local_addr().expect("an address").port();
        drop(server.start().expect("it starts"));
        let question = format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        let guest = || TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        let mut slow: Vec<TcpStream> = (0..MAX_GUESTS).map(|_| guest()).collect();
        let idle = slow.split_off(MAX_GUESTS / 2);
        for mut guest in &idle {
            guest.write_all(question.as_bytes()).expect("asked");
        }
        server.show(page(b"front".to_vec()));
        let start = Instant::now();
        let mut answer = String::new();
        while !answer.ends_with("front") {
            assert!(start.elapsed() < Duration::from_mins(1), "still waiting for the slow ones");
            for guest in &mut slow {
                let _ = guest.write_all(b"G");
            }
            std::thread::sleep(Duration::from_millis(50));
            let mut guest = guest();
            let _ = guest.write_all(question.as_bytes());
            answer.clear();
            let _ = guest.read_to_string(&mut answer);
        }
    }
}
