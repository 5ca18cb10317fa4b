package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.LogListener;
import io.maskgate.hw.video.HardwareDecoders.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** At boot a GPU's driver may come after the cameras, and its memory may be used up just then. */
@Timeout(30)
class LaterDecodersTest {
    private static final HardwareDecoders.Patience PATIENT =
            new HardwareDecoders.Patience(Duration.ofSeconds(20), Duration.ofSeconds(20));
    private static final Fault CLOSED = Fault.passing("it cannot be opened on this machine");

    private final AtomicLong now = new AtomicLong();
    private final List<String> tried = new CopyOnWriteArrayList<>();
    private volatile Optional<Fault> fault = Optional.of(CLOSED);
    private volatile HardwareDecoders.Trial trial = (_, _) -> fault;

    private final HardwareDecoders decoders = new HardwareDecoders(
            List.of("cuvid", "v4l2m2m"),
            (decoder, codec) -> {
                tried.add(decoder);
                return decoder.endsWith("cuvid") ? trial.fault(decoder, codec) : Optional.of(CLOSED);
            },
            PATIENT,
            now::get,
            decoder -> decoder.endsWith("cuvid"));

    private void at(int seconds) {
        now.set(Duration.ofSeconds(seconds).toNanos());
    }

    private void triedAgain(int times) {
        await().until(() -> tried.size() == 2 * times);
    }

    @Test
    void oneThatCouldNotBeOpenedIsTriedAgainAfterAMinuteAndEachTimeAfterTwiceAsLong() {
        try (var log = LogListener.to(HardwareDecoders.class)) {
            assertThat(decoders.forCodec("h264")).isEmpty();
            at(59);
            assertThat(decoders.forCodec("h264")).isEmpty();
            assertThat(tried).containsExactly("h264_cuvid", "h264_v4l2m2m");
            at(60);
            assertThat(decoders.forCodec("h264")).isEmpty();
            triedAgain(2);
            at(179);
            assertThat(decoders.forCodec("h264")).isEmpty();
            assertThat(tried).hasSize(4);
            fault = Optional.empty();
            at(180);
            await().untilAsserted(() -> assertThat(decoders.forCodec("h264")).contains("h264_cuvid"));
            at(100_000);
            assertThat(decoders.forCodec("h264")).contains("h264_cuvid");
            assertThat(tried).as("the third stopped at the first").hasSize(5).endsWith("h264_cuvid");
            assertThat(log.lines())
                    .containsExactly(
                            "INFO h264_cuvid is not used now: it cannot be opened on this machine; it is tried again when a"
                                    + " camera connects, after 60 s at the earliest",
                            "INFO h264 is decoded by h264_cuvid");
        }
    }

    @Test
    void nobodyWaitsForAnotherTrial() {
        assertThat(decoders.forCodec("h264")).isEmpty();
        var go = new CountDownLatch(1);
        trial = (_, _) -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return Optional.empty();
        };
        at(60);
        assertThat(decoders.forCodec("h264")).isEmpty();
        await().until(() -> tried.size() == 3);
        assertThat(decoders.forCodec("h264"))
                .as("another camera, during the trial")
                .isEmpty();
        go.countDown();
        await().untilAsserted(() -> assertThat(decoders.forCodec("h264")).contains("h264_cuvid"));
    }

    /** As where there is no memory for it. */
    @Test
    void aTrialThatFailedOfSomethingElseSaysNothingOfTheDecoder() {
        trial = (_, _) -> {
            throw new OutOfMemoryError("scripted");
        };
        assertThat(decoders.forCodec("h264")).isEmpty();
        trial = (_, _) -> Optional.empty();
        at(60);
        await().untilAsserted(() -> assertThat(decoders.forCodec("h264")).contains("h264_cuvid"));
    }

    /** As on each machine without a video device of the kernel's. */
    @Test
    void oneThatCannotDecodeIsNotTriedAgainBesideOneThatCannotBeOpened() {
        fault = Optional.of(Fault.lasting("its pictures are wrong"));
        assertThat(decoders.forCodec("h264")).isEmpty();
        fault = Optional.empty();
        at(60);
        assertThat(decoders.forCodec("h264")).isEmpty();
        await().until(() -> tried.size() >= 3);
        at(100_000);
        // The last choice may not be written down yet.
        await().until(() -> decoders.forCodec("h264").isEmpty() && tried.size() >= 4);
        assertThat(tried).containsExactly("h264_cuvid", "h264_v4l2m2m", "h264_v4l2m2m", "h264_v4l2m2m");
        assertThat(decoders.forCodec("h264")).isEmpty();
    }

    /** It was told at DEBUG alone: a card decoded nothing, and no line said so. */
    @Test
    void oneOfAGpuThatCannotDecodeIsNamedOnce() {
        try (var log = LogListener.to(HardwareDecoders.class)) {
            assertThat(decoders.forCodec("h264")).isEmpty();
            fault = Optional.of(Fault.lasting("its pictures are wrong"));
            at(60);
            assertThat(decoders.forCodec("h264")).isEmpty();
            triedAgain(2);
            at(180);
            assertThat(decoders.forCodec("h264")).isEmpty();
            await().until(() -> tried.size() == 5);
            assertThat(log.lines())
                    .last()
                    .isEqualTo(
                            "WARNING h264_cuvid is not used: its pictures are wrong; it is not tried again before the next"
                                    + " start, software decodes");
            assertThat(log.lines()).as("with what was said of it before").hasSize(2);
        }
    }

    @Test
    void oneThatThisFfmpegDoesNotHaveIsNotWorthALine() {
        fault = Optional.of(Fault.NOT_BUILT);
        try (var log = LogListener.to(HardwareDecoders.class)) {
            assertThat(decoders.forCodec("h264")).isEmpty();
            assertThat(log.lines()).isEmpty();
        }
    }

    /** A machine so busy that ten pictures take longer than the trial has: it does not decide for all days to come. */
    @Test
    void aTrialThatRanOutOfTimeSaysNothingOfTheDecoder() {
        var late = new MediaClock() {
            private final AtomicLong step = new AtomicLong();
            private final AtomicLong nanos = new AtomicLong();

            @Override
            public long nanos() {
                return nanos.addAndGet(step.get());
            }

            /** Asked when the clip is open. */
            @Override
            public Instant wall() {
                step.set(Duration.ofSeconds(10).toNanos());
                return Instant.EPOCH;
            }
        };
        var clip = new ProbeClip(() -> new CuvidLibrary(false, _ -> false), late);
        assertThat(clip.fault("h264", "h264"))
                .hasValueSatisfying(
                        fault -> assertThat(fault.passing()).as(fault.why()).isTrue());
    }

    @Test
    void oneThatCannotDecodeIsNotTriedAgain() {
        var wrong = new HardwareDecoders(
                List.of("cuvid"),
                (decoder, _) -> {
                    tried.add(decoder);
                    return Optional.of(Fault.lasting("its pictures are wrong"));
                },
                PATIENT,
                now::get,
                _ -> true);
        assertThat(wrong.forCodec("h264")).isEmpty();
        at(100_000);
        assertThat(wrong.forCodec("h264")).isEmpty();
        assertThat(wrong.forCodec("hevc"))
                .as("of the other codec, tried after it")
                .isEmpty();
        assertThat(tried).containsExactly("h264_cuvid", "hevc_cuvid");
    }
}
