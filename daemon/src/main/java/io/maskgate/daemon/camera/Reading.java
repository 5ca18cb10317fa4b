package io.maskgate.daemon.camera;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.hw.host.ThreadCpuClock;
import io.maskgate.hw.video.Attention;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How one open stream is read: as closely as the policy has it, with its cost measured. Belongs to the camera's thread. */
final class Reading implements AutoCloseable {
    private final GatewayConfig.Camera config;
    private final CameraWorker.Surroundings around;
    private final CameraBoard.Pen pen;
    private final ThreadCpuClock cpu = new ThreadCpuClock();
    private final DecodeCost cost = new DecodeCost();
    private @Nullable Attention shownAttention;
    private double shownCores;
    private int width;

    Reading(GatewayConfig.Camera config, CameraWorker.Surroundings around, CameraBoard.Pen pen) {
        this.config = config;
        this.around = around;
        this.pen = pen;
    }

    CameraStream.Next next(CameraStream stream) {
        long now = around.clock().nanos();
        boolean watched = around.tap().watched(config.id());
        var attention = around.watchfulness().at(now, watched);
        stream.attend(attention);
        stream.loopFilter(watched || config.decode().loopFilter() == GatewayConfig.LoopFilter.ALWAYS);
        long before = cpu.nanos();
        var next = stream.next();
        long spent = cpu.nanos() - before;
        cost.add(spent, around.clock().nanos());
        pen.decodeTime(spent);
        if (attention != shownAttention || cost.cores() != shownCores) {
            show(stream, attention);
        }
        return next;
    }

    private void show(CameraStream stream, Attention attention) {
        shownAttention = attention;
        shownCores = cost.cores();
        String advice = DecodeCost.advice(
                shownCores,
                width,
                around.model().get().info().width(),
                config.detectUrl().isPresent());
        pen.decoding(new CameraStatus.Decoding(
                attention.name().toLowerCase(Locale.ROOT), stream.decoder(), shownCores, advice));
    }

    /** A picture came, so wide. */
    void picture(int pictureWidth) {
        width = pictureWidth;
    }

    @Override
    public void close() {
        cpu.close();
    }
}
