//! Counts words.

use std::collections::BTreeMap;

/// How often each word occurs; words are what white space separates.
pub fn count_words(text: &str) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::count_words;

    #[test]
    fn words_are_counted() {
        let counts = count_words("to be or  not to be");
        assert_eq!(counts.len(), 4);
        assert_eq!(counts["be"], 2);
    }

    #[test]
    fn nothing_has_no_words() {
        assert!(count_words("").is_empty());
    }
}
