package io.maskgate.tests.chaos;

import static org.awaitility.Awaitility.await;

import io.maskgate.tests.chaos.ChaosPlan.Means;
import io.maskgate.tests.support.Clip;
import io.maskgate.tests.support.GatewayProcess;
import io.maskgate.tests.support.GatewaySetup;
import io.maskgate.tests.support.Mosquitto;
import io.maskgate.tests.support.MovableClock;
import io.maskgate.tests.support.MqttRecorder;
import io.maskgate.tests.support.RtspServer;
import io.maskgate.tests.support.SmallDisk;
import io.maskgate.tests.support.TcpProxy;
import io.maskgate.tests.support.TcpProxy.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gateway between two cameras of one server and a broker, each behind what can harm it. The first camera's wire can be
 * harmed by itself, the second shares its server alone.
 */
final class World implements AutoCloseable {
    static final List<String> CAMERAS = List.of("near", "far");

    private static final Duration A_WHILE = Duration.ofSeconds(60);
    /** Blows cost a busy machine more than their own time. */
    private static final Duration A_LONG_WHILE = Duration.ofMinutes(5);

    /** Two cameras shall leave a small machine room for the blows. */
    private static final String[] PATIENCE = {"rate: 3", "stall-after: 5s", "connect-timeout: 10s"};

