"""The table in docs/accuracy/measuring.md and the golden bodies, from what `measuring.py` has read."""

import json

import numpy as np

# Greatest mean difference of a body measured by a scanner from one measured by an expert (mm):
# ISO 20685-1, segment lengths and depths 5, heights, breadths and small girths 4, large girths 9.
LARGE = ("upper_chest bust under_bust waist navel top_hip hip torso armhole thigh").split()
DEFINITION = {
    "upper_chest_girth": "the level: ours rides on the vertex where the arm parts from the trunk on the "
                         "mean body, the second way looks for it on each",
    "armhole_girth": "as above",
    "inside_leg": "ours is a landmark, the second way looks where level cuts part in two legs",
    "body_rise": "as above",
    "neck_base_girth": "both times 0.92: the survey's measurers stay higher than the shortest way",
    "head_girth": "level over the brow; nearer the eyes the head is up to 10 mm rounder",
    "hip_girth": "ours at five levels 2 cm apart, the second way every 2 mm",
    "hip_height": "as above: where the hips are even the level is nobody's to tell",
    "forearm_girth": "ours at four places, the second way every hundredth of the forearm",
    "calf_girth": "as above",
    "ankle_girth": "as above, at three places",
}
NO_SECOND = {
    "knee_height": "a joint of the rig",
    "torso_girth": "a section times 1.08, which the survey gave",
    "across_back": "between points that only ours has",
    "across_front": "as above",
    "front_waist_length": "side neck to bust, above, and straight on",
    "arm_length": "between joints of the rig",
    "upper_arm_length": "as above",
    "neck_to_wrist": "half the shoulder width and the arm, above",
    "arm_span": "between joints of the rig, times 0.964, which the survey gave",
}
GOLDEN = 20


def limit(key):
    if key.endswith("_girth"):
        return 9.0 if key[: -len("_girth")] in LARGE else 4.0
    if key == "foot_length":
        return 2.0
    if key.endswith("_depth") or "length" in key or key in ("neck_to_bust", "front_neck_to_waist"):
        return 5.0
    return 4.0


def row(key, ours, theirs, note):
    off = np.array(ours) - np.array(theirs)
    n, mean, sd = len(off), off.mean(), off.std(ddof=1)
    # ISO 20685-1 asks that the 95 % interval of the mean difference lies within the limit.
    reach = abs(mean) + 1.96 * sd / np.sqrt(n)
    allowed = limit(key)
    verdict = "within" if reach <= allowed else "beyond"
    text = f"| {key.replace('_', ' ')} | {n} | {mean:+.1f} | {sd:.1f} | {np.abs(off).max():.1f} | "
    return text + f"{allowed:.0f} | {verdict} | {note} |", verdict


def write(folder, root, clad_names):
    bodies = json.loads((folder / "bodies.json").read_text())["bodies"]
    second = json.loads((folder / "oracle.json").read_text())
    clad = json.loads((folder / "clad.json").read_text())
    head = "| dimension | bodies | mean difference | SD | largest | limit | verdict | note |\n|" + "---|" * 8
    ours = lambda key, n: [b["measures"][key] for b in bodies[:n]]
    keys = [k for k in bodies[0]["measures"] if k in second[0]]
    table = [row(k, ours(k, len(second)), [s[k] for s in second], DEFINITION.get(k, ""))
             for k in keys if k != "mass"]
    others = []
    for key, (_, note) in clad_names.items():
        found = [c[key] for c in clad]
        known = [i for i, f in enumerate(found) if f > 0]
        others.append(row(key, [bodies[i]["measures"][key] for i in known],
                          [found[i] for i in known], note)[0])
    mass = np.array(ours("mass", len(second))) - [s["mass"] for s in second]
    lines = (root / "docs/accuracy/measuring.md").read_text().splitlines()

    def put(name, rows):
        start, end = (lines.index(f"<!-- {name} {w} -->") for w in ("begin", "end"))
        lines[start + 1 : end] = rows

    put("second", [head] + [t[0] for t in table])
    put("none", ["| dimension | |", "|---|---|"]
        + [f"| {k.replace('_', ' ')} | {why} |" for k, why in NO_SECOND.items()])
    put("clad", [head] + others)
    put("mass", [f"Mass: largest difference {np.abs(mass).max():.3f} kg of {len(mass)} bodies."])
    (root / "docs/accuracy/measuring.md").write_text("\n".join(lines) + "\n")
    agreed = [k for k, t in zip([k for k in keys if k != "mass"], table) if t[1] == "within"]
    golden = [{"sex": b["sex"], "coefficients": b["coefficients"],
               "measures": {k: round(s[k], 1) for k in agreed}}
              for b, s in zip(bodies[:GOLDEN], second)]
    text = json.dumps({"unit": "mm", "bodies": golden}, indent=1)
    (root / "crates/body/tests/golden_oracle.json").write_text(text + "\n")
    print("\n".join([t[0] for t in table] + others))
