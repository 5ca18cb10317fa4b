package io.maskgate.hw.video;

import io.maskgate.hw.video.HardwareDecoders.Fault;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * The built-in clip: ten pictures of 320 x 192, dark on the left and bright on the right. A decoder works that gives all of
 * them that way, and can start over after a key frame alone, as sparse looks have it. Made with {@code ffmpeg -f lavfi -i "color=gray:320x192:r=25:d=0.4,geq=lum='if(lt(X,160),60,190)'"}.
 */
@SuppressWarnings("restricted")
final class ProbeClip implements HardwareDecoders.Trial {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int PICTURES = 10;
    private static final int WIDTH = 320;
    private static final int HEIGHT = 192;
    private static final int DARK = 60;
    private static final int BRIGHT = 190;
    private static final int TOLERANCE = 8;

    /** Asked where NVIDIA's decoder does not open. */
    private final Supplier<CuvidLibrary> cuvid;

    private final MediaClock clock;

    ProbeClip(Supplier<CuvidLibrary> cuvid) {
        this(cuvid, MediaClock.system());
    }

    ProbeClip(Supplier<CuvidLibrary> cuvid, MediaClock clock) {
        this.cuvid = cuvid;
        this.clock = clock;
    }

    @Override
    public Optional<Fault> fault(String decoder, String codec) {
        FfmpegLog.install();
        if (avcodec.avcodec_find_decoder_by_name(decoder) == null) {
            return Optional.of(Fault.NOT_BUILT);
        }
        try {
            Path clip = Files.createTempFile("maskgate-probe", ".ts");
            try (var in = ProbeClip.class.getResourceAsStream("probe-" + codec + ".ts")) {
                if (in == null) {
                    throw new IllegalStateException("probe-" + codec + ".ts is missing from this build");
                }
                Files.write(clip, in.readAllBytes());
                return decode(clip, decoder).or(() -> startOver(clip, decoder));
            } finally {
                Files.delete(clip);
            }
        } catch (IOException e) {
            return Optional.of(Fault.passing("the clip cannot be laid down: " + e.getMessage()));
        }
    }

    private Optional<Fault> decode(Path clip, String decoder) {
        try (var source = VideoSource.open(
                VideoSpec.of(VideoUrl.parse(clip.toString())).withTimeouts(DEADLINE, DEADLINE),
                clock,
                new Cancellation(),
                HardwareDecoders.trusting(decoder))) {
            if (!source.decoder().equals(decoder)) {
                return cuvid.get()
                        .fault(decoder)
                        .map(Fault::lasting)
                        .or(() -> Optional.of(Fault.passing("it cannot be opened on this machine")));
            }
            int pictures = 0;
            while (true) {
                switch (source.read()) {
                    case Read.Picture(var frame) -> {
                        try (frame) {
                            if (!right(frame)) {
                                return Optional.of(Fault.lasting("its pictures are wrong"));
                            }
                            pictures++;
                        }
                    }
                    case Read.Ended(var fault) -> {
                        if (fault.isPresent()) {
                            // The clip was not read to its end, as where the machine is busy: that is not the
                            // decoder's.
                            throw fault.get();
                        }
                        boolean all = pictures == PICTURES && source.stats().fallbacks() == 0;
                        return all
                                ? Optional.empty()
                                : Optional.of(Fault.lasting("it gave " + pictures + " of " + PICTURES + " pictures"));
                    }
                    case Read.Skipped _, Read.Passed _ -> {
                        return Optional.of(Fault.lasting("it refuses the clip"));
                    }
                }
            }
        } catch (VideoException e) {
            return Optional.of(Fault.passing(String.valueOf(e.getMessage())));
        }
    }

    private static Optional<Fault> startOver(Path clip, String decoder) {
        AVPacket packet = avcodec.av_packet_alloc();
        Natives.born(Natives.Kind.PACKET);
        try (var interrupt = new Interrupt(MediaClock.system(), new Cancellation())) {
            interrupt.within(DEADLINE);
            try (var demuxer = Demuxer.open(VideoSpec.of(VideoUrl.parse(clip.toString())), interrupt)) {
                if (demuxer.read(packet) < 0) {
                    return Optional.of(Fault.passing("the clip cannot be read"));
                }
                var opened = AvDecoder.named(decoder, demuxer.stream().codecpar(), demuxer.timeBase(), VideoSpec.AUTO);
                if (opened.isEmpty()) {
                    return Optional.of(Fault.passing("it cannot be opened twice"));
                }
                try (var again = opened.get()) {
                    return startsOver(again, packet)
                            ? Optional.empty()
                            : Optional.of(Fault.lasting("it cannot start over after a key frame"));
                }
            }
        } catch (VideoException e) {
            return Optional.of(Fault.passing(String.valueOf(e.getMessage())));
        } finally {
            avcodec.av_packet_free(packet);
            Natives.freed(Natives.Kind.PACKET);
        }
    }

    /** Whether it gives a key frame's picture at once, forgets, and gives it again. */
    static boolean startsOver(Decoder decoder, AVPacket key) {
        AVFrame frame = Natives.frame();
        try {
            for (int time = 0; time < 2; time++) {
                boolean sent = decoder.send(key) >= 0;
                decoder.drain();
                if (!sent || decoder.receive(frame) < 0 || decoder.receive(frame) != avutil.AVERROR_EOF) {
                    return false;
                }
                decoder.forget();
            }
            return true;
        } finally {
            Natives.free(frame);
        }
    }

    private static boolean right(DecodedFrame frame) {
        if (frame.width() != WIDTH || frame.height() != HEIGHT || frame.av().data(0) == null) {
            return false;
        }
        int stride = frame.av().linesize(0);
        var luma = MemorySegment.ofAddress(frame.av().data(0).address()).reinterpret((long) stride * HEIGHT);
        long middle = (long) stride * (HEIGHT / 2);
        return near(luma, middle + WIDTH / 4, DARK) && near(luma, middle + WIDTH * 3 / 4, BRIGHT);
    }

    private static boolean near(MemorySegment luma, long at, int expected) {
        return Math.abs((luma.get(ValueLayout.JAVA_BYTE, at) & 0xff) - expected) <= TOLERANCE;
    }
}
