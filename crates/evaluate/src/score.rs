//! Errors counted up.

use body::fit::Grade;
use measure::{Dimension, Sex};

use crate::session::{Case, Outcome, Scenario, Truth};

/// Whom a line counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Group {
    /// Everybody.
    All,
    /// One sex.
    Sex(Sex),
    /// One sex and one third by body mass index, 0 the leanest.
    Tercile(Sex, usize),
    /// One grade.
    Grade(Grade),
}

/// How far one dimension is off in one scenario for one group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// How many measurements are counted.
    pub count: usize,
    /// Mean absolute error (mm).
    pub mae: f64,
    /// Mean error, measured minus true (mm).
    pub bias: f64,
    /// Absolute error that nine of ten stay below (mm).
    pub p90: f64,
    /// Root of the mean square of the stated standard deviation (mm).
    pub sigma: f64,
    /// Share within 1.96 of the stated standard deviation.
    pub covered: f64,
    /// The same of the part that the fit answers for: 95 % where that is right.
    pub fit_covered: f64,
    /// Root of the mean square of error over that part: 1 where it is right.
    pub fit_spread: f64,
}

/// An outcome with its groups.
#[derive(Clone, Debug)]
pub struct Summary<'a> {
    outcome: &'a Outcome,
    /// Borders of the thirds by body mass index (kg/m²), women then men.
    pub borders: [[f64; 2]; 2],
}

impl<'a> Summary<'a> {
    /// Divides the people into groups.
    pub fn new(outcome: &'a Outcome) -> Self {
        let borders = [Sex::Female, Sex::Male].map(|sex| {
            let mut bmi: Vec<f64> =
                outcome.people.iter().filter(|p| p.shape.sex == sex).map(Truth::bmi).collect();
            bmi.sort_by(f64::total_cmp);
            [1, 2].map(|i| bmi.get(bmi.len() * i / 3).copied().unwrap_or(f64::NAN))
        });
        Self { outcome, borders }
    }

    /// What was counted up.
    pub fn outcome(&self) -> &Outcome {
        self.outcome
    }

    /// The person of a case.
    fn person(&self, case: &Case) -> Option<&Truth> {
        let people = &self.outcome.people;
        people.binary_search_by_key(&case.number, |p| p.number).ok().map(|i| &people[i])
    }

    fn counts(&self, case: &Case, group: Group) -> bool {
        let Some(person) = self.person(case) else { return false };
        match group {
            Group::All => true,
            Group::Sex(sex) => person.shape.sex == sex,
            Group::Tercile(sex, third) => {
                let borders = self.borders[usize::from(sex == Sex::Male)];
                let own = borders.iter().filter(|b| person.bmi() >= **b).count();
                person.shape.sex == sex && own == third
            }
            Group::Grade(grade) => case.grade == grade,
        }
    }

    /// The cases of a scenario and group.
    pub fn cases(&self, scenario: Scenario, group: Group) -> impl Iterator<Item = &Case> {
        let of = move |c: &&Case| c.scenario == scenario && self.counts(c, group);
        self.outcome.cases.iter().filter(of)
    }

    /// One line; `None` where nobody is counted.
    pub fn line(&self, scenario: Scenario, group: Group, dimension: Dimension) -> Option<Line> {
        let at = dimension as usize;
        line(self.cases(scenario, group).map(|c| (c.error[at], c.sigma[at], c.fit_sigma[at])))
    }

    /// All dimensions but the stated stature in one line.
    pub fn pooled(&self, scenario: Scenario, group: Group) -> Option<Line> {
        line(
            self.cases(scenario, group).flat_map(|c| {
                (1..c.error.len()).map(|at| (c.error[at], c.sigma[at], c.fit_sigma[at]))
            }),
        )
    }
}

fn line(cells: impl Iterator<Item = (f64, f64, f64)>) -> Option<Line> {
    let cells: Vec<_> = cells.filter(|(e, s, f)| (e + s + f).is_finite()).collect();
    let count = cells.len();
    if count == 0 {
        return None;
    }
    let n = count as f64;
    let mean = |f: &dyn Fn(f64, f64, f64) -> f64| {
        cells.iter().map(|&(e, s, own)| f(e, s, own)).sum::<f64>() / n
    };
    let inside = |e: f64, s: f64| f64::from(u8::from(e.abs() <= 1.96 * s));
    let mut sizes: Vec<f64> = cells.iter().map(|c| c.0.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    Some(Line {
        count,
        mae: mean(&|e, _, _| e.abs()),
        bias: mean(&|e, _, _| e),
        p90: sizes[(count * 9 / 10).min(count - 1)],
        sigma: libm::sqrt(mean(&|_, s, _| s * s)),
        covered: mean(&|e, s, _| inside(e, s)),
        fit_covered: mean(&|e, _, own| inside(e, own)),
        fit_spread: libm::sqrt(mean(&|e, _, own| (e / own) * (e / own))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_counts_what_it_is_given() {
        // Errors −3…6 of σ 2, or 3: 10 values, mean 1.5, mean size 2.7; |e| ≤ 3.92 for −3…3 and
        // |e| ≤ 5.88 for −3…5.
        let line = line((-3..=6).map(|e| (f64::from(e), 3.0, 2.0))).unwrap();
        assert_eq!(line.count, 10);
        assert!((line.bias - 1.5).abs() < 1e-12 && (line.mae - 2.7).abs() < 1e-12);
        assert!((line.fit_covered - 0.7).abs() < 1e-12 && (line.p90 - 6.0).abs() < 1e-12);
        assert!((line.covered - 0.9).abs() < 1e-12 && (line.sigma - 3.0).abs() < 1e-12);
        // Σ e² = 9+4+1+0+1+4+9+16+25+36 = 105; √(10.5)/2.
        assert!((line.fit_spread - 10.5_f64.sqrt() / 2.0).abs() < 1e-12);
        assert!(super::line(std::iter::once((f64::NAN, 1.0, 1.0))).is_none());
    }
}
