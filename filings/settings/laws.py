"""The laws under which relief is asked, and whose texts are under `templates/laws/`."""

_OF_STATE = {"California": "proposition-64", "Illinois": "illinois-cannabis"}


def law_of(state: str) -> str:
    """The law of a state: "proposition-64". Any other state names a folder of its own."""
    return _OF_STATE.get(state, state.lower())
