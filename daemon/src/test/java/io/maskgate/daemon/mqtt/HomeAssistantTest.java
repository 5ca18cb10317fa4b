package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.contract.AsyncApi;
import io.maskgate.daemon.contract.Document;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Against the keys Home Assistant documents for its device discovery, sensors and switches. */
class HomeAssistantTest {
    private final HomeAssistant home = HomeAssistant.of(
                    new BrokerKeys.HomeAssistant(true, "ha"), "lobby", new Topics("maskgate", "lobby"), false)
            .orElseThrow();

    private JsonNode device(String... cameras) throws Exception {
        return new JsonMapper()
                .readTree(home.device(List.of(cameras), Map.of("gate", true, "desk", false), List.of("yard")));
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
        components.findValues("unique_id").forEach(id -> ids.add(id.textValue()));
        assertThat(ids).hasSize(11).doesNotHaveDuplicates().contains("maskgate_lobby.door.people");
        var compliance = components.get("gate_compliance");
        assertThat(compliance.get("platform").textValue()).isEqualTo("sensor");
        assertThat(compliance.get("state_topic").textValue()).isEqualTo("maskgate/lobby/cameras/gate/compliance");
        assertThat(compliance.get("unit_of_measurement").textValue()).isEqualTo("%");
    }

    @Test
    void camerasOfGatewaysWithLikeNamesHaveIdsOfTheirOwn() throws Exception {
        assertThat(people("north_gate", "door")).isNotEqualTo(people("north", "gate_door"));
    }

    private static String people(String gateway, String camera) throws Exception {
        var home = HomeAssistant.of(
                        new BrokerKeys.HomeAssistant(true, "ha"), gateway, new Topics("maskgate", gateway), false)
                .orElseThrow();
        return new JsonMapper()
                .readTree(home.device(List.of(camera), Map.of(), List.of()))
                .at("/components/" + camera + "_people/unique_id")
                .textValue();
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
        var root = device("gate");
        for (var what : List.of("people", "no_facemask", "compliance", "alarm")) {
            var seen = root.at("/components/gate_" + what);
            assertThat(seen.at("/availability_mode").textValue()).as(what).isEqualTo("all");
            assertThat(seen.at("/availability/0/topic").textValue()).isEqualTo("maskgate/lobby/availability");
            assertThat(seen.at("/availability/1/topic").textValue())
                    .isEqualTo("maskgate/lobby/cameras/gate/availability");
        }
        assertThat(root.at("/components/gate_problem").has("availability")).isFalse();
        assertThat(root.at("/components/gate_enabled").has("availability")).isFalse();
        assertThat(root.findValue("availability_topic")).isNull();
    }

    /** Home Assistant compares with its two words, and anything else changes nothing there. */
    @Test
    void aCameraThatStandsStillIsUnavailableToo() throws Exception {
        assertThat(device("door")
                        .at("/components/door_people/availability/1/value_template")
                        .textValue())
                .isEqualTo("{{ 'online' if value == 'online' else 'offline' }}");
    }

    /** Home Assistant takes away what is named with its platform alone; what is only left out stays there. */
    @Test
    void whatIsNoMoreThereIsTakenAway() throws Exception {
        var components = device("door", "desk").get("components");
        assertThat(components.get("desk_alarm").toString()).isEqualTo("{\"platform\":\"binary_sensor\"}");
        assertThat(components.has("door_alarm")).as("not known yet").isFalse();
        assertThat(components.get("yard_enabled").toString()).isEqualTo("{\"platform\":\"switch\"}");
        for (var what : List.of("people", "no_facemask", "compliance", "alarm", "problem")) {
            assertThat(components.get("yard_" + what)).as(what).hasSize(1);
        }
    }

    /** It takes an empty value for no news, so that what another privacy mode said last would stand for ever. */
    @Test
    void whereOnlyCountsPerIntervalMayLeaveWhatACameraSeesIsTakenAwayAndItsSwitchStays() throws Exception {
        var guarded = HomeAssistant.of(
                        new BrokerKeys.HomeAssistant(true, "ha"), "lobby", new Topics("maskgate", "lobby"), true)
                .orElseThrow();
        var device = guarded.device(List.of("door"), Map.of(), List.of());
        var components = new JsonMapper().readTree(device).get("components");
        for (var what : List.of("people", "no_facemask", "compliance", "alarm")) {
            assertThat(components.get("door_" + what)).as(what).hasSize(1);
        }
        assertThat(components.at("/door_problem/state_topic").textValue()).isNotEmpty();
        assertThat(components.at("/door_enabled/command_topic").textValue()).isNotEmpty();
        assertThat(Document.of(AsyncApi.yaml())
                        .faults("homeassistant/device/lobby/config", device.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void theContractDescribesIt() {
        var device = home.device(List.of("door", "gate"), Map.of("gate", true, "door", false), List.of("yard"));
        var contract = Document.of(AsyncApi.yaml());
        assertThat(contract.faults("homeassistant/device/lobby/config", device.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    /** Cameras come online on threads of their own. */
    @RepeatedTest(20)
    void noCameraIsLeftOutOfTheDescriptionByAnotherThatComesAtTheSameTime() throws Exception {
        var retained = new Retained();
        var announcements =
                new Announcements(retained, new Topics("maskgate", "lobby"), Optional.of(home), "{}", Duration.ZERO);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 32; i++) {
                var status = Gateways.status("camera" + i, CameraState.ONLINE);
                threads.submit(() -> announcements.state(status));
            }
        }
        var described = new JsonMapper().readTree(value(retained, home.topic())).get("components");
        assertThat(described).hasSize(32 * 5);
    }

    private static String value(Retained retained, String topic) {
        for (var due = retained.next(0, false); due.isPresent(); due = retained.next(0, false)) {
            if (due.get().topic().equals(topic)) {
                return new String(due.get().payload(), StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError("nothing is said at " + topic);
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
        assertThat(home.isBirth("homeassistant/status", "online".getBytes(StandardCharsets.US_ASCII)))
                .as("its birth topic does not follow the discovery prefix")
                .isTrue();
        assertThat(home.isBirth("maskgate/status", "online".getBytes(StandardCharsets.US_ASCII)))
                .isFalse();
    }

    @Test
    void withoutBeingAskedForThereIsNone() {
        assertThat(HomeAssistant.of(
                        new BrokerKeys.HomeAssistant(false, "ha"), "lobby", new Topics("maskgate", "lobby"), false))
                .isEmpty();
    }
}
