package io.maskgate.daemon.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Mask events as they happen. Nobody who listens slowly holds up anybody else: his oldest events are lost, and counted. */
public interface EventFeed {
    /** Events of these cameras from now on; the others take no room among those that wait. */
    EventSubscription subscribe(Predicate<String> cameras);

    /** The last events, oldest first, at most 100. */
    List<Entry> recent();

    /** Events that listeners lost because they were slow, since the start. */
    long lost();

    /**
     * An event.
     *
     * @param id the event's UUID
     * @param camera it is of
     * @param json the event as {@code maskgate.event/1}
     */
    record Entry(String id, String camera, String json) {}

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
