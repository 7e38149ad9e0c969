"""Small video files with known content, written with PyAV."""

from pathlib import Path

import av
import numpy as np

RATE_HZ = 22_050
FRAMES = 30
FRAME_RATE_HZ = 15


def tone(channels: int = 1, seconds: float = FRAMES / FRAME_RATE_HZ) -> np.ndarray:
    """(channels, samples) float32: 440 Hz at half of full scale."""
    time_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return np.tile(0.5 * np.sin(2 * np.pi * 440 * time_s), (channels, 1)).astype(np.float32)


def write_clip(
    path: Path, video: str | None = "flv1", audio: str | None = "libmp3lame", sound: np.ndarray | None = None
) -> Path:
    """`FRAMES` frames, each grey and brighter than the last by 8; a tone."""
    sound = tone() if sound is None else sound
    codec = {"flv1": "flv"}.get(video, video)
    with av.open(str(path), "w") as container:
        streams = []
        if video:
            stream = container.add_stream(codec, rate=FRAME_RATE_HZ)
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
            greys = [np.full((48, 64, 3), 8 * number, np.uint8) for number in range(FRAMES)]
            streams.append((stream, [av.VideoFrame.from_ndarray(grey, format="rgb24") for grey in greys]))
        if audio:
            layout = "mono" if len(sound) == 1 else "stereo"
            frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout=layout)
            frame.rate, frame.pts = RATE_HZ, 0
            streams.append((container.add_stream(audio, rate=RATE_HZ, layout=layout), [frame]))
        for stream, frames in streams:
            for frame in [*frames, None]:
                for packet in stream.encode(frame):
                    container.mux(packet)
    return path
