package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maskgate.daemon.config.BrokerKeys.MqttVersion;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Addresses and topics. */
class NamesTest {
    private final Topics topics = new Topics("site/maskgate", "lobby");

    @ParameterizedTest
    @CsvSource({
        "mqtt://broker, broker, 1883, false",
        "mqtt://broker:1884/, broker, 1884, false",
        "mqtts://10.0.0.7, 10.0.0.7, 8883, true",
        "mqtts://[::1]:9999, [::1], 9999, true",
        "mqtt://mqtt_broker, mqtt_broker, 1883, false",
        "mqtt://mqtt_broker:1884/, mqtt_broker, 1884, false",
        "mqtt://broker.1:1884, broker.1, 1884, false"
    })
    void addresses(String url, String host, int port, boolean tls) {
        assertThat(BrokerAddress.parse(url)).isEqualTo(new BrokerAddress(host, port, tls));
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://broker, the scheme tcp",
        "broker:1883, the scheme broker",
        "mqtt://u:geheim@broker, a user in it; use the keys username and password",
        "mqtt://u:geheim@mqtt_broker, a user in it; use the keys username and password",
        "mqtts://mqtt_broker, an underscore in the host name; no certificate can name that: give the broker another",
        "mqtt://mqtt_broker:99999, the port 99999",
        "mqtt://broker/path, something after the port",
        "mqtt://broker:0, the port 0",
        "mqtt:broker, no host name"
    })
    void refusedAddresses(String url, String found) {
        assertThatThrownBy(() -> BrokerAddress.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected mqtt://host[:1883] or mqtts://host[:8883], found " + found);
    }

    /** As the services in compose files have; Paho by itself fails at {@link java.net.URI}, whose grammar knows none. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    void aHostWithAnUnderscoreIsLookedUpLikeAnyOther(MqttVersion version) throws Exception {
        var wire = Wires.of(Gateways.config("mqtt://mqtt_broker.invalid", version), "lobby", Optional::empty)
                .create();
        try {
            assertThatThrownBy(() -> wire.connect(Duration.ofSeconds(20), new Wire.Listener() {
                        @Override
                        public void lost(WireException why) {}

                        @Override
                        public void message(String topic, byte[] payload, boolean retained) {}
                    }))
                    .isInstanceOf(WireException.class)
                    .hasMessage("the broker's host name is not known: mqtt_broker.invalid");
        } finally {
            wire.dispose();
        }
    }

    @Test
    void topicsAreThoseOfTheContract() {
        assertThat(topics.availability()).isEqualTo("site/maskgate/lobby/availability");
        assertThat(topics.cameraAvailability("door")).isEqualTo("site/maskgate/lobby/cameras/door/availability");
        assertThat(topics.events("door")).isEqualTo("site/maskgate/lobby/cameras/door/events");
        assertThat(topics.count("door", "no_facemask"))
                .isEqualTo("site/maskgate/lobby/cameras/door/counts/no_facemask");
        assertThat(topics.commands()).isEqualTo("site/maskgate/lobby/cameras/+/set/enabled");
    }

    @ParameterizedTest
    @CsvSource({
        "maskgate/lobby/cameras/door/events, site/maskgate/lobby/cameras/door/events",
        "a/b/lobby/cameras/lobby/lines, site/maskgate/lobby/cameras/lobby/lines",
        "maskgate/other/cameras/cameras/alarms, site/maskgate/other/cameras/cameras/alarms",
        "maskgate/cameras/cameras/door/events, site/maskgate/cameras/cameras/door/events",
        "maskgate/lobby/aggregates, site/maskgate/lobby/aggregates",
        "site/maskgate/lobby/cameras/door/events, site/maskgate/lobby/cameras/door/events",
        "maskgate/lobby/cameras/door/counts/people, maskgate/lobby/cameras/door/counts/people"
    })
    void whatWaitsSinceAnotherPrefixGoesUnderThisOneAndKeepsItsName(String waits, String goes) {
        assertThat(topics.underThisPrefix().apply(waits)).isEqualTo(goes);
    }

    @Test
    void theCameraOfACommandIsReadFromItsTopicAndNothingElse() {
        assertThat(topics.commandedCamera("site/maskgate/lobby/cameras/door/set/enabled"))
                .contains("door");
        assertThat(topics.commandedCamera("site/maskgate/lobby/cameras/a/b/set/enabled"))
                .isEmpty();
        assertThat(topics.commandedCamera("site/maskgate/lobby/cameras//set/enabled"))
                .isEmpty();
        assertThat(topics.commandedCamera("site/maskgate/lobby/cameras/set/enabled"))
                .isEmpty();
        assertThat(topics.commandedCamera("site/maskgate/other/cameras/door/set/enabled"))
                .isEmpty();
    }
}
