//! The compute lane: a bounded queue, one thread, and what it made.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use fitting::{Artefact, FittingError, Progress, Request, Stage};
use uuid::Uuid;

use crate::Maker;

/// How much a lane takes on.
#[derive(Clone, Copy, Debug)]
pub struct LaneConfig {
    /// How many fittings may wait; one more is refused.
    pub queue: usize,
    /// How long a result is kept.
    pub keep: Duration,
    /// How many results are kept at the most; the oldest goes first.
    pub results: usize,
}

impl Default for LaneConfig {
    /// Four wait: at half a minute each, nobody waits for more than about two. Results stay for
    /// half an hour, 32 of them (some 15 MiB each).
    fn default() -> Self {
        Self { queue: 4, keep: Duration::from_mins(30), results: 32 }
    }
}

/// The queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{waiting} fittings wait already; try again in {retry_after_s} s")]
pub struct Full {
    /// How many wait.
    pub waiting: usize,
    /// When there is likely room (s).
    pub retry_after_s: u64,
}

/// A lane: fittings go in, are made one after the other, and lie there until they expire.
pub struct Lane {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    table: Mutex<Table>,
    wake: Condvar,
    config: LaneConfig,
}

struct Table {
    jobs: BTreeMap<Uuid, Job>,
    queue: VecDeque<Uuid>,
    /// Time of a fitting (s), smoothed.
    pace_s: f64,
    closing: bool,
}

struct Job {
    garment: String,
    phase: Phase,
    /// Set when nobody wants the answer any more.
    abandoned: Arc<AtomicBool>,
}

/// Pictures that are ready, by name, while the others are made.
type Early = BTreeMap<&'static str, Arc<[u8]>>;

enum Phase {
    /// The photos are in here, and nowhere else.
    Queued(Box<Request>),
    Running(Progress, Early),
    Done {
        artefacts: BTreeMap<Artefact, Bytes>,
        since: Instant,
    },
    Failed {
        cause: Cause,
        since: Instant,
    },
}

/// Why there is no result.
#[derive(Clone, Debug)]
pub(crate) enum Cause {
    /// The engine says why.
    Error(Arc<FittingError>),
    /// The engine broke down.
    Panic,
}

/// How a fitting stands.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) garment: String,
    pub(crate) at: At,
    /// Until the result goes.
    pub(crate) expires: Option<Duration>,
}

#[derive(Clone, Debug)]
pub(crate) enum At {
    /// With so many before it.
    Queued(usize),
    Running(Progress, Early),
    Done(BTreeMap<Artefact, Bytes>),
    Failed(Cause),
}

/// How often an idle lane looks for results to let go.
const SWEEP: Duration = Duration::from_secs(30);

