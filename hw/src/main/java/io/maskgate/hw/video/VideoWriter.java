package io.maskgate.hw.video;

import io.maskgate.hw.files.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * RGB pictures of one size to a video file: H.264 (OpenH264, no B frames), or MPEG-4 part 2 where the FFmpeg at hand
 * lacks it. Written beside the target and renamed by {@link #finish}; closing without finishing leaves nothing.
 * Confined to one thread.
 */
public final class VideoWriter implements AutoCloseable {
    /** File formats. */
    public enum Container {
        MP4("mp4"),
        MPEG_TS("mpegts"),
        /** The bare elementary stream, without time stamps. */
        H264("h264");

        private final String muxer;

        Container(String muxer) {
            this.muxer = muxer;
        }
    }

    /** H.264 profiles. */
    public enum Profile {
        /** Decoded everywhere, and with the least effort. */
        BASELINE,
        /** What cameras send: arithmetic coding and 8x8 transforms. */
        HIGH
    }

    /**
     * What to write.
     *
     * @param width even
     * @param height even
     * @param fps pictures a second
     * @param gop pictures from one key frame to the next
     * @param bitrate bits a second
     * @param profile where H.264 is written
     */
    public record Format(Container container, int width, int height, int fps, int gop, int bitrate, Profile profile) {
        public Format {
            if (width < 16 || height < 16 || width % 2 != 0 || height % 2 != 0) {
                throw new IllegalArgumentException(
                        "expected even sides of at least 16 pixels, found " + width + "x" + height);
            }
            if (fps < 1 || gop < 1 || bitrate < 1) {
                throw new IllegalArgumentException(
                        "expected fps, gop and bitrate above 0, found " + fps + ", " + gop + ", " + bitrate);
            }
        }

        /** In the baseline profile. */
        public Format(Container container, int width, int height, int fps, int gop, int bitrate) {
            this(container, width, height, fps, gop, bitrate, Profile.BASELINE);
        }

        /** MP4, a key frame a second. */
        public static Format mp4(int width, int height, int fps, int bitrate) {
            return new Format(Container.MP4, width, height, fps, fps, bitrate);
        }
    }

    private final Path target;
    private final Path partial;
    private final AVRational frameTime;
    private final AVPacket packet;
    private @Nullable AVFormatContext muxer;
    private @Nullable AVCodecContext encoder;
    private @Nullable EncoderFrame frame;
    private @Nullable AVStream stream;
    private long written;

    private VideoWriter(Path target, Format format) {
        this.target = target;
        this.partial = target.resolveSibling(target.getFileName() + ".part");
        this.frameTime = new AVRational();
        this.frameTime.num(1).den(format.fps());
        this.packet = avcodec.av_packet_alloc();
        Natives.born(Natives.Kind.PACKET);
    }

    /** Starts a file; {@code target} appears, or is replaced, at {@link #finish}. */
    public static VideoWriter create(Path target, Format format) throws IOException {
        FfmpegLog.install();
        var writer = new VideoWriter(target, format);
        boolean opened = false;
        try {
            writer.open(format);
            opened = true;
            return writer;
        } finally {
            if (!opened) {
                writer.close();
            }
        }
    }

    private void open(Format format) throws IOException {
        var output = new AVFormatContext((Pointer) null);
        check(
                "choosing the container",
                avformat.avformat_alloc_output_context2(output, null, format.container().muxer, partial.toString()));
        muxer = output;
        Natives.born(Natives.Kind.FORMAT);
        boolean globalHeader = (output.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0;
        AVCodecContext codec = encoder(format, globalHeader);
        encoder = codec;
        frame = new EncoderFrame(format.width(), format.height(), codec.colorspace(), avutil.AVCOL_RANGE_MPEG);
        AVStream track = avformat.avformat_new_stream(output, null);
        stream = track;
        check("describing the track", avcodec.avcodec_parameters_from_context(track.codecpar(), codec));
        track.time_base(frameTime);
        track.avg_frame_rate().num(format.fps()).den(1);
        var io = new AVIOContext((Pointer) null);
        check("creating " + partial, avformat.avio_open(io, "file:" + partial, avformat.AVIO_FLAG_WRITE));
        output.pb(io);
        check("writing the header", avformat.avformat_write_header(output, (AVDictionary) null));
    }

    private AVCodecContext encoder(Format format, boolean globalHeader) throws IOException {
        AVCodec codec = avcodec.avcodec_find_encoder_by_name("libopenh264");
        if (codec == null && format.container() != Container.H264) {
            codec = avcodec.avcodec_find_encoder_by_name("mpeg4");
        }
        if (codec == null) {
            throw new IOException("this FFmpeg has no encoder for " + format.container());
        }
        AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
        Natives.born(Natives.Kind.CODEC);
        context.width(format.width());
        context.height(format.height());
        context.pix_fmt(avutil.AV_PIX_FMT_YUV420P);
        context.colorspace(format.height() >= 720 ? avutil.AVCOL_SPC_BT709 : avutil.AVCOL_SPC_SMPTE170M);
        context.color_range(avutil.AVCOL_RANGE_MPEG);
        context.time_base(frameTime);
        context.framerate().num(format.fps()).den(1);
        context.gop_size(format.gop());
        context.max_b_frames(0);
        context.bit_rate(format.bitrate());
        context.thread_count(1);
        if (codec.id() == avcodec.AV_CODEC_ID_H264 && format.profile() == Profile.HIGH) {
            context.profile(avcodec.AV_PROFILE_H264_HIGH);
        }
        if (globalHeader) {
            context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        int rc = avcodec.avcodec_open2(context, codec, (AVDictionary) null);
        if (rc < 0) {
            avcodec.avcodec_free_context(context);
            Natives.freed(Natives.Kind.CODEC);
        }
        check("opening the encoder", rc);
        return context;
    }

    /** Appends one picture of the format's size. */
    public void write(RgbPicture picture) throws IOException {
        AVFrame filled = opened(frame).fill(picture);
        filled.pts(written++);
        check("encoding", avcodec.avcodec_send_frame(opened(encoder), filled));
        drain();
    }

    /** Writes what is pending and puts the file in place. */
    public void finish() throws IOException {
        check("encoding", avcodec.avcodec_send_frame(opened(encoder), null));
        drain();
        check("writing the trailer", avformat.av_write_trailer(opened(muxer)));
        release();
        DurableFile.force(partial);
        DurableFile.putInPlace(partial, target);
    }

    private void drain() throws IOException {
        AVStream track = opened(stream);
        while (avcodec.avcodec_receive_packet(opened(encoder), packet) >= 0) {
            packet.stream_index(track.index());
            packet.duration(1);
            avcodec.av_packet_rescale_ts(packet, frameTime, track.time_base());
            check("writing " + partial, avformat.av_interleaved_write_frame(opened(muxer), packet));
        }
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("video writer is closed");
        }
        return part;
    }

    private static void check(String what, int rc) throws IOException {
        if (rc < 0) {
            throw new IOException(what + " failed: " + Failures.text(rc));
        }
    }

    private void release() {
        AVFormatContext output = muxer;
        if (output != null) {
            AVIOContext io = output.pb();
            if (io != null) {
                avformat.avio_closep(io);
                output.pb(null);
            }
            avformat.avformat_free_context(output);
            Natives.freed(Natives.Kind.FORMAT);
            muxer = null;
        }
        AVCodecContext codec = encoder;
        if (codec != null) {
            avcodec.avcodec_free_context(codec);
            Natives.freed(Natives.Kind.CODEC);
            encoder = null;
        }
        EncoderFrame source = frame;
        if (source != null) {
            source.close();
            frame = null;
        }
    }

    @Override
    public void close() throws IOException {
        release();
        if (!packet.isNull()) {
            avcodec.av_packet_free(packet);
            Natives.freed(Natives.Kind.PACKET);
            frameTime.close();
            Files.deleteIfExists(partial);
        }
    }
}
