package io.maskgate.daemon.camera;

import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.video.Attention;
import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.FaceCover;
import io.maskgate.hw.video.FrameTime;
import io.maskgate.hw.video.RgbPicture;
import io.maskgate.hw.video.SourceStats;
import io.maskgate.hw.video.VideoException;
import java.util.List;
import java.util.Optional;

/**
 * An open camera as its worker sees it: the seam between this room's threads and FFmpeg. Belongs to the thread that
 * opened it.
 */
interface CameraStream extends AutoCloseable {
    /** FFmpeg's name of the codec. */
    String codec();

    /** FFmpeg's name of the decoder in use. */
    String decoder();

    /** What was counted since it was opened. */
    SourceStats stats();

    /** How closely to look from now on. */
    void attend(Attention attention);

    /** Whether pictures are smoothed for people to look at. */
    void loopFilter(boolean on);

    /** Blocks until there is something to say, at most for the configured read timeout. */
    Next next();

    @Override
    void close();

    /** What came. */
    sealed interface Next {
        /** A picture; the receiver closes it. */
        record Picture(Frame frame) implements Next {}

        /** A packet came whose picture is not decoded, or not now; its picture is due at that time. */
        record Passed(long nanos) implements Next {}

        /** Something was lost, the stream goes on; the reason is one word of a fixed set. */
        record Lost(String reason, int count) implements Next {}

        /** Nothing more will come; without a fault at the regular end of a file. */
        record Ended(Optional<VideoException> fault) implements Next {}
    }

    /** A decoded picture, valid until closed. */
    interface Frame extends AutoCloseable {
        FrameTime time();

        int width();

        int height();

        /** Of the picture as it is to be seen: other than coded where its pixels are not square. */
        int seenWidth();

        /** The same in rows. */
        int seenHeight();

        void scaleInto(InputImage image);

        /** The picture stretched to the size of the target. */
        void copyInto(RgbPicture target);

        /** The picture as JPEG for people to look at, with the tracks drawn in and faces as they are. */
        byte[] jpeg(List<TrackView> tracks);

        /** Keeps a copy, which outlives this frame; there is one at a time, the next call writes over it. */
        Kept keep();

        @Override
        void close();
    }

    /** A copy of a picture, small enough to show; gone when the stream keeps another or is closed. */
    interface Kept {
        /** As JPEG with these faces covered and the tracks drawn over; the copy is used up. Empty when it is gone. */
        Optional<byte[]> jpeg(FaceCover cover, List<Box> faces, List<TrackView> tracks);
    }

    /** Opens a camera; takes at most its connect timeout. */
    interface Opener {
        CameraStream open(Cancellation cancellation) throws VideoException;

        /**
         * The thread that opens and reads does not come back from a native call. What it hangs in is not used again, if
         * that can be helped.
         *
         * @return what that is; empty where it is not known, or there is nothing else to use
         */
        default Optional<String> stuck(Thread thread) {
            return Optional.empty();
        }

        /** Whether this process has no memory for a stream more, whatever comes from there. */
        default boolean isFull() {
            return false;
        }
    }
}
