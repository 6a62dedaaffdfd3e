"""Scripts of workers that come from a server: given, on their way, the same limits as the page.

What a page writes by itself, workers and frames alike, inherits its limits. A worker from a server has those only that
came with its script, and one that another worker starts is seen by the browser as a whole alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from healthaudit.sources.render.answer import Answer

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

__all__ = ["limited"]


def limited(session: CDPSession) -> None:
    """Limit all workers of a browser, by a session with the browser as a whole. Raises Error of Playwright."""
    from playwright.sync_api import Error

    def paused(event: Mapping[str, Any]) -> None:
        request = {"requestId": event["requestId"]}
        with suppress(Error):  # the page went away meanwhile
            if "responseStatusCode" in event:
                answer = Answer.of(event)
                told = {"responseCode": answer.status, "responseHeaders": answer.limited}
                session.send("Fetch.continueResponse", {**request, **told})
            else:
                session.send("Fetch.continueRequest", request)

    session.on("Fetch.requestPaused", paused)
    # To the browser the script of a worker is a thing of no kind of its own.
    session.send("Fetch.enable", {"patterns": [{"resourceType": "Other", "requestStage": "Response"}]})
