//! Constraints in colours: those of one share no vertex.

use crate::cpu::XpbdColour;

/// Colours that are sought; what would need more gets a colour of its own.
const MOST: u32 = 64;

/// `items` colour by colour, greedily in their order, and where each colour lies. O(items).
pub(super) fn coloured<T: Copy, const N: usize>(
    items: &[T],
    vertex_count: usize,
    vertices: impl Fn(&T) -> [u32; N],
) -> (Vec<T>, Vec<XpbdColour>) {
    let mut taken = vec![0u64; vertex_count];
    let mut beyond = MOST;
    let colours: Vec<u32> = items
        .iter()
        .map(|item| {
            let of = vertices(item);
            let used = of.iter().fold(0, |all, &v| all | taken[v as usize]);
            let colour = (!used).trailing_zeros();
            if colour == MOST {
                beyond += 1;
                return beyond - 1;
            }
            for v in of {
                taken[v as usize] |= 1 << colour;
            }
            colour
        })
        .collect();
    let mut begin = vec![0u32; beyond as usize + 1];
    for &c in &colours {
        begin[c as usize + 1] += 1;
    }
    for c in 1..begin.len() {
        begin[c] += begin[c - 1];
    }
    let mut order = vec![0; items.len()];
    let mut next = begin.clone();
    for (i, &c) in colours.iter().enumerate() {
        order[next[c as usize] as usize] = i;
        next[c as usize] += 1;
    }
    let sorted = order.iter().map(|&i| items[i]).collect();
    let ranges = begin
        .windows(2)
        .map(|w| XpbdColour { first: w[0], count: w[1] - w[0] })
        .filter(|c| c.count > 0)
        .collect();
    (sorted, ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_of_one_colour_share_a_vertex_and_none_is_lost() {
        // A fan of 80 triangles round vertex 0 needs 80 colours.
        let fan: Vec<[u32; 3]> = (0..80).map(|i| [0, i + 1, i + 2]).collect();
        let (sorted, ranges) = coloured(&fan, 82, |t| *t);
        assert_eq!(ranges.iter().map(|r| r.count).sum::<u32>(), 80);
        for range in &ranges {
            let mut used: Vec<u32> = sorted[range.first as usize..][..range.count as usize]
                .iter()
                .flatten()
                .copied()
                .collect();
            let all = used.len();
            used.sort_unstable();
            used.dedup();
            assert_eq!(used.len(), all);
        }
        let mut found = sorted;
        found.sort_unstable();
        assert_eq!(found, fan);
    }
}
