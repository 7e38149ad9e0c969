"""What the image features are computed with."""

from typing import Literal

from pydantic import Field

from cremad.settings import Options


class ImageFeatureOptions(Options):
    """Frames looked at, and how finely gradients and colours are counted."""

    frames: int = Field(default=8, ge=1, le=64)
    """Frames sampled over a clip, evenly; a still image is one frame."""
    min_face_share: float = Field(default=0.25, ge=0.1, le=1.0)
    """Side of the smallest face looked for, as a share of the frame's shorter side."""
    hog_orientations: int = Field(default=9, ge=4, le=18)
    """Bins that the half circle of gradient directions is divided into."""
    color_bins: Literal[4, 8, 16, 32] = 8
    """Bins of each colour channel."""
