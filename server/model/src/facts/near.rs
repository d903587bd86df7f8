//! Which known name is meant by one that is not known. Knows nothing of what is named.

/// The candidate nearest to `name`, no further than `most` edits away; the letters' case does not count.
/// The first in order wins where several are equally near, so that the answer does not change between runs.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>, most: usize) -> Option<&'a str> {
    let name = name.to_lowercase();
    let letters = find_letters(&name);
    let mut best: Option<(usize, &str)> = None;
    // An edit brings in or takes away one letter at most, so that most candidates need no closer look.
    let is_near = |candidate: &&str| {
        if candidate.len().abs_diff(name.len()) > most {
            return false;
        }
        let others = find_letters(candidate);
        (letters & !others).count_ones() as usize <= most && (others & !letters).count_ones() as usize <= most
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

/// Which letters of the alphabet a text holds, as bits.
fn find_letters(text: &str) -> u32 {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic);
    letters.fold(0, |letters, byte| letters | 1 << (byte.to_ascii_lowercase() - b'a'))
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
