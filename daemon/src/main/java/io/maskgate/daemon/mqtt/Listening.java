package io.maskgate.daemon.mqtt;

import java.util.Optional;

/** What the ordinary connection listens to. */
record Listening(Subscriptions subscriptions, Topics topics, Optional<HomeAssistant> home) {
    private static final String HOME = "the state of Home Assistant";

    /** Over a new connection; whether the broker lets us listen to what is said in our name. */
    boolean begin(Wire wire) throws WireException, InterruptedException {
        subscriptions.begin();
        subscriptions.make(wire, "commands", topics.commands(), false);
        if (home.isPresent()) {
            subscriptions.make(wire, HOME, home.get().status(), false);
        }
        subscriptions.make(wire, "a late will in its name", topics.availability(), false);
        subscriptions.make(wire, "who asks for its name", topics.ask(), false);
        boolean listens = subscriptions.make(wire, "others of its name", topics.here(), false);
        var other = home.flatMap(HomeAssistant::otherStatus);
        if (other.isPresent()) {
            subscriptions.offer(wire, HOME, other.get());
        }
        return listens;
    }
}
