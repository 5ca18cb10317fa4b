package io.maskgate.hw.inference;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads an int8 file of this project in unsigned bytes. The file keeps activations as int8 with zero point 0, the only way
 * TensorRT takes them; ONNX Runtime on x86-64 has fast kernels for uint8 activations alone, and drops a ReLU before a
 * quantisation only where the zero point is the least number. All activations of such a file share two zero points of
 * known name, so that the same numbers are had in uint8 by changing these: a number that may be negative is held as
 * q + 128 with zero point 128, one that never is as q with zero point 0.
 */
final class UnsignedReading {
    /** TensorProto.data_type, field 1 of kind varint, and the codes of int8 and uint8 in it. */
    private static final int TYPE = 0x10;

    private static final byte INT8 = 3;
    private static final byte UINT8 = 2;

    /** TensorProto.name and raw_data, fields of kind bytes. */
    private static final int NAME = 0x42;

    private static final int RAW = 0x4A;

    private static final String PREFIX = "maskgate.zero.";

    private record ZeroPoint(String name, byte unsigned) {
        /** The constant as the exporter writes it: a scalar int8 of value 0. */
        byte[] pattern() {
            byte[] text = name.getBytes(StandardCharsets.US_ASCII);
            var bytes = new ByteArrayOutputStream();
            bytes.write(TYPE);
            bytes.write(INT8);
            bytes.write(NAME);
            bytes.write(text.length);
            bytes.writeBytes(text);
            bytes.write(RAW);
            bytes.write(1);
            bytes.write(0);
            return bytes.toByteArray();
        }
    }

    private UnsignedReading() {}

    /** As {@link #of(byte[])}; a file that names none of them is looked through where it lies, not read into the heap. */
    static Optional<byte[]> of(Path file) throws IOException {
        try (var channel = FileChannel.open(file);
                var arena = Arena.ofConfined()) {
            var content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return names(content) ? of(content.toArray(ValueLayout.JAVA_BYTE)) : Optional.empty();
        }
    }

    private static boolean names(MemorySegment content) {
        byte[] name = PREFIX.getBytes(StandardCharsets.US_ASCII);
        long last = content.byteSize() - name.length;
        for (long at = 0; at <= last; at++) {
            int same = 0;
            while (same < name.length && content.get(ValueLayout.JAVA_BYTE, at + same) == name[same]) {
                same++;
            }
            if (same == name.length) {
                return true;
            }
        }
        return false;
    }

    /** The file with both zero points changed; nothing where it has none of them. */
    static Optional<byte[]> of(byte[] model) {
        byte[] changed = model.clone();
        long found = Stream.of(
                        new ZeroPoint(PREFIX + "signed", (byte) 128), new ZeroPoint(PREFIX + "positive", (byte) 0))
                .filter(zero -> change(changed, zero))
                .count();
        return found == 0 ? Optional.empty() : Optional.of(changed);
    }

    private static boolean change(byte[] model, ZeroPoint zero) {
        byte[] pattern = zero.pattern();
        for (int at = 0; at + pattern.length <= model.length; at++) {
            if (Arrays.equals(model, at, at + pattern.length, pattern, 0, pattern.length)) {
                model[at + 1] = UINT8;
                model[at + pattern.length - 1] = zero.unsigned();
                return true;
            }
        }
        return false;
    }
}
