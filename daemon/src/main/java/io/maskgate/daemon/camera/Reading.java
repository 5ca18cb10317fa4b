package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.hw.host.ThreadCpuClock;
import io.maskgate.hw.video.Attention;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one open stream is read: as closely as the policy has it, with its cost measured. Belongs to the camera's thread. */
final class Reading implements AutoCloseable {
    private final GatewayConfig.Camera config;
    private final CameraWorker.Surroundings around;
    private final CameraBoard.Pen pen;
    private final CameraStream stream;
    private final Map<StreamTrouble, Long> told = new EnumMap<>(StreamTrouble.class);
    private final ThreadCpuClock cpu = new ThreadCpuClock();
    private final DecodeCost cost = new DecodeCost();
    private @Nullable Attention shownAttention;
    private double shownCores;
    private int width;

    /** @param stream stays the caller's */
    Reading(GatewayConfig.Camera config, CameraWorker.Surroundings around, CameraBoard.Pen pen, CameraStream stream) {
        this.config = config;
        this.around = around;
        this.pen = pen;
        this.stream = stream;
    }

    CameraStream.Next next() {
        long now = around.clock().nanos();
        var watched = around.tap().watched(config.id());
        var attention = around.watchfulness().at(now, watched);
        stream.attend(attention);
        stream.loopFilter(watched.isPresent() || config.decode().loopFilter() == GatewayConfig.LoopFilter.ALWAYS);
        long before = cpu.nanos();
        var next = stream.next();
        long spent = cpu.nanos() - before;
        cost.add(spent, around.clock().nanos());
        pen.decodeTime(spent);
        if (attention != shownAttention || cost.cores() != shownCores) {
            show(attention);
        }
        return next;
    }

    private void show(Attention attention) {
        shownAttention = attention;
        shownCores = cost.cores();
        String advice = DecodeCost.advice(
                shownCores,
                width,
                around.model().get().info().width(),
                config.detectUrl().isPresent());
        pen.decoding(new CameraStatus.Decoding(
                attention.name().toLowerCase(Locale.ROOT), stream.decoder(), shownCores, advice));
        tellTroubles();
    }

    /** What has come since the last time. */
    private void tellTroubles() {
        var stats = stream.stats();
        for (var kind : StreamTrouble.values()) {
            long count = kind.of(stats);
            pen.trouble(kind, count - told.getOrDefault(kind, 0L));
            told.put(kind, count);
        }
    }

    /** A picture came, so wide. */
    void picture(int pictureWidth) {
        width = pictureWidth;
    }

    /** Before the stream is closed. */
    @Override
    public void close() {
        try (cpu) {
            tellTroubles();
        }
    }
}
