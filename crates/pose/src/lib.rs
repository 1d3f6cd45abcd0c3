//! Photo to person: decoding, landmarks, silhouette, verdict.

mod types;

pub use types::{Landmark, Landmarks, Person, Reason, Ruling, Silhouette, Verdict, View};
