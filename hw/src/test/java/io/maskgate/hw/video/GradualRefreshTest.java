package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GradualRefreshTest {
    private final GradualRefresh refresh = new GradualRefresh();

    @Test
    void aKeyFrameThatGivesItsPictureIsWhole() {
        refresh.keySent();
        refresh.came(true, false);
        assertThat(refresh.drained()).isFalse();
        assertThat(refresh.on()).isFalse();
        assertThat(refresh.blind()).isFalse();
    }

    @Test
    void oneThatGivesNothingIsTheBeginningOfARefresh() {
        refresh.keySent();
        assertThat(refresh.drained()).isTrue();
        assertThat(refresh.on()).isTrue();
        assertThat(refresh.blind()).isTrue();

        refresh.came(false, false);
        assertThat(refresh.on()).isTrue();
        assertThat(refresh.blind()).isFalse();

        refresh.came(true, false);
        assertThat(refresh.on()).isFalse();
    }

    /** A decoder that has seen the refresh before gives a picture; one made to forget would not. */
    @Test
    void oneWhosePictureIsNoKeyPictureIsTheBeginningOfARefreshToo() {
        refresh.keySent();
        refresh.came(false, false);
        assertThat(refresh.drained()).isTrue();
    }

    @Test
    void aDecoderThatMayNotSayWhatIsAKeyPictureIsBelievedThatItWasOne() {
        refresh.keySent();
        refresh.came(false, true);
        assertThat(refresh.drained()).isFalse();
    }

    @Test
    void thePictureOfAnEarlierKeyFrameIsNotThatOfTheNext() {
        refresh.keySent();
        refresh.came(true, false);
        refresh.keySent();
        assertThat(refresh.drained()).isTrue();
        refresh.reset();
        assertThat(refresh.on()).isFalse();
    }
}
