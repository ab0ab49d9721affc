use super::Pattern;

fn show(parts: &[&str]) -> String {
    let pattern = Pattern::edited(parts);
    let mut out = String::new();
    for at in 0..=pattern.segments.len() {
        for join in pattern.joins.get(at).into_iter().flatten() {
            out.push_str(&format!("<{:?}{}>", join.kind, join.content));
        }
        out.extend(pattern.segments.get(at).map(|s| {
            let (l, r) = (if s.glued_start { "+" } else { "" }, if s.glued_end { "+" } else { "" });
            format!("{{{l}{}{r}}}", s.text)
        }));
    }
    out
}

#[test]
fn reads_marks() {
    for (quote, shown) in [
        ("plain words.", "{plain words}"),
        ("one … two ... three", "{one}<Gap>{two}<Gap>{three}"),
        ("one [...] two (…) three.…", "{one}<Gap>{two}<Gap>{three}<Gap>"),
        ("[T]he drug", "<CaseT>{+he drug}"),
        ("is expan[ding] fast", "{is expan+}<Endingding>{fast}"),
        ("[The drug] did [not] go", "<InsertThe drug>{did}<Insertnot>{go}"),
        ("a pateint [sic] was", "{a pateint}<Sic>{was}"),
        ("an [unclosed bracket", "{an [unclosed bracket}"),
        ("...!?", "<Gap>{!?}"),
        ("“-0.42 to” — ", "{-0.42 to}"),
        ("— We said", "{We said}"),
        ("w[o]men", "{w+}<Middleo>{+men}"),
    ] {
        assert_eq!(show(&[quote]), shown, "{quote:?}");
    }
    assert_eq!(show(&["one two", "three"]), "{one two}<Gap>{three}");
}

#[test]
fn keeps_the_spaces_beside_letters_in_brackets() {
    for (quote, kept) in [
        ("It ends. [T]he next one begins", "It ends. The next one begins"),
        ("the pilot[s] of the harbour", "the pilots of the harbour"),
        ("the pilot[s], who had served", "the pilots, who had served"),
        ("w[hi]ch of them expan[ded]", "which of them expanded"),
        ("[T]he un[S]afe drug", "The unSafe drug"),
        ("他说[新]桥", "他说 桥"),
    ] {
        let pattern = Pattern::edited(&[quote]);
        assert_eq!(pattern.kept(0..pattern.segments.len()), kept, "{quote:?}");
    }
}

#[test]
fn reads_a_hundred_segments_and_brackets() {
    let cut = |quote: &str| Pattern::edited(&[quote]).is_cut;
    for mark in ["…", "[…]", "(. . .)"] {
        assert!(!cut(&vec!["two words"; 100].join(&format!(" {mark} "))), "{mark}");
        assert!(cut(&vec!["two words"; 101].join(&format!(" {mark} "))), "{mark}");
    }
    // A bracket is one, and so is what is on either side of it.
    assert!(!cut(&vec!["two words"; 50].join(" [such] ")));
    assert!(cut(&vec!["two words"; 51].join(" [such] ")));
    assert!(!cut(&format!("two {} words", "[]".repeat(98))));
    assert!(cut(&format!("two {} words", "[]".repeat(99))));
    assert!(cut(&format!("two {} words", "[…]".repeat(100))));
    assert!(Pattern::literal(&["two words"; 101]).is_cut);
    assert!(!Pattern::literal(&[&vec!["two words"; 101].join(" […] ")]).is_cut);
}
