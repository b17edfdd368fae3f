"""BPR of the library `implicit`: stochastic gradient descent without locks, here on one thread.

Arguments: a file of int32 pairs (user, item), dimensions, learning rate, L2 weight, epochs.
Prints the milliseconds of each epoch as a JSON list.
"""

import json
import sys
import time

import numpy
from implicit.cpu.bpr import BayesianPersonalizedRanking
from scipy.sparse import csr_matrix

file, dimensions, learning_rate, regularization, epochs = sys.argv[1:]
pairs = numpy.fromfile(file, dtype=numpy.int32).reshape(-1, 2)
interactions = csr_matrix((numpy.ones(len(pairs), dtype=numpy.float32), (pairs[:, 0], pairs[:, 1])))
model = BayesianPersonalizedRanking(
    # It adds a bias of the item to its factors.
    factors=int(dimensions) - 1,
    learning_rate=float(learning_rate),
    regularization=float(regularization),
    iterations=int(epochs),
    num_threads=1,
)
ends = [time.perf_counter()]
model.fit(interactions, show_progress=False, callback=lambda *_: ends.append(time.perf_counter()))
print(json.dumps([1000 * (end - start) for start, end in zip(ends, ends[1:])]))
