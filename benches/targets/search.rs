//! P1, P2, P9: quotes that stand, beside ripgrep with the same quotes and texts.

use crate::common::corpus::{EVIDENCE, Plan, Repository, standing};
use crate::common::measure::{Job, by_turns};
use crate::table::{Row, Same};
use crate::{Bench, none_missed, rivals, validate};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);

impl Bench {
    pub(crate) fn search(&mut self) {
        let plan = |name, documents, bytes, quotes| Plan {
            name,
            documents,
            bytes,
            quotes,
            edited: 0,
            broken: 0,
            evidence: EVIDENCE,
        };
        let scale = self.scale;
        if self.wants("P1") || self.wants("P9") {
            let plan = plan("many", 2_000 / scale, 47_000, 100_000 / scale);
            let made = plan.make(&self.folder);
            if self.wants("P1") {
                self.beside_ripgrep("P1", &made, [8.0, 8.0], true);
            }
            if self.wants("P9") {
                self.two_cores(&made);
            }
        }
        if self.wants("P2") {
            let made = plan("thousand", 2_000 / scale, 47_000, 1_000).make(&self.folder);
            self.beside_ripgrep("P2", &made, [3.0, 3.0], false);
            let made = plan("one", 1, 94_000_000 / scale, 16).make(&self.folder);
            self.beside_ripgrep("P2", &made, [1.2, 1.0], false);
        }
    }

    /// Two threads each. ripgrep is told to look at the texts only, and to read no ignore files.
    fn beside_ripgrep(
        &mut self,
        target: &'static str,
        made: &Repository,
        wanted: [f64; 2],
        memory: bool,
    ) {
        let (ours, program) = (validate(&made.root, "2"), rivals::find("rg"));
        let arguments = "--no-config -uuu -j2 -F -c -g text.txt -f quotes.txt corpus";
        let rival = Job {
            program: &program,
            arguments: arguments.split(' ').collect(),
            folder: &made.root,
        };
        let mut runs = by_turns(&[&ours, &rival], 10, PATIENCE).into_iter();
        let ours = runs.next().flatten().expect("quoteproof runs");
        // Nothing found is an exit status of 1: what is printed must be counts.
        let rival = runs.next().flatten().filter(|r| r.said.contains(':') || made.documents == 1);
        let same = none_missed(&ours, standing(&made.root));
        let name = "rg -F -c -f";
        let work = format!(
            "{} quotes × {} MB in {} documents, whole process",
            made.quotes,
            made.bytes / 1_000_000,
            made.documents
        );
        let cost = rival.map(|r| r.cost);
        self.rows.extend(Row::both(target, &work, ours.cost, (name, cost), wanted, &same));
        if memory {
            self.rows.push(Row {
                target,
                work,
                measure: "memory",
                ours: ours.cost.memory,
                rival: name.to_owned(),
                theirs: cost.map(|c| c.memory),
                wanted: Some(3.0),
                same: Same::default(),
            });
        }
    }

    fn two_cores(&mut self, made: &Repository) {
        let (one, two) = (validate(&made.root, "1"), validate(&made.root, "2"));
        let mut runs = by_turns(&[&two, &one], 10, PATIENCE).into_iter();
        let mut next = || runs.next().flatten().expect("quoteproof runs");
        let (two, one) = (next(), next());
        self.rows.push(Row {
            target: "P9",
            work: "P1 with two threads".to_owned(),
            measure: "clock",
            ours: two.cost.clock * 1e3,
            rival: "P1 with one thread".to_owned(),
            theirs: Some(one.cost.clock * 1e3),
            wanted: Some(1.7),
            same: Same::new(
                one.said == two.said && one.complained == two.complained,
                "the reports, letter by letter".to_owned(),
            ),
        });
    }
}
