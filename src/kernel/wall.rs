//! The walls between practice groups: who asks, as every query over things of several clients takes it, and the conditions
//! that queries put up. What lies behind a wall is absent: not listed, not counted, not exported, not named.

/// Who asks, for the conditions below: a member of staff reaches what has no group and what is of a group of theirs.
/// It is a place to be bound, so that a query that forgets it does not run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct Wall(String);

impl Wall {
    /// Around the member of staff with this account's id.
    pub fn around(account: &str) -> Self {
        Wall(account.to_owned())
    }

    /// No wall: owners, and the portal's own work. Client people are let in by their access, not by groups.
    pub fn none() -> Self {
        Wall(String::new())
    }

    /// Whether anything may stand behind it.
    pub fn hides(&self) -> bool {
        !self.0.is_empty()
    }
}

/// A condition of SQL: the group in this column is none, or one of theirs: `in_group!("c.group_id", "$3")`, where `$3` is
/// the [`Wall`](crate::kernel::Wall).
#[macro_export]
macro_rules! in_group {
    ($group:literal, $wall:literal) => {
        concat!(
            "(",
            $wall,
            " = '' OR ",
            $group,
            " IS NULL OR ",
            $group,
            " IN (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            "))"
        )
    };
}

/// A condition of SQL: the matter of this row, and its client: `matter_in_groups!("m", "$3")`.
#[macro_export]
macro_rules! matter_in_groups {
    ($matter:literal, $wall:literal) => {
        concat!(
            "(",
            $wall,
            " = '' OR ((",
            $matter,
            ".group_id IS NULL OR ",
            $matter,
            ".group_id IN
                    (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            "))
                AND (",
            $matter,
            ".client_group_id IS NULL OR ",
            $matter,
            ".client_group_id IN
                    (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            "))))"
        )
    };
}

/// A condition of SQL: the client with this id, if there is one, can be reached: `reaches_client!("a.client_id", "$3")`.
#[macro_export]
macro_rules! reaches_client {
    ($client:literal, $wall:literal) => {
        concat!(
            "(",
            $wall,
            " = '' OR NOT EXISTS (SELECT 1 FROM clients wc WHERE wc.id = ",
            $client,
            " AND wc.group_id IS NOT NULL AND wc.group_id NOT IN
                (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            ")))"
        )
    };
}

/// A condition of SQL: the matter with this id, if there is one, can be reached, and its client.
#[macro_export]
macro_rules! reaches_matter {
    ($matter:literal, $wall:literal) => {
        concat!(
            "(",
            $wall,
            " = '' OR NOT EXISTS (SELECT 1 FROM matters wm WHERE wm.id = ",
            $matter,
            " AND ((wm.group_id IS NOT NULL AND wm.group_id NOT IN
                    (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            "))
                OR (wm.client_group_id IS NOT NULL AND wm.client_group_id NOT IN
                    (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            ")))))"
        )
    };
}

/// A condition of SQL: the request with this id, if there is one, is about no matter, or about one that can be reached. Its
/// client is asked apart.
#[macro_export]
macro_rules! reaches_request {
    ($request:literal, $wall:literal) => {
        concat!(
            "(",
            $wall,
            " = '' OR NOT EXISTS (SELECT 1 FROM requests wr JOIN matters wm ON wm.id = wr.matter_id
                WHERE wr.id = ",
            $request,
            " AND wm.group_id IS NOT NULL AND wm.group_id NOT IN
                    (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            ")))"
        )
    };
}

/// A condition of SQL: the thing asked for with this id, if there is one, is of a request that can be reached. Its client
/// is asked apart.
#[macro_export]
macro_rules! reaches_item {
    ($item:literal, $wall:literal) => {
        concat!(
            "(",
            $wall,
            " = '' OR NOT EXISTS (SELECT 1 FROM request_items wi JOIN requests wr ON wr.id = wi.request_id
                JOIN matters wm ON wm.id = wr.matter_id
                WHERE wi.id = ",
            $item,
            " AND wm.group_id IS NOT NULL AND wm.group_id NOT IN
                    (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            ")))"
        )
    };
}

/// A condition of SQL: the document with this id, if there is one, is filed under no matter that can't be reached, and
/// answers no request about one. Its client is asked apart.
#[macro_export]
macro_rules! reaches_document {
    ($document:literal, $wall:literal) => {
        concat!(
            "(",
            $wall,
            " = '' OR (NOT EXISTS (SELECT 1 FROM documents wd JOIN matters wm ON wm.id = wd.matter_id
                WHERE wd.id = ",
            $document,
            " AND wm.group_id IS NOT NULL AND wm.group_id NOT IN
                    (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            "))
            AND NOT EXISTS (SELECT 1 FROM submissions ws JOIN request_items wi ON wi.id = ws.item_id
                JOIN requests wr ON wr.id = wi.request_id JOIN matters wm ON wm.id = wr.matter_id
                WHERE ws.document_id = ",
            $document,
            " AND wm.group_id IS NOT NULL AND wm.group_id NOT IN
                    (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            "))))"
        )
    };
}

/// A condition of SQL: this address is of somebody of the firm, or of a contact at a client that can be reached. Mails to
/// other addresses are for those who stand before no wall.
#[macro_export]
macro_rules! reaches_recipient {
    ($address:literal, $wall:literal) => {
        concat!(
            "(",
            $wall,
            " = '' OR EXISTS (SELECT 1 FROM accounts wa WHERE wa.email_key = lower(",
            $address,
            ")
                AND wa.kind = 'staff')
            OR EXISTS (SELECT 1 FROM contacts wk JOIN portal_access wp ON wp.contact_id = wk.id
                JOIN clients wc ON wc.id = wp.client_id
                WHERE wk.email_key = lower(",
            $address,
            ") AND (wc.group_id IS NULL OR wc.group_id IN
                    (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            "))))"
        )
    };
}

/// A condition of SQL: the mail with this id, if there is one, goes to an address that `reaches_recipient!` lets through.
#[macro_export]
macro_rules! reaches_mail {
    ($mail:literal, $wall:literal) => {
        concat!(
            "(",
            $wall,
            " = '' OR NOT EXISTS (SELECT 1 FROM outbox wo WHERE wo.id = ",
            $mail,
            ")
            OR EXISTS (SELECT 1 FROM outbox wo JOIN accounts wa ON wa.email_key = lower(wo.recipient)
                WHERE wo.id = ",
            $mail,
            " AND wa.kind = 'staff')
            OR EXISTS (SELECT 1 FROM outbox wo JOIN contacts wk ON wk.email_key = lower(wo.recipient)
                JOIN portal_access wp ON wp.contact_id = wk.id JOIN clients wc ON wc.id = wp.client_id
                WHERE wo.id = ",
            $mail,
            " AND (wc.group_id IS NULL OR wc.group_id IN
                    (SELECT sg.group_id FROM staff_groups sg WHERE sg.account_id = ",
            $wall,
            "))))"
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_stand_before_no_wall() {
        assert!(!Wall::none().hides() && Wall::around("0190a1b2c3d4e5f60718293a4b5c6d7e").hides());
    }

    #[test]
    fn each_condition_takes_the_place_that_it_is_given() {
        assert!(in_group!("c.group_id", "$3").starts_with("($3 = '' OR c.group_id IS NULL OR c.group_id IN (SELECT"));
        assert!(reaches_client!("a.client_id", "$12").contains("wc.id = a.client_id"));
    }
}
