package io.maskgate.daemon.mqtt;

import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Whether the gateway hears what it says itself at a topic it listens to. An access list of mosquitto grants every
 * subscription and passes on only what may be read, and in MQTT 3.1.1 what may not be written is acknowledged and dropped:
 * that nothing comes back is all there is to see of either. Thread-safe. Times are nanoseconds.
 */
final class Echo {
    private static final System.Logger LOG = System.getLogger(Echo.class.getName());

    private final String topic;
    private final String trouble;
    private final Duration patience;
    private final Counted counted;
    private volatile boolean heard;
    private volatile String words = "";
    private boolean listens;
    private long begin;

    /** Of what the gateway says at {@link Topics#here}. */
    static Echo of(Topics topics, Duration patience, Counted counted) {
        var words = "the broker acknowledges what this gateway says at " + topics.here()
                + " and does not pass it on: its access list must let the gateway read and write " + topics.all()
                + "; until then commands may not arrive, another daemon of this name is not noticed, and with MQTT"
                + " 3.1.1 events may be dropped by the broker";
        return new Echo(topics.here(), words, patience, counted);
    }

    /**
     * @param topic at which it speaks and listens
     * @param trouble what it means that nothing comes back, and the remedy
     * @param patience with the broker
     */
    Echo(String topic, String trouble, Duration patience, Counted counted) {
        this.topic = topic;
        this.trouble = trouble;
        this.patience = patience;
        this.counted = counted;
    }

    /**
     * A connection begins.
     *
     * @param mayListen whether the broker granted the subscription to the topic
     */
    void connected(boolean mayListen, long now) {
        listens = mayListen;
        heard = false;
        begin = now;
    }

    /** It speaks only now: from now on it waits for what comes back, which may have come. */
    void spoke(long now) {
        begin = now;
    }

    /** Something came, whoever said it. */
    void arrived(String at) {
        if (at.equals(topic)) {
            heard = true;
        }
    }

    /**
     * Time passes; called by one thread.
     *
     * @param said whether the broker has acknowledged what was said
     * @return whether it is to be said again: the access list may have been mended
     */
    boolean passed(long now, boolean said) {
        if (heard || !listens) {
            if (!words.isEmpty()) {
                words = "";
                if (heard) {
                    LOG.log(Level.INFO, "What this gateway says at {0} comes back.", topic);
                }
            }
            return false;
        }
        if (!said || now - begin < patience.toNanos()) {
            return false;
        }
        begin = now;
        tell();
        return true;
    }

    private void tell() {
        if (words.isEmpty()) {
            words = trouble;
            counted.failure("unheard");
            LOG.log(Level.WARNING, "Noticed: {0}.", words);
        }
    }

    /** Empty while all is well. */
    String words() {
        return words;
    }
}
