"""Lays a landmark network out so that a CPU runs it in blocks of channels from end to end.

    python lay_out.py pose_landmark_lite.onnx laid_out.onnx

ONNX Runtime computes convolutions on blocks of 8 or 16 channels and goes back to planes wherever an
operator or a number of channels does not fit. Four exact changes keep it in blocks:

1. The last layers, 8 channels at full size, are done on the left and the right half at once, 8
   channels each, with as much overlap as the filters reach.
2. The mask's last layer, 3 x 3 from 8 channels to 1, becomes one 3 x 3 a channel and their sum:
   blocks would compute 16 masks and drop 15.
3. Channels elsewhere are filled up to a multiple of 16 with zeros; the outputs keep theirs.
4. A limit after an addition is written as a limit after a convolution by one, which is fused.

No weight is altered but for the order in which products are summed. Needs `onnx` and `numpy`.
"""

import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper

BLOCK = 16
SIZE = 256
# How far a pixel of the mask looks sideways: three filters and the enlarging, in small pixels.
OVERLAP = 2


class Graph:
    """A network's graph with its weights at hand."""

    def __init__(self, model):
        self.graph = model.graph
        self.weights = {i.name: i for i in self.graph.initializer}
        self.halves = {n.output[0]: n.input[0] for n in self.graph.node if n.op_type == "Cast"}

    def weight(self, name):
        return numpy_helper.to_array(self.weights[self.halves.get(name, name)])

    def put(self, name, value):
        """Adds a weight, as a half where the network's own are, and gives the name to use it by."""
        self.weights[name] = numpy_helper.from_array(value.astype(np.float16), name + "_half")
        self.weights[name + "_half"] = self.weights.pop(name)
        self.halves[name] = name + "_half"
        return helper.make_node("Cast", [name + "_half"], [name], to=onnx.TensorProto.FLOAT)


def padded(value, shape):
    out = np.zeros(shape, value.dtype)
    out[tuple(slice(n) for n in value.shape)] = value
    return out


def group(conv):
    return next((a for a in conv.attribute if a.name == "group"), None)


