package io.maskgate.daemon.config;

import io.maskgate.daemon.logging.Redactor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text with placeholders. A value placed in the user information of a URL is percent-encoded, everywhere else it stands
 * as it is; {@code $${} is a literal {@code ${}.
 */
record Template(List<Part> parts) {
    // Neither part gives back what it took, and none goes past the next brace: a thousand beginnings are no work.
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\$\\{|\\$\\{([^:{}]*+):?([^{}]*+)\\}");

    sealed interface Part permits Literal, Placeholder {}

    record Literal(String text) implements Part {}

    record Placeholder(String kind, String name) implements Part {}

    sealed interface Outcome permits Filled, Unfilled {}

    /** @param used values that came from placeholders */
    record Filled(String text, List<Secret> used) implements Outcome {}

    record Unfilled(List<SecretSources.Missing> missing) implements Outcome {}

    static Template of(String text) {
        var parts = new ArrayList<Part>();
        var matcher = PLACEHOLDER.matcher(text);
        int end = 0;
        while (matcher.find()) {
            parts.add(literal(text.substring(end, matcher.start())));
            parts.add(
                    matcher.group(1) == null ? new Literal("${") : new Placeholder(matcher.group(1), matcher.group(2)));
            end = matcher.end();
        }
        parts.add(literal(text.substring(end)));
        parts.removeIf(part -> part instanceof Literal(String literal) && literal.isEmpty());
        return new Template(List.copyOf(parts));
    }

    /** A placeholder without its end is one of no kind, so that it is reported. */
    private static Part literal(String text) {
        return text.contains("${") ? new Placeholder("", "") : new Literal(text);
    }

    boolean hasPlaceholder() {
        return parts.stream().anyMatch(Placeholder.class::isInstance);
    }

    /** The text with a mark in place of each placeholder, which in an address is neither separator nor space. */
    String marked(String mark) {
        return parts.stream()
                .map(part -> part instanceof Literal(String literal) ? literal : mark)
                .collect(Collectors.joining());
    }

    Outcome fill(SecretSources sources) {
        var used = new ArrayList<Secret>();
        var missing = new ArrayList<SecretSources.Missing>();
        var text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            switch (parts.get(i)) {
                case Literal(String literal) -> text.append(literal);
                case Placeholder(String kind, String name) -> {
                    switch (sources.find(kind, name)) {
                        case SecretSources.Missing gone -> missing.add(gone);
                        case SecretSources.Found(Secret secret) -> {
                            used.add(secret);
                            text.append(inUserInfo(i) ? userInfo(secret.reveal(), i) : secret.reveal());
                        }
                    }
                }
            }
        }
        return missing.isEmpty() ? new Filled(text.toString(), used) : new Unfilled(missing);
    }

    /**
     * The literal text before a part ends within an authority, and the literal text after it has an '@' in the same. An
     * '@' before it says nothing, as a user may be an e-mail address: the last one ends the user information.
     */
    private boolean inUserInfo(int part) {
        String before = literals(0, part);
        int authority = before.indexOf("://");
        if (authority < 0 || before.substring(authority + 3).matches(".*[/?#].*")) {
            return false;
        }
        return literals(part + 1, parts.size()).matches("[^/?#]*@.*");
    }

    /** A value that is the whole user information brings its own colon along. */
    private String userInfo(String value, int part) {
        String before = literals(0, part);
        boolean whole =
                before.endsWith("://") && literals(part + 1, parts.size()).startsWith("@");
        int colon = value.indexOf(':');
        return whole && colon >= 0
                ? Redactor.percentEncoded(value.substring(0, colon)) + ":"
                        + Redactor.percentEncoded(value.substring(colon + 1))
                : Redactor.percentEncoded(value);
    }

    private String literals(int from, int to) {
        var text = new StringBuilder();
        for (Part part : parts.subList(from, to)) {
            text.append(part instanceof Literal(String literal) ? literal : "");
        }
        return text.toString();
    }
}
