//! A limit for each network address, or person: a bucket of tries that fills up again with time. Machinery; which acts take
//! a try is said where they stand.

use crate::kernel::{Instant, Span};
use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Callers that are remembered before full buckets are swept out.
const MANY: usize = 10_000;

/// The buckets of one process. A second process has its own, so that a caller has at most twice as many tries there.
#[derive(Clone)]
pub struct Buckets<K> {
    holds: i64,
    every: Span,
    spent: Arc<Mutex<HashMap<K, Spent>>>,
}

/// Tries that are spent, as of an instant.
#[derive(Clone, Copy)]
struct Spent {
    tries: i64,
    at: Instant,
}

impl<K: Eq + Hash> Buckets<K> {
    /// Buckets that hold so many tries and get one back `every` so often.
    pub fn new(holds: i64, every: Span) -> Self {
        Buckets { holds, every, spent: Arc::default() }
    }

    /// Takes one try of this caller.
    ///
    /// # Errors
    /// How long it is until there is one again, if there is none.
    pub fn take(&self, who: K, now: Instant) -> Result<(), Span> {
        let mut all = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MANY {
            all.retain(|_, spent| self.as_of(*spent, now).tries > 0);
        }
        let spent = all.get(&who).map_or(Spent { tries: 0, at: now }, |spent| self.as_of(*spent, now));
        if spent.tries >= self.holds {
            return Err(spent.at + self.every - now);
        }
        all.insert(who, Spent { tries: spent.tries + 1, ..spent });
        Ok(())
    }

    /// Gives one try back: it was no guess.
    pub fn give_back(&self, who: &K) {
        let mut all = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(spent) = all.get_mut(who) {
            spent.tries = (spent.tries - 1).max(0);
        }
    }

    /// The same after what has come back since.
    fn as_of(&self, spent: Spent, now: Instant) -> Spent {
        let back = (now - spent.at).0.max(0) / self.every.0;
        if back >= spent.tries {
            return Spent { tries: 0, at: now };
        }
        Spent { tries: spent.tries - back, at: spent.at + Span(back * self.every.0) }
    }
}

/// Who shares a bucket: one address of IPv4; of IPv6 all that one connection is given, a /64. What is no address shares one.
pub fn network(ip: &str) -> IpAddr {
    match ip.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX))),
        Ok(ip) => ip,
        Err(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_so_many_tries_and_one_more_each_time() {
        let buckets = Buckets::new(3, Span::seconds(2));
        let at = |ms: i64| Instant(1_000_000 + ms);
        for _ in 0..3 {
            assert_eq!(buckets.take("a", at(0)), Ok(()));
        }
        assert_eq!(buckets.take("a", at(500)), Err(Span(1500)));
        assert_eq!(buckets.take("b", at(500)), Ok(()), "the neighbour has its own");
        assert_eq!(buckets.take("a", at(2000)), Ok(()));
        assert_eq!(buckets.take("a", at(2100)), Err(Span(1900)));
        buckets.give_back(&"a");
        assert_eq!(buckets.take("a", at(2100)), Ok(()));
        for _ in 0..3 {
            assert_eq!(buckets.take("a", at(60_000)), Ok(()), "after a while it is full again");
        }
        assert!(buckets.take("a", at(60_000)).is_err(), "and no fuller");
    }

    #[test]
    fn one_connection_of_ipv6_is_one_caller() {
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:203.0.113.1"), network("203.0.113.1"));
        assert_ne!(network("203.0.113.1"), network("203.0.113.2"));
    }

    #[test]
    fn what_is_full_again_is_forgotten() {
        let buckets = Buckets::new(1, Span::seconds(1));
        for n in 0..u32::try_from(MANY).unwrap_or_default() {
            let _ = buckets.take(n, Instant(0));
        }
        let _ = buckets.take(u32::MAX, Instant(5000));
        assert_eq!(buckets.spent.lock().map(|all| all.len()).unwrap_or_default(), 1);
    }
}
