//! Taxes and books: individual tax return, company tax return, bookkeeping month.

use super::content::{Template, Type, internal, item, phase, shown};

/// A person's yearly return.
pub const INDIVIDUAL: Type = Type {
    name: "Individual tax return",
    phases: &[
        phase("Engagement", "Getting started", "We agree on the work with you and check who you are.", 3),
        phase("Documents", "Your documents", "We start the review when the last document is here.", 21),
        phase("Review", "Review", "We read what you sent and ask you if something is unclear.", 5),
        phase("Draft return", "Draft return", "We work out your tax and write the return.", 7),
        phase(
            "Client approval",
            "Your approval",
            "You read the draft. We file nothing before you have agreed to it.",
            5,
        ),
        phase("Filing", "Filing", "We send your return to the tax office.", 2),
        phase("Assessment", "Assessment", "We wait for the tax office and check its decision when it comes.", 60),
    ],
    tasks: &[
        "Engagement letter signed",
        "Identity checked and recorded",
        "Compared with last year’s return",
        "Income agreed with employer and bank statements",
        "Allowances and deductions checked",
        "Draft read by a second person",
        "Client’s approval on file",
        "Proof of filing saved",
        "Assessment compared with the return",
    ],
    deadlines: &[
        shown("Tax documents from you", 21),
        internal("Draft return ready for the second reader", 33),
        shown("Return filed", 60),
        internal("Ask the tax office if no assessment has come", 120),
    ],
    template: Template {
        name: "Individual tax return",
        message: "For your tax return we need the documents below, for the whole tax year. A clear photo is fine as long as \
                  all four corners can be seen. If something does not apply to you, say so there, and we will not ask again.",
        due_days: 21,
        items: &[
            item(
                "About you",
                "Passport or identity card",
                "Both sides, still valid. We keep it on file, so you send it once.",
            )
            .files(2)
            .kinds("pdf images")
            .check("Not expired\nName as in our records\nAll corners visible"),
            item("About you", "Last year’s tax assessment", "The letter from the tax office, all pages.")
                .kinds("pdf images")
                .check("Right tax year\nTax number matches"),
            item("About you", "Marriage or birth certificate", "So that your allowances are right.")
                .only("if you married or had a child in the tax year")
                .kinds("pdf images"),
            item("Income", "Yearly statement from your employer", "One from each employer you had in the year.")
                .only("if you were employed")
                .files(2)
                .check("Whole year\nEvery employer\nTax withheld is shown"),
            item("Income", "Interest and dividends", "The yearly summary from each bank or broker.")
                .only("if you have savings or shares")
                .files(3),
            item(
                "Income",
                "Rent received and costs of the property",
                "A list by month, and the invoices for repairs above a small amount.",
            )
            .only("if you rent out a house, a flat or land")
            .files(5),
            item("Income", "Profit from your own business", "Income and costs for the year, or your books as a file.")
                .only("if you work for yourself")
                .files(2)
                .check("Opening balance agrees with last year\nPrivate share taken out"),
            item("Bank", "Bank statements for December", "Every account, so that we can agree the year-end balances.")
                .files(3)
                .check("All pages\nBalance on the last day of the year"),
            item("Deductions", "Insurance and pension payments", "The yearly confirmation from each insurer.").files(3),
            item("Deductions", "Donations", "Receipts that name you, the sum and the day.").optional().files(5),
            item("Deductions", "Medical costs that nobody paid back", "Invoices and what the insurer said.")
                .optional()
                .files(10),
        ],
    },
};

