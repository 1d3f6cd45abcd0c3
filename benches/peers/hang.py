"""Hangs one square of cloth in another simulator and keeps what it makes of it.

    hang.py PEER N OUT [--seconds S] [--exports E] [--threads T] [--mass M]

PEER is style3d, vbd or xpbd (Newton), pypbd, warp or taichi (kernels.py).

The square is 1 m wide, N by N cells cut along one diagonal, 0.2 kg/m2, one edge held level, the rest
falling from flat. OUT gets one record after another of 2 + 3 (N+1)^2 float64: wall and CPU seconds
spent in the solver so far, then x, y (up), z of each vertex, row after row. Prints one JSON line.
Velocities lose a tenth in every frame of 1/60 s, so that the swing dies; that time is not counted.
An iteration is what goes once over all constraints, with its share of the rest of a frame.
"""

import argparse
import json
import os
import time

import numpy as np

import kernels

DENSITY, STRETCH, SHEAR, BEND, FRAME, KEEP = 0.2, 1000.0, 300.0, 1e-5, 1.0 / 60.0, 0.9


def masses(n):
    """A third of the triangles around each vertex (kg), shape [(n+1)^2]."""
    i, j = np.meshgrid(np.arange(n + 1), np.arange(n + 1))
    mass = np.zeros((n + 1) * (n + 1))
    cells = (j * (n + 1) + i)[:n, :n].ravel()
    for corners in ((0, 1, n + 2), (0, n + 2, n + 1)):
        for corner in corners:
            np.add.at(mass, cells + corner, DENSITY / (6.0 * n * n))
    return mass


class Newton:
    """newton's solvers on the processor. Vertices row by row, the column x = 0 held."""

    def __init__(self, solver, n, mass_each):
        import newton
        import warp as wp
        from newton.solvers import SolverStyle3D, SolverVBD, SolverXPBD, style3d

        wp.config.quiet = True
        wp.set_device("cpu")
        builder = newton.ModelBuilder()
        h = 1.0 / n
        grid = dict(
            pos=wp.vec3(0.0, 0.0, 0.0),
            rot=wp.quat_identity(),
            vel=wp.vec3(0.0, 0.0, 0.0),
            dim_x=n,
            dim_y=n,
            cell_x=h,
            cell_y=h,
            mass=DENSITY * h * h,
            fix_left=True,
            particle_radius=0.4 * h,
        )
        if solver == "style3d":
            SolverStyle3D.register_custom_attributes(builder)
            # Its bending has 3/(A0+A1) where sheets of stiffness B have 1/(A0+A1).
            bend = wp.vec3(BEND / 3, BEND / 3, BEND / 3)
            stretch = wp.vec3(STRETCH, STRETCH, SHEAR)
            style3d.add_cloth_grid(builder, **grid, tri_aniso_ke=stretch, edge_aniso_ke=bend)
        elif solver == "vbd":
            k = STRETCH / 2.0
            builder.add_cloth_grid(**grid, tri_ke=k, tri_ka=k, tri_kd=0.0, edge_ke=BEND, edge_kd=0.0)
            builder.color(include_bending=True)
        else:
            springs = dict(add_springs=True, spring_ke=STRETCH, spring_kd=0.0)
            builder.add_cloth_grid(**grid, **springs, edge_ke=BEND, edge_kd=0.0)
        mass = masses(n) if mass_each is None else np.full((n + 1) * (n + 1), mass_each)
        for vertex, value in enumerate(mass):
            if builder.particle_mass[vertex] > 0.0:
                builder.particle_mass[vertex] = float(value)
        model = builder.finalize()
        # Iterations and substeps as in its own cloth examples.
        self.substeps, self.iterations = {"style3d": (2, 10), "vbd": (10, 10), "xpbd": (10, 10)}[solver]
        if solver == "style3d":
            self.solver = SolverStyle3D(model=model, config=SolverStyle3D.Config(iterations=self.iterations))
            self.solver.collision = None  # as the others here: nothing touches itself
        else:
            kind = SolverVBD if solver == "vbd" else SolverXPBD
            self.solver = kind(model=model, iterations=self.iterations)
        self.states, self.control = [model.state(), model.state()], model.control()
        self.constraints = model.spring_count if solver == "xpbd" else None
        self.contacts = newton.CollisionPipeline(model).contacts()  # stays empty: nothing is touched
        self.name = f"Newton {newton.__version__} {dict(style3d='Style3D').get(solver, solver.upper())}"
        if solver != "style3d":
            # A frame is recorded once and played again: no time is lost in Python.
            with wp.ScopedCapture(device="cpu") as capture:
                self.frame()
            self.frame = lambda: wp.capture_launch(capture.graph)

    def frame(self):
        for _ in range(self.substeps):
            a, b = self.states
            a.clear_forces()
            self.solver.step(a, b, self.control, self.contacts, FRAME / self.substeps)
            self.states = [b, a]

    def damp(self, keep):
        v = self.states[0].particle_qd
        v.assign(v.numpy() * keep)

    def positions(self):
        q = self.states[0].particle_q.numpy().astype(np.float64)
        return np.stack([q[:, 0], q[:, 2], q[:, 1]], axis=1)


