package io.maskgate.daemon.config;

/** A name that is one level of a topic at the broker. */
public final class TopicLevel {
    private TopicLevel() {}

    /**
     * The patterns of the keys let no other through: whoever makes topics is held to it all the same.
     *
     * @param what it names
     * @throws IllegalArgumentException where it would be several levels, or a wildcard
     */
    public static void check(String what, String level) {
        if (level.isEmpty() || level.chars().anyMatch(c -> "/+#".indexOf(c) >= 0 || Character.isISOControl(c))) {
            throw new IllegalArgumentException("expected a " + what + " name without '/', '+' and '#', found another");
        }
    }
}
