package io.maskgate.daemon.mqtt;

import java.util.List;

/** Sentences for a person, of whom nobody reads two hundred. */
final class Few {
    private static final int COUNT = 3;

    private Few() {}

    /** The first of them, and how many more there are. */
    static String of(List<String> sentences) {
        var words = String.join("; ", sentences.subList(0, Math.min(COUNT, sentences.size())));
        int more = sentences.size() - COUNT;
        return more > 0 ? words + "; and so with " + more + " more" : words;
    }
}
