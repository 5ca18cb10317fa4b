package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.events.RuleNews;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a card an fsync takes 50 ms, and the inference thread waits for each. */
@Timeout(30)
class SharedWaitTest {
    private final Room room = new Room();
    private final Room.Hands hands = new Room.Hands();
    private final List<String> said = new CopyOnWriteArrayList<>();

    private final CameraListener outside = new CameraListener() {
        @Override
        public void event(MaskEvent event) {
            said.add(event.type().text());
        }

        @Override
        public void told() {
            said.add("told");
        }
    };

    private final SharedWait news = new SharedWait(outside, hands);

    private long tolds() {
        return said.stream().filter("told"::equals).count();
    }

    @Test
    void atTheStopTheTracksOfAllCamerasEndWithOneWait() throws Exception {
        var ids = IntStream.range(0, 10).mapToObj(i -> "c" + i).toList();
        var all = ids.stream()
                .map(id -> Room.camera(id, "rtsp://" + id + "/", false))
                .toArray(GatewayConfig.Camera[]::new);
        var parts = room.parts(Room.config(all), room.model, Room.patient());
        var slow = new CameraSystem.Parts(
                parts.config(),
                parts.model(),
                outside,
                parts.tap(),
                parts.album(),
                parts.metrics(),
                parts.ids(),
                parts.wall(),
                parts.clock(),
                parts.random(),
                parts.limits());
        var system = new CameraSystem(slow, (_, _) -> new Script().live());
        system.start();
        await().untilAsserted(() -> assertThat(said).filteredOn("new"::equals).hasSize(10));

        assertThat(system.stop(Duration.ofSeconds(10))).isTrue();

        var last = said.subList(said.indexOf("end"), said.size());
        assertThat(last).hasSize(11).endsWith("told").filteredOn("end"::equals).hasSize(10);
    }

    private InferenceLoop loop(int cameras) {
        var tracked = new LinkedHashMap<String, TrackedCamera>();
        for (int i = 0; i < cameras; i++) {
            tracked.put("c" + i, room.tracked("c" + i, room.board("c" + i), news));
        }
        return new InferenceLoop(
                tracked, room.exchange, () -> room.model, () -> room.secondLook, Room.QUICK, hands, room.timer, news);
    }

    /** Both cameras have something to tell at their first look, and the second one's frame waits during the first. */
    @Test
    void whileFramesWaitTheDiskIsNotWaitedForAfterEachLook() throws Exception {
        var loop = loop(2);
        var inWork = new AtomicInteger();
        var go = new CountDownLatch(1);
        room.finder = (images, minScore) -> {
            inWork.incrementAndGet();
            Script.hang(go);
            return Room.faces(images, minScore);
        };
        room.exchange.put(room.pending("c0", 100_000_000));
        var thread = Thread.ofPlatform().start(loop);
        await().until(() -> inWork.get() == 1);
        room.exchange.put(room.pending("c1", 100_000_000));
        go.countDown();
        await().until(() -> room.free() == Room.IMAGES);
        loop.stop();
        assertThat(thread.join(Duration.ofSeconds(10))).isTrue();

        assertThat(said).as("once, of what the rules of both say at the start").containsExactly("told");
    }

    @Test
    void whereFramesAlwaysWaitItIsWaitedForAllTheSame() {
        news.told();
        news.settle(false);
        assertThat(tolds()).isZero();
        hands.nanos.addAndGet(Duration.ofMillis(99).toNanos());
        news.settle(false);
        assertThat(tolds()).isZero();
        hands.nanos.addAndGet(Duration.ofMillis(1).toNanos());
        news.settle(false);
        assertThat(tolds()).isEqualTo(1);
        news.settle(true);
        assertThat(tolds()).as("nothing was told since").isEqualTo(1);
    }

    /** What is kept in memory for the disk is bounded, and the oldest goes first. */
    @Test
    void manyAtOnceWaitInBetween() {
        for (int i = 0; i < 300; i++) {
            news.ruled(new RuleNews.AlarmState("c" + i, Optional.empty()));
            news.told();
            assertThat(tolds()).isEqualTo(i < 255 ? 0 : 1);
        }
        news.settle();
        assertThat(tolds()).isEqualTo(2);
    }
}
