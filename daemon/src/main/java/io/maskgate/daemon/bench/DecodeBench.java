package io.maskgate.daemon.bench;

import io.maskgate.hw.host.ProcessStats;
import io.maskgate.hw.video.Attention;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.Sampling;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** Decoding alone, with the decoder of the daemon, in this process. Confined to one thread. */
public final class DecodeBench {
    private final VideoSpec spec;
    private final Attention attention;
    private final boolean loopFilter;
    private final Duration time;
    private final Optional<Reference> reference;
    private final MediaClock clock;
    private final ProcessStats process = ProcessStats.ofThisProcess();
    private long pictures;
    private long lost;
    private long left;
    private DecodeReport.Stream stream = new DecodeReport.Stream("", 0, 0);

    /**
     * @param threads of the decoder; 0 as the daemon does
     * @param attention how closely to look
     * @param loopFilter whether block edges are smoothed
     * @param rate pictures a second that suffice where enough are looked at
     * @param reference the ffmpeg to compare with, which needs a file; nothing compares with nothing
     * @param time from the first picture on; a file is decoded again and again until then
     */
    public DecodeBench(
            VideoUrl url,
            int threads,
            Attention attention,
            boolean loopFilter,
            double rate,
            Duration time,
            Optional<Reference> reference,
            MediaClock clock) {
        var sampling = new Sampling(rate, Sampling.every().floor());
        this.spec = VideoSpec.of(url).withDecodeThreads(threads).withSampling(sampling);
        this.attention = attention;
        this.loopFilter = loopFilter;
        this.reference = reference;
        this.time = time;
        this.clock = clock;
    }

    /** @throws VideoException where the source cannot be opened or ends with a fault */
    public DecodeReport run() throws VideoException, IOException, InterruptedException {
        var compared = reference.isPresent() && spec.url().isFile()
                ? OptionalDouble.of(reference.get().millisPerPicture(spec.url().redacted()))
                : OptionalDouble.empty();
        long start = 0;
        long end = Long.MAX_VALUE;
        Duration cpu = Duration.ZERO;
        while (clock.nanos() < end) {
            long before = pictures;
            try (var source = VideoSource.open(spec, clock)) {
                source.attend(attention);
                source.loopFilter(loopFilter);
                while (clock.nanos() < end && step(source)) {
                    if (end == Long.MAX_VALUE && pictures > 0) {
                        start = clock.nanos();
                        end = start + time.toNanos();
                        cpu = cpuTime();
                        pictures = 0;
                        left = 0;
                        lost = 0;
                        before = -1;
                    }
                }
            }
            boolean whole = clock.nanos() < end;
            if (whole && pictures == before) {
                throw new VideoException(
                        VideoException.Reason.BROKEN, spec.url().redacted() + ": expected pictures, found none");
            }
        }
        double seconds = (clock.nanos() - start) / 1e9;
        double cpuSeconds = cpuTime().minus(cpu).toNanos() / 1e9;
        return new DecodeReport(
                spec.url().redacted(),
                stream,
                pictures,
                left,
                lost,
                seconds,
                cpuSeconds,
                process.residentBytes().orElse(0),
                compared);
    }

    /** False at the end of a file. */
    private boolean step(VideoSource source) throws VideoException {
        switch (source.read()) {
            case Read.Picture(var frame) -> {
                try (frame) {
                    pictures++;
                    if (stream.width() != frame.width() || stream.height() != frame.height()) {
                        stream = new DecodeReport.Stream(source.codec(), frame.width(), frame.height());
                    }
                }
            }
            case Read.Skipped(var _, int count) -> lost += count;
            case Read.Passed _ -> left++;
            case Read.Ended(var fault) -> {
                if (fault.isPresent()) {
                    throw fault.get();
                }
                return false;
            }
        }
        return true;
    }

    private Duration cpuTime() {
        return process.cpuTime().orElse(Duration.ZERO);
    }
}
