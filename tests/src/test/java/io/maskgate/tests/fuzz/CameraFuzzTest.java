package io.maskgate.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Cameras that answer wrongly: a real conversation with edits in its RTSP, its SDP or its packets. */
@Tag("fuzz")
class CameraFuzzTest {
    private record Stage(Conversation real, HostileCamera camera, Victim victim) {}

    private static @Nullable Stage stage;

    @BeforeContainer
    static void begin() throws Exception {
        var real = Conversation.real();
        var camera = new HostileCamera(new HostileCamera.Script(real, false));
        stage = new Stage(real, camera, new Victim(CameraVictim.class, Duration.ofSeconds(20)));
        // On a busy machine the first open, which loads FFmpeg, takes longer than a victim's patience.
        await("pictures of the honest camera")
                .atMost(Duration.ofMinutes(1))
                .until(() -> look().matches("pictures [1-9]\\d*"));
    }

    @AfterContainer
    static void end() throws IOException {
        try (var _ = stage().camera;
                var victim = stage().victim) {
            victim.assertNotGrown();
        }
    }

    @Property(shrinking = ShrinkingMode.OFF, tries = 200)
    void aCameraThatAnswersWronglyIsShownOrGivenUp(
            @ForAll("parts") int part, @ForAll("edits") List<Edit> edits, @ForAll("silence") boolean silent)
            throws Exception {
        tryCamera(part, edits, silent);
    }

    /** Each case decodes pictures, or waits for more: fewer than elsewhere. */
    @Property(shrinking = ShrinkingMode.OFF, tries = 5000)
    @Tag("long")
    void manyCamerasThatAnswerWronglyAreShownOrGivenUp(
            @ForAll("parts") int part, @ForAll("edits") List<Edit> edits, @ForAll("silence") boolean silent)
            throws Exception {
        tryCamera(part, edits, silent);
    }

    private static void tryCamera(int part, List<Edit> edits, boolean silent) throws Exception {
        var parts = new ArrayList<>(stage().real.parts());
        parts.set(part, Edit.apply(edits, parts.get(part)));
        stage().camera.say(new HostileCamera.Script(new Conversation(parts), silent));

        assertThat(look())
                .matches(
                        "pictures \\d+|UNREACHABLE|TIMEOUT|UNAUTHORIZED|NOT_FOUND|REFUSED|NOT_A_STREAM|NO_VIDEO|UNSUPPORTED"
                                + "|UNKNOWN_LOGIN|EXHAUSTED|BROKEN");
    }

    private static String look() throws Exception {
        return stage().victim.take(stage().camera.url().getBytes(StandardCharsets.UTF_8));
    }

    private static Stage stage() {
        var current = stage;
        if (current == null) {
            throw new IllegalStateException("not begun");
        }
        return current;
    }

    /** The SDP and the packets have the most in them to misread. */
    @Provide
    Arbitrary<Integer> parts() {
        return Arbitraries.frequency(
                Tuple.of(1, 0), Tuple.of(4, 1), Tuple.of(2, 2), Tuple.of(1, 3), Tuple.of(4, Conversation.MEDIA));
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Arbitraries.lazy(Edit::some);
    }

    /** Seldom, since each takes a deadline. */
    @Provide
    Arbitrary<Boolean> silence() {
        return Arbitraries.frequency(Tuple.of(49, false), Tuple.of(1, true));
    }
}
