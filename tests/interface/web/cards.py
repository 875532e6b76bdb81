"""What CDS services answer, as JSON Schema: written after the specification, CDS Hooks 2.0."""

from typing import Any

TEXT = {"type": "string", "minLength": 1}
CODING = {
    "type": "object",
    "required": ["code", "system"],
    "additionalProperties": False,
    "properties": {"code": TEXT, "system": TEXT, "display": TEXT},
}
ACTION = {
    "type": "object",
    "required": ["type", "description"],
    "additionalProperties": False,
    "properties": {
        "type": {"enum": ["create", "update", "delete"]},
        "description": TEXT,
        "resource": {"type": "object", "required": ["resourceType"]},
        "resourceId": {"type": "string", "pattern": "^[A-Za-z]+/[A-Za-z0-9.-]{1,64}$"},
    },
    "oneOf": [
        {"properties": {"type": {"const": "delete"}}, "required": ["resourceId"], "not": {"required": ["resource"]}},
        {"properties": {"type": {"enum": ["create", "update"]}}, "required": ["resource"]},
    ],
}
SUGGESTION = {
    "type": "object",
    "required": ["label"],
    "additionalProperties": False,
    "properties": {
        "label": TEXT,
        "uuid": {"type": "string", "format": "uuid"},
        "isRecommended": {"type": "boolean"},
        "actions": {"type": "array", "minItems": 1, "items": ACTION},
    },
}
LINK = {
    "type": "object",
    "required": ["label", "url", "type"],
    "additionalProperties": False,
    "properties": {
        "label": TEXT,
        "url": {"type": "string", "format": "uri"},
        "type": {"enum": ["absolute", "smart"]},
        "appContext": TEXT,
    },
}
CARD: dict[str, Any] = {
    "type": "object",
    "required": ["summary", "indicator", "source"],
    "additionalProperties": False,
    "properties": {
        "uuid": {"type": "string", "format": "uuid"},
        "summary": {"type": "string", "minLength": 1, "maxLength": 140},
        "detail": TEXT,
        "indicator": {"enum": ["info", "warning", "critical"]},
        "source": {
            "type": "object",
            "required": ["label"],
            "additionalProperties": False,
            "properties": {"label": TEXT, "url": {"type": "string", "format": "uri"}, "icon": TEXT, "topic": CODING},
        },
        "suggestions": {"type": "array", "minItems": 1, "items": SUGGESTION},
        "selectionBehavior": {"enum": ["at-most-one", "any"]},
        "overrideReasons": {"type": "array", "items": CODING},
        "links": {"type": "array", "items": LINK},
    },
    "dependentRequired": {"suggestions": ["selectionBehavior"]},
}
RESPONSE = {
    "type": "object",
    "required": ["cards"],
    "additionalProperties": False,
    "properties": {"cards": {"type": "array", "items": CARD}, "systemActions": {"type": "array", "items": ACTION}},
}
SERVICE = {
    "type": "object",
    "required": ["hook", "description", "id"],
    "additionalProperties": False,
    "properties": {
        "hook": TEXT,
        "title": TEXT,
        "description": TEXT,
        "id": {"type": "string", "pattern": "^[A-Za-z0-9.-]+$"},
        "prefetch": {"type": "object", "additionalProperties": TEXT},
        "usageRequirements": TEXT,
    },
}
DISCOVERY = {
    "type": "object",
    "required": ["services"],
    "additionalProperties": False,
    "properties": {"services": {"type": "array", "minItems": 1, "items": SERVICE}},
}
