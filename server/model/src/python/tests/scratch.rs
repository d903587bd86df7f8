//! Scratch.
use super::trace;
#[test]
fn scratch() {
    let text = std::fs::read_to_string("/tmp/scratch.py").unwrap();
    println!("{}", trace(&text));
}
#[test]
fn perf() {
    for i in 1..=14 {
        let text = std::fs::read_to_string(format!("/tmp/p{i}.py")).unwrap();
        let file = brickline_syntax::source::ParsedFile::parse(brickline_syntax::source::FileKind::Python, text.as_str());
        let start = std::time::Instant::now();
        let model = crate::model_file("a.py", &file, &Default::default());
        println!("p{i} {} bytes, {} ops, {:?}", text.len(), model.operations.len(), start.elapsed());
        let start = std::time::Instant::now();
        drop(model);
        println!("   drop {:?}", start.elapsed());
    }
}
