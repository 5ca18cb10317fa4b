package io.maskgate.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PreviewHubTest {
    private final AtomicLong nanos = new AtomicLong();
    private final PreviewHub hub = new PreviewHub(id -> id.equals("lobby"), 10, nanos::get);

    @Test
    void nothingIsWantedWhileNobodyWatches() {
        assertThat(hub.wanted("lobby")).isFalse();
        try (var _ = hub.subscribe("lobby").orElseThrow()) {
            assertThat(hub.wanted("lobby")).isTrue();
        }
        assertThat(hub.wanted("lobby")).isFalse();
    }

    @Test
    void tenPicturesASecondAreWantedOfTwentyFive() {
        try (var _ = hub.subscribe("lobby").orElseThrow()) {
            int wanted = 0;
            for (int frame = 0; frame < 250; frame++) {
                nanos.set(frame * 40_000_000L);
                wanted += hub.wanted("lobby") ? 1 : 0;
            }
            // Every third frame is the first at least 100 ms after the last wanted one.
            assertThat(wanted).isEqualTo(84);
        }
    }

    @Test
    void aSlowViewerGetsTheNewestPictureOnly() throws Exception {
        try (var viewer = hub.subscribe("lobby").orElseThrow()) {
            hub.publish("lobby", new byte[] {1});
            hub.publish("lobby", new byte[] {2});

            assertThat(viewer.next(Duration.ZERO)).contains(new byte[] {2});
            assertThat(viewer.next(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void theLastPictureIsForgottenWithItsLastViewer() throws Exception {
        var first = hub.subscribe("lobby").orElseThrow();
        hub.publish("lobby", new byte[] {1});
        first.close();
        first.close();
        hub.publish("lobby", new byte[] {2});

        try (var second = hub.subscribe("lobby").orElseThrow()) {
            assertThat(second.next(Duration.ZERO)).isEmpty();
        }
        assertThat(hub.viewers()).isZero();
    }

    @Test
    void aCameraThatIsNotThereHasNoPictures() throws Exception {
        assertThat(hub.subscribe("attic")).isEmpty();
        assertThat(hub.snapshot("attic", Duration.ofSeconds(1))).isEmpty();
    }
}
