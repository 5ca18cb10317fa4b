package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    @Test
    void eachThatTheBrokerRefusesIsNamed() throws Exception {
        var subscriptions = new Subscriptions(new Choosy(), Duration.ofSeconds(1));
        assertThat(subscriptions.refused()).isEmpty();
        subscriptions.make("commands", "own/commands", false);
        subscriptions.make("the state of the primary host", "spBv1.0/STATE/scada", true);
        subscriptions.make("the state of Home Assistant", "homeassistant/status", false);
        assertThat(subscriptions.refused())
                .isEqualTo("the broker refuses the subscription to the state of the primary host: not authorised;"
                        + " the broker refuses the subscription to the state of Home Assistant: not authorised");
    }

    /** Lets nobody hear what is not his own. */
    private static final class Choosy extends UnaskedWire {
        @Override
        public Receipt subscribe(String filter, boolean stored, Duration deadline) {
            return filter.startsWith("own/") ? new Receipt.Accepted() : new Receipt.Refused(Reasons.NOT_AUTHORIZED);
        }
    }
}
