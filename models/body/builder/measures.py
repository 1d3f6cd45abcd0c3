"""Measurements of a linear body space and their exact gradients; the twin of crates/body/src/measuring.

All bodies stand in one measuring posture: there a vertex is linear in the coefficients too. Lengths
in metres, mass in kilograms.
"""

import numpy as np
from scipy.spatial import ConvexHull

DENSITY = 1000.0  # kg/m3, of the whole body with air in the lungs
ARMS = (2, 3)
HIP_STEPS = (-0.06, -0.04, -0.02, 0.0, 0.02)
# Where the neck is taken, of the way from its base to the head: below the Adam's apple, where it is
# slenderest. The whole axis leans by 2 degrees more or less from body to body, its middle bones by 4.
NECK = 0.3
NECK_REACH = 0.14  # m; the neck's cut takes no faces farther off than this
UP = np.array([0.0, 1.0, 0.0])


def rotation(r):
    angle = np.linalg.norm(r)
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = np.asarray(r) / angle
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * (k @ k)


class Space:
    """A linear space of bodies: mean and components over vertices and joints, with the rig."""

    def __init__(self, vertices, joints, components, joint_components, rig):
        self.v, self.j = vertices, joints
        self.b, self.jb = components, joint_components
        self.rig = rig  # faces, bones, parents, skin_bones, skin_weights, parts, landmarks


def measuring_rotations(space):
    """Closed legs: the ankles 80 % as far apart as the hip joints. Arms stay as they are."""
    bones, j = space.rig["bones"], space.j
    out = np.tile(np.eye(3), (len(bones), 1, 1))
    for side, sign in ((".L", 1.0), (".R", -1.0)):
        hip, ankle = j[bones.index("upperleg01" + side)], j[bones.index("foot" + side)]
        drop = hip[1] - ankle[1]
        now = np.arctan2(abs(ankle[0]) - abs(hip[0]), drop)
        then = np.arctan2((0.8 - 1.0) * abs(hip[0]), drop)
        out[bones.index("upperleg01" + side)] = rotation([0, 0, sign * (then - now)])
    return out


def skin(space, rotations, vertices, joints):
    """Linear blend skinning of a body or, being linear, of a component."""
    g = np.zeros((len(joints), 3, 3))
    place = np.zeros((len(joints), 3))
    for b, parent in enumerate(space.rig["parents"]):
        if parent < 0:
            g[b], place[b] = rotations[b], joints[b]
        else:
            g[b] = g[parent] @ rotations[b]
            place[b] = place[parent] + g[parent] @ (joints[b] - joints[parent])
    t = place - np.einsum("bij,bj->bi", g, joints)
    w, i = space.rig["skin_weights"], space.rig["skin_bones"]
    blend = np.einsum("vk,vkij->vij", w, g[i])
    return np.einsum("vij,vj->vi", blend, vertices) + np.einsum("vk,vki->vi", w, t[i]), place


