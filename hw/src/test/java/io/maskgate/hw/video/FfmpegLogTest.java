package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** In this order, since after a flood nothing is logged for a while. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FfmpegLogTest {
    private final Logger logger = Logger.getLogger(FfmpegLog.class.getName());
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private boolean noMemory;
    private int played;
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (noMemory) {
                played++;
                throw new OutOfMemoryError("played");
            }
            lines.add(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        FfmpegLog.install();
        handler.setLevel(Level.ALL);
        logger.setLevel(Level.FINE);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        logger.setLevel(null);
        logger.setUseParentHandlers(true);
    }

    @Test
    @Order(2)
    void warningsArriveRedactedChatterDoesNotAndAFloodIsCut() {
        var secrets = List.of("tops3cret");
        FfmpegLog.install().hide(secrets);
        avutil.av_log(null, avutil.AV_LOG_WARNING, "cannot open rtsp://joe:pw@cam/x?t=tops3cret\n");
        avutil.av_log(null, avutil.AV_LOG_INFO, "chatter\n");
        FfmpegLog.install().forget(secrets);

        assertThat(lines).contains("ffmpeg: cannot open rtsp://***@cam/x?t=***").noneMatch(l -> l.contains("chatter"));

        for (int i = 0; i < 500; i++) {
            avutil.av_log(null, avutil.AV_LOG_ERROR, "flood\n");
        }
        assertThat(lines.stream().filter(line -> line.contains("flood")).count())
                .as("a flood is cut")
                .isBetween(1L, 40L);
    }

    /** What is thrown through FFmpeg ends the process. */
    @Test
    @Order(1)
    void wantOfMemoryWhileALineIsLoggedCostsTheLine() {
        noMemory = true;
        avutil.av_log(null, avutil.AV_LOG_WARNING, "lost\n");
        noMemory = false;
        assertThat(played).isEqualTo(1);
    }
}
