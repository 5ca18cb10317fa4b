package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maskgate.hw.LogListener;
import io.maskgate.hw.video.HardwareDecoders.Fault;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class HardwareDecodersTest {
    private final List<String> tried = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private static final HardwareDecoders.Patience PATIENT =
            new HardwareDecoders.Patience(Duration.ofSeconds(20), Duration.ofSeconds(20));

    private HardwareDecoders working(String... decoders) {
        return new HardwareDecoders(
                List.of("nvv4l2dec", "cuvid"),
                (decoder, codec) -> {
                    tried.add(decoder);
                    assertThat(decoder).startsWith(codec);
                    return List.of(decoders).contains(decoder) ? Optional.empty() : Optional.of(Fault.lasting("no"));
                },
                PATIENT);
    }

    private final CountDownLatch hanging = new CountDownLatch(1);

    /** NVIDIA's driver never comes back from a call; the kernel's devices work. */
    private HardwareDecoders hanging(HardwareDecoders.Patience patience) {
        return new HardwareDecoders(
                List.of("cuvid", "v4l2m2m"),
                (decoder, _) -> {
                    tried.add(decoder);
                    if (decoder.endsWith("cuvid")) {
                        try {
                            hanging.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }
                    return Optional.empty();
                },
                patience);
    }

    @AfterEach
    void comeBack() {
        hanging.countDown();
    }

    @Test
    @Timeout(20)
    void aDriverThatHangsIsPassedOverAndNotAskedAgain() {
        var decoders = hanging(new HardwareDecoders.Patience(Duration.ofMillis(50), Duration.ofSeconds(20)));
        assertThat(decoders.forCodec("h264")).contains("h264_v4l2m2m");
        assertThat(decoders.givenUp()).containsExactly(Map.entry("h264_cuvid", HardwareDecoders.GivenUp.SILENT));
        assertThat(decoders.forCodec("hevc")).contains("hevc_v4l2m2m");
        assertThat(decoders.probe())
                .containsEntry("h264_cuvid", Optional.of("does not answer within 0.05 s"))
                .containsEntry("hevc_cuvid", Optional.of("not tried, as h264_cuvid does not answer within 0.05 s"));
        assertThat(tried).containsOnlyOnce("h264_cuvid").doesNotContain("hevc_cuvid");
    }

    /** Cameras that are opened meanwhile begin in software, and find the decoder when they connect again. */
    @Test
    @Timeout(20)
    void nobodyWaitsForATrialLongerThanHeMay() {
        var decoders = hanging(new HardwareDecoders.Patience(Duration.ofSeconds(20), Duration.ofMillis(50)));
        assertThat(decoders.forCodec("h264")).isEmpty();
        assertThat(decoders.forCodec("h264")).isEmpty();
        assertThat(decoders.forCodec("hevc")).isEmpty();
        hanging.countDown();
        await().untilAsserted(() -> assertThat(decoders.forCodec("h264")).contains("h264_cuvid"));
        assertThat(tried).containsOnlyOnce("h264_cuvid");
    }

    @Test
    void aDecoderAThreadDoesNotComeBackFromIsNotUsedAgain() {
        var decoders = working("h264_cuvid");
        assertThat(decoders.forCodec("h264")).isPresent();
        decoders.enter("h264_cuvid");
        decoders.leave();
        assertThat(decoders.stuck(Thread.currentThread()))
                .as("in the network, perhaps")
                .isEmpty();
        assertThat(decoders.forCodec("h264")).isPresent();

        decoders.enter("h264_cuvid");

        assertThat(decoders.stuck(Thread.currentThread())).contains("h264_cuvid");
        assertThat(decoders.forCodec("h264")).isEmpty();
        assertThat(decoders.givenUp()).containsExactly(Map.entry("h264_cuvid", HardwareDecoders.GivenUp.STUCK));
    }

    @Test
    void theFirstThatProvesToWorkIsUsedAndTriedOnce() {
        var decoders = working("h264_cuvid");
        assertThat(decoders.forCodec("h264")).contains("h264_cuvid");
        assertThat(decoders.forCodec("h264")).contains("h264_cuvid");
        assertThat(decoders.forCodec("hevc")).isEmpty();
        assertThat(decoders.forCodec("mjpeg")).as("needs none").isEmpty();
        assertThat(tried).containsExactly("h264_nvv4l2dec", "h264_cuvid", "hevc_nvv4l2dec", "hevc_cuvid");
    }

    @Test
    void oneThatFailedOnAStreamIsNotUsedAgain() {
        var decoders = working("h264_cuvid");
        assertThat(decoders.forCodec("h264")).isPresent();
        decoders.distrust("h264_cuvid");
        assertThat(decoders.forCodec("h264")).isEmpty();
        assertThat(tried).hasSize(2);
    }

    @Test
    void duringEachCallItIsKnownThatTheThreadIsInTheDecoder() {
        var decoders = working("h264_cuvid");
        Map<String, Optional<String>> where = new TreeMap<>();
        var called = (Decoder) Proxy.newProxyInstance(
                Decoder.class.getClassLoader(), new Class<?>[] {Decoder.class}, (_, method, _) -> {
                    if (method.getName().equals("name")) {
                        return "h264_cuvid";
                    }
                    where.put(method.getName(), decoders.stuck(Thread.currentThread()));
                    return method.getReturnType() == int.class ? 0 : null;
                });
        try (var frame = new AVFrame((Pointer) null);
                var packet = new AVPacket((Pointer) null);
                var decoder = new WatchedDecoder(called, decoders)) {
            decoder.send(packet);
            decoder.receive(frame);
            decoder.drain();
            decoder.forget();
        }
        assertThat(where.keySet()).containsExactly("close", "drain", "forget", "receive", "send");
        assertThat(where.values()).containsOnly(Optional.of("h264_cuvid"));
        assertThat(decoders.stuck(Thread.currentThread())).isEmpty();
    }

    @Test
    void theBuiltInClipTellsWhatWorksFromWhatDoesNot() {
        var clip = new ProbeClip(() -> new CuvidLibrary(false, _ -> false));
        assertThat(clip.fault("h264_nosuchdecoder", "h264"))
                .contains(Fault.lasting("this FFmpeg was built without it"));
        // The software decoders go the same way, so that the clip and its expectations are proved.
        assertThat(clip.fault("h264", "h264")).isEmpty();
        assertThat(clip.fault("hevc", "hevc")).isEmpty();
        // A decoder that exists, and does not understand this codec.
        assertThat(clip.fault("mpeg4", "h264")).isPresent();
    }

    /** Four of them at five a second are most of a second by which each event would be late. */
    @Test
    void nvidiasDecoderKeepsNoPicturesBackWhereNoneWaitsForLaterOnes() {
        int lowDelay = 1 << 19;
        assertThat(AvDecoder.flags("h264_cuvid", 0)).isEqualTo(lowDelay);
        assertThat(AvDecoder.flags("hevc_cuvid", 0)).isEqualTo(lowDelay);
        assertThat(AvDecoder.flags("hevc_cuvid", 2)).as("B frames").isZero();
        assertThat(AvDecoder.flags("h264", 0))
                .as("in software it turns reordering off")
                .isZero();
        assertThat(AvDecoder.flags("h264_v4l2m2m", 0)).isZero();
    }

    /** The software decoder plays a hardware decoder; after a key frame, half the clip gives it nothing to decode. */
    @Test
    void aDecoderThatGivesNothingIsReplacedWithinTheStream() throws Exception {
        var hardware = HardwareDecoders.trusting("h264");
        int pictures = 0;
        try (var source = VideoSource.open(
                Clips.spec(halfDamaged("h264-plain.mp4")), MediaClock.system(), new Cancellation(), hardware)) {
            for (var read = source.read(); !(read instanceof Read.Ended); read = source.read()) {
                if (read instanceof Read.Picture(var frame)) {
                    frame.close();
                    pictures++;
                }
            }
            assertThat(source.stats().fallbacks()).isEqualTo(1);
        }
        assertThat(pictures).as("the first, and those of the second half").isBetween(40, 60);
        assertThat(hardware.forCodec("h264")).as("for the next stream").isEmpty();
    }

    /** Of one picture a second, twenty come before the stream counts as silent. */
    @Test
    void aDecoderThatGivesNothingOfASlowStreamIsGivenUpBeforeTheStreamIs() throws Exception {
        var hardware = HardwareDecoders.trusting("h264");
        var step = new AtomicLong();
        var now = new AtomicLong();
        var clock = new MediaClock() {
            @Override
            public long nanos() {
                return now.addAndGet(step.get());
            }

            @Override
            public Instant wall() {
                return Instant.EPOCH.plusNanos(now.get());
            }
        };
        var spec = Clips.spec(halfDamaged("h264-plain.mp4"))
                .withTimeouts(Duration.ofSeconds(10), Duration.ofMillis(2_400));
        try (var source = VideoSource.open(spec, clock, new Cancellation(), hardware)) {
            // It is asked some ten times for each packet.
            step.set(15_000_000);
            var read = source.read();
            while (!(read instanceof Read.Ended) && source.stats().fallbacks() == 0) {
                if (read instanceof Read.Picture(var frame)) {
                    frame.close();
                }
                read = source.read();
            }
            assertThat(source.stats().packets()).isBetween(8L, 25L);
            assertThat(source.stats().fallbacks()).isEqualTo(1);
        }
        assertThat(hardware.forCodec("h264")).as("for the next stream").isEmpty();
    }

    /** As where the GPU's memory is used up by the streams before it. Before, neither the log nor a count told of it. */
    @Test
    void aStreamForWhichTheDecoderCannotBeOpenedIsCountedAndSaidOnce() throws Exception {
        var hardware = new HardwareDecoders(List.of("not_there"), (_, _) -> Optional.empty(), PATIENT);
        assertThat(hardware.forCodec("h264")).contains("h264_not_there");
        Path clip = Clips.mp4(folder, 3);
        try (var log = LogListener.to(HardwareDecoders.class)) {
            for (int stream = 0; stream < 2; stream++) {
                try (var source =
                        VideoSource.open(Clips.spec(clip), MediaClock.system(), new Cancellation(), hardware)) {
                    assertThat(source.decoder()).isEqualTo("h264");
                    assertThat(source.stats().fallbacks()).isEqualTo(1);
                }
            }
            assertThat(new ProbeClip(() -> new CuvidLibrary(false, _ -> false)).fault("h264_v4l2m2m", "h264"))
                    .as("a trial")
                    .isPresent();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARNING h264_not_there works, but cannot be opened for a stream")
                    .contains("the GPU's memory is used up");
        }
        assertThat(hardware.givenUp()).as("the next stream may have it").isEmpty();
    }

    /** As a camera is joined, in the middle of a group of pictures: no decoder can give one before the next key frame. */
    @Test
    void aDecoderIsNotBlamedForWhatCameBeforeTheFirstKeyFrame() throws Exception {
        var hardware = HardwareDecoders.trusting("h264");
        int pictures = 0;
        try (var source = VideoSource.open(
                Clips.spec(withoutFirstKeyFrame("h264-plain.mp4")),
                MediaClock.system(),
                new Cancellation(),
                hardware)) {
            for (var read = source.read(); !(read instanceof Read.Ended); read = source.read()) {
                if (read instanceof Read.Picture(var frame)) {
                    frame.close();
                    pictures++;
                }
            }
            assertThat(source.stats().keyPackets()).isEqualTo(1);
            assertThat(source.stats().fallbacks()).isZero();
        }
        assertThat(pictures).as("those of the second group").isEqualTo(50);
        assertThat(hardware.forCodec("h264")).as("for the next stream").isPresent();
    }

    /** The first sample's data is gone, and the table of key frames (stss) names the second alone. */
    private Path withoutFirstKeyFrame(String clip) throws IOException {
        byte[] bytes;
        try (var in = HardwareDecodersTest.class.getResourceAsStream("/clips/" + clip)) {
            bytes = in.readAllBytes();
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        var buffer = ByteBuffer.wrap(bytes);
        int stss = text.indexOf("stss") + 8;
        assertThat(buffer.getInt(stss)).as("key frames").isEqualTo(2);
        buffer.putInt(stss, 1).putInt(stss + 4, buffer.getInt(stss + 8));
        int first = text.indexOf("mdat") + 4;
        int length = buffer.getInt(text.indexOf("stsz") + 16);
        Arrays.fill(bytes, first, first + length, (byte) 0);
        return Files.write(folder.resolve(clip), bytes);
    }

    private Path halfDamaged(String clip) throws IOException {
        byte[] bytes;
        try (var in = HardwareDecodersTest.class.getResourceAsStream("/clips/" + clip)) {
            bytes = in.readAllBytes();
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int mdat = text.indexOf("mdat") + 4;
        int length = ByteBuffer.wrap(bytes).getInt(mdat - 8);
        int first = ByteBuffer.wrap(bytes).getInt(text.indexOf("stsz") + 16);
        Arrays.fill(bytes, mdat + first, mdat + length * 45 / 100, (byte) 0);
        return Files.write(folder.resolve(clip), bytes);
    }
}
