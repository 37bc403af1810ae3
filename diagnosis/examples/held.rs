use oomscope_diagnosis::heap::{v8, javascript::{Dumps, held}};
use std::fs::File;
fn main() {
    let f = std::env::args().nth(1).unwrap(); let p = std::env::args().nth(2).unwrap();
    let t = std::time::Instant::now();
    let open = |n: u32| File::open(format!("{f}/{n}.heapsnapshot")).unwrap();
    let d = Dumps { before: v8::read_ids(open(0)).unwrap(), after_one: v8::read_ids(open(1)).unwrap(), last: open(2), profile: std::fs::read_to_string(format!("{f}/profile.json")).unwrap_or_default() };
    let h = held(d, &p, &|x| std::fs::read_to_string(x).ok()).unwrap();
    eprintln!("{:?} bytes {}", t.elapsed(), h.bytes);
    for x in h.holders.iter().take(12) { println!("{} {:?} {:?} root {:?}\n   path {:?}\n   made {:?} env {} type {:?} x{}\n   {:?}", x.bytes, x.holder, x.cause, x.root, x.path, x.made_at, x.keeps_environment, x.object_type, x.objects, x.types.iter().map(|t| format!("{} {} {}", t.name, t.count, t.bytes)).collect::<Vec<_>>()); }
    for l in &h.lines { println!("LINE {}:{} {} x{} {}", l.file, l.line, l.bytes, l.count, l.text); }
}
