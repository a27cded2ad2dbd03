//! What the firm does for its other clients.

use super::Did::{Accepted, Asked, Finished, Later, Rejected, Replied, Sent};
use super::{Ask, Job, PLAIN, QUIET};

/// Their matters.
pub(super) const JOBS: &[Job] = &[
    Job {
        client: 2,
        kind: "Company tax return",
        title: "Company tax return 2025",
        lead: 0,
        helper: Some(2),
        opened: 30,
        due: 45,
        steps: &[(26, 1), (9, 2)],
        status: &[(26, "In progress")],
        asks: &[Ask {
            title: "Records for the year 2025",
            template: "Company tax return",
            keep: &[0, 1, 2, 4, 6, 7],
            drafted: 26,
            sent: Some(20),
            due: 5,
            then: &[
                (12, 0, Sent(&["trial balance 2025.pdf"])),
                (12, 1, Sent(&["general ledger 2025.pdf"])),
                (9, 0, Accepted),
                (9, 1, Accepted),
                (4, 2, Sent(&["statement current account.pdf", "statement savings account.pdf"])),
                (2, 3, Sent(&["open invoices.pdf"])),
                (2, 4, Asked("Does a leased van count as bought to keep?")),
                (1, 4, Replied("No, a lease does not count. Say “does not apply” if there is nothing else.")),
                (1, 5, Later(6, "We count on the last Saturday of the month.")),
            ],
            ..PLAIN
        }],
        ..QUIET
    },
    Job {
        client: 2,
        kind: "Bookkeeping month",
        title: "Bookkeeping, October",
        opened: 20,
        due: -4,
        steps: &[(12, 1), (9, 2), (6, 3), (4, 4)],
        status: &[(12, "In progress"), (4, "Completed")],
        ..QUIET
    },
    Job {
        client: 3,
        kind: "Work permit",
        title: "Work permit, second application",
        lead: 1,
        opened: 26,
        due: 60,
        steps: &[(20, 1)],
        status: &[(20, "Waiting on client")],
        notes: &[(6, "Called; she is waiting for the university.", false)],
        asks: &[Ask {
            title: "Certified degree, two referees",
            template: "Work permit",
            keep: &[6, 7],
            drafted: 20,
            sent: Some(20),
            due: -6,
            ..PLAIN
        }],
        ..QUIET
    },
    Job {
        client: 5,
        kind: "Work permit",
        title: "Work permit for Dr Lena Fischer",
        lead: 2,
        opened: 40,
        due: 30,
        steps: &[(34, 1), (16, 2), (12, 3)],
        status: &[(34, "In progress"), (12, "Submitted")],
        deadlines: &[("Ask the authority how far they are", 2, false)],
        ..QUIET
    },
    Job {
        client: 4,
        kind: "Bookkeeping month",
        title: "Books and VAT, October",
        lead: 0,
        opened: 12,
        due: 4,
        shown: false,
        steps: &[(9, 1)],
        status: &[(9, "In progress")],
        deadlines: &[("File VAT return, October", 0, false)],
        ..QUIET
    },
    Job {
        client: 1,
        kind: "Work permit",
        title: "Work permit for Daniel Okafor",
        opened: 30,
        due: 20,
        steps: &[(26, 1), (16, 2), (9, 4)],
        status: &[(26, "In progress"), (5, "Waiting on client")],
        deadlines: &[("Work permit, biometrics", 1, true)],
        ..QUIET
    },
    Job {
        client: 11,
        kind: "Property purchase",
        title: "Purchase of the sawmill at Mahaica",
        lead: 1,
        opened: 34,
        due: 90,
        steps: &[(30, 1), (20, 2)],
        status: &[(30, "In progress"), (6, "On hold")],
        notes: &[(6, "The seller’s heirs disagree. We wait for their lawyer.", false)],
        ..QUIET
    },
    Job {
        client: 13,
        kind: "Company formation",
        title: "Formation of Ogunbanjo Foods Ltd",
        lead: 0,
        opened: 3,
        due: 60,
        ..QUIET
    },
    Job {
        client: 9,
        kind: "Will and estate",
        title: "Thornbury Estate, probate",
        lead: 1,
        opened: 40,
        due: 30,
        steps: &[(34, 1)],
        status: &[(34, "In progress"), (4, "Cancelled")],
        notes: &[(4, "Taken over by the family’s own solicitor.", false)],
        ..QUIET
    },
    Job {
        client: 16,
        kind: "Individual tax return",
        title: "Tax return 2025",
        opened: 30,
        due: 120,
        steps: &[(26, 1), (12, 2), (6, 3), (3, 4)],
        status: &[(26, "In progress"), (3, "Waiting on client")],
        asks: &[Ask {
            title: "Rent and repairs",
            things: &[
                ("Rent received, by month", "A list is enough."),
                ("Invoices for repairs", "Those above a small amount."),
            ],
            drafted: 12,
            sent: Some(12),
            due: 2,
            withdrawn: Some(9),
            ..PLAIN
        }],
        ..QUIET
    },
    Job {
        client: 18,
        kind: "Property purchase",
        title: "Flat in Church Street",
        lead: 1,
        opened: 20,
        due: 30,
        steps: &[(16, 1), (12, 2), (4, 3)],
        status: &[(16, "In progress")],
        asks: &[Ask {
            title: "Documents for the purchase",
            template: "Property purchase",
            keep: &[0, 1, 2, 5, 6],
            drafted: 16,
            sent: Some(16),
            due: 6,
            then: &[
                (6, 0, Sent(&["passport Nguyen.pdf"])),
                (6, 1, Sent(&["electricity bill.pdf"])),
                (5, 0, Accepted),
                (5, 1, Rejected("It is out of date. Please send the newest one.")),
                (2, 1, Sent(&["electricity bill November.pdf"])),
                (1, 3, Sent(&["statements January to March.pdf", "statements April to June.pdf"])),
                (1, 0, Finished),
            ],
            ..PLAIN
        }],
        ..QUIET
    },
    Job {
        client: 21,
        kind: "Will and estate",
        title: "Review of the trust deed",
        lead: 0,
        opened: 12,
        due: 45,
        steps: &[(9, 1)],
        status: &[(9, "In progress")],
        ..QUIET
    },
    Job {
        client: 24,
        kind: "Individual tax return",
        title: "Tax return 2025",
        opened: 6,
        due: 140,
        steps: &[(5, 1)],
        status: &[(5, "In progress")],
        asks: &[Ask {
            title: "Documents for your 2025 tax return",
            template: "Individual tax return",
            keep: &[0, 1, 3, 7],
            drafted: 2,
            due: 19,
            ..PLAIN
        }],
        ..QUIET
    },
    Job { client: 7, kind: "Bookkeeping month", title: "Bookkeeping, November", opened: 2, due: 18, ..QUIET },
];
