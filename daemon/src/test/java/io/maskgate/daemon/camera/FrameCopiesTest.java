package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.maskgate.hw.video.Cancellation;
import org.junit.jupiter.api.Test;

class FrameCopiesTest {
    private final FrameCopies copies = new FrameCopies();

    private static CameraStream.Frame frame(int width, int height) {
        var next = new Script().frame(1, width, height).take(new Cancellation());
        return ((CameraStream.Next.Picture) next).frame();
    }

    @Test
    void aCopyThatIsGivenBackIsUsedAgain() {
        var first = copies.of(frame(64, 32)).orElseThrow();
        first.close();

        assertThat(copies.of(frame(64, 32)).orElseThrow().picture()).isSameAs(first.picture());
    }

    @Test
    void copiesThatCannotBeMadeTakeNoRoom() {
        for (int i = 0; i < 100; i++) {
            assertThatIllegalArgumentException().isThrownBy(() -> copies.of(frame(10, 20_000)));
        }

        assertThat(copies.of(frame(960, 540))).isPresent();
    }
}
