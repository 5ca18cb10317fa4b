package io.maskgate.hw.video;

import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * A hardware decoder. Its driver may keep a call for ever, and nothing can end that; so {@link HardwareDecoders} knows for
 * the time of each call that this thread is in there, and the next stream can do without it.
 */
final class WatchedDecoder implements Decoder {
    private final Decoder decoder;
    private final HardwareDecoders watching;

    /** @param decoder owned from now on */
    WatchedDecoder(Decoder decoder, HardwareDecoders watching) {
        this.decoder = decoder;
        this.watching = watching;
    }

    static Optional<Decoder> open(
            String name, AVCodecParameters parameters, AVRational timeBase, int threads, HardwareDecoders watching) {
        return within(name, watching, () -> AvDecoder.named(name, parameters, timeBase, threads))
                .map(decoder -> new WatchedDecoder(decoder, watching));
    }

    private static <T> T within(String name, HardwareDecoders watching, Supplier<T> call) {
        watching.enter(name);
        try {
            return call.get();
        } finally {
            watching.leave();
        }
    }

    private void within(Runnable call) {
        within(name(), watching, () -> {
            call.run();
            return true;
        });
    }

    @Override
    public String name() {
        return decoder.name();
    }

    @Override
    public boolean hardware() {
        return true;
    }

    @Override
    public int codecId() {
        return decoder.codecId();
    }

    @Override
    public void loopFilter(boolean on) {
        decoder.loopFilter(on);
    }

    @Override
    public int send(AVPacket packet) {
        return within(name(), watching, () -> decoder.send(packet));
    }

    @Override
    public void drain() {
        within(decoder::drain);
    }

    @Override
    public void forget() {
        within(decoder::forget);
    }

    @Override
    public int receive(AVFrame frame) {
        return within(name(), watching, () -> decoder.receive(frame));
    }

    @Override
    public void close() {
        within(decoder::close);
    }
}
