package io.maskgate.hw.video;

import static io.maskgate.hw.video.VideoException.Reason.NOT_A_STREAM;
import static io.maskgate.hw.video.VideoException.Reason.NOT_FOUND;
import static io.maskgate.hw.video.VideoException.Reason.NO_VIDEO;
import static io.maskgate.hw.video.VideoException.Reason.TIMEOUT;
import static io.maskgate.hw.video.VideoException.Reason.UNSUPPORTED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** An opened stream and its one video track. Confined to one thread; every call ends at the interrupt's deadline. */
final class Demuxer implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);
    private static final String PROBE_BYTES = "5000000";
    private static final String ANALYZE_MICROS = "3000000";
    /** What FFmpeg's TCP takes, 35 minutes; the interrupt has the real deadlines. */
    private static final long MOST_TIMEOUT_MICROS = Integer.MAX_VALUE;

    private static final String UDP_BUFFER_BYTES = "1048576";
    private static final String HEIF = "expected a video, found a HEIF picture (HEIC, AVIF); convert it to JPEG";

    private final AVFormatContext format;
    private final Interrupt interrupt;
    private final AVStream stream;
    private final AVRational timeBase;
    private final int index;
    /** The way to a camera whose certificate is judged. */
    private @Nullable TlsTunnel tunnel;

    private Demuxer(AVFormatContext format, Interrupt interrupt, int index) {
        this.format = format;
        this.interrupt = interrupt;
        this.index = index;
        this.stream = format.streams(index);
        // A view into the stream: a time base that changes mid-stream is seen.
        this.timeBase = stream.time_base();
    }

    static Demuxer open(VideoSpec spec, Interrupt interrupt) throws VideoException {
        if (spec.url().isFile()) {
            checkFile(spec);
        }
        try {
            return spec.isJudged() ? judged(spec, interrupt) : videoTracks(spec, Address.of(spec.url()), interrupt);
        } catch (VideoException e) {
            throw LoginQuestion.explained(spec, e, interrupt);
        }
    }

    private static Demuxer judged(VideoSpec spec, Interrupt interrupt) throws VideoException {
        var tunnel = TlsTunnel.open(spec, interrupt);
        boolean opened = false;
        try {
            var demuxer = videoTracks(spec, tunnel.address(), interrupt);
            demuxer.tunnel = tunnel;
            opened = true;
            return demuxer;
        } catch (VideoException e) {
            // What broke the way says more than that it is broken.
            throw tunnel.fault().orElse(e);
        } finally {
            if (!opened) {
                tunnel.close();
            }
        }
    }

    private static Demuxer videoTracks(VideoSpec spec, Address address, Interrupt interrupt) throws VideoException {
        try (var options = options(spec, address)) {
            return open(spec, address, interrupt, options);
        } catch (NothingToPlay e) {
            // The server was asked to play nothing, since only video was asked for. With all tracks it tells what it
            // has.
            return allTracks(spec, address, interrupt, e.cause);
        }
    }

    private static Demuxer allTracks(VideoSpec spec, Address address, Interrupt interrupt, VideoException first)
            throws VideoException {
        try (var options = options(spec, address)) {
            options.remove("allowed_media_types");
            return open(spec, address, interrupt, options);
        } catch (NothingToPlay again) {
            throw again.cause;
        } catch (VideoException e) {
            if (e.reason() != TIMEOUT) {
                throw e;
            }
            // What the server said says more than its silence after it.
            first.addSuppressed(e);
            throw first;
        }
    }

    /** An RTSP server answered with one of the 4xx that follow when no track was set up. */
    private static final class NothingToPlay extends Exception {
        private static final long serialVersionUID = 1L;
        private final VideoException cause;

        NothingToPlay(VideoException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private static Demuxer open(VideoSpec spec, Address address, Interrupt interrupt, Options options)
            throws VideoException, NothingToPlay {
        AVFormatContext format = avformat.avformat_alloc_context();
        Natives.born(Natives.Kind.FORMAT);
        boolean opened = false;
        try {
            interrupt.attach(format);
            // Told by the address, as what may be read is: else what comes could be a file with an index after all.
            var only = spec.url().containers() == Containers.PLAYLIST && !address.tunnelled()
                    ? avformat.av_find_input_format("hls")
                    : null;
            int rc = avformat.avformat_open_input(format, address.text(), only, options.dictionary());
            if (rc >= 0 && Heif.is(format)) {
                throw Failures.of(UNSUPPORTED, spec, HEIF);
            }
            if (rc >= 0) {
                rc = avformat.avformat_find_stream_info(format, (AVDictionary) null);
            }
            if (rc == avutil.AVERROR_HTTP_OTHER_4XX && spec.url().isRtsp()) {
                throw new NothingToPlay(Failures.opening(spec, rc, interrupt));
            }
            if (rc < 0) {
                throw Failures.opening(spec, rc, interrupt);
            }
            int index = avformat.av_find_best_stream(
                    format, avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (PointerPointer<?>) null, 0);
            if (index < 0) {
                throw interrupt.due() || interrupt.starved()
                        ? Failures.opening(spec, avutil.AVERROR_EXIT, interrupt)
                        : Failures.of(NO_VIDEO, spec, "the stream has no video");
            }
            for (int i = 0; i < format.nb_streams(); i++) {
                if (i != index) {
                    format.streams(i).discard(avcodec.AVDISCARD_ALL);
                }
            }
            opened = true;
            return new Demuxer(format, interrupt, index);
        } finally {
            if (!opened) {
                free(format, interrupt);
            }
        }
    }

    private static void checkFile(VideoSpec spec) throws VideoException {
        try {
            Path path = Path.of(spec.url().path());
            if (!Files.exists(path)) {
                throw Failures.of(NOT_FOUND, spec, "no such file");
            }
            // A pipe or a device could block in open(), where no deadline reaches.
            if (!Files.isRegularFile(path)) {
                boolean folder = Files.isDirectory(path);
                throw Failures.of(
                        NOT_A_STREAM,
                        spec,
                        "expected a regular file, found "
                                + (folder
                                        ? "a folder; name the files in it"
                                        : "a pipe or a device; save what it gives to a file and name that, or serve it by RTSP"));
            }
            if (Heif.is(path)) {
                throw Failures.of(UNSUPPORTED, spec, HEIF);
            }
        } catch (IOException _) {
            // FFmpeg says why it cannot be read, in the words of all sources.
            return;
        } catch (InvalidPathException e) {
            throw Failures.of(NOT_FOUND, spec, "not a valid path");
        }
    }

    private static Options options(VideoSpec spec, Address address) {
        var options = new Options();
        VideoUrl url = spec.url();
        options.set("protocol_whitelist", address.protocols());
        options.set("format_whitelist", address.formats());
        options.set("codec_whitelist", AvDecoder.ALLOWED);
        url.containers().bounds.forEach(options::set);
        options.set("probesize", PROBE_BYTES);
        options.set("analyzeduration", ANALYZE_MICROS);
        if (url.isRtsp()) {
            boolean tcp = spec.transport() == Transport.TCP || address.tunnelled();
            options.set("rtsp_transport", tcp ? "tcp" : "udp");
            if (!tcp) {
                // Anybody may send to the port: only what comes from where the camera said is taken.
                options.set("rtsp_flags", "filter_src");
            }
            options.set("allowed_media_types", "video");
            options.set("buffer_size", UDP_BUFFER_BYTES);
            // The rate is not needed, and estimating it delays the first picture by up to a second.
            options.set("fpsprobesize", "0");
        }
        if (!url.isFile()) {
            long longest =
                    Math.max(spec.connectTimeout().toNanos(), spec.readTimeout().toNanos());
            options.set("timeout", Long.toString(Math.min(longest / 1000, MOST_TIMEOUT_MICROS)));
            options.set("user_agent", "Maskgate");
        }
        if (address.tunnelled() && !url.isRtsp()) {
            options.set("headers", "Host: " + spec.url().hostAndPort() + "\r\n");
            // Not by the one of the environment, which would be asked in the clear; an empty text does not keep it
            // away.
            options.set("http_proxy", "none");
        }
        return options;
    }

    AVStream stream() {
        return stream;
    }

    AVRational timeBase() {
        return timeBase;
    }

    double stampsPerSecond() {
        return (double) timeBase.den() / timeBase.num();
    }

    int index() {
        return index;
    }

    /**
     * Whether the stream does not say how long it is, as a camera's does not. What a server sends without saying its size is
     * such a stream too: of live FLV FFmpeg believes a duration of 0, of fragmented MP4 that of the first fragment.
     */
    boolean endless() {
        return format.duration() == avutil.AV_NOPTS_VALUE || !playlist() && avformat.avio_size(format.pb()) < 0;
    }

    /** HLS: its size tells nothing of what it lists, which comes in segments. */
    boolean playlist() {
        return "hls".equals(format.iformat().name().getString());
    }

    /** Whether the stream says when its pictures are due; where it does not, FFmpeg numbers them at a rate of its own. */
    boolean stamped() {
        return (format.iformat().flags() & avformat.AVFMT_NOTIMESTAMPS) == 0;
    }

    /** When the stream began by the camera's own clock, once it has said so in RTCP; microseconds since 1970, or nothing. */
    OptionalLong cameraBegin() {
        long micros = format.start_time_realtime();
        return micros == avutil.AV_NOPTS_VALUE ? OptionalLong.empty() : OptionalLong.of(micros);
    }

    /** FFmpeg's result of reading the next packet of any track. */
    int read(AVPacket packet) {
        return avformat.av_read_frame(format, packet);
    }

    /** Frees everything; telling the camera good-bye takes at most half a second. */
    @Override
    public void close() {
        free(format, interrupt);
        var way = tunnel;
        if (way != null) {
            way.close();
        }
    }

    private static void free(AVFormatContext format, Interrupt interrupt) {
        interrupt.farewell(CLOSE_LIMIT, () -> avformat.avformat_close_input(format));
        Natives.freed(Natives.Kind.FORMAT);
    }
}
