//! The progress bar of long work.

use std::ops::ControlFlow;

use catalog::{Lang, Words};
use fitting::{Progress, Stage};
use indicatif::{ProgressBar, ProgressStyle};

/// Draws a bar on standard error while `work` runs; nothing where nobody watches.
pub(crate) fn with_bar<T>(
    words: &Words,
    lang: Lang,
    work: impl FnOnce(&mut fitting::Listener<'_>) -> T,
) -> T {
    const STEPS: f32 = 100.0;
    let bar = ProgressBar::new((STEPS as u64) * Stage::ALL.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {msg} {elapsed}") {
        bar.set_style(style);
    }
    let mut current = None;
    let result = work(&mut |progress: Progress| {
        if current != Some(progress.stage) {
            current = Some(progress.stage);
            bar.set_message(words.say(lang, &format!("stage-{}", progress.stage.key()), &[]));
        }
        let before = Stage::ALL.iter().take_while(|s| **s < progress.stage).count();
        bar.set_position(((before as f32 + progress.done.clamp(0.0, 1.0)) * STEPS) as u64);
        ControlFlow::Continue(())
    });
    bar.finish_and_clear();
    result
}
