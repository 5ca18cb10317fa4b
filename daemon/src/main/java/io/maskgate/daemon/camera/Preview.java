package io.maskgate.daemon.camera;

import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.video.Annotator;
import io.maskgate.hw.video.DecodedFrame;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.PictureScaler;
import java.util.List;
import java.util.Locale;

/** Draws what the tracker sees into a picture of a frame; belongs to the camera's thread. */
final class Preview implements AutoCloseable {
    private static final int MAX_WIDTH = 960;
    private static final int QUALITY = 80;
    private static final int UNDECIDED = 0x8A8A8A;

    private final PictureScaler scaler = new PictureScaler();
    private final JpegEncoder encoder = new JpegEncoder();
    private final Annotator annotator = new Annotator();

    byte[] draw(DecodedFrame frame, List<TrackView> tracks) {
        var picture = scaler.scale(frame, MAX_WIDTH);
        float sx = (float) picture.width() / frame.width();
        float sy = (float) picture.height() / frame.height();
        for (var track : tracks) {
            var box = track.box();
            var scaled = new Box(box.x0() * sx, box.y0() * sy, box.x1() * sx, box.y1() * sy);
            annotator.draw(
                    picture,
                    scaled,
                    text(track),
                    track.label().map(Annotator::color).orElse(UNDECIDED));
        }
        return encoder.encode(picture, QUALITY);
    }

    private static String text(TrackView track) {
        return track.label()
                .map(MaskLabel::text)
                .map(label -> String.format(Locale.ROOT, "%s %.2f", label, track.score()))
                .orElse("?");
    }

    @Override
    public void close() {
        scaler.close();
        encoder.close();
    }
}
