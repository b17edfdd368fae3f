"""Encodes texts with sentence-transformers: SCRIPT FOLDER THREADS TEXTS.json VECTORS.bin REPEATS

Writes the vectors of the texts, row-major 32-bit floats, and prints the milliseconds of each repeat after a first, untimed one.
"""

import json
import sys
import time

import torch
from sentence_transformers import SentenceTransformer

folder, threads, texts_file, vectors_file, repeats = sys.argv[1:]
torch.set_num_threads(int(threads))
with open(texts_file, encoding="utf-8") as file:
    texts = json.load(file)
model = SentenceTransformer(folder, device="cpu", local_files_only=True)


def encode():
    return model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)


with open(vectors_file, "wb") as file:
    file.write(encode().astype("float32").tobytes())
times = []
for _ in range(int(repeats)):
    start = time.perf_counter()
    encode()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps(times))
