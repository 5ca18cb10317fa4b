package io.maskgate.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.tests.chaos.ChaosPlan.Step;
import io.maskgate.tests.support.SeenEvent;
import io.maskgate.tests.support.Tracks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens, in any order: each event comes once by its id, those of a track in order, every track ends, nothing
 * is lost, everything comes back by itself, and nothing grows.
 *
 * <p>{@code -Dchaos.seed=N} draws other blows, {@code -Dchaos.for=PT1H} goes on for longer.
 */
class ChaosTest {
    /** The longest pause between two attempts to connect is a minute. */
    private static final Duration ALL_BACK = Duration.ofMinutes(3);

    private static final Pattern LASTED = Pattern.compile(" after (\\d+) s");

    private static final Duration POLL = Duration.ofMillis(500);

    @Test
    void everyEventComesOnceAndInOrderThroughItAll(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("chaos.seed", 1);
        var length = Duration.parse(System.getProperty("chaos.for", "PT30S"));
        try (var world = new World(folder)) {
            var plan = ChaosPlan.draw(seed, length, world.means());
            System.out.println("chaos: " + plan);
            try {
                run(plan, world);
            } catch (Throwable e) {
                throw new AssertionError(
                        "again by -Dchaos.seed=" + seed + " -Dchaos.for=" + length + "\n" + plan + "\n" + e.getMessage()
                                + "\nthe gateway wrote:\n" + world.gateway().log(),
                        e);
            }
        }
    }

    private static void run(ChaosPlan plan, World world) throws IOException {
        var began = Instant.now();
        var before = vitals(world);
        deal(plan, world);

        var gateway = world.gateway();
        await("everything back").atMost(ALL_BACK).until(gateway::isReady);
        world.awaitCameras();
        int heardBefore = world.recorder().events().size();
        await("a new face at each camera")
                .atMost(ALL_BACK)
                .pollInterval(POLL)
                .until(() -> camerasWithNewFaces(world.recorder().events().stream()
                                .skip(heardBefore)
                                .toList())
                        .containsAll(World.CAMERAS));
        var after = vitals(world);
        world.witness().lastWords(gateway);

        assertThat(gateway.terminate(Duration.ofSeconds(10)))
                .as("exit after SIGTERM")
                .isPresent();
        await("what was counted, and the end of every track")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    var tracks = Tracks.of(world.recorder().events());
                    assertThat(tracks.events())
                            .isGreaterThanOrEqualTo(world.witness().counted());
                    assertThat(tracks.open()).isEmpty();
                });

        var heard = byId(world.recorder().events());
        assertThat(world.witness().made()).isNotEmpty().allSatisfy((id, event) -> {
            assertThat(heard).as("heard of %s", event).containsKey(id);
            assertThat(heard.get(id).json()).isEqualTo(event.json());
        });
        assertThat(world.witness().faces()).allSatisfy(event -> {
            var people = world.clip()
                    .whose(event.box(), event.json().get("frame").get(0).intValue());
            assertThat(people).as("whose face is %s", event.json()).isNotEmpty();
            assertThat(people)
                    .as("whose label is that of %s", event.json())
                    .anyMatch(person -> person.labels().contains(event.label()));
        });
        assertThat(gateway.log()).as("no failure nobody thought of").doesNotContain("\tat ", "Exception in thread");
        assertThat(LASTED.matcher(gateway.log()).results().map(found -> Long.parseLong(found.group(1))))
                .as("seconds something is said to have lasted")
                .allMatch(seconds ->
                        seconds <= Duration.between(began, Instant.now()).toSeconds());
        after.assertNear(before);
        world.growth().assertLevel();
        System.out.printf(
                "chaos: %d events heard, %d different, %d seen to be made, %d counted, %d faces of the clip;"
                        + " before: %s; after: %s; %s%n",
                world.recorder().events().size(),
                heard.size(),
                world.witness().made().size(),
                world.witness().counted(),
                world.witness().faces().size(),
                before,
                after,
                world.growth());
    }

    /** Strikes and heals by the plan, whose time stands still meanwhile: a start takes seconds on a busy machine. */
    private static void deal(ChaosPlan plan, World world) throws IOException {
        long begin = System.nanoTime();
        for (var step : plan.steps()) {
            long due = begin + step.at().toNanos();
            long left = due - System.nanoTime();
            await("the next blow")
                    .atMost(Duration.ofNanos(Math.max(0, left)).plusSeconds(60))
                    .pollInterval(POLL)
                    .until(() -> {
                        world.ask();
                        return System.nanoTime() - due >= 0;
                    });
            long struck = System.nanoTime();
            switch (step) {
                case Step.Strike(var blow) -> world.strike(blow.harm());
                case Step.Heal(var blow) -> world.heal(blow.harm());
            }
            begin += System.nanoTime() - struck;
        }
    }

    private static Vitals vitals(World world) {
        return await("an answer of a busy gateway")
                .atMost(ALL_BACK)
                .ignoreException(UncheckedIOException.class)
                .until(() -> Vitals.of(world.gateway()), Objects::nonNull);
    }

    private static Set<String> camerasWithNewFaces(List<SeenEvent> events) {
        return events.stream()
                .filter(event -> event.type().equals("new"))
                .map(SeenEvent::camera)
                .collect(Collectors.toSet());
    }

    private static Map<String, SeenEvent> byId(List<SeenEvent> events) {
        return events.stream().collect(Collectors.toMap(SeenEvent::id, Function.identity(), (first, _) -> first));
    }
}
