"""Training starts from the upstream weights alone; only where PyTorch is installed."""

import pytest

pytest.importorskip("torch")

from analysis.errors import ClaimbookError
from analysis.training.release import check


def test_other_weights_are_refused(tmp_path):
    with pytest.raises(ClaimbookError, match=r"model\.safetensors: not the upstream weights"):
        check(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"other")
    with pytest.raises(ClaimbookError, match=r"model\.safetensors: not the upstream weights"):
        check(tmp_path)
