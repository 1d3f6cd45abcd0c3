#!/usr/bin/env python3
"""Writes `crates/body/src/survey/table.rs`: how ANSUR II's measures go together, by sex.

    python3 statistics.py --inputs DIR     # the folder with the survey's two tables; see README.md

Mean, standard deviation and correlation alone, of the subjects whose number does not divide by five;
no row is stored.
"""

import argparse
import csv
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
OUT = HERE / "../../crates/body/src/survey/table.rs"
HELD_OUT = 5
FLEXED = 1.06  # the survey's upper arm is flexed
# Dimension: (column, name of the builder's fit to it, which tells mesh and tape apart).
COLUMNS = {
    "Stature": ("stature", "stature"),
    "CervicalHeight": ("cervicaleheight", "cervical_height"),
    "FrontNeckHeight": ("suprasternaleheight", "suprasternaleheight"),
    "ShoulderHeight": ("acromialheight", "acromialheight"),
    "BustHeight": ("chestheight", "chestheight"),
    "HipHeight": ("buttockheight", None),
    "KneeHeight": ("kneeheightmidpatella", "knee_height"),
    "InsideLeg": ("crotchheight", "inside_leg"),
    "BustGirth": ("chestcircumference", "bust_girth"),
    "NavelGirth": ("waistcircumference", "navel_girth"),
    "HipGirth": ("buttockcircumference", "hip_girth"),
    "HeadGirth": ("headcircumference", None),
    "NeckGirth": ("neckcircumference", "neck_girth"),
    "NeckBaseGirth": ("neckcircumferencebase", None),
    "UpperArmGirth": ("bicepscircumferenceflexed", "upper_arm_girth"),
    "WristGirth": ("wristcircumference", "wrist_girth"),
    "ThighGirth": ("thighcircumference", "thighcircumference"),
    "CalfGirth": ("calfcircumference", "calfcircumference"),
    "AnkleGirth": ("anklecircumference", "anklecircumference"),
    "ShoulderBreadth": ("biacromialbreadth", "biacromialbreadth"),
    "ShoulderLength": ("shoulderlength", "shoulderlength"),
    "ArmLength": ("sleeveoutseam", "arm_length"),
    "ArmSpan": ("span", None),
    "FootLength": ("footlength", None),
    "Mass": ("weightkg", "mass"),
    "Age": ("age", None),
}


def read(path):
    with open(path, encoding="latin1", newline="") as f:
        rows = [{k.lower(): v for k, v in r.items()} for r in csv.DictReader(f)]
    rows = [r for r in rows if int(r["subjectid"]) % HELD_OUT]
    scale = {"Mass": 0.1, "UpperArmGirth": 1 / FLEXED}
    columns = COLUMNS.items()
    return np.array([[float(r[c]) * scale.get(d, 1.0) for d, (c, _) in columns] for r in rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=pathlib.Path, required=True)
    inputs = parser.parse_args().inputs
    fits = json.loads((HERE / "golden.json").read_text())["fit_to_survey"]
    people = [read(inputs / f"ANSUR_II_{sex.upper()}_Public.csv") for sex in ("female", "male")]
    n = len(COLUMNS)
    lines = [
        "//! Written by `models/body/statistics.py`; not by hand.",
        "",
        "use measure::Dimension;",
        "",
        "use super::{Row, Trait};",
        "use crate::measuring::Quantity;",
        "",
        f"/// How many traits there are. They are of {len(people[0])} women and {len(people[1])} men.",
        f"pub(super) const COUNT: usize = {n};",
        "",
        "#[rustfmt::skip]",
        "pub(super) const ROWS: [Row; COUNT] = [",
    ]
    for i, (name, (_, fit)) in enumerate(COLUMNS.items()):
        what = {"Age": "Trait::Age", "Mass": "Trait::Body(Quantity::Mass)"}.get(
            name, f"Trait::Body(Quantity::Dimension(Dimension::{name}))")
        mean = ", ".join(f"{p[:, i].mean():.1f}" for p in people)
        spread = ", ".join(f"{p[:, i].std(ddof=1):.2f}" for p in people)
        offset = "None"
        if fit:
            offset = "Some([{:.1f}, {:.1f}])".format(*(fits[s][fit][0] for s in ("female", "male")))
        lines.append(f"    Row {{ what: {what}, mean: [{mean}], spread: [{spread}], mesh: {offset} }},")
    lines += ["];", "", "/// Below the diagonal, row by row, women and men (1/10,000).", "#[rustfmt::skip]",
              f"pub(super) const CORRELATION: [[i16; {n * (n - 1) // 2}]; 2] = ["]
    for p in people:
        correlation = np.corrcoef(p.T)
        lines.append("    [")
        for i in range(1, n):
            row = ", ".join(str(round(10_000 * c)) for c in correlation[i, :i])
            lines.append(f"        {row},")
        lines.append("    ],")
    lines += ["];", ""]
    OUT.resolve().write_text("\n".join(lines))


if __name__ == "__main__":
    main()
