package io.maskgate.tests.fuzz;

import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Opens the camera whose address it is given, and looks at it for a while. */
final class CameraVictim {
    private static final Duration CONNECT = Duration.ofMillis(700);
    private static final Duration READ = Duration.ofMillis(500);
    private static final int READS = 80;

    private CameraVictim() {}

    public static void main(String[] arguments) throws IOException {
        Victim.serve(given -> {
            try {
                var url = VideoUrl.parse(new String(given, StandardCharsets.UTF_8));
                try (var source =
                        VideoSource.open(VideoSpec.of(url).withTimeouts(CONNECT, READ), MediaClock.system())) {
                    return look(source);
                }
            } catch (VideoException e) {
                return e.reason().name();
            }
        });
    }

    private static String look(VideoSource source) {
        int pictures = 0;
        for (int i = 0; i < READS; i++) {
            switch (source.read()) {
                case Read.Picture(var frame) -> {
                    frame.close();
                    pictures++;
                }
                case Read.Passed _, Read.Skipped _ -> {}
                case Read.Ended _ -> {
                    return "pictures " + pictures;
                }
            }
        }
        return "pictures " + pictures;
    }
}
