"""What can be wrong with an expression, in words for those who write rules; ``{at}`` is where it begins."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

EMPTY = MessageKind("rule-empty", N_("the rule is empty"), N_("an expression"), N_("write one, or leave the test out"))
TOO_LONG = MessageKind(
    "rule-too-long",
    N_("the rule has {count} characters"),
    N_("{most} characters at most"),
    N_("make several requirements of it"),
)
TOO_DEEP = MessageKind(
    "rule-too-deep",
    N_("character {at}: the rule is nested too deeply, or has too many terms in a row"),
    N_("{most} levels, or terms of a sum or product, at most"),
    N_("make several requirements of it"),
)
TEXT_TOO_LONG = MessageKind(
    "rule-text-too-long",
    N_("character {at}: a text of {count} characters"),
    N_("{most} characters at most"),
    N_("compare with a shorter text, or with a parameter"),
)
NUMBER_TOO_LONG = MessageKind(
    "rule-number-too-long",
    N_("character {at}: a number of {count} digits"),
    N_("{most} digits at most"),
    N_("shorten it, or make it a parameter"),
)
NUMBER_FORM = MessageKind(
    "rule-number-form",
    N_("character {at}: “{found}” is no number of a rule"),
    N_("digits, with a point between them if need be"),
    N_("write 0.5 for .5, 0.001 for 1e-3, 1000 for 1_000, 7 for 007, 0.05 for 5%"),
)
SIGN = MessageKind(
    "rule-sign",
    N_("character {at}: “{found}” has no meaning in a rule"),
    N_("and or not in == != < <= > >= + - * / ( ) , and names, numbers, texts in quotes"),
    N_("{repair}"),
)
SHARE = MessageKind(
    "rule-share",
    N_("character {at}: “{found}” has no meaning in a rule"),
    N_("shares as decimals"),
    N_("write {now} for {was}"),
)
WORD = MessageKind(
    "rule-word",
    N_("character {at}: “{found}” is no word of a rule"),
    N_("and or not in for if true false, the listed functions, and names of the data dictionary"),
    N_("{repair}"),
)
HIDDEN = MessageKind(
    "rule-hidden-character",
    N_("character {at}: a character that cannot be seen ({found})"),
    N_("characters that can be seen, so that a rule reads as what it does"),
    N_("delete it and write the part around it anew"),
)
OPEN_TEXT = MessageKind(
    "rule-text-open",
    N_("character {at}: a text begins and does not end"),
    N_("the same quote at both ends, on one line"),
    N_("add the closing quote"),
)
BACKSLASH = MessageKind(
    "rule-backslash",
    N_("character {at}: a backslash within a text"),
    N_("characters as they are"),
    N_("write the character itself; put a text that holds \" between ' and '"),
)
NEIGHBOURS = MessageKind(
    "rule-neighbours",
    N_("character {at}: “{found}” follows without anything between"),
    N_("an operator or a comma"),
    N_("say what joins the two: and, or, a comparison, an arithmetic sign"),
)
PARENTHESIS = MessageKind(
    "rule-parenthesis",
    N_("character {at}: this parenthesis has no partner"),
    N_("as many ( as )"),
    N_("close it, or take it away"),
)
SYNTAX = MessageKind(
    "rule-syntax",
    N_("character {at}: the rule cannot be understood at “{found}”"),
    N_("an expression such as study.product.mass_kg > 0 and present(study.goal.reason)"),
    N_("something is missing before it, or too much: look at the characters around"),
)
FORM = MessageKind(
    "rule-form",
    N_("character {at}: “{found}”: {what} is not part of the rule language"),
    N_("comparison, arithmetic, and, or, not, in, and the listed functions"),
    N_("{repair}"),
)
CHAIN = MessageKind(
    "rule-chain",
    N_("character {at}: a chain of {count} compared values"),
    N_("three at most, as in 0 <= x <= 1, and none with in"),
    N_("join comparisons of two values by and"),
)
PRIVATE = MessageKind(
    "rule-name-underscore",
    N_("character {at}: a name part begins with _: “{found}”"),
    N_("names of the data dictionary"),
    N_("take the _ away"),
)
UNKNOWN_NAME = MessageKind(
    "rule-name-unknown",
    N_("character {at}: “{found}” is no name of the data dictionary"),
    N_("such as {similar}"),
    N_("take a name of the data dictionary; texts stand in quotes"),
)
UNKNOWN_PARAM = MessageKind(
    "rule-param-unknown",
    N_("character {at}: “{found}” is no parameter of the pack or its parents"),
    N_("such as {similar}"),
    N_("declare it in the table parameters, or correct the name"),
)
UNKNOWN_FUNCTION = MessageKind(
    "rule-function-unknown",
    N_("character {at}: “{found}” is no function of the rule language"),
    N_("abs, all, any, count, max, min, present, sum"),
    N_("say it with these"),
)
OTHER_FUNCTION = MessageKind(
    "rule-function-unknown",
    N_("character {at}: “{found}” is no function of the rule language"),
    N_("abs, all, any, count, max, min, present, sum"),
    N_("write {near}"),
)
GROUP = MessageKind(
    "rule-name-is-group",
    N_("character {at}: “{found}” is a group of names, no value"),
    N_("one of them, such as {similar}"),
    N_("write the full name"),
)
ROW_FIELD = MessageKind(
    "rule-field-of-rows",
    N_("character {at}: “{found}” is a field of the rows of a list; there is one in each row"),
    N_("{example}"),
    N_("say what has to hold for the rows: all, any, count, sum, min or max"),
)
LIST_AS_VALUE = MessageKind(
    "rule-list-as-value",
    N_("character {at}: “{found}” is a list, no single value"),
    N_("{example}"),
    N_("reach its rows by all, any, count, sum, min or max; present({found}) asks whether there are any"),
)
NOT_A_LIST = MessageKind(
    "rule-not-a-list",
    N_("character {at}: “{found}” is no list"),
    N_("a list of the data dictionary"),
    N_("compare it directly, without for"),
)
ROW_AS_VALUE = MessageKind(
    "rule-row-as-value",
    N_("character {at}: “{found}” stands for a whole row"),
    N_("one of its fields, such as {similar}"),
    N_("write the field after a point"),
)
VARIABLE = MessageKind(
    "rule-variable",
    N_("character {at}: “{found}” cannot name a row"),
    N_("a short name of its own, such as c in: all(c.estimated_share < param.limit for c in study.cut_offs)"),
    N_("choose another name"),
)
ARGUMENTS = MessageKind(
    "rule-arguments",
    N_("character {at}: {found} does not take this"),
    N_("{example}"),
    N_("write it like the example"),
)
LOOPS = MessageKind(
    "rule-loops",
    N_("character {at}: lists within lists too deeply"),
    N_("{most} at most"),
    N_("make several requirements of it"),
)
KIND = MessageKind(
    "rule-kind",
    N_("character {at}: “{found}” is {is}"),
    N_("{wanted}"),
    N_("{repair}"),
)
UNLIKE_KINDS = MessageKind(
    "rule-unlike-kinds",
    N_("character {at}: “{left}” is {first}, “{right}” is {second}"),
    N_("two values of one kind"),
    N_("{repair}"),
)
ORDER = MessageKind(
    "rule-order",
    N_("character {at}: “{found}” is {is}, which has no order"),
    N_("numbers or dates on both sides of {operator}"),
    N_("compare by == or !="),
)
UNLIKE_UNITS = MessageKind(
    "rule-unlike-units",
    N_("character {at}: “{left}” is in {first}, “{right}” in {second}"),
    N_("the same unit on both sides"),
    N_("compare what is measured alike, or multiply or divide so that the units agree"),
)
OTHER_SIZE = MessageKind(
    "rule-units-of-other-size",
    N_("character {at}: “{left}” is in {first}, “{right}” in {second}: the same measure, another size"),
    N_("the same unit on both sides"),
    N_("give the parameter in {first}"),
)
BARE_NUMBER = MessageKind(
    "rule-number-without-unit",
    N_("character {at}: “{right}” is a bare number, “{left}” is in {first}"),
    N_("a parameter in {first}; of bare numbers only 0 meets a unit"),
    N_("put the limit into the table parameters, with unit, clause and source, and write param.NAME"),
)
NO_CHOICE = MessageKind(
    "rule-no-choice",
    N_("character {at}: “{left}” is never “{found}”"),
    N_("{choices}"),
    N_("take one of these"),
)
NO_DATE = MessageKind(
    "rule-no-date",
    N_("character {at}: “{left}” is a date, “{found}” is not"),
    N_('a date in quotes, such as "2025-01-31"'),
    N_("write year-month-day, with all zeros"),
)

EMPTY_ALL = MessageKind(
    "rule-all-of-nothing",
    N_("character {at}: {found} holds when {rows} has no rows"),
    N_("a rule that does not pass because data are missing"),
    N_("add “present({rows}) and …”, or say in applies_when that it applies only with rows"),
)
CONSTANT = MessageKind(
    "rule-reads-nothing",
    N_("the rule reads nothing of the study: its answer is always the same"),
    N_("a name of the data dictionary"),
    N_("name what it is about"),
)
SAME = MessageKind(
    "rule-compares-with-itself",
    N_("character {at}: “{found}” is compared with itself"),
    N_("two different values"),
    N_("correct one side"),
)
UNUSED = MessageKind(
    "rule-row-unused",
    N_("character {at}: nothing is asked of the rows {found}"),
    N_("a field of {found}"),
    N_("write {found}.FIELD, or take the loop away"),
)
ALWAYS = MessageKind(
    "rule-count-below-zero",
    N_("character {at}: “{found}” comes to the same for every study: a count is never below 0"),
    N_("count(…) > 0 or count(…) == 0"),
    N_("correct the comparison"),
)
ROUNDED = MessageKind(
    "rule-equal-after-division",
    N_("character {at}: “{found}” asks whether a quotient, which is rounded, equals a value exactly"),
    N_("a comparison by <, <=, > or >=, or of products"),
    N_("multiply by the divisor, or state limits"),
)
FILLER = MessageKind(
    "rule-filler",
    N_("character {at}: “{found}” says nothing and counts as missing everywhere"),
    N_("a text that says something"),
    N_("ask present(NAME) or not present(NAME)"),
)