    /** After so long nobody shows or remembers a picture with wrong bits. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(60);

    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(2);
    private static final String STREAM = "lobby";

    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final AtomicInteger barriers = new AtomicInteger();
    private final Clips clips;
    private final Mosquitto broker;
    private final TcpProxy brokerLink;
    private final MqttRecorder recorder;
    private final RtspServer cameras;
    private final TcpProxy cameraLink;
    private final Optional<SmallDisk> disk;
    private final Optional<MovableClock> clock;
    private final GatewaySetup setup;
    private final Witness witness = new Witness();
    private final Growth growth = new Growth();
    private final Clip clip;
    private GatewayProcess gateway;
    private boolean alive = true;
    private int garbage;
    private long garbageUntil = System.nanoTime() - FORGOTTEN.toNanos();
    private long sampled = garbageUntil;

    World(Path folder) throws IOException {
        try {
            clip = Clip.lobby(folder);
            clips = Clips.make(folder, clip.mp4());
            broker = own(Mosquitto.open(folder));
            brokerLink = own(TcpProxy.to(broker.port()));
            recorder = own(MqttRecorder.of(broker));
            cameras = own(RtspServer.serving(folder, Map.of(STREAM, clips.usual())));
            cameraLink = own(TcpProxy.to(cameras.port()));
            disk = SmallDisk.mountWherePossible(folder.resolve("disk"));
            disk.ifPresent(owned::push);
            clock = MovableClock.in(folder);
            setup = new GatewaySetup(folder, "gate")
                    .broker("mqtt://localhost:" + brokerLink.port(), "keep-alive: 5s", "connect-timeout: 5s")
                    .camera(CAMERAS.getFirst(), "rtsp://127.0.0.1:" + cameraLink.port() + "/" + STREAM, PATIENCE)
                    .camera(CAMERAS.getLast(), cameras.url(STREAM), PATIENCE);
            disk.ifPresent(it -> setup.stateIn(it.folder().resolve("state")));
            clock.ifPresent(it -> setup.environment(it.environment()));
            gateway = own(GatewayProcess.start(setup, A_LONG_WHILE));
            awaitCameras();
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Both are online; each has a minute at most between two attempts. */
    void awaitCameras() {
        for (var camera : CAMERAS) {
            await(camera + " online")
                    .atMost(A_LONG_WHILE)
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> gateway.check("camera/" + camera)
                            .at("/data/state")
                            .textValue()
                            .equals("online"));
        }
    }

    private <T extends AutoCloseable> T own(T part) {
        owned.push(part);
        return part;
    }

    Means means() {
        return new Means(disk.isPresent(), clock.isPresent());
    }

    GatewayProcess gateway() {
        return gateway;
    }

    MqttRecorder recorder() {
        return recorder;
    }

    Witness witness() {
        return witness;
    }

    /** Lets the witness ask the gateway, when there is one. */
    void ask() throws IOException {
        if (!alive) {
            return;
        }
        witness.ask(gateway, garbage == 0 && System.nanoTime() - garbageUntil > FORGOTTEN.toNanos());
        if (System.nanoTime() - sampled > BETWEEN_SAMPLES.toNanos()) {
            sampled = System.nanoTime();
            try {
                growth.add(Vitals.of(gateway));
            } catch (UncheckedIOException _) {
                // Busy; there are many samples.
            }
        }
    }

    Clip clip() {
        return clip;
    }

    Growth growth() {
        return growth;
    }

    void strike(Harm harm) throws IOException {
        garbage += harm.garbles() ? 1 : 0;
        switch (harm) {
            case Harm.BrokerKilled() -> {
                brokerLink.become(new Line.Cut());
                everythingPassedOn();
                broker.kill();
            }
            case Harm.BrokerLine(var line) -> brokerLink.become(line);
            case Harm.CameraKilled() -> cameras.kill();
            case Harm.CameraHangs() -> cameras.freeze();
            case Harm.OtherSize() -> serve(clips.small());
            case Harm.ChangingSize() -> serve(clips.changing().toArray(Path[]::new));
            case Harm.CorruptStream() -> serve(clips.corrupt());
            case Harm.CameraLine(var line) -> cameraLink.become(line);
            case Harm.GatewayKilled() -> {
                allOnDisk();
                witness.lastWords(gateway);
                gateway.kill();
                alive = false;
            }
            case Harm.DiskFull() -> disk.orElseThrow().fill();
            case Harm.ClockMoved(var ahead) -> clock.orElseThrow().move(ahead);
        }
    }

    void heal(Harm harm) throws IOException {
        if (harm.garbles()) {
            garbage--;
            garbageUntil = System.nanoTime();
        }
        switch (harm) {
            case Harm.BrokerKilled() -> {
                broker.restart();
                brokerLink.become(new Line.Good());
            }
            case Harm.BrokerLine _ -> brokerLink.become(new Line.Good());
            case Harm.CameraKilled() -> cameras.restart();
            case Harm.CameraHangs() -> cameras.thaw();
            case Harm.OtherSize(), Harm.ChangingSize(), Harm.CorruptStream() -> serve(clips.usual());
            case Harm.CameraLine _ -> cameraLink.become(new Line.Good());
            case Harm.GatewayKilled() -> {
                gateway = own(GatewayProcess.start(setup, A_LONG_WHILE));
                alive = true;
                growth.startAnew();
            }
            case Harm.DiskFull() -> {
                disk.orElseThrow().free();
                allOnDisk();
            }
            case Harm.ClockMoved _ -> clock.orElseThrow().move(Duration.ZERO);
        }
    }

    /** What waited in memory is on the disk now. */
    private void allOnDisk() {
        await("a disk that is written")
                .atMost(A_WHILE)
                .ignoreException(UncheckedIOException.class)
                .until(() -> gateway.check("disk").get("status").textValue().equals("UP"));
    }

    private void serve(Path... clips) {
        cameras.kill();
        cameras.load(STREAM, clips);
        cameras.restart();
    }

    /** Whatever the broker has acknowledged has reached the subscriber, so that a kill cannot lose it. */
    private void everythingPassedOn() {
        var word = Integer.toString(barriers.incrementAndGet());
        await("the broker to have passed on everything").atMost(A_WHILE).until(() -> {
            if (recorder.connected() && !recorder.said("barrier").contains(word)) {
                recorder.publish("barrier", word);
            }
            return recorder.said("barrier").contains(word);
        });
    }

    @Override
    public void close() {
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                System.err.println("not closed: " + e);
            }
        }
    }
}
