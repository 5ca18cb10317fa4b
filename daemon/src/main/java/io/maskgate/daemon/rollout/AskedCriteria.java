package io.maskgate.daemon.rollout;

/**
 * What is asked of models by the configuration, and what was asked of those that were tried: each is judged by what held when
 * its activation began. Not thread-safe.
 */
final class AskedCriteria {
    private Criteria now;
    /** Of the latest activation; those of the start before the first. */
    private Criteria begun;
    /** Of the latest try of the configured model. */
    private Criteria tried;

    AskedCriteria(Criteria atStart) {
        now = atStart;
        begun = atStart;
        tried = atStart;
    }

    Criteria now() {
        return now;
    }

    /** A reload asks for these from now on. */
    void change(Criteria asked) {
        now = asked;
    }

    /** An activation begins; what it is judged by. */
    Criteria begin(boolean ofConfigured) {
        begun = now;
        if (ofConfigured) {
            tried = now;
        }
        return now;
    }

    /** What was activated is configured meanwhile, and was tried so far with what held when that began. */
    void configured() {
        tried = begun;
    }

    /** Whether the configured model was not tried with these last. */
    boolean isNew(Criteria asked) {
        return !asked.equals(tried);
    }
}
