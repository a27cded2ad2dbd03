//! What is typed into each form. Where the thing is there, something that comes after the permission refuses it in words
//! or changes nothing, so that the world stays as it is; where it is not there, nothing else is wrong.

use super::calls::{ABSENT, Ids, PDF};
use crate::support::people::PASSWORD;

/// The fields of a form as pairs.
pub type Pairs = Vec<(&'static str, String)>;

impl Ids {
    /// What is typed into the form of this act.
    pub fn typed(&self, action: &str) -> Pairs {
        let fixed =
            |pairs: &[(&'static str, &str)]| pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        match action {
            "sign_in" => fixed(&[("email", "nobody@example.com"), ("password", "not the password")]),
            "send_reset_link" => fixed(&[("email", "nobody@example.com")]),
            "set_new_password" | "activate_account" | "join_team" => {
                fixed(&[("token", "made-up"), ("password", PASSWORD)])
            }
            "ask_for_new_link" => fixed(&[("token", "made-up")]),
            "set_up" => fixed(&[
                ("token", "made-up"),
                ("firm_name", "F"),
                ("firm_email", "f@example.com"),
                ("firm_phone", ""),
                ("time_zone", "UTC"),
                ("name", "N"),
                ("email", "n@example.com"),
                ("password", PASSWORD),
            ]),
            "change_password" => {
                fixed(&[("current_password", "not the password"), ("new_password", "quite another one")])
            }
            "confirm_password" => fixed(&[("password", "not the password")]),
            "second_step" | "confirm_app" => fixed(&[("code", "12")]),
            "use_recovery_code" => fixed(&[("recovery_code", "12")]),
            "use_passkey" | "confirm_passkey" => fixed(&[("answer", "{}")]),
            "invite_colleague" => fixed(&[("name", ""), ("email", ""), ("role", "staff")]),
            "add_passkey" => fixed(&[("name", ""), ("answer", "{}")]),
            "remove_factor" => fixed(&[("factor", ABSENT)]),
            "undo_removal" => fixed(&[("removal", ABSENT)]),
            "save_factor_rules" => fixed(&[("rules[owner]", "sometimes")]),
            "end_device" => fixed(&[("device", ABSENT)]),
            "choose_time_zone" => fixed(&[("time_zone", "Mars/Olympus")]),
            "change_details" | "create_client" => fixed(&[("name", ""), ("email", ""), ("phone", "")]),
            "save_firm" => fixed(&[("firm_name", ""), ("firm_email", ""), ("accent", ""), ("time_zone", "")]),
            "save_room" => fixed(&[("room", "much")]),
            "begin_upload" => {
                vec![("client", self.of("client")), ("name", "sent.pdf".to_owned()), ("size", PDF.len().to_string())]
            }
            // Nobody is chosen; where there is no document, somebody is.
            "share_document" if self.there => self.pairs(&["client", "document"]),
            _ => self.pairs(fields(action)),
        }
    }

    /// What the form of this act names besides the first: the parts of that, or who stands there. For each, ids in which
    /// nothing is wrong but that it is not there, and ids in which it is a part of something else.
    pub fn wrong_parts(&self, action: &str) -> Vec<[Ids; 2]> {
        let mut base = Ids { there: false, ..self.clone() };
        // Only a draft's things are moved and removed.
        if ["move_request_item", "remove_request_item"].contains(&action) {
            base.things.extend([
                ("request", self.of("draft")),
                ("item", self.of("draft_item")),
                ("other item", self.of("item")),
            ]);
        }
        let with = |key: &'static str, id: &str| {
            let mut wrong = base.clone();
            wrong.things.insert(key, id.to_owned());
            wrong
        };
        let keys = fields(action).iter().skip(1).map(|field| field.split_once('=').map_or(*field, |(_, key)| key));
        let parts = keys.filter_map(|key| Some((key, base.things.get(format!("other {key}").as_str())?)));
        parts.map(|(key, other)| [with(key, ABSENT), with(key, other)]).collect()
    }

    /// `field`, or `field=key`: the field's value is the thing or the text of that name.
    fn pairs(&self, fields: &[&'static str]) -> Pairs {
        let split = |field: &'static str| field.split_once('=').unwrap_or((field, field));
        fields.iter().map(|field| split(field)).map(|(field, key)| (field, self.value(key))).collect()
    }

    fn value(&self, key: &str) -> String {
        match (self.things.get(key), key) {
            (Some(id), _) => id.clone(),
            (None, "changed_at" | "seen") => "0".to_owned(), // Long ago: somebody else has changed it since.
            (None, "role") => "staff".to_owned(),            // As it is.
            (None, "way") => "up".to_owned(),
            (None, "up") => "true".to_owned(),
            (None, "phone") => String::new(),
            (None, "address") if self.there => "mariam@example.com".to_owned(), // Mail to it is stopped.
            (None, "address") => "nobody@example.com".to_owned(),
            (None, "email") => "else@example.com".to_owned(),
            (None, _) if self.there => String::new(),
            (None, key) => right(key).to_owned(),
        }
    }
}

/// A text with which nothing is wrong.
fn right(key: &str) -> &'static str {
    match key {
        "start_on" | "due_on" => "2026-12-01",
        "status" => "On hold",
        "reference" => "M-2025-0002",
        "answer" => "have not",
        "verdict" => "accepted",
        "need" => "required",
        "days" | "due_days" => "7",
        "side" => "before",
        "received" => "nothing",
        "chasing" => "off",
        "pattern" => "{date} {item}",
        _ => "Something Else",
    }
}

/// What the form of an act holds. Removing can't be refused in words: what is taken away is planted again before each
/// call.
fn fields(action: &str) -> &'static [&'static str] {
    match action {
        "sign_in" | "sign_out" | "send_reset_link" | "set_new_password" | "activate_account" | "ask_for_new_link" => {
            &[]
        }
        "choose_time_zone" | "set_up" | "stay_signed_in" | "change_password" | "confirm_password" | "end_device"
        | "end_other_devices" | "change_details" | "create_client" | "save_firm" | "save_room" | "begin_upload" => &[],
        "ask_passkey" | "begin_app" | "begin_passkey" | "new_recovery_codes" | "second_step" | "confirm_app" => &[],
        "use_recovery_code" | "use_passkey" | "confirm_passkey" | "add_passkey" | "remove_factor" | "undo_removal" => {
            &[]
        }
        "save_factor_rules" | "invite_colleague" | "join_team" => &[],
        "stop_looking" | "save_reminder_hours" | "verify_log" => &[],
        "change_client" => &["client", "name", "email", "phone"],
        "archive_client" | "restore_client" => &["client"],
        "add_contact" => &["client", "name", "email"],
        "change_contact" => &["client", "contact", "name", "email"],
        "send_invitation" | "correct_invitation" => &["client", "contact", "email"],
        "resend_invitation" | "revoke_invitation" | "try_mail_again" | "enable_access" => &["client", "contact"],
        "unlock" | "reset_second_factor" | "send_reset_to_contact" | "look_as_contact" => &["client", "contact"],
        "disable_access" => &["client", "contact=idle"],
        "share_document" => &["client", "document", "contacts[]=contact"],
        "end_share" => &["client", "document", "contact"],
        "finish_upload" => &["receipt=sent_on"],
        "send_mail_again" | "set_mail_aside" => &["mail"],
        "resume_mail" => &["address"],
        _ => of_matters(action)
            .or(of_requests(action))
            .or(of_rules(action))
            .unwrap_or_else(|| panic!("what is typed for {action}?")),
    }
}

