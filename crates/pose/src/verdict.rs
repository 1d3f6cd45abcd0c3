//! May a photo be measured from, and if not, why.

use crate::landmark::Sighting;
use crate::photo::Photo;
use crate::types::{Reason, Ruling, Silhouette, Verdict, View};

/// Judges what was seen; `people` has the person to be measured first.
pub(crate) fn judge(
    _photo: &Photo,
    _view: View,
    people: &[Sighting],
    _silhouette: Option<&Silhouette>,
) -> Verdict {
    match people.len() {
        0 => ruling(vec![(Ruling::Refuse, Reason::NoPerson)]),
        1 => ruling(Vec::new()),
        _ => ruling(vec![(Ruling::Refuse, Reason::SeveralPeople)]),
    }
}

fn ruling(mut reasons: Vec<(Ruling, Reason)>) -> Verdict {
    reasons.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    Verdict {
        ruling: reasons.first().map_or(Ruling::Accept, |r| r.0),
        reasons: reasons.into_iter().map(|r| r.1).collect(),
    }
}
