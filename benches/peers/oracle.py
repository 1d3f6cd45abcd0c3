"""A second way to measure a body: plane sections, convex hulls and shortest paths over the skin.

It shares landmarks, joints and the wording of each definition with `crates/body/src/measuring`, and
nothing else: sections are whole loops of the whole mesh (no parts), extremes are searched in steps of
2 mm or 1 % instead of a handful of places, the armpit and the crotch are where sections part, and
lengths over the skin are exact geodesics (edge flips: N. Sharp and K. Crane, 2020).
"""

import numpy as np
import potpourri3d
import scipy.sparse as sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import ConvexHull

# Part of the definitions: how far from the eyes to the crown the brow is and from its base to the head
# the neck's tape, and the base of the neck as the survey's measurers find it against the shortest way
# over the skin.
BROW, NECK, NECK_BASE = 0.38, 0.3, 0.92
UP, LEFT, FORWARD = np.eye(3)[1], np.eye(3)[0], np.eye(3)[2]


def hull_length(points):
    """A tape round points of a plane; shape [n, 2]."""
    return ConvexHull(points).area  # in two dimensions "area" is the perimeter


def flat(points, normal):
    helper = np.eye(3)[np.argmin(np.abs(normal))]
    u = np.cross(normal, helper)
    u /= np.linalg.norm(u)
    return np.stack([points @ u, points @ np.cross(normal, u)], 1)


class Reader:
    """Measures bodies of one mesh."""

    def __init__(self, triangles):
        self.triangles = triangles
        sides = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
        self.edges, back = np.unique(np.sort(sides, 1), axis=0, return_inverse=True)
        self.edges_of = back.reshape(3, -1).T  # the three edges of each triangle

    def measure(self, vertices, landmarks, joints):
        return Oracle(vertices, self, landmarks, joints).measures()


