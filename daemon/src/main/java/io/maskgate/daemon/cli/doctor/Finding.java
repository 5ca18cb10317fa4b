package io.maskgate.daemon.cli.doctor;

/**
 * What a check found.
 *
 * @param text one sentence, without secrets
 * @param remedy what to do; empty when ok, and where the text ends with it
 */
record Finding(State state, String text, String remedy) {
    enum State {
        OK,
        WARNING,
        FAILED
    }

    static Finding ok(String text) {
        return new Finding(State.OK, text, "");
    }

    static Finding warning(String text, String remedy) {
        return new Finding(State.WARNING, text, remedy);
    }

    static Finding failed(String text, String remedy) {
        return new Finding(State.FAILED, text, remedy);
    }
}
