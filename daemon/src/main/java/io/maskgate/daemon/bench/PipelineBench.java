package io.maskgate.daemon.bench;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.demo.EmbeddedBroker;
import io.maskgate.daemon.demo.EventTap;
import io.maskgate.daemon.demo.TemporaryFolder;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.hw.video.VideoException;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The daemon and, after it, a program that only decodes, on the same stream for the same time. Each is a process of its
 * own; so is the server of the stream. The broker is in this process.
 */
public final class PipelineBench {
    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration CONNECTED = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * What to measure.
     *
     * @param source a file, an rtsp:// address, or nothing for the bundled clip in full HD
     * @param fps of the bundled clip
     * @param empty whether the bundled clip shows the empty lobby only
     * @param policy of the cameras' decoding
     * @param loopFilter of the cameras' decoding; nobody watches here, so that {@code WATCHED} is without it
     * @param rate detections a second and camera
     * @param settle from the first picture to the window: compiling and caches are done by then
     * @param time length of a window
     * @param model name or folder; the default model when absent
     */
    public record Settings(
            Optional<String> source,
            int cameras,
            int fps,
            boolean empty,
            GatewayConfig.Policy policy,
            GatewayConfig.LoopFilter loopFilter,
            double rate,
            Duration settle,
            Duration time,
            int rounds,
            Optional<String> model,
            Reference reference) {}

    /** Opens subscriptions to all events of a broker. */
    @FunctionalInterface
    interface Taps {
        Closeable open(String broker, BiConsumer<MaskEvent, Instant> take) throws IOException;
    }

    private final Program program;
    private final Settings settings;
    private final Consumer<String> progress;
    private final Taps taps;
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param progress takes a line for a person now and then */
    public PipelineBench(Program program, Settings settings, Consumer<String> progress) {
        this(program, settings, progress, (broker, take) -> EventTap.open(broker, take)::close);
    }

    PipelineBench(Program program, Settings settings, Consumer<String> progress, Taps taps) {
        this.program = program;
        this.settings = settings;
        this.progress = progress;
        this.taps = taps;
    }

    public PipelineReport run() throws IOException, VideoException, InterruptedException {
        try (var folder = new TemporaryFolder("maskgate-bench");
                var stream = BenchStream.open(program, settings, folder.path(), progress);
                var broker = EmbeddedBroker.start()) {
            var rounds = new ArrayList<PipelineReport.Round>();
            for (int round = 1; round <= settings.rounds(); round++) {
                progress.accept("round " + round + " of " + settings.rounds() + ": daemon");
                var daemon = daemon(folder.path(), stream.address(), broker.url());
                progress.accept("round " + round + " of " + settings.rounds() + ": "
                        + settings.reference().text());
                rounds.add(new PipelineReport.Round(daemon, reference(folder.path(), stream.address())));
            }
            return new PipelineReport(
                    stream.text(),
                    settings.cameras(),
                    settings.rate(),
                    settings.policy().name().toLowerCase(Locale.ROOT),
                    settings.loopFilter() == GatewayConfig.LoopFilter.ALWAYS,
                    settings.reference().text(),
                    rounds);
        } finally {
            client.shutdownNow();
        }
    }

    private DaemonRun daemon(Path folder, String address, String broker) throws IOException, InterruptedException {
        int port = freePort();
        Path state = Files.createTempDirectory(folder, "state");
        Path config = Files.writeString(
                folder.resolve("bench.yaml"), new DaemonConfig(settings, address, broker, state, port).yaml());
        try (var child = Child.start(
                "the daemon", program.with("run", "--config", config.toString()), folder.resolve("daemon.log"))) {
            awaitPictures(child, port);
            var start = child.usage();
            child.run(settings.settle());
            var latencies = new Latencies();
            try (var _ = taps.open(broker, latencies::take)) {
                // Not before the tap is open, which takes 0.3 s: counts and processor time have one window.
                var before = metrics(child, port);
                var from = child.usage();
                child.run(settings.time());
                var to = child.usage();
                return checked(
                        child, DaemonRun.between(start, from, to, before, metrics(child, port), latencies.millis()));
            }
        }
    }

    private static DaemonRun checked(Child child, DaemonRun run) throws IOException {
        if (run.received() == 0) {
            throw child.failed("received nothing");
        }
        return run;
    }

    private void awaitPictures(Child child, int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        while (true) {
            var cameras = Metrics.read(client, port)
                    .map(metrics -> metrics.by("maskgate_frames_decoded_total", "camera").values().stream()
                            .filter(pictures -> pictures > 0)
                            .count())
                    .orElse(0L);
            if (cameras >= settings.cameras()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw child.failed("had pictures of " + cameras + " cameras after " + START_DEADLINE.toSeconds()
                        + " s, expected " + settings.cameras());
            }
            child.run(POLL);
        }
    }

    private Metrics metrics(Child child, int port) throws IOException, InterruptedException {
        return Metrics.read(client, port).orElseThrow(() -> child.failed("does not answer for its metrics"));
    }

    private ReferenceRun reference(Path folder, String address) throws IOException, InterruptedException {
        var children = new ArrayList<Child>();
        try {
            for (int i = 0; i < settings.cameras(); i++) {
                children.add(Child.start(
                        settings.reference().text(),
                        settings.reference().command(program, address),
                        folder.resolve("reference-" + i + ".log")));
            }
            children.getFirst().run(settled());
            var from = usages(children);
            children.getFirst().run(settings.time());
            return ReferenceRun.between(from, usages(children));
        } finally {
            children.forEach(Child::close);
        }
    }

    /** Compilers take long to be done; a decoder only has to be connected. */
    private Duration settled() {
        return settings.settle().compareTo(CONNECTED) < 0 ? settings.settle() : CONNECTED;
    }

    private static List<Child.Usage> usages(List<Child> children) throws IOException {
        var usages = new ArrayList<Child.Usage>();
        for (Child child : children) {
            usages.add(child.usage());
        }
        return usages;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
