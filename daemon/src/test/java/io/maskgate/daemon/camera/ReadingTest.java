package io.maskgate.daemon.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.hw.video.Attention;
import io.maskgate.hw.video.Cancellation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingTest {
    private final Room room = new Room();
    private final Script script = new Script();

    private void read() throws Exception {
        script.plays(Script.passed(0));
        var pen = room.board("a").begin();
        try (var stream = script.open(new Cancellation());
                var reading = new Reading(
                        Room.camera("a", "rtsp://camera/", false), room.around(new Room.Hands()), pen, stream)) {
            reading.next();
        }
    }

    /** Covered pictures are those that the detector looked at: of the others decoded for them nothing would be seen. */
    @ParameterizedTest
    @CsvSource({"SHOWN, EVERY", "COVERED, ENOUGH"})
    void asManyPicturesAreDecodedAsAreSeen(Faces faces, Attention attention) throws Exception {
        room.watched = true;
        room.faces = faces;
        read();
        assertThat(script.attended).containsExactly(attention);
        assertThat(script.filtered).containsExactly(true);
    }

    @Test
    void whileNobodyWatchesBlocksAreNotSmoothed() throws Exception {
        read();
        assertThat(script.attended).containsExactly(Attention.ENOUGH);
        assertThat(script.filtered).containsExactly(false);
    }
}
