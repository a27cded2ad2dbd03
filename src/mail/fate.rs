//! What becomes of a mail after its carrier took it. Events come late, twice and in any order; a mail's fate is the
//! furthest of what was told, whatever came first.

/// What became of a mail, as far as the carrier told. The order is how far it went: a later one outweighs an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// The receiving server makes us wait; the carrier goes on trying.
    Delayed,
    /// The carrier, who had taken it, could not send it.
    Failed,
    /// The receiving server has it.
    Delivered,
    /// It came back.
    Bounced,
    /// Whoever got it called it spam.
    Complained,
}

impl Fate {
    /// All of them, in their order.
    pub const ALL: [Fate; 5] = [Fate::Delayed, Fate::Failed, Fate::Delivered, Fate::Bounced, Fate::Complained];

    /// As stored.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Delayed => "delayed",
            Fate::Failed => "failed",
            Fate::Delivered => "delivered",
            Fate::Bounced => "bounced",
            Fate::Complained => "complained",
        }
    }

    /// From the word that the table keeps; none for any other.
    pub fn parse(word: &str) -> Option<Fate> {
        Fate::ALL.into_iter().find(|fate| fate.word() == word)
    }

    /// Whether the mail reached nobody, or nobody who wants mail.
    pub fn missed(self) -> bool {
        matches!(self, Fate::Failed | Fate::Bounced | Fate::Complained)
    }

    /// Whether what is told now changes what was known: only something further does.
    pub fn outweighs(self, known: Option<Fate>) -> bool {
        known.is_none_or(|known| self > known)
    }
}

/// How far a mail has come: the outbox's own state, and after that what the carrier told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// In the outbox; with `tries` above 0 after a failed try.
    Waiting,
    /// Taken by the carrier; nothing more is known.
    Sent,
    /// The receiving server makes the carrier wait.
    Delayed,
    /// The receiving server has it.
    Delivered,
    /// It came back; `fault` says why.
    Bounced,
    /// Whoever got it called it spam.
    Complained,
    /// Given up; `fault` says why.
    Failed,
    /// No longer wanted before it was out, or set aside by staff.
    Dropped,
}

impl DeliveryState {
    /// From the two words that the table keeps (its CHECKs allow no others).
    pub fn of(state: &str, fate: &str) -> Self {
        match (state, Fate::parse(fate)) {
            ("dropped", _) => DeliveryState::Dropped,
            (_, Some(Fate::Complained)) => DeliveryState::Complained,
            (_, Some(Fate::Bounced)) => DeliveryState::Bounced,
            (_, Some(Fate::Delivered)) => DeliveryState::Delivered,
            ("failed", _) | (_, Some(Fate::Failed)) => DeliveryState::Failed,
            (_, Some(Fate::Delayed)) => DeliveryState::Delayed,
            ("sent", _) => DeliveryState::Sent,
            _ => DeliveryState::Waiting,
        }
    }

    /// As people read it.
    pub fn word(self) -> &'static str {
        match self {
            DeliveryState::Waiting => "Waiting",
            DeliveryState::Sent => "Sent",
            DeliveryState::Delayed => "Delayed",
            DeliveryState::Delivered => "Delivered",
            DeliveryState::Bounced => "Bounced",
            DeliveryState::Complained => "Marked as spam",
            DeliveryState::Failed => "Not sent",
            DeliveryState::Dropped => "Set aside",
        }
    }

    /// Whether the mail reached nobody, or nobody who wants mail, and will not by itself.
    pub fn missed(self) -> bool {
        matches!(self, DeliveryState::Bounced | DeliveryState::Complained | DeliveryState::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is known after these were told, in this order.
    fn after(told: &[Fate]) -> Option<Fate> {
        told.iter().fold(None, |known, fate| if fate.outweighs(known) { Some(*fate) } else { known })
    }

    #[test]
    fn whatever_the_order_and_however_often_the_same_is_known_in_the_end() {
        let all = Fate::ALL;
        for first in all {
            for second in all {
                for third in all {
                    let furthest = [first, second, third].into_iter().max();
                    assert_eq!(after(&[first, second, third]), furthest);
                    assert_eq!(after(&[third, second, first, first, third]), furthest);
                }
            }
        }
        assert_eq!(after(&[]), None);
    }

    #[test]
    fn the_two_words_of_the_table_give_one_state() {
        for (state, fate, told) in [
            ("waiting", "", DeliveryState::Waiting),
            ("sent", "", DeliveryState::Sent),
            ("sent", "delayed", DeliveryState::Delayed),
            ("sent", "delivered", DeliveryState::Delivered),
            ("sent", "bounced", DeliveryState::Bounced),
            ("sent", "complained", DeliveryState::Complained),
            ("failed", "", DeliveryState::Failed),
            ("sent", "failed", DeliveryState::Failed),
            ("failed", "held", DeliveryState::Failed),
            ("failed", "bounced", DeliveryState::Bounced),
            ("dropped", "held", DeliveryState::Dropped),
            ("dropped", "bounced", DeliveryState::Dropped),
            // The event was quicker than the carrier's answer.
            ("waiting", "delivered", DeliveryState::Delivered),
            ("waiting", "bounced", DeliveryState::Bounced),
        ] {
            assert_eq!(DeliveryState::of(state, fate), told, "{state} {fate}");
        }
        for fate in Fate::ALL {
            assert_eq!(Fate::parse(fate.word()), Some(fate));
        }
        assert_eq!(Fate::parse("held"), None);
    }
}
