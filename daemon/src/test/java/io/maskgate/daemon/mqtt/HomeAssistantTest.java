package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.config.GatewayConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the keys Home Assistant documents for its device discovery, sensors and switches. */
class HomeAssistantTest {
    private final HomeAssistant home = HomeAssistant.of(
                    new GatewayConfig.HomeAssistant(true, "ha"), "lobby", new Topics("maskgate", "lobby"))
            .orElseThrow();

    private JsonNode device(String... cameras) throws Exception {
        return new JsonMapper().readTree(home.device(List.of(cameras), List.of("gate")));
    }

    @Test
    void theGatewayIsOneDeviceWhoseWillTellsItIsGone() throws Exception {
        var root = device("door");
        assertThat(home.topic()).isEqualTo("ha/device/lobby/config");
        assertThat(root.at("/device/identifiers").textValue()).isEqualTo("maskgate_lobby");
        assertThat(root.at("/origin/name").textValue()).isEqualTo("Maskgate");
        assertThat(root.at("/availability/0/topic").textValue()).isEqualTo("maskgate/lobby/availability");
    }

    @Test
    void eachCameraHasFiveEntitiesWithIdsOfTheirOwnAndOneMoreForItsAlarm() throws Exception {
        var components = device("door", "gate").get("components");
        var ids = new ArrayList<String>();
        components.forEach(component -> ids.add(component.get("unique_id").textValue()));
        assertThat(ids).hasSize(11).doesNotHaveDuplicates().contains("maskgate_lobby_door_people");
        var compliance = components.get("gate_compliance");
        assertThat(compliance.get("platform").textValue()).isEqualTo("sensor");
        assertThat(compliance.get("state_topic").textValue()).isEqualTo("maskgate/lobby/cameras/gate/compliance");
        assertThat(compliance.get("unit_of_measurement").textValue()).isEqualTo("%");
    }

    @Test
    void anAlarmIsAProblemAndOnlyThereWhereOneIsConfigured() throws Exception {
        var components = device("door", "gate").get("components");
        assertThat(components.has("door_alarm")).isFalse();
        var alarm = components.get("gate_alarm");
        assertThat(alarm.get("platform").textValue()).isEqualTo("binary_sensor");
        assertThat(alarm.get("device_class").textValue()).isEqualTo("problem");
        assertThat(alarm.get("state_topic").textValue()).isEqualTo("maskgate/lobby/cameras/gate/alarm");
        assertThat(alarm.get("payload_on").textValue()).isEqualTo("on");
    }

    /** A list and a single topic exclude each other there, and what the device has all its entities inherit. */
    @Test
    void whatACameraSeesIsUnavailableWhileItIsNotOnline() throws Exception {
        var root = device("door");
        var people = root.at("/components/door_people");
        assertThat(people.get("availability_mode").textValue()).isEqualTo("all");
        assertThat(people.at("/availability/0/topic").textValue()).isEqualTo("maskgate/lobby/availability");
        assertThat(people.at("/availability/1/topic").textValue())
                .isEqualTo("maskgate/lobby/cameras/door/availability");
        assertThat(root.at("/components/door_problem").has("availability")).isFalse();
        assertThat(root.findValue("availability_topic")).isNull();
    }

    @Test
    void theSwitchSpeaksTheTopicTheGatewayListensAt() throws Exception {
        var enabled = device("door").at("/components/door_enabled");
        assertThat(enabled.get("platform").textValue()).isEqualTo("switch");
        var topic = enabled.get("command_topic").textValue();
        assertThat(new Topics("maskgate", "lobby").commandedCamera(topic)).contains("door");
        assertThat(enabled.get("payload_on").textValue()).isEqualTo("on");
        assertThat(enabled.get("payload_off").textValue()).isEqualTo("off");
    }

    @Test
    void onlyOnlineOnItsStatusIsABirth() {
        assertThat(home.isBirth("ha/status", "online".getBytes(StandardCharsets.US_ASCII)))
                .isTrue();
        assertThat(home.isBirth("ha/status", "offline".getBytes(StandardCharsets.US_ASCII)))
                .isFalse();
        assertThat(home.isBirth("maskgate/status", "online".getBytes(StandardCharsets.US_ASCII)))
                .isFalse();
    }

    @Test
    void withoutBeingAskedForThereIsNone() {
        assertThat(HomeAssistant.of(
                        new GatewayConfig.HomeAssistant(false, "ha"), "lobby", new Topics("maskgate", "lobby")))
                .isEmpty();
    }
}
