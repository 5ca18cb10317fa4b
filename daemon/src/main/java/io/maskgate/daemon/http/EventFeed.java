package io.maskgate.daemon.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Mask events, crossings of lines and alarms as they happen. Nobody who listens slowly holds up anybody else: his oldest events are lost, and counted. */
public interface EventFeed {
    /** Events of these cameras from now on; the others take no room among those that wait. */
    EventSubscription subscribe(Predicate<String> cameras);

    /** The last events, oldest first, at most 100 of each kind. */
    List<Entry> recent();

    /**
     * What came after the event of this id, oldest first, as far as it is among {@link #recent()}; all of that where the id
     * is not known, or known no more.
     *
     * @param cameras those it is asked for
     */
    List<Entry> after(String id, Predicate<String> cameras);

    /** Events that listeners lost because they were slow, since the start. */
    long lost();

    /**
     * An event.
     *
     * @param id the event's UUID
     * @param camera it is of
     * @param json the event as its kind's schema says
     */
    record Entry(String id, Kind kind, String camera, String json) {}

    /** What an event is about. */
    enum Kind {
        /** A face: {@code maskgate.event/1}. */
        MASK,
        /** A line that was crossed: {@code maskgate.line/1}. */
        LINE,
        /** An alarm that begins or ends: {@code maskgate.alarm/1}. */
        ALARM;

        /** Its name in the stream. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One listener. Closing is idempotent. */
    interface EventSubscription extends AutoCloseable {
        /** The oldest event not returned before; empty when none came in time. */
        Optional<Entry> next(Duration timeout) throws InterruptedException;

        /** Events this listener lost. */
        long lost();

        @Override
        void close();
    }
}
