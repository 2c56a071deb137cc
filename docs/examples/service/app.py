"""The service: a profile in, a decision, questions or a report out; nothing is kept."""

import datetime
import json
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, FastAPI, Query, Request, Response
from pydantic import JsonValue

import channelrules as cr
from service.contract import ANSWERS, body_of, contract
from service.intake import Limits, profile_in
from service.problems import Refused, add_problems

Made = TypeVar("Made")
Edition = Literal["guidance", "current"]
DAY: dict[str, JsonValue] = {"type": "string", "format": "date"}


def create_app(book: cr.Rulebook | None = None, limits: Limits | None = None) -> FastAPI:
    """Return the service.

    Args:
        book: by what companies are judged, such as ``cr.load_rules(house="our-rules")``; the built-in rules where
            left out.
        limits: what a request may hold.
    """
    rules, bounds = book or cr.load_rules(), limits or Limits()
    languages = rules.knowledge.languages
    app = FastAPI(title="channelrules", version=cr.__version__, docs_url=None, redoc_url=None)
    add_problems(app)

    # Long answers are made one at a time, beside the loop that reads and refuses: two would only share a processor.
    one = CapacityLimiter(1)

    async def made(work: Callable[[], Made]) -> Made:
        return await to_thread.run_sync(work, limiter=one)

    async def profile(request: Request) -> cr.Profile:
        return await profile_in(request, rules, bounds)

    async def spoken(
        request: Request,
        lang: Annotated[
            str | None, Query(description="of every text", json_schema_extra={"enum": list(languages)})
        ] = None,
    ) -> str:
        return rules.knowledge.language(_accepted(request, languages) if lang is None else lang).lang

    async def judged(
        profile: Annotated[cr.Profile, Depends(profile)],
        edition: Annotated[Edition, Query(description="which facts about networks are used")] = "guidance",
        as_of: Annotated[str | None, Query(description="the day of facts and waivers", json_schema_extra=DAY)] = None,
        *,
        presume: Annotated[bool, Query(description="whether what nobody stated is presumed")] = True,
    ) -> cr.Decision:
        day = None if as_of is None else day_in(as_of)
        return rules.assess(profile, edition=edition, as_of=day, presume=presume, engine="native")

    @app.post("/assess", openapi_extra=body_of(), responses=ANSWERS["assess"], response_model=None)
    async def assess(
        decision: Annotated[cr.Decision, Depends(judged)],
        lang: Annotated[str, Depends(spoken)],
        detail: Annotated[Literal["brief", "full"], Query(description="how much is told")] = "brief",
    ) -> Response:
        """Judge a company: briefly the verdicts and what to do, or in full with reasons and questions."""
        if detail == "brief":
            return _json(brief(decision), lang)
        return _json(await made(lambda: decision.to_dict(lang=lang)), lang)

    @app.post("/questions", openapi_extra=body_of(), responses=ANSWERS["questions"], response_model=None)
    async def questions(
        profile: Annotated[cr.Profile, Depends(profile)],
        lang: Annotated[str, Depends(spoken)],
        skip: Annotated[list[str] | None, Query(description="the paths of facts that nobody knows")] = None,
    ) -> Response:
        """Tell what to ask next, as a form; every question that could matter; and how far each subject has come."""

        def told() -> dict[str, Any]:
            interview = rules.interview(profile)
            for path in skip or ():
                interview = interview.edit(path, None)
            return {
                "next": interview.form(lang),
                "hanging": interview.hanging,
                "progress": [each.to_dict() for each in interview.progress],
                "questions": [each.to_dict(lang) for each in interview.left],
            }

        return _json(await made(told), lang)

    @app.post("/report", openapi_extra=body_of(), responses=ANSWERS["report"], response_model=None)
    async def report(
        decision: Annotated[cr.Decision, Depends(judged)], lang: Annotated[str, Depends(spoken)]
    ) -> Response:
        """Tell a company all of it as one HTML file, which fetches nothing."""
        html = await made(lambda: decision.to_html(lang))
        # Nothing in it runs, whatever a profile holds.
        guard = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
        return Response(
            html, media_type="text/html", headers={"content-language": lang, "content-security-policy": guard}
        )

    @app.get("/health", responses=ANSWERS["health"], response_model=None)
    async def health() -> Response:
        """Tell that the service answers, and by which rules."""
        return _json({"status": "ok", "name": rules.name, "version": rules.version, "digest": rules.digest}, "en")

    app.openapi = lambda: contract(app, rules)  # type: ignore[method-assign]  # the way that FastAPI documents
    return app


def day_in(text: str) -> datetime.date:
    """Return a day as ISO 8601 writes it; pydantic would take a number for one, too.

    Raises:
        Refused: it is none.
    """
    try:
        return datetime.date.fromisoformat(text if len(text) == len("2026-11-01") else "")
    except ValueError:
        raise Refused(422, "parameter", "as_of: a date such as 2026-11-01 is expected") from None


def brief(decision: cr.Decision) -> dict[str, Any]:
    """Return the verdicts and what to do, without reasons."""
    company = decision.company
    return {
        "company": {
            "name": company.name,
            "verdicts": [each.value for each in company.verdicts],
            "leaning": [each.value for each in company.leaning],
        },
        "channels": [
            {
                "id": each.id,
                "network": each.network,
                "verdict": each.verdict.value,
                "leaning": None if each.leaning is None else each.leaning.value,
                "actions": list(each.actions),
            }
            for each in decision.channels
        ],
        "waivers": [each.to_dict() for each in decision.waivers],
        "has_errors": decision.has_errors,
    }


def _json(data: dict[str, Any], lang: str) -> Response:
    content = json.dumps(data, ensure_ascii=False).encode()
    return Response(content, media_type="application/json", headers={"content-language": lang})


def _accepted(request: Request, languages: tuple[str, ...]) -> str:
    """Return the first language of the header that the rules speak; their first where there is none."""
    for each in request.headers.get("accept-language", "").split(","):
        lang = each.partition(";")[0].partition("-")[0].strip().lower()
        if lang in languages:
            return lang
    return languages[0]
