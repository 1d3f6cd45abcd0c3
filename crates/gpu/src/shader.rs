//! Shader sources put together from files.

use crate::GpuError;

/// A shader file that others may include: its path under `shaders/` and its text.
pub type Source = (&'static str, &'static str);

/// The files of `shaders/shared`, which every shader may include.
pub const SHARED_SOURCES: &[Source] =
    &[("shared/colour.wgsl", include_str!("../../../shaders/shared/colour.wgsl"))];

/// How deep includes may nest; more means that a file includes itself.
const DEPTH: usize = 8;

/// Replaces every line `//#include PATH` of `text` by the file of that path.
///
/// `name` is the shader's own path, for errors. Files are looked up in `sources` and then in
/// [`SHARED_SOURCES`], and may include others.
///
/// # Errors
///
/// [`GpuError::Include`] for a file that is not there or includes itself.
pub fn assemble(name: &str, text: &str, sources: &[Source]) -> Result<String, GpuError> {
    expand(name, text, sources, 0)
}

fn expand(name: &str, text: &str, sources: &[Source], depth: usize) -> Result<String, GpuError> {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let Some(include) = line.strip_prefix("//#include ").map(str::trim) else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let refuse = |reason| GpuError::Include {
            shader: name.to_owned(),
            include: include.to_owned(),
            reason,
        };
        if depth == DEPTH {
            return Err(refuse("it includes itself"));
        }
        let (_, found) = sources
            .iter()
            .chain(SHARED_SOURCES)
            .find(|(path, _)| *path == include)
            .ok_or_else(|| refuse("there is no such file"))?;
        out.push_str(&expand(include, found, sources, depth + 1)?);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_include_is_replaced_by_the_file_and_its_includes() {
        let sources = [("a.wgsl", "A\n//#include b.wgsl"), ("b.wgsl", "B")];
        let text = assemble("main.wgsl", "//#include a.wgsl\nmain", &sources).unwrap();
        assert_eq!(text, "A\nB\nmain\n");
    }

    #[test]
    fn a_missing_or_endless_include_is_refused_by_name() {
        let missing = assemble("m.wgsl", "//#include gone.wgsl", &[]).unwrap_err();
        assert!(missing.to_string().contains("m.wgsl: cannot include gone.wgsl"), "{missing}");
        let endless = [("a.wgsl", "//#include a.wgsl")];
        assert!(assemble("m.wgsl", "//#include a.wgsl", &endless).is_err());
    }
}
