package io.maskgate.daemon.samples;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import io.maskgate.daemon.privacy.Gates;
import io.maskgate.hw.video.RgbPicture;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
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

    @Test
    void wantOfMemoryCostsAPictureAndTheOthersAreStillDeletedOnTime() {
        var limits = new Vault.Limits(Duration.ofDays(30), 1 << 20, 0);
        var vault = new Vault(
                state.resolve("pictures"),
                limits,
                Optional.empty(),
                Gates.of(PrivacyMode.PICTURES, false),
                new PictureAges.Time(
                        now::get,
                        () -> Duration.between(Instant.EPOCH, now.get()).toNanos(),
                        () -> true));
        try (var darkroom = new Darkroom(vault, now::get, Duration.ofSeconds(30))) {
            darkroom.start();
            darkroom.take(shot(huge()));
            darkroom.take(shot(Stored.json()));
            await().dontCatchUncaughtExceptions().until(() -> vault.size() == 1 && darkroom.dropped() == 1);

            now.updateAndGet(time -> time.plus(Duration.ofDays(31)));
            await().until(() -> vault.size() == 0);
        }
    }
}
