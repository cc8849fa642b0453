"""Diagnostics of message templates: PB6xx."""

from playbook_engine.model.codes import code

BAD_PATH = code("PB601", "error", "a template file does not stand where templates stand")
BAD_FRONT_MATTER = code("PB602", "error", "a template's front matter cannot be read")
BAD_SYNTAX = code("PB603", "error", "a template's Liquid cannot be read")
UNKNOWN_TAG = code("PB604", "error", "a template uses a tag that there is none of")
UNKNOWN_FILTER = code("PB605", "error", "a template uses a filter that there is none of")
UNKNOWN_VARIABLE = code("PB606", "error", "a template uses a variable that there is none of")
READS_CLOCK = code("PB607", "error", "a template asks for today's date")
WRONG_KIND = code("PB608", "error", "a template uses a value for what it is not")
MAYBE_MISSING = code("PB609", "error", "a template writes something that may be missing")
TOO_MUCH = code("PB610", "error", "a template goes beyond a limit")
BAD_SUBJECT = code("PB611", "error", "a template's subject is no single line")
UNKNOWN_PART = code("PB612", "error", "a template asks for a part that there is none of")
NO_VALUE = code("PB613", "error", "a template needs a value that a playbook does not give")
NO_LANGUAGE = code("PB614", "warning", "a template is missing in a language that others are written in")
UNUSED = code("PB615", "warning", "a template that no step uses")
