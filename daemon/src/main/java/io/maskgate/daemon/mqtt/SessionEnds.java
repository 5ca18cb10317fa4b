package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.mqtt.WireException.Kind;
import java.time.Duration;

/** What to say of a connection that ended at a message, as far as can be seen. */
final class SessionEnds {
    private SessionEnds() {}

    /** @param refused whether the broker refused the message just before; else it had not answered it */
    static WireException lost(WireException why, String topic, boolean refused) {
        return new WireException(
                why.kind(),
                why.getMessage()
                        + (refused ? ", and had just refused" : ", and had not answered")
                        + " what was said at " + topic
                        + "; if that is so each time, the broker's access list does not allow it",
                why);
    }

    /** @param overtaken whether the broker answered a later one: some leave out what is more than they take */
    static WireException silent(String topic, Duration patience, boolean overtaken) {
        return new WireException(
                Kind.TIMEOUT,
                "the broker has not acknowledged what was said at " + topic + " for " + patience.toSeconds() + " s"
                        + (overtaken
                                ? ", though it did what was said later: it may take fewer messages a second than"
                                        + " outbox.drain-rate, or its access list does not allow this one"
                                : "; if that is so each time, its access list does not allow it"));
    }
}
