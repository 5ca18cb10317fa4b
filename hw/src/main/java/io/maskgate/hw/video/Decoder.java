package io.maskgate.hw.video;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;

/** A decoder for one codec. Confined to one thread. */
interface Decoder extends AutoCloseable {
    /** @param instead whether it is software in place of a hardware decoder that works, but not for this stream */
    record Opened(Decoder decoder, boolean instead) {}

    /** The decoder for a stream, hardware where it works, or nothing when its codec is not decoded here. */
    static Optional<Opened> open(
            AVCodecParameters parameters, AVRational timeBase, int threads, HardwareDecoders hardware) {
        String codec = avcodec.avcodec_get_name(parameters.codec_id()).getString();
        Optional<String> chosen = hardware.forCodec(codec);
        var opened = chosen.flatMap(name -> WatchedDecoder.open(name, parameters, timeBase, threads, hardware));
        if (opened.isPresent()) {
            return Optional.of(new Opened(opened.get(), false));
        }
        chosen.ifPresent(hardware::unopened);
        return AvDecoder.software(parameters, timeBase, threads)
                .map(software -> new Opened(software, chosen.isPresent()));
    }

    /** FFmpeg's name of it. */
    String name();

    /** Whether it may fail where software does not. */
    boolean hardware();

    int codecId();

    /**
     * Whether blocks' edges are smoothed from the next picture on, as H.264 and HEVC have it. Without, pictures drift from
     * the encoder's until the next key frame; decoders in hardware and other codecs do not heed it.
     */
    void loopFilter(boolean on);

    /** FFmpeg's result of giving the packet; the packet stays the caller's. */
    int send(AVPacket packet);

    /** No more packets: what is still inside comes out of {@link #receive}. */
    void drain();

    /** Starts over: what was sent before is forgotten, drained or not. */
    void forget();

    /** FFmpeg's result: 0 a picture, EAGAIN more packets needed, EOF drained, else damaged data. */
    int receive(AVFrame frame);

    @Override
    void close();
}
