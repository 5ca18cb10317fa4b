package io.maskgate.daemon.camera;

import io.maskgate.hw.video.Cancellation;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.MemoryBound;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSpec;
import java.util.Optional;

/** Opens one camera over FFmpeg, again and again. */
record FfmpegOpener(VideoSpec spec, MediaClock clock, HardwareDecoders hardware) implements CameraStream.Opener {
    @Override
    public CameraStream open(Cancellation cancellation) throws VideoException {
        return FfmpegStream.open(spec, clock, cancellation, hardware);
    }

    @Override
    public Optional<String> stuck(Thread thread) {
        return hardware.stuck(thread);
    }

    @Override
    public boolean isFull() {
        return MemoryBound.isFull();
    }
}
