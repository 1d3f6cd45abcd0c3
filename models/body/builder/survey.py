"""Fits bodies to the rows of the ANSUR II survey (US Army, public release)."""

import csv

import numpy as np

# How well the mesh's measure stands for the survey's (m, kg): definition and observer together.
# Our dimension or the survey's column: (column or columns to average, standard deviation).
MEASURES = {
    "stature": ("stature", 0.003),
    "cervical_height": ("cervicaleheight", 0.010),
    "acromialheight": ("acromialheight", 0.012),
    "suprasternaleheight": ("suprasternaleheight", 0.012),
    "waistheightomphalion": ("waistheightomphalion", 0.015),
    # ISO 8559-1: midway between the lowest rib and the hip bone.
    "waist_height": (("tenthribheight", "iliocristaleheight"), 0.012),
    "inside_leg": ("crotchheight", 0.012),
    "chestheight": ("chestheight", 0.015),
    "knee_height": ("kneeheightmidpatella", 0.012),
    "bust_girth": ("chestcircumference", 0.006),
    "navel_girth": ("waistcircumference", 0.006),
    "hip_girth": ("buttockcircumference", 0.006),
    "buttockheight": ("buttockheight", 0.060),
    "hipbreadth": ("hipbreadth", 0.050),
    "buttockdepth": ("buttockdepth", 0.012),
    "chestbreadth": ("chestbreadth", 0.080),
    "chestdepth": ("chestdepth", 0.012),
    "waistbreadth": ("waistbreadth", 0.012),
    "waistdepth": ("waistdepth", 0.020),
    "neck_girth": ("neckcircumference", 0.006),
    "thighcircumference": ("thighcircumference", 0.010),
    "calfcircumference": ("calfcircumference", 0.006),
    "anklecircumference": ("anklecircumference", 0.006),
    "upper_arm_girth": ("bicepscircumferenceflexed", 0.012),
    "wrist_girth": ("wristcircumference", 0.005),
    "biacromialbreadth": ("biacromialbreadth", 0.010),
    "shoulderlength": ("shoulderlength", 0.010),
    "arm_length": ("sleeveoutseam", 0.012),
    "navel_back_length": ("waistbacklength", 0.015),
    "mass": ("weightkg", 1.0),
}
# The survey's upper arm is flexed, ours hangs: what flexing adds to a girth.
FLEXED = 1.06
HELD_OUT = 5  # subject numbers divisible by this never enter the fit


class Row:
    def __init__(self, row):
        self.female = row["Gender"] == "Female"
        self.subject = int(row["subjectid"])
        self.target = []
        for name, (columns, _) in MEASURES.items():
            columns = (columns,) if isinstance(columns, str) else columns
            value = np.mean([float(row[c]) for c in columns])
            if name == "upper_arm_girth":
                value /= FLEXED
            self.target.append(value / (10.0 if name == "mass" else 1000.0))
        self.target = np.array(self.target)


def read(path):
    with open(path, encoding="latin1", newline="") as f:
        return [Row({k.lower() if k == "SubjectId" else k: v for k, v in r.items()})
                for r in csv.DictReader(f)]


def choose(rows, count, seed):
    """`count` rows at random that are not held out."""
    pool = sorted((r for r in rows if r.subject % HELD_OUT), key=lambda r: r.subject)
    order = np.random.default_rng(seed).permutation(len(pool))[:count]
    return [pool[i] for i in sorted(order)]


SIGMA = np.array([s for _, s in MEASURES.values()])


def evaluate(measurer, beta):
    out = measurer.survey(*measurer.at(beta))
    return np.array([out[n][0] for n in MEASURES]), np.array([out[n][1] for n in MEASURES])


def step(value, jacobian, beta, target):
    """One Gauss-Newton step with a unit prior and Huber weights."""
    jac = jacobian / SIGMA[:, None]
    r = (value - target) / SIGMA
    w = np.minimum(1.0, 2.0 / np.maximum(np.abs(r), 1e-9))
    return beta - np.linalg.solve((jac.T * w) @ jac + np.eye(len(beta)), (jac.T * w) @ r + beta)


class Fitter:
    """Fits bodies to rows of one sex; the first body's Jacobian gives the others their start."""

    def __init__(self, measurer, mean_target, components):
        self.measurer = measurer
        beta = np.zeros(components)
        for _ in range(6):
            beta = step(*evaluate(measurer, beta), beta, mean_target)
        self.start = (*evaluate(measurer, beta), beta)

    def fit(self, target, rounds=2):
        """Coefficients, and the measures less the target."""
        beta = step(*self.start, target)
        for _ in range(rounds):
            beta = step(*evaluate(self.measurer, beta), beta, target)
        return beta, evaluate(self.measurer, beta)[0] - target
