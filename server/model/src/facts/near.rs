//! Which known name is meant by one that is not known. Knows nothing of what is named.

/// The candidate nearest to `name`, no further than `most` edits away; the letters' case does not count.
/// The first in order wins where several are equally near, so that the answer does not change between runs.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>, most: usize) -> Option<&'a str> {
    let name = name.to_lowercase();
    let letters = count_letters(&name);
    let mut best: Option<(usize, &str)> = None;
    // An edit brings in or takes away one letter at most, so that most candidates need no closer look.
    let is_near = |candidate: &&str| {
        if candidate.len().abs_diff(name.len()) > most {
            return false;
        }
        let (mut lacking, mut added) = (0, 0);
        for (own, other) in letters.iter().zip(count_letters(candidate)) {
            lacking += own.saturating_sub(other);
            added += other.saturating_sub(*own);
        }
        lacking.max(added) as usize <= most
    };
    for candidate in candidates.filter(is_near) {
        let distance = strsim::damerau_levenshtein(&name, &candidate.to_lowercase());
        let better = best.is_none_or(|(least, chosen)| (distance, candidate) < (least, chosen));
        if distance <= most && better {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How often a text holds each letter of the alphabet.
fn count_letters(text: &str) -> [u32; 26] {
    let mut counts = [0; 26];
    for letter in text.bytes().filter(u8::is_ascii_alphabetic) {
        counts[usize::from(letter.to_ascii_lowercase() - b'a')] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_the_nearest_within_reach() {
        let known = ["delta", "parquet", "delay"];
        assert_eq!(nearest("dleta", known.into_iter(), 2), Some("delta"));
        assert_eq!(nearest("DELTA", known.into_iter(), 0), Some("delta"));
        assert_eq!(nearest("orc", known.into_iter(), 2), None);
    }
}
