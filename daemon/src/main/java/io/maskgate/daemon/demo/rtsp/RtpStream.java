package io.maskgate.daemon.demo.rtsp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A clip as an endless RTP stream: H.264 by RFC 6184 (single NAL units and FU-A, packetization mode 1), sequence numbers
 * and time stamps running on when the clip starts anew. Parameter sets go before every key picture. Not thread-safe.
 */
final class RtpStream {
    static final int PAYLOAD_TYPE = 96;

    private static final int HEADER = 12;
    /** Fits an Ethernet frame with room for IPv6, UDP and a tunnel. */
    private static final int MAX_PAYLOAD = 1380;

    private static final int FU_A = 28;

    private final H264Clip clip;
    private final int ssrc;
    private final int firstTimestamp;
    private int sequence;
    private int index;
    private long loopStart;
    private long packets;
    private long octets;
    private int lastTimestamp;

    RtpStream(H264Clip clip, int ssrc, int firstSequence, int firstTimestamp) {
        this.clip = clip;
        this.ssrc = ssrc;
        this.sequence = firstSequence & 0xffff;
        this.firstTimestamp = firstTimestamp;
        this.lastTimestamp = firstTimestamp;
    }

    /** When the next picture is due, ticks of {@link H264Clip#CLOCK} from the start of the stream. */
    long due() {
        return loopStart + clip.pictures().get(index).decode();
    }

    int nextSequence() {
        return sequence;
    }

    int nextTimestamp() {
        return firstTimestamp + (int) (loopStart + clip.pictures().get(index).shown());
    }

    /** The packets of the next picture; the last one carries the marker. */
    List<byte[]> next() {
        var picture = clip.pictures().get(index);
        lastTimestamp = nextTimestamp();
        var units = new ArrayList<byte[]>();
        if (picture.key()) {
            units.add(clip.sps());
            units.add(clip.pps());
        }
        units.addAll(picture.units());
        var result = new ArrayList<byte[]>();
        for (int i = 0; i < units.size(); i++) {
            packets(units.get(i), i == units.size() - 1, result);
        }
        index++;
        if (index == clip.pictures().size()) {
            index = 0;
            loopStart += clip.duration();
        }
        return result;
    }

    private void packets(byte[] unit, boolean last, List<byte[]> result) {
        if (unit.length <= MAX_PAYLOAD) {
            result.add(packet(last, unit.length).put(unit).array());
            return;
        }
        byte indicator = (byte) (unit[0] & 0xe0 | FU_A);
        int type = unit[0] & 0x1f;
        for (int at = 1; at < unit.length; at += MAX_PAYLOAD - 2) {
            int size = Math.min(MAX_PAYLOAD - 2, unit.length - at);
            boolean end = at + size == unit.length;
            int header = type | (at == 1 ? 0x80 : 0) | (end ? 0x40 : 0);
            result.add(packet(last && end, size + 2)
                    .put(indicator)
                    .put((byte) header)
                    .put(unit, at, size)
                    .array());
        }
    }

    private ByteBuffer packet(boolean marker, int payload) {
        var packet = ByteBuffer.allocate(HEADER + payload);
        packet.put((byte) 0x80).put((byte) (PAYLOAD_TYPE | (marker ? 0x80 : 0)));
        packet.putShort((short) sequence).putInt(lastTimestamp).putInt(ssrc);
        sequence = sequence + 1 & 0xffff;
        packets++;
        octets += payload;
        return packet;
    }

    /** An RTCP sender report (RFC 3550, 6.4.1) for the picture sent last. */
    byte[] report(long epochMillis) {
        // NTP time counts from 1900: 70 years with 17 leap days before 1970.
        long seconds = epochMillis / 1000 + 2_208_988_800L;
        long fraction = (epochMillis % 1000 << 32) / 1000;
        return ByteBuffer.allocate(28)
                .put((byte) 0x80)
                .put((byte) 200)
                .putShort((short) 6)
                .putInt(ssrc)
                .putInt((int) seconds)
                .putInt((int) fraction)
                .putInt(lastTimestamp)
                .putInt((int) packets)
                .putInt((int) octets)
                .array();
    }
}
