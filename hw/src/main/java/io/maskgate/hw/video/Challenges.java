package io.maskgate.hw.video;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The logins that the head of an answer with 401 asks for, as FFmpeg takes them (libavformat/httpauth.c): the last digest
 * there is, else Basic. Of digests it knows MD5 alone, and to a camera that asks for another it gives no login at all.
 */
final class Challenges {
    private static final Pattern CHALLENGE =
            Pattern.compile("(?i)www-authenticate:[ \\t]*(basic|digest) (.*)", Pattern.DOTALL);

    private static final Pattern PARAMETER =
            Pattern.compile("\\G[\\s,]*+([^=]*+)=(?:\"([^\"]*+)\"?|([^\\s,]*+))", Pattern.DOTALL);

    private static final String USUAL = "MD5";
    private static final Set<String> KNOWN = Set.of(USUAL, "MD5-sess");

    private Challenges() {}

    /** The algorithm for whose sake FFmpeg gives no login; empty where it gives one. */
    static Optional<String> unknown(String head) {
        return Arrays.stream(lines(head))
                .flatMap(line -> digest(line).stream())
                .reduce((_, later) -> later)
                .filter(algorithm -> !KNOWN.contains(algorithm));
    }

    /** The same head without the challenges that FFmpeg does not know, where another remains. */
    static String known(String head) {
        var lines = lines(head);
        if (Arrays.stream(lines).noneMatch(Challenges::isKnown)) {
            return head;
        }
        return Arrays.stream(lines)
                .filter(line -> isKnown(line) || digest(line).isEmpty())
                .collect(Collectors.joining());
    }

    private static String[] lines(String head) {
        return head.split("(?<=\n)");
    }

    private static boolean isKnown(String line) {
        return CHALLENGE.matcher(line).matches()
                && digest(line).filter(it -> !KNOWN.contains(it)).isEmpty();
    }

    /** The algorithm of a digest; empty where the line asks for none. */
    private static Optional<String> digest(String line) {
        var challenge = CHALLENGE.matcher(line);
        if (!challenge.matches() || !challenge.group(1).equalsIgnoreCase("digest")) {
            return Optional.empty();
        }
        String algorithm = "";
        var parameter = PARAMETER.matcher(challenge.group(2));
        while (parameter.find()) {
            if (parameter.group(1).equalsIgnoreCase("algorithm")) {
                algorithm = parameter.group(2) == null ? parameter.group(3) : parameter.group(2);
            }
        }
        return Optional.of(algorithm.isEmpty() ? USUAL : algorithm);
    }
}