class Oracle:
    """One body: vertices [n, 3] (m, +Y up, +Z forward, +X its left), landmarks and joints."""

    def __init__(self, vertices, reader, landmarks, joints):
        self.v, self.edges, self.edges_of = vertices, reader.edges, reader.edges_of
        triangles = self.triangles = reader.triangles
        self.mark = {k: np.asarray(p) for k, p in landmarks.items()}
        self.joint = {k: np.asarray(p) for k, p in joints.items()}
        self.surface = potpourri3d.EdgeFlipGeodesicSolver(vertices, triangles)
        self.floor = vertices[:, 1].min()

    def loops(self, origin, normal):
        """The points of each closed line in which a plane cuts the skin, in no order."""
        side = (self.v - origin) @ normal
        a, b = side[self.edges[:, 0]], side[self.edges[:, 1]]
        cut = np.flatnonzero((a < 0) != (b < 0))
        if not len(cut):
            return []
        number = np.full(len(self.edges), -1)
        number[cut] = np.arange(len(cut))
        # A triangle that is cut links two of its edges.
        of = number[self.edges_of]
        of = np.sort(of[(of >= 0).sum(1) == 2], 1)[:, 1:]
        links = sparse.coo_matrix((np.ones(len(of)), of.T), (len(cut), len(cut)))
        count, which = connected_components(links, directed=False)
        share = (a[cut] / (a[cut] - b[cut]))[:, None]
        at = self.v[self.edges[cut, 0]] * (1 - share) + self.v[self.edges[cut, 1]] * share
        order = np.argsort(which, kind="stable")
        return np.split(at[order], np.cumsum(np.bincount(which, minlength=count))[:-1])

    def trunk(self, y):
        """Loops of a level cut that come near the body's axis: trunk or both legs, no arms."""
        return [l for l in self.loops(UP * y, UP) if np.abs(l[:, 0]).min() < 0.08]

    def level_girth(self, y):
        return hull_length(np.concatenate(self.trunk(y))[:, [0, 2]])

    def level_extent(self, y, axis):
        points = np.concatenate(self.trunk(y))[:, axis]
        return points.max() - points.min()

    def round_limb(self, at, normal):
        """A tape square to a limb: the loop round `at`."""
        normal = normal / np.linalg.norm(normal)
        loops = self.loops(at, normal)
        near = [l for l in loops if np.linalg.norm(l.mean(0) - at) < 0.1 and len(l) > 2]
        return max(hull_length(flat(l, normal)) for l in near)

    def along(self, a, b, share):
        a, b = self.joint[a], self.joint[b]
        return self.round_limb(a + (b - a) * share, b - a)

    def bisected(self, a, b, c):
        a, b, c = self.joint[a], self.joint[b], self.joint[c]
        normal = (b - a) / np.linalg.norm(b - a) + (c - b) / np.linalg.norm(c - b)
        return self.round_limb(b, normal)

    def vertex(self, point):
        return int(np.argmin(np.linalg.norm(self.v - point, axis=1)))

    def geodesic(self, a, b):
        path = self.surface.find_geodesic_path(self.vertex(a), self.vertex(b))
        return np.linalg.norm(np.diff(path, axis=0), axis=1).sum()

    def part_level(self, low, high, parted):
        """The highest level at which sections are parted, between one that is and one that is not."""
        while high - low > 2e-4:
            middle = (low + high) / 2
            low, high = (middle, high) if parted(middle) else (low, middle)
        return low

    def armpit_level(self):
        def parted(y):
            wide = max(np.abs(l[:, 0]).max() for l in self.trunk(y))
            return any(l[:, 0].min() > 0.1 for l in self.loops(UP * y, UP)) and wide < 0.45
        shoulder = self.mark["shoulder_left"][1]
        return self.part_level(shoulder - 0.22, shoulder - 0.02, parted)

    def crotch_level(self):
        def parted(y):
            # The gluteal cleft opens the loop of the trunk, the crotch parts it in two.
            return len(self.trunk(y)) > 1
        at = self.mark["crotch"][1]
        return self.part_level(at - 0.06, at + 0.05, parted)

    def midline(self, x, keep):
        """Points of the section along x, shape [n, 2] (z, y), that `keep` takes."""
        points = np.concatenate(self.loops(LEFT * x, LEFT))
        points = points[:, [2, 1]]
        return points[keep(points[:, 0], points[:, 1])]

    def down_the_back(self):
        top, end = self.mark["nape"], self.mark["waist_back"]
        middle = (self.mark["throat"][2] + self.mark["nape"][2]) / 2
        points = self.midline(1e-4, lambda z, y: (z < middle) & (y < top[1]) & (y > end[1]))
        ends = np.array([[top[2], top[1]], [end[2], end[1]]])
        points = np.concatenate([ends, points])
        order = ConvexHull(points).vertices
        return self.one_way(points[order], order, axis=0)

    def down_the_front(self):
        """Along the skin in the middle of the front."""
        top, end = self.mark["throat"], self.mark["waist_front"]
        middle = (top[2] + self.mark["nape"][2]) / 2
        points = self.midline(1e-4, lambda z, y: (z > middle) & (y < top[1]) & (y > end[1]))
        points = points[np.argsort(-points[:, 1])]
        line = np.concatenate([[[top[2], top[1]]], points, [[end[2], end[1]]]])
        return np.linalg.norm(np.diff(line, axis=0), axis=1).sum()

    @staticmethod
    def one_way(hull, order, axis):
        """Of the two ways round a hull between points 0 and 1, the one that goes lower along an axis."""
        n = len(order)
        i, j = int(np.flatnonzero(order == 0)[0]), int(np.flatnonzero(order == 1)[0])
        ways = [hull[[(i + s) % n for s in range((j - i) % n + 1)]],
                hull[[(j + s) % n for s in range((i - j) % n + 1)]]]
        lower = min((w for w in ways if len(w) > 2), key=lambda w: w[1:-1, axis].min())
        return np.linalg.norm(np.diff(lower, axis=0), axis=1).sum()

    def through_the_crotch(self):
        front, back = self.mark["waist_front"], self.mark["waist_back"]
        crotch = self.mark["crotch"][1]
        level = min(front[1], back[1])
        points = self.midline(0.004, lambda z, y: (y < level) & (y > crotch - 0.03))
        ends = np.array([[front[2], front[1]], [back[2], back[1]]])
        points = np.concatenate([ends, points])
        order = ConvexHull(points).vertices
        return self.one_way(points[order], order, axis=1)

    def measures(self):
        """Every dimension that can be read a second way (mm; mass in kg)."""
        mark, joint = self.mark, self.joint
        height = lambda y: y - self.floor
        armpit, crotch = self.armpit_level(), self.crotch_level()
        bust = (mark["bust_left"][1] + mark["bust_right"][1]) / 2
        waist, seat = mark["waist_front"][1], mark["seat"][1]
        levels = np.arange(seat - 0.06, seat + 0.02001, 0.002)
        girths = [self.level_girth(y) for y in levels]
        hips = levels[int(np.argmax(girths))]
        eyes = (mark["left_eye"][1] + mark["right_eye"][1]) / 2
        crown = self.v[:, 1].max()
        thigh = np.concatenate(self.trunk(mark["crotch"][1] - 0.02))
        thigh = thigh[thigh[:, 0] >= 0]
        left = self.v[:, 0] > 0
        foot = self.v[left & (self.v[:, 1] < self.floor + 0.08)]
        scan = lambda a, b, low, high: [self.along(a, b, s) for s in np.arange(low, high + 1e-9, 0.01)]
        shoulder = mark["shoulder_left"]
        side, throat, nape = mark["neck_side_left"], mark["throat"], mark["nape"]

        out = {
            "stature": height(crown),
            "cervical_height": height(nape[1]),
            "front_neck_height": height(throat[1]),
            "shoulder_height": height(shoulder[1]),
            "bust_height": height(bust),
            "waist_height": height(waist),
            "hip_height": height(hips),
            "inside_leg": height(crotch),
            "body_rise": waist - crotch,
            "upper_chest_girth": self.level_girth(armpit),
            "bust_girth": self.level_girth(min(bust, armpit)),
            "under_bust_girth": self.level_girth(mark["under_bust"][1]),
            "waist_girth": self.level_girth(waist),
            "navel_girth": self.level_girth(mark["navel"][1]),
            "top_hip_girth": self.level_girth((waist + seat) / 2),
            "hip_girth": max(girths),
            "head_girth": self.level_girth(eyes + BROW * (mark["crown"][1] - eyes)),
            "neck_girth": self.along("neck01", "head", NECK),
            "neck_base_girth": 2 * NECK_BASE * (self.geodesic(nape, side) + self.geodesic(side, throat)),
            "armhole_girth": self.armhole(armpit),
            "upper_arm_girth": self.along("upperarm01.L", "lowerarm01.L", 0.55),
            "elbow_girth": self.bisected("upperarm01.L", "lowerarm01.L", "wrist.L"),
            "forearm_girth": max(scan("lowerarm01.L", "wrist.L", 0.05, 0.5)),
            "wrist_girth": self.along("lowerarm01.L", "wrist.L", 0.97),
            "thigh_girth": hull_length(thigh[:, [0, 2]]),
            "knee_girth": self.bisected("upperleg01.L", "lowerleg01.L", "foot.L"),
            "calf_girth": max(scan("lowerleg01.L", "foot.L", 0.15, 0.5)),
            "ankle_girth": min(scan("lowerleg01.L", "foot.L", 0.75, 0.92)),
            "shoulder_width": 2 * self.geodesic(nape, shoulder),
            "shoulder_breadth": np.linalg.norm(shoulder - mark["shoulder_right"]),
            "shoulder_length": self.geodesic(side, shoulder),
            "bust_point_width": np.linalg.norm(mark["bust_left"] - mark["bust_right"]),
            "neck_to_bust": self.geodesic(side, mark["bust_left"]),
            "back_waist_length": self.down_the_back(),
            "front_neck_to_waist": self.down_the_front(),
            "crotch_length": self.through_the_crotch(),
            "bust_breadth": self.level_extent(min(bust, armpit), 0),
            "bust_depth": self.level_extent(min(bust, armpit), 2),
            "waist_breadth": self.level_extent(waist, 0),
            "waist_depth": self.level_extent(waist, 2),
            "hip_breadth": self.level_extent(hips, 0),
            "hip_depth": self.level_extent(hips, 2),
            "foot_length": np.linalg.norm(foot - mark["heel_left"], axis=1).max(),
        }
        out = {k: 1000.0 * float(v) for k, v in out.items()}
        a, b, c = (self.v[self.triangles[:, i]] for i in range(3))
        out["mass"] = 1000.0 * float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)
        return out

    def armhole(self, armpit_y):
        """Over the shoulder point and through the armpit, in the plane of both and of the depth."""
        shoulder = self.mark["shoulder_left"]
        trunk = np.concatenate(self.trunk(armpit_y))
        pit = trunk[np.argmax(trunk[:, 0] + (np.abs(trunk[:, 2] - shoulder[2]) > 0.08) * -1.0)]
        normal = np.cross(shoulder - pit, FORWARD)
        normal /= np.linalg.norm(normal)
        points = np.concatenate(self.loops(shoulder, normal))
        points = points[(points[:, 1] >= pit[1]) & (points[:, 0] > 0)]
        return hull_length(flat(np.concatenate([points, pit[None], shoulder[None]]), normal))
