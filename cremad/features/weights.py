"""Weights of pretrained networks: where packages keep them, and whether they are those that are meant."""

from importlib.util import find_spec
from pathlib import Path

from cremad.artifacts.digests import digest_file
from cremad.errors import MissingFileError, OptionError, WeightsError


def packaged(package: str, name: str, *, remedy: str) -> Path:
    """Where a package keeps a file; nothing of the package is run.

    Raises
    ------
    OptionError
        If the package is not installed.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise OptionError(f"the weights that {package} brings are not installed", remedy=remedy)
    return Path(spec.submodule_search_locations[0], name)


def check_weights(path: Path, sha256: str) -> Path:
    """The path, if a file is there and its digest is the one given.

    Raises
    ------
    MissingFileError, WeightsError
        Otherwise.
    """
    if not path.is_file():
        raise MissingFileError("no weights here", path=path, remedy="Name the file that holds them.")
    if (digest := digest_file(path)) != sha256:
        raise WeightsError(
            f"these weights have the digest {digest[:12]}…, not {sha256[:12]}…",
            path=path,
            remedy="Get the file again, or name the digest of the file that is meant.",
        )
    return path


def start_network(network: bytes, *, path: Path, remedy: str):
    """A session of ONNX Runtime on one thread, since workers share the cores out.

    Parameters
    ----------
    network : bytes
        In ONNX's format or the runtime's own.
    path : Path
        Where it is from, for the error.

    Raises
    ------
    OptionError
        If onnxruntime is not installed.
    WeightsError
        If this is no network.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise OptionError("onnxruntime is not installed", remedy=remedy) from error
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(network, settings)
    except Exception as error:  # the runtime's errors have no base of their own
        raise WeightsError(f"holds no network that can be run ({error})", path=path) from error
