//! What can be taken out of a draft or a template, and put back as it was.

use crate::accounts::AccountId;
use crate::clients::ClientId;
use crate::documents::DocumentId;
use crate::kept;
use crate::kernel::{Day, Instant};
use crate::matters::MatterId;
use crate::requests::model::{ItemId, RequestId, TemplateId, TemplateItemId};

kept! {
    /// What stands above the items of a draft.
    KeptRequest of "requests" {
        id: RequestId, client_id: ClientId = "$2", matter_id: Option<MatterId> = "$3", title: String = "$4",
        message: String = "$5", due_on: Day = "$6", state: String = "$7", chasing: String = "$8",
        created_by: AccountId = "$9", created_at: Instant = "$10", sent_at: Option<Instant> = "$11",
        ended_at: Option<Instant> = "$12", changed_at: Instant = "$13", handed_to: Option<AccountId> = "$14",
    }
}

kept! {
    /// A thing that a request asks for.
    KeptItem of "request_items" makes room by
        "UPDATE request_items SET position = position + 1 WHERE request_id = $1 AND position >= $2
            AND EXISTS (SELECT 1 FROM request_items o WHERE o.request_id = $1 AND o.position = $2)", request_id, position;
    {
        id: ItemId, request_id: RequestId = "$2", position: i64 = "$3", heading: String = "$4", title: String = "$5",
        instruction: String = "$6", need: String = "$7", condition: String = "$8", how_many: i64 = "$9",
        kinds: String = "$10", checks: String = "$11", example_id: Option<DocumentId> = "$12",
        example_file_id: Option<DocumentId> = "$13", state: String = "$14", state_since: Instant = "$15",
        withdrawn_at: Option<Instant> = "$16", created_at: Instant = "$17",
    }
}

kept! {
    /// A thing in a template.
    KeptTemplateItem of "template_items" makes room by
        "UPDATE template_items SET position = position + 1 WHERE template_id = $1 AND position >= $2
            AND EXISTS (SELECT 1 FROM template_items o WHERE o.template_id = $1 AND o.position = $2)", template_id, position;
    {
        id: TemplateItemId, template_id: TemplateId = "$2", position: i64 = "$3", heading: String = "$4",
        title: String = "$5", instruction: String = "$6", need: String = "$7", condition: String = "$8",
        how_many: i64 = "$9", kinds: String = "$10", checks: String = "$11",
        example_file_id: Option<DocumentId> = "$12",
    }
}
