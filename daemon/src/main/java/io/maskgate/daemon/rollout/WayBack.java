package io.maskgate.daemon.rollout;

/** Whether a model that is to be activated is the old one, which is ready to come back. */
sealed interface WayBack {
    /** It is. */
    record Meant() implements WayBack {}

    /**
     * The one that serves is called so too, and may be meant as well.
     *
     * @param way to the old one, for a person
     */
    record Unclear(String way) implements WayBack {}

    /** It is another. */
    record Another() implements WayBack {}

    /** @param wanted name, or name@sha8 */
    static WayBack of(String wanted, Serving old, Serving now) {
        boolean named = wanted.equals(old.zoo().name());
        boolean tagged = wanted.equals(old.tag());
        boolean oneName = old.zoo().name().equals(now.zoo().name());
        boolean oneTag = old.tag().equals(now.tag());
        if (named && !oneName || tagged && !oneTag) {
            return new Meant();
        }
        return named || tagged
                ? new Unclear(oneTag ? "to configure what was" : "to activate " + old.tag())
                : new Another();
    }
}