fn of_matters(action: &str) -> Option<&'static [&'static str]> {
    Some(match action {
        "open_matter" => &["client", "type_id", "title", "start_on"],
        "change_matter" => &["matter", "changed_at", "title", "start_on"],
        "show_matter" => &["matter", "contacts[]=contact"],
        "change_status" => &["matter", "status", "changed_at"],
        "enter_phase" => &["matter", "phase", "changed_at"],
        "change_sentence" => &["matter", "sentence"],
        "add_deadline" => &["matter", "title", "due_on"],
        "change_deadline" => &["matter", "deadline", "title", "due_on"],
        "finish_deadline" | "remove_deadline" => &["matter", "deadline"],
        "add_task" => &["matter", "task=words"],
        "remove_task" => &["matter", "task"],
        "save_checklist" => &["matter"],
        "add_matter_note" => &["matter", "words"],
        "hide_matter_note" | "remove_matter_note" => &["matter", "note"],
        "link_matters" => &["matter", "reference"],
        "unlink_matters" => &["matter", "other"],
        "save_matter_type" => &["matter_type", "name"],
        "archive_matter_type" => &["matter_type=old_type"],
        "restore_matter_type" => &["matter_type"],
        "save_phase" => &["matter_type", "phase", "name", "client_name", "sentence"],
        "move_phase" => &["matter_type", "phase", "way"],
        "archive_phase" | "restore_phase" => &["matter_type", "phase"],
        "save_type_task" => &["matter_type", "id=type_task", "task=words"],
        "move_type_task" => &["matter_type", "id=type_task", "way"],
        "remove_type_task" => &["matter_type", "id=type_task"],
        "save_type_deadline" => &["matter_type", "id=type_deadline", "title", "days"],
        "remove_type_deadline" => &["matter_type", "id=type_deadline"],
        _ => return None,
    })
}

