package io.maskgate.daemon.demo.rtsp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The receiving side of RFC 6184, written against the RFC: single NAL units and FU-A. */
final class Depacketizer {
    private Optional<ByteArrayOutputStream> open = Optional.empty();

    static int sequence(byte[] packet) {
        return ByteBuffer.wrap(packet).getShort(2) & 0xffff;
    }

    static long timestamp(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(4) & 0xffffffffL;
    }

    static boolean marker(byte[] packet) {
        return (packet[1] & 0x80) != 0;
    }

    List<byte[]> units(List<byte[]> packets) {
        var units = new ArrayList<byte[]>();
        for (byte[] packet : packets) {
            int type = packet[12] & 0x1f;
            if (type != 28) {
                units.add(Arrays.copyOfRange(packet, 12, packet.length));
                continue;
            }
            boolean start = (packet[13] & 0x80) != 0;
            boolean end = (packet[13] & 0x40) != 0;
            if (start) {
                var fresh = new ByteArrayOutputStream();
                fresh.write(packet[12] & 0xe0 | packet[13] & 0x1f);
                open = Optional.of(fresh);
            }
            var unit = open.orElseThrow();
            unit.write(packet, 14, packet.length - 14);
            if (end) {
                units.add(unit.toByteArray());
                open = Optional.empty();
            }
        }
        return units;
    }
}
