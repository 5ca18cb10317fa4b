package io.maskgate.hw.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four seconds with two key frames, whose pictures wait for later ones; packet by packet. */
@ExtendWith(NoLeaks.class)
class DecodingTest {
    private static final Sampling KEY_FRAMES_ALONE = new Sampling(0, Duration.ofDays(1));

    private final Interrupt interrupt = new Interrupt(MediaClock.system(), new Cancellation());
    private Demuxer demuxer;
    private AVPacket packet;
    private AVFrame frame;
    private Decoding decoding;

    @BeforeEach
    void open() throws Exception {
        interrupt.within(Duration.ofSeconds(20));
        demuxer = Demuxer.open(
                Clips.spec(Path.of(DecodingTest.class
                        .getResource("/clips/h264-bframes.mp4")
                        .toURI())),
                interrupt);
        packet = avcodec.av_packet_alloc();
        frame = Natives.frame();
    }

    @AfterEach
    void close() {
        decoding.close();
        demuxer.close();
        Natives.free(frame);
        avcodec.av_packet_free(packet);
        interrupt.close();
    }

    private Decoding sparsely(Decoder decoder) {
        return sparsely(decoder, KEY_FRAMES_ALONE);
    }

    private Decoding sparsely(Decoder decoder, Sampling sampling) {
        double stampsPerSecond =
                (double) demuxer.timeBase().den() / demuxer.timeBase().num();
        decoding = new Decoding(
                decoder, PacketKind.Format.of(demuxer.stream().codecpar()), stampsPerSecond, sampling, interrupt);
        decoding.attend(Attention.SPARSE);
        return decoding;
    }

    /** What the next packet brings; nothing after the last one. */
    private List<Decoding.Got> step() {
        return step(false);
    }

    private List<Decoding.Got> step(boolean damaged) {
        if (demuxer.read(packet) < 0) {
            return List.of();
        }
        for (int i = Integer.BYTES; damaged && i < packet.size(); i++) {
            packet.data().put(i, (byte) 0);
        }
        long at = avutil.av_rescale(
                packet.pts(),
                1_000_000_000L * demuxer.timeBase().num(),
                demuxer.timeBase().den());
        decoding.take(packet, at);
        avcodec.av_packet_unref(packet);
        return receive();
    }

    private List<Decoding.Got> receive() {
        var got = new ArrayList<Decoding.Got>();
        do {
            got.add(decoding.receive(frame));
        } while (got.getLast() == Decoding.Got.PICTURE || got.getLast() == Decoding.Got.DAMAGED);
        return got;
    }

    /** Before, the camera was told to have ended its stream after each first picture, and connected to for ever. */
    @Test
    void aDecoderThatCannotStartOverAfterAKeyFrameGivesWayToSoftware() {
        sparsely(new NoWayBack(NoWayBack.software(demuxer)));
        assertThat(step()).containsExactly(Decoding.Got.PICTURE, Decoding.Got.HUNGRY);
        assertThat(decoding.hardwareFails(false)).isTrue();

        decoding.fallBack(NoWayBack.software(demuxer));

        assertThat(decoding.hardwareFails(false)).isFalse();
        int pictures = 0;
        for (var got = step(); !got.isEmpty(); got = step()) {
            assertThat(got).endsWith(Decoding.Got.HUNGRY);
            pictures += got.size() - 1;
        }
        assertThat(pictures).as("of the second key frame").isEqualTo(1);
        decoding.drain();
        assertThat(receive()).endsWith(Decoding.Got.DRAINED);
    }

