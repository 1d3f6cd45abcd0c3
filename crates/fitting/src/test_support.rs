//! What unit tests share.

use catalog::Catalog;

/// The catalogue of the seeds.
pub(crate) fn catalog() -> Catalog {
    let seeds = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds");
    let mut files = Vec::new();
    let mut folders = vec!["garments", "fabrics", "words"].into_iter().map(|f| seeds.join(f));
    let mut left: Vec<_> = folders.by_ref().collect();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let name = path.strip_prefix(seeds.parent().unwrap()).unwrap();
            files.push((name.to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()));
        }
    }
    files.sort();
    Catalog::from_files(files.iter().map(|(p, b)| (p.as_str(), b.as_slice()))).unwrap()
}
