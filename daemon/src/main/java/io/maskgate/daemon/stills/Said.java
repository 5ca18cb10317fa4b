package io.maskgate.daemon.stills;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the log was told of main streams that gave no picture: whoever asks for one each few seconds fills no log.
 * Thread-safe. Times are nanoseconds.
 */
final class Said {
    /** So long what was said is not said again though it was over: of a stream every other picture may fail. */
    static final Duration AGAIN = Duration.ofHours(1);
    /** Different reasons logged of a camera; one that alternates between two is no news. */
    private static final int REASONS = 16;

    /** By camera, and by words. */
    private final Map<String, Map<String, Line>> said = new HashMap<>();

    /** @param over whether there was a picture since: what goes on is said once, however long it does */
    private record Line(long at, boolean over) {}

    /** Whether these words are to be logged. */
    synchronized boolean isNews(String camera, String why, long now) {
        var lines = said.computeIfAbsent(camera, _ -> new HashMap<>());
        lines.values().removeIf(line -> line.over() && now - line.at() >= AGAIN.toNanos());
        return lines.size() < REASONS && lines.putIfAbsent(why, new Line(now, false)) == null;
    }

    /** There was a picture. */
    synchronized void over(String camera) {
        said.computeIfPresent(camera, (_, lines) -> {
            lines.replaceAll((_, line) -> new Line(line.at(), true));
            return lines;
        });
    }

    /** Others than these cameras are no more. */
    synchronized void retain(Predicate<String> cameras) {
        said.keySet().removeIf(camera -> !cameras.test(camera));
    }
}