impl Lane {
    /// Starts the lane's thread.
    pub(crate) fn start(maker: Arc<dyn Maker>, config: LaneConfig) -> std::io::Result<Self> {
        let table =
            Table { jobs: BTreeMap::new(), queue: VecDeque::new(), pace_s: 30.0, closing: false };
        let shared = Arc::new(Shared { table: Mutex::new(table), wake: Condvar::new(), config });
        let worker = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("fitting".to_owned())
            .spawn(move || worker.work(&*maker))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Puts a fitting into the queue.
    ///
    /// # Errors
    ///
    /// [`Full`] when as many wait as may.
    pub(crate) fn submit(&self, mut request: Request) -> Result<Uuid, Full> {
        let mut table = self.shared.lock();
        let waiting = table.queue.len();
        if waiting >= self.shared.config.queue {
            let retry_after_s = table.pace_s.ceil().clamp(1.0, 600.0) as u64;
            return Err(Full { waiting, retry_after_s });
        }
        let id = Uuid::new_v4();
        if request.order.reference.is_empty() {
            // The papers have to be told apart even where the shop gives no number.
            request.order.reference = id.simple().to_string()[..8].to_uppercase();
        }
        let job = Job {
            garment: request.order.garment.clone(),
            phase: Phase::Queued(Box::new(request)),
            abandoned: Arc::new(AtomicBool::new(false)),
        };
        table.jobs.insert(id, job);
        table.queue.push_back(id);
        self.shared.wake.notify_one();
        Ok(id)
    }

    /// How a fitting stands, if it is there.
    pub(crate) fn standing(&self, id: Uuid) -> Option<Standing> {
        let table = self.shared.lock();
        let job = table.jobs.get(&id)?;
        let keep = self.shared.config.keep;
        let left = |since: Instant| Some(keep.saturating_sub(since.elapsed()));
        let (at, expires) = match &job.phase {
            Phase::Queued(_) => {
                (At::Queued(table.queue.iter().position(|q| *q == id).unwrap_or(0)), None)
            }
            Phase::Running(progress, early) => (At::Running(progress.clone(), early.clone()), None),
            Phase::Done { artefacts, since } => (At::Done(artefacts.clone()), left(*since)),
            Phase::Failed { cause, since } => (At::Failed(cause.clone()), left(*since)),
        };
        Some(Standing { garment: job.garment.clone(), at, expires })
    }

    /// Forgets a fitting; what is under way stops at its next step. False when it is not there.
    pub(crate) fn delete(&self, id: Uuid) -> bool {
        let mut table = self.shared.lock();
        table.queue.retain(|q| *q != id);
        let Some(job) = table.jobs.remove(&id) else { return false };
        job.abandoned.store(true, Ordering::Relaxed);
        true
    }
}

impl Drop for Lane {
    /// Calls off what is under way and waits for the thread.
    fn drop(&mut self) {
        {
            let mut table = self.shared.lock();
            table.closing = true;
            for job in table.jobs.values() {
                job.abandoned.store(true, Ordering::Relaxed);
            }
        }
        self.shared.wake.notify_all();
        if let Some(thread) = self.thread.take() {
            // The thread catches the engine's panics, so it ends by itself.
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// The table, without what has expired.
    fn lock(&self) -> MutexGuard<'_, Table> {
        // No code panics while it holds the table, so a poisoned one is whole.
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        table.sweep(self.config);
        table
    }

    fn work(&self, maker: &dyn Maker) {
        while let Some((id, request, abandoned)) = self.next(maker) {
            let started = Instant::now();
            let made = catch_unwind(AssertUnwindSafe(|| {
                let mut early = BTreeMap::new();
                maker.make(&request, &mut |mut progress| {
                    if abandoned.load(Ordering::Relaxed) {
                        return ControlFlow::Break(());
                    }
                    early.extend(progress.early.take().map(|e| (e.name, e.png)));
                    if let Some(job) = self.lock().jobs.get_mut(&id) {
                        job.phase = Phase::Running(progress, early.clone());
                    }
                    ControlFlow::Continue(())
                })
            }));
            drop(request); // the photos go before anybody hears of the answer
            let since = Instant::now();
            let phase = match made {
                Ok(Ok(artefacts)) => {
                    let artefacts = artefacts.into_iter().map(|(a, b)| (a, b.into())).collect();
                    Phase::Done { artefacts, since }
                }
                Ok(Err(error)) => {
                    tracing::info!(code = error.code(), %error, "a fitting did not come about");
                    Phase::Failed { cause: Cause::Error(Arc::new(error)), since }
                }
                Err(_) => {
                    tracing::error!("the engine panicked");
                    Phase::Failed { cause: Cause::Panic, since }
                }
            };
            let mut table = self.lock();
            if matches!(phase, Phase::Done { .. }) {
                table.pace_s += 0.3 * (started.elapsed().as_secs_f64() - table.pace_s);
            }
            // Nobody waits for one that was deleted meanwhile.
            if let Some(job) = table.jobs.get_mut(&id) {
                job.phase = phase;
            }
        }
    }

    /// Waits for the next fitting; `None` when the lane closes.
    fn next(&self, maker: &dyn Maker) -> Option<(Uuid, Request, Arc<AtomicBool>)> {
        let mut table = self.lock();
        loop {
            if table.closing {
                return None;
            }
            if let Some(taken) = table.take() {
                return Some(taken);
            }
            let waited = self.wake.wait_timeout(table, SWEEP);
            table = waited.unwrap_or_else(PoisonError::into_inner).0;
            table.sweep(self.config);
            maker.sweep();
        }
    }
}

impl Table {
    fn take(&mut self) -> Option<(Uuid, Request, Arc<AtomicBool>)> {
        let id = self.queue.pop_front()?;
        let job = self.jobs.get_mut(&id)?;
        let first = Phase::Running(Progress::of(Stage::ALL[0], 0.0), Early::new());
        match std::mem::replace(&mut job.phase, first) {
            Phase::Queued(request) => Some((id, *request, Arc::clone(&job.abandoned))),
            other => {
                job.phase = other;
                None
            }
        }
    }

    /// Lets go of results that are too old or too many.
    fn sweep(&mut self, config: LaneConfig) {
        let since = |job: &Job| match job.phase {
            Phase::Done { since, .. } | Phase::Failed { since, .. } => Some(since),
            Phase::Queued(_) | Phase::Running(..) => None,
        };
        self.jobs.retain(|_, job| since(job).is_none_or(|s| s.elapsed() < config.keep));
        let mut kept: Vec<(Instant, Uuid)> =
            self.jobs.iter().filter_map(|(id, job)| Some((since(job)?, *id))).collect();
        kept.sort();
        let excess = kept.len().saturating_sub(config.results);
        for (_, id) in &kept[..excess] {
            self.jobs.remove(id);
        }
    }
}
