package io.maskgate.daemon.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import io.maskgate.daemon.logging.LogListener;
import io.maskgate.daemon.privacy.Gates;
import io.maskgate.daemon.retry.Backoff;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.RgbPicture;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a clock that is moved. */
class DarkroomTest {
    @TempDir
    private Path state;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-02T08:00:00Z"));

    /** Something that takes more memory than there is, as FFmpeg's bindings say it. */
    private static ObjectNode huge() {
        return Stored.json().putPOJO("picture", new JsonSerializable.Base() {
            @Override
            public void serialize(JsonGenerator out, SerializerProvider serializers) {
                throw new OutOfMemoryError("no native memory for a frame");
            }

            @Override
            public void serializeWithType(JsonGenerator out, SerializerProvider serializers, TypeSerializer type) {
                serialize(out, serializers);
            }
        });
    }

    private Shot.OfEvent shot(ObjectNode about) {
        return new Shot.OfEvent(UUID.randomUUID(), now.get(), new RgbPicture(16, 16), about);
    }

    private Darkroom darkroom(Vault vault, Supplier<JpegEncoder> encoders) {
        var backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), new Random(1));
        return new Darkroom(
                vault, new Developer(encoders, backoff, this::nanos), now::get, this::nanos, Duration.ofSeconds(30));
    }

    private Vault vault(InstantSource wall) {
        return new Vault(
                state.resolve("pictures"),
                new Vault.Limits(Duration.ofDays(30), 1 << 20, 0),
                Optional.empty(),
                Gates.of(PrivacyMode.PICTURES, false),
                new PictureAges.Time(wall, this::nanos, () -> true));
    }

    private long nanos() {
        return Duration.between(Instant.EPOCH, now.get()).toNanos();
    }

    private void pass(Duration time) {
        now.updateAndGet(then -> then.plus(time));
    }

    @Test
    void wantOfMemoryCostsAPictureAndTheOthersAreStillDeletedOnTime() {
        var vault = vault(now::get);
        try (var darkroom = darkroom(vault, JpegEncoder::new);
                var log = LogListener.to(Darkroom.class, line -> line.getLevel().getName())) {
            darkroom.start();
            darkroom.take(shot(huge()));
            darkroom.take(shot(huge()));
            await().dontCatchUncaughtExceptions().until(() -> darkroom.dropped() == 2);
            assertThat(darkroom.trouble())
                    .hasValueSatisfying(why -> assertThat(why).contains("OutOfMemoryError"));
            assertThat(log.lines()).as("once").containsExactly("SEVERE");

            darkroom.take(shot(Stored.json()));
            await().until(() -> vault.size() == 1 && darkroom.trouble().isEmpty());

            pass(Duration.ofDays(31));
            await().until(() -> vault.size() == 0);
        }
    }

    /** Where the heap is full, the words about it find no room either. */
    @Test
    void aThreadThatEndedIsToldAndOneThatWasToEndIsNot() {
        var darkroom = darkroom(vault(now::get), JpegEncoder::new);
        try (darkroom;
                var _ = LogListener.to(Darkroom.class, _ -> {
                    throw new OutOfMemoryError("Java heap space");
                })) {
            assertThat(darkroom.fatal()).as("not begun").isEmpty();
            darkroom.start();
            darkroom.take(shot(huge()));

            String ended = "the thread that stores and deletes pictures has ended";
            await().dontCatchUncaughtExceptions()
                    .untilAsserted(() -> assertThat(darkroom.fatal()).contains(ended));
            assertThat(darkroom.trouble()).contains(ended);
        }
        assertThat(darkroom.fatal()).isEmpty();
    }

    @Test
    void anEncoderThatCannotBeMadeIsSaidOnceAndTriedAgainLaterAndOldPicturesAreDeletedMeanwhile() {
        var vault = vault(now::get);
        vault.keep("event", UUID.randomUUID(), now.get(), new Stored(Stored.json(), new byte[1]));
        var missing = new AtomicBoolean(true);
        var tries = new AtomicInteger();
        Supplier<JpegEncoder> encoders = () -> {
            tries.incrementAndGet();
            if (missing.get()) {
                throw new UnsatisfiedLinkError("no jniavcodec");
            }
            return new JpegEncoder();
        };
        try (var darkroom = darkroom(vault, encoders);
                var log =
                        LogListener.to(Developer.class, line -> line.getLevel().getName())) {
            darkroom.start();
            darkroom.take(shot(Stored.json()));
            darkroom.take(shot(Stored.json()));
            await().until(() -> darkroom.dropped() == 2);
            assertThat(tries).as("not at each picture").hasValue(1);
            assertThat(darkroom.trouble())
                    .hasValueSatisfying(why ->
                            assertThat(why).contains("UnsatisfiedLinkError").doesNotContain("jniavcodec"));

            pass(Duration.ofDays(31));
            await().until(() -> vault.size() == 0);
            darkroom.take(shot(Stored.json()));
            await().until(() -> darkroom.dropped() == 3);
            assertThat(tries).hasValue(2);
            assertThat(log.lines()).containsExactly("SEVERE");

            missing.set(false);
            pass(Duration.ofMinutes(5));
            darkroom.take(shot(Stored.json()));
            await().until(() -> vault.size() == 1);
            assertThat(darkroom.trouble()).isEmpty();
            assertThat(log.lines()).containsExactly("SEVERE", "INFO");
        }
    }

    @Test
    void aDiskThatDoesNotAnswerIsTold() throws Exception {
        var asked = new CountDownLatch(1);
        var answers = new CountDownLatch(1);
        var hangs = new AtomicBoolean();
        // The time is asked for in the same breath as the disk, and easier to hold up.
        var vault = vault(() -> {
            if (hangs.get()) {
                asked.countDown();
                await().until(() -> answers.getCount() == 0);
            }
            return now.get();
        });
        try (var darkroom = darkroom(vault, JpegEncoder::new)) {
            darkroom.start();
            hangs.set(true);
            darkroom.take(shot(Stored.json()));
            asked.await();
            assertThat(darkroom.trouble()).isEmpty();
            pass(Duration.ofSeconds(31));
            assertThat(darkroom.trouble())
                    .hasValueSatisfying(why -> assertThat(why).contains("31 s"));
            hangs.set(false);
            answers.countDown();
            await().until(() -> darkroom.trouble().isEmpty());
        } finally {
            answers.countDown();
        }
    }
}
