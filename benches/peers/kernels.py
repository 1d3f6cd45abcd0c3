"""The coloured XPBD sweep over springs, written as a kernel of Warp and of Taichi, on the square of hang.py.

One spring along each edge and one across each hinge, in twelve colours: as many constraints as warp,
weft and shear of each facet. Vertices row by row, the column x = 0 held.
"""

import numpy as np

EDGE, HINGE, GRAVITY = 1000.0, 10.0, 9.81  # N/m, N/m, m/s2


def springs(n):
    """Ends [k, 2], rest lengths [k], compliances [k] and the first of each colour."""
    m = n + 1
    colours = []

    def direction(di, dj, key, i0, j0, i1, j1, stiffness):
        i, j = (a.ravel() for a in np.meshgrid(np.arange(i0, i1), np.arange(j0, j1)))
        ends = np.stack([j * m + i, (j + dj) * m + i + di], axis=1)
        for half in (0, 1):
            of = ends[key(i, j) % 2 == half]
            colours.append((of, np.full(len(of), np.hypot(di, dj) / n), np.full(len(of), 1 / stiffness)))

    direction(1, 0, lambda i, j: i, 0, 0, n, m, EDGE)
    direction(0, 1, lambda i, j: j, 0, 0, m, n, EDGE)
    direction(1, 1, lambda i, j: i, 0, 0, n, n, EDGE)
    direction(2, 1, lambda i, j: i // 2, 0, 0, n - 1, n, HINGE)
    direction(1, 2, lambda i, j: j // 2, 0, 0, n, n - 1, HINGE)
    direction(1, -1, lambda i, j: i, 0, 1, n, m, HINGE)
    ends, rest, compliance = (np.concatenate(part) for part in zip(*colours))
    begin = np.cumsum([0] + [len(c[0]) for c in colours])
    return ends.astype(np.int32), rest.astype(np.float32), compliance.astype(np.float32), begin


def flat(n, mass):
    """x, y (up), z and the inverse mass of each vertex, shape [(n+1)^2, 4]."""
    i, j = np.meshgrid(np.arange(n + 1), np.arange(n + 1))
    x = i.ravel() / n
    return np.stack([x, 0.0 * x, j.ravel() / n, np.where(x == 0.0, 0.0, 1.0 / mass)], axis=1).astype(np.float32)


class Sweeps:
    """Substeps and iterations as in the others' cloth examples."""

    substeps, iterations = 10, 10

    def __init__(self, n, frame):
        self.h = frame / self.substeps
        self.ends, self.rest, self.compliance, self.begin = springs(n)
        self.constraints = len(self.ends)


class Warp(Sweeps):
    """A frame is recorded once and played again: no time is lost in Python."""

    def __init__(self, n, mass, frame):
        import warp as wp

        super().__init__(n, frame)
        wp.config.quiet = True
        wp.set_device("cpu")
        self.wp, self.name = wp, f"Warp {wp.config.version}, the sweep as a kernel"

        @wp.kernel(enable_backward=False)
        def predict(p: wp.array(dtype=wp.vec4), before: wp.array(dtype=wp.vec4), v: wp.array(dtype=wp.vec3), h: float):
            i = wp.tid()
            a = p[i]
            before[i] = a
            if a[3] > 0.0:
                u = v[i] - wp.vec3(0.0, GRAVITY * h, 0.0)
                v[i] = u
                p[i] = wp.vec4(a[0] + h * u[0], a[1] + h * u[1], a[2] + h * u[2], a[3])

        @wp.kernel(enable_backward=False)
        def sweep(
            p: wp.array(dtype=wp.vec4),
            ends: wp.array(dtype=wp.vec2i),
            rest: wp.array(dtype=float),
            compliance: wp.array(dtype=float),
            pulled: wp.array(dtype=float),
            first: int,
            per_h2: float,
        ):
            k = first + wp.tid()
            i = ends[k][0]
            j = ends[k][1]
            a = p[i]
            b = p[j]
            d = wp.vec3(a[0] - b[0], a[1] - b[1], a[2] - b[2])
            length = wp.length(d)
            c = compliance[k] * per_h2
            more = (rest[k] - length - c * pulled[k]) / (a[3] + b[3] + c)
            pulled[k] = pulled[k] + more
            s = more / length
            p[i] = wp.vec4(a[0] + s * a[3] * d[0], a[1] + s * a[3] * d[1], a[2] + s * a[3] * d[2], a[3])
            p[j] = wp.vec4(b[0] - s * b[3] * d[0], b[1] - s * b[3] * d[1], b[2] - s * b[3] * d[2], b[3])

        @wp.kernel(enable_backward=False)
        def finish(p: wp.array(dtype=wp.vec4), before: wp.array(dtype=wp.vec4), v: wp.array(dtype=wp.vec3), h: float):
            i = wp.tid()
            d = (p[i] - before[i]) / h
            v[i] = wp.vec3(d[0], d[1], d[2])

        start = flat(n, mass)
        self.p = wp.array(start, dtype=wp.vec4)
        before, self.v = wp.zeros_like(self.p), wp.zeros(len(start), dtype=wp.vec3)
        ends = wp.array(self.ends, dtype=wp.vec2i)
        rest, compliance = (wp.array(a, dtype=float) for a in (self.rest, self.compliance))
        pulled = wp.zeros(len(self.ends), dtype=float)
        h = self.h

        def frame():
            for _ in range(self.substeps):
                wp.launch(predict, dim=len(start), inputs=[self.p, before, self.v, h])
                pulled.zero_()
                for _ in range(self.iterations):
                    for first, end in zip(self.begin[:-1], self.begin[1:]):
                        inputs = [self.p, ends, rest, compliance, pulled, int(first), 1.0 / (h * h)]
                        wp.launch(sweep, dim=int(end - first), inputs=inputs)
                wp.launch(finish, dim=len(start), inputs=[self.p, before, self.v, h])

        with wp.ScopedCapture(device="cpu") as capture:
            frame()
        self.frame = lambda: wp.capture_launch(capture.graph)

    def damp(self, keep):
        self.v.assign(self.v.numpy() * keep)

    def positions(self):
        return self.p.numpy()[:, :3].astype(np.float64)


class Taichi(Sweeps):
    """All colours of a sweep are loops of one kernel."""

    def __init__(self, n, mass, frame, threads):
        import taichi as ti

        super().__init__(n, frame)
        ti.init(arch=ti.cpu, cpu_max_num_threads=threads, default_fp=ti.f32, log_level=ti.WARN)
        self.name = "Taichi " + ".".join(map(str, ti.__version__)) + ", the sweep as a kernel"
        start = flat(n, mass)
        count, k, h = len(start), len(self.ends), self.h
        p, before = ti.Vector.field(4, ti.f32, count), ti.Vector.field(4, ti.f32, count)
        v = ti.Vector.field(3, ti.f32, count)
        ends = ti.Vector.field(2, ti.i32, k)
        rest, compliance, pulled = (ti.field(ti.f32, k) for _ in range(3))
        p.from_numpy(start)
        ends.from_numpy(self.ends)
        rest.from_numpy(self.rest)
        compliance.from_numpy(self.compliance)
        begin, per_h2 = [int(b) for b in self.begin], 1.0 / (h * h)

        @ti.kernel
        def predict():
            for i in p:
                before[i] = p[i]
                if p[i][3] > 0.0:
                    v[i][1] -= GRAVITY * h
                    for c in ti.static(range(3)):
                        p[i][c] += h * v[i][c]
            for c in pulled:
                pulled[c] = 0.0

        @ti.kernel
        def sweep():
            for colour in ti.static(range(len(begin) - 1)):
                for c in range(begin[colour], begin[colour + 1]):
                    i, j = ends[c][0], ends[c][1]
                    a, b = p[i], p[j]
                    d = ti.Vector([a[0] - b[0], a[1] - b[1], a[2] - b[2]])
                    length = d.norm()
                    soft = compliance[c] * per_h2
                    more = (rest[c] - length - soft * pulled[c]) / (a[3] + b[3] + soft)
                    pulled[c] += more
                    s = more / length
                    p[i] = [a[0] + s * a[3] * d[0], a[1] + s * a[3] * d[1], a[2] + s * a[3] * d[2], a[3]]
                    p[j] = [b[0] - s * b[3] * d[0], b[1] - s * b[3] * d[1], b[2] - s * b[3] * d[2], b[3]]

        @ti.kernel
        def finish():
            for i in p:
                for c in ti.static(range(3)):
                    v[i][c] = (p[i][c] - before[i][c]) / h

        self.ti, self.p, self.v = ti, p, v
        self.predict, self.sweep, self.finish = predict, sweep, finish

    def frame(self):
        for _ in range(self.substeps):
            self.predict()
            for _ in range(self.iterations):
                self.sweep()
            self.finish()
        self.ti.sync()

    def damp(self, keep):
        self.v.from_numpy(self.v.to_numpy() * np.float32(keep))

    def positions(self):
        return self.p.to_numpy()[:, :3].astype(np.float64)