fn of_requests(action: &str) -> Option<&'static [&'static str]> {
    Some(match action {
        "draft_request" => &["client", "title"],
        "change_request" => &["request", "title", "due_on", "seen"],
        "save_request_item" => &["request", "title", "need"],
        "move_request_item" => &["request", "item", "way"],
        "remove_request_item" | "reopen_item" | "accept_answer" | "take_back_answer" => &["request", "item"],
        "add_templates_to_request" => &["request", "templates[]=template"],
        "keep_request_items" | "send_request" | "tell_of_changes" | "discard_request" => &["request"],
        "withdraw_request" | "undo_withdrawal" => &["request=draft"],
        "withdraw_requests_of_matter" => &["matter"],
        "withdraw_request_item" => &["request=draft", "item=draft_item"],
        "answer_question" => &["request", "item", "contact", "words"],
        "close_question" => &["request", "item", "contact"],
        "answer_item" => &["request", "item", "answer"],
        "finish_for_now" | "remind_now" => &["request"],
        "choose_chasing" => &["request", "chasing"],
        "add_request_rule" => &["request", "days", "side", "received"],
        "change_request_rule" => &["request", "rule", "days", "side", "received"],
        "remove_request_rule" => &["request", "rule"],
        "save_template" => &["template", "name", "due_days"],
        "save_template_item" => &["template", "item=template_item", "title", "need"],
        "move_template_item" => &["template", "item=template_item", "way"],
        "remove_template_item" => &["template", "item=template_item"],
        "archive_template" => &["template=old_template"],
        "restore_template" => &["template"],
        _ => return None,
    })
}

fn of_rules(action: &str) -> Option<&'static [&'static str]> {
    Some(match action {
        "review_document" => &["submission", "verdict"],
        "undo_review" => &["decision"],
        "hold_submission" | "let_go_submission" => &["submission"],
        "create_group" => &["name"],
        "rename_group" => &["group", "name"],
        "archive_group" => &["group=old_group"],
        "restore_group" => &["group"],
        "add_to_group" => &["group", "account=nobody"],
        "remove_from_group" => &["group", "account"],
        "resend_colleague_invitation" | "revoke_colleague_invitation" => &["invitation"],
        "change_role" => &["account", "role"],
        "deactivate_colleague" => &["account=gone"],
        "activate_colleague" | "reset_colleague_factor" => &["account"],
        "add_reason" => &["words"],
        "change_reason" => &["reason", "words"],
        "move_reason" => &["reason", "up"],
        "remove_reason" => &["reason"],
        "save_filing" => &["pattern"],
        "add_firm_rule" => &["days", "side", "received"],
        "change_firm_rule" => &["rule", "days", "side", "received"],
        "remove_firm_rule" => &["rule"],
        _ => return None,
    })
}