/// A company's yearly return.
pub const COMPANY: Type = Type {
    name: "Company tax return",
    phases: &[
        phase("Engagement", "Getting started", "We agree on the work and on who speaks for the company.", 5),
        phase("Records", "Your records", "We collect the books and the papers behind them.", 21),
        phase("Accounts", "Annual accounts", "We close the year and prepare the accounts.", 20),
        phase("Tax computation", "Tax computation", "We work out the tax from the accounts.", 7),
        phase("Directors’ approval", "Your approval", "The directors read accounts and return, and sign them.", 7),
        phase("Filing", "Filing", "We file the accounts and the return, and tell you what is to be paid and when.", 3),
        phase("Assessment", "Assessment", "We check the tax office’s decision when it comes.", 90),
    ],
    tasks: &[
        "Engagement letter signed by a director",
        "Register of directors and owners checked",
        "Bank balances agreed",
        "Debtors and creditors agreed",
        "Fixed assets and depreciation updated",
        "Payroll agreed with the monthly returns",
        "Tax computation read by a second person",
        "Signed accounts on file",
        "Payment dates sent to the client",
    ],
    deadlines: &[
        shown("Records from you", 21),
        internal("Accounts ready for review", 45),
        shown("Accounts signed by the directors", 60),
        shown("Return filed", 75),
    ],
    template: Template {
        name: "Company tax return",
        message: "To close the year and prepare the company’s return we need the records below. Exports from your \
                  bookkeeping program are best; scans are fine for the rest.",
        due_days: 21,
        items: &[
            item("The books", "Trial balance at year end", "As an export from your bookkeeping program.")
                .kinds("excel pdf")
                .check("Right year end\nDebit equals credit\nOpening balances agree with last year"),
            item("The books", "General ledger for the year", "All accounts, all entries.").kinds("excel pdf"),
            item("Bank", "Bank statements at year end", "Every account, with the balance on the last day.")
                .files(3)
                .check("Every account\nBalance on the last day"),
            item(
                "Bank",
                "Loan agreements and balances",
                "The agreement once; the balance at year end from the lender.",
            )
            .only("if the company borrowed or lent money")
            .files(3),
            item(
                "Customers and suppliers",
                "Customers who owed you at year end",
                "A list with name, sum and invoice date.",
            )
            .kinds("excel pdf"),
            item(
                "Customers and suppliers",
                "Suppliers you owed at year end",
                "A list with name, sum and invoice date.",
            )
            .kinds("excel pdf"),
            item("Assets", "Invoices for things bought to keep", "Machines, vehicles, computers, furniture.")
                .only("if you bought any in the year")
                .files(10),
            item("Assets", "Stock count at year end", "With quantities and prices, signed by whoever counted.")
                .only("if you hold stock")
                .check("Date of the count\nPrices at cost\nSigned"),
            item("Staff", "Payroll summary for the year", "Totals by month; the single payslips are not needed.")
                .only("if you had employees"),
            item("The company", "Minutes of the year", "Decisions on dividends, directors or shares.")
                .optional()
                .files(5),
        ],
    },
};

/// A month of a company's books.
pub const BOOKKEEPING: Type = Type {
    name: "Bookkeeping month",
    phases: &[
        phase("Collecting", "Your papers", "We collect the invoices and statements of the month.", 7),
        phase("Booking", "Booking", "We enter them into your books.", 5),
        phase("Questions", "Our questions", "We ask about what we could not place.", 4),
        phase("Closing", "Closing", "We close the month and file what is due.", 3),
        phase("Report", "Your report", "You get the figures of the month.", 1),
    ],
    tasks: &[
        "Bank agreed to the last day",
        "Cash agreed",
        "Open questions asked in one go",
        "VAT return prepared and checked",
        "Payroll returns filed",
        "Figures sent to the client",
    ],
    deadlines: &[shown("Papers of the month from you", 7), internal("Books closed", 15), shown("VAT return filed", 20)],
    template: Template {
        name: "Bookkeeping month",
        message: "Please send us the papers of last month. One file with many pages is fine, and so are photos.",
        due_days: 7,
        items: &[
            item("Bank and cash", "Bank statements of the month", "Every account, from the first to the last day.")
                .files(2)
                .check("First to last day\nBalance carries on from last month"),
            item("Bank and cash", "Cash book and receipts", "With the balance on the last day.")
                .only("if you take or pay cash"),
            item("Bank and cash", "Card statements", "One for each card.")
                .only("if you pay with cards of the firm")
                .files(3),
            item("Invoices", "Invoices you sent", "All of the month, or an export from your invoicing program.")
                .files(30)
                .check("Numbers follow each other without a gap"),
            item("Invoices", "Invoices you received", "Everything you bought in the month, paid or not.").files(50),
            item("Staff", "Changes in staff and pay", "Who came, who left, hours, bonuses, sick days.")
                .only("if you have employees"),
            item("Other", "Contracts that are new", "Leases, loans, insurance.").optional().files(5),
        ],
    },
};
