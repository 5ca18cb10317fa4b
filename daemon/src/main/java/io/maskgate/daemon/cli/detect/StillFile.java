package io.maskgate.daemon.cli.detect;

import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A file that is one picture, told by its content. */
record StillFile(Path path) {
    private static final int MOST_BYTES = 64 << 20;
    private static final long MOST_PIXELS = 64_000_000;
    private static final int MAGIC_BYTES = 12;

    /** The picture behind an address; nothing when it is a stream, a video or not there. */
    static Optional<StillFile> of(VideoUrl url) {
        if (!url.isFile()) {
            return Optional.empty();
        }
        Path path = Path.of(url.redacted().substring("file:".length()));
        if (!Files.isRegularFile(path)) {
            // The video source refuses it; opening a pipe could block for ever.
            return Optional.empty();
        }
        try (var in = Files.newInputStream(path)) {
            String magic = new String(in.readNBytes(MAGIC_BYTES), StandardCharsets.ISO_8859_1);
            return isPicture(magic, path.toString()) ? Optional.of(new StillFile(path)) : Optional.empty();
        } catch (IOException _) {
            // The video source says what is wrong with it, in the words of all sources.
            return Optional.empty();
        }
    }

    /** A bare sequence of JPEGs begins like one JPEG; only its name tells. */
    private static boolean isPicture(String magic, String name) {
        return magic.startsWith("\u00ff\u00d8\u00ff")
                        && !name.toLowerCase(Locale.ROOT).matches(".*\\.mjpe?g")
                || magic.startsWith("\u0089PNG")
                || magic.startsWith("RIFF") && magic.endsWith("WEBP")
                || magic.startsWith("BM");
    }

    /** @return to be closed by the caller */
    DecodedFrame decode(MediaClock clock) throws VideoException, IOException {
        if (Files.size(path) > MOST_BYTES) {
            throw new VideoException(
                    VideoException.Reason.TOO_LARGE,
                    path + ": expected a picture of at most 64 MiB, found a larger file");
        }
        try {
            return StillPicture.decode(Files.readAllBytes(path), MOST_PIXELS, clock);
        } catch (VideoException e) {
            throw new VideoException(e.reason(), path + ": " + e.getMessage());
        }
    }
}
