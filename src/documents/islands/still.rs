//! On the server: the same handles, without anything behind them.

use super::rows::Go;

/// Nothing is held.
#[derive(Default)]
pub(super) struct Hands;

pub(super) fn begin(_: Go) {}

pub(super) fn cancel(_: Go, _: u32) {}

pub(super) fn retry(_: Go, _: u32) {}

pub(super) fn finish(_: Go) {}
