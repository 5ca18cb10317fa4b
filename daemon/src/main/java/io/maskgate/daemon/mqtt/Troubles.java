package io.maskgate.daemon.mqtt;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Topics in trouble, and those that were until lately: what comes and goes, as at a quota, is one trouble and not a line in
 * the log each time. Not thread-safe; times are nanoseconds.
 */
final class Troubles {
    /** One that begins again later than this is another. */
    private static final Duration SAME = Duration.ofMinutes(10);

    private final Map<String, Long> last = new HashMap<>();

    /**
     * The topic has trouble now.
     *
     * @param still which topics have had trouble all the time
     * @return whether this is news
     */
    boolean isNews(String topic, Predicate<String> still, long now) {
        last.entrySet().removeIf(each -> !still.test(each.getKey()) && now - each.getValue() >= SAME.toNanos());
        return last.put(topic, now) == null;
    }
}
