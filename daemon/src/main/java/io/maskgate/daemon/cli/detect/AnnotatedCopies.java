package io.maskgate.daemon.cli.detect;

import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.video.Annotator;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.PictureScaler;
import io.maskgate.hw.video.RgbPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes pictures with boxes as JPEG files of one folder. Confined to one thread; owns scaler and encoder. */
final class AnnotatedCopies implements AutoCloseable {
    private static final int QUALITY = 90;

    private final Path folder;
    private final PictureScaler scaler = new PictureScaler();
    private final JpegEncoder encoder = new JpegEncoder();
    private final Annotator annotator = new Annotator();
    private final Set<String> written = new HashSet<>();

    AnnotatedCopies(Path folder) {
        this.folder = folder;
    }

    /** @param name of the file without ending; a second one of a name gets a number */
    void write(DecodedFrame frame, String name, List<Detection> detections) throws IOException {
        RgbPicture picture = scaler.scale(frame, frame.seenWidth());
        annotator.draw(picture, detections, frame.width(), frame.height());
        byte[] jpeg = encoder.encode(picture, QUALITY);
        String free = unused(name);
        Files.createDirectories(folder);
        // Ctrl-C comes at any time: what it leaves is replaced next time.
        Path temporary = folder.resolve("." + free + ".tmp");
        Files.deleteIfExists(temporary);
        try {
            Files.write(temporary, jpeg, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(temporary, folder.resolve(free + ".jpg"), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private String unused(String name) {
        String free = name;
        for (int i = 2; !written.add(free); i++) {
            free = name + "-" + i;
        }
        return free;
    }

    @Override
    public void close() {
        scaler.close();
        encoder.close();
    }
}
