package io.maskgate.daemon.camera;

import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.video.Annotator;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.PictureScaler;
import io.maskgate.hw.video.RgbPicture;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Draws what the tracker sees into a picture of a frame; belongs to the camera's thread. */
final class Preview implements AutoCloseable {
    private static final int MAX_WIDTH = 960;
    private static final int QUALITY = 80;
    private static final int UNDECIDED = 0x8A8A8A;

    private final PictureScaler scaler = new PictureScaler();
    /** Its picture is another than the scaler's: one may be drawn while one is kept. */
    private final PictureScaler keeper = new PictureScaler();

    private final JpegEncoder encoder = new JpegEncoder();
    private final Annotator annotator = new Annotator();
    private long kept;
    private boolean closed;

    byte[] draw(DecodedFrame frame, List<TrackView> tracks) {
        var picture = scaler.scale(frame, MAX_WIDTH);
        return drawn(picture, frame.width(), frame.height(), tracks);
    }

    /** Copies a frame; what was kept before is written over. */
    CameraStream.Kept keep(DecodedFrame frame) {
        int width = frame.width();
        int height = frame.height();
        var picture = keeper.scale(frame, MAX_WIDTH);
        long mine = ++kept;
        return (cover, faces, tracks) -> {
            // The detector may answer when the stream has long been closed, and its encoder with it.
            if (closed || mine != kept) {
                return Optional.empty();
            }
            faces.forEach(face -> cover.cover(picture, scaled(face, picture, width, height)));
            return Optional.of(drawn(picture, width, height, tracks));
        };
    }

    private byte[] drawn(RgbPicture picture, int frameWidth, int frameHeight, List<TrackView> tracks) {
        for (var track : tracks) {
            annotator.draw(
                    picture,
                    scaled(track.box(), picture, frameWidth, frameHeight),
                    text(track),
                    track.label().map(Annotator::color).orElse(UNDECIDED));
        }
        return encoder.encode(picture, QUALITY);
    }

    private static Box scaled(Box box, RgbPicture picture, int frameWidth, int frameHeight) {
        float sx = (float) picture.width() / frameWidth;
        float sy = (float) picture.height() / frameHeight;
        return new Box(box.x0() * sx, box.y0() * sy, box.x1() * sx, box.y1() * sy);
    }

    private static String text(TrackView track) {
        return track.label()
                .map(MaskLabel::text)
                .map(label -> String.format(Locale.ROOT, "%s %.2f", label, track.score()))
                .orElse("?");
    }

    @Override
    public void close() {
        closed = true;
        scaler.close();
        keeper.close();
        encoder.close();
    }
}
