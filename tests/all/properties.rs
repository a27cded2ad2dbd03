//! What holds for whatever is typed, stored or done in whatever order: properties, tried with thousands of made-up cases.
//! The seed is fixed, so that a run can be run again; another one is chosen with PROPTEST_RNG_SEED.

mod invitations;
mod parsers;
mod times;

use proptest::test_runner::{Config, RngSeed};

/// The same cases each time.
pub fn settings(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(20_261_124), failure_persistence: None, ..Config::default() }
}
