package io.maskgate.hw.inference;

import static io.maskgate.hw.inference.OnnxFields.bytes;
import static io.maskgate.hw.inference.OnnxFields.message;
import static io.maskgate.hw.inference.OnnxFields.text;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an int8 file of this project in unsigned bytes. The file keeps activations as int8 with zero point 0, the only way
 * TensorRT takes them; ONNX Runtime on x86-64 has fast kernels for uint8 activations alone, and drops a ReLU before a
 * quantisation only where the zero point is the least number. All activations of such a file share two zero points of
 * known name, so that the same numbers are had in uint8 by changing these: a number that may be negative is held as
 * q + 128 with zero point 128, one that never is as q with zero point 0. A picture less 128 is such a number, so that its
 * bytes are those of the picture: the operations that made int8 of it, of known name too, are left out.
 *
 * <p>What that runtime is slow at with maps in eight bits is written down otherwise: {@link Doubling}, {@link FewChannels}.
 */
final class UnsignedReading {
    private static final String ZERO = "maskgate.zero.";
    /** The zero points, by name, and what they are in unsigned bytes. */
    private static final Map<String, Integer> ZEROS = Map.of(ZERO + "signed", 128, ZERO + "positive", 0);
    /** With which the outputs of the operations begin that make int8 of a picture. */
    private static final String PICTURE = "maskgate.picture.";

    private UnsignedReading() {}

    /**
     * The file in unsigned bytes; nothing where it has no zero point of ours, or is no ONNX file, which the engine says.
     * It is read and written outside the Java heap, which would stay larger by several times its size; and read whole, since
     * of a mapped file that is cut meanwhile a page is an error that nobody expects.
     *
     * @param memory in which the result lives
     */
    static Optional<ByteBuffer> of(Path file, Arena memory) throws IOException {
        try (var channel = FileChannel.open(file);
                var arena = Arena.ofConfined()) {
            var content = arena.allocate(channel.size());
            var unread = content.asByteBuffer();
            while (unread.hasRemaining() && channel.read(unread) >= 0) {}
            var read = content.asSlice(0, unread.position());
            return names(read) ? of(read.asByteBuffer(), memory) : Optional.empty();
        }
    }

    private static boolean names(MemorySegment content) {
        byte[] name = ZERO.getBytes(StandardCharsets.US_ASCII);
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

    /** The same of the content of a file. */
    static Optional<ByteBuffer> of(ByteBuffer content, Arena memory) {
        try {
            var file = message(UnsafeByteOperations.unsafeWrap(content));
            var graphs = file.getField(OnnxFields.MODEL_GRAPH).getLengthDelimitedList();
            if (graphs.size() != 1) {
                return Optional.empty();
            }
            var graph = message(graphs.getFirst());
            var constants = new ArrayList<ByteString>();
            boolean found = false;
            for (var constant : graph.getField(OnnxFields.GRAPH_INITIALIZER).getLengthDelimitedList()) {
                var zero = zero(constant);
                found |= zero.isPresent();
                constants.add(zero.orElse(constant));
            }
            if (!found) {
                return Optional.empty();
            }
            var operations = onPicture(graph.getField(OnnxFields.GRAPH_NODE).getLengthDelimitedList());
            var faster = new OnnxGraph(operations, constants);
            Doubling.in(faster);
            FewChannels.in(faster);
            faster.dropUnread();
            var changed = graph.toBuilder()
                    .addField(OnnxFields.GRAPH_INITIALIZER, bytes(faster.constants()))
                    .addField(
                            OnnxFields.GRAPH_NODE,
                            bytes(faster.nodes().stream()
                                    .map(UnknownFieldSet::toByteString)
                                    .toList()))
                    .build();
            return Optional.of(
                    written(file.toBuilder().clearField(OnnxFields.MODEL_GRAPH).build(), changed, memory));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static ByteBuffer written(UnknownFieldSet model, UnknownFieldSet graph, Arena memory) {
        int size = graph.getSerializedSize();
        long whole = model.getSerializedSize()
                + CodedOutputStream.computeTagSize(OnnxFields.MODEL_GRAPH)
                + CodedOutputStream.computeUInt32SizeNoTag(size)
                + (long) size;
        var buffer = memory.allocate(whole).asByteBuffer();
        var out = CodedOutputStream.newInstance(buffer);
        try {
            model.writeTo(out);
            out.writeTag(OnnxFields.MODEL_GRAPH, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(size);
            graph.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return buffer.rewind();
    }

    /** A zero point in unsigned bytes; nothing for any other constant. */
    private static Optional<ByteString> zero(ByteString constant) throws InvalidProtocolBufferException {
        var tensor = message(constant);
        var value = text(tensor, OnnxFields.TENSOR_NAME).map(ZEROS::get);
        return value.map(unsigned -> tensor.toBuilder()
                .addField(
                        OnnxFields.TENSOR_TYPE,
                        Field.newBuilder().addVarint(OnnxFields.UINT8).build())
                .addField(OnnxFields.TENSOR_RAW, bytes(List.of(ByteString.copyFrom(new byte[] {unsigned.byteValue()}))))
                .build()
                .toByteString());
    }

    /** The operations without those that make int8 of a picture; who read their outputs reads what they read. */
    private static List<UnknownFieldSet> onPicture(List<ByteString> operations) throws InvalidProtocolBufferException {
        var given = new HashMap<ByteString, ByteString>();
        var kept = new ArrayList<UnknownFieldSet>();
        for (var operation : operations) {
            var node = message(operation);
            var inputs = node.getField(OnnxFields.NODE_INPUT).getLengthDelimitedList().stream()
                    .map(input -> given.getOrDefault(input, input))
                    .toList();
            var output = node.getField(OnnxFields.NODE_OUTPUT).getLengthDelimitedList();
            if (text(node, OnnxFields.NODE_OUTPUT)
                            .filter(name -> name.startsWith(PICTURE))
                            .isPresent()
                    && !inputs.isEmpty()) {
                given.put(output.getFirst(), inputs.getFirst());
            } else {
                kept.add(node.toBuilder()
                        .addField(OnnxFields.NODE_INPUT, bytes(inputs))
                        .build());
            }
        }
        return kept;
    }
}
