//! The fuzz targets (`fuzz/targets.rs`) on a short corpus: every seed, the hostile texts, and what becomes of them when
//! bytes are turned, cut and doubled, the same each time. `make audit ARGS=fuzz` runs them for minutes.

#[path = "../../fuzz/targets.rs"]
mod targets;

use std::path::Path;

/// How many changed inputs each target gets; a whole request costs a thousand times what a name does.
const CHANGED: usize = 1_500;
const CHANGED_REQUESTS: usize = 120;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// Numbers that look random and are the same each time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }

    /// One of these with one to four changes.
    fn changed(&mut self, from: &[Vec<u8>]) -> Vec<u8> {
        let mut data = from[self.below(from.len())].clone();
        for _ in 0..=self.below(4) {
            let at = self.below(data.len() + 1);
            match self.below(6) {
                0 => data.truncate(at),
                1 => data.insert(at, u8::try_from(self.below(256)).unwrap()),
                2 => {
                    data.splice(at..at, b"\0\r\n%&=;<>'\"\xff\xf0\xc3"[self.below(12)..].iter().copied()).for_each(drop)
                }
                3 => data = [&data[..at], &from[self.below(from.len())], &data[at..]].concat(),
                4 if at < data.len() => data[at] ^= 1 << self.below(8),
                _ => data = [&data[..at], &data[..at]].concat(),
            }
        }
        data.truncate(20_000);
        data
    }
}

#[test]
fn no_input_of_a_short_corpus_breaks_what_reads_it() {
    let texts = include_str!("../hostile/texts.jsonl").lines();
    let texts: Vec<Vec<u8>> = texts.map(|line| serde_json::from_str::<String>(line).unwrap().into_bytes()).collect();
    for (name, _) in targets::ALL {
        let mut inputs = seeds(name);
        assert!(!inputs.is_empty(), "fuzz/seeds/{name} is empty");
        let whole = name == "requests";
        if !whole {
            inputs.extend(texts.iter().cloned());
        }
        for input in &inputs {
            targets::run(name, input);
        }
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        for _ in 0..if whole { CHANGED_REQUESTS } else { CHANGED } {
            targets::run(name, &numbers.changed(&inputs));
        }
    }
}

#[test]
fn every_target_has_its_program() {
    let manifest = include_str!("../../fuzz/Cargo.toml");
    for (name, _) in targets::ALL {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz/fuzz_targets/{name}.rs"));
        assert!(
            std::fs::read_to_string(program).unwrap().contains(&format!("targets::run(\"{name}\", data)")),
            "{name}"
        );
    }
}

#[test]
fn what_is_changed_differs_each_time_and_reaches_odd_bytes() {
    let mut numbers = Numbers(1);
    let all: std::collections::BTreeSet<Vec<u8>> =
        (0..CHANGED).map(|_| numbers.changed(&[b"a name.pdf".to_vec()])).collect();
    assert!(all.len() > CHANGED / 2, "{} different ones", all.len());
    for byte in [0, b'\r', b'"', 0xff] {
        assert!(all.iter().any(|data| data.contains(&byte)), "{byte}");
    }
    assert!(all.iter().any(Vec::is_empty));
}
