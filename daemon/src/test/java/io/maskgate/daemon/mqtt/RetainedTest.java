package io.maskgate.daemon.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetainedTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final long MILLI = 1_000_000;

    private final Retained retained = new Retained();

    @Test
    void onlyTheNewestValueIsSentAndNoneThatIsUnchanged() {
        retained.put("a", "1", SECOND);
        retained.put("a", "2", SECOND);
        assertThat(due(0)).containsExactly("a=2");
        retained.put("a", "2", SECOND);
        assertThat(due(5000 * MILLI)).isEmpty();
        assertThat(retained.untilDue(5000 * MILLI)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTopicIsSentOncePerIntervalAndWithItsLastValue() {
        retained.put("a", "1", SECOND);
        assertThat(due(0)).containsExactly("a=1");
        retained.put("a", "2", SECOND);
        assertThat(due(400 * MILLI)).isEmpty();
        assertThat(retained.untilDue(400 * MILLI)).isEqualTo(600 * MILLI);
        retained.put("a", "3", SECOND);
        assertThat(due(1000 * MILLI)).containsExactly("a=3");
    }

    @Test
    void onANewConnectionEverythingIsSaidAgainInTheOrderOfItsFirstMention() {
        retained.put("gateway", "online", Duration.ZERO);
        retained.put("door", "stalled", Duration.ZERO);
        retained.put("count", "4", SECOND);
        assertThat(due(0)).hasSize(3);
        retained.sayAllAgain();
        assertThat(due(1)).containsExactly("gateway=online", "door=stalled", "count=4");
    }

    @Test
    void aRefusedValueIsSentAgainAfterThePauseWithItsNewestText() {
        retained.put("a", "1", SECOND);
        assertThat(due(0)).containsExactly("a=1");
        retained.refused("a", "not authorised", 100 * MILLI, Duration.ofSeconds(60));
        retained.put("a", "2", SECOND);
        assertThat(due(59_000 * MILLI)).isEmpty();
        assertThat(retained.untilDue(59_000 * MILLI)).isEqualTo(1_100 * MILLI);
        assertThat(due(60_100 * MILLI)).containsExactly("a=2");
        assertThat(due(61_100 * MILLI)).isEmpty();
    }

    @Test
    void aValueThatIsRefusedInARowWaitsEverLongerUpToTheLongestPause() {
        retained.put("a", "1", Duration.ZERO);
        long now = 0;
        for (long pause : new long[] {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000}) {
            assertThat(due(now)).hasSize(1);
            retained.refused("a", "quota exceeded", now, Pace.USUAL);
            // Another value that was on its way: one refusal of the topic.
            retained.refused("a", "quota exceeded", now, Pace.USUAL);
            assertThat(retained.untilDue(now)).isEqualTo(pause * MILLI);
            now += pause * MILLI;
        }
        retained.accepted("a", retained.next(now, false).orElseThrow().turn());
        retained.put("a", "2", Duration.ZERO);
        assertThat(due(now)).hasSize(1);
        retained.refused("a", "quota exceeded", now, Pace.USUAL);
        assertThat(retained.untilDue(now)).isEqualTo(1000 * MILLI);
    }

    @Test
    void whatIsOnlyAnnouncedIsNotKeptAndNotSaidFasterForBeingAskedOften() {
        retained.announce("here", "me", SECOND);
        var first = retained.next(0, false).orElseThrow();
        assertThat(first.kept()).isFalse();
        retained.sayAgain("here");
        retained.sayAgain("here");
        assertThat(due(999 * MILLI)).isEmpty();
        assertThat(due(1000 * MILLI)).containsExactly("here=me");
    }

    @Test
    void whatOthersAskForIsSaidAtAPaceAndWhatIsNewAtOnce() {
        retained.put("device", "1", Duration.ZERO);
        assertThat(due(0)).containsExactly("device=1");
        retained.askedFor("device", SECOND);
        retained.askedFor("device", SECOND);
        assertThat(due(999 * MILLI)).isEmpty();
        assertThat(retained.untilDue(999 * MILLI)).isEqualTo(MILLI);
        assertThat(due(1000 * MILLI)).containsExactly("device=1");
        retained.askedFor("device", SECOND);
        retained.put("device", "2", Duration.ZERO);
        retained.askedFor("device", SECOND);
        assertThat(due(1001 * MILLI)).containsExactly("device=2");
        retained.askedFor("device", SECOND);
        retained.sayAllAgain();
        assertThat(due(1002 * MILLI)).as("to another broker").containsExactly("device=2");
    }

    @Test
    void atTheLastOccasionNoValueWaitsForItsIntervalButForABrokerThatRefusedIt() {
        retained.put("count", "2", SECOND);
        retained.put("quota", "2", SECOND);
        assertThat(due(0)).hasSize(2);
        retained.refused("quota", "quota exceeded", 0, SECOND);
        retained.put("count", "0", SECOND);
        assertThat(retained.next(MILLI, true).orElseThrow().payload())
                .asString()
                .isEqualTo("0");
        assertThat(retained.next(MILLI, true)).isEmpty();
    }

    @Test
    void whatCannotBeSaidIsNamedUntilItIsSaidAfterAll() {
        retained.put("long", "a lot of text", Duration.ZERO);
        assertThat(due(0)).hasSize(1);
        assertThat(retained.setAside("long", "13 bytes", 0)).isTrue();
        assertThat(retained.unsayable()).isEqualTo("long is not said: 13 bytes");
        assertThat(retained.untilDue(0)).isEqualTo(Long.MAX_VALUE);
        retained.sayAllAgain();
        assertThat(due(0)).hasSize(1);
        assertThat(retained.setAside("long", "13 bytes", 0))
                .as("for the first time")
                .isFalse();
        retained.put("long", "text", Duration.ZERO);
        var shorter = retained.next(0, false).orElseThrow();
        assertThat(shorter.payload()).asString().isEqualTo("text");
        retained.accepted("long", shorter.turn());
        assertThat(retained.unsayable()).isEmpty();
    }

    @Test
    void whatTheBrokerRefusesIsNamedUntilItTakesIt() {
        retained.put("a", "1", SECOND);
        due(0);
        assertThat(retained.refused("a", "not authorised", 0, SECOND)).isTrue();
        assertThat(due(1000 * MILLI)).hasSize(1);
        assertThat(retained.unsayable()).as("nobody knows better yet").isEqualTo("a is not said: not authorised");
        assertThat(retained.refused("a", "not authorised", 0, SECOND))
                .as("for the first time")
                .isFalse();
        retained.accepted("a", retained.next(2000 * MILLI, false).orElseThrow().turn());
        assertThat(retained.unsayable()).isEmpty();
    }

    /** One that was well meanwhile is as much worth a line as the first; what comes and goes all the time is one trouble. */
    @Test
    void troubleIsNewsAgainTenMinutesAfterItWasOver() {
        long minute = 60_000 * MILLI;
        retained.put("a", "1", SECOND);
        due(0);
        assertThat(retained.refused("a", "quota exceeded", 0, SECOND)).isTrue();
        assertThat(retained.refused("a", "quota exceeded", 20 * minute, SECOND))
                .as("it was never over")
                .isFalse();
        retained.accepted("a", retained.next(21 * minute, false).orElseThrow().turn());
        retained.put("a", "2", SECOND);
        due(22 * minute);
        assertThat(retained.refused("a", "quota exceeded", 22 * minute, SECOND))
                .as("it comes and goes")
                .isFalse();
        retained.accepted("a", retained.next(23 * minute, false).orElseThrow().turn());
        retained.put("a", "3", SECOND);
        due(33 * minute);
        assertThat(retained.refused("a", "quota exceeded", 33 * minute, SECOND)).isTrue();
    }

    @Test
    void ofManyThatAreRefusedThreeAreNamedAndTheOthersCounted() {
        for (int i = 0; i < 224; i++) {
            retained.put("topic" + i, "1", SECOND);
            retained.refused("topic" + i, "no", 0, SECOND);
        }
        assertThat(retained.unsayable())
                .isEqualTo(
                        "topic0 is not said: no; topic1 is not said: no; topic2 is not said: no; and so with 221 more");
    }

    @Test
    void theAcknowledgementOfAnOldValueIsNoneOfTheNewest() {
        retained.put("a", "1", Duration.ZERO);
        var old = retained.next(0, false).orElseThrow();
        retained.put("a", "", Duration.ZERO);
        var newest = retained.next(0, false).orElseThrow();
        retained.accepted("a", old.turn());
        assertThat(retained.isTaken("a")).isFalse();
        retained.accepted("a", newest.turn());
        assertThat(retained.isTaken("a")).isTrue();
    }

    @Test
    void whereTheBrokerTakesOneInASecondEveryTopicHasItsTurn() {
        var said = new HashSet<String>();
        for (int second = 0; second < 6; second++) {
            for (var topic : List.of("a", "b", "c")) {
                retained.put(topic, Integer.toString(second), SECOND);
            }
            said.add(retained.next(second * 1000 * MILLI, false).orElseThrow().topic());
        }
        assertThat(said).containsExactlyInAnyOrder("a", "b", "c");
    }

    /** A daemon of the same name that hears no answer in time takes the name. */
    @Test
    void whatSomebodyAskedForComesBeforeTheStatesOfANewConnection() {
        retained.put("gateway", "online", Duration.ZERO);
        retained.announce("here", "me", SECOND);
        for (int i = 0; i < 300; i++) {
            retained.put("state" + i, "1", Duration.ZERO);
        }
        assertThat(retained.next(0, false).orElseThrow().topic()).isEqualTo("gateway");
        assertThat(retained.next(0, false).orElseThrow().topic()).isEqualTo("here");
        retained.sayAgain("here");
        assertThat(retained.next(500 * MILLI, false).orElseThrow().topic()).startsWith("state");
        assertThat(retained.next(1000 * MILLI, false).orElseThrow().topic()).isEqualTo("here");
    }

    private List<String> due(long now) {
        var found = new ArrayList<String>();
        for (var next = retained.next(now, false); next.isPresent(); next = retained.next(now, false)) {
            found.add(next.get().topic() + "=" + new String(next.get().payload(), StandardCharsets.UTF_8));
        }
        return found;
    }
}
