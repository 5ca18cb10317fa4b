"""Compares what two runs of `maskgate detect --json` found; says what differs.

same.py ONE.json OTHER.json     boxes within one pixel, scores within 0.01, labels equal
"""
import json
import sys

one, other = (json.load(open(name)) for name in sys.argv[1:])


def found(document):
    """Every object in the document that has a box, in order."""
    if isinstance(document, list):
        return [each for item in document for each in found(item)]
    if isinstance(document, dict):
        if "box" in document:
            return [document]
        return [each for item in document.values() for each in found(item)]
    return []


def key(face):
    return [round(x) for x in face["box"]]


one, other = (sorted(found(document), key=key) for document in (one, other))
if not one or len(one) != len(other):
    sys.exit(f"expected the same number of faces, at least one; found {len(one)} and {len(other)}")
box = max(abs(a - b) for x, y in zip(one, other) for a, b in zip(x["box"], y["box"]))
score = max(abs(x["score"] - y["score"]) for x, y in zip(one, other))
labels = [(x["label"], y["label"]) for x, y in zip(one, other) if x["label"] != y["label"]]
print(f"        {len(one)} faces, boxes differ by at most {box:.3f} px, scores by {score:.5f}")
if box > 1 or score > 0.01 or labels:
    sys.exit(f"expected at most 1 px and 0.01 and equal labels; labels that differ: {labels}")
