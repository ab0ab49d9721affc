use super::add;
use crate::manuscript::prose::Prose;

#[test]
fn citations_in_running_text() {
    for (text, wanted) in [
        ("“so” (Smith, 2020, p. 3).", "Smith 2020 p3"),
        ("“so” (see Smith & Jones 2020a: 14)", "Smith 2020a p14"),
        ("Smith and Jones (2020) write “so”", "Smith 2020 - narrative"),
        ("As Anna Smith (2020, pp. 5–7) writes", "Smith 2020 p5–7 narrative"),
        ("“so” (Smith 2020: 14 f.)", "Smith 2020 p14f"),
        ("“so” (Smith 2020, pp. 5--7, 9 and xi)", "Smith 2020 p5–7, 9, xi"),
        ("“so” (Smith 2020, p. 3, 2nd ed.)", "Smith 2020 p3"),
        ("“so” (p. 7)", " p7"),
        ("“so” (ibid., p. 7)", " p7"),
        ("“so” (Smith, 2020; Jones, 2019)", "Smith 2020, Jones 2019 -"),
        ("in the year (of 2020)", ""),
        ("they met (in large numbers)", ""),
        ("“so”, and Smith (2020) agrees", "Smith 2020 - narrative"),
        ("Unlike The Salt Road, Smith (2020) writes “so”", "Smith 2020 - narrative"),
        ("In Selmouth, Anna Smith (2020) writes “so”", "Smith 2020 - narrative"),
        ("Smith, Jones and Wu (2020) write “so”", "Smith 2020 - narrative"),
        ("Smith, Jones, & Wu (2020) write “so”", "Smith 2020 - narrative"),
        (
            "“so” (Minutes of the Road Board, 14 May 2024)",
            "Minutes of the Road Board, 14 May 2024 -",
        ),
        ("“so” (The Echo, 16 May 2024)", "The Echo, 16 May 2024 -"),
        (
            "the Minutes of the Road Board (14 May 2024) say “so”",
            "Minutes of the Road Board, 14 May 2024 - narrative",
        ),
        ("“so” (Department of Health, 2020)", "Department of Health, 2020 -"),
        ("“so” (Smith and Jones, 14 May 2020, p. 3)", "Smith 2020 p3"),
        ("“so” (May 2020, p. 3)", "May 2020 p3"),
        ("“The Seven Rivers” (2020) by", ""),
        ("Jones claims that “so” (2019: 9).", "Jones 2019 p9"),
        ("He claims that “so” (2019: 9).", ""),
        ("“so” (Miller 1950, quoted in Smith 2020)", "Smith 2020 -"),
        ("“so” (Miller, zit. nach Smith 2020: 4)", "Smith 2020 p4"),
        ("“so” (Meier 2015, my translation)", "Meier 2015 - translated"),
        ("“so” (meine Übersetzung; Meier 2015, S. 4)", "Meier 2015 p4 translated"),
        ("“so” (contra Smith 2020)", ""),
        ("J. Smith, Rivers (London: Penguin, 2020), 3", ""),
        ("「川」（田中 2009、4）", "田中 2009 p4"),
    ] {
        let mut prose = Prose::default();
        prose.verbatim(text, 0);
        add(&mut prose);
        let said: Vec<String> = prose
            .citations
            .iter()
            .map(|c| {
                let keys: Vec<String> = c.keys.iter().map(ToString::to_string).collect();
                let page = c.page.as_ref().map_or("-".to_owned(), |p| format!("p{p}"));
                let narrative = if c.narrative { " narrative" } else { "" };
                let translated = if c.translated { " translated" } else { "" };
                format!("{} {page}{narrative}{translated}", keys.join(", "))
            })
            .collect();
        assert_eq!(said.join("; "), wanted, "{text}");
    }
}
