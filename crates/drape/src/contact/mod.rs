//! Where cloth meets the body, itself and a belt.

pub(crate) mod belt;
pub(crate) mod body;
pub(crate) mod crossings;
mod edges;
pub(crate) mod guard;
pub(crate) mod layers;
mod meeting;
pub(crate) mod pair;
pub(crate) mod parting;
pub(crate) mod seen;
pub(crate) mod shape;
pub(crate) mod tree;
pub(crate) mod vicinity;
