package io.maskgate.hw.video;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;

/** A decoder of FFmpeg's. Confined to one thread. */
final class AvDecoder implements Decoder {
    /** Names of the decoders FFmpeg may pick; the hundreds of others are attack surface. */
    static final String ALLOWED = "h264,hevc,mjpeg,mpeg4,mpeg2video,mpeg1video,h263,vp8,vp9,av1,libdav1d,libaom-av1";

    /** Up to here one thread decodes a picture faster than cameras send them. */
    private static final int ONE_THREAD_PIXELS = 2560 * 1440;
    /** 8192 x 8192: more than any camera, small enough to survive a hostile header. */
    private static final long MAX_PIXELS = 1L << 26;

    private final AVCodecContext context;
    private final int codecId;
    private final String name;
    private final MemoryBound.Promise promise;

    private AvDecoder(AVCodecContext context, int codecId, String name, MemoryBound.Promise promise) {
        this.promise = promise;
        this.name = name;
        this.context = context;
        this.codecId = codecId;
    }

    /** The software decoder for a stream, or nothing when its codec is not decoded here. */
    static Optional<Decoder> software(AVCodecParameters parameters, AVRational timeBase, int threads) {
        return Optional.ofNullable(avcodec.avcodec_find_decoder(parameters.codec_id()))
                .flatMap(codec -> open(parameters, timeBase, threads, codec, ALLOWED));
    }

    /** A decoder by FFmpeg's name of it, or nothing when it cannot be opened. */
    static Optional<Decoder> named(String name, AVCodecParameters parameters, AVRational timeBase, int threads) {
        return Optional.ofNullable(avcodec.avcodec_find_decoder_by_name(name))
                .flatMap(codec -> open(parameters, timeBase, threads, codec, name));
    }

    private static Optional<Decoder> open(
            AVCodecParameters parameters, AVRational timeBase, int threads, AVCodec codec, String allowed) {
        AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
        Natives.born(Natives.Kind.CODEC);
        int rc = avcodec.avcodec_parameters_to_context(context, parameters);
        if (rc >= 0) {
            context.pkt_timebase(timeBase);
            context.max_pixels(MAX_PIXELS);
            context.thread_count(threads > 0 ? threads : automatic(parameters));
            // Frame threading would add a frame of delay per thread. Slices help only where a camera sends several.
            context.thread_type(AVCodecContext.FF_THREAD_SLICE);
            context.flags(context.flags() | flags(codec.name().getString(), parameters.video_delay()));
            try (var options = new Options()) {
                options.set("codec_whitelist", allowed);
                rc = avcodec.avcodec_open2(context, codec, options.dictionary());
            }
        }
        var decoder = new AvDecoder(
                context,
                parameters.codec_id(),
                codec.name().getString(),
                new MemoryBound.Promise(parameters.width(), parameters.height()));
        if (rc < 0) {
            decoder.close();
            return Optional.empty();
        }
        return Optional.of(decoder);
    }

    /**
     * NVIDIA's decoder keeps back four pictures, to be busy with the next while one is fetched: at five a second that is
     * most of a second, and software keeps back none. This flag is for that alone there; in software it turns reordering
     * off, and where pictures are reordered NVIDIA's has not been seen with it.
     *
     * @param videoDelay pictures that wait for later ones, as far as the stream has told
     */
    static int flags(String decoder, int videoDelay) {
        return decoder.endsWith("_cuvid") && videoDelay == 0 ? avcodec.AV_CODEC_FLAG_LOW_DELAY : 0;
    }

    private static int automatic(AVCodecParameters parameters) {
        return (long) parameters.width() * parameters.height() <= ONE_THREAD_PIXELS ? 1 : 2;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean hardware() {
        return false;
    }

    @Override
    public int codecId() {
        return codecId;
    }

    @Override
    public void loopFilter(boolean on) {
        context.skip_loop_filter(on ? avcodec.AVDISCARD_DEFAULT : avcodec.AVDISCARD_ALL);
    }

    @Override
    public int send(AVPacket packet) {
        return avcodec.avcodec_send_packet(context, packet);
    }

    @Override
    public void drain() {
        avcodec.avcodec_send_packet(context, null);
    }

    @Override
    public void forget() {
        avcodec.avcodec_flush_buffers(context);
    }

    @Override
    public int receive(AVFrame frame) {
        int rc = avcodec.avcodec_receive_frame(context, frame);
        if (rc >= 0) {
            promise.close();
        }
        return rc;
    }

    @Override
    public void close() {
        promise.close();
        avcodec.avcodec_free_context(context);
        Natives.freed(Natives.Kind.CODEC);
    }
}
