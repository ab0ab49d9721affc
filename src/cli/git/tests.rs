use super::{GitEntry, GitEntryKind, MAX_BLOB, blob, talk};
use std::io::Read;
use std::process::Command;
use std::time::Duration;

#[test]
fn what_does_not_end_is_ended() {
    let mut command = Command::new("sleep");
    command.arg("60");
    let read = |mut out: std::process::ChildStdout| out.read_to_end(&mut Vec::new());
    let error = talk(&mut command, b"", Duration::from_millis(50), read).expect_err("late");
    assert!(error.to_string().contains("did not answer"), "{error}");
}

#[test]
fn blobs_are_whole_and_of_a_size() {
    let entry = GitEntry {
        file: "a.txt".into(),
        misnamed: false,
        kind: GitEntryKind::File,
        // As `printf 'a\nb' | git hash-object --stdin` prints it.
        object: "0a207c060e61f3b88eaee0a8cd0696f46fb155eb".to_owned(),
        unmerged: false,
        sparse: false,
    };
    let read = |bytes: &[u8], mut left: u64| blob(&mut &*bytes, &entry, &mut left);
    assert_eq!(read(b"0a blob 3\na\nb\nrest", 9).expect("a blob"), b"a\nb");
    for (bytes, left, words) in [
        ("0a missing\n".to_owned(), 9, "partial clone"),
        ("0a tree 3\nabc\n".to_owned(), 9, "does not have"),
        ("0a blob 3\nab".to_owned(), 9, "not give all"),
        ("0a blob 3\nabc\n".to_owned(), 2, "too many"),
        ("0a blob 3\nabc\n".to_owned(), 9, "git fsck"),
        (format!("0a blob {}\nabc\n", MAX_BLOB + 1), u64::MAX, "too many"),
        (String::new(), 9, "does not have"),
    ] {
        let error = read(bytes.as_bytes(), left).expect_err(words).to_string();
        assert!(error.starts_with("a.txt: ") && error.contains(words), "{error}");
    }
}
