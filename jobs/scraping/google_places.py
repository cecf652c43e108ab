"""Google Places (New) as a way to firms' own sites. Its content may not be stored, so none of it is.

What its terms let one keep is the place's id; we need not even that: the firm is read from its own site, which is then
the source that is written down. Asking for nothing else also makes the call cheaper.
"""

from __future__ import annotations

import json
from typing import Any

from jobs.scraping import websites
from jobs.scraping.answers import inner, loaded, objects, text
from jobs.scraping.contract import Ask, Blocked, Criteria, Page, Parsed, Request, Skipped

ENDPOINT = "https://places.googleapis.com"
_MASK = "places.id,places.businessStatus,places.websiteUri,nextPageToken"
_PAGES = 3
_PAGE_SIZE = 20
_KEY_TROUBLE = {"PERMISSION_DENIED", "UNAUTHENTICATED"}


class GooglePlaces:
    """Text search with one's own key; sixty places at most."""

    name = "google_places"

    def __init__(self, key: str, *, endpoint: str = ENDPOINT) -> None:
        self._key = key
        self._endpoint = endpoint.rstrip("/")

    def plan(self, criteria: Criteria) -> tuple[Ask, ...]:
        words = " ".join(filter(None, (criteria.what.strip(), criteria.where.strip())))
        if not criteria.what.strip() or not (criteria.where.strip() or criteria.centre):
            return ()
        body: dict[str, Any] = {
            "textQuery": words[:200],
            "languageCode": criteria.language,
            "regionCode": criteria.region,
            "pageSize": _PAGE_SIZE,
        }
        if criteria.centre is not None:
            centre = {"latitude": criteria.centre[0], "longitude": criteria.centre[1]}
            body["locationBias"] = {"circle": {"center": centre, "radius": float(min(criteria.radius, 50_000))}}
        return (Ask(self.name, f"{self._endpoint}/v1/places:searchText", json.dumps(body, ensure_ascii=False)),)

    def request(self, ask: Ask) -> Request:
        return Request(
            url=ask.url,
            method="POST",
            headers={"Content-Type": "application/json", "X-Goog-Api-Key": self._key, "X-Goog-FieldMask": _MASK},
            body=ask.body.encode(),
            follows_robots=False,
            cacheable=False,
        )

    def parse(self, ask: Ask, page: Page, criteria: Criteria) -> Parsed:
        _ = criteria
        answer = loaded(page)
        if "error" in answer:
            status = text(inner(answer, "error"), "status")
            raise Blocked("key_refused", status) if status in _KEY_TROUBLE else Skipped("refused_request", status[:60])
        open_places = [
            place for place in objects(answer.get("places")) if text(place, "businessStatus") != "CLOSED_PERMANENTLY"
        ]
        sites = [site for place in open_places if (site := websites.asked(text(place, "websiteUri")))]
        without = len(open_places) - len(sites)
        token = text(answer, "nextPageToken")
        more = [self._next(ask, token)] if token and ask.step + 1 < _PAGES else []
        return Parsed((), (*more, *sites), {"may_not_be_stored": without} if without else {})

    def _next(self, ask: Ask, token: str) -> Ask:
        """The next page: the same question with the token, nothing else changed."""
        body = {**json.loads(ask.body), "pageToken": token}
        return Ask(self.name, ask.url, json.dumps(body, ensure_ascii=False), step=ask.step + 1)
