//! How many pieces each panel edge is cut into, so that seams match vertex for vertex.

use std::collections::BTreeMap;

use pattern::{EdgeRef, Panel, Seam};

use super::AssembleError;

/// Pieces for every edge of `panels`: equal on both sides of every seam.
///
/// Edges that hang together through seams form a group, and the group's mean length decides:
/// pieces of `edge_mm` (mm), at least one. Cost is linear in edges and seams.
///
/// # Errors
///
/// [`AssembleError::UnknownEdge`] for a seam whose panel is among `panels` but whose edge is not.
pub(crate) fn seam_counts(
    panels: &[&Panel],
    seams: &[&Seam],
    edge_mm: f64,
) -> Result<BTreeMap<EdgeRef, usize>, AssembleError> {
    let mut index = BTreeMap::new();
    let mut lengths = Vec::new();
    for panel in panels {
        for edge in &panel.edges {
            let key = EdgeRef { panel: panel.id.clone(), edge: edge.id.clone() };
            index.insert(key, lengths.len());
            lengths.push(edge.length_mm(0.01));
        }
    }
    let mut root: Vec<usize> = (0..lengths.len()).collect();
    for seam in seams {
        let mut ends = [0; 2];
        for (end, edge) in ends.iter_mut().zip([&seam.a, &seam.b]) {
            let i = *index
                .get(edge)
                .ok_or_else(|| AssembleError::UnknownEdge { edge: edge.clone() })?;
            *end = find(&mut root, i);
        }
        root[ends[0]] = ends[1];
    }
    let mut groups = vec![(0.0, 0usize); lengths.len()];
    for (i, length) in lengths.iter().enumerate() {
        let group = &mut groups[find(&mut root, i)];
        group.0 += length;
        group.1 += 1;
    }
    Ok(index
        .into_iter()
        .map(|(key, i)| {
            let (sum, members) = groups[find(&mut root, i)];
            let pieces = (sum / members as f64 / edge_mm).round().max(1.0);
            (key, pieces as usize)
        })
        .collect())
}

fn find(root: &mut [usize], mut i: usize) -> usize {
    while root[i] != i {
        root[i] = root[root[i]];
        i = root[i];
    }
    i
}