class Measurer:
    """Measures bodies of a space in the measuring posture."""

    def __init__(self, space):
        rig = self.rig = space.rig
        r = measuring_rotations(space)
        self.t, self.j = skin(space, r, space.v, space.j)
        moved = [skin(space, r, c, jc) for c, jc in zip(space.b, space.jb)]
        self.b = np.array([m[0] for m in moved])
        self.jb = np.array([m[1] for m in moved])
        self.k = len(self.b)
        self.flat = self.b.reshape(self.k, -1)
        self.bone = {b: i for i, b in enumerate(rig["bones"])}
        self.mark = {n: (np.asarray(v), np.asarray(w) / np.sum(w)) for n, v, w in rig["landmarks"]}
        f, part = rig["faces"], rig["parts"]
        self.edges = {
            "trunk": self._edges(f[~np.isin(part[f], ARMS).any(1)]),
            "arm": self._edges(f[(part[f] == 2).all(1)]),
            "leg": self._edges(f[self._left_leg(f, part, space)]),
            "neck": self._edges(f[self._near_neck(f, part, space)]),
        }
        self.low = np.flatnonzero(self.t[:, 1] < self.t[:, 1].min() + 0.05)

    @staticmethod
    def _edges(faces):
        e = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), 1)
        return np.unique(e, axis=0)

    @staticmethod
    def _left_leg(f, part, space):
        left = (space.v[:, 0] > -1e-6) & (space.v[:, 1] < 1.0) & ~np.isin(part, ARMS)
        return left[f].all(1)

    def _near_neck(self, f, part, space):
        centre = space.j[space.rig["bones"].index("neck02")]
        near = np.linalg.norm(space.v - centre, axis=1) < NECK_REACH
        return near[f].all(1) & ~np.isin(part[f], ARMS).any(1)

    def at(self, beta):
        v = self.t + (beta @ self.flat).reshape(-1, 3)
        return v, self.j + np.tensordot(beta, self.jb, 1)

    # Points and their derivatives [k][3].
    def point(self, v, name):
        i, w = self.mark[name]
        return w @ v[i], np.einsum("v,kvc->kc", w, self.b[:, i])

    def joint(self, j, name):
        i = self.bone[name]
        return j[i], self.jb[:, i]

    @staticmethod
    def distance(a, b):
        e = b[0] - a[0]
        length = np.linalg.norm(e)
        return length, (b[1] - a[1]) @ (e / length)

    def girth(self, v, edges, normal, through):
        """Perimeter of the convex hull of a plane cut; the normal is held for the gradient."""
        n = normal / np.linalg.norm(normal)
        a, b = edges[:, 0], edges[:, 1]
        offset, d_offset = through[0] @ n, through[1] @ n
        d = v @ n - offset
        below = d < 0
        cut = np.flatnonzero(below[a] != below[b])
        if len(cut) < 3:
            return np.nan, np.full(self.k, np.nan)
        a, b = a[cut], b[cut]
        da, db = d[a], d[b]
        s = da / (da - db)
        q = v[a] + s[:, None] * (v[b] - v[a])
        helper = np.eye(3)[np.argmin(np.abs(n))]
        u = np.cross(n, helper)
        u /= np.linalg.norm(u)
        flat = np.stack([q @ u, q @ np.cross(n, u)], 1)
        h = ConvexHull(flat).vertices
        a, b, da, db, s, q = a[h], b[h], da[h], db[h], s[h], q[h]
        ba, bb = self.b[:, a], self.b[:, b]
        dda, ddb = ba @ n - d_offset[:, None], bb @ n - d_offset[:, None]
        ds = (da * ddb - db * dda) / (da - db) ** 2
        dq = (1 - s)[None, :, None] * ba + s[None, :, None] * bb
        dq += ds[:, :, None] * (v[b] - v[a])[None]
        e = np.roll(q, -1, 0) - q
        length = np.linalg.norm(e, axis=1)
        unit = e / np.maximum(length, 1e-12)[:, None]
        return length.sum(), np.einsum("khc,hc->k", dq, np.roll(unit, 1, 0) - unit)

    def extent(self, v, edges, through, axis):
        """Breadth (axis 0) or depth (axis 2) of a horizontal cut."""
        a, b = edges[:, 0], edges[:, 1]
        da, db = v[a, 1] - through[0][1], v[b, 1] - through[0][1]
        cut = np.flatnonzero((da < 0) != (db < 0))
        a, b, s = a[cut], b[cut], (da / np.where(da == db, 1, da - db))[cut]
        q = v[a, axis] + s * (v[b, axis] - v[a, axis])
        out = []
        for i in (int(np.argmax(q)), int(np.argmin(q))):
            # The level's own motion along the surface is left out: a soft measure.
            out.append((q[i], (1 - s[i]) * self.b[:, a[i], axis] + s[i] * self.b[:, b[i], axis]))
        return out[0][0] - out[1][0], out[0][1] - out[1][1]

    def path(self, v, names):
        """Length of a tape down the spine: it spans hollows, so the hull's outer side counts."""
        p = [self.point(v, n) for n in names]
        chain = []
        for q in p:
            while len(chain) > 1:
                e, f = chain[-1][0] - chain[-2][0], q[0] - chain[-2][0]
                # Backwards is -z: keep points that bulge to the back.
                if e[2] * f[1] - e[1] * f[2] > 0:
                    break
                chain.pop()
            chain.append(q)
        steps = [self.distance(a, b) for a, b in zip(chain, chain[1:])]
        return sum(s[0] for s in steps), sum(s[1] for s in steps)

    def mass(self, v):
        f = self.rig["faces"]
        a, b, c = v[f[:, 0]], v[f[:, 1]], v[f[:, 2]]
        by = np.concatenate([np.cross(b, c), np.cross(c, a), np.cross(a, b)]) / 6
        g = np.stack([np.bincount(f.T.ravel(), by[:, i], len(v)) for i in range(3)], 1)
        volume = np.einsum("ij,ij->", a, np.cross(b, c)) / 6
        return volume * DENSITY, self.flat @ g.ravel() * DENSITY

    def limb(self, v, j, edges, start, end, share):
        a, b = self.joint(j, start), self.joint(j, end)
        at = (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
        return self.girth(v, self.edges[edges], b[0] - a[0], at)

    def dimensions(self, v, j):
        """The dimensions of the `measure` crate, by key, and `navel_girth` and `mass`."""
        out = {}
        trunk = self.edges["trunk"]
        low = int(self.low[np.argmin(v[self.low, 1])])
        top = int(np.argmax(v[:, 1]))

        def height(p):
            return p[0][1] - v[low, 1], p[1][:, 1] - self.b[:, low, 1]

        out["stature"] = height((v[top], self.b[:, top]))
        nape, waist = self.point(v, "nape"), self.point(v, "waist_front")
        out["cervical_height"] = height(nape)
        out["waist_height"] = height(waist)
        out["knee_height"] = height(self.joint(j, "lowerleg01.L"))
        out["inside_leg"] = height(self.point(v, "crotch"))
        left, right = self.point(v, "bust_left"), self.point(v, "bust_right")
        bust = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
        out["bust_girth"] = self.girth(v, trunk, UP, bust)
        out["waist_girth"] = self.girth(v, trunk, UP, waist)
        out["navel_girth"] = self.girth(v, trunk, UP, self.point(v, "navel"))
        seat = self.point(v, "seat")
        levels = [(seat[0] + UP * step, seat[1]) for step in HIP_STEPS]
        hips = [self.girth(v, trunk, UP, level) for level in levels]
        fullest = int(np.argmax([h[0] for h in hips]))
        out["hip_girth"], self.hip_level = hips[fullest], levels[fullest]
        out["neck_girth"] = self.limb(v, j, "neck", "neck01", "head", NECK)
        out["upper_arm_girth"] = self.limb(v, j, "arm", "upperarm01.L", "lowerarm01.L", 0.55)
        out["wrist_girth"] = self.limb(v, j, "arm", "lowerarm01.L", "wrist.L", 0.97)
        sl = self.point(v, "shoulder_left")
        elbow, wrist = self.joint(j, "lowerarm01.L"), self.joint(j, "wrist.L")
        upper, lower = self.distance(sl, elbow), self.distance(elbow, wrist)
        out["arm_length"] = (upper[0] + lower[0], upper[1] + lower[1])
        out["back_waist_length"] = self.path(v, self.rig["spine"])
        out["mass"] = self.mass(v)
        return out

    def survey(self, v, j):
        """What the survey measured, by its own column names, and our dimensions."""
        own = self.dimensions(v, j)
        out = dict(own)
        low = int(self.low[np.argmin(v[self.low, 1])])

        def height(p):
            return p[0][1] - v[low, 1], p[1][:, 1] - self.b[:, low, 1]

        point, trunk = (lambda n: self.point(v, n)), self.edges["trunk"]
        out["acromialheight"] = height(point("shoulder_left"))
        out["suprasternaleheight"] = height(point("throat"))
        out["waistheightomphalion"] = height(point("navel"))
        out["chestheight"] = height(point("bust_left"))
        out["buttockheight"] = height(self.hip_level)
        out["hipbreadth"] = self.extent(v, trunk, self.hip_level, 0)
        out["buttockdepth"] = self.extent(v, trunk, self.hip_level, 2)
        for name, at in (("chest", "bust_left"), ("waist", "navel")):
            out[name + "breadth"] = self.extent(v, trunk, point(at), 0)
            out[name + "depth"] = self.extent(v, trunk, point(at), 2)
        crotch = point("crotch")
        thigh = (crotch[0] - 0.02 * UP, crotch[1])
        out["thighcircumference"] = self.girth(v, self.edges["leg"], UP, thigh)
        calves = [self.limb(v, j, "leg", "lowerleg01.L", "foot.L", s) for s in (0.25, 0.32)]
        out["calfcircumference"] = max(calves, key=lambda g: g[0])
        out["anklecircumference"] = self.limb(v, j, "leg", "lowerleg01.L", "foot.L", 0.88)
        sl, sr = point("shoulder_left"), point("shoulder_right")
        out["biacromialbreadth"] = self.distance(sl, sr)
        out["shoulderlength"] = self.distance(sl, point("neck_side_left"))
        out["navel_back_length"] = self.path(v, self.rig["spine_to_navel"])
        return out
