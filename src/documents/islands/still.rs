//! On the server: the same handles, without anything behind them.

use super::rows::Go;
use leptos::html::Ul;
use leptos::prelude::{NodeRef, SyncStorage};

/// Nothing is held.
#[derive(Default)]
pub(super) struct Hands {}

/// A page is dropped on whichever thread ends it; a value that is bound to one would panic there.
pub(super) type HandsStorage = SyncStorage;

pub(super) fn begin(_: Go, _: NodeRef<Ul>) {}

pub(super) fn cancel(_: Go, _: u32) {}

pub(super) fn press(_: Go, _: u32) {}

pub(super) fn finish(_: Go) {}
