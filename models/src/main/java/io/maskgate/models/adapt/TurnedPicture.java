package io.maskgate.models.adapt;

import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.PictureScaler;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.StillPicture;
import io.maskgate.hw.video.VideoException;
import io.maskgate.models.data.DataCheck;
import io.maskgate.models.data.DataProblem;
import io.maskgate.models.files.Jpeg;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A picture that lies on its side, turned as EXIF says by the gateway's own decoder, which the one who labels looks through too. */
final class TurnedPicture {
    private static final float QUALITY = 0.95f;

    private TurnedPicture() {}

    /** Why it cannot be turned; none where it can. */
    static List<DataProblem> problems(Path picture) throws IOException {
        // The gateway's decoder shows a file that breaks off as far as it goes, and the grey rest would be learnt.
        var undecodable = DataCheck.undecodable(picture);
        if (undecodable.isPresent()) {
            return List.of(undecodable.get());
        }
        try (var _ = StillPicture.decode(Files.readAllBytes(picture), PseudoLabels.MOST_PIXELS, MediaClock.system())) {
            return List.of();
        } catch (VideoException e) {
            return List.of(
                    new DataProblem(picture, 0, "expected a picture the gateway reads, found: " + e.getMessage()));
        }
    }

    /** As a JPEG, in which it is stored already, and which does not say to turn it once more; a PNG is five times as large. */
    static byte[] upright(Path picture) throws IOException {
        try (var frame = StillPicture.decode(
                        Files.readAllBytes(picture), PseudoLabels.MOST_PIXELS, MediaClock.system());
                var scaler = new PictureScaler()) {
            return Jpeg.fine(image(scaler.scale(frame, frame.width())), QUALITY);
        } catch (VideoException e) {
            throw new IOException(picture + ": " + e.getMessage(), e);
        }
    }

    private static BufferedImage image(RgbPicture picture) {
        var image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_3BYTE_BGR);
        byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        var rgb = picture.pixels();
        for (int i = 0; i < bgr.length; i += 3) {
            bgr[i + 2] = rgb.get(i);
            bgr[i + 1] = rgb.get(i + 1);
            bgr[i] = rgb.get(i + 2);
        }
        return image;
    }
}
