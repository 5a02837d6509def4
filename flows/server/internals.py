"""What we do to the Prefect server past its documented names; each function says why.

Nothing else of ours reaches in, and each has a test that turns red when its reason has gone
(tests/flows/server/test_internals.py): then the function goes too.
"""


def hide_second_screen() -> None:
    """Offer only the first screen: the second makes the browser call an analytics host, and no setting hides it."""
    import prefect

    prefect.__ui_v2_static_path__ = prefect.__ui_v2_static_path__ / "not-offered"


def is_recorded() -> bool:
    """Whether the server has handled every event: it answers first, and forgets its queue when it is told to stop."""
    from prefect.server.utilities.messaging.memory import METRICS

    return all(topic["published"] <= topic["consumed"] for topic in METRICS.values())
