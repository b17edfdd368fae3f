"""Training steps of models in PyTorch, with dense Adam, as toolboxes for recommenders write them.

`--models` prints the names of the models as a JSON list. Otherwise the arguments are: the model, a folder with pairs.bin and
batches.bin (int32: user, item; user, positive, negative) and features.bin (float32: [items, k]), users, items, dimensions,
batch size, learning rate, L2 weight, threads. Does a step for each batch and prints the milliseconds of each as a JSON list.
"""

import json
import sys
import time
from pathlib import Path

import numpy
import torch
from torch.nn.functional import logsigmoid

LAYERS = 2


class Mf(torch.nn.Module):
    """BPR-MF: score(u, i) = <e_u, e_i>."""

    def __init__(self, data):
        super().__init__()
        self.data = data
        self.user = torch.nn.Embedding(data.users, data.dimensions)
        self.item = torch.nn.Embedding(data.items, data.dimensions)
        torch.nn.init.xavier_uniform_(self.user.weight)
        torch.nn.init.xavier_uniform_(self.item.weight)

    def forward(self, users, positives, negatives):
        """Margins of the triples, and the vectors that the L2 term is of."""
        u, i, j = self.user(users), self.item(positives), self.item(negatives)
        return ((u * i).sum(1) - (u * j).sum(1)), (u, i, j)


class ContentMf(Mf):
    """An item is its own vector plus a projection of its features."""

    def __init__(self, data):
        super().__init__(data)
        self.projection = torch.nn.Linear(data.features.shape[1], data.dimensions, bias=False)

    def forward(self, users, positives, negatives):
        features = self.data.features
        u = self.user(users)
        i = self.item(positives) + self.projection(features[positives])
        j = self.item(negatives) + self.projection(features[negatives])
        return ((u * i).sum(1) - (u * j).sum(1)), (u, i, j)


class Vbpr(Mf):
    """He & McAuley 2016, equation 4."""

    def __init__(self, data):
        super().__init__(data)
        self.taste = torch.nn.Embedding(data.users, data.dimensions)
        torch.nn.init.xavier_uniform_(self.taste.weight)
        self.bias = torch.nn.Embedding(data.items, 1)
        torch.nn.init.zeros_(self.bias.weight)
        width = data.features.shape[1]
        self.projection = torch.nn.Linear(width, data.dimensions, bias=False)
        self.feature_bias = torch.nn.Linear(width, 1, bias=False)

    def forward(self, users, positives, negatives):
        u, taste = self.user(users), self.taste(users)
        vectors = [u, taste]

        def score(items):
            own, features = self.item(items), self.data.features[items]
            projected = self.projection(features)
            vectors.extend((own, projected))
            biases = self.bias(items) + self.feature_bias(features)
            return (u * own).sum(1) + (taste * projected).sum(1) + biases[:, 0]

        return score(positives) - score(negatives), vectors


class LightGcn(Mf):
    """He et al. 2020: the mean of the layers of the normalised graph."""

    def __init__(self, data):
        super().__init__(data)
        user, item = (torch.from_numpy(column.astype(numpy.int64)) for column in data.pairs.T)
        nodes = data.users + data.items
        rows = torch.cat((user, data.users + item))
        columns = torch.cat((data.users + item, user))
        degree = torch.bincount(rows, minlength=nodes).float()
        values = (degree[rows] * degree[columns]).rsqrt()
        graph = torch.sparse_coo_tensor(torch.stack((rows, columns)), values, (nodes, nodes))
        self.graph = graph.coalesce().to_sparse_csr()

    def own_items(self):
        return self.item.weight

    def forward(self, users, positives, negatives):
        layers = [torch.cat((self.user.weight, self.own_items()))]
        for _ in range(LAYERS):
            layers.append(self.graph @ layers[-1])
        user, item = torch.stack(layers).mean(0).split((self.data.users, self.data.items))
        u, i, j = user[users], item[positives], item[negatives]
        return ((u * i).sum(1) - (u * j).sum(1)), (
            self.user(users),
            self.item(positives),
            self.item(negatives),
        )


class ContentLightGcn(LightGcn):
    """LightGCN whose items begin as their own vector plus a projection of their features."""

    def __init__(self, data):
        super().__init__(data)
        self.projection = torch.nn.Linear(data.features.shape[1], data.dimensions, bias=False)

    def own_items(self):
        return self.item.weight + self.projection(self.data.features)


MODELS = {
    "bpr-mf": Mf,
    "content-mf": ContentMf,
    "vbpr": Vbpr,
    "lightgcn": LightGcn,
    "content-lightgcn": ContentLightGcn,
}


class Data:
    def __init__(self, folder, users, items, dimensions):
        self.users, self.items, self.dimensions = users, items, dimensions
        self.pairs = numpy.fromfile(folder / "pairs.bin", dtype=numpy.int32).reshape(-1, 2)
        features = numpy.fromfile(folder / "features.bin", dtype=numpy.float32)
        self.features = torch.from_numpy(features.reshape(items, -1))


def main(model, folder, users, items, dimensions, batch_size, learning_rate, regularization, threads):
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    folder = Path(folder)
    trained = MODELS[model](Data(folder, int(users), int(items), int(dimensions)))
    optimizer = torch.optim.Adam(trained.parameters(), lr=float(learning_rate))
    triples = numpy.fromfile(folder / "batches.bin", dtype=numpy.int32).astype(numpy.int64)
    times = []
    for batch in torch.from_numpy(triples.reshape(-1, int(batch_size), 3)):
        start = time.perf_counter()
        margins, vectors = trained(*batch.T)
        squares = sum(vector.square().sum() for vector in vectors)
        loss = -logsigmoid(margins).mean() + float(regularization) / 2 * squares / len(batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if not numpy.isfinite(loss.item()):
            raise ArithmeticError(f"the loss of {model} is {loss.item()}")
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps(times))


if sys.argv[1:] == ["--models"]:
    print(json.dumps(list(MODELS)))
else:
    main(*sys.argv[1:])
