package io.maskgate.daemon.config;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * What the YAML parser refuses, in terms of the file. The parser's own words are not repeated: they name its tokens, and
 * quote from the file, where an unquoted password may begin with '*', '!' or '%'.
 */
record YamlProblem(int line, String expected, String found, String remedy) {
    private static final String QUOTE = "quote values with special characters";
    private static final String ENTRIES =
            "close the '%s' of line %d, and quote entries with ',', brackets or ': ' in them";

    /**
     * @param begins how the parser's words begin
     * @param atBegin whether the line that counts is where the thing begins, not where the parser gave up
     */
    private record Known(String begins, boolean atBegin, String expected, String found, String remedy) {}

    /** The first that fits counts. */
    private static final List<Known> KNOWN = List.of(
            new Known(
                    "could not find expected ':'",
                    true,
                    "key: value",
                    "a line without ': '",
                    "write the ':' with a blank behind it"),
            unclosed("found unexpected end of stream"),
            unclosed("found unexpected document separator"),
            unaligned("<block"),
            unaligned("?"),
            unaligned("-"),
            here(
                    "expected <block end>",
                    "the end of the value",
                    "more behind it",
                    "quote the value as a whole, a ' within single quotes written twice; see that quotes above are closed"),
            here(
                    "sequence entries are not allowed here",
                    "a value behind ': '",
                    "'- '",
                    "quote the value, or begin a new line before it"),
            here("but found another document", "one document", "the beginning of another", "remove the '---'"),
            here(
                    "expected '<document start>'",
                    "the configuration to go on here",
                    "it ended further up",
                    "look there for a key without ': ', for '...' or for a bracket"),
            escape("found unknown escape character"),
            escape("expected escape sequence"),
            here("found undefined alias", "YAML", "undefined alias", QUOTE),
            here("found undefined tag handle", "YAML", "undefined tag handle", QUOTE));

    static YamlProblem of(MarkedYamlEngineException e, String text) {
        String problem = e.getProblem();
        int line = line(e.getProblemMark().or(e::getContextMark));
        int begin = line(e.getContextMark().or(e::getProblemMark));
        if (problem.contains("\\t")) {
            return new YamlProblem(line, "spaces for indentation", "a tab", "replace tabs by spaces");
        }
        if (problem.startsWith("mapping values are not allowed here")) {
            return key(line, e.getProblemMark(), text);
        }
        for (String end : List.of("]", "}")) {
            String entries = "',' or '" + end + "'";
            if (problem.startsWith("expected " + entries)) {
                String remedy = ENTRIES.formatted(end.equals("]") ? "[" : "{", begin);
                return new YamlProblem(line, entries, "something else", remedy);
            }
        }
        return KNOWN.stream()
                .filter(known -> problem.startsWith(known.begins))
                .findFirst()
                .map(known -> new YamlProblem(known.atBegin ? begin : line, known.expected, known.found, known.remedy))
                .orElseGet(() -> new YamlProblem(line, "YAML", "a character that cannot stand here unquoted", QUOTE));
    }

    /** A ':' where no key may end: in a value of the same line, or in text that the line above has begun. */
    private static YamlProblem key(int line, Optional<Mark> mark, String text) {
        int index = Math.min(mark.map(Mark::getIndex).orElse(0), text.codePointCount(0, text.length()));
        String before = text.substring(0, text.offsetByCodePoints(0, index));
        return before.substring(before.lastIndexOf('\n') + 1).matches(".*:\\s.*")
                ? new YamlProblem(
                        line,
                        "one key with its value in a line",
                        "a second ': '",
                        "quote values with ': ' in them, and begin a new line before another key")
                : new YamlProblem(
                        line,
                        "no key within the text of the line above",
                        "one",
                        "align it with the keys of its section; where it is, the line above lacks a ':' or '-' with a"
                                + " blank behind it");
    }

    private static Known here(String begins, String expected, String found, String remedy) {
        return new Known(begins, false, expected, found, remedy);
    }

    private static Known unclosed(String begins) {
        return new Known(begins, true, "a quote that is closed", "one that begins here and is not", "close it");
    }

    private static Known unaligned(String token) {
        return here(
                "expected <block end>, but found '" + token,
                "keys and entries of one section at one indentation",
                "another",
                "align this line with those of its section, with a blank behind each '-'");
    }

    private static Known escape(String begins) {
        return here(
                begins,
                "an escape that YAML knows",
                "a '\\' with something else",
                "write it twice, or use single quotes");
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }
}
