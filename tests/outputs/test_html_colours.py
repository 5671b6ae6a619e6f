"""Contrast of the palette in both schemes (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

TEXT = ("ink", "muted", "accent", "mark", "error", "warning", "note")
SHAPES = ("system", "human")


def palettes() -> dict[str, dict[str, str]]:
    css = files("hansei.outputs.html").joinpath("page.css").read_text("utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    read = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", each)) for each in (light, dark)]
    return {"light": read[0], "dark": read[1]}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "soft"])
@pytest.mark.parametrize("name", TEXT)
def test_text_can_be_read(scheme: str, ground: str, name: str) -> None:
    palette = palettes()[scheme]
    assert contrast(palette[name], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SHAPES)
def test_shapes_can_be_seen_even_when_minor(scheme: str, name: str) -> None:
    palette = palettes()[scheme]
    paper, shape = palette["paper"], palette[name]
    channels = zip(*([int(each[i : i + 2], 16) for i in (1, 3, 5)] for each in (shape, paper)),
                   strict=True)  # fmt: skip
    minor = "#" + "".join(f"{round(0.75 * a + 0.25 * b):02x}" for a, b in channels)
    assert contrast(minor, paper) >= 3