class Pbd:
    """PositionBasedDynamics through pyPBD: XPBD distance constraints and isometric bending."""

    def __init__(self, n):
        import pypbd as pbd

        simulation = pbd.Simulation.getCurrent()
        simulation.initDefault()
        model = simulation.getModel()
        model.cleanup()
        turn = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
        mesh = model.addRegularTriangleModel(n + 1, n + 1, [0, 0, 0], turn, [1.0, 1.0], testMesh=False)
        self.particles = model.getParticles()
        start = self.positions()
        for vertex, value in enumerate(masses(n)):
            self.particles.setMass(vertex, 0.0 if start[vertex, 0] < 1e-6 else float(value))
        model.addClothConstraints(mesh, 4, STRETCH, 1.0, 1.0, 1.0, 0.3, 0.3, False, False)
        model.addBendingConstraints(mesh, 3, BEND)
        self.substeps, self.iterations = 10, 10
        self.stepper, self.model = simulation.getTimeStep(), model
        self.stepper.setValueUInt(pbd.TimeStepController.NUM_SUB_STEPS, self.substeps)
        self.stepper.setValueUInt(pbd.TimeStepController.MAX_ITERATIONS, self.iterations)
        pbd.TimeManager.getCurrent().setTimeStepSize(FRAME)
        self.constraints = len(model.getConstraints())
        self.name = "pyPBD 2.2.2"

    def frame(self):
        self.stepper.step(self.model)

    def damp(self, keep):
        for vertex in range(self.particles.getNumberOfParticles()):
            self.particles.setVelocity(vertex, self.particles.getVelocity(vertex) * keep)

    def positions(self):
        count = self.particles.getNumberOfParticles()
        return np.array([self.particles.getPosition(v) for v in range(count)])


def start(a):
    """The peer that the arguments ask for."""
    if a.peer == "pypbd":
        return Pbd(a.n)
    if a.peer == "warp":
        return kernels.Warp(a.n, masses(a.n), FRAME)
    if a.peer == "taichi":
        return kernels.Taichi(a.n, masses(a.n), FRAME, a.threads)
    return Newton(a.peer, a.n, a.mass)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=["style3d", "vbd", "xpbd", "pypbd", "warp", "taichi"])
    parser.add_argument("n", type=int)
    parser.add_argument("out")
    parser.add_argument("--seconds", type=float, default=25.0, help="of CPU in the solver")
    parser.add_argument("--exports", type=int, default=40, help="at most, evenly over the seconds")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--mass", type=float, default=None, help="of each vertex (kg), if not the cloth's")
    a = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = str(a.threads)
    peer = start(a)
    begin = peer.positions()
    peer.frame()  # compiles
    peer.damp(KEEP)
    wall = cpu = 0.0
    quickest, frames, kept, finite = [float("inf")] * 2, 0, 0, True
    with open(a.out, "wb") as out:
        np.concatenate([[0.0, 0.0], begin.ravel()]).tofile(out)
        while cpu < a.seconds and finite:
            w, c = time.perf_counter(), time.process_time()
            peer.frame()
            w, c = time.perf_counter() - w, time.process_time() - c
            wall, cpu, frames = wall + w, cpu + c, frames + 1
            quickest = [min(quickest[0], w), min(quickest[1], c)]
            peer.damp(KEEP)
            if cpu >= kept * a.seconds / a.exports:
                positions = peer.positions()
                finite = bool(np.isfinite(positions).all()) and float(abs(positions).max()) < 1e3
                np.concatenate([[wall, cpu], positions.ravel()]).tofile(out)
                kept = int(cpu / a.seconds * a.exports) + 1
    each = 1e3 / (peer.substeps * peer.iterations)
    told = {
        "peer": peer.name,
        "vertices": (a.n + 1) ** 2,
        "constraints": peer.constraints,
        "mass": a.mass,
        "threads": a.threads,
        "wall_ms": round(quickest[0] * each, 4),
        "cpu_ms": round(quickest[1] * each, 4),
        "frames": frames,
        "finite": finite,
        "lowest_m": round(float(peer.positions()[:, 1].min()), 4),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