    /** Those of a floor are put aside until the last one is there. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDamagedPictureIsToldApartWhetherItIsOfAKeyFrameOrOfAFloor(boolean beyondUse) {
        var software = NoWayBack.software(demuxer);
        sparsely(
                (Decoder) Proxy.newProxyInstance(
                        Decoder.class.getClassLoader(), new Class<?>[] {Decoder.class}, (_, method, arguments) -> {
                            Object result = method.invoke(software, arguments);
                            if (method.getName().equals("receive") && (int) result >= 0) {
                                damage((AVFrame) arguments[0], beyondUse);
                            }
                            return result;
                        }),
                new Sampling(0, Duration.ofSeconds(1)));
        var all = new ArrayList<Decoding.Got>();
        for (var got = step(); !got.isEmpty(); got = step()) {
            all.addAll(got);
        }
        all.removeIf(Decoding.Got.HUNGRY::equals);
        assertThat(all)
                .as("two key frames, and the floor's between and after them")
                .hasSizeBetween(4, 6)
                .containsOnly(beyondUse ? Decoding.Got.DAMAGED : Decoding.Got.PICTURE);
        int looks = all.size();
        var stats = decoding.stats(0, 0, 0, 0, 0);
        assertThat(stats.corruptFrames()).isEqualTo(beyondUse ? looks : 0);
        assertThat(stats.concealed()).isEqualTo(beyondUse ? 0 : looks);
    }

    private static void damage(AVFrame frame, boolean beyondUse) {
        if (beyondUse) {
            frame.flags(frame.flags() | AVFrame.AV_FRAME_FLAG_CORRUPT);
        } else {
            frame.decode_error_flags(AVFrame.FF_DECODE_ERROR_CONCEALMENT_ACTIVE);
        }
    }

    /** It could have been the beginning of a refresh strip by strip, and then all is decoded. */
    @Test
    void afterADamagedKeyFrameAllIsDecodedUntilTheNextAlone() {
        var sent = new AtomicInteger();
        var software = NoWayBack.software(demuxer);
        sparsely((Decoder) Proxy.newProxyInstance(
                Decoder.class.getClassLoader(), new Class<?>[] {Decoder.class}, (_, method, arguments) -> {
                    sent.addAndGet(method.getName().equals("send") ? 1 : 0);
                    return method.invoke(software, arguments);
                }));
        assertThat(step(true)).containsExactly(Decoding.Got.HUNGRY);
        int before = 1;
        while (!step().contains(Decoding.Got.PICTURE)) {
            before++;
        }
        // That of the second key frame, which waits for a later one. Two thirds before it are those nothing depends on.
        assertThat(before).isBetween(51, 54);
        assertThat(sent).satisfies(count -> assertThat(count.get()).isBetween(18, 24));
        int then = sent.get();

        int packets = 0;
        while (!step().isEmpty()) {
            packets++;
        }
        assertThat(packets).isGreaterThan(40);
        assertThat(sent).hasValue(then);
    }

    @Test
    void theEndOfTheStreamIsNoFaultOfAHardwareDecoder() {
        sparsely(new NoWayBack(NoWayBack.software(demuxer)));
        decoding.drain();
        assertThat(receive()).containsExactly(Decoding.Got.DRAINED);
        assertThat(decoding.hardwareFails(false)).isFalse();
    }

    /**
     * As NVIDIA's does where its sequence or decode callback fails. Before, no packet was read any more and nothing waited:
     * one core span until the camera was taken for stalled, and the same again with the next connection.
     */
    @Test
    void aHardwareDecoderThatRepeatsAnErrorInADrainIsGivenUp() {
        sparsely(new Failing(NoWayBack.software(demuxer)));
        int packets = 0;
        while (!decoding.hardwareFails(false)) {
            assertThat(step()).as("packet %d", packets).isNotEmpty();
            assertThat(Stream.generate(() -> decoding.receive(frame)).limit(30))
                    .as("after packet %d", packets)
                    .contains(Decoding.Got.HUNGRY);
            packets++;
        }
        // A third of them is sent, as nothing depends on the others.
        assertThat(packets).isBetween(60, 90);
        assertThat(decoding.stats(0, 0, 0, 0, 0).decodeErrors())
                .as("one a packet, and the drain's")
                .isLessThan(60);
    }

    @Test
    void soItIsAtTheEndOfTheStream() {
        sparsely(new Failing(NoWayBack.software(demuxer)));
        decoding.drain();
        assertThat(Stream.generate(() -> decoding.receive(frame)).limit(30)).contains(Decoding.Got.DRAINED);
    }

    /** Understands no packet; drained, it says so whenever it is asked, until it starts over. */
    private static final class Failing implements Decoder {
        private static final int EAGAIN = -11;
        private static final int EINVAL = -22;
        private final Decoder decoder;
        private boolean drained;
        private boolean sent;

        private Failing(Decoder decoder) {
            this.decoder = decoder;
        }

        @Override
        public String name() {
            return "h264_cuvid";
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
        public void loopFilter(boolean on) {}

        @Override
        public int send(AVPacket packet) {
            sent = true;
            return 0;
        }

        @Override
        public void drain() {
            drained = true;
        }

        @Override
        public void forget() {
            drained = false;
            sent = false;
        }

        @Override
        public int receive(AVFrame frame) {
            boolean error = drained || sent;
            sent = false;
            return error ? EINVAL : EAGAIN;
        }

        @Override
        public void close() {
            decoder.close();
        }
    }

    @Test
    void theTrialOfADecoderSeesWhetherItCanStartOver() {
        sparsely(NoWayBack.software(demuxer));
        assertThat(demuxer.read(packet)).isZero();
        try (var able = NoWayBack.software(demuxer);
                var unable = new NoWayBack(NoWayBack.software(demuxer))) {
            assertThat(ProbeClip.startsOver(able, packet)).isTrue();
            assertThat(ProbeClip.startsOver(unable, packet)).isFalse();
        }
        avcodec.av_packet_unref(packet);
    }
}