def halve(model):
    """Does all that follows the last enlarging on two halves of the picture, side by side."""
    graph = Graph(model)
    mask = next(n.input[0] for n in model.graph.node if n.output[0] == "mask")
    last = [n for n in model.graph.node if n.op_type == "Resize"][-1]
    size = SIZE // 2
    wide = size // 2 + OVERLAP
    behind, nodes = {last.output[0]}, []
    for node in model.graph.node:
        if node is last:
            for half, first in (("left", 0), ("right", size - wide)):
                nodes.append(cut(graph, last.input[0], half, {1: (0, 8), 3: (first, first + wide)}))
            nodes.append(helper.make_node("Concat", ["left", "right"], ["halves"], axis=1))
            # Back to blocks before the enlarging and not after.
            nodes.append(graph.put("halves_one", np.ones((16, 1, 1, 1))))
            nodes.append(graph.put("halves_none", np.zeros(16)))
            nodes.append(convolution("halves", "halves_one", "halves_none", "blocks", 16, 1))
            last.input[0] = "blocks"
        elif any(i in behind for i in node.input):
            behind.add(node.output[0])
            if node.op_type == "Conv":
                weight, bias = graph.weight(node.input[1]), graph.weight(node.input[2])
                if group(node) is not None and group(node).i > 1:
                    group(node).i *= 2
                    both = np.concatenate([weight, weight])
                else:
                    none = np.zeros_like(weight)
                    rows = ([weight, none], [none, weight])
                    both = np.concatenate([np.concatenate(row, axis=1) for row in rows])
                names = [name + "_both" for name in node.input[1:3]]
                nodes.append(graph.put(names[0], both))
                nodes.append(graph.put(names[1], np.concatenate([bias, bias])))
                node.input[1], node.input[2] = names
        if mask in node.output:
            node.output[0] = "masks"
            nodes.append(node)
            for i, (half, first) in enumerate((("left", 0), ("right", 2 * OVERLAP))):
                columns = (first, first + SIZE // 2)
                nodes.append(cut(graph, "masks", f"mask_{half}", {1: (i, i + 1), 3: columns}))
            nodes.append(helper.make_node("Concat", ["mask_left", "mask_right"], [mask], axis=3))
        else:
            nodes.append(node)
    rebuild(model, graph, nodes)


def cut(graph, x, y, ranges):
    """The node that takes a range of some axes of `x`: from, to."""
    first, end = zip(*ranges.values())
    names = []
    for what, value in (("from", first), ("to", end), ("axes", list(ranges))):
        names.append(f"{y}_{what}")
        graph.weights[names[-1]] = numpy_helper.from_array(np.array(value, np.int64), names[-1])
    return helper.make_node("Slice", [x, *names], [y])


def fill_up(model):
    """Fills channels up to a multiple of BLOCK wherever no output shows them."""
    graph = Graph(model)
    outward = ("Concat", "Identity", "Reshape", "Sigmoid", "Slice")
    shown = {n.input[0] for n in model.graph.node if n.op_type in outward}
    full = lambda n: -(-n // BLOCK) * BLOCK
    filled, nodes = set(), []
    for node in model.graph.node:
        if node.op_type != "Conv":
            if any(i in filled for i in node.input):
                filled.add(node.output[0])
            nodes.append(node)
            continue
        weight, bias = graph.weight(node.input[1]), graph.weight(node.input[2])
        wanted = list(weight.shape)
        if group(node) is not None and group(node).i > 1:
            if node.input[0] in filled:
                wanted[0] = group(node).i = full(wanted[0])
        else:
            if node.input[0] in filled:
                wanted[1] = full(wanted[1])
            if node.output[0] not in shown:
                wanted[0] = full(wanted[0])
        if wanted != list(weight.shape):
            names = [name + "_full" for name in node.input[1:3]]
            nodes.append(graph.put(names[0], padded(weight, wanted)))
            nodes.append(graph.put(names[1], padded(bias, wanted[:1])))
            node.input[1], node.input[2] = names
            if wanted[0] != weight.shape[0]:
                filled.add(node.output[0])
        nodes.append(node)
    rebuild(model, graph, nodes)


def limit_after_convolution(model):
    """Puts a convolution by one between each addition and the limit that follows it."""
    graph = Graph(model)
    made = {n.output[0]: n for n in model.graph.node}
    channels, nodes = {}, []
    for node in model.graph.node:
        known = [channels[i] for i in node.input if i in channels]
        channels[node.output[0]] = (
            graph.weight(node.input[1]).shape[0] if node.op_type == "Conv" else max(known, default=0)
        )
        source = made.get(node.input[0])
        if node.op_type == "Clip" and source is not None and source.op_type == "Add":
            n = channels[node.input[0]]
            for name, value in ((f"one{n}", np.ones((n, 1, 1, 1))), (f"none{n}", np.zeros(n))):
                if name not in graph.halves:
                    nodes.append(graph.put(name, value))
            same = node.input[0] + "_same"
            nodes.append(convolution(node.input[0], f"one{n}", f"none{n}", same, n, 1))
            node.input[0] = same
        nodes.append(node)
    rebuild(model, graph, nodes)


def split_mask(model):
    """Writes the mask's last layer as a filter a channel and their sum."""
    graph = Graph(model)
    mask = next(n.input[0] for n in model.graph.node if n.output[0] == "mask")
    nodes = []
    for node in model.graph.node:
        if node.op_type != "Conv" or node.output[0] != mask:
            nodes.append(node)
            continue
        weight = graph.weight(node.input[1])
        n = weight.shape[1]
        nodes.append(graph.put("mask_filters", weight.transpose(1, 0, 2, 3)))
        nodes.append(graph.put("mask_ones", np.ones((1, n, 1, 1))))
        if f"none{n}" not in graph.halves:
            nodes.append(graph.put(f"none{n}", np.zeros(n)))
        nodes.append(
            convolution(node.input[0], "mask_filters", f"none{n}", "mask_channels", n, 3)
        )
        nodes.append(convolution("mask_channels", "mask_ones", node.input[2], mask, 1, 1))
    rebuild(model, graph, nodes)


def convolution(x, weight, bias, y, groups, side):
    return helper.make_node(
        "Conv",
        [x, weight, bias],
        [y],
        group=groups,
        kernel_shape=[side, side],
        pads=[side // 2] * 4,
        strides=[1, 1],
        dilations=[1, 1],
    )


def rebuild(model, graph, nodes):
    """Takes over nodes and weights, without those that nothing uses any more."""
    outputs = {o.name for o in model.graph.output}
    while True:
        used = {i for n in nodes for i in n.input} | outputs
        kept = [n for n in nodes if any(o in used for o in n.output)]
        if len(kept) == len(nodes):
            break
        nodes = kept
    kept = [w for w in graph.weights.values() if w.name in used]
    del model.graph.node[:], model.graph.initializer[:], model.graph.value_info[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.extend(kept)


def main():
    source, target = sys.argv[1:]
    model = onnx.load(source)
    split_mask(model)
    halve(model)
    fill_up(model)
    limit_after_convolution(model)
    onnx.checker.check_model(model)
    onnx.save(model, target)


if __name__ == "__main__":
    main()
