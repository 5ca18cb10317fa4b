package io.maskgate.hw.video;

import static io.maskgate.hw.video.VideoException.Reason.BROKEN;
import static io.maskgate.hw.video.VideoException.Reason.UNSUPPORTED;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * An open stream of pictures. Belongs to the thread that opened it, but for {@link #cancel()}. Nothing is allocated
 * natively per picture: frames and packet are reused.
 */
public final class VideoSource implements AutoCloseable {
    /** One being scaled, one pending, one shown, one being decoded. */
    private static final int FRAMES = 4;
    /** Reads that fail without the stream ending; a damaged container must not spin. */
    private static final int MAX_BAD_READS = 100;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int EAGAIN = -11;
    private static final double USUAL_RATE = 25;
    private static final double HIGHEST_RATE = 1000;

    private final VideoSpec spec;
    private final MediaClock clock;
    private final Cancellation cancellation;
    private final Interrupt interrupt;
    private final Demuxer demuxer;
    private final FramePool frames;
    private final AVPacket packet;
    private final FrameTimeline timeline;
    private final Lag lag;
    private final boolean live;
    private final Set<String> secrets;
    private final Decoding decoding;
    private final HardwareDecoders hardware;
    private final Instant opened;
    private Read.@Nullable Ended ended;
    private boolean closed;
    private long nanosWithoutPicture;
    private int badReads;
    private long geometry;
    /** Of a file's packet that has no stamp of its own. */
    private long nextStamp;

    private long packets;
    private long pictures;
    private long corruptPackets;
    private long geometryChanges;

    private VideoSource(
            VideoSpec spec,
            MediaClock clock,
            Cancellation cancellation,
            Interrupt interrupt,
            Demuxer demuxer,
            Decoder.Opened opening,
            HardwareDecoders hardware,
            Set<String> secrets) {
        this.spec = spec;
        this.clock = clock;
        this.cancellation = cancellation;
        this.interrupt = interrupt;
        this.demuxer = demuxer;
        this.hardware = hardware;
        this.opened = clock.wall();
        this.decoding = new Decoding(
                opening.decoder(),
                PacketKind.Format.of(demuxer.stream().codecpar()),
                demuxer.stampsPerSecond(),
                spec.sampling(),
                interrupt);
        decoding.opened(opening);
        this.secrets = secrets;
        this.frames = new FramePool(FRAMES);
        this.packet = avcodec.av_packet_alloc();
        Natives.born(Natives.Kind.PACKET);
        this.live = spec.url().isRtsp() || !spec.url().isFile() && demuxer.endless();
        this.timeline = new FrameTimeline(
                clock,
                !live || isEndUntold()
                        ? FrameTimeline.Kind.FILE
                        : demuxer.playlist() ? FrameTimeline.Kind.SEGMENTS : FrameTimeline.Kind.LIVE);
        this.lag = new Lag(spec.readTimeout().toNanos() / 2);
    }

    /**
     * Whether it is a recording that comes as a stream. Its own stamps are the time, since nobody asks for the present moment and
     * a relay may send as fast as one reads; where it ends nobody can tell whether that was all.
     */
    public boolean isEndUntold() {
        return live && spec.late() && !demuxer.playlist() && demuxer.stamped();
    }

    /** Opens a stream that only {@link #cancel()} of the returned source can cancel. */
    public static VideoSource open(VideoSpec spec, MediaClock clock) throws VideoException {
        return open(spec, clock, new Cancellation());
    }

    /**
     * Opens a stream and its decoder; takes at most the connect timeout.
     *
     * @param cancellation ends this call and all later ones, from any thread
     */
    public static VideoSource open(VideoSpec spec, MediaClock clock, Cancellation cancellation) throws VideoException {
        return open(spec, clock, cancellation, HardwareDecoders.none());
    }

    /** The same, with hardware decoders where they work. */
    public static VideoSource open(
            VideoSpec spec, MediaClock clock, Cancellation cancellation, HardwareDecoders hardware)
            throws VideoException {
        MemoryBound.check(spec);
        var log = FfmpegLog.install();
        Set<String> secrets = spec.url().secrets();
        log.hide(secrets);
        var interrupt = Interrupt.of(spec, clock, cancellation);
        @Nullable Demuxer demuxer = null;
        Decoder.@Nullable Opened opening = null;
        boolean opened = false;
        try {
            interrupt.within(spec.connectTimeout());
            HostLookup.check(spec, cancellation);
            demuxer = Demuxer.open(spec, interrupt);
            var parameters = demuxer.stream().codecpar();
            opening = Decoder.open(parameters, demuxer.timeBase(), spec.decodeThreads(), hardware)
                    .orElseThrow(() -> unsupported(spec, parameters.codec_id()));
            var source = new VideoSource(spec, clock, cancellation, interrupt, demuxer, opening, hardware, secrets);
            opened = true;
            return source;
        } finally {
            if (!opened) {
                if (opening != null) {
                    opening.decoder().close();
                }
                if (demuxer != null) {
                    demuxer.close();
                }
                interrupt.close();
                log.forget(secrets);
            }
        }
    }

    private static VideoException unsupported(VideoSpec spec, int codecId) {
        String name = avcodec.avcodec_get_name(codecId).getString();
        return Failures.of(UNSUPPORTED, spec, "codec " + name + " is not decoded here");
    }

    /** How closely to look from now on; {@link Attention#EVERY} at first. */
    public void attend(Attention attention) {
        if (attention != decoding.attention()) {
            // The wait until here was judged by what is left behind.
            nanosWithoutPicture = Math.max(0, nanosWithoutPicture - gap());
            decoding.attend(attention);
        }
    }

    /**
     * Whether H.264's and HEVC's loop filter runs, as it does at first. Without it decoding costs 10 to 20 % less, and
     * blocks show in pictures far from a key frame: enough to find faces in, not to look at.
     */
    public void loopFilter(boolean on) {
        decoding.loopFilter(on);
    }

    /**
     * Reads until a picture is decoded, one is left out, something is lost, or the stream ends. Returns at the latest when
     * the time spent in here without a picture reaches the read timeout, to which {@link Sampling#gap} is added once a
     * packet came: packets alone do not keep a source alive.
     */
    public Read read() {
        if (closed) {
            throw new IllegalStateException("source is closed");
        }
        Read.Ended over = ended;
        if (over != null) {
            return over;
        }
        long begin = clock.nanos();
        interrupt.within(spec.readTimeout().toNanos() + gap() - nanosWithoutPicture);
        DecodedFrame frame = frames.take();
        Read result;
        try {
            result = next(frame);
        } catch (RuntimeException e) {
            frame.close();
            throw e;
        }
        if (result instanceof Read.Picture) {
            nanosWithoutPicture = 0;
            badReads = 0;
        } else {
            frame.close();
            nanosWithoutPicture += clock.nanos() - begin;
        }
        if (result instanceof Read.Ended end) {
            ended = end;
        }
        return result;
    }

    private long gap() {
        return packets == 0 ? 0 : spec.sampling().gap(decoding.attention()).toNanos();
    }

    private Read next(DecodedFrame frame) {
        while (true) {
            if (interrupt.due()) {
                return end(avutil.AVERROR_EXIT);
            }
            switch (decoding.receive(frame.av())) {
                case PICTURE -> {
                    return picture(frame);
                }
                case DAMAGED -> {
                    return new Read.Skipped(Read.Loss.CORRUPT_FRAME, 1);
                }
                case REFUSED -> {
                    return new Read.Skipped(Read.Loss.DECODE_ERROR, 1);
                }
                case DRAINED -> {
                    // A file ends; a camera does not, unless something is wrong.
                    return live && !isEndUntold() ? end(avutil.AVERROR_EOF) : new Read.Ended(Optional.empty());
                }
                case HUNGRY -> {
                    if (interrupt.due()) {
                        return end(avutil.AVERROR_EXIT);
                    }
                }
            }
            Read problem = feed();
            if (problem != null) {
                return problem;
            }
        }
    }

    /** Gives the decoder one packet, if it was a video packet; null when all is well. */
    private @Nullable Read feed() {
        long before = clock.nanos();
        int rc = demuxer.read(packet);
        lag.read(clock.nanos() - before);
        // What ends with its connection and said no length is an error to FFmpeg, though every byte came.
        if (rc == avutil.AVERROR_EOF || rc == Failures.EIO && packets > 0 && isEndUntold()) {
            decoding.drain();
            return null;
        }
        if (rc == avutil.AVERROR_INVALIDDATA || rc == EAGAIN) {
            corruptPackets++;
            return ++badReads > MAX_BAD_READS
                    ? new Read.Ended(Optional.of(Failures.of(BROKEN, spec, "nothing readable comes any more")))
                    : new Read.Skipped(Read.Loss.CORRUPT_PACKET, 1);
        }
        if (rc < 0) {
            return end(rc);
        }
        try {
            // An empty packet would put the decoder in its drained state.
            return packet.stream_index() == demuxer.index() && packet.size() > 0 ? decode() : null;
        } finally {
            avcodec.av_packet_unref(packet);
        }
    }

    private @Nullable Read decode() {
        if (packets++ == 0) {
            interrupt.within(spec.readTimeout().toNanos() + gap());
        }
        if ((packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0) {
            corruptPackets++;
            return new Read.Skipped(Read.Loss.CORRUPT_PACKET, 1);
        }
        var parameters = demuxer.stream().codecpar();
        if (parameters.codec_id() != decoding.decoder().codecId()) {
            var replacement = Decoder.open(parameters, demuxer.timeBase(), spec.decodeThreads(), hardware);
            if (replacement.isEmpty()) {
                return new Read.Ended(Optional.of(unsupported(spec, parameters.codec_id())));
            }
            decoding.replace(replacement.get().decoder(), PacketKind.Format.of(parameters), demuxer.stampsPerSecond());
            decoding.opened(replacement.get());
            geometryChanges++;
        }
        if (decoding.hardwareFails(interrupt.left().compareTo(spec.readTimeout().dividedBy(2)) < 0)) {
            AvDecoder.software(parameters, demuxer.timeBase(), spec.decodeThreads())
                    .ifPresent(software -> {
                        hardware.distrust(decoding.decoder().name());
                        decoding.fallBack(software);
                    });
        }
        if (!live) {
            number();
        } else if (!spec.late() && !demuxer.playlist() && isLate()) {
            decoding.skip();
            return new Read.Skipped(Read.Loss.BEHIND, 1);
        }
        timeline.arrived(nanos(packet.pts()));
        long at = timeline.peek(nanos(decodingStamp()));
        return switch (decoding.take(packet, at)) {
            case SENT -> null;
            case LEFT -> new Read.Passed(at);
            case REFUSED -> new Read.Skipped(Read.Loss.DECODE_ERROR, 1);
        };
    }

    private boolean isLate() {
        boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
        boolean sparse = decoding.attention() == Attention.SPARSE;
        return lag.leaves(nanos(decodingStamp()), key, sparse, clock.nanos());
    }

    /**
     * Bare H.264 and HEVC have no stamps: they follow from the frame rate. Where the stream does not tell it, FFmpeg takes
     * its unit of time for it, a microsecond or so, and we a usual one.
     */
    private void number() {
        if (packet.pts() == avutil.AV_NOPTS_VALUE && packet.dts() == avutil.AV_NOPTS_VALUE) {
            packet.dts(nextStamp);
        }
        double second = demuxer.stampsPerSecond();
        boolean told = packet.duration() > second / HIGHEST_RATE;
        nextStamp = decodingStamp() + (told ? packet.duration() : Math.max(1, Math.round(second / USUAL_RATE)));
    }

    /** In order of decoding, where presentation goes back and forth. */
    private long decodingStamp() {
        return packet.dts() == avutil.AV_NOPTS_VALUE ? packet.pts() : packet.dts();
    }

    private Read picture(DecodedFrame frame) {
        AVFrame av = frame.av();
        frame.filled(timeline.next(nanos(av.best_effort_timestamp()), Math.max(0, nanos(av.duration()))));
        if (pictures > 0 && frame.geometry() != geometry) {
            geometryChanges++;
        }
        geometry = frame.geometry();
        pictures++;
        return new Read.Picture(frame);
    }

    private long nanos(long stamp) {
        if (stamp == avutil.AV_NOPTS_VALUE || live && !demuxer.stamped()) {
            return FrameTimeline.NO_STAMP;
        }
        AVRational base = demuxer.timeBase();
        return avutil.av_rescale(stamp, NANOS_PER_SECOND * base.num(), base.den());
    }

    private Read.Ended end(int code) {
        return new Read.Ended(Optional.of(Failures.reading(spec, code, interrupt, packets == 0)));
    }

    public SourceStats stats() {
        return decoding.stats(packets, pictures, corruptPackets, timeline.jumps(), geometryChanges);
    }

    /**
     * How far the camera's clock is ahead of this machine's, to some seconds; absent until the camera has told its time,
     * which only RTSP cameras do.
     */
    public Optional<Duration> cameraClockAhead() {
        var begin = demuxer.cameraBegin();
        return begin.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.between(opened, Instant.EPOCH.plus(begin.getAsLong(), ChronoUnit.MICROS)));
    }

    /** FFmpeg's name of the codec, for instance {@code h264}. */
    public String codec() {
        return avcodec.avcodec_get_name(decoding.decoder().codecId()).getString();
    }

    /** FFmpeg's name of the decoder in use, for instance {@code h264} or {@code h264_cuvid}. */
    public String decoder() {
        return decoding.decoder().name();
    }

    /** Makes a blocking call of this source return promptly; from any thread. */
    public void cancel() {
        cancellation.cancel();
    }

    /** Frees everything; takes at most about half a second. Pictures still out stay valid until they are closed. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        decoding.close();
        demuxer.close();
        avcodec.av_packet_free(packet);
        Natives.freed(Natives.Kind.PACKET);
        frames.close();
        interrupt.close();
        FfmpegLog.install().forget(secrets);
    }
}
