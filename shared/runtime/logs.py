"""Structured logs: one JSON object a line, with the ids of what is being handled."""

import logging
import sys

import structlog


def configure_logs(level: str, service: str) -> None:
    """Send all logs to stderr as JSON; `service` is bound to every line of this process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=service)
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format='{"logger":"%(name)s","event":"%(message)s"}'
    )
