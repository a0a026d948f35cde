use std::io::{read_to_string, stdin};

use counter::count_words;

fn main() -> std::io::Result<()> {
    let text = read_to_string(stdin())?;
    for (word, count) in count_words(&text) {
        println!("{count:>6} {word}");
    }
    Ok(())
}
