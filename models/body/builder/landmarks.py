"""Landmarks and keypoints on the hm08 base mesh, by its own vertex numbers.

The numbers are pinned: looking landmarks up again on another mean body moved the back length by
29 mm. `MIRROR` pairs are the mesh's own (`hm08.mirror`).
"""

import numpy as np
from scipy.optimize import nnls

# name: hm08 vertices, averaged.
LANDMARKS = {
    "crown": [881],
    "nape": [857],  # back neck point, seventh cervical vertebra
    "throat": [1524],  # front neck point, suprasternale
    "neck_side_left": [7545],
    "neck_side_right": [834],
    "shoulder_left": [8276],  # acromion
    "shoulder_right": [1604],
    "bust_left": [8487],
    "bust_right": [1815],
    "under_bust": [4093],
    "navel": [4120],
    "seat": [4218],  # near the most prominent point of the buttocks
    "crotch": [6335, 12932],
    "heel_left": [12442],
    "toe_left": [11551],
}

# The spine's midline downward from the nape to just above the waist level and on to the navel's.
SPINE = (
    "858 1496 1491 1467 1539 1550 1595 1596 1597 3780 3843 1598 1599 1600 3932 3946 3960 3974 3988 "
    "4002 4016 4030 4045 4148 4060 4181 4188"
).split()
# The natural waist level, midway between the lowest rib and the hip bone: placed so that mean men
# and women have it where the survey has. Its back, and the navel's, lie on the midline, level with
# the front on the mean body.
WEIGHTED = {
    "waist_front": {4106: 0.4, 4069: 0.6},
    "waist_back": {4060: 0.567, 4181: 0.433},
    "navel_back": {4195: 1.0},
}

# BlazePose's 33 landmarks in its order. A string names a bone whose head is the joint centre; the
# point is then a fixed mean of the skin round it. The right side mirrors the left.
_LEFT = {
    "eye_inner": [7899],
    "eye": [7787],
    "eye_outer": [6870],
    "ear": [7699],
    "mouth": [7348],
    "shoulder": "upperarm01.L",
    "elbow": "lowerarm01.L",
    "wrist": "wrist.L",
    "pinky": [9797],
    "index": [9800],
    "thumb": [9396],
    "hip": "upperleg01.L",
    "knee": "lowerleg01.L",
    "ankle": "foot.L",
    "heel": [12442],
    "foot_index": [11551],
}


def _blazepose():
    order = [("nose", [5134])]
    for side in ("left", "right"):
        order += [(f"{side}_{k}", _LEFT[k]) for k in ("eye_inner", "eye", "eye_outer")]
    rest = list(_LEFT)[3:]
    for k in rest:
        order += [(f"left_{k}", _LEFT[k]), (f"right_{k}", _LEFT[k])]
    return order


BLAZEPOSE = _blazepose()
# How far from a joint the skin is looked at (m), for the joints that are keypoints.
REACH = {"upperarm01.L": 0.12, "upperleg01.L": 0.20, "lowerleg01.L": 0.16}


def joint_regressor(joint, joint_components, template, components, reach):
    """Skin vertices and weights whose mean is a joint centre on every body of the shape space.

    Non-negative least squares over the mean body and each component; the weights sum to 1.
    """
    near = np.flatnonzero(np.linalg.norm(template - joint, axis=1) < reach)
    rows = [(template[near] - joint).T]  # a zero mean offset on the mean body
    rows += [c[near].T - j[:, None] for c, j in zip(components, joint_components)]
    a = np.concatenate(rows + [np.full((1, len(near)), 10.0)])
    y = np.zeros(len(a))
    y[-1] = 10.0
    w, _ = nnls(a, y)
    keep = np.flatnonzero(w > 1e-4)
    keep = keep[np.argsort(-w[keep])][:24]
    w = w[keep] / w[keep].sum()
    error = np.linalg.norm(w @ (template[near[keep]] - joint))
    spread = max(
        np.linalg.norm(w @ c[near[keep]] - j) for c, j in zip(components, joint_components)
    )
    return near[keep], w, error, spread


def landmark_points(index_of, mirror):
    """`LANDMARKS` as (name, vertices, weights), with the right foot mirrored."""
    out = []
    for name, ids in LANDMARKS.items():
        out.append((name, [index_of[i] for i in ids], [1.0] * len(ids)))
        if name in ("heel_left", "toe_left"):
            right = name.replace("left", "right")
            out.append((right, [index_of[mirror[i]] for i in ids], [1.0] * len(ids)))
    for name, mean in WEIGHTED.items():
        out.append((name, [index_of[i] for i in mean], list(mean.values())))
    for number, vertex in enumerate(SPINE, 1):
        out.append((f"spine_{number:02}", [index_of[int(vertex)]], [1.0]))
    return out


def spine(end):
    """The landmarks a tape passes from the nape to `waist_back` or `navel_back`."""
    count = len(SPINE) - 2 if end == "waist_back" else len(SPINE)
    return ["nape"] + [f"spine_{n:02}" for n in range(1, count + 1)] + [end]


def keypoint_points(index_of, mirror, base, bones, joints, joint_components, template, components):
    """`BLAZEPOSE` as (name, vertices, weights)."""
    out, fitted = [], {}
    for name, what in BLAZEPOSE:
        right = name.startswith("right_")
        if isinstance(what, str):
            if what not in fitted:
                j = bones.index(what)
                fitted[what] = joint_regressor(
                    joints[j], joint_components[:, j], template, components, REACH.get(what, 0.09)
                )
            vertices, weights, _, _ = fitted[what]
            ids = [base[v] for v in vertices]
        else:
            ids, weights = what, [1.0] * len(what)
        if right:
            ids = [mirror[int(i)] for i in ids]
        out.append((name, [index_of[int(i)] for i in ids], list(weights)))
    return out, {k: (v[2], v[3], len(v[0])) for k, v in fitted.items()}


def parts(skin_bones, skin_weights, bones):
    """The part of each vertex: 0 head 1 torso 2 arm left 3 arm right 4 leg left 5 leg right."""
    groups = (
        ("head", "neck03"),
        None,
        ("upperarm", "lowerarm", "wrist"),
        ("upperarm", "lowerarm", "wrist"),
        ("upperleg02", "lowerleg", "foot", "upperleg01"),
        ("upperleg02", "lowerleg", "foot", "upperleg01"),
    )
    share = np.zeros((len(skin_bones), 6))
    for part, prefixes in enumerate(groups):
        side = ("", "", ".L", ".R", ".L", ".R")[part]
        if prefixes is None:
            continue
        chosen = [b.startswith(prefixes) and b.endswith(side) for b in bones]
        share[:, part] = (np.asarray(chosen)[skin_bones] * skin_weights).sum(1)
    best = np.argmax(share, axis=1)
    best[share.max(1) < 0.5] = 1
    return best.astype(np.uint8)
