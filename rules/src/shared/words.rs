//! Names split into words, the way people write them: `customer_id`, `customerId`, `silver-orders`. Knows no meaning of any word.

/// The words of a name in lower case.
pub fn split_words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous_lower = false;
    for c in name.chars() {
        let starts_word = c.is_uppercase() && previous_lower;
        if (!c.is_alphanumeric() || starts_word) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        previous_lower = c.is_lowercase() || c.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether one of the name's words is one of `wanted`.
pub fn has_word(name: &str, wanted: &[&str]) -> bool {
    split_words(name).iter().any(|word| wanted.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_split_at_separators_and_case() {
        assert_eq!(split_words("customer_id"), ["customer", "id"]);
        assert_eq!(split_words("customerId"), ["customer", "id"]);
        assert_eq!(split_words("goldsmiths"), ["goldsmiths"]);
        assert_eq!(split_words("API_KEY2"), ["api", "key2"]);
    }
}
