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
        return new JsonMapper().readTree(home.device(List.of(cameras)));
    }

    @Test
    void theGatewayIsOneDeviceWhoseWillTellsItIsGone() throws Exception {
        var root = device("door");
        assertThat(home.topic()).isEqualTo("ha/device/lobby/config");
        assertThat(root.at("/device/identifiers").textValue()).isEqualTo("maskgate_lobby");
        assertThat(root.at("/origin/name").textValue()).isEqualTo("Maskgate");
        assertThat(root.at("/availability_topic").textValue()).isEqualTo("maskgate/lobby/availability");
    }

    @Test
    void eachCameraHasFiveEntitiesWithIdsOfTheirOwn() throws Exception {
        var components = device("door", "gate").get("components");
        var ids = new ArrayList<String>();
        components.forEach(component -> ids.add(component.get("unique_id").textValue()));
        assertThat(ids).hasSize(10).doesNotHaveDuplicates().contains("maskgate_lobby_door_people");
        var compliance = components.get("gate_compliance");
        assertThat(compliance.get("platform").textValue()).isEqualTo("sensor");
        assertThat(compliance.get("state_topic").textValue())
                .isEqualTo("maskgate/lobby/cameras/gate/counts/compliance");
        assertThat(compliance.get("unit_of_measurement").textValue()).isEqualTo("%");
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
