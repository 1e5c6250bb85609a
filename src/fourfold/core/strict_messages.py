"""What can be wrong with a JSON text that is read strictly, in words."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

JSON_TOO_LARGE = MessageKind(
    "json-too-large",
    N_("the document holds {size} bytes"),
    N_("at most {most} bytes"),
    N_("nothing this long is signed here; ask whoever sent it for the right file"),
)
JSON_BYTE_ORDER_MARK = MessageKind(
    "json-byte-order-mark",
    N_("the document begins with a byte-order mark"),
    N_("UTF-8 without a byte-order mark"),
    N_("save it without the mark; the bytes that were signed had none"),
)
JSON_NOT_UTF8 = MessageKind(
    "json-not-utf8",
    N_("the document is not UTF-8, first at byte {offset}"),
    N_("text in UTF-8"),
    N_("ask for the file as it was signed; do not convert it"),
)
JSON_SYNTAX = MessageKind(
    "json-syntax",
    N_("this is not JSON: {found} stands where {wanted} is due"),
    N_("a complete JSON text (RFC 8259)"),
    N_("ask for the file as it was signed"),
)
JSON_BROKEN = MessageKind(
    "json-syntax",
    N_("this is not JSON"),
    N_("a complete JSON text (RFC 8259)"),
    N_("ask for the file as it was signed"),
)
JSON_TRAILING = MessageKind(
    "json-trailing",
    N_("after the end of the document there is more: {found}"),
    N_("one JSON value and nothing after it"),
    N_("ask for the file as it was signed"),
)
JSON_DEPTH = MessageKind(
    "json-depth",
    N_("values are nested deeper than {most}"),
    N_("at most {most} levels"),
    N_("nothing this deep is signed here; ask whoever sent it for the right file"),
)
JSON_DUPLICATE_KEY = MessageKind(
    "json-duplicate-key",
    N_("the key {found} stands twice in one object"),
    N_("each key once"),
    N_("do not trust it: two readers would see two different documents"),
)
JSON_FLOAT = MessageKind(
    "json-float",
    N_("{found} is a number with a fraction or an exponent"),
    N_("whole numbers; decimals as strings"),
    N_("write the number as a string, before it is signed"),
)
JSON_BIG_INTEGER = MessageKind(
    "json-big-integer",
    N_("the number {found} is beyond 2^53"),
    N_("whole numbers of at most 9007199254740991; larger ones as strings"),
    N_("write the number as a string, before it is signed"),
)
JSON_SURROGATE = MessageKind(
    "json-surrogate",
    N_("a text holds half of a character"),
    N_("escapes \\uD800 to \\uDFFF in pairs only"),
    N_("ask for the file as it was signed"),
)
JSON_NOT_OBJECT = MessageKind(
    "json-not-object",
    N_("the document is not an object"),
    N_("members between braces"),
    N_("ask whoever sent it for the right file"),
)
