package io.maskgate.daemon.demo.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RtpStreamTest {
    @Test
    void aLargeUnitTravelsInFragmentsAndOnlyTheLastPacketOfAPictureHasTheMarker() {
        var stream = new RtpStream(TestClip.handMade(), 7, 100, 1000);
        List<byte[]> packets = stream.next();
        // SPS, PPS and 2,999 bytes in pieces of 1,378.
        assertThat(packets).hasSize(5);
        assertThat(packets).extracting(p -> p.length).containsExactly(16, 14, 1392, 1392, 257);
        assertThat(packets).extracting(Depacketizer::marker).containsExactly(false, false, false, false, true);
        assertThat(packets.get(2)[12]).isEqualTo((byte) 0x7c);
        assertThat(packets).extracting(p -> p[13]).element(2).isEqualTo((byte) 0x85);
        assertThat(packets).extracting(p -> p[13]).element(3).isEqualTo((byte) 0x05);
        assertThat(packets).extracting(p -> p[13]).element(4).isEqualTo((byte) 0x45);
    }

    @Test
    void sequenceNumbersAndTimeStampsRunOnAcrossALoopAndWrapAround() {
        var stream = new RtpStream(TestClip.handMade(), 7, 65_530, -3600);
        var packets = new ArrayList<byte[]>();
        var stamps = new ArrayList<Long>();
        var due = new ArrayList<Long>();
        for (int picture = 0; picture < 6; picture++) {
            due.add(stream.due());
            var next = stream.next();
            stamps.add(Depacketizer.timestamp(next.getFirst()));
            assertThat(next).extracting(Depacketizer::timestamp).containsOnly(stamps.getLast());
            packets.addAll(next);
        }
        assertThat(due).containsExactly(0L, 3600L, 7200L, 10_800L, 14_400L, 18_000L);
        assertThat(stamps).containsExactly(4_294_963_696L, 0L, 3600L, 7200L, 10_800L, 14_400L);
        for (int i = 0; i < packets.size(); i++) {
            assertThat(Depacketizer.sequence(packets.get(i))).isEqualTo((65_530 + i) % 65_536);
        }
    }

    @Test
    void everyUnitOfAnEncodedClipArrivesUnchanged(@TempDir Path folder) throws Exception {
        var clip = H264Clip.ofMp4(Files.readAllBytes(TestClip.mp4(folder)));
        assertThat(clip.pictures()).hasSize(TestClip.FRAMES);
        assertThat(clip.duration()).isEqualTo(TestClip.FRAMES * 3600);
        assertThat(clip.pictures())
                .extracting(H264Clip.Picture::key)
                .containsExactly(true, false, false, false, false, true, false, false, false, false);
        assertThat(clip.pictures().getFirst().units().getLast().length).isGreaterThan(1400);
        var stream = new RtpStream(clip, 1, 0, 0);
        var receiver = new Depacketizer();
        for (int loop = 0; loop < 2; loop++) {
            for (var picture : clip.pictures()) {
                var expected = new ArrayList<byte[]>();
                if (picture.key()) {
                    expected.add(clip.sps());
                    expected.add(clip.pps());
                }
                expected.addAll(picture.units());
                assertThat(receiver.units(stream.next())).containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void aSenderReportCarriesTheWallClockAndTheCounts() {
        var stream = new RtpStream(TestClip.handMade(), 0x01020304, 0, 500);
        stream.next();
        var report = ByteBuffer.wrap(stream.report(1_500));
        assertThat(report.getInt()).isEqualTo(0x80c80006);
        assertThat(report.getInt()).isEqualTo(0x01020304);
        assertThat(report.getInt() & 0xffffffffL).isEqualTo(2_208_988_801L);
        assertThat(report.getInt() & 0xffffffffL).isEqualTo(0x80000000L);
        assertThat(report.getInt()).isEqualTo(500);
        assertThat(report.getInt()).isEqualTo(5);
        // Payloads without the twelve bytes of each header.
        assertThat(report.getInt()).isEqualTo(4 + 2 + 1380 + 1380 + 245);
    }
}
