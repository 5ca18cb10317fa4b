package io.maskgate.hw.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The fields of {@code onnx.proto} of ONNX 1.17 that are read and written here, and how. */
final class OnnxFields {
    static final int MODEL_GRAPH = 7;
    static final int GRAPH_NODE = 1;
    static final int GRAPH_INITIALIZER = 5;
    static final int NODE_INPUT = 1;
    static final int NODE_OUTPUT = 2;
    static final int NODE_NAME = 3;
    static final int NODE_OPERATION = 4;
    static final int NODE_ATTRIBUTE = 5;
    static final int NODE_NOTE = 6;
    static final int TENSOR_DIMENSIONS = 1;
    static final int TENSOR_TYPE = 2;
    static final int TENSOR_NAME = 8;
    static final int TENSOR_RAW = 9;
    static final long UINT8 = 2;
    static final long INT64 = 7;

    static final int ATTRIBUTE_NAME = 1;
    static final int ATTRIBUTE_NUMBER = 3;
    static final int ATTRIBUTE_NUMBERS = 8;
    private static final int ATTRIBUTE_TYPE = 20;
    private static final long INT = 2;
    private static final long INTS = 7;

    private OnnxFields() {}

    /** A message's fields, those of bytes as parts of what is given: nothing is copied. */
    static UnknownFieldSet message(ByteString bytes) throws InvalidProtocolBufferException {
        var in = bytes.newCodedInput();
        in.enableAliasing(true);
        try {
            return UnknownFieldSet.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** The first value of a field. */
    static Optional<String> text(UnknownFieldSet message, int field) {
        return texts(message, field).stream().findFirst();
    }

    static List<String> texts(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .map(ByteString::toStringUtf8)
                .toList();
    }

    static Field text(String... values) {
        var field = Field.newBuilder();
        for (String value : values) {
            field.addLengthDelimited(ByteString.copyFromUtf8(value));
        }
        return field.build();
    }

    static Field bytes(List<ByteString> values) {
        var field = Field.newBuilder();
        values.forEach(field::addLengthDelimited);
        return field.build();
    }

    static Field numbers(long... values) {
        var field = Field.newBuilder();
        for (long value : values) {
            field.addVarint(value);
        }
        return field.build();
    }

    static ByteString attribute(String name, long value) {
        return attribute(name, ATTRIBUTE_NUMBER, INT, value);
    }

    static ByteString attributes(String name, long... values) {
        return attribute(name, ATTRIBUTE_NUMBERS, INTS, values);
    }

    private static ByteString attribute(String name, int field, long type, long... values) {
        return UnknownFieldSet.newBuilder()
                .addField(ATTRIBUTE_NAME, text(name))
                .addField(field, numbers(values))
                .addField(ATTRIBUTE_TYPE, numbers(type))
                .build()
                .toByteString();
    }
}
