package io.maskgate.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Pictures that somebody uploads: whole ones with edits, to the decoder in a process of its own. */
@Tag("fuzz")
class PictureFuzzTest {
    private static final List<byte[]> GOOD = Pictures.all();

    private static @Nullable Victim victim;

    @BeforeContainer
    static void begin() throws Exception {
        victim = new Victim(PictureVictim.class, Duration.ofSeconds(20));
        for (var picture : GOOD) {
            assertThat(victim().take(picture)).isEqualTo("decoded 48x32");
        }
    }

    @AfterContainer
    static void end() throws IOException {
        try (var ending = victim()) {
            ending.assertNotGrown();
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void aDamagedPictureIsDecodedOrRefused(@ForAll("pictures") int picture, @ForAll("edits") List<Edit> edits)
            throws Exception {
        assertThat(victim().take(Edit.apply(edits, GOOD.get(picture))))
                .matches("decoded \\d+x\\d+|TOO_LARGE|UNSUPPORTED|BROKEN");
    }

    private static Victim victim() {
        var current = victim;
        if (current == null) {
            throw new IllegalStateException("not begun");
        }
        return current;
    }

    @Provide
    Arbitrary<Integer> pictures() {
        return Arbitraries.integers().between(0, GOOD.size() - 1);
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Arbitraries.lazy(Edit::some);
    }
}
