package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.camera.CameraState;
import io.maskgate.daemon.camera.FaceCounts;
import io.maskgate.daemon.config.BrokerKeys;
import io.maskgate.daemon.events.RuleNews;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private static final String DESCRIPTION = "ha/device/lobby/config";

    private final Topics topics = new Topics("maskgate", "lobby");
    private final Retained retained = new Retained();
    private final Announcements announcements = new Announcements(
            retained,
            topics,
            HomeAssistant.of(new BrokerKeys.HomeAssistant(true, "ha"), "lobby", topics, false),
            "{}",
            Duration.ZERO);

    /** A box whose cameras are renamed for years would say more at each connection, and at last too much for one packet. */
    @Test
    void ofACameraTheBrokerKnowsIsGoneNothingIsSaidAnyMore() {
        for (int i = 0; i < 20; i++) {
            seen("camera" + i);
            broker();
            announcements.removed("camera" + i);
            broker();
            assertThat(announcements.published().cameras()).isEmpty();
        }
        seen("door");
        retained.sayAllAgain();
        assertThat(broker())
                .containsOnlyKeys(
                        "maskgate/lobby/availability",
                        topics.here(),
                        "maskgate/lobby/cameras/door/availability",
                        "maskgate/lobby/cameras/door/counts/people",
                        "maskgate/lobby/cameras/door/counts/facemask",
                        "maskgate/lobby/cameras/door/counts/no_facemask",
                        "maskgate/lobby/cameras/door/alarm",
                        DESCRIPTION)
                .extractingByKey(DESCRIPTION)
                .asString()
                .contains("door_people")
                .doesNotContain("camera19");
    }

    @Test
    void aCameraTheBrokerDoesNotKnowIsGoneIsTakenAwayAtEachConnection() {
        seen("yard");
        broker();
        announcements.removed("yard");
        assertThat(announcements.published().cameras())
                .as("nothing was said yet")
                .containsExactly("yard");
        seen("door");
        retained.sayAllAgain();
        assertThat(broker())
                .containsEntry("maskgate/lobby/cameras/yard/availability", "")
                .containsEntry("maskgate/lobby/cameras/yard/counts/people", "")
                .hasEntrySatisfying(
                        DESCRIPTION,
                        device -> assertThat(device).contains("\"yard_people\":{\"platform\":\"sensor\"}"));
    }

    /** What a look that lasts too long tells would stay with the broker for good: nobody would know that it is there. */
    @Test
    void ofACameraThatIsGoneNothingIsSaidThatIsStillOnItsWay() {
        seen("yard");
        broker();
        announcements.removed("yard");
        late();
        assertThat(broker())
                .containsEntry("maskgate/lobby/cameras/yard/counts/people", "")
                .containsEntry("maskgate/lobby/cameras/yard/alarm", "")
                .containsEntry("maskgate/lobby/cameras/yard/compliance", "")
                .hasEntrySatisfying(
                        DESCRIPTION,
                        device -> assertThat(device).contains("\"yard_alarm\":{\"platform\":\"binary_sensor\"}"));
        assertThat(announcements.published().cameras()).isEmpty();
        late();
        assertThat(broker()).as("once it is forgotten").isEmpty();
    }

    private void late() {
        announcements.counts("yard", new FaceCounts(2, 1, 1));
        announcements.alarm(new RuleNews.AlarmState("yard", Optional.of(true)));
        announcements.compliance(new RuleNews.ComplianceRate("yard", OptionalInt.of(50)));
    }

    @Test
    void aForgottenCameraThatComesBackIsTold() {
        seen("yard");
        announcements.removed("yard");
        broker();
        assertThat(announcements.published().cameras()).isEmpty();
        seen("yard");
        assertThat(broker())
                .containsEntry("maskgate/lobby/cameras/yard/availability", "online")
                .containsEntry("maskgate/lobby/cameras/yard/counts/people", "1")
                .hasEntrySatisfying(DESCRIPTION, device -> assertThat(device).contains("yard_enabled"));
    }

    @Test
    void aDescriptionUnderAnotherPrefixIsTakenAway() {
        announcements.expect(new Published(Set.of(), Set.of("old/device/lobby/config", DESCRIPTION)), Set.of("door"));
        seen("door");
        assertThat(announcements.published().descriptions())
                .as("nothing was said yet")
                .containsExactlyInAnyOrder("old/device/lobby/config", DESCRIPTION);
        assertThat(broker())
                .containsEntry("old/device/lobby/config", "")
                .hasEntrySatisfying(DESCRIPTION, device -> assertThat(device).contains("door_people"));
        assertThat(announcements.published().descriptions()).containsExactly(DESCRIPTION);
        retained.sayAllAgain();
        assertThat(broker()).doesNotContainKey("old/device/lobby/config");
    }

    /** One that ends the connection at what it does not allow would never have an event. */
    @Test
    void aDescriptionIsTakenAwayOverThreeConnectionsAndThenByTheNextStart() {
        announcements.expect(new Published(Set.of(), Set.of("old/device/lobby/config")), Set.of());
        for (int connection = 1; connection <= 4; connection++) {
            announcements.connected();
            retained.sayAllAgain();
            var due = new ArrayList<String>();
            for (var next = retained.next(0, true); next.isPresent(); next = retained.next(0, true)) {
                due.add(next.get().topic());
            }
            assertThat(due.contains("old/device/lobby/config"))
                    .as("connection %d", connection)
                    .isEqualTo(connection <= 3);
            assertThat(announcements.published().descriptions()).containsExactly("old/device/lobby/config");
        }
    }

    private void seen(String camera) {
        announcements.state(Gateways.status(camera, CameraState.ONLINE));
        announcements.counts(camera, new FaceCounts(1, 1, 0));
        announcements.alarm(new RuleNews.AlarmState(camera, Optional.of(false)));
    }

    /** One that takes whatever is due; what it was told just now. */
    private Map<String, String> broker() {
        var told = new TreeMap<String, String>();
        long now = Duration.ofHours(1).toNanos();
        for (var due = retained.next(now, false); due.isPresent(); due = retained.next(now, false)) {
            told.put(due.get().topic(), new String(due.get().payload(), StandardCharsets.UTF_8));
            retained.accepted(due.get().topic(), due.get().turn());
        }
        return told;
    }
}
