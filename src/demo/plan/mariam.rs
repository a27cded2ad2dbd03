//! Mariam Rahman, who has something of everything.

use super::Did::{Accepted, Asked, DoesNotApply, Finished, HaveNot, Later, Rejected, Sent, WantedMore};
use super::{Ask, Job, PLAIN, QUIET};

/// Her matters.
pub(super) const JOBS: &[Job] = &[
    Job {
        kind: "Will and estate",
        title: "Will of Mariam Rahman",
        lead: 0,
        opened: 42,
        due: -8,
        steps: &[(40, 1), (26, 2), (20, 3), (12, 4), (9, 5)],
        status: &[(40, "In progress"), (9, "Completed")],
        notes: &[
            (9, "The original is in the safe, shelf 3.", false),
            (9, "Signed on the day agreed. A copy is among your documents.", true),
        ],
        ..QUIET
    },
    Job {
        kind: "Company formation",
        title: "Formation of Rahman Textiles Inc.",
        lead: 1,
        helper: Some(0),
        opened: 40,
        due: 14,
        steps: &[(34, 1), (30, 2), (20, 3), (9, 4)],
        status: &[(34, "In progress"), (9, "Submitted")],
        deadlines: &[("We expect news from the registry", 16, true)],
        notes: &[(9, "Filing 2210 at the registry; the clerk is Mr Adams.", false)],
        asks: &[Ask {
            title: "Documents of the founders",
            template: "Company formation",
            keep: &[0, 1, 4, 5],
            drafted: 30,
            sent: Some(26),
            due: -14,
            then: &[
                (20, 0, Sent(&["passport, photo page.pdf"])),
                (20, 1, Sent(&["utility bill.pdf"])),
                (20, 2, Sent(&["three names.pdf"])),
                (20, 3, Sent(&["what we will do.pdf"])),
                (20, 0, Finished),
                (16, 0, Accepted),
                (16, 1, Accepted),
                (16, 2, Accepted),
                (16, 3, Accepted),
            ],
            ..PLAIN
        }],
        ..QUIET
    },
    Job {
        kind: "Individual tax return",
        title: "Personal tax return 2025",
        opened: 16,
        due: 150,
        steps: &[(12, 1)],
        status: &[(16, "In progress"), (12, "Waiting on client")],
        notes: &[
            (12, "Priority: she leaves for three months in January.", false),
            (12, "We can file as soon as the last paper is here; you need not come to the office.", true),
        ],
        asks: &[
            Ask {
                title: "Documents for your 2025 tax return",
                template: "Individual tax return",
                keep: &[0, 1, 3, 4, 7, 8, 9, 10],
                drafted: 12,
                sent: Some(12),
                due: 3,
                both: true,
                then: &[
                    (9, 0, Sent(&["passport, photo page.pdf", "passport, last page.pdf"])),
                    (9, 2, Sent(&["payslips 2025.pdf"])),
                    (6, 0, Accepted),
                    (6, 2, Accepted),
                    (6, 3, DoesNotApply("I have no savings that pay interest.")),
                    (5, 4, Sent(&["bank statement December.pdf"])),
                    (4, 4, WantedMore("A part is cut off. Please send it again with all four corners in the picture.")),
                    (4, 5, Later(4, "The insurer sends it next week.")),
                    (3, 1, Asked("Is the assessment of 2024 enough, or do you need the one before it too?")),
                    (2, 6, HaveNot("I gave nothing this year.")),
                    (1, 7, Sent(&["invoice of the dentist.pdf", "letter of the insurer.pdf"])),
                ],
                ..PLAIN
            },
            Ask {
                title: "October bank statement",
                things: &[("Bank statement for October", "All pages, from the first to the last day of the month.")],
                drafted: 9,
                sent: Some(9),
                due: -2,
                then: &[
                    (6, 0, Sent(&["bank statement October.pdf"])),
                    (5, 0, Rejected("Page 2 is cut off at the right. Please send a clearer one.")),
                ],
                ..PLAIN
            },
        ],
        ..QUIET
    },
];
