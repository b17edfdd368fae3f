"""Training steps of models in PyTorch, with dense Adam, as toolboxes for recommenders write them.

Features of items are constants in all models, text and picture the same ones, and graphs are whole: what the studio is measured on.

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
from torch.nn.functional import cosine_similarity, dropout, logsigmoid, normalize

LAYERS = 2
NEIGHBOURS = 10


def bpr(margins):
    return -logsigmoid(margins).mean()


def halved_squares(vectors, weight, triples):
    return weight / 2 * sum(vector.square().sum() for vector in vectors) / triples


def normalised(rows, columns, values, degrees, shape):
    """values / sqrt(degree of the row * degree of the column), as compressed rows."""
    values = values * (degrees[rows] * degrees[columns]).rsqrt()
    return torch.sparse_coo_tensor(torch.stack((rows, columns)), values, shape).coalesce().to_sparse_csr()


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

    def loss(self, triples):
        margins, vectors = self(*triples)
        return bpr(margins) + halved_squares(vectors, self.data.regularization, len(margins))


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
        degrees = torch.bincount(rows, minlength=nodes).float()
        self.graph = normalised(rows, columns, torch.ones(len(rows)), degrees, (nodes, nodes))

    def own_items(self):
        return self.item.weight

    def propagated(self):
        layers = [torch.cat((self.user.weight, self.own_items()))]
        for _ in range(LAYERS):
            layers.append(self.graph @ layers[-1])
        return torch.stack(layers).mean(0)

    def of_users_and_items(self, nodes):
        return nodes.split((self.data.users, self.data.items))

    def forward(self, users, positives, negatives):
        user, item = self.of_users_and_items(self.propagated())
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


class Multimodal(LightGcn):
    """LightGCN, a linear projection of each of two modalities, and a graph of the nearest items."""

    def __init__(self, data):
        super().__init__(data)
        width = data.features.shape[1]
        self.projections = torch.nn.ModuleList(torch.nn.Linear(width, data.dimensions) for _ in range(2))

    def nearest(self):
        """Rows, columns and cosines of the links to the nearest items."""
        unit = normalize(self.data.features)
        cosines, nearest = (unit @ unit.T).topk(NEIGHBOURS)
        rows = torch.arange(self.data.items).repeat_interleave(NEIGHBOURS)
        return rows, nearest.flatten(), cosines.flatten()

    def contents(self):
        return [projection(self.data.features) for projection in self.projections]


class Bm3(Multimodal):
    """Zhou et al. 2023, Bootstrap Latent Representations."""

    DROPOUT = 0.3
    CONTENT = 2

    def __init__(self, data):
        super().__init__(data)
        self.predictor = torch.nn.Linear(data.dimensions, data.dimensions)

    def loss(self, triples):
        users, items, _ = triples
        user, item = self.of_users_and_items(self.propagated())
        item = item + self.item.weight
        contents = self.contents()

        def target(vectors):
            return dropout(vectors.detach(), self.DROPOUT)

        def apart(vectors, rows, targets, target_rows):
            return 1 - cosine_similarity(self.predictor(vectors)[rows], targets[target_rows], dim=-1).mean()

        to_user, to_item = target(user), target(item)
        agreement = apart(user, users, to_item, items) + apart(item, items, to_user, users)
        content = sum(
            apart(each, items, to_item, items) + apart(each, items, target(each), items) for each in contents
        )
        norms = (user.norm() + item.norm()) / self.data.items
        return agreement + self.CONTENT * content + self.data.regularization * norms


class Freedom(Multimodal):
    """Zhou & Shen 2023, A Tale of Two Graphs."""

    CONTENT = 1e-3

    def __init__(self, data):
        super().__init__(data)
        rows, columns, cosines = self.nearest()
        degrees = torch.full((data.items,), float(NEIGHBOURS))
        links = torch.ones_like(cosines)
        self.item_graph = normalised(rows, columns, links, degrees, (data.items, data.items))

    def loss(self, triples):
        users, positives, negatives = triples
        user, item = self.of_users_and_items(self.propagated())
        item = item + self.item_graph @ self.item.weight
        u = user[users]

        def of(vectors):
            return bpr((u * vectors[positives]).sum(1) - (u * vectors[negatives]).sum(1))

        return of(item) + self.CONTENT * sum(of(content) for content in self.contents())


class Mgcn(Multimodal):
    """Yu et al. 2023, Multi-View Graph Convolutional Network."""

    CONTRAST = 0.01
    TEMPERATURE = 0.2

    def __init__(self, data):
        super().__init__(data)
        rows, columns, cosines = self.nearest()
        degrees = torch.zeros(data.items).index_add_(0, rows, cosines)
        own = normalised(rows, columns, cosines, degrees, (data.items, data.items))
        self.item_graphs = (own, own)
        user, item = (torch.from_numpy(column.astype(numpy.int64)) for column in data.pairs.T)
        of_users, of_items = torch.bincount(user).float(), torch.bincount(item).float()
        values = (of_users[user] * of_items[item]).rsqrt()
        choices = torch.sparse_coo_tensor(torch.stack((user, item)), values, (data.users, data.items))
        self.choices = choices.coalesce().to_sparse_csr()

        def square():
            return torch.nn.Linear(data.dimensions, data.dimensions)

        self.gates = torch.nn.ModuleList(square() for _ in range(2))
        self.preferences = torch.nn.ModuleList(square() for _ in range(2))
        self.hidden = square()
        self.query = torch.nn.Linear(data.dimensions, 1, bias=False)

    def side(self, behaviour):
        views = []
        for content, gate, graph in zip(self.contents(), self.gates, self.item_graphs):
            items = graph @ (self.item.weight * gate(content).sigmoid())
            views.append(torch.cat((self.choices @ items, items)))
        shares = torch.cat([self.query(self.hidden(view).tanh()) for view in views], dim=1).softmax(1)
        shared = sum(share[:, None] * view for share, view in zip(shares.T, views))
        specific = sum(
            preference(behaviour).sigmoid() * (view - shared)
            for preference, view in zip(self.preferences, views)
        )
        return (shared + specific) / 3

    def contrast(self, a, b):
        scores = normalize(a) @ normalize(b).T / self.TEMPERATURE
        return (scores.logsumexp(1) - scores.diagonal()).mean()

    def loss(self, triples):
        users, positives, negatives = triples
        behaviour = self.propagated()
        side = self.side(behaviour)
        user, item = self.of_users_and_items(behaviour + side)
        u, i, j = user[users], item[positives], item[negatives]
        margins = (u * i).sum(1) - (u * j).sum(1)
        items = self.data.users + positives
        contrast = self.contrast(side[users], behaviour[users]) + self.contrast(side[items], behaviour[items])
        squares = halved_squares((u, i, j), self.data.regularization, len(margins))
        return bpr(margins) + squares + self.CONTRAST * contrast


MODELS = {
    "bpr-mf": Mf,
    "content-mf": ContentMf,
    "vbpr": Vbpr,
    "lightgcn": LightGcn,
    "content-lightgcn": ContentLightGcn,
    "bm3": Bm3,
    "freedom": Freedom,
    "mgcn": Mgcn,
}


class Data:
    def __init__(self, folder, users, items, dimensions, regularization):
        self.users, self.items, self.dimensions = users, items, dimensions
        self.regularization = regularization
        self.pairs = numpy.fromfile(folder / "pairs.bin", dtype=numpy.int32).reshape(-1, 2)
        features = numpy.fromfile(folder / "features.bin", dtype=numpy.float32)
        self.features = torch.from_numpy(features.reshape(items, -1))


def main(model, folder, users, items, dimensions, batch_size, learning_rate, regularization, threads):
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    folder = Path(folder)
    data = Data(folder, int(users), int(items), int(dimensions), float(regularization))
    trained = MODELS[model](data)
    optimizer = torch.optim.Adam(trained.parameters(), lr=float(learning_rate))
    triples = numpy.fromfile(folder / "batches.bin", dtype=numpy.int32).astype(numpy.int64)
    times = []
    for batch in torch.from_numpy(triples.reshape(-1, int(batch_size), 3)):
        start = time.perf_counter()
        loss = trained.loss(batch.T)
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
