package io.maskgate.tests.fuzz;

import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import java.io.IOException;

/** Decodes what it is given as an upload is decoded. */
final class PictureVictim {
    private static final long MOST_PIXELS = 4_000_000;

    private PictureVictim() {}

    public static void main(String[] arguments) throws IOException {
        Victim.serve(given -> {
            try (var frame = StillPicture.decode(given, MOST_PIXELS, MediaClock.system())) {
                return "decoded " + frame.width() + "x" + frame.height();
            } catch (VideoException e) {
                return e.reason().name();
            }
        });
    }
}
