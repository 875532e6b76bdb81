"""Valid bytes with faults in them, as transport and hand editing make them."""

from collections.abc import Sequence

from hypothesis import strategies as st


@st.composite
def mutated(draw: st.DrawFn, valid: bytes, tokens: Sequence[bytes]) -> bytes:
    """The bytes with a few stretches cut out, doubled or overwritten. `tokens`: what may stand in their place."""
    data = valid
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = min(len(data), start + draw(st.integers(0, 40)))
        middle = draw(st.sampled_from([b"", data[start:stop] * 2, *tokens]) | st.binary(max_size=4))
        data = data[:start] + middle + data[stop:]
    return data
