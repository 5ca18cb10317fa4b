package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.daemon.camera.Faces;
import io.maskgate.daemon.camera.Picture;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PreviewHubTest {
    private static final Picture ONE = new Picture(Faces.SHOWN, new byte[] {1});
    private static final Picture TWO = new Picture(Faces.SHOWN, new byte[] {2});

    private final AtomicLong nanos = new AtomicLong();
    private final PreviewHub hub = new PreviewHub(id -> id.equals("lobby"), 10, nanos::get);

    @Test
    void nothingIsWantedWhileNobodyWatches() {
        assertThat(hub.wanted("lobby", Faces.SHOWN)).isFalse();
        try (var _ = hub.subscribe("lobby", Faces.SHOWN).orElseThrow()) {
            assertThat(hub.wanted("lobby", Faces.SHOWN)).isTrue();
        }
        assertThat(hub.wanted("lobby", Faces.SHOWN)).isFalse();
    }

    @Test
    void tenPicturesASecondAreWantedOfTwentyFive() {
        try (var _ = hub.subscribe("lobby", Faces.SHOWN).orElseThrow()) {
            int wanted = 0;
            for (int frame = 0; frame < 250; frame++) {
                nanos.set(frame * 40_000_000L);
                wanted += hub.wanted("lobby", Faces.SHOWN) ? 1 : 0;
            }
            // Every third frame is the first at least 100 ms after the last wanted one.
            assertThat(wanted).isEqualTo(84);
        }
    }

    @Test
    void aSlowViewerGetsTheNewestPictureOnly() throws Exception {
        try (var viewer = hub.subscribe("lobby", Faces.SHOWN).orElseThrow()) {
            hub.publish("lobby", ONE);
            hub.publish("lobby", TWO);

            assertThat(viewer.next(Duration.ZERO)).contains(TWO);
            assertThat(viewer.next(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void theLastPictureIsForgottenWithItsLastViewer() throws Exception {
        var first = hub.subscribe("lobby", Faces.SHOWN).orElseThrow();
        hub.publish("lobby", ONE);
        first.close();
        first.close();
        hub.publish("lobby", TWO);

        try (var second = hub.subscribe("lobby", Faces.SHOWN).orElseThrow()) {
            assertThat(second.next(Duration.ZERO)).isEmpty();
        }
        assertThat(hub.viewers()).isZero();
    }

    @Test
    void aCameraThatIsNotThereHasNoPictures() throws Exception {
        assertThat(hub.subscribe("attic", Faces.SHOWN)).isEmpty();
        assertThat(hub.snapshot("attic", Faces.SHOWN, Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void whoMayNotSeeFacesGetsPicturesOfTheirOwnKindOnly() throws Exception {
        try (var covered = hub.subscribe("lobby", Faces.COVERED).orElseThrow()) {
            assertThat(hub.watched("lobby")).contains(Faces.COVERED);
            try (var _ = hub.subscribe("lobby", Faces.SHOWN).orElseThrow()) {
                assertThat(hub.watched("lobby")).contains(Faces.SHOWN);
            }
            assertThat(hub.wanted("lobby", Faces.SHOWN)).isFalse();
            assertThat(hub.wanted("lobby", Faces.COVERED)).isTrue();
            hub.publish("lobby", ONE);
            assertThat(covered.next(Duration.ZERO)).isEmpty();
            var veiled = new Picture(Faces.COVERED, new byte[] {3});
            hub.publish("lobby", veiled);
            assertThat(covered.next(Duration.ZERO)).contains(veiled);
        }
        assertThat(hub.watched("lobby")).isEmpty();
    }
}
