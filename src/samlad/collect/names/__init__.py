"""Words that are probably somebody's name: what the guard cannot know by its form, asked about and never taken out.

"Björn" is a name and a bear, so this is a hint: whoever writes is asked ("Is this somebody's name?"), and whoever
reviews finds the words marked. The pages ask by the same rules (`frontend/js/names-*.js`) and by the same lists, the
text files in this folder; one table of cases tests both.
"""

from samlad.collect.names.hints import likely_names, likely_spans, maybe_names
from samlad.collect.names.ordinary import Known, known_names

__all__ = ["Known", "known_names", "likely_names", "likely_spans", "maybe_names"]
