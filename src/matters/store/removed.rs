//! What can be taken out of a matter or a matter type, and put back as it was.

use crate::accounts::AccountId;
use crate::kept;
use crate::kernel::{Day, Instant};
use crate::matters::model::{DeadlineId, MatterId, MatterTypeId, NoteId, TaskId, TypeDeadlineId, TypeTaskId};

kept! {
    /// A matter's deadline.
    KeptDeadline of "deadlines" {
        id: DeadlineId, matter_id: MatterId = "$2", title: String = "$3", due_on: Day = "$4", visible: bool = "$5",
        created_at: Instant = "$6", done: bool = "$7", done_at: Option<Instant> = "$8", done_by: String = "$9",
    }
}

kept! {
    /// A thing on a matter's checklist.
    KeptTask of "tasks" makes room by
        "UPDATE tasks SET position = position + 1 WHERE matter_id = $1 AND position >= $2
            AND EXISTS (SELECT 1 FROM tasks o WHERE o.matter_id = $1 AND o.position = $2)", matter_id, position;
    {
        id: TaskId, matter_id: MatterId = "$2", position: i64 = "$3", title: String = "$4",
        done_at: Option<Instant> = "$5", done_by: String = "$6",
    }
}

kept! {
    /// A note on a matter.
    KeptNote of "matter_notes" {
        id: NoteId, matter_id: MatterId = "$2", author_id: AccountId = "$3", words: String = "$4", visible: bool = "$5",
        created_at: Instant = "$6",
    }
}

kept! {
    /// A thing on the checklist of a matter type.
    KeptTypeTask of "type_tasks" makes room by
        "UPDATE type_tasks SET position = position + 1 WHERE type_id = $1 AND position >= $2
            AND EXISTS (SELECT 1 FROM type_tasks o WHERE o.type_id = $1 AND o.position = $2)", type_id, position;
    { id: TypeTaskId, type_id: MatterTypeId = "$2", position: i64 = "$3", title: String = "$4" }
}

kept! {
    /// A deadline of a matter type.
    KeptTypeDeadline of "type_deadlines" {
        id: TypeDeadlineId, type_id: MatterTypeId = "$2", position: i64 = "$3", title: String = "$4",
        offset_days: i64 = "$5", visible: bool = "$6",
    }
}
